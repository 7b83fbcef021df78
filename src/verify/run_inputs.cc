#include "verify/run_inputs.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <vector>

#include "base/files.h"
#include "base/parallel.h"
#include "base/text.h"
#include "sandbox/toolchain.h"

namespace suit {
namespace {

constexpr size_t kFilesMax = 100'000;
constexpr uint64_t kTotalBytesMax = uint64_t{1} << 30;

struct Entry {
  std::string path, facts;
  bool is_file = false;  // its content counts
};

Entry entry_of(std::string path, mode_t mode, uint64_t bytes, const std::string& content) {
  return {std::move(path), std::to_string(mode) + " " + std::to_string(bytes) + " " + content};
}

enum class Depth { kContents, kTimes };

// Folders count only where times do. False beyond the limits, or if something can't be read.
bool add_entries(const std::string& root, Depth depth, std::vector<Entry>& entries, uint64_t& bytes) {
  namespace fs = std::filesystem;
  std::error_code error;
  fs::recursive_directory_iterator at(root, error), end;
  if (error) return depth == Depth::kTimes;  // a place that is not there shows nothing
  for (; at != end; at.increment(error)) {
    if (error || entries.size() >= kFilesMax) return false;
    const std::string& path = at->path().native();
    std::string_view below = std::string_view(path).substr(root.size());
    struct stat st;
    if (::lstat(path.c_str(), &st) != 0) return false;
    if (depth == Depth::kContents) {
      if (below == "/.git/objects" || below == "/.git/logs") at.disable_recursion_pending();
      if (S_ISDIR(st.st_mode) || below == "/.git/index") continue;
    }
    auto size = static_cast<uint64_t>(st.st_size);
    Entry entry = entry_of(path, st.st_mode, size, "");
    if (S_ISLNK(st.st_mode))
      entry = entry_of(path, st.st_mode, size, fs::read_symlink(at->path(), error).native());
    entry.is_file = depth == Depth::kContents && S_ISREG(st.st_mode);
    if (depth == Depth::kTimes)
      entry.facts += " " + std::to_string(st.st_mtim.tv_sec) + "." + std::to_string(st.st_mtim.tv_nsec);
    if (entry.is_file && (bytes += size) > kTotalBytesMax) return false;
    entries.push_back(std::move(entry));
  }
  return !error;
}

// The files as the version has them, in place of those on disk.
void apply_version(const std::string& root, const std::vector<FileEdit>& version,
                   std::vector<Entry>& entries) {
  std::map<std::string, const FileEdit*> edits;
  for (const FileEdit& edit : version) edits[root + "/" + edit.path] = &edit;
  std::erase_if(entries, [&](const Entry& entry) { return edits.contains(entry.path); });
  for (auto& [path, edit] : edits) {
    const FileVersion& after = edit->after;
    if (after.type == FileType::kAbsent) continue;
    bool is_link = after.type == FileType::kSymlink;
    entries.push_back(entry_of(path, is_link ? S_IFLNK | 0777 : S_IFREG | after.mode, after.content.size(),
                               is_link ? after.content : after.digest.hex()));
  }
}

std::string facts_of(const SandboxOptions& options) {
  std::string facts = options.folder;
  for (const std::string& name : options.environment) {
    const char* value = std::getenv(name.c_str());
    facts += "\n" + name + "=" + (value ? value : "");
  }
  for (const char* name : {"PATH", "LANG", "LC_ALL", "TZ", "USER"}) {
    const char* value = std::getenv(name);
    facts += std::string("\n") + name + "=" + (value ? value : "");
  }
  utsname kernel{};
  ::uname(&kernel);
  const SandboxLimits& limits = options.limits;
  for (uint64_t number : {static_cast<uint64_t>(limits.time_ms), limits.memory_bytes,
                          static_cast<uint64_t>(limits.processes), limits.output_bytes, limits.scratch_bytes,
                          static_cast<uint64_t>(options.overlay), static_cast<uint64_t>(options.isolation)})
    facts += " " + std::to_string(number);
  facts += std::string(" ") + kernel.release + " " SUIT_VERSION;
  for (auto& [name, text] : options.programs) facts += "\n" + name + " " + Digest::of(text).hex();
  if (auto packages = read_file("/var/lib/dpkg/status", 64u << 20)) facts += Digest::of(*packages).hex();
  for (const std::string& path : options.read) facts += "\n" + path;
  return facts;
}

}  // namespace

std::optional<Digest> digest_of_inputs(const SandboxOptions& options, const std::atomic<bool>* cancelled) {
  std::vector<Entry> entries;
  uint64_t bytes = 0;
  if (!add_entries(options.folder, Depth::kContents, entries, bytes)) return {};
  if (options.version) apply_version(options.folder, *options.version, entries);
  std::vector<std::string> shown = toolchains_on_path();
  shown.insert(shown.end(), options.read.begin(), options.read.end());
  shown.insert(shown.end(), {"/usr/local/bin", "/usr/local/lib"});
  for (const std::string& place : shown)
    if (!add_entries(place, Depth::kTimes, entries, bytes)) return {};
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.path < b.path; });
  std::atomic<bool> over{false};
  for_each_parallel(entries.size(), threads_for(entries.size(), 64), &over, [&](size_t i) {
    Entry& entry = entries[i];
    if (!entry.is_file) return;
    auto content = read_file(entry.path, kTotalBytesMax);
    if (!content || (cancelled && *cancelled)) over = true;
    if (content) entry.facts += Digest::of(*content).hex();
  });
  if (over) return {};
  std::string all = facts_of(options);
  for (const Entry& entry : entries) {
    all.append("\n").append(entry.path).append(1, '\0').append(entry.facts);
  }
  return Digest::of(all);
}

}  // namespace suit
