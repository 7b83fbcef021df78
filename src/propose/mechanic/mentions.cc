#include "propose/mechanic/mentions.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "base/text.h"

namespace suit::mechanic {
namespace {

constexpr size_t kWordBytesMax = 256;  // to either side: bounds the work on a line without blanks

bool is_plain_byte(char c) {
  return is_name_byte(unknown_language(), c);
}

bool has(const Language& language, Special special) {
  return language.special & special;
}

// Extensions of file names: those of the languages and common others.
bool is_file_extension(const std::string& extension) {
  static const std::set<std::string, std::less<>> known = [] {
    std::set<std::string, std::less<>> all;
    for (const Language& language : languages())
      for (std::string_view one : split(language.extensions, ' ')) all.emplace(one);
    for (const char* one :
         {".o",   ".a",   ".so",  ".obj", ".lib", ".dll", ".exe", ".dylib", ".class", ".jar",
          ".d",   ".in",  ".out", ".tar", ".gz",  ".bz2", ".xz",  ".zip",   ".zst",   ".whl",
          ".png", ".jpg", ".gif", ".ico", ".pdf", ".bak", ".tmp", ".lock",  ".pid",   ".sock",
          ".db",  ".bin", ".dat", ".rpm", ".deb", ".bat", ".cmd", ".diff",  ".patch"})
      all.emplace(one);
    all.erase("");
    return all;
  }();
  return known.contains(extension);
}

// The word around a name: letters and the characters that join them in paths and options.
class Word {
 public:
  Word(std::string_view text, size_t begin, size_t end, std::string_view joiners)
      : text_(text), begin_(begin), end_(end), name_begin_(begin), name_end_(end), joiners_(joiners) {
    while (begin_ > 0 && begin - begin_ < kWordBytesMax && joins(text[begin_ - 1])) --begin_;
    while (end_ < text.size() && end_ - end < kWordBytesMax && joins(text[end_])) ++end_;
  }

  // Trims bytes off both ends, as far as the name.
  void drop_before(std::string_view bytes) {
    while (begin_ < name_begin_ && bytes.find(text_[begin_]) != bytes.npos) ++begin_;
  }
  void drop_after(std::string_view bytes) {
    while (end_ > name_end_ && bytes.find(text_[end_ - 1]) != bytes.npos) --end_;
  }

  bool is_bare() const { return begin_ == name_begin_ && end_ == name_end_; }
  std::string_view text() const { return text_.substr(begin_, end_ - begin_); }
  std::string_view after_name() const { return text_.substr(name_end_, end_ - name_end_); }
  char before() const { return begin_ > 0 ? text_[begin_ - 1] : '\n'; }
  char after() const { return end_ < text_.size() ? text_[end_] : '\n'; }
  bool has(char c) const { return text().find(c) != std::string_view::npos; }

  // a-b, or --a: the hyphen touches the name and another part of the word.
  bool hyphenated() const {
    bool left = name_begin_ > begin_ && text_[name_begin_ - 1] == '-';
    return left || (end_ > name_end_ + 1 && text_[name_end_] == '-' && is_plain_byte(text_[name_end_ + 1]));
  }

  bool is_file_name() const {
    if (after() == '(') return false;  // a.b()
    if (is_file_extension(extension_of(text()))) return true;
    std::string_view rest = after_name();
    if (!rest.starts_with('.')) return false;
    return is_file_extension(extension_of("x" + std::string(rest.substr(0, rest.find_first_of("./-@", 1)))));
  }

 private:
  bool joins(char c) const { return is_plain_byte(c) || joiners_.find(c) != joiners_.npos; }

  std::string_view text_;
  size_t begin_, end_, name_begin_, name_end_;
  std::string_view joiners_;
};

// Inside (( … )) of a shell, where - and / are operators.
bool in_arithmetic(std::string_view text, size_t at) {
  size_t from = at > kWordBytesMax ? at - kWordBytesMax : 0;
  std::string_view line = text.substr(from, at - from);
  if (size_t newline = line.rfind('\n'); newline != line.npos) line.remove_prefix(newline + 1);
  size_t open = line.rfind("((");
  return open != line.npos && line.find("))", open) == line.npos;
}

// Is a whole word certainly a name here: assigned, called or dereferenced?
bool is_surely_a_name(std::string_view text, size_t begin, size_t end) {
  char before = begin > 0 ? text[begin - 1] : '\n';
  if (before == '(' && begin > 1) before = text[begin - 2] == '$' ? '$' : before;
  std::string_view rest = text.substr(end, 3);
  return before == '$' || before == '{' || rest.starts_with("=") || rest.starts_with("()") ||
         rest.starts_with("+=") || rest.starts_with(":=") || rest.starts_with("?=");
}

// In a shell or a build file every word may be a file.
Standing in_words(const Language& language, std::string_view text, size_t begin, size_t end) {
  bool variable = begin > 0 && (text[begin - 1] == '$' || text.substr(0, begin).ends_with("${"));
  if (variable || in_arithmetic(text, begin)) return Standing::kName;
  Word word(text, begin, end, "./-*?%@~+");
  if (word.after() == '=') word.drop_after("+?");
  if (word.before() == '\t' && language.name == "Makefile") word.drop_before("@-+");
  if (!word.is_bare()) return Standing::kPart;
  return is_surely_a_name(text, begin, end) ? Standing::kName : Standing::kWord;
}

// In configuration and prose a dot, hyphen or slash may have other meanings.
Standing in_values(const Language& language, Part part, std::string_view text, size_t begin, size_t end) {
  Word word(text, begin, end, "./-@~");
  if (word.before() == '<') word.drop_before("/");
  if (word.after() == '>') word.drop_after("/-");
  word.drop_before(part == Part::kCode ? "@" : part == Part::kString ? "@-" : "@-/");
  word.drop_after(".-");
  if (part == Part::kCode && word.after() == '*' && language.family == Family::kCode) return Standing::kPart;
  if (word.is_bare())
    return part == Part::kCode && !is_surely_a_name(text, begin, end) ? Standing::kWord : Standing::kName;
  bool hyphens_join = part == Part::kCode || (part == Part::kString && has(language, kWords));
  bool is_part = word.has('/') || word.has('@') || word.is_file_name() || (hyphens_join && word.hyphenated());
  return is_part ? Standing::kPart : Standing::kName;
}

// Rust's name!(…) and macro_rules! name.
bool is_macro(std::string_view text, size_t begin, size_t end) {
  std::string_view rest = text.substr(end, 2);
  if (rest.starts_with('!') && !rest.ends_with('=')) return true;
  std::string_view before = text.substr(begin > 40 ? begin - 40 : 0, std::min<size_t>(begin, 40));
  size_t mark = before.rfind('!');
  return mark != before.npos && trim(before.substr(mark + 1)).empty() &&
         before.substr(0, mark).ends_with("macro_rules");
}

Standing standing_of(const Language& language, Part part, std::string_view text, size_t begin, size_t end) {
  if (part != Part::kCode) return in_values(language, part, text, begin, end);
  if (has(language, kWords)) return in_words(language, text, begin, end);
  if (has(language, kValues)) return in_values(language, part, text, begin, end);
  if (has(language, kRustStrings) && is_macro(text, begin, end)) return Standing::kMacro;
  return Standing::kName;
}

// Does the byte after a name belong to it, as in Ruby's ok? (but not in ok!= 1)?
bool takes_suffix(const Language& language, std::string_view text, size_t end) {
  if (end >= text.size() || language.name_suffixes.find(text[end]) == std::string_view::npos) return false;
  std::string_view rest = text.substr(end + 1, 2);
  return !rest.starts_with('=') || rest == "==" || rest == "=~" || rest == "=>";
}

}  // namespace

void each_mention(const Language& language, std::string_view text, std::string_view name,
                  const std::function<void(const Mention&)>& found) {
  std::vector<Region> regions;
  size_t region = 0;
  for (size_t at = text.find(name); at != text.npos; at = text.find(name, at + name.size())) {
    size_t end = at + name.size();
    if ((at > 0 && is_plain_byte(text[at - 1])) || (end < text.size() && is_plain_byte(text[end]))) continue;
    if (regions.empty()) regions = lex(language, text);  // only if it is needed
    while (regions[region].end <= at) ++region;
    Part part = regions[region].part;
    // In prose and strings a hyphen or apostrophe is not part of the name, in any language.
    bool joined =
        part == Part::kCode &&
        ((at > 0 && is_name_byte(language, text[at - 1])) ||
         (end < text.size() && (is_name_byte(language, text[end]) || takes_suffix(language, text, end))));
    if (!joined) {
      found({at, part, standing_of(language, part, text, at, end)});
    } else if (has(language, kWords) || has(language, kValues)) {
      found({at, part, Standing::kPart});
    }
  }
}

}  // namespace suit::mechanic
