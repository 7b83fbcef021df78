// Passage search in a large folder, against SQLite's FTS5 on the same passages: time per question, build
// memory. Arguments: the folder, a place for the indexes, a file with one question per line.
#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <set>

#include "base/clock.h"
#include "base/files.h"
#include "base/sqlite.h"
#include "base/text.h"
#include "measure.h"
#include "search/passages.h"
#include "search/relevance.h"
#include "search/words.h"

namespace suit {
namespace {

constexpr size_t kMost = 10;

double cpu_s() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  auto seconds = [](const timeval& one) {
    return static_cast<double>(one.tv_sec) + static_cast<double>(one.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double peak_mb() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

struct Times {
  std::vector<double> ms;
  double share(double of) {
    std::sort(ms.begin(), ms.end());
    return ms[static_cast<size_t>(of * static_cast<double>(ms.size() - 1))];
  }
};

template <class Find>
Times time_of(const std::vector<std::string>& questions, const Find& find) {
  Times times;
  for (const std::string& question : questions) {
    int64_t begun_us = monotonic_us();
    find(question);
    times.ms.push_back(static_cast<double>(monotonic_us() - begun_us) / 1000);
  }
  return times;
}

void check(int code, sqlite3* database) {
  if (code == SQLITE_OK || code == SQLITE_DONE || code == SQLITE_ROW) return;
  std::fprintf(stderr, "SQLite: %s\n", sqlite3_errmsg(database));
  std::exit(1);
}

// With FTS5's own tokenizer and, like the others, without stop words.
std::string fts_query(const std::string& question) {
  std::string query;
  std::string word;
  for_each_identifier(question, [&](std::string_view identifier) {
    if (question_words(identifier).empty()) return;
    query += (query.empty() ? "\"" : " OR \"") + std::string(identifier) + "\"";
  });
  return query;
}

int compare(const std::string& folder_path, const std::string& place, const std::string& questions_path) {
  auto text = read_file(questions_path, 1 << 20);
  auto files = open_files(folder_path);
  if (!text || !files) return 1;
  std::vector<std::string> questions;
  for (std::string_view line : split_lines(*text)) questions.emplace_back(without_terminator(line));
  std::error_code failed;
  std::filesystem::create_directories(place, failed);
  auto cache = FactsCache::open(place + "/context.db");
  Folder folder(**files);
  auto catalogue = catalogue_of(folder, {.cache = cache.get()});
  if (!catalogue) return 1;
  uint64_t bytes = 0, texts = 0;
  for (const CatalogueFile& file : catalogue->files)
    if (file.facts.kind == TextFileKind::kText) bytes += file.bytes, ++texts;
  std::printf("%llu texts, %.0f MB, %zu questions\n", static_cast<unsigned long long>(texts),
              static_cast<double>(bytes) / 1e6, questions.size());

  int64_t begun_us = monotonic_us();
  double begun_cpu = cpu_s();
  auto built = PassageSearch::open(folder, *catalogue, {}, {.place = place + "/passages"});
  if (!built) return std::fprintf(stderr, "%s\n", built.error().message.c_str()), 1;
  std::printf("suit: built in %.1f s (%.1f CPU s), peak %.0f MB, %.0f MB kept\n",
              static_cast<double>(monotonic_us() - begun_us) / 1e6, cpu_s() - begun_cpu, peak_mb(), [&] {
                double sum = 0;
                for (const auto& entry : std::filesystem::directory_iterator(place + "/passages"))
                  sum += static_cast<double>(entry.file_size());
                return sum / 1e6;
              }());
  begun_us = monotonic_us();
  auto search = PassageSearch::open(folder, *catalogue, {}, {.place = place + "/passages"});
  if (!search) return 1;
  std::printf("suit: opened again in %.1f ms\n", static_cast<double>(monotonic_us() - begun_us) / 1000);

  std::string database_path = place + "/fts5.db";
  bool is_new = !std::filesystem::exists(database_path);
  sqlite3* database = nullptr;
  check(sqlite3_open(database_path.c_str(), &database), database);
  check(sqlite3_exec(database,
                     "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA mmap_size=4000000000; PRAGMA "
                     "cache_size=-400000",
                     nullptr, nullptr, nullptr),
        database);
  if (is_new) {
    begun_us = monotonic_us();
    begun_cpu = cpu_s();
    check(sqlite3_exec(
              database,
              "CREATE TABLE passage (id INTEGER PRIMARY KEY, path TEXT, first INTEGER, last INTEGER); BEGIN; "
              "CREATE VIRTUAL TABLE found USING fts5(text, content='', tokenize='porter unicode61')",
              nullptr, nullptr, nullptr),
          database);
    Statement insert, name;
    check(insert.prepare(database, "INSERT INTO found (rowid, text) VALUES (?, ?)"), database);
    check(name.prepare(database, "INSERT INTO passage VALUES (?, ?, ?, ?)"), database);
    int64_t id = 0;
    for (const CatalogueFile& file : catalogue->files) {
      if (file.facts.kind != TextFileKind::kText) continue;
      std::string shown = shown_text(folder, file);
      for (const PassageRange& range : passages_in(shown)) {
        StatementUse use(insert), use_name(name);
        use->bind(1, ++id);
        use->bind_text(2, std::string_view(shown).substr(range.begin, range.end - range.begin));
        check(use->step(), database);
        use_name->bind(1, id);
        use_name->bind_text(2, file.path);
        use_name->bind(3, static_cast<int64_t>(range.first_line));
        use_name->bind(4, static_cast<int64_t>(range.last_line));
        check(use_name->step(), database);
      }
    }
    check(sqlite3_exec(database, "COMMIT; INSERT INTO found(found) VALUES ('optimize')", nullptr, nullptr,
                       nullptr),
          database);
    std::printf("FTS5: built in %.1f s (%.1f CPU s), %.0f MB kept\n",
                static_cast<double>(monotonic_us() - begun_us) / 1e6, cpu_s() - begun_cpu,
                static_cast<double>(std::filesystem::file_size(database_path)) / 1e6);
  }
  Statement select;
  check(select.prepare(database,
                       "SELECT path, first, last FROM found JOIN passage ON id = found.rowid WHERE found "
                       "MATCH ? ORDER BY rank LIMIT ?"),
        database);
  size_t found_by_fts = 0, found = 0, without_text = 0;
  auto ask_fts = [&](const std::string& question) {
    StatementUse use(select);
    std::string query = fts_query(question);
    if (query.empty()) return;
    use->bind_text(1, query);
    use->bind(2, kMost);
    while (use->step() == SQLITE_ROW) ++found_by_fts;
  };
  auto ask = [&](const std::string& question) {
    auto passages = search->find(question, kMost, nullptr);
    if (passages) found += passages->size();
  };
  std::unique_ptr<TextIndex> index;
  for (const auto& entry : std::filesystem::directory_iterator(place + "/passages"))
    index = TextIndex::open(entry.path());
  auto ask_bare = [&](const std::string& question) {
    auto passages = search_passages({{index.get(), {}}}, question_words(question), kMost, 3, nullptr);
    if (passages) without_text += passages->size();
  };
  for (int warm = 0; warm < 2; ++warm) {
    if (warm == 0) {
      std::vector<std::string> first(
          questions.begin(),
          questions.begin() + static_cast<std::ptrdiff_t>(std::min<size_t>(20, questions.size())));
      for (const std::string& one : first) ask(one), ask_bare(one), ask_fts(one);
      found = found_by_fts = without_text = 0;
      continue;
    }
    Times ours = time_of(questions, ask), bare = time_of(questions, ask_bare),
          theirs = time_of(questions, ask_fts);
    std::printf("%-34s %10s %10s %8s\n", "", "p50 ms", "p99 ms", "found");
    std::printf("%-34s %10.2f %10.2f %8zu\n", "suit, with the passages' text", ours.share(.5),
                ours.share(.99), found);
    std::printf("%-34s %10.2f %10.2f %8zu\n", "suit, places alone", bare.share(.5), bare.share(.99),
                without_text);
    std::printf("%-34s %10.2f %10.2f %8zu\n", "FTS5, places alone", theirs.share(.5), theirs.share(.99),
                found_by_fts);
    std::printf("FTS5 takes %.1f times as long (p50), %.1f times (p99)\n", theirs.share(.5) / bare.share(.5),
                theirs.share(.99) / bare.share(.99));
  }
  sqlite3_close(database);
  return 0;
}

}  // namespace
}  // namespace suit

int main(int count, char** arguments) {
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  if (count != 4)
    return std::fprintf(stderr, "usage: search_bench FOLDER PLACE QUESTIONS; bench/search.py runs it\n"), 2;
  return suit::compare(arguments[1], arguments[2], arguments[3]);
}
