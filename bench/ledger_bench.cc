// Durable appends per second, one commit each, against direct use of SQLite with the same schema and
// settings.
#include <sqlite3.h>

#include "base/clock.h"
#include "ledger/ledger.h"
#include "ledger/schema.h"
#include "measure.h"

using namespace suit;
using namespace suit::bench;

namespace {

constexpr int kAppends = 200;  // per turn

Json body(int64_t number) {
  return {
      {"name", "build"}, {"outcome", "passed"}, {"duration_ms", number}, {"output", std::string(64, 'a')}};
}

class RawSqlite {
 public:
  explicit RawSqlite(const std::string& path) {
    if (sqlite3_open(path.c_str(), &database_) != SQLITE_OK) give_up("cannot open " + path);
    run("PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
        "PRAGMA foreign_keys = OFF; PRAGMA journal_size_limit = 16777216");
    for (std::string_view step : ledger_schema_steps()) run(std::string(step));
    const char* sql = "INSERT INTO event (at_us, kind, about, body) VALUES (?, ?, ?, ?)";
    if (sqlite3_prepare_v2(database_, sql, -1, &insert_, nullptr) != SQLITE_OK)
      give_up(sqlite3_errmsg(database_));
  }
  ~RawSqlite() {
    sqlite3_finalize(insert_);
    sqlite3_close(database_);
  }

  void append(int64_t number) {
    std::string text = to_text(body(number));
    run("BEGIN IMMEDIATE");
    sqlite3_bind_int64(insert_, 1, now_us());
    sqlite3_bind_text(insert_, 2, "check", -1, SQLITE_STATIC);
    sqlite3_bind_int64(insert_, 3, 1);
    sqlite3_bind_text(insert_, 4, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
    if (sqlite3_step(insert_) != SQLITE_DONE) give_up(sqlite3_errmsg(database_));
    sqlite3_reset(insert_);
    run("COMMIT");
  }

 private:
  void run(const std::string& sql) {
    if (sqlite3_exec(database_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
      give_up(sqlite3_errmsg(database_));
  }
  sqlite3* database_ = nullptr;
  sqlite3_stmt* insert_ = nullptr;
};

}  // namespace

int main() {
  constexpr size_t kTurns = 15;
  ScratchFolder scratch;
  RawSqlite raw(scratch.path() + "/raw.db");
  auto ledger = must(Ledger::open(scratch.path() + "/ledger.db", LedgerMode::kCreate));
  auto turn = [](auto append) {
    return [append] {
      double start = now_ms();
      for (int i = 0; i < kAppends; ++i) append(i);
      return Run{now_ms() - start, 0, 0};
    };
  };
  auto all =
      measure({{"SQLite by hand", turn([&](int i) { raw.append(i); })},
               {"Ledger::append",
                turn([&](int i) { must(ledger->append({.kind = "check", .about = 1, .body = body(i)})); })}},
              kTurns);
  Report report("ledger, durable appends", "appends_per_s");
  std::vector<std::vector<double>> rates(all.size());
  for (size_t i = 0; i < all.size(); ++i)
    for (double ms : all[i].wall_ms) rates[i].push_back(kAppends * 1000 / ms);
  for (size_t i = 0; i < all.size(); ++i)
    report.add("", all[i].name, rates[i], i ? std::optional(median(rates[0])) : std::nullopt,
               i ? ">= 0.8" : "");
}
