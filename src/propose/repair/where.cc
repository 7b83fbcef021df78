#include "propose/repair/where.h"

#include <algorithm>

#include "base/text.h"
#include "code/symbols.h"
#include "folder/git.h"
#include "folder/output_places.h"

namespace suit::repair {
namespace {

constexpr size_t kLinesBefore = 8;  // a place is often about something called a few lines above
constexpr double kAbove = .5;
constexpr size_t kPlacesMax = 20, kOutputBytesMax = 100'000;

// Identifiers followed by "(".
void add_called(std::string_view text, double evidence, std::map<std::string, double>& names) {
  auto is_word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; };
  for (size_t at = text.find('('); at != text.npos; at = text.find('(', at + 1)) {
    size_t begin = at;
    while (begin > 0 && is_word(text[begin - 1])) --begin;
    if (begin == at || std::isdigit(static_cast<unsigned char>(text[begin]))) continue;
    double& known = names[std::string(text.substr(begin, at - begin))];
    known = std::max(known, evidence);
  }
}

}  // namespace

void weigh_by_history(Heat& heat, const std::string& folder) {
  auto git = GitRepository::find(folder);
  if (!git || !*git) return;
  std::map<std::string, std::map<size_t, double>> newness;  // by path and line
  for (auto [ancestor, weight] : {std::pair<size_t, double>{0, 1}, {1, .7}, {3, .5}, {10, .3}}) {
    auto newer = (*git)->newer_lines(ancestor);
    if (!newer) break;
    for (auto& [path, ranges] : *newer)
      if (auto file = heat.files().find(path); file != heat.files().end())
        for (auto [first, last] : ranges)
          for (auto line = file->second.lower_bound(first); line != file->second.end() && line->first <= last;
               ++line)
            newness[path].emplace(line->first, weight);
  }
  if (newness.empty()) return;
  heat.weigh([&](const std::string& path, size_t line) {
    auto file = newness.find(path);
    if (file == newness.end()) return 0.0;
    auto found = file->second.find(line);
    return found == file->second.end() ? 0.0 : found->second;
  });
}

std::map<std::string, double> called_where_it_failed(
    const std::string& output,
    const std::function<std::optional<std::string>(const std::string& named)>& read) {
  std::map<std::string, double> names;
  std::string end = output.substr(output.size() - std::min(output.size(), kOutputBytesMax));
  add_called(end, 1, names);
  auto places = places_in_output(end, [](const std::string& printed) { return printed; });
  places.resize(std::min(places.size(), kPlacesMax));
  for (auto& [named, line, at] : places) {
    auto text = read(named);
    if (!text) continue;
    auto lines = split_lines(*text);
    for (size_t i = line > kLinesBefore ? line - kLinesBefore : 1; i <= line && i <= lines.size(); ++i)
      add_called(lines[i - 1], i == line ? 1 : kAbove, names);
  }
  return names;
}

void weigh_by_calls(Heat& heat, const std::string& output, Folder& folder) {
  auto files = folder.list();
  if (!files) return;
  auto read = [&](const std::string& named) -> std::optional<std::string> {
    const FolderFile* best = nullptr;  // its whole path is named, or else its name
    for (const FolderFile& file : **files) {
      if (file.type != FileType::kFile || name_in(file.path) != name_in(named) || !grammar_of(file.path))
        continue;
      bool is_whole = named == file.path || named.ends_with("/" + file.path);
      if (!best || is_whole) best = &file;
      if (is_whole) break;
    }
    auto text = best ? folder.read(best->path) : Result<std::string>(Error{});
    return text ? std::optional(std::move(*text)) : std::nullopt;
  };
  auto called = called_where_it_failed(output, read);
  bool is_known = false;
  std::map<std::string, std::map<size_t, double>> evidence;  // by path and the first line of the evidence
  for (auto& [path, lines] : heat.files()) {
    auto grammar = grammar_of(path);
    auto text = grammar ? folder.read(path) : Result<std::string>(Error{});
    if (!text) continue;
    auto symbols = symbols_of(*grammar, *text);
    if (!symbols) continue;
    for (const Symbol& one : symbols->definitions) {
      auto found = called.find(one.name);
      is_known |= found != called.end();
      evidence[path][one.line] = found == called.end() ? 0 : found->second;
    }
  }
  if (!is_known) return;
  heat.weigh([&](const std::string& path, size_t line) {
    auto& of_file = evidence[path];
    auto after = of_file.upper_bound(line);
    return after == of_file.begin() ? 0.0 : std::prev(after)->second;
  });
}

}  // namespace suit::repair
