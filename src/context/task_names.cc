#include "context/task_names.h"

#include <algorithm>
#include <cctype>
#include <set>

#include "base/text.h"

namespace suit {
namespace {

constexpr size_t kNamesMax = 24;

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

// Heuristic for identifiers: an underscore, a digit, an inner capital, or call parentheses after it.
bool looks_like_name(std::string_view word, bool called) {
  if (word.size() < 2) return false;
  bool odd = called;
  for (size_t i = 0; i < word.size(); ++i)
    odd |= word[i] == '_' || std::isdigit(static_cast<unsigned char>(word[i])) ||
           (i > 0 && std::isupper(static_cast<unsigned char>(word[i])) &&
            std::islower(static_cast<unsigned char>(word[i - 1])));
  return odd;
}

// Common task words that occur in many files and do not help to find one.
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

}  // namespace

std::vector<std::string> names_in_task(std::string_view task) {
  std::vector<std::string> strong, weak;
  auto add = [](std::vector<std::string>& to, std::string_view name) {
    if (!name.empty() && std::find(to.begin(), to.end(), name) == to.end()) to.emplace_back(name);
  };
  for (size_t at = 0; at < task.size();) {
    char c = task[at];
    if (c == '"' || c == '`' || c == '\'') {  // a quoted text; an apostrophe inside a word does not start one
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

}  // namespace suit
