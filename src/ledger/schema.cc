// The ledger's schema, one step per version. Never edit a released step: add one.
#include "ledger/schema.h"

namespace suit {

constexpr std::string_view kVersion1 = R"sql(
-- What happened, in order. Rows are never changed or removed: the triggers see to it.
CREATE TABLE event (
  sequence INTEGER PRIMARY KEY,        -- from 1, without gaps
  at_us    INTEGER NOT NULL,           -- wall clock, microseconds since 1970 UTC
  kind     TEXT    NOT NULL,           -- what happened
  about    INTEGER REFERENCES event,   -- the event that this one speaks of
  body     TEXT    NOT NULL CHECK (json_valid(body))
) STRICT;
CREATE INDEX event_kind  ON event (kind);
CREATE INDEX event_about ON event (about) WHERE about IS NOT NULL;
CREATE TRIGGER event_is_append_only_update BEFORE UPDATE ON event
  BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER event_is_append_only_delete BEFORE DELETE ON event
  BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;

-- Contents that events speak of, by SHA-256. Retention may remove rows; nothing changes one.
CREATE TABLE blob (
  id     INTEGER PRIMARY KEY,
  digest BLOB    NOT NULL UNIQUE,      -- SHA-256 of the content, 32 bytes
  size   INTEGER NOT NULL,             -- bytes of the content
  stored INTEGER NOT NULL,             -- bytes of data
  base   INTEGER REFERENCES blob,      -- data is a difference to this one's content; NULL: data stands alone
  data   BLOB    NOT NULL              -- a zstd frame; with a base, that content is its prefix dictionary
) STRICT;
CREATE INDEX blob_base ON blob (base) WHERE base IS NOT NULL;
CREATE TRIGGER blob_is_never_changed BEFORE UPDATE ON blob
  BEGIN SELECT RAISE(ABORT, 'a kept content never changes'); END;

-- Which event needs which content: retention drops what was needed longest ago.
CREATE TABLE blob_use (
  event INTEGER NOT NULL REFERENCES event,
  blob  INTEGER NOT NULL,
  PRIMARY KEY (event, blob)
) STRICT, WITHOUT ROWID;
CREATE INDEX blob_use_blob ON blob_use (blob);
)sql";

// INSERT OR REPLACE removes a row without the delete triggers, so insertions are checked too. Only the last
// use of a content was ever queried, while the list of all uses grew with every event.
constexpr std::string_view kVersion2 = R"sql(
CREATE TRIGGER event_is_append_only_insert BEFORE INSERT ON event
  WHEN NEW.sequence IS NOT (SELECT coalesce(max(sequence), 0) + 1 FROM event)
  BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: an event takes the next number'); END;
CREATE TRIGGER blob_is_never_replaced BEFORE INSERT ON blob
  WHEN EXISTS (SELECT 1 FROM blob WHERE digest = NEW.digest OR id = NEW.id)
  BEGIN SELECT RAISE(ABORT, 'a kept content never changes'); END;
CREATE TABLE blob_last_use (
  blob  INTEGER PRIMARY KEY,
  event INTEGER NOT NULL REFERENCES event
) STRICT;
INSERT INTO blob_last_use (blob, event) SELECT blob, max(event) FROM blob_use GROUP BY blob;
DROP TABLE blob_use;
)sql";

constexpr std::string_view kVersion3 = R"sql(
-- Which ledger this is. The user's state folder knows those that were made here: src/ledger/origin.h.
CREATE TABLE identity (
  id TEXT NOT NULL                     -- 32 hexadecimal digits, random
) STRICT;
INSERT INTO identity (id) VALUES (lower(hex(randomblob(16))));
)sql";

// The resulting schema, for readers.
constexpr std::string_view kNow = R"sql(
-- What happened, in order. Rows are never changed, removed or replaced: the triggers see to it.
CREATE TABLE event (
  sequence INTEGER PRIMARY KEY,        -- from 1, without gaps
  at_us    INTEGER NOT NULL,           -- wall clock, microseconds since 1970 UTC
  kind     TEXT    NOT NULL,           -- what happened
  about    INTEGER REFERENCES event,   -- the event that this one speaks of
  body     TEXT    NOT NULL CHECK (json_valid(body))
) STRICT;
CREATE INDEX event_kind  ON event (kind);
CREATE INDEX event_about ON event (about) WHERE about IS NOT NULL;
CREATE TRIGGER event_is_append_only_update BEFORE UPDATE ON event
  BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER event_is_append_only_delete BEFORE DELETE ON event
  BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER event_is_append_only_insert BEFORE INSERT ON event
  WHEN NEW.sequence IS NOT (SELECT coalesce(max(sequence), 0) + 1 FROM event)
  BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: an event takes the next number'); END;

-- Contents that events speak of, by SHA-256. Retention may remove rows; nothing changes one.
CREATE TABLE blob (
  id     INTEGER PRIMARY KEY,
  digest BLOB    NOT NULL UNIQUE,      -- SHA-256 of the content, 32 bytes
  size   INTEGER NOT NULL,             -- bytes of the content
  stored INTEGER NOT NULL,             -- bytes of data
  base   INTEGER REFERENCES blob,      -- data is a difference to this one's content; NULL: data stands alone
  data   BLOB    NOT NULL              -- a zstd frame; with a base, that content is its prefix dictionary
) STRICT;
CREATE INDEX blob_base ON blob (base) WHERE base IS NOT NULL;
CREATE TRIGGER blob_is_never_changed BEFORE UPDATE ON blob
  BEGIN SELECT RAISE(ABORT, 'a kept content never changes'); END;
CREATE TRIGGER blob_is_never_replaced BEFORE INSERT ON blob
  WHEN EXISTS (SELECT 1 FROM blob WHERE digest = NEW.digest OR id = NEW.id)
  BEGIN SELECT RAISE(ABORT, 'a kept content never changes'); END;

-- The last event that needed a content: retention drops what was needed longest ago.
CREATE TABLE blob_last_use (
  blob  INTEGER PRIMARY KEY,
  event INTEGER NOT NULL REFERENCES event
) STRICT;

-- Which ledger this is. The user's state folder knows those that were made here: src/ledger/origin.h.
CREATE TABLE identity (
  id TEXT NOT NULL                     -- 32 hexadecimal digits, random
) STRICT;
)sql";

static constexpr std::string_view kSteps[] = {kVersion1, kVersion2, kVersion3};
static_assert(std::size(kSteps) == kLedgerSchemaVersion);

std::span<const std::string_view> ledger_schema_steps() {
  return kSteps;
}
std::string_view ledger_schema() {
  return kNow;
}

}  // namespace suit
