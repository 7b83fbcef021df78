#include "base/glob.h"

#include <algorithm>

namespace suit {
namespace {

// Expands one `{a,b}` group at a time at the first level; the recursion handles nested and later groups.
// Beyond 64 expansions or groups braces are literal, so a hostile pattern can't explode.
void expand_braces(std::string_view pattern, std::vector<std::string>& out, int depth_left = 64) {
  size_t open = std::string_view::npos;
  for (size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '\\') {
      ++i;
    } else if (pattern[i] == '{') {
      open = i;
      break;
    }
  }
  if (open == std::string_view::npos || out.size() >= 64 || depth_left == 0) {
    out.emplace_back(pattern);
    return;
  }
  std::vector<std::string_view> parts;
  size_t start = open + 1;
  int depth = 0;
  for (size_t i = open; i < pattern.size(); ++i) {
    char c = pattern[i];
    if (c == '\\') {
      ++i;
    } else if (c == '{') {
      ++depth;
    } else if (c == ',' && depth == 1) {
      parts.push_back(pattern.substr(start, i - start));
      start = i + 1;
    } else if (c == '}' && --depth == 0) {
      parts.push_back(pattern.substr(start, i - start));
      for (std::string_view part : parts) {
        if (out.size() >= 64) return;
        expand_braces(std::string(pattern.substr(0, open)).append(part).append(pattern.substr(i + 1)), out,
                      depth_left - 1);
      }
      return;
    }
  }
  out.emplace_back(pattern);  // unbalanced: literal
}

// Matches one class at pattern[p] == '['. Returns the index after it, or npos if it is not a class.
size_t match_class(std::string_view pattern, size_t p, char c, bool& matched) {
  size_t i = p + 1;
  bool negated = i < pattern.size() && (pattern[i] == '!' || pattern[i] == '^');
  if (negated) ++i;
  bool any = false, first = true;
  for (; i < pattern.size(); ++i, first = false) {
    if (pattern[i] == ']' && !first) {
      matched = any != negated && c != '/';
      return i + 1;
    }
    if (pattern[i] == '\\' && i + 1 < pattern.size()) ++i;
    unsigned char low = static_cast<unsigned char>(pattern[i]), high = low;
    if (i + 2 < pattern.size() && pattern[i + 1] == '-' && pattern[i + 2] != ']') {
      high = static_cast<unsigned char>(pattern[i + 2]);
      i += 2;
    }
    if (low <= static_cast<unsigned char>(c) && static_cast<unsigned char>(c) <= high) any = true;
  }
  return std::string_view::npos;
}

// Dynamic programming over (pattern position, path position): row[j] means that the pattern so far can match
// the first j bytes of the path. No backtracking, so no pattern is slow.
bool match_simple(std::string_view pattern, std::string_view path) {
  // Most patterns fail at their literal head or tail, without any table.
  size_t head = std::min(pattern.find_first_of("*?[\\"), pattern.size());
  if (!path.starts_with(pattern.substr(0, head))) return false;
  if (head == pattern.size()) return path.size() == head;
  if (pattern.find_first_of("[\\", head) == pattern.npos) {
    std::string_view tail = pattern.substr(pattern.find_last_of("*?") + 1);
    if (tail.starts_with('/')) tail.remove_prefix(1);  // "**/" may match nothing
    if (!path.ends_with(tail)) return false;
  }
  std::vector<char> row(path.size() + 1), next(path.size() + 1);
  row[head] = 1;
  bool closes = true;  // after one unclosed class no other is searched: each search goes to the end
  for (size_t p = head; p < pattern.size();) {
    std::fill(next.begin(), next.end(), 0);
    char c = pattern[p];
    if (c == '*') {
      bool crosses = p + 1 < pattern.size() && pattern[p + 1] == '*';
      size_t end = p + (crosses ? 2 : 1);
      bool at_start = p == 0 || pattern[p - 1] == '/';
      if (crosses && at_start && end < pattern.size() && pattern[end] == '/') {
        // "**/": nothing, or any sequence of whole components.
        bool seen = false;
        for (size_t j = 0; j <= path.size(); ++j) {
          if (row[j]) {
            next[j] = 1;
            seen = true;
          } else if (seen && j > 0 && path[j - 1] == '/') {
            next[j] = 1;
          }
        }
        ++end;
      } else {
        bool open = false;
        for (size_t j = 0; j <= path.size(); ++j) {
          if (j > 0 && path[j - 1] == '/' && !crosses) open = false;
          if (row[j]) open = true;
          next[j] = open;
        }
      }
      p = end;
    } else {
      size_t end = p + 1;
      bool is_class = false;
      if (c == '[' && closes) {
        bool ignored = false;
        size_t after = match_class(pattern, p, 'x', ignored);
        if (after != std::string_view::npos) {
          is_class = true;
          end = after;
        } else {
          closes = false;
        }
      }
      bool quoted = c == '\\' && p + 1 < pattern.size();
      if (quoted) {
        c = pattern[p + 1];
        end = p + 2;
      }
      for (size_t j = 0; j < path.size(); ++j) {
        if (!row[j]) continue;
        bool matched = false;
        if (is_class) {
          match_class(pattern, p, path[j], matched);
        } else if (c == '?' && !quoted) {
          matched = path[j] != '/';
        } else {
          matched = path[j] == c;
        }
        next[j + 1] = matched;
      }
      p = end;
    }
    std::swap(row, next);
  }
  return row[path.size()];
}

}  // namespace

bool glob_matches(std::string_view pattern, std::string_view path) {
  if (pattern.find('{') == std::string_view::npos) return match_simple(pattern, path);
  std::vector<std::string> patterns;
  expand_braces(pattern, patterns);
  for (const std::string& one : patterns)
    if (match_simple(one, path)) return true;
  return false;
}

bool scope_glob_matches(std::string_view pattern, std::string_view path) {
  while (pattern.starts_with("./")) pattern.remove_prefix(2);
  while (pattern.ends_with("/")) pattern.remove_suffix(1);
  if (pattern.empty() || pattern == "." || pattern == "**") return true;
  std::string anchored(pattern);
  if (pattern.starts_with("/")) {
    anchored.erase(0, 1);
  } else if (pattern.find('/') == std::string_view::npos) {
    anchored = "**/" + anchored;
  }
  return glob_matches(anchored, path) || glob_matches(anchored + "/**", path);
}

std::string_view glob_error(std::string_view pattern) {
  if (pattern.empty()) return "it is empty";
  int braces = 0;
  for (size_t i = 0; i < pattern.size(); ++i) {
    char c = pattern[i];
    if (c == '\\') {
      if (++i == pattern.size()) return "it ends with a \\";
    } else if (c == '[') {
      bool ignored = false;
      size_t after = match_class(pattern, i, 'x', ignored);
      if (after == pattern.npos) return "its [ is not closed";
      i = after - 1;
    } else if (c == '{') {
      ++braces;
    } else if (c == '}' && --braces < 0) {
      return "its } closes nothing";
    }
  }
  return braces > 0 ? "its { is not closed" : std::string_view();
}

bool has_glob_characters(std::string_view text) {
  return text.find_first_of("*?[{") != std::string_view::npos;
}

}  // namespace suit
