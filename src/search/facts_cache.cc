#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <mutex>

#include "base/sqlite.h"
#include "base/text.h"
#include "search/catalogue.h"

namespace suit {
namespace {

// Increment to invalidate the cache: when the tables, the rules for kinds, secrets and signatures, or the
// tokens change.
constexpr int64_t kCacheVersion = 7;
constexpr const char* kTables = R"(
CREATE TABLE file (folder TEXT, vocabulary INTEGER, path BLOB, bytes INTEGER, inode INTEGER, changed_ns INTEGER, content BLOB,
                   PRIMARY KEY (folder, vocabulary, path)) WITHOUT ROWID;
CREATE TABLE content (content BLOB, vocabulary INTEGER, kind INTEGER, encoding INTEGER, plain INTEGER, errors INTEGER, lines INTEGER,
                      tokens INTEGER, newline_tokens INTEGER, long_piece INTEGER, first_piece BLOB, secrets BLOB, backticks INTEGER, closings INTEGER,
                      PRIMARY KEY (content, vocabulary)) WITHOUT ROWID;
CREATE TABLE symbols (content BLOB PRIMARY KEY, definitions BLOB, signatures BLOB) WITHOUT ROWID;
)";
constexpr std::string_view kFacts =
    "kind, encoding, plain, errors, lines, tokens, newline_tokens, long_piece, first_piece, secrets, "
    "backticks, closings";

int64_t number_of(Counted counted) {
  return counted ? static_cast<int64_t>(*counted) : -1;
}

FileFacts facts_from(Statement& row, int column) {
  FileFacts facts;
  facts.kind = static_cast<TextFileKind>(row.integer(column));
  facts.encoding = static_cast<Encoding>(row.integer(column + 1));
  facts.plain = row.integer(column + 2) != 0;
  facts.errors = static_cast<uint32_t>(row.integer(column + 3));
  facts.lines = static_cast<uint32_t>(row.integer(column + 4));
  facts.tokens = row.integer(column + 5);
  facts.newline_tokens = static_cast<int8_t>(row.integer(column + 6));
  facts.long_piece = (row.integer(column + 7) & 1) != 0;
  facts.single_piece = (row.integer(column + 7) & 2) != 0;
  facts.first_piece = row.bytes(column + 8);
  facts.secrets = row.bytes(column + 9);
  facts.backticks = static_cast<uint8_t>(row.integer(column + 10));
  facts.closings = static_cast<uint8_t>(row.integer(column + 11));
  return facts;
}

class SqliteFactsCache : public FactsCache {
 public:
  ~SqliteFactsCache() override { close(); }

  bool open(const std::string& path) {
    struct stat st;
    if (::stat(path.c_str(), &st) == 0 && static_cast<uint64_t>(st.st_size) > kBytesMax) remove(path);
    if (begin(path)) return true;
    close();
    remove(path);  // damaged or from another version
    return begin(path);
  }

  std::vector<std::pair<std::string, Known>> files_of(const std::string& folder, Counted counted) override {
    std::lock_guard lock(mutex_);
    std::vector<std::pair<std::string, Known>> files;
    Statement rows;
    if (rows.prepare(database_, std::string("SELECT path, bytes, inode, changed_ns, content, ") +
                                    std::string(kFacts) +
                                    " FROM file JOIN content USING (content, vocabulary) WHERE folder = ? "
                                    "AND vocabulary = ? ORDER BY path") != SQLITE_OK)
      return files;
    rows.bind_text(1, folder);
    rows.bind(2, number_of(counted));
    while (rows.step() == SQLITE_ROW) {
      Known known{static_cast<uint64_t>(rows.integer(1)), static_cast<uint64_t>(rows.integer(2)),
                  rows.integer(3), std::string(rows.bytes(4)), facts_from(rows, 5)};
      files.emplace_back(std::string(rows.bytes(0)), std::move(known));
    }
    return files;
  }

  bool facts_of(const std::string& content, Counted counted, FileFacts& facts) override {
    std::lock_guard lock(mutex_);
    StatementUse use(find_);
    use->bind_blob(1, content);
    use->bind(2, number_of(counted));
    if (use->step() != SQLITE_ROW) return false;
    facts = facts_from(find_, 0);
    return true;
  }

  bool symbols_of(const std::string& content, FileSymbols& symbols) override {
    std::lock_guard lock(mutex_);
    StatementUse use(find_symbols_);
    use->bind_blob(1, content);
    if (use->step() != SQLITE_ROW) return false;
    // One definition per line: number, name, signature.
    for (std::string_view line : split_lines(use->bytes(0))) {
      std::vector<std::string_view> parts = split(without_terminator(line), '\t');
      if (parts.size() == 3)
        symbols.definitions.push_back({std::string(parts[1]),
                                       static_cast<size_t>(std::atoll(std::string(parts[0]).c_str())),
                                       std::string(parts[2])});
    }
    symbols.signatures = use->bytes(1);
    return true;
  }

  void store_symbols(const std::vector<std::pair<std::string, FileSymbols>>& symbols) override {
    std::lock_guard lock(mutex_);
    Statement insert;
    if (!run("BEGIN IMMEDIATE")) return;
    bool done = insert.prepare(database_, "INSERT OR IGNORE INTO symbols VALUES (?, ?, ?)") == SQLITE_OK;
    for (size_t i = 0; done && i < symbols.size(); ++i) {
      std::string definitions;
      for (const Symbol& one : symbols[i].second.definitions)
        if (one.name.find_first_of("\t\n") == one.name.npos)
          definitions.append(std::to_string(one.line))
              .append("\t")
              .append(one.name)
              .append("\t")
              .append(one.signature)
              .append("\n");
      StatementUse use(insert);
      use->bind_blob(1, symbols[i].first);
      use->bind_blob(2, definitions);
      use->bind_blob(3, symbols[i].second.signatures);
      done = use->step() == SQLITE_DONE;
    }
    run(done ? "COMMIT" : "ROLLBACK");
  }

  void store(const std::string& folder, Counted counted,
             const std::vector<std::pair<std::string, Known>>& files,
             const std::vector<std::string>& gone) override {
    std::lock_guard lock(mutex_);
    Statement file, content, forget;
    if (!run("BEGIN IMMEDIATE")) return;
    bool done =
        file.prepare(database_, "INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?, ?, ?, ?)") == SQLITE_OK &&
        content.prepare(database_,
                        "INSERT OR IGNORE INTO content VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)") ==
            SQLITE_OK &&
        forget.prepare(database_, "DELETE FROM file WHERE folder = ? AND vocabulary = ? AND path = ?") ==
            SQLITE_OK;
    for (size_t i = 0; done && i < files.size(); ++i)
      done = store_one(folder, counted, files[i].first, files[i].second, file, content);
    for (size_t i = 0; done && i < gone.size(); ++i) {
      StatementUse use(forget);
      use->bind_text(1, folder);
      use->bind(2, number_of(counted));
      use->bind_blob(3, gone[i]);
      done = use->step() == SQLITE_DONE;
    }
    run(done ? "COMMIT" : "ROLLBACK");
  }

 private:
  void close() {
    find_ = Statement();
    find_symbols_ = Statement();
    sqlite3_close(database_);
    database_ = nullptr;
  }

  static void remove(const std::string& path) {
    for (std::string_view end : {"", "-wal", "-shm"}) ::unlink((path + std::string(end)).c_str());
  }

  bool run(const char* sql) { return sqlite3_exec(database_, sql, nullptr, nullptr, nullptr) == SQLITE_OK; }

  int64_t version() {
    Statement row;
    return row.prepare(database_, "PRAGMA user_version") == SQLITE_OK && row.step() == SQLITE_ROW
               ? row.integer(0)
               : -1;
  }

  bool begin(const std::string& path) {
    if (sqlite3_open_v2(
            path.c_str(), &database_,
            SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW,
            nullptr) != SQLITE_OK)
      return false;
    sqlite3_busy_timeout(database_, 2'000);
    // A crash may lose entries; they are recomputed.
    if (!run("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF")) return false;
    if (version() == 0) {
      if (!run("BEGIN IMMEDIATE")) return false;
      bool made =
          version() != 0 ||
          run((std::string(kTables) + "PRAGMA user_version = " + std::to_string(kCacheVersion)).c_str());
      if (!run(made ? "COMMIT" : "ROLLBACK") || !made) return false;
    }
    return version() == kCacheVersion &&
           find_.prepare(database_, "SELECT " + std::string(kFacts) +
                                        " FROM content WHERE content = ? AND vocabulary = ?") == SQLITE_OK &&
           find_symbols_.prepare(
               database_, "SELECT definitions, signatures FROM symbols WHERE content = ?") == SQLITE_OK;
  }

  static bool store_one(const std::string& folder, Counted counted, const std::string& path,
                        const Known& known, Statement& file, Statement& content) {
    StatementUse of_file(file), of_content(content);
    of_file->bind_text(1, folder);
    of_file->bind(2, number_of(counted));
    of_file->bind_blob(3, path);
    of_file->bind(4, static_cast<int64_t>(known.bytes));
    of_file->bind(5, static_cast<int64_t>(known.inode));
    of_file->bind(6, known.changed_ns);
    of_file->bind_blob(7, known.content);
    const FileFacts& facts = known.facts;
    of_content->bind_blob(1, known.content);
    of_content->bind(2, number_of(counted));
    of_content->bind(3, static_cast<int64_t>(facts.kind));
    of_content->bind(4, static_cast<int64_t>(facts.encoding));
    of_content->bind(5, facts.plain);
    of_content->bind(6, facts.errors);
    of_content->bind(7, facts.lines);
    of_content->bind(8, facts.tokens);
    of_content->bind(9, facts.newline_tokens);
    of_content->bind(10, (facts.long_piece ? 1 : 0) | (facts.single_piece ? 2 : 0));
    of_content->bind_blob(11, facts.first_piece);
    of_content->bind_blob(12, facts.secrets);
    of_content->bind(13, facts.backticks);
    of_content->bind(14, facts.closings);
    return of_file->step() == SQLITE_DONE && of_content->step() == SQLITE_DONE;
  }

  std::mutex mutex_;
  sqlite3* database_ = nullptr;
  Statement find_, find_symbols_;
};

}  // namespace

std::string users_cache() {
  const char* cache = std::getenv("XDG_CACHE_HOME");
  const char* home = std::getenv("HOME");
  std::error_code failed;
  std::string folder;
  if (cache && *cache)
    folder = cache;
  else if (home && std::filesystem::is_directory(home, failed))
    folder = std::string(home) + "/.cache";
  else
    return {};
  folder += "/suit";
  std::filesystem::create_directories(folder, failed);
  return failed ? std::string() : folder;
}

std::unique_ptr<FactsCache> FactsCache::open(std::string path) {
  if (std::string folder = path.empty() ? users_cache() : std::string(); !folder.empty())
    path = folder + "/context.db";
  auto cache = std::make_unique<SqliteFactsCache>();
  if (path.empty() || !cache->open(path)) return nullptr;
  return cache;
}

}  // namespace suit
