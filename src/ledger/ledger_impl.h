// Internals of the ledger, shared by ledger.cc (events and contents) and retention.cc (size and dropping).
#pragma once

#include <set>

#include "base/sqlite.h"
#include "base/text.h"
#include "ledger/ledger.h"

namespace suit {

struct Ledger::Impl {
  std::string path;
  LedgerMode mode = LedgerMode::kReadOnly;
  sqlite3* database = nullptr;
  Statement insert_event, insert_blob, insert_use, find_blob, read_blob, read_event;
  bool in_transaction = false;
  std::set<int64_t> uses;  // blobs stored since the last append

  ~Impl() {
    // Statements are destroyed before their database.
    for (Statement* s : {&insert_event, &insert_blob, &insert_use, &find_blob, &read_blob, &read_event})
      *s = {};
    if (in_transaction) (void)run("ROLLBACK");
    sqlite3_close(database);
  }

  Error fail(int code) { return error_from_sqlite(database, code, path); }

  Result<void> run(const char* sql) {
    int code = sqlite3_exec(database, sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) return fail(code);
    return {};
  }

  Result<int64_t> number(const char* sql) {
    Statement statement;
    if (int code = statement.prepare(database, sql); code != SQLITE_OK) return fail(code);
    int code = statement.step();
    if (code != SQLITE_ROW) return fail(code);
    return statement.integer(0);
  }

  Result<void> begin() {
    if (mode == LedgerMode::kReadOnly)
      return Error{ErrorCode::kDenied, "the ledger " + printable(path) + " was opened read-only"};
    if (in_transaction) return {};
    RETURN_IF_ERROR(run("BEGIN IMMEDIATE"));
    in_transaction = true;
    return {};
  }

  Error abandon(Error error) {
    if (in_transaction) (void)run("ROLLBACK");
    in_transaction = false;
    uses.clear();
    return error;
  }

  Result<Statement*> prepared(Statement& statement, std::string_view sql) {
    if (!statement.is_prepared())
      if (int code = statement.prepare(database, sql); code != SQLITE_OK) return fail(code);
    return &statement;
  }

  Result<void> open();
  Result<void> check_schema();
  Result<void> migrate();
  struct Blob {
    int64_t id = 0;
    int64_t base = 0;  // 0 for none
  };
  Result<std::optional<Blob>> find(const Digest& digest);
  Result<std::string> decode(int64_t id, int depth);
};

}  // namespace suit
