#include "search/text_index.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <random>

#include "base/text.h"
#include "search/passages.h"
#include "search/relevance.h"
#include "search/words.h"
#include "support/testing.h"

namespace suit {
namespace {

// Texts whose word frequencies are distributed like those of a language.
std::string random_text(std::mt19937& random, size_t words) {
  std::string text;
  std::uniform_real_distribution<double> share(0, 1);
  for (size_t i = 0; i < words; ++i) {
    auto word = static_cast<size_t>(std::pow(2000, share(random)));
    std::string letters;
    for (; word > 0; word /= 20) letters += static_cast<char>('b' + word % 20);
    text += letters + "q" + (i % 9 == 8 ? "\n" : i % 50 == 49 ? "\n\nNew " : " ");
  }
  return text;
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  for_each_identifier(text, [&](std::string_view identifier) {
    for_each_word(identifier, word, [&](const std::string& one) { words.push_back(one); });
  });
  return words;
}

// BM25 of every passage, computed naively.
std::vector<double> plain_scores(const std::vector<SearchedText>& texts,
                                 const std::vector<std::string>& question) {
  std::vector<std::vector<std::string>> passages;
  double all = 0;
  for (const SearchedText& one : texts)
    for (const PassageRange& range : passages_in(one.text)) {
      std::vector<std::string>& words =
          passages.emplace_back(words_of(one.text.substr(range.begin, range.end - range.begin)));
      if (words.empty()) continue;
      std::vector<std::string> of_path = words_of(one.path);
      words.insert(words.end(), of_path.begin(), of_path.end());
      all += static_cast<double>(words.size());
    }
  auto count = static_cast<double>(passages.size());
  std::vector<double> scores(passages.size());
  for (const std::string& word : question) {
    std::vector<double> times;
    for (const auto& words : passages)
      times.push_back(static_cast<double>(std::count(words.begin(), words.end(), word)));
    auto holders =
        static_cast<double>(std::count_if(times.begin(), times.end(), [](double one) { return one > 0; }));
    double rarity = std::log(1 + (count - holders + .5) / (holders + .5));
    for (size_t i = 0; i < passages.size(); ++i)
      if (times[i] > 0)
        scores[i] += bm25(rarity, times[i], static_cast<double>(passages[i].size()) / (all / count));
  }
  std::erase(scores, 0);
  std::sort(scores.rbegin(), scores.rend());
  return scores;
}

std::unique_ptr<TextIndex> index_of(const std::vector<SearchedText>& texts, size_t begin, size_t end) {
  IndexBuild build{.text_of = [&](size_t i) { return texts[begin + i].text; }};
  for (size_t i = begin; i < end; ++i) build.files.push_back({texts[i].path, {}, texts[i].text.size()});
  return must(TextIndex::build(build));
}

TEST(TextIndex, FindsWhatPlainCountingFinds) {
  std::mt19937 random(7);
  std::vector<SearchedText> texts;
  for (int i = 0; i < 120; ++i)
    texts.push_back({"folder" + std::to_string(i % 7) + "/cq" + std::to_string(i),
                     random_text(random, 20 + random() % 3000)});
  for (auto& cut : {std::vector<size_t>{120}, {100, 120}, {3, 60, 120}}) {
    std::vector<std::unique_ptr<TextIndex>> indexes;
    std::vector<SearchedIndex> searched;
    size_t begin = 0;
    for (size_t end : cut) {
      searched.push_back({indexes.emplace_back(index_of(texts, begin, end)).get()});
      begin = end;
    }
    for (int round = 0; round < 20; ++round) {
      std::vector<std::string> question = question_words(random_text(random, 1 + random() % 9));
      size_t most = 1 + random() % 40;
      auto found = must(search_passages(searched, question, most, SIZE_MAX, nullptr));
      std::vector<double> plain = plain_scores(texts, question);
      ASSERT_EQ(found.size(), std::min(most, plain.size()));
      for (size_t i = 0; i < found.size(); ++i) ASSERT_NEAR(found[i].score, plain[i], 1e-9) << i;
    }
  }
}

TEST(TextIndex, FewOfOneFileAndNoneOfTheDead) {
  std::vector<SearchedText> texts;
  for (int i = 0; i < 30; ++i) {
    std::string& text = texts.emplace_back(SearchedText{"f" + std::to_string(i), {}}).text;
    for (int k = 0; k < 40; ++k) text += "# Part\n\nneedle\n\n";
  }
  auto index = index_of(texts, 0, 30);
  std::vector<bool> alive(30, true);
  alive[4] = false;
  auto found = must(search_passages({{index.get(), alive}}, question_words("needle"), 1000, 3, nullptr));
  EXPECT_EQ(found.size(), 29u * 3);
  EXPECT_TRUE(
      std::none_of(found.begin(), found.end(), [](const FoundPassage& one) { return one.file == 4; }));
  std::atomic<bool> cancelled = true;
  EXPECT_EQ(TextIndex::build(
                {.files = {{"a", {}, 1}}, .text_of = [](size_t) { return "text"; }, .cancelled = &cancelled})
                .error()
                .code,
            ErrorCode::kCancelled);
}

TEST(TextIndex, LyingBytesDoNoHarm) {
  std::mt19937 random(3);
  std::vector<SearchedText> texts;
  for (int i = 0; i < 12; ++i) texts.push_back({"f" + std::to_string(i), random_text(random, 3000)});
  TemporaryFolder folder;
  std::string path = folder.path() + "/kept";
  IndexBuild build{.text_of = [&](size_t i) { return texts[i].text; }};
  for (const SearchedText& one : texts)
    build.files.push_back({one.path, std::string(20, 'k'), one.text.size()});
  ASSERT_TRUE(TextIndex::build_file(build, path));
  std::string whole = folder.read("kept");
  std::vector<std::string> question = question_words(random_text(random, 30));
  EXPECT_FALSE(TextIndex::open(folder.path() + "/none"));
  for (int round = 0; round < 400; ++round) {
    std::string bytes = whole;
    if (round % 4 == 0) bytes.resize(random() % bytes.size());
    // Corrupts the tables and the trailer at the end, and random places.
    for (int i = 0; i < 12 && !bytes.empty(); ++i)
      bytes[i % 2 ? random() % bytes.size()
                  : bytes.size() - 1 - random() % std::min<size_t>(bytes.size(), 400)] =
          static_cast<char>(random());
    folder.write("damaged", bytes);
    auto index = TextIndex::open(folder.path() + "/damaged");
    if (!index) continue;
    std::vector<bool> alive(index->files(), true);
    for (uint32_t i = 0; i < index->files(); ++i)
      alive[i] = index->path(i) != "f1" && index->content(i) != "x";
    (void)search_passages({{index.get(), alive}}, question, 20, 3, nullptr);
  }
}

TEST(Passages, AnIndexIsKeptAndWhatChangedIsBesideIt) {
  TemporaryFolder folder, place;
  std::mt19937 random(5);
  for (int i = 0; i < 40; ++i) folder.write("f" + std::to_string(i), random_text(random, 10'000));
  folder.write("kept", "the lighthouse\n");
  std::string big;  // over a megabyte in few passages
  for (int i = 0; i < 11'000; ++i)
    big += "the harbour of line " + std::to_string(i) + std::string(80, '.') + "\n";
  folder.write("big", big);
  auto cache = FactsCache::open(place.path() + "/context.db");
  auto find = [&](std::string_view question, std::vector<SearchedText> beside = {}) {
    auto files = must(open_files(folder.path()));
    Folder view(*files);
    Catalogue catalogue = must(catalogue_of(view, {.cache = cache.get()}));
    PassageSearch search =
        must(PassageSearch::open(view, catalogue, std::move(beside), {.place = place.path() + "/passages"}));
    std::string paths;
    for (const Passage& one : must(search.find(question, 5, nullptr))) paths += one.path + ":" + one.text;
    return paths;
  };
  auto kept = [&] {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(place.path() + "/passages"))
      files.push_back(entry.path());
    return files;
  };
  EXPECT_EQ(find("lighthouse"), "kept:the lighthouse\n");
  ASSERT_EQ(kept().size(), 1u);
  auto bytes_kept = [&] { return std::filesystem::file_size(kept()[0]); };
  uint64_t size = bytes_kept();
  EXPECT_EQ(find("lighthouse"), "kept:the lighthouse\n");
  {  // for a small part, most of the kept index is useless
    auto files = must(open_files(folder.path()));
    Folder view(*files);
    Catalogue part = must(catalogue_of(
        view, {.accepts = [](std::string_view path) { return path == "big"; }, .cache = cache.get()}));
    PassageSearch search =
        must(PassageSearch::open(view, part, {}, {.place = place.path() + "/passages", .is_whole = false}));
    EXPECT_FALSE(must(search.find("harbour", 5, nullptr)).empty());
  }
  folder.write("kept", "a tower, and a gull\n");
  folder.write("later", "another lighthouse\n");
  EXPECT_EQ(find("lighthouse"), "later:another lighthouse\n");
  EXPECT_EQ(find("gull"), "kept:a tower, and a gull\n");
  EXPECT_EQ(find("gull and book", {{"book.pdf", "the book\n"}}),
            "book.pdf:the book\nkept:a tower, and a gull\n");
  EXPECT_EQ(bytes_kept(), size);  // small changes are indexed again each time
  std::filesystem::remove(folder.path() + "/later");
  EXPECT_EQ(find("lighthouse"), "");
  for (int i = 0; i < 40; ++i) folder.write("f" + std::to_string(i), random_text(random, 14'000));
  EXPECT_EQ(find("gull"), "kept:a tower, and a gull\n");
  EXPECT_NE(bytes_kept(), size);
  // An unused index is removed when another is written.
  std::filesystem::path old = place.path() + "/passages/old.index";
  std::filesystem::copy(kept()[0], old);
  std::filesystem::last_write_time(
      old, std::filesystem::file_time_type::clock::now() - std::chrono::hours(24 * 40));
  for (int i = 0; i < 40; ++i) folder.write("f" + std::to_string(i), random_text(random, 12'000));
  find("gull");
  EXPECT_FALSE(std::filesystem::exists(old));
}

}  // namespace
}  // namespace suit
