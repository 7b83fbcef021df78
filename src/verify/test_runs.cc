#include "verify/test_runs.h"

#include "base/json.h"
#include "base/text.h"

namespace suit {
namespace {

// A valid line number: watched code can write anything.
bool is_line(const Json& number) {
  constexpr uint64_t kLinesMax = 10'000'000;
  return number.is_number_unsigned() && number.get<uint64_t>() > 0 && number.get<uint64_t>() <= kLinesMax;
}

// gcov's JSON (--json-format): lines with counts, in files with paths relative to the compiler's folder.
void read_gcov(const Json& json, TestRun& run) {
  std::string folder = string_or(json, "current_working_directory", "");
  for (const Json& file : list_in(json, "files")) {
    std::string path = string_or(file, "file", "");
    if (!path.starts_with('/')) path = folder + "/" + path;
    for (const Json& line : list_in(file, "lines")) {
      auto number = line.find("line_number"), count = line.find("count");
      if (number == line.end() || count == line.end() || !number->is_number_unsigned() || !count->is_number())
        continue;
      if (count->get<double>() > 0 && is_line(*number)) run.lines[path].push_back(number->get<size_t>());
    }
  }
}

}  // namespace

std::vector<TestRun> read_test_runs(std::string_view text) {
  std::vector<TestRun> runs;
  for (std::string_view line : split_lines(text)) {
    auto json = parse_json(trim(line));
    if (!json || !json->is_object()) continue;
    if (json->contains("data_file")) {
      if (runs.empty()) runs.emplace_back();
      read_gcov(*json, runs.back());
      continue;
    }
    if (json->contains("started")) continue;
    TestRun run;
    run.name = string_or(*json, "test", "");
    run.failed = string_or(*json, "outcome", "") == "failed";
    if (auto late = json->find("late"); late != json->end() && late->is_boolean())
      run.late = late->get<bool>();
    for (const Json& path : list_in(*json, "transformed"))
      if (path.is_string()) run.transformed.push_back(path.get<std::string>());
    if (auto ms = json->find("ms"); ms != json->end() && ms->is_number_integer())
      run.duration_ms = ms->get<int64_t>();
    if (auto lines = json->find("lines"); lines != json->end() && lines->is_object())
      for (auto& [path, numbers] : lines->items())
        for (const Json& number : numbers)
          if (is_line(number)) run.lines[path].push_back(number.get<size_t>());
    if (string_or(*json, "outcome", "") != "skipped") runs.push_back(std::move(run));
  }
  return runs;
}

}  // namespace suit
