#include "verify/run_inputs.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <map>
#include <memory>
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
  uint64_t bytes = 0;
  int64_t changed_ns = 0;
  bool is_folder = false, is_file = false;
};

Entry entry_of(std::string path, mode_t mode, uint64_t bytes, const std::string& content) {
  return {std::move(path), std::to_string(mode) + " " + std::to_string(bytes) + " " + content, bytes};
}

std::optional<std::string> link_target(int folder, const char* name) {
  char target[PATH_MAX];
  ssize_t length = ::readlinkat(folder, name, target, sizeof target);
  if (length < 0) return {};
  return std::string(target, static_cast<size_t>(length));
}

std::optional<Entry> entry_at(int folder, const char* name, std::string path) {
  struct stat st;
  if (::fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) != 0) return {};
  std::optional<std::string> target;
  if (S_ISLNK(st.st_mode) && !(target = link_target(folder, name))) return {};
  Entry entry = entry_of(std::move(path), st.st_mode, static_cast<uint64_t>(st.st_size), target.value_or(""));
  entry.changed_ns = st.st_ctim.tv_sec * 1'000'000'000 + st.st_ctim.tv_nsec;
  entry.is_folder = S_ISDIR(st.st_mode);
  entry.is_file = S_ISREG(st.st_mode);
  return entry;
}

// Sorted by path. nullopt: not readable.
std::optional<std::vector<Entry>> entries_in(const std::string& folder) {
  int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  std::unique_ptr<DIR, int (*)(DIR*)> directory(descriptor < 0 ? nullptr : ::fdopendir(descriptor),
                                                ::closedir);
  if (!directory) return {};
  std::vector<Entry> entries;
  while (dirent* inner = ::readdir(directory.get())) {
    std::string_view name = inner->d_name;
    if (name == "." || name == "..") continue;
    auto entry = entry_at(descriptor, inner->d_name, folder + "/" + inner->d_name);
    if (!entry) return {};
    entries.push_back(std::move(*entry));
  }
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.path < b.path; });
  return entries;
}

// Everything below the folders but what `is_left_out` names, a level after the other. nullopt: more than
// kFilesMax, cancelled, or one below them can't be read; a first folder that is not there shows nothing.
std::optional<std::vector<Entry>> walk(std::vector<std::string> folders, const std::atomic<bool>* cancelled,
                                       const std::function<bool(const Entry&)>& is_left_out) {
  std::vector<Entry> all;
  for (bool is_first = true; !folders.empty(); is_first = false) {
    std::vector<std::optional<std::vector<Entry>>> found(folders.size());
    for_each_parallel(folders.size(), threads_for(folders.size(), 8), cancelled,
                      [&](size_t i) { found[i] = entries_in(folders[i]); });
    if (cancelled && *cancelled) return {};
    std::vector<std::string> next;
    for (auto& entries : found) {
      if (!entries && !is_first) return {};
      if (!entries) continue;
      for (Entry& entry : *entries) {
        if (is_left_out(entry)) continue;
        if (entry.is_folder) next.push_back(entry.path);
        all.push_back(std::move(entry));
        if (all.size() > kFilesMax) return {};
      }
    }
    folders = std::move(next);
  }
  return all;
}

std::optional<std::vector<Entry>> walk_project(const std::string& root, const std::atomic<bool>* cancelled) {
  auto entries = walk({root}, cancelled, [&](const Entry& entry) {
    std::string_view below = std::string_view(entry.path).substr(root.size());
    return below == "/.git/objects" || below == "/.git/logs" || below == "/.git/index";
  });
  if (entries) std::erase_if(*entries, [](const Entry& entry) { return entry.is_folder; });
  return entries;
}

std::optional<std::vector<Entry>> walk_places(const SandboxOptions& options,
                                              const std::atomic<bool>* cancelled) {
  std::vector<std::string> places = toolchains_on_path();
  places.insert(places.end(), options.read.begin(), options.read.end());
  places.insert(places.end(), {"/usr/local/bin", "/usr/local/lib"});
  auto entries = walk(places, cancelled, [](const Entry&) { return false; });
  for (const std::string& place : places) {  // it can be a file
    auto entry = entry_at(AT_FDCWD, place.c_str(), place);
    if (entries && entry) entries->push_back(std::move(*entry));
  }
  return entries;
}

// False if they have more than kTotalBytesMax together, or one can't be read.
bool add_contents(std::vector<Entry>& entries, const std::atomic<bool>* cancelled) {
  uint64_t bytes = 0;
  for (const Entry& entry : entries)
    if (entry.is_file && (bytes += entry.bytes) > kTotalBytesMax) return false;
  std::atomic<bool> over{false};
  for_each_parallel(entries.size(), threads_for(entries.size(), 64), &over, [&](size_t i) {
    Entry& entry = entries[i];
    if (!entry.is_file) return;
    auto content = read_file(entry.path, kTotalBytesMax);
    if (!content || (cancelled && *cancelled)) over = true;
    if (content) entry.facts += Digest::of(*content).hex();
  });
  return !over;
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

enum class With { kFacts, kTimes };

void add_text(const std::vector<Entry>& entries, With with, std::string& text) {
  for (const Entry& entry : entries) {
    text.append("\n").append(entry.path).append(1, '\0').append(entry.facts);
    if (with == With::kTimes) text.append(" ").append(std::to_string(entry.changed_ns));
  }
}

Digest digest_of_changes(const std::vector<Entry>& files, const std::vector<Entry>& shown) {
  std::string text;
  add_text(files, With::kTimes, text);
  add_text(shown, With::kTimes, text);
  return Digest::of(text);
}

}  // namespace

std::optional<RunInputs> inputs_of_runs(const SandboxOptions& options, const std::atomic<bool>* cancelled) {
  auto files = walk_project(options.folder, cancelled), shown = walk_places(options, cancelled);
  if (!files || !shown) return {};
  RunInputs inputs{.changes = digest_of_changes(*files, *shown)};
  if (options.version) apply_version(options.folder, *options.version, *files);
  if (!add_contents(*files, cancelled)) return {};
  std::sort(files->begin(), files->end(), [](const Entry& a, const Entry& b) { return a.path < b.path; });
  std::string all = facts_of(options);
  add_text(*files, With::kFacts, all);
  add_text(*shown, With::kTimes, all);
  inputs.digest = Digest::of(all);
  return inputs;
}

bool are_unchanged(const RunInputs& inputs, const SandboxOptions& options,
                   const std::atomic<bool>* cancelled) {
  auto files = walk_project(options.folder, cancelled), shown = walk_places(options, cancelled);
  return files && shown && digest_of_changes(*files, *shown) == inputs.changes;
}

}  // namespace suit
