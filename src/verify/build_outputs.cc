#include "verify/build_outputs.h"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "base/text.h"
#include "verify/account.h"
#include "verify/tree_walk.h"

namespace suit {
namespace {

constexpr uint64_t kLogBytesMax = 64u << 20;
constexpr size_t kFoldersMax = 10'000;

std::string within_build(const std::string& folder, std::string_view path) {
  return folder.empty() ? std::string(path) : folder + "/" + std::string(path);
}

// "329a23dc3e68a16b" of "money-329a23dc3e68a16b.d": Cargo's name of one compilation.
std::string_view compilation_in(std::string_view name) {
  size_t dash = name.rfind('-');
  if (dash == name.npos) return {};
  std::string_view hash = name.substr(dash + 1, 16);
  bool is_hash = hash.size() == 16 && hash.find_first_not_of("0123456789abcdef") == hash.npos &&
                 (name.size() == dash + 17 || name[dash + 17] == '.');
  return is_hash ? hash : std::string_view();
}

// Files of a build folder that decide what is built, with which flags, and which tests run. What the build
// itself writes beside them, such as compiler_depend.make, is not among them. `beside`: the entries there.
bool is_written_by_cmake(std::string_view path, const std::vector<DirectoryEntry>& beside) {
  std::string_view name = name_in(path), folder = name_in(parent_of(path));
  bool is_inner = path.starts_with("CMakeFiles/") || path.find("/CMakeFiles/") != path.npos;
  if (!is_inner && (name == "CTestTestfile.cmake" || name == "CTestCustom.cmake")) return true;
  if (path == "build.ninja" || path == "CMakeCache.txt" || path == "Makefile") return true;
  if (name == "Makefile")
    return !is_inner && std::any_of(beside.begin(), beside.end(), [](const DirectoryEntry& entry) {
      return entry.name == "cmake_install.cmake";
    });
  if (folder == "CMakeFiles") return name == "rules.ninja" || name == "Makefile2" || name == "Makefile.cmake";
  return is_inner && folder.ends_with(".dir") &&
         (name == "flags.make" || name == "build.make" || name == "link.txt" || name == "DependInfo.cmake");
}

}  // namespace

std::vector<std::string> foreign_to_ninja(Files& files, const std::string& folder) {
  std::vector<std::string> foreign;
  std::string log = within_build(folder, ".ninja_log");
  auto info = files.info(log);
  auto text = files.read(log, kLogBytesMax);
  if (!info || !text) return foreign;
  // Begin, end, time of the output in nanoseconds, path, digest of the command; the last line of a path
  // counts.
  std::unordered_map<std::string, int64_t> built;
  for (std::string_view line : split_lines(*text)) {
    auto fields = split(without_terminator(line), '\t');
    auto time = fields.size() == 5 ? decimal_number(fields[2]) : std::nullopt;
    if (time && is_inner_path(fields[3])) built[within_build(folder, fields[3])] = *time;
  }
  for (auto& [path, time] : built) {
    auto output = files.info(path);
    if (!output || output->type == FileType::kAbsent || output->type == FileType::kDirectory) continue;
    bool is_reset = !is_copied(*info) && is_copied(*output);
    if (output->modified_ns > time || output->type == FileType::kSymlink || is_reset) foreign.push_back(path);
  }
  // A copy that keeps no times makes all look foreign.
  if (foreign.size() > 8 && foreign.size() > built.size() / 2) foreign.clear();
  return foreign;
}

std::vector<std::string> foreign_to_cargo(Files& files, const std::string& folder) {
  std::vector<std::string> foreign;
  auto compilations = files.list(folder + "/.fingerprint");
  auto outputs = files.list(folder + "/deps");
  if (!compilations || !outputs || compilations->size() > kFoldersMax) return foreign;
  std::map<std::string, int64_t, std::less<>> built;  // by the name of the compilation
  for (const DirectoryEntry& one : *compilations) {
    std::string_view hash = compilation_in(one.name);
    auto inner = hash.empty() ? Result<std::vector<DirectoryEntry>>(std::vector<DirectoryEntry>())
                              : files.list(folder + "/.fingerprint/" + one.name);
    if (!inner) continue;
    for (const DirectoryEntry& file : *inner) {
      auto info = files.info(folder + "/.fingerprint/" + one.name + "/" + file.name);
      if (info) built[std::string(hash)] = std::max(built[std::string(hash)], info->modified_ns);
    }
  }
  size_t known = 0;
  for (const DirectoryEntry& output : *outputs) {
    auto at = built.find(compilation_in(output.name));
    std::string path = folder + "/deps/" + output.name;
    auto info = at == built.end() ? Result<FileInfo>(FileInfo()) : files.info(path);
    if (!info || at == built.end()) continue;
    ++known;
    if (info->modified_ns > at->second + kPauseNs || info->type == FileType::kSymlink)
      foreign.push_back(std::move(path));
  }
  if (foreign.size() > 8 && foreign.size() > known / 2) foreign.clear();
  return foreign;
}

std::vector<std::string> changed_after_cmake(Files& files, const std::string& folder) {
  auto written =
      files.info(within_build(folder, "CMakeFiles/cmake.check_cache"));  // at the end of each configuration
  if (!written || written->type != FileType::kFile) return {};
  int64_t FileInfo::*time = is_copied(*written) ? &FileInfo::modified_ns : &FileInfo::changed_ns;
  std::vector<std::string> changed;
  std::vector<std::string> ahead = {""};
  for (size_t i = 0; i < ahead.size() && i < kFoldersMax; ++i) {
    std::string at = ahead[i];
    auto entries = files.list(at.empty() ? folder : within_build(folder, at));
    if (!entries) continue;
    // One that is configured by itself, as of an ExternalProject.
    bool is_other = !at.empty() && std::any_of(entries->begin(), entries->end(),
                                               [](auto& entry) { return entry.name == "CMakeCache.txt"; });
    if (is_other) continue;
    for (const DirectoryEntry& entry : *entries) {
      std::string path = within_build(at, entry.name);
      bool is_of_trial = at.starts_with("CMakeFiles/CMakeScratch") || at.starts_with("CMakeFiles/CMakeTmp");
      if (entry.type == FileType::kDirectory && !is_of_trial && !entry.name.starts_with("."))
        ahead.push_back(path);
      if (!is_written_by_cmake(path, *entries)) continue;
      auto info = files.info(within_build(folder, path));
      if (info && (*info).*time > (*written).*time + kPauseNs) changed.push_back(path);
    }
  }
  if (changed.empty()) return {};
  return {(folder.empty() ? "build files" : "files of " + printable(folder)) +
          " changed after CMake wrote them: " + some_of(changed)};
}

}  // namespace suit
