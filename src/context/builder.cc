#include "context/builder.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>
#include <set>

#include "base/text.h"
#include "search/relevance.h"

namespace suit {
namespace {

constexpr size_t kNamesMax = 24;
constexpr size_t kFilesMax = 60;            // looked into, best first
constexpr size_t kListedMax = 400;          // paths in the listing
constexpr size_t kRelatedMax = 12;          // files of which the signatures are shown
constexpr size_t kWeighedFilesMax = 5'000;  // a larger folder takes too long to weigh before each call
constexpr int64_t kRelatedShare = 8;        // of the budget, for signatures
constexpr size_t kNamedMax = 5;             // of those that are left out
constexpr double kRelated = .1;             // of relevance, at least
constexpr size_t kAround_lines = 25;        // shown before and after a place in a file that doesn't fit whole

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

// Identifiers look unlike English: an underscore, a digit, a capital inside, or call brackets behind.
bool looks_like_name(std::string_view word, bool called) {
  if (word.size() < 2) return false;
  bool odd = called;
  for (size_t i = 0; i < word.size(); ++i)
    odd |= word[i] == '_' || std::isdigit(static_cast<unsigned char>(word[i])) ||
           (i > 0 && std::isupper(static_cast<unsigned char>(word[i])) &&
            std::islower(static_cast<unsigned char>(word[i - 1])));
  return odd;
}

// Everyday words of tasks that many files hold: worth nothing for finding one.
bool is_everyday(std::string_view word) {
  static const std::set<std::string, std::less<>> words = {
      "the",     "and",   "for",    "with",    "from",     "into",      "that",   "this",   "which", "when",
      "then",    "where", "have",   "has",     "not",      "all",       "add",    "use",    "new",   "make",
      "should",  "must",  "file",   "files",   "function", "functions", "class",  "method", "code",  "line",
      "lines",   "test",  "tests",  "change",  "rename",   "replace",   "remove", "fix",    "write", "return",
      "returns", "value", "name",   "instead", "every",    "each",      "only",   "also",   "are",   "its",
      "can",     "does",  "please", "there",   "them"};
  return words.contains(to_lower(word));
}

struct Ranked {
  std::string path;
  double score = 0;
  std::string why;
};

class Builder {
 public:
  Builder(Folder& folder, const ContextRequest& request) : folder_(folder), request_(request) {}

  Result<FolderContext> build() {
    names_ = names_in_task(request_.task);
    ASSIGN_OR_RETURN(const std::vector<FolderFile>* all, folder_.list());
    for (const FolderFile& file : *all)
      if (file.type == FileType::kFile && request_.may_change(file.path)) paths_.push_back(file.path);
    if (request_.lists_names) list_paths();
    RETURN_IF_ERROR(rank());
    size_t looked = 0;
    for (const Ranked& one : ranked_) {
      if (++looked > kFilesMax) {
        context_.left_out.push_back(counted(ranked_.size() - kFilesMax, "file") + " that fit less well");
        break;
      }
      add(one);
    }
    std::vector<std::string> shown;
    for (const ContextFile& file : context_.files) shown.push_back(file.path);
    RETURN_IF_ERROR(add_related(shown, request_.budget_tokens / kRelatedShare));
    return std::move(context_);
  }

  Result<FolderContext> build_related(const std::vector<std::string>& shown) {
    RETURN_IF_ERROR(add_related(shown, request_.budget_tokens));
    return std::move(context_);
  }

 private:
  int64_t room() const { return request_.budget_tokens - context_.tokens; }

  // At most a tenth of the budget.
  void list_paths() {
    std::string listing;
    size_t listed = 0;
    for (const std::string& path : paths_) {
      if (listed == kListedMax) break;
      listing += printable(path) + "\n";
      ++listed;
      if (listed % 20 == 0 && request_.count_tokens(listing) > request_.budget_tokens / 10) break;
    }
    if (listed < paths_.size()) listing += "… " + std::to_string(paths_.size() - listed) + " more\n";
    int64_t tokens = request_.count_tokens(listing);
    if (tokens > request_.budget_tokens / 4) return;
    context_.listing = std::move(listing);
    context_.tokens += tokens;
  }

  Result<void> rank() {
    std::map<std::string, Ranked> found;
    auto note = [&](const std::string& path, double score, const std::string& why) {
      Ranked& one = found[path];
      one.path = path;
      one.score += score;
      if (one.why.size() < 120) one.why += (one.why.empty() ? "" : ", ") + why;
    };
    for (const std::string& path : request_.open_files)
      if (std::binary_search(paths_.begin(), paths_.end(), path)) note(path, 1000, "in the scope");
    for (const std::string& path : paths_)
      for (const std::string& name : names_)
        if (path == name || path.ends_with("/" + name)) note(path, 500, "named in the task");
    std::vector<std::string_view> needles(names_.begin(), names_.end());
    auto accept = [&](std::string_view path) { return request_.may_change(path); };
    if (!needles.empty()) {
      ASSIGN_OR_RETURN(auto lists, folder_.containing_each(needles, accept));
      for (size_t i = 0; i < lists.size(); ++i)
        for (const std::string& path : lists[i])  // rarer names say more
          note(path, std::log(1 + static_cast<double>(paths_.size()) / static_cast<double>(lists[i].size())),
               "holds " + printable(names_[i]));
    }
    // A scope of a few files is the context, whatever the task names.
    if (found.empty() && paths_.size() <= 8)
      for (const std::string& path : paths_) note(path, 1, "in the scope");
    for (auto& [path, one] : found) ranked_.push_back(std::move(one));
    std::stable_sort(ranked_.begin(), ranked_.end(),
                     [](const Ranked& a, const Ranked& b) { return a.score > b.score; });
    return {};
  }

  void add(const Ranked& one) {
    auto content = folder_.read(one.path);
    if (!content || is_binary(*content) || !is_utf8(*content)) {
      context_.left_out.push_back(printable(one.path) + ": " +
                                  (content ? "not text" : content.error().message));
      return;
    }
    ContextFile file{.path = one.path,
                     .content = request_.shown_as ? request_.shown_as(*content) : *content,
                     .digest = Digest::of(*content),
                     .why = one.why};
    file.last_line = split_lines(file.content).size();
    file.tokens = request_.count_tokens(file.content) + 16;
    if (file.tokens > room()) {
      int64_t whole = file.tokens;
      if (!excerpt(file)) {
        context_.left_out.push_back(printable(one.path) + ": " + one.why + ", " + std::to_string(whole) +
                                    " tokens");
        return;
      }
      context_.left_out.push_back(printable(one.path) + ": only the lines " +
                                  std::to_string(file.first_line) + " to " + std::to_string(file.last_line));
    }
    context_.tokens += file.tokens;
    context_.files.push_back(std::move(file));
  }

  // Signatures of what the shown files use, and of what else has to do with the task. To read: so the scope
  // does not count.
  Result<void> add_related(const std::vector<std::string>& shown, int64_t budget) {
    int64_t room_for_all = std::min(room(), budget);
    ASSIGN_OR_RETURN(const std::vector<FolderFile>* all, folder_.list());
    if (room_for_all < 100 || all->size() > kWeighedFilesMax) return {};
    std::unique_ptr<FactsCache> cache = all->size() > 200 ? FactsCache::open() : nullptr;
    ASSIGN_OR_RETURN(Catalogue catalogue,
                     catalogue_of(folder_, {.counted = std::nullopt, .cache = cache.get()}));
    RelevanceRequest wanted{.focus = shown, .question = request_.task, .cache = cache.get()};
    ASSIGN_OR_RETURN(Relevance relevance, relevance_of(folder_, catalogue, wanted));
    std::vector<size_t> order;
    for (size_t i = 0; i < catalogue.files.size(); ++i) {
      bool is_shown = std::find(shown.begin(), shown.end(), catalogue.files[i].path) != shown.end();
      if (relevance.scores[i] >= kRelated && !relevance.symbols[i].signatures.empty() && !is_shown)
        order.push_back(i);
    }
    std::stable_sort(order.begin(), order.end(),
                     [&](size_t a, size_t b) { return relevance.scores[a] > relevance.scores[b]; });
    size_t added = 0, unfit = 0;
    std::string left_out;
    for (size_t at = 0; at < order.size(); ++at) {
      size_t i = order[at];
      ContextFile file{.path = catalogue.files[i].path,
                       .content = std::move(relevance.symbols[i].signatures),
                       .whole = false,
                       .signatures = true,
                       .why = "has to do with what is shown"};
      file.tokens = request_.count_tokens(file.content) + 16;
      if (added == kRelatedMax || file.tokens > room_for_all) {
        if (++unfit <= kNamedMax) left_out += (left_out.empty() ? "" : ", ") + printable(file.path);
        continue;
      }
      room_for_all -= file.tokens;
      context_.tokens += file.tokens;
      context_.files.push_back(std::move(file));
      ++added;
    }
    if (unfit > kNamedMax) left_out += " and " + counted(unfit - kNamedMax, "further file");
    if (unfit > 0)
      context_.left_out.push_back("signatures of " + left_out + ", which have less to do with it");
    return {};
  }

  // The lines round the first place that the task names, if they fit.
  bool excerpt(ContextFile& file) {
    std::vector<std::string_view> lines = split_lines(file.content);
    for (size_t i = 0; i < lines.size(); ++i) {
      bool named = std::any_of(names_.begin(), names_.end(), [&](const std::string& name) {
        return lines[i].find(name) != std::string_view::npos;
      });
      if (!named) continue;
      size_t first = i - std::min(i, kAround_lines), last = std::min(i + kAround_lines + 1, lines.size());
      std::string part;
      for (size_t line = first; line < last; ++line) part += lines[line];
      int64_t tokens = request_.count_tokens(part) + 16;
      if (tokens > room()) return false;
      file.content = std::move(part);
      file.first_line = first + 1;
      file.last_line = last;
      file.whole = false;
      file.tokens = tokens;
      return true;
    }
    return false;
  }

  Folder& folder_;
  const ContextRequest& request_;
  std::vector<std::string> names_;
  std::vector<std::string> paths_;  // those that may be changed, sorted
  std::vector<Ranked> ranked_;
  FolderContext context_;
};

}  // namespace

std::vector<std::string> names_in_task(std::string_view task) {
  std::vector<std::string> strong, weak;
  auto add = [](std::vector<std::string>& to, std::string_view name) {
    if (!name.empty() && std::find(to.begin(), to.end(), name) == to.end()) to.emplace_back(name);
  };
  for (size_t at = 0; at < task.size();) {
    char c = task[at];
    if (c == '"' || c == '`' || c == '\'') {  // a quoted text; an apostrophe inside a word is none
      size_t end = task.find(c, at + 1);
      bool opens = at == 0 || !is_word(task[at - 1]);
      if (opens && end != task.npos && end - at > 2 && end - at < 200) {
        add(strong, task.substr(at + 1, end - at - 1));
        at = end + 1;
        continue;
      }
      ++at;
    } else if (is_word(c) || c == '.' || c == '/') {
      size_t end = at;
      while (end < task.size() &&
             (is_word(task[end]) || ((task[end] == '.' || task[end] == '/' || task[end] == '-') &&
                                     end + 1 < task.size() && is_word(task[end + 1]))))
        ++end;
      if (end == at) {
        ++at;
        continue;
      }
      std::string_view word = task.substr(at, end - at);
      bool called = end < task.size() && task[end] == '(';
      bool path =
          word.find('/') != word.npos || (word.find('.') != word.npos && word.find('.') + 1 < word.size());
      if (path || looks_like_name(word, called)) {
        add(strong, word);
      } else if (word.size() >= 4 && !is_everyday(word)) {
        add(weak, word);
      }
      at = end;
    } else {
      ++at;
    }
  }
  for (std::string& word : weak) add(strong, word);
  if (strong.size() > kNamesMax) strong.resize(kNamesMax);
  return strong;
}

Result<FolderContext> build_folder_context(Folder& folder, const ContextRequest& request) {
  return Builder(folder, request).build();
}

Result<FolderContext> build_related_context(Folder& folder, const ContextRequest& request,
                                            const std::vector<std::string>& shown) {
  return Builder(folder, request).build_related(shown);
}

}  // namespace suit
