#include "search/catalogue.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "base/clock.h"
#include "base/digest.h"
#include "base/parallel.h"
#include "base/text.h"
#include "tokens/text_pieces.h"

namespace suit {
namespace {

constexpr size_t kPieceBytesMax = 60;
// A file that changed this shortly before it was read may change again with the same timestamp.
constexpr int64_t kUnsure_ns = 50'000'000;

size_t piece_end(std::string_view text, size_t at, Vocabulary vocabulary) {
  return vocabulary == Vocabulary::kO200k ? o200k_piece_end(text, at) : cl100k_piece_end(text, at);
}

// Start of the pieces that a following newline can change: the last one, with all trailing whitespace. Pieces
// do not look back, so counting can start at any piece boundary.
size_t last_pieces(std::string_view text, Vocabulary vocabulary) {
  auto is_space = [&](size_t i) {
    return static_cast<unsigned char>(text[i]) <= ' ' || static_cast<unsigned char>(text[i]) >= 0x80;
  };
  size_t blanks = text.size();
  while (blanks > 0 && is_space(blanks - 1)) --blanks;
  size_t wanted = std::min(blanks, text.size() - 1), at = wanted;
  while (at > 0 && !(text[at - 1] == '\n' && !is_space(at) && text[at] != '/')) --at;
  for (;;) {
    size_t end = piece_end(text, at, vocabulary);
    if (end > wanted) return at;
    at = end;
  }
}

void describe(std::string_view text, FileFacts& facts) {
  facts.lines = static_cast<uint32_t>(std::count(text.begin(), text.end(), '\n') +
                                      (!text.empty() && !text.ends_with('\n')));
  size_t run = 0, longest = 0;
  for (const void* at = std::memchr(text.data(), '`', text.size()); at;) {
    const char* begin = static_cast<const char*>(at);
    const char* end = begin;
    while (end < text.data() + text.size() && *end == '`') ++end;
    run = static_cast<size_t>(end - begin);
    longest = std::max(longest, run);
    at = std::memchr(end, '`', static_cast<size_t>(text.data() + text.size() - end));
  }
  facts.backticks = static_cast<uint8_t>(std::min<size_t>(longest, 255));
  while (facts.closings < 255 && text.find(facts.closings ? "</file-" + std::to_string(facts.closings) + ">"
                                                          : "</file>") != text.npos)
    ++facts.closings;
}

void count_tokens(std::string_view text, Vocabulary vocabulary, FileFacts& facts) {
  const Tokenizer& tokenizer = Tokenizer::of(vocabulary);
  facts.tokens = static_cast<int64_t>(tokenizer.count(text));
  if (text.empty()) return;
  size_t first = piece_end(text, 0, vocabulary);
  // A symbol and a line end before the text absorb its line ends and slashes; the character that is then
  // first may join the word after it.
  size_t taken = std::min(text.find_first_not_of("\r\n/"), text.size());
  while (first < taken) first = piece_end(text, first, vocabulary);
  if (taken > 0 && first < text.size()) first = piece_end(text, first, vocabulary);
  facts.long_piece = first > kPieceBytesMax;
  facts.single_piece = first == text.size();
  if (!facts.long_piece) facts.first_piece = text.substr(0, first);
  if (text.ends_with('\n')) return;
  std::string last(text.substr(last_pieces(text, vocabulary)));
  auto alone = static_cast<int64_t>(tokenizer.count(last));
  facts.newline_tokens = static_cast<int8_t>(static_cast<int64_t>(tokenizer.count(last + "\n")) - alone);
}

bool is_hidden_by_rule(TextFileKind kind) {
  return kind == TextFileKind::kLock || kind == TextFileKind::kGenerated || kind == TextFileKind::kMinified;
}

// Key of all that facts depend on: the bytes, the path (for the kind), and whether the file is shown.
std::string content_key(std::string_view path, std::string_view bytes, bool show) {
  std::string salt(name_in(path));
  size_t dot = salt.rfind('.');
  salt = kind_by_path(path) != TextFileKind::kText ? salt
         : dot == salt.npos                        ? std::string()
                                                   : salt.substr(dot);
  return std::string(Digest::of(Digest::of(bytes).hex() + (show ? "+" : "-") + salt).view().substr(0, 20));
}

class Reader {
 public:
  Reader(Folder& folder, const CatalogueOptions& options) : folder_(folder), options_(options) {}

  Result<Catalogue> read() {
    ASSIGN_OR_RETURN(const std::vector<FolderFile>* list, folder_.list());
    for (const FolderFile& file : *list)
      if (options_.accepts(file.path)) wanted_.push_back(&file);
    for (Counted counted : known_as())
      if (options_.cache)
        for (auto& [path, known] : options_.cache->files_of(folder_.files().root(), counted)) {
          if (counted == options_.counted) stored_.insert(path);
          known_.emplace(std::move(path), std::move(known));
        }
    files_.resize(wanted_.size());
    fresh_.resize(wanted_.size());
    auto caller = std::this_thread::get_id();
    for_each_parallel(wanted_.size(), threads_for(wanted_.size(), 16), options_.cancelled, [&](size_t i) {
      look(i);
      if (i % 8 == 7 && options_.progress && std::this_thread::get_id() == caller)
        options_.progress(i + 1, wanted_.size());
    });
    if (options_.cancelled && *options_.cancelled)
      return Error{ErrorCode::kCancelled, "stopped while the files were read"};
    store();
    Catalogue catalogue{std::move(files_), files_read_, bytes_read_};
    return catalogue;
  }

 private:
  // Facts with tokens also serve callers that do not need tokens.
  std::vector<Counted> known_as() const {
    return options_.counted ? std::vector<Counted>{options_.counted}
                            : std::vector<Counted>{std::nullopt, Vocabulary::kO200k};
  }

  void look(size_t i) {
    const FolderFile& wanted = *wanted_[i];
    CatalogueFile& file = files_[i];
    file.path = wanted.path;
    if (wanted.type == FileType::kSymlink) {
      file.facts.kind = TextFileKind::kLink;
      return;
    }
    int64_t begun_ns = now_us() * 1000;
    auto info = folder_.info(wanted.path);
    if (!info || info->type != FileType::kFile) return;
    file.bytes = info->size;
    file.changed_ns = info->changed_ns;
    if (info->size > kTextFileBytesMax) {
      file.facts.kind = TextFileKind::kHuge;
      return;
    }
    bool show = options_.shows(wanted.path);
    auto known = known_.find(wanted.path);
    if (known != known_.end() && known->second.bytes == info->size && known->second.inode == info->inode &&
        known->second.changed_ns == info->changed_ns &&
        !(show && is_hidden_by_rule(known->second.facts.kind))) {
      file.facts = std::move(known->second.facts);
      file.content = std::move(known->second.content);
      return;
    }
    auto bytes = folder_.files().read(wanted.path, kTextFileBytesMax);
    if (!bytes) return;
    file.bytes = bytes->size();
    bytes_read_ += bytes->size();
    ++files_read_;
    FactsCache::Known fresh{
        info->size, info->inode, begun_ns - info->changed_ns > kUnsure_ns ? info->changed_ns : 0, {}, {}};
    if (options_.cache) fresh.content = content_key(wanted.path, *bytes, show);
    bool is_known = false;
    for (Counted counted : known_as())
      is_known = is_known || (options_.cache && options_.cache->facts_of(fresh.content, counted, file.facts));
    if (!is_known) file.facts = facts_of(wanted.path, std::move(*bytes), options_.counted, show).facts;
    fresh.facts = file.facts;
    file.content = fresh.content;
    // Shown only for this request: the next one may not name it.
    if (!show) fresh_[i] = std::move(fresh);
  }

  void store() {
    if (!options_.cache) return;
    std::vector<std::pair<std::string, FactsCache::Known>> learned;
    for (size_t i = 0; i < files_.size(); ++i) {
      stored_.erase(files_[i].path);  // what remains was deleted from the folder
      if (!fresh_[i].content.empty()) learned.emplace_back(files_[i].path, std::move(fresh_[i]));
    }
    std::vector<std::string> gone;
    for (const std::string& path : stored_)
      if (options_.accepts(path)) gone.push_back(path);
    if (!learned.empty() || !gone.empty())
      options_.cache->store(folder_.files().root(), options_.counted, learned, gone);
  }

  Folder& folder_;
  const CatalogueOptions& options_;
  std::vector<const FolderFile*> wanted_;
  std::map<std::string, FactsCache::Known> known_;
  std::set<std::string> stored_;  // subset stored with exactly these counts
  std::vector<CatalogueFile> files_;
  std::vector<FactsCache::Known> fresh_;  // of the files read
  std::atomic<size_t> files_read_{0};
  std::atomic<uint64_t> bytes_read_{0};
};

}  // namespace

KnownText facts_of(std::string_view path, std::string bytes, Counted counted, bool show) {
  KnownText known;
  TextFile file = read_text_file(path, bytes);
  FileFacts& facts = known.facts;
  facts.kind = show && is_hidden_by_rule(file.kind) ? TextFileKind::kText : file.kind;
  facts.encoding = file.encoding;
  facts.errors = static_cast<uint32_t>(file.errors);
  facts.plain = !file.changed;
  if (facts.kind != TextFileKind::kText) return known;
  for (const FoundSecret& one : file.secrets)
    facts.secrets += std::to_string(one.line) + " " + std::string(one.what) + "\n";
  known.text = facts.plain ? std::move(bytes) : std::move(*file.changed);
  describe(known.text, facts);
  if (counted) count_tokens(known.text, *counted, facts);
  return known;
}

Result<Catalogue> catalogue_of(Folder& folder, const CatalogueOptions& options) {
  return Reader(folder, options).read();
}

}  // namespace suit
