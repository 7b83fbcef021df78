#include "support/old_ledger.h"

#include <sqlite3.h>

#include <fstream>
#include <stdexcept>

#include "base/digest.h"
#include "ledger/compress.h"

namespace suit {
namespace {

constexpr const char* kSchema = R"sql(
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

void run(const std::string& path, const std::string& sql) {
  sqlite3* database = nullptr;
  char* error = nullptr;
  sqlite3_open(path.c_str(), &database);
  int code = sqlite3_exec(database, sql.c_str(), nullptr, nullptr, &error);
  std::string message = error ? error : "";
  sqlite3_free(error);
  sqlite3_close(database);
  if (code != SQLITE_OK) throw std::runtime_error("the old ledger: " + message);
}

}  // namespace

void make_version_1_ledger(const std::string& path, OldLedgerEnd end) {
  auto blob = [](const std::string& content) {
    std::string data = compress(content);
    return "INSERT INTO blob (digest, size, stored, data) VALUES (x'" + Digest::of(content).hex() + "', " +
           std::to_string(content.size()) + ", " + std::to_string(data.size()) + ", x'" + to_hex(data) +
           "');";
  };
  auto event = [](const std::string& kind, const std::string& about, const std::string& body) {
    return "INSERT INTO event (at_us, kind, about, body) VALUES (1700000000000000, '" + kind + "', " + about +
           ", '" + body + "');";
  };
  auto side = [](const std::string& content) {
    return R"({"type":"file","mode":420,"digest":")" + Digest::of(content).hex() + "\"}";
  };
  std::string edits = R"([{"path":"a.txt","before":)" + side("one\n") + R"(,"after":)" + side("two\n") + "}]";
  std::string sql = "PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; BEGIN;" +
                    std::string(kSchema) +
                    "PRAGMA user_version = 1; PRAGMA application_id = 1398098260; COMMIT; BEGIN;";
  sql += event("task", "NULL", R"({"text":"replace one by two","scope":[],"level":"chat"})");
  sql += blob("one\n") + blob("two\n");
  sql += event(
      "proposal", "1",
      R"({"proposer":"mechanic","version":"1","kind":"replace_text","summary":"old","notes":[],"edits":)" +
          edits + "}");
  sql += "INSERT INTO blob_use (event, blob) VALUES (2, 1), (2, 2);";
  sql += event("verdict", "2", R"({"outcome":"accepted","by":"person","manner":"accepted"})");
  sql += event("apply_begin", "2",
               R"({"action":"apply","edits":)" + edits +
                   R"(,"staged":[".suit-tmp-00000000-0"],"made_directories":[],"emptied_directories":[]})");
  sql += "INSERT INTO blob_use (event, blob) VALUES (4, 1), (4, 2);";
  if (end == OldLedgerEnd::kApplied) sql += event("applied", "2", R"({"action":"apply","begin":4})");
  sql += "COMMIT;";
  run(path, sql);
}

void make_version_3_ledger(const std::string& path) {
  std::ifstream file(std::string(SUIT_SOURCE_DIR) + "/tests/support/ledger_3.sql");
  run(path, {std::istreambuf_iterator<char>(file), {}});
}

}  // namespace suit
