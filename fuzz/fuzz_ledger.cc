// A forged ledger. The first line tells how to use the rest:
//   file    the bytes of the database file
//   patch   lines of "OFFSET HEX": bytes to overwrite in a valid ledger's file
//   events  lines of "KIND ABOUT BODY": events of an otherwise valid ledger; the bodies may be invalid JSON
//   blobs   lines of "SIZE BASE HEX": its contents; the digest of the nth is 32 bytes n
//   schema  SQL that is run on a valid ledger
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <charconv>
#include <filesystem>

#include "base/text.h"
#include "change/apply.h"
#include "change/edit_list.h"
#include "input.h"
#include "ledger/compress.h"
#include "loop/history.h"
#include "loop/loop.h"
#include "loop/standing.h"
#include "memory_files.h"
#include "support/event_kinds.h"
#include "trust/trust.h"

using namespace suit;

namespace {

constexpr size_t kLinesMax = 200;

// A temporary place for the file.
struct Place {
  std::string directory =
      std::filesystem::exists("/dev/shm") ? "/dev/shm/suit_fuzz_XXXXXX" : "/tmp/suit_fuzz_XXXXXX";
  std::string path;
  Place() {
    CHECK(::mkdtemp(directory.data()));
    path = directory + "/ledger.db";
  }
  ~Place() { std::filesystem::remove_all(directory); }
  void clear() const {
    for (const char* suffix : {"", "-wal", "-shm", "-journal"}) ::unlink((path + suffix).c_str());
  }
};

int64_t number_in(std::string_view text) {
  int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

void fill_honestly(const std::string& path) {
  auto opened = Ledger::open(path, LedgerMode::kCreate);
  CHECK(opened);
  Ledger& ledger = **opened;
  auto task = ledger.append(
      {.kind = "task", .body = {{"text", "rename a to b"}, {"level", "edit"}, {"scope", {"a.c"}}}});
  CHECK(task);
  Proposal proposal;
  proposal.task = *task;
  proposal.proposer = "mechanic";
  proposal.kind = "rename_identifier";
  std::string text;
  for (int i = 0; i < 200; ++i) text += "line " + std::to_string(i) + "\n";
  proposal.edits = {{"a.c", FileVersion::file(text, 0644), FileVersion::file(text + "more\n", 0644)}};
  CHECK(record(ledger, proposal));
  CHECK(ledger.append(
      {.kind = "verdict", .about = proposal.id, .body = {{"outcome", "accepted"}, {"manner", "accepted"}}}));
  auto begin = ledger.append(
      {.kind = "apply_begin",
       .about = proposal.id,
       .body = {{"action", "apply"}, {"edits", json_of_edits(proposal.edits)}, {"staged", {"a"}}}});
  CHECK(begin);
  CHECK(ledger.append(
      {.kind = "applied", .about = proposal.id, .body = {{"action", "apply"}, {"begin", *begin}}}));
}

const Place& place() {
  static const Place instance;
  return instance;
}

const std::string& honest_bytes() {
  static const std::string bytes = [] {
    place().clear();
    fill_honestly(place().path);
    auto read = read_file(place().path, 1 << 20);
    CHECK(read);
    return *read;
  }();
  return bytes;
}

void write_database(std::string_view bytes) {
  place().clear();
  CHECK(write_file(place().path, bytes, 0600));
}

// Opens the file directly with SQLite, bypassing all checks.
struct Database {
  sqlite3* handle = nullptr;
  Database() {
    CHECK(sqlite3_open(place().path.c_str(), &handle) == SQLITE_OK);
    run("PRAGMA synchronous = OFF; PRAGMA ignore_check_constraints = ON; BEGIN");
  }
  ~Database() {
    run("COMMIT");
    sqlite3_close(handle);
  }
  void run(const char* sql) { sqlite3_exec(handle, sql, nullptr, nullptr, nullptr); }
  void insert(const char* sql, int64_t a, int64_t b, std::string_view c, std::string_view d) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(handle, sql, -1, &statement, nullptr) != SQLITE_OK) return;
    sqlite3_bind_int64(statement, 1, a);
    sqlite3_bind_int64(statement, 2, b);
    sqlite3_bind_text(statement, 3, c.data(), static_cast<int>(c.size()), SQLITE_STATIC);
    sqlite3_bind_blob(statement, 4, d.data(), static_cast<int>(d.size()), SQLITE_STATIC);
    sqlite3_step(statement);
    sqlite3_finalize(statement);
  }
};

template <class Visit>
void each_line(std::string_view text, Visit visit) {
  size_t count = 0;
  for (std::string_view line : split(text, '\n')) {
    if (++count > kLinesMax) return;
    size_t first = line.find(' '), second = first == line.npos ? first : line.find(' ', first + 1);
    std::string_view a = line.substr(0, first);
    std::string_view b = first == line.npos ? "" : line.substr(first + 1, second - first - 1);
    visit(a, b, second == line.npos ? "" : line.substr(second + 1));
  }
}

void prepare(std::string_view how, std::string_view what) {
  if (how == "file") return write_database(what);
  std::string bytes = honest_bytes();
  if (how == "patch")
    each_line(what, [&](std::string_view offset, std::string_view hex, std::string_view) {
      auto patch = from_hex(hex);
      uint64_t at = static_cast<uint64_t>(number_in(offset));
      for (size_t i = 0; patch && i < patch->size() && at + i < bytes.size(); ++i)
        bytes[at + i] = (*patch)[i];
    });
  write_database(bytes);
  if (how == "events") {
    Database database;
    each_line(what, [&](std::string_view kind, std::string_view about, std::string_view body) {
      database.insert(
          "INSERT INTO event (sequence, at_us, about, kind, body)"
          " SELECT coalesce(max(sequence), 0) + 1, ?1 * 1000000, ?2, ?3, CAST(?4 AS TEXT) FROM event",
          number_in(about), number_in(about), kind, body);
    });
  } else if (how == "blobs") {
    Database database;
    database.run("DELETE FROM blob");
    char digest = 0;
    each_line(what, [&](std::string_view length, std::string_view base, std::string_view hex) {
      // "zstd:TEXT" is a valid frame.
      auto data = hex.starts_with("zstd:") ? compress(hex.substr(5)) : from_hex(hex).value_or("");
      ++digest;
      database.insert(
          "INSERT INTO blob (size, stored, base, digest, data) VALUES (?1, 1, nullif(?2, 0), CAST(?3 AS "
          "BLOB), ?4)",
          number_in(length), number_in(base), std::string(32, digest), data);
    });
  } else if (how == "schema") {
    Database database;
    sqlite3_progress_handler(
        database.handle, 10'000, [](void*) { return 1; }, nullptr);
    database.run(std::string(what).c_str());
  }
}

void read_all(Ledger& ledger) {
  auto events = ledger.events({.limit = 1000});
  (void)ledger.events(
      {.kinds = {"proposal", "verdict", "apply_begin"}, .limit = 1000, .newest_first = true, .brief = true});
  (void)ledger.size();
  (void)read_trust(ledger);
  (void)pending_proposals(ledger);
  (void)find_application(ledger, {}, HistoryDirection::kUndo);
  (void)find_application(ledger, 5, HistoryDirection::kRedo);
  fuzz::MemoryFiles files(std::map<std::string, std::string>{{"a.c", "line 1\n"}});
  for (Sequence id = 1; id <= 12; ++id) {
    (void)ledger.event(id);
    (void)load_proposal(ledger, id);
    (void)load_task(ledger, id);
    (void)plan_undo(files, ledger, id);
    (void)find_proposal(ledger, id);
    Digest digest;
    digest.bytes.fill(static_cast<uint8_t>(id));
    (void)ledger.has(digest);
    (void)ledger.content(digest);
  }
  if (events)
    for (const Event& event : *events)
      if (auto body = reread(event)) (void)to_text(*body);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view input = fuzz::view_of(data, size);
  size_t line = std::min(input.find('\n'), input.size());
  prepare(input.substr(0, line), input.substr(std::min(line + 1, input.size())));
  if (auto ledger = Ledger::open(place().path, LedgerMode::kReadOnly)) read_all(**ledger);
  if (auto ledger = Ledger::open(place().path, LedgerMode::kCreate)) {
    Digest base;
    base.bytes.fill(1);
    (void)(*ledger)->keep(Digest::of("new"), "new", &base);
    (void)(*ledger)->append({.kind = "task", .body = {{"text", "new"}}});
    (void)(*ledger)->prune(0, {base});
    // Recovery after a crash, with the marker present; it can't change a read-only folder.
    fuzz::MemoryFiles files({{"a.c", "line 1\n"}, {std::string(kUnfinishedMarker), ""}});
    if (auto lock = FileLock::acquire(place().directory + "/lock", 1000))
      (void)recover({files, **ledger, *lock});
  }
  return 0;
}
