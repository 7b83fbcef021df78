#include "cli/folder_changes.h"

#include <algorithm>
#include <chrono>
#include <set>
#include <thread>

#include "base/clock.h"
#include "base/file_watch.h"
#include "base/text.h"
#include "folder/folder.h"

namespace suit {
namespace {

constexpr int kSlice_ms = 200, kSettled_ms = 50;
constexpr int64_t kSettledMax_us = 500'000;  // if other files there are written constantly
constexpr int64_t kPause_us = 10'000'000,
                  kPauseUnwatched_us = 500'000;  // between scans without notifications
constexpr int64_t kShare = 20, kToldShare = 5;   // a scan takes at most 1/kShare of the time

}  // namespace

FolderChanges::FolderChanges(Files& files, std::string root, std::function<bool(std::string_view)> accepts)
    : files_(files), root_(std::move(root)), accepts_(std::move(accepts)), before_(look()) {}

bool FolderChanges::wait(const std::atomic<bool>& given_up) {
  FolderWatch watch;
  while (!given_up) {
    bool whole = watch.add(folders_);
    if (look() != before_) return true;
    int64_t looked_us = monotonic_us(),
            until_us = looked_us + std::max(whole ? kPause_us : kPauseUnwatched_us, kShare * took_us_);
    bool told = false;
    while (!given_up && !told && monotonic_us() < until_us) told = watch.wait(kSlice_ms);
    int64_t told_us = monotonic_us();
    while (!given_up && told && monotonic_us() < told_us + kSettledMax_us && watch.wait(kSettled_ms)) {
    }  // changes come in bursts
    while (!given_up && monotonic_us() < looked_us + kToldShare * took_us_)
      std::this_thread::sleep_for(std::chrono::milliseconds(kSettled_ms));
  }
  return false;
}

uint64_t FolderChanges::look() {
  int64_t begun_us = monotonic_us();
  uint64_t hash = 14695981039346656037u;  // FNV-1a, of numbers
  auto mix = [&](uint64_t value) { hash = (hash ^ value) * 1099511628211u; };
  std::set<std::string> folders{root_};
  Folder folder(files_);
  if (auto list = folder.list())
    for (const FolderFile& file : **list) {
      for (std::string_view parent = parent_of(file.path);
           !parent.empty() && folders.insert(root_ + "/" + std::string(parent)).second;)
        parent = parent_of(parent);
      if (!accepts_(file.path)) continue;
      mix(std::hash<std::string_view>()(file.path));
      if (auto info = files_.info(file.path)) mix(static_cast<uint64_t>(info->changed_ns)), mix(info->size);
    }
  folders_.assign(folders.begin(), folders.end());
  took_us_ = monotonic_us() - begun_us;
  return hash;
}

}  // namespace suit
