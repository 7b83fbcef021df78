#include "code/difference.h"

#include <cctype>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/text.h"
#include "code/lexer.h"

namespace suit {
namespace {

constexpr size_t kComparedBytesMax = 4u << 20;

// The lines without trailing blanks, and without blank lines at the end of the text.
std::string without_end_blanks(std::string_view text) {
  std::string out;
  for (std::string_view line : split_lines(text)) {
    line = without_terminator(line);
    while (line.ends_with(' ') || line.ends_with('\t') || line.ends_with('\r')) line.remove_suffix(1);
    out.append(line).append("\n");
  }
  while (out.ends_with("\n\n")) out.pop_back();
  return out == "\n" ? "" : out;
}

std::string without_blank_lines(std::string_view text) {
  std::string trimmed = without_end_blanks(text), out;
  for (std::string_view line : split_lines(trimmed))
    if (line != "\n") out += line;
  return out;
}

// Comments that tools read: a change of one is not cosmetic.
bool is_directive(std::string_view comment) {
  for (std::string_view mark : {"#!",         "//go:",   "+build",        "coding",       "noqa",
                                "type:",      "nolint",  "NOLINT",        "eslint",       "prettier",
                                "@ts-",       "@jsx",    "pragma",        "istanbul",     "sourceMapping",
                                "<reference", "#cgo",    "//export",      "import \"C\"", "/*!",
                                "shellcheck", "rubocop", "frozen_string", "clang-format", "@generated",
                                "fmt:",       "pylint",  "mypy",          "c8 ",          "/*+",
                                "[if"})
    if (comment.find(mark) != comment.npos) return true;
  return false;
}

// A source without comments and blank lines; nullopt if it is not source code, or a comment is a directive.
struct CodeOnly {
  std::string code;
  std::string bare;                  // the same without the contents of strings
  std::vector<std::string> strings;  // the strings' contents
  std::vector<std::string> directives;
};
std::optional<CodeOnly> code_only(std::string_view path, std::string_view text) {
  const code::Language& language = code::language_of(path, text);
  if (language.family != code::Family::kCode ||
      (language.line_comments.empty() && language.block_comments.empty()))
    return std::nullopt;
  if (text.find("import \"C\"") != text.npos) return std::nullopt;  // the comment above it is C
  CodeOnly only;
  std::string code, bare;
  size_t at = 0;
  for (const code::Region& region : code::lex(language, text)) {
    std::string_view part = text.substr(at, region.end - at);
    at = region.end;
    bool is_comment = region.part == code::Part::kComment;
    if (is_comment && is_directive(part)) only.directives.emplace_back(part);
    if (is_comment) part = part.ends_with('\n') ? "\n" : " ";
    code += part;
    if (region.part == code::Part::kString) {
      only.strings.emplace_back(part);
    } else {
      bare += part;
    }
  }
  only.code = without_blank_lines(code);
  only.bare = without_blank_lines(bare);
  return only;
}

bool is_name_start(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}
bool is_name_part(char c) {
  return is_name_start(c) || std::isdigit(static_cast<unsigned char>(c));
}

// Old name → new name, over all files of a proposal.
class Names {
 public:
  // Do the two sides differ only in names, renamed as in every other file? kKnown: only by earlier renames.
  enum Which { kAny, kKnown };
  bool differ_alone(std::string_view before, std::string_view after, Which which = kAny) {
    size_t a = 0, b = 0;
    while (a < before.size() && b < after.size()) {
      std::string_view one = word_at(before, a), other = word_at(after, b);
      if (one.empty() != other.empty()) return false;
      if (one.empty()) {
        if (before[a++] != after[b++]) return false;
        continue;
      }
      a += one.size();
      b += other.size();
      if (std::isdigit(static_cast<unsigned char>(one[0])) ||
          std::isdigit(static_cast<unsigned char>(other[0]))) {
        if (one != other) return false;
        continue;
      }
      if (which == kKnown && one != other && !names_.contains(one)) return false;
      auto [it, is_new] = names_.emplace(one, other);
      if (it->second != other) return false;
      if (is_new && !taken_.emplace(other).second) return false;  // two names became one
    }
    return a == before.size() && b == after.size();
  }

 private:
  static std::string_view word_at(std::string_view text, size_t at) {
    size_t end = at;
    while (end < text.size() && is_name_part(text[end])) ++end;
    return text.substr(at, end - at);
  }
  std::map<std::string, std::string, std::less<>> names_;
  std::set<std::string, std::less<>> taken_;
};

}  // namespace

struct Differences::Impl {
  Names names;
};

Differences::Differences() : impl_(std::make_unique<Impl>()) {}
Differences::~Differences() = default;

Difference Differences::of(std::string_view path, std::string_view before, std::string_view after) {
  if (before.size() + after.size() > kComparedBytesMax) return Difference::kAny;
  if (without_end_blanks(before) == without_end_blanks(after)) return Difference::kBlanks;
  auto was = code_only(path, before), is = code_only(path, after);
  if (!was || !is) return Difference::kAny;
  if (was->directives != is->directives || was->strings.size() != is->strings.size()) return Difference::kAny;
  if (was->code == is->code) return Difference::kComments;
  // A rename either leaves strings alone, or also renames the code's names in them.
  Names& names = impl_->names;
  bool same = names.differ_alone(was->bare, is->bare);
  for (size_t i = 0; same && i < was->strings.size(); ++i)
    same = was->strings[i] == is->strings[i] ||
           names.differ_alone(was->strings[i], is->strings[i], Names::kKnown);
  return same ? Difference::kNames : Difference::kAny;
}

}  // namespace suit
