#include "propose/repair/heat.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/text.h"
#include "folder/output_places.h"

namespace suit::repair {
namespace {

constexpr size_t kEndBytes = 1u << 20;  // of an output: the failures are at the end

struct Counts {
  double failing = 0, passing = 0;
  bool outside = false;
};

}  // namespace

Heat Heat::of(const std::vector<TestRun>& runs, const std::string& output,
              const std::function<bool(const std::string&)>& is_mine) {
  double failing = 0, passing = 0;
  for (const TestRun& run : runs)
    if (!run.name.empty()) (run.failed ? failing : passing) += 1;
  failing = std::max(failing, 1.0);
  std::map<std::string, std::map<size_t, Counts>> counts;
  for (const TestRun& run : runs)
    for (auto& [path, lines] : run.lines) {
      if (!is_mine(path)) continue;
      for (size_t line : lines) {
        Counts& count = counts[path][line];
        if (run.name.empty()) count.outside = true;
        (run.failed ? count.failing : count.passing) += run.name.empty() ? 0 : 1;
      }
    }
  Heat heat;
  for (auto& [path, lines] : counts)
    for (auto& [line, count] : lines) {
      double suspicion = 0;
      if (count.failing > 0) suspicion = count.failing / std::sqrt(failing * (count.failing + count.passing));
      if (count.outside) suspicion = std::max(suspicion, .5 * std::sqrt(failing / (failing + passing)));
      if (suspicion > 0) heat.files_[path][line] = suspicion;
    }
  auto name_of = [&](const std::string& printed) {
    std::string name(name_in(printed));
    bool is_known = std::any_of(heat.files_.begin(), heat.files_.end(),
                                [&](auto& file) { return name_in(file.first) == name; });
    return is_known ? name : std::string();
  };
  std::string_view end = std::string_view(output).substr(output.size() - std::min(output.size(), kEndBytes));
  for (const OutputPlace& place : places_in_output(end, name_of))
    for (auto& [path, lines] : heat.files_)
      if (auto found = lines.find(place.line); found != lines.end() && name_in(path) == place.path)
        found->second = std::min(1.0, std::max(found->second * 1.5, .5));
  return heat;
}

double Heat::at(const std::string& path, size_t first_line, size_t last_line) const {
  auto file = files_.find(path);
  if (file == files_.end()) return 0;
  double most = 0;
  for (auto at = file->second.lower_bound(first_line); at != file->second.end() && at->first <= last_line;
       ++at)
    most = std::max(most, at->second);
  return most;
}

void Heat::keep(const std::function<bool(const std::string&, size_t)>& is_mine) {
  for (auto& file : files_)
    std::erase_if(file.second, [&](const auto& line) { return !is_mine(file.first, line.first); });
  std::erase_if(files_, [](const auto& file) { return file.second.empty(); });
}

void Heat::weigh(const std::function<double(const std::string&, size_t)>& evidence) {
  constexpr double kWithout = .7;  // factor for a line without evidence
  for (auto& [path, lines] : files_)
    for (auto& [line, suspicion] : lines) suspicion *= kWithout + (1 - kWithout) * evidence(path, line);
}

void Heat::warm(const std::string& path, size_t lines, double suspicion) {
  for (size_t line = 1; line <= lines; ++line) files_[path].try_emplace(line, suspicion);
}

namespace {

// At most 100 bytes of a line, cut at a character boundary.
std::string beginning_of(std::string_view line) {
  constexpr size_t kShown = 100;
  size_t end = std::min(line.size(), kShown);
  while (end > 0 && end < line.size() && (static_cast<unsigned char>(line[end]) & 0xC0) == 0x80) --end;
  return std::string(line.substr(0, end));
}

}  // namespace

std::vector<SuspectLine> suspects_in(const Heat& heat, const std::vector<FileEdit>& edits) {
  constexpr size_t kMost = 4'000;  // a large file has a few hundred
  std::vector<double> all;
  for (auto& [path, lines] : heat.files())
    for (auto& [line, suspicion] : lines) all.push_back(suspicion);
  if (all.empty()) return {};
  std::sort(all.begin(), all.end(), std::greater<>());
  double hottest = all.front(), coldest = all[std::min(all.size(), kMost) - 1];
  std::vector<SuspectLine> suspects;
  for (const FileEdit& edit : edits)
    if (auto lines = heat.files().find(edit.path); lines != heat.files().end())
      for (auto& [line, suspicion] : lines->second)
        if (suspicion >= coldest && suspicion > 0 && suspects.size() < kMost)
          suspects.push_back({edit.path, line, std::round(suspicion / hottest * 100) / 100});
  return suspects;
}

std::string heat_map(const Heat& heat, const std::vector<const Source*>& sources, size_t most) {
  constexpr std::array<std::string_view, 5> kBars = {"▏    ", "█▏   ", "██▏  ", "███▏ ", "████▏"};
  std::vector<double> all;
  for (const Source* source : sources)
    if (auto lines = heat.files().find(source->path()); lines != heat.files().end())
      for (auto& [line, suspicion] : lines->second) all.push_back(suspicion);
  if (all.empty()) return {};
  std::sort(all.begin(), all.end(), std::greater<>());
  double coldest = all[std::min(all.size(), most) - 1], hottest = all.front();
  // Of the lines as suspicious as the last one shown, as many as there is room for.
  size_t ties =
      most - std::min<size_t>(most, static_cast<size_t>(std::count_if(
                                        all.begin(), all.end(), [&](double one) { return one > coldest; })));
  std::string map;
  for (const Source* source : sources) {
    auto lines = heat.files().find(source->path());
    if (lines == heat.files().end()) continue;
    std::string of_file;
    for (auto& [line, suspicion] : lines->second) {
      if (suspicion < coldest || (suspicion == coldest && ties == 0)) continue;
      if (suspicion == coldest) --ties;
      auto bar = static_cast<size_t>(std::lround(suspicion / hottest * (kBars.size() - 1)));
      std::string number = std::to_string(line);
      std::string_view text = source->text().substr(source->line_begin(line),
                                                    source->line_begin(line + 1) - source->line_begin(line));
      of_file += std::string(number.size() < 5 ? 5 - number.size() : 0, ' ') + number + " " +
                 std::string(kBars[bar]) + " " + beginning_of(without_terminator(text)) + "\n";
    }
    if (!of_file.empty()) map += source->path() + "\n" + of_file;
  }
  if (!map.empty()) map.pop_back();
  return map;
}

}  // namespace suit::repair
