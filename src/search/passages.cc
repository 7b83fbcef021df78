#include "search/passages.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <map>

#include "base/digest.h"
#include "base/secret.h"
#include "base/text.h"
#include "folder/path_kind.h"
#include "search/relevance.h"
#include "search/words.h"

namespace suit {
namespace {

constexpr size_t kLinesMax = 30, kLinesLeast = 5;
constexpr size_t kOfOneFileMax = 3;
constexpr size_t kLookedAtFor = 4,
                 kLookedAtLeast = 20;       // candidates per wanted passage, before weighting by file kind
constexpr size_t kPassageBytesMax = 6'000;  // for passages with very long lines
constexpr size_t kWordsMax = 64;            // in a question
constexpr uint64_t kKeptBytesLeast = 1u << 20;  // indexing a smaller folder takes negligible time
constexpr uint64_t kUnkeptBytesMax = 4u << 20;  // this much may be indexed again for each search
constexpr auto kKept = std::chrono::hours(24 * 30);

void remove_old(const std::string& place) {
  std::error_code failed;
  auto until = std::filesystem::file_time_type::clock::now() - kKept;
  for (const auto& entry : std::filesystem::directory_iterator(place, failed)) {
    std::error_code gone;
    if (auto used = entry.last_write_time(gone); !gone && used < until)
      std::filesystem::remove(entry.path(), gone);
  }
}

// Lines at which a new passage may start.
bool begins_something(std::string_view line) {
  if (line.empty() || line[0] == ' ' || line[0] == '\t' || line[0] == '}' || line[0] == ')') return false;
  return line[0] == '#' || std::isalpha(static_cast<unsigned char>(line[0])) || line[0] == '@' ||
         line.starts_with("/*") || line.starts_with("//");
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
    bool heading = line.starts_with('#') && line.find_first_not_of('#') != line.npos &&
                   line[line.find_first_not_of('#')] == ' ';
    bool fits = lines < kLinesMax && at - open.begin < kPassageBytesMax;
    if (number > 1 && (!fits || (heading && blank_before) ||
                       (lines >= kLinesLeast && blank_before && begins_something(line))))
      close(at);
    open.last_line = number;
    at += raw.size();
    blank_before = trim(line).empty();
  }
  ++number;
  close(text.size());
  return passages;
}

void PassageSearch::set_texts(std::vector<SearchedText> texts) {
  for (SearchedText& one : texts) one.text = without_secrets(one.text);
  beside_ = std::move(texts);
}

Result<PassageSearch> PassageSearch::of_texts(std::vector<SearchedText> texts) {
  PassageSearch search;
  search.set_texts(std::move(texts));
  RETURN_IF_ERROR(search.add_texts(0));
  return search;
}

Result<void> PassageSearch::add(SearchedText text) {
  text.text = without_secrets(text.text);
  beside_.push_back(std::move(text));
  return add_texts(beside_.size() - 1);
}

Result<PassageSearch> PassageSearch::open(Folder& folder, const Catalogue& catalogue,
                                          std::vector<SearchedText> beside, const SearchOptions& options) {
  PassageSearch search;
  search.folder_ = &folder;
  search.set_texts(std::move(beside));
  RETURN_IF_ERROR(search.add_folder(catalogue, options));
  RETURN_IF_ERROR(search.add_texts(0));
  return search;
}

// Adds the texts from `first` on.
Result<void> PassageSearch::add_texts(size_t first) {
  if (first == beside_.size()) return {};
  IndexBuild build{.text_of = [&](size_t i) { return beside_[first + i].text; }};
  for (size_t i = first; i < beside_.size(); ++i)
    build.files.push_back({beside_[i].path, {}, beside_[i].text.size()});
  ASSIGN_OR_RETURN(auto index, TextIndex::build(build));
  parts_.push_back({.index = std::move(index), .first_beside = first});
  return {};
}

Result<void> PassageSearch::add_folder(const Catalogue& catalogue, const SearchOptions& options) {
  std::vector<const CatalogueFile*> files;
  uint64_t bytes = 0;
  bool have_keys = true;
  for (const CatalogueFile& file : catalogue.files)
    if (file.facts.kind == TextFileKind::kText) {
      files.push_back(&file);
      bytes += file.bytes;
      have_keys &= file.content.size() == kContentKeyBytes;
    }
  bool may_keep = !options.place.empty() && have_keys && bytes >= kKeptBytesLeast;
  if (!may_keep) return add_files(files, {}, options);
  std::string path = options.place + "/" + Digest::of(folder_->files().root()).hex().substr(0, 32) + ".index";
  std::vector<const CatalogueFile*> left = files;
  uint64_t left_bytes = take_kept(path, left);
  if (!options.is_whole || (!parts_.empty() && left_bytes <= std::max(kUnkeptBytesMax, bytes / 10)))
    return add_files(left, {}, options);
  parts_.clear();
  std::error_code failed;
  std::filesystem::create_directories(options.place, failed);
  auto added = add_files(files, path, options);
  if (added) return remove_old(options.place), Result<void>();
  if (added.error().code == ErrorCode::kCancelled || added.error().code == ErrorCode::kLimit) return added;
  return add_files(files, {}, options);  // no place to keep the index
}

// Loads a usable index from `path`, and removes the files that it covers. Returns the bytes of the others.
uint64_t PassageSearch::take_kept(const std::string& path, std::vector<const CatalogueFile*>& files) {
  Part part{TextIndex::open(path)};
  std::vector<const CatalogueFile*> others;
  uint64_t other_bytes = 0, dead = 0;
  uint32_t at = 0, count = part.index ? part.index->files() : 0;
  part.files.resize(count);
  part.alive.resize(count);
  for (const CatalogueFile* file : files) {  // both sorted by path
    while (at < count && part.index->path(at) < file->path) ++at;
    if (at < count && part.index->path(at) == file->path && part.index->content(at) == file->content) {
      part.files[at] = file;
      part.alive[at] = true;
      continue;
    }
    others.push_back(file);
    other_bytes += file->bytes;
  }
  for (uint32_t i = 0; i < count; ++i)
    if (!part.alive[i]) dead += part.index->first_passage(i + 1) - part.index->first_passage(i);
  if (count == 0 || dead * 4 > part.index->passages() * uint64_t{3}) return UINT64_MAX;  // too stale
  files = std::move(others);
  parts_.push_back(std::move(part));
  return other_bytes;
}

Result<void> PassageSearch::add_files(const std::vector<const CatalogueFile*>& files, const std::string& path,
                                      const SearchOptions& options) {
  if (files.empty()) return {};
  IndexBuild build{.text_of = [&](size_t i) { return shown_text(*folder_, *files[i]); },
                   .progress = options.progress,
                   .cancelled = options.cancelled};
  for (const CatalogueFile* file : files) build.files.push_back({file->path, file->content, file->bytes});
  ASSIGN_OR_RETURN(auto index, path.empty() ? TextIndex::build(build) : TextIndex::build_file(build, path));
  parts_.push_back({std::move(index), files});
  return {};
}

Result<std::vector<Passage>> PassageSearch::find(std::string_view question, size_t most,
                                                 const std::atomic<bool>* cancelled) const {
  std::vector<std::string> words = question_words(question);
  if (words.size() > kWordsMax) words.resize(kWordsMax);
  std::vector<SearchedIndex> indexes;
  for (const Part& part : parts_) indexes.push_back({part.index.get(), part.alive});
  // Fetches more than wanted, because some are weighted down below.
  ASSIGN_OR_RETURN(
      std::vector<FoundPassage> found,
      search_passages(indexes, words, most * kLookedAtFor + kLookedAtLeast, kOfOneFileMax, cancelled));
  for (FoundPassage& one : found) {
    const Part& part = parts_[one.index];
    if (!part.files.empty()) one.score *= weight_of(kind_of_path(part.files[one.file]->path), words);
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const FoundPassage& a, const FoundPassage& b) { return a.score > b.score; });
  if (found.size() > most) found.resize(most);
  std::vector<Passage> passages;
  std::map<std::pair<size_t, uint32_t>, std::string> texts;
  for (const FoundPassage& one : found) {
    const Part& part = parts_[one.index];
    auto [at, is_new] = texts.try_emplace({one.index, one.file});
    const SearchedText* beside = part.files.empty() ? &beside_[part.first_beside + one.file] : nullptr;
    if (is_new) at->second = beside ? beside->text : shown_text(*folder_, *part.files[one.file]);
    const std::string& path = beside ? beside->path : part.files[one.file]->path;
    std::vector<PassageRange> ranges = passages_in(at->second);
    if (one.passage >= ranges.size()) continue;  // the file changed meanwhile
    const PassageRange& range = ranges[one.passage];
    passages.push_back({path, range.first_line, range.last_line, one.score,
                        at->second.substr(range.begin, range.end - range.begin),
                        beside && beside->untrusted});
  }
  return passages;
}

}  // namespace suit
