#include "folder/ignore.h"

#include <algorithm>
#include <cctype>

#include "base/text.h"

namespace suit {
namespace {

bool in_posix_class(std::string_view name, int c) {
  if (c >= 128) return false;
  if (name == "alnum") return std::isalnum(c);
  if (name == "alpha") return std::isalpha(c);
  if (name == "blank") return c == ' ' || c == '\t';
  if (name == "cntrl") return std::iscntrl(c);
  if (name == "digit") return std::isdigit(c);
  if (name == "graph") return std::isgraph(c);
  if (name == "lower") return std::islower(c);
  if (name == "print") return std::isprint(c);
  if (name == "punct") return std::ispunct(c);
  if (name == "space") return std::isspace(c);
  if (name == "upper") return std::isupper(c);
  return name == "xdigit" && std::isxdigit(c);
}

bool is_posix_class(std::string_view name) {
  static constexpr std::array<std::string_view, 12> kNames = {"alnum", "alpha", "blank", "cntrl",
                                                              "digit", "graph", "lower", "print",
                                                              "punct", "space", "upper", "xdigit"};
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

}  // namespace

IgnorePattern::IgnorePattern(std::string_view pattern) {
  for (size_t at = 0; at < pattern.size();) {
    char c = pattern[at];
    if (c == '*') {
      size_t end = at;
      while (end < pattern.size() && pattern[end] == '*') ++end;
      // Two between slashes match folders; any other number is one.
      bool bounded = end - at >= 2 && (at == 0 || pattern[at - 1] == '/') &&
                     (end == pattern.size() || pattern[end] == '/');
      if (bounded && end == pattern.size()) {
        parts_.push_back({Kind::kRest});
      } else if (bounded) {
        parts_.push_back({Kind::kFolders});
        ++end;
      } else {
        parts_.push_back({Kind::kRun});
      }
      at = end;
    } else if (c == '?') {
      parts_.push_back({Kind::kAny});
      ++at;
    } else if (c == '[') {
      if (!read_class(pattern, at)) {
        shape_ = Shape::kNever;
        return;
      }
    } else {
      if (c == '\\' && ++at == pattern.size()) {
        shape_ = Shape::kNever;
        return;
      }
      parts_.push_back({Kind::kByte, pattern[at]});
      ++at;
    }
  }
  // Most rules are "name" or "*.ext".
  bool run_first = !parts_.empty() && parts_.front().kind == Kind::kRun;
  if (!std::all_of(parts_.begin() + run_first, parts_.end(),
                   [](const Part& part) { return part.kind == Kind::kByte; }))
    return;
  for (size_t i = run_first; i < parts_.size(); ++i) literal_ += parts_[i].byte;
  shape_ = run_first ? Shape::kSuffix : Shape::kLiteral;
  parts_.clear();
}

// As git's wildmatch: an unclosed class or an unknown class name makes a pattern that matches nothing.
bool IgnorePattern::read_class(std::string_view pattern, size_t& at) {
  std::bitset<256> set;
  size_t i = at + 1;
  bool negated = i < pattern.size() && (pattern[i] == '!' || pattern[i] == '^');
  if (negated) ++i;
  int before = -1;  // the possible start of a range
  for (bool first = true;; first = false) {
    if (i >= pattern.size()) return false;
    if (pattern[i] == ']' && !first) break;
    if (pattern[i] == '[' && i + 1 < pattern.size() && pattern[i + 1] == ':') {
      size_t close = pattern.find(']', i + 2);
      if (close == pattern.npos) return false;
      if (close > i + 2 && pattern[close - 1] == ':') {
        std::string_view name = pattern.substr(i + 2, close - 1 - (i + 2));
        if (!is_posix_class(name)) return false;
        for (int c = 0; c < 256; ++c)
          if (in_posix_class(name, c)) set.set(static_cast<size_t>(c));
        i = close + 1;
        before = -1;
        continue;
      }
      set.set('[');
      before = '[';
      ++i;
      continue;
    }
    if (pattern[i] == '-' && before >= 0 && i + 1 < pattern.size() && pattern[i + 1] != ']') {
      if (pattern[++i] == '\\' && ++i == pattern.size()) return false;
      for (int c = before; c <= static_cast<unsigned char>(pattern[i]); ++c) set.set(static_cast<size_t>(c));
      before = -1;
      ++i;
      continue;
    }
    if (pattern[i] == '\\' && ++i == pattern.size()) return false;
    before = static_cast<unsigned char>(pattern[i]);
    set.set(static_cast<size_t>(before));
    ++i;
  }
  if (negated) set.flip();
  set.reset('/');
  parts_.push_back({Kind::kClass, 0, static_cast<uint32_t>(sets_.size())});
  sets_.push_back(set);
  at = i + 1;
  return true;
}

bool IgnorePattern::matches(std::string_view text) const {
  switch (shape_) {
    case Shape::kNever:
      return false;
    case Shape::kLiteral:
      return text == literal_;
    case Shape::kSuffix:
      return text.ends_with(literal_) && text.substr(0, text.size() - literal_.size()).find('/') == text.npos;
    case Shape::kParts:
      break;
  }
  // row[j]: the parts so far can match the first j bytes. No backtracking, so no pattern is slow.
  std::vector<char> row(text.size() + 1), next(text.size() + 1);
  row[0] = 1;
  for (const Part& part : parts_) {
    std::fill(next.begin(), next.end(), 0);
    bool open = false;
    for (size_t j = 0; j <= text.size(); ++j) {
      switch (part.kind) {
        case Kind::kRun:
          if (j > 0 && text[j - 1] == '/') open = false;
          open |= row[j] != 0;
          next[j] = open;
          break;
        case Kind::kRest:
          open |= row[j] != 0;
          next[j] = open;
          break;
        case Kind::kFolders:
          next[j] = row[j] || (open && text[j - 1] == '/');
          open |= row[j] != 0;
          break;
        case Kind::kByte:
          if (j > 0 && row[j - 1]) next[j] = text[j - 1] == part.byte;
          break;
        case Kind::kAny:
          if (j > 0 && row[j - 1]) next[j] = text[j - 1] != '/';
          break;
        case Kind::kClass:
          if (j > 0 && row[j - 1]) next[j] = sets_[part.set][static_cast<unsigned char>(text[j - 1])];
          break;
      }
    }
    std::swap(row, next);
  }
  return row[text.size()];
}

void IgnoreRules::add(std::string_view folder, std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  for (std::string_view raw : split_lines(text)) {
    std::string_view line = without_terminator(raw);
    if (line.starts_with('#')) continue;
    if (!raw.ends_with('\n') && line.ends_with('\r')) line.remove_suffix(1);
    // Removes unquoted blanks at the end.
    size_t end = 0;
    for (size_t i = 0; i < line.size(); ++i) {
      if (line[i] == '\\')
        ++i;
      else if (line[i] == ' ')
        continue;
      end = std::min(i + 1, line.size());
    }
    line = line.substr(0, end);
    bool negated = line.starts_with('!');
    if (negated) line.remove_prefix(1);
    bool directories_only = line.ends_with('/');
    if (directories_only) line.remove_suffix(1);
    bool anchored = line.find('/') != line.npos;
    if (line.starts_with('/')) line.remove_prefix(1);
    if (line.empty()) continue;
    rules_.push_back({std::string(folder), IgnorePattern(line), negated, directories_only, anchored});
  }
}

std::optional<bool> IgnoreRules::decide(std::string_view path, bool is_directory) const {
  std::string_view name = name_in(path);
  for (size_t i = rules_.size(); i-- > 0;) {
    const Rule& rule = rules_[i];
    if (rule.directories_only && !is_directory) continue;
    std::string_view subject = path;
    if (!rule.folder.empty()) {
      if (!path.starts_with(rule.folder) || path.size() <= rule.folder.size() ||
          path[rule.folder.size()] != '/')
        continue;
      subject.remove_prefix(rule.folder.size() + 1);
    }
    if (rule.pattern.matches(rule.anchored ? subject : name)) return !rule.negated;
  }
  return std::nullopt;
}

}  // namespace suit
