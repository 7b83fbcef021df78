#include "ledger/ledger.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>

#include "base/clock.h"
#include "base/text.h"
#include "ledger/compress.h"
#include "ledger/ledger_impl.h"
#include "ledger/schema.h"

namespace suit {

Error error_from_sqlite(sqlite3* database, int code, std::string_view path) {
  std::string detail = database ? sqlite3_errmsg(database) : sqlite3_errstr(code);
  std::string name = "the ledger " + printable(path);
  // A full disk can appear as a failure of the shared-memory file.
  bool full = (code & 0xFF) == SQLITE_IOERR && database && sqlite3_system_errno(database) == ENOSPC;
  switch (full ? SQLITE_FULL : code & 0xFF) {
    case SQLITE_FULL:
      return {ErrorCode::kNoSpace, name + ": the disk is full", "free some space; nothing was changed"};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {ErrorCode::kBusy, name + " is busy: another suit is writing to it", "try again in a moment"};
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return {ErrorCode::kDenied, name + " can't be written: " + detail};
    case SQLITE_CANTOPEN:
      return {ErrorCode::kIo, name + " can't be opened: " + detail};
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
      return {ErrorCode::kCorrupt, name + " is damaged: " + detail,
              "your files are untouched; move it away and Suit starts a new one (its data for undo is in "
              "the old)"};
    default:
      return {ErrorCode::kIo, name + ": " + detail};
  }
}

Result<void> Ledger::Impl::open() {
  int flags = mode == LedgerMode::kReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
  if (mode == LedgerMode::kCreate) flags |= SQLITE_OPEN_CREATE;
  int code =
      sqlite3_open_v2(path.c_str(), &database, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW, nullptr);
  if (code != SQLITE_OK) return fail(code);
  sqlite3_extended_result_codes(database, 1);
  sqlite3_busy_timeout(database, 10'000);
  // In one transaction: another process may be creating the ledger.
  RETURN_IF_ERROR(run("BEGIN"));
  ASSIGN_OR_RETURN(int64_t version, number("PRAGMA user_version"));
  ASSIGN_OR_RETURN(int64_t application, number("PRAGMA application_id"));
  ASSIGN_OR_RETURN(int64_t tables, number("SELECT count(*) FROM sqlite_schema"));
  RETURN_IF_ERROR(run("COMMIT"));
  if (tables > 0 && application != kLedgerApplicationId)
    return Error{ErrorCode::kCorrupt, printable(path) + " is a database, but not a ledger of Suit",
                 "move it away and Suit starts a new one"};
  if (version > kLedgerSchemaVersion)
    return Error{ErrorCode::kUnsupported,
                 "the ledger " + printable(path) + " was written by a newer Suit (schema " +
                     std::to_string(version) + "; this one reads up to " +
                     std::to_string(kLedgerSchemaVersion) + ")",
                 "use the newer Suit; nothing was changed"};
  if (mode == LedgerMode::kReadOnly && version == 0)
    return Error{ErrorCode::kNotFound, "the ledger " + printable(path) + " is incomplete",
                 "`suit do` completes it"};
  if (version > 0) RETURN_IF_ERROR(check_schema());
  if (mode == LedgerMode::kReadOnly) return {};
  // FULL: a commit is on disk when append() returns. Set before the first table; otherwise auto_vacuum has no
  // effect.
  RETURN_IF_ERROR(run("PRAGMA auto_vacuum = INCREMENTAL"));
  RETURN_IF_ERROR(run("PRAGMA journal_mode = WAL"));
  RETURN_IF_ERROR(
      run("PRAGMA synchronous = FULL; PRAGMA foreign_keys = OFF; PRAGMA journal_size_limit = 16777216"));
  if (version < kLedgerSchemaVersion) RETURN_IF_ERROR(migrate());
  return {};
}

// A folder may contain a forged ledger: its views or triggers could loop or give wrong data.
Result<void> Ledger::Impl::check_schema() {
  Statement statement;
  int code = statement.prepare(database, "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL");
  if (code != SQLITE_OK) return fail(code);
  while ((code = statement.step()) == SQLITE_ROW) {
    // SQLite stores the text of each CREATE.
    std::string_view sql = statement.bytes(0);
    auto steps = ledger_schema_steps();
    bool ours = std::any_of(steps.begin(), steps.end(),
                            [&](std::string_view step) { return step.find(sql) != step.npos; });
    if (!ours)
      return Error{ErrorCode::kCorrupt,
                   "the ledger " + printable(path) +
                       " contains an object that Suit did not create: " + printable(sql.substr(0, 60)),
                   "move it away and Suit starts a new one"};
  }
  if (code != SQLITE_DONE) return fail(code);
  return {};
}

Result<void> Ledger::Impl::migrate() {
  RETURN_IF_ERROR(run("BEGIN IMMEDIATE"));
  in_transaction = true;
  auto version = number("PRAGMA user_version");  // again, under the lock: another process may have been first
  if (!version) return abandon(version.error());
  for (int64_t step = *version; step < kLedgerSchemaVersion; ++step) {
    std::string sql(ledger_schema_steps()[static_cast<size_t>(step)]);
    sql += "PRAGMA user_version = " + std::to_string(step + 1) +
           "; PRAGMA application_id = " + std::to_string(kLedgerApplicationId) + ";";
    if (auto ran = run(sql.c_str()); !ran) return abandon(ran.error());
  }
  if (auto ran = run("COMMIT"); !ran) return abandon(ran.error());
  in_transaction = false;
  return {};
}

Ledger::Ledger(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Ledger::~Ledger() = default;

Result<std::unique_ptr<Ledger>> Ledger::open(const std::string& path, LedgerMode mode) {
  struct stat st;
  if (mode != LedgerMode::kCreate && ::lstat(path.c_str(), &st) != 0)
    return Error{ErrorCode::kNotFound, "there is no ledger at " + printable(path), "`suit do` makes one"};
  auto impl = std::make_unique<Impl>();
  impl->path = path;
  impl->mode = mode;
  RETURN_IF_ERROR(impl->open());
  return std::unique_ptr<Ledger>(new Ledger(std::move(impl)));
}

Result<Sequence> Ledger::append(Event event) {
  RETURN_IF_ERROR(impl_->begin());
  auto insert = impl_->prepared(impl_->insert_event,
                                "INSERT INTO event (sequence, at_us, kind, about, body)"
                                " SELECT coalesce(max(sequence), 0) + 1, ?, ?, ?, ? FROM event");
  if (!insert) return impl_->abandon(insert.error());
  std::string body = to_text(event.body);
  {
    StatementUse use(**insert);
    use->bind(1, event.at_us ? event.at_us : now_us());
    use->bind_text(2, event.kind);
    if (event.about) {
      use->bind(3, event.about);
    } else {
      use->bind_null(3);
    }
    use->bind_text(4, body);
    if (int code = use->step(); code != SQLITE_DONE) return impl_->abandon(impl_->fail(code));
  }
  Sequence sequence = sqlite3_last_insert_rowid(impl_->database);
  if (!impl_->uses.empty()) {
    auto use_of = impl_->prepared(impl_->insert_use,
                                  "INSERT OR REPLACE INTO blob_last_use (event, blob) VALUES (?, ?)");
    if (!use_of) return impl_->abandon(use_of.error());
    for (int64_t blob : impl_->uses) {
      StatementUse use(**use_of);
      use->bind(1, sequence);
      use->bind(2, blob);
      if (int code = use->step(); code != SQLITE_DONE) return impl_->abandon(impl_->fail(code));
    }
  }
  if (auto committed = impl_->run("COMMIT"); !committed) return impl_->abandon(committed.error());
  impl_->in_transaction = false;
  impl_->uses.clear();
  return sequence;
}

Result<std::optional<Ledger::Impl::Blob>> Ledger::Impl::find(const Digest& digest) {
  ASSIGN_OR_RETURN(Statement * statement, prepared(find_blob, "SELECT id, base FROM blob WHERE digest = ?"));
  StatementUse use(*statement);
  use->bind_blob(1, digest.view());
  int code = use->step();
  if (code == SQLITE_DONE) return std::optional<Blob>();
  if (code != SQLITE_ROW) return fail(code);
  return std::optional<Blob>(Blob{use->integer(0), use->integer(1)});
}

Result<void> Ledger::keep(const Digest& digest, std::string_view content, const Digest* base) {
  RETURN_IF_ERROR(impl_->begin());
  auto failed = [&](const Error& error) { return impl_->abandon(error); };
  auto found = impl_->find(digest);
  if (!found) return failed(found.error());
  if (*found) {
    impl_->uses.insert((*found)->id);
    return {};
  }
  std::string data;
  int64_t base_id = 0;
  if (base) {
    auto base_blob = impl_->find(*base);
    if (!base_blob) return failed(base_blob.error());
    if (*base_blob) {
      // Never a difference to a difference: reading a content takes two frames at most.
      base_id = (*base_blob)->base ? (*base_blob)->base : (*base_blob)->id;
      auto base_content = impl_->decode(base_id, 0);
      if (!base_content) return failed(base_content.error());
      data = compress_against(*base_content, content);
      // A small gain does not justify the dependency on an old content.
      if (data.size() > content.size() / 4) base_id = 0;
    }
  }
  if (!base_id) data = compress(content);
  auto insert = impl_->prepared(impl_->insert_blob,
                                "INSERT INTO blob (digest, size, stored, base, data) VALUES (?, ?, ?, ?, ?)");
  if (!insert) return failed(insert.error());
  StatementUse use(**insert);
  use->bind_blob(1, digest.view());
  use->bind(2, static_cast<int64_t>(content.size()));
  use->bind(3, static_cast<int64_t>(data.size()));
  if (base_id) {
    use->bind(4, base_id);
  } else {
    use->bind_null(4);
  }
  use->bind_blob(5, data);
  if (int code = use->step(); code != SQLITE_DONE) {
    if (code == SQLITE_TOOBIG) return failed({ErrorCode::kLimit, "a content is too large for the ledger"});
    return failed(impl_->fail(code));
  }
  impl_->uses.insert(sqlite3_last_insert_rowid(impl_->database));
  return {};
}

Result<std::string> Ledger::Impl::decode(int64_t id, int depth) {
  Error corrupt{ErrorCode::kCorrupt, "the ledger " + printable(path) + " holds a damaged content"};
  if (depth > 1) return corrupt;
  ASSIGN_OR_RETURN(Statement * statement,
                   prepared(read_blob, "SELECT size, base, data FROM blob WHERE id = ?"));
  int64_t size = 0, base_id = 0;
  std::string data;
  {
    StatementUse use(*statement);
    use->bind(1, id);
    int code = use->step();
    if (code == SQLITE_DONE) return corrupt;
    if (code != SQLITE_ROW) return fail(code);
    size = use->integer(0);
    base_id = use->integer(1);
    data = use->bytes(2);
  }
  std::string base;
  if (base_id) {
    ASSIGN_OR_RETURN(base, decode(base_id, depth + 1));
  }
  return decompress(base, data, static_cast<uint64_t>(size));
}

Result<std::string> Ledger::content(const Digest& digest) {
  ASSIGN_OR_RETURN(auto blob, impl_->find(digest));
  if (!blob)
    return Error{ErrorCode::kNotFound, "the content " + digest.hex().substr(0, 12) + " is no longer kept",
                 "retention dropped it: [ledger] keep_mb in suit.toml sets how much is kept"};
  ASSIGN_OR_RETURN(std::string content, impl_->decode(blob->id, 0));
  if (Digest::of(content) != digest)
    return Error{ErrorCode::kCorrupt, "the ledger " + printable(impl_->path) + " holds a damaged content"};
  return content;
}

bool Ledger::has(const Digest& digest) {
  auto blob = impl_->find(digest);
  return blob && *blob;
}

namespace {

// The columns are: sequence, at_us, kind, about, body.
Result<Event> event_of_row(Statement& row) {
  Event event;
  event.sequence = row.integer(0);
  event.at_us = row.integer(1);
  event.kind = row.bytes(2);
  event.about = row.integer(3);
  auto body = parse_json(row.bytes(4));
  if (!body || !body->is_object())
    return Error{ErrorCode::kCorrupt,
                 "event " + std::to_string(event.sequence) + " of the ledger is malformed"};
  event.body = std::move(*body);
  return event;
}

}  // namespace

Result<Event> Ledger::event(Sequence sequence) {
  ASSIGN_OR_RETURN(
      Statement * statement,
      impl_->prepared(impl_->read_event,
                      "SELECT sequence, at_us, kind, about, body FROM event WHERE sequence = ?"));
  StatementUse use(*statement);
  use->bind(1, sequence);
  int code = use->step();
  if (code == SQLITE_DONE)
    return Error{ErrorCode::kNotFound, "there is no " + std::to_string(sequence) + " in the ledger",
                 "`suit log` lists what there is"};
  if (code != SQLITE_ROW) return impl_->fail(code);
  return event_of_row(*statement);
}

Result<void> Ledger::for_each(const Query& query, const std::function<bool(const Event&)>& visit) {
  std::string body = query.brief ? "CASE WHEN kind IN ('proposal', 'apply_begin')"
                                   " THEN json_remove(body, '$.edits', '$.staged') ELSE body END"
                                 : "body";
  std::string sql = "SELECT sequence, at_us, kind, about, " + body + " FROM event WHERE sequence > ?1";
  if (query.about) sql += " AND about = ?2";
  if (!query.kinds.empty()) {
    sql += " AND kind IN (";
    for (size_t i = 0; i < query.kinds.size(); ++i) sql += (i ? ", ?" : "?") + std::to_string(i + 3);
    sql += ")";
  }
  sql += query.newest_first ? " ORDER BY sequence DESC" : " ORDER BY sequence";
  Statement statement;
  if (int code = statement.prepare(impl_->database, sql); code != SQLITE_OK) return impl_->fail(code);
  statement.bind(1, query.after);
  if (query.about) statement.bind(2, *query.about);
  for (size_t i = 0; i < query.kinds.size(); ++i)
    statement.bind_text(static_cast<int>(i) + 3, query.kinds[i]);
  Sequence last = query.newest_first ? INT64_MAX : query.after;
  for (size_t count = 0; count < query.limit; ++count) {
    int code = statement.step();
    if (code == SQLITE_DONE) break;
    if (code != SQLITE_ROW) return impl_->fail(code);
    ASSIGN_OR_RETURN(Event event, event_of_row(statement));
    // Pages of a damaged file can form a cycle.
    bool ordered = query.newest_first ? event.sequence < last : event.sequence > last;
    if (!ordered)
      return Error{ErrorCode::kCorrupt, "the events of the ledger are out of order: it is damaged"};
    last = event.sequence;
    if (!visit(event)) break;
  }
  return {};
}

Result<std::vector<Event>> Ledger::events(const Query& query) {
  std::vector<Event> events;
  RETURN_IF_ERROR(for_each(query, [&](const Event& event) {
    events.push_back(event);
    return true;
  }));
  return events;
}

Result<Sequence> Ledger::newest() {
  ASSIGN_OR_RETURN(auto newest, events({.limit = 1, .newest_first = true, .brief = true}));
  return newest.empty() ? 0 : newest[0].sequence;
}

Result<std::vector<Sequence>> Ledger::sequences_of(std::string_view kind) {
  Statement statement;
  int code =
      statement.prepare(impl_->database, "SELECT sequence FROM event WHERE kind = ? ORDER BY sequence");
  if (code != SQLITE_OK) return impl_->fail(code);
  statement.bind_text(1, kind);
  std::vector<Sequence> found;
  while ((code = statement.step()) == SQLITE_ROW) found.push_back(statement.integer(0));
  if (code != SQLITE_DONE) return impl_->fail(code);
  return found;
}

Result<std::string> Ledger::identity() {
  ASSIGN_OR_RETURN(int64_t tables,
                   impl_->number("SELECT count(*) FROM sqlite_schema WHERE name = 'identity'"));
  if (tables == 0) return std::string();
  Statement statement;
  if (int code = statement.prepare(impl_->database, "SELECT id FROM identity LIMIT 1"); code != SQLITE_OK)
    return impl_->fail(code);
  int code = statement.step();
  if (code == SQLITE_DONE) return std::string();
  if (code != SQLITE_ROW) return impl_->fail(code);
  return std::string(statement.bytes(0));
}

Result<std::string> Ledger::renew_identity() {
  RETURN_IF_ERROR(impl_->begin());
  constexpr const char* kRenew =
      "DELETE FROM identity; INSERT INTO identity (id) VALUES (lower(hex(randomblob(16))))";
  if (auto ran = impl_->run(kRenew); !ran) return impl_->abandon(ran.error());
  if (auto committed = impl_->run("COMMIT"); !committed) return impl_->abandon(committed.error());
  impl_->in_transaction = false;
  return identity();
}

}  // namespace suit
