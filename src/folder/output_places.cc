#include "folder/output_places.h"

#include <algorithm>
#include <map>

#include "base/text.h"

namespace suit {
namespace {

constexpr size_t kPlacesMax = 200;
constexpr size_t kFailedTestsMax = 20;
constexpr size_t kSearchedBytes = 1u << 20;
constexpr size_t kDigitsMax = 7;           // of a line's number
constexpr size_t kPrintedPathMax = 1'000;  // bytes
constexpr size_t kTitleMax = 200;          // bytes of a test's name
constexpr size_t kShownLineMax = 400;      // bytes of an output's line

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_path_byte(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || static_cast<unsigned char>(c) >= 0x80 ||
         std::string_view("._-/+@").find(c) != std::string_view::npos;
}

// The number at `at`; 0 for none, or one too long for a line number.
size_t line_number_at(std::string_view text, size_t at) {
  size_t digits = 0, number = 0;
  for (; at + digits < text.size() && is_digit(text[at + digits]); ++digits) {
    if (digits == kDigitsMax) return 0;
    number = number * 10 + static_cast<size_t>(text[at + digits] - '0');
  }
  return number;
}

std::string_view cut_before(std::string_view text, std::string_view mark) {
  return text.substr(0, text.find(mark));
}

// The text after the last `mark`; all of it without one.
std::string_view after_last(std::string_view text, std::string_view mark) {
  size_t at = text.rfind(mark);
  return at == text.npos ? text : text.substr(at + mark.size());
}

// The name of a failed test in a line; "" for none.
std::string_view failed_test_in(std::string_view line) {
  auto begins = [&](std::string_view start) {
    if (!line.starts_with(start)) return false;
    line.remove_prefix(start.size());
    return true;
  };
  line = trim(line);
  if (line.starts_with("FAILED ") || line.starts_with("ERROR ")) {  // pytest: path::Class::test[case] - why
    if (line.find("::") == line.npos) return {};
    return cut_before(after_last(cut_before(line, " - "), "::"), "[");
  }
  if (begins("FAIL: ") || begins("ERROR: ")) {  // unittest: test_add (tests.CalcTest)
    std::string_view name = cut_before(line, " (");
    return name.size() < line.size() ? name : std::string_view();
  }
  if (begins("--- FAIL: ")) return cut_before(cut_before(line, " ("), "/");  // Go
  if (begins("[  FAILED  ] ")) {  // GoogleTest: Cases/CalcTest.Adds/1, where GetParam() = 2 (0 ms)
    std::string_view name = cut_before(cut_before(line, " ("), ",");
    return name.find('.') == name.npos ? std::string_view() : cut_before(after_last(name, "."), "/");
  }
  if (line.starts_with("test ") && line.ends_with("... FAILED"))  // cargo
    return after_last(trim(line.substr(5, line.size() - 15)), "::");
  for (std::string_view mark : {"● ", "✕ ", "✗ ", "× "})  // Jest, Vitest, Mocha
    if (begins(mark)) return trim(cut_before(after_last(after_last(line, " › "), " > "), " ("));
  if (begins("not ok ")) return trim(after_last(line, " - "));     // TAP
  if (line.ends_with(" FAILED") && line.find(" > ") != line.npos)  // Gradle
    return cut_before(trim(after_last(line.substr(0, line.size() - 7), " > ")), "(");
  return {};
}

// The text with long lines cut.
std::string with_lines_cut(std::string_view text) {
  std::string cut;
  for (std::string_view line : split_lines(text)) {
    size_t end = std::min(line.size(), kShownLineMax);
    while (end < line.size() && end > 0 && (static_cast<unsigned char>(line[end]) & 0xC0) == 0x80) --end;
    cut += line.substr(0, end);
    if (end < line.size()) cut += "…\n";
  }
  return cut;
}

bool tells_of_failure(std::string_view line) {
  std::string lower = to_lower(line);
  return lower.find("error") != lower.npos || lower.find("fail") != lower.npos ||
         lower.find("traceback") != lower.npos || lower.find("panic") != lower.npos;
}

}  // namespace

std::vector<OutputPlace> places_in_output(
    std::string_view output, const std::function<std::string(const std::string& printed)>& find) {
  output = output.substr(0, kSearchedBytes);
  std::vector<OutputPlace> places;
  std::map<std::string, std::string, std::less<>> known;
  auto add = [&](std::string_view printed, size_t line, size_t at) {
    if (line == 0 || printed.empty() || printed.size() > kPrintedPathMax) return;
    auto it = known.find(printed);
    if (it == known.end()) it = known.emplace(printed, find(std::string(printed))).first;
    if (!it->second.empty()) places.push_back({it->second, line, at});
  };
  for (size_t at = output.find(':'); at != output.npos && places.size() < kPlacesMax;
       at = output.find(':', at + 1)) {
    size_t begin = at;
    while (begin > 0 && is_path_byte(output[begin - 1])) --begin;
    add(output.substr(begin, at - begin), line_number_at(output, at + 1), begin);
  }
  constexpr std::string_view kFile = "File \"", kLine = "\", line ";
  for (size_t at = output.find(kFile); at != output.npos && places.size() < kPlacesMax;
       at = output.find(kFile, at + 1)) {
    size_t path = at + kFile.size(), quote = output.find(kLine, path);
    if (quote == output.npos) break;
    add(output.substr(path, quote - path), line_number_at(output, quote + kLine.size()), at);
  }
  std::stable_sort(places.begin(), places.end(),
                   [](const OutputPlace& a, const OutputPlace& b) { return a.at < b.at; });
  return places;
}

std::vector<OutputPlace> places_in_output(std::string_view output, Files& files) {
  return places_in_output(output, [&](const std::string& printed) -> std::string {
    std::string path = printed.substr(std::min(printed.find_first_not_of('/'), printed.size()));
    if (path.size() < printed.size()) path.insert(0, "/");  // "file:///a/b.js:3"
    if (path.starts_with(files.root() + "/")) path.erase(0, files.root().size() + 1);
    path = join_path("", path);
    if (!is_inner_path(path) || !is_utf8(path)) return "";
    auto info = files.info(path);
    return info && info->type == FileType::kFile ? path : "";
  });
}

std::vector<std::string> failed_tests_in(std::string_view output) {
  if (output.size() > kSearchedBytes) output.remove_prefix(output.size() - kSearchedBytes);
  std::vector<std::string> names;
  for (std::string_view line : split_lines(output)) {
    std::string_view name = failed_test_in(without_terminator(line));
    if (name.empty() || name.size() > kTitleMax) continue;
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    names.emplace_back(name);
    if (names.size() == kFailedTestsMax) break;
  }
  return names;
}

std::string telling_part(std::string_view output, size_t bytes_max) {
  if (output.size() > kSearchedBytes) {
    output.remove_prefix(output.size() - kSearchedBytes);
    output.remove_prefix(std::min(output.find('\n'), output.size() - 1) + 1);
  }
  std::string text = with_lines_cut(printable_lines(output));
  if (text.size() <= bytes_max) return text;
  std::vector<std::string_view> lines = split_lines(text);
  size_t end_bytes = bytes_max * 2 / 3, begin_bytes = bytes_max - end_bytes;
  size_t end = lines.size();  // the first line of the tail
  while (end > 0 && lines[end - 1].size() <= end_bytes) end_bytes -= lines[--end].size();
  size_t begin = 0;
  while (begin < end && !tells_of_failure(lines[begin])) ++begin;
  if (begin == end) begin = 0;
  std::string part;
  size_t after = begin;
  for (; after < end && lines[after].size() <= begin_bytes; ++after) {
    begin_bytes -= lines[after].size();
    part += lines[after];
  }
  if (begin > 0 && after > begin) part.insert(0, "… " + counted(begin, "line") + "\n");
  if (after < end) part += "… " + counted(end - after, "line") + "\n";
  for (; end < lines.size(); ++end) part += lines[end];
  return part;
}

}  // namespace suit
