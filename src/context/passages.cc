#include "context/passages.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>

#include "base/text.h"
#include "context/relevance.h"
#include "context/words.h"

namespace suit {
namespace {

constexpr size_t kFilesMax = 60;      // looked into, best first
constexpr size_t kLinesMax = 30, kLinesLeast = 5;
constexpr size_t kOfOneFileMax = 3;
constexpr size_t kPassageBytesMax = 6'000;  // of one with very long lines

struct Candidate {
  size_t file = 0;
  PassageRange range;
  std::vector<uint32_t> counts;
  double length = 0, score = 0;
};

// A line that something new begins with.
bool begins_something(std::string_view line) {
  if (line.empty() || line[0] == ' ' || line[0] == '\t' || line[0] == '}' || line[0] == ')') return false;
  return line[0] == '#' || std::isalpha(static_cast<unsigned char>(line[0])) || line[0] == '@' || line.starts_with("/*") || line.starts_with("//");
}

}  // namespace

std::vector<PassageRange> passages_in(std::string_view text) {
  std::vector<PassageRange> passages;
  PassageRange open{0, 0, 1, 0};
  size_t number = 0;
  bool blank_before = false;
  auto close = [&](size_t at) {
    if (open.last_line >= open.first_line && !trim(text.substr(open.begin, at - open.begin)).empty()) {
      open.end = at;
      passages.push_back(open);
    }
    open = {at, at, number, number - 1};
  };
  size_t at = 0;
  for (std::string_view raw : split_lines(text)) {
    ++number;
    std::string_view line = without_terminator(raw);
    size_t lines = number - open.first_line;
    bool heading = line.starts_with('#') && line.find_first_not_of('#') != line.npos && line[line.find_first_not_of('#')] == ' ';
    bool fits = lines < kLinesMax && at - open.begin < kPassageBytesMax;
    if (number > 1 && (!fits || (heading && blank_before) || (lines >= kLinesLeast && blank_before && begins_something(line)))) close(at);
    open.last_line = number;
    at += raw.size();
    blank_before = trim(line).empty();
  }
  ++number;
  close(text.size());
  return passages;
}

std::vector<Passage> rank_passages(const std::vector<SearchedText>& texts, std::string_view question, size_t most) {
  std::unordered_map<std::string, size_t> index;
  for (const std::string& word : question_words(question)) index.emplace(word, index.size());
  std::vector<Candidate> candidates;
  std::string part;
  for (size_t file = 0; file < texts.size(); ++file) {
    std::string_view text = texts[file].text;
    for (const PassageRange& range : passages_in(text)) {
      Candidate one{file, range, std::vector<uint32_t>(index.size()), 0, 0};
      bool any = false;
      auto count = [&](std::string_view counted_text) {
        for_each_identifier(counted_text, [&](std::string_view identifier) {
          for_each_word(identifier, part, [&](const std::string& word) {
            ++one.length;
            auto found = index.find(word);
            if (found == index.end()) return;
            ++one.counts[found->second];
            any = true;
          });
        });
      };
      count(text.substr(range.begin, range.end - range.begin));
      if (!any) continue;
      count(texts[file].path);
      candidates.push_back(std::move(one));
    }
  }
  double mean = 1;
  for (const Candidate& one : candidates) mean += one.length / static_cast<double>(candidates.size());
  for (size_t word = 0; word < index.size(); ++word) {
    auto holders = static_cast<double>(std::count_if(candidates.begin(), candidates.end(), [&](const Candidate& one) { return one.counts[word] > 0; }));
    double rarity = std::log(1 + (static_cast<double>(candidates.size()) - holders + .5) / (holders + .5));
    for (Candidate& one : candidates) one.score += bm25(rarity, one.counts[word], one.length / mean);
  }
  std::stable_sort(candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) { return a.score > b.score; });
  std::vector<Passage> passages;
  std::map<size_t, size_t> of_file;
  for (const Candidate& one : candidates) {
    if (passages.size() == most) break;
    if (++of_file[one.file] > kOfOneFileMax) continue;
    const SearchedText& of = texts[one.file];
    passages.push_back({of.path, one.range.first_line, one.range.last_line, one.score, of.text.substr(one.range.begin, one.range.end - one.range.begin)});
  }
  return passages;
}

Result<std::vector<Passage>> find_passages(Folder& folder, const Catalogue& catalogue, std::string_view question, size_t most,
                                           const std::atomic<bool>* cancelled, const std::vector<SearchedText>& beside) {
  std::vector<std::string> words = question_words(question);
  if (words.empty()) return std::vector<Passage>();
  std::vector<double> scores = scores_by_words(folder, catalogue, words, cancelled);
  if (cancelled && *cancelled) return Error{ErrorCode::kCancelled, "stopped while the files were searched"};
  std::vector<size_t> order;
  for (size_t i = 0; i < catalogue.files.size(); ++i)
    if (catalogue.files[i].facts.kind == TextFileKind::kText) order.push_back(i);
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return scores[a] > scores[b]; });
  if (order.size() > kFilesMax) order.resize(kFilesMax);
  std::vector<SearchedText> texts = beside;
  for (size_t file : order) texts.push_back({catalogue.files[file].path, shown_text(folder, catalogue.files[file])});
  return rank_passages(texts, question, most);
}

}  // namespace suit
