#include "change/answer_lines.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace suit {

AnswerLines::AnswerLines(std::string_view answer) {
  for (std::string_view raw : split_lines(answer)) {
    lines_.push_back(without_terminator(raw));
    crlf_.push_back(raw.ends_with("\r\n"));
  }
}

std::string AnswerLines::joined(size_t first, size_t last) const {
  std::string text;
  for (size_t i = first; i < last; ++i) (text += lines_[i]) += '\n';
  return text;
}

bool AnswerLines::content_is_crlf(size_t first, size_t last) const {
  if (first == last || first == 0 || crlf_[first - 1]) return false;
  return std::all_of(crlf_.begin() + static_cast<long>(first), crlf_.begin() + static_cast<long>(last),
                     [](bool crlf) { return crlf; });
}

std::optional<Fence> fence_at(std::string_view line) {
  if (line.empty() || (line[0] != '`' && line[0] != '~')) return std::nullopt;
  size_t length = std::min(line.find_first_not_of(line[0]), line.size());
  std::string_view info = trim(line.substr(length));
  // ```x``` is code within a line.
  if (length < 3 || (line[0] == '`' && info.find('`') != info.npos)) return std::nullopt;
  return Fence{line[0], length, info};
}

namespace {

bool strip_front(std::string_view& text, std::string_view start) {
  if (to_lower(text.substr(0, start.size())) != start) return false;
  text = trim(text.substr(start.size()));
  return true;
}

// "1. x", "- x", "## x", "// x": prefixes of a path.
bool strip_lead(std::string_view& text) {
  size_t hashes = std::min(text.find_first_not_of('#'), text.size());
  if (hashes > 0 && hashes < text.size() && text[hashes] == ' ') {
    text = trim(text.substr(hashes));
    return true;
  }
  size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  if (digits > 0 && (text.substr(digits).starts_with(". ") || text.substr(digits).starts_with(") "))) {
    text = trim(text.substr(digits + 1));
    return true;
  }
  for (std::string_view start : {"- ", "* ", "+ ", "// ", "-- ", "file path:", "filepath:", "file name:",
                                 "filename:", "file:", "path:", "update file:", "new file:", "create file:"})
    if (strip_front(text, start)) return true;
  return false;
}

bool strip_around(std::string_view& text) {
  for (std::string_view mark : {"**", "*", "`", "\"", "'"}) {
    if (text.size() > 2 * mark.size() && text.starts_with(mark) && text.ends_with(mark)) {
      text = trim(text.substr(mark.size(), text.size() - 2 * mark.size()));
      return true;
    }
  }
  return false;
}

// A word without a slash or a dot is probably prose; these are the usual exceptions.
bool is_known_name(std::string_view word) {
  constexpr std::array<std::string_view, 17> names = {
      "Makefile", "GNUmakefile", "Dockerfile", "Jenkinsfile", "Vagrantfile", "Gemfile",
      "Rakefile", "Procfile",    "Justfile",   "LICENSE",     "README",      "CHANGELOG",
      "AUTHORS",  "CODEOWNERS",  "BUILD",      "WORKSPACE",   "makefile"};
  return std::find(names.begin(), names.end(), word) != names.end();
}

bool looks_like_path(std::string_view text, bool marked) {
  if (text.empty() || text.size() > 5000) return false;
  if (text.find_first_of("`*<>|\"") != text.npos) return false;
  bool spaced = text.find_first_of(" \t") != text.npos;
  if (spaced && !marked) return false;
  bool ends_sentence = text.ends_with('.') && !text.ends_with("..");
  bool shaped = text.find_first_of("/\\") != text.npos || text.find('.') != text.npos;
  return !ends_sentence && !text.ends_with(',') && text != "..." &&
         (shaped || is_known_name(text) || (marked && !spaced));
}

}  // namespace

std::string path_in_line(std::string_view line) {
  std::string_view text = trim(line);
  bool marked = false;
  for (bool more = true; more;) {
    more = strip_lead(text);
    if (strip_around(text)) more = marked = true;
    if (text.ends_with(':')) {
      text = trim(text.substr(0, text.size() - 1));
      more = true;
    }
    for (std::string_view end : {"(new file)", "(new)", "(modified)", "(updated)"})
      if (text.ends_with(end)) {
        text = trim(text.substr(0, text.size() - end.size()));
        more = true;
      }
  }
  return looks_like_path(text, marked) ? std::string(text) : std::string();
}

std::string path_in_info(std::string_view info) {
  auto shaped = [](std::string_view text) {
    return text.find_first_of("/.\\") != text.npos || is_known_name(text);
  };
  for (std::string_view key : {"title=", "file=", "filename=", "path="}) {
    size_t at = info.find(key);
    if (at == info.npos || (at > 0 && info[at - 1] != ' ')) continue;
    std::string_view value = info.substr(at + key.size());
    if (value.starts_with('"') || value.starts_with('\'')) {
      size_t end = value.find(value[0], 1);
      return end == value.npos ? std::string() : std::string(value.substr(1, end - 1));
    }
    return std::string(value.substr(0, value.find(' ')));
  }
  size_t space = info.find(' ');
  if (space != info.npos) {
    std::string path = path_in_line(info.substr(space));
    return shaped(path) ? path : std::string();
  }
  size_t colon = info.rfind(':');
  std::string_view word = colon == info.npos ? info : info.substr(colon + 1);
  return shaped(word) ? std::string(word) : std::string();
}

std::string path_of_fence(const AnswerLines& lines, size_t at, size_t from) {
  std::string path = path_in_info(fence_at(lines[at])->info);
  for (size_t above = at; path.empty() && above > from;)
    if (!lines.blank(--above)) return path_in_line(lines[above]);
  return path;
}

}  // namespace suit
