// A read-only folder in memory.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>

#include "base/files.h"
#include "base/text.h"

namespace suit::fuzz {

class MemoryFiles : public Files {
 public:
  explicit MemoryFiles(std::map<std::string, std::string> contents) : contents_(std::move(contents)) {}

  Result<FileInfo> info(std::string_view path) override {
    if (auto at = contents_.find(std::string(path)); at != contents_.end())
      return FileInfo{FileType::kFile, 0644, at->second.size(), 1};
    return FileInfo{is_directory(path) ? FileType::kDirectory : FileType::kAbsent, 0755, 0, 1};
  }
  Result<std::string> read(std::string_view path, uint64_t limit_bytes) override {
    auto at = contents_.find(std::string(path));
    if (at == contents_.end()) return Error{ErrorCode::kNotFound, "it does not exist"};
    if (at->second.size() > limit_bytes) return Error{ErrorCode::kLimit, "it is too large"};
    return at->second;
  }
  Result<std::vector<DirectoryEntry>> list(std::string_view path) override {
    std::string below = path.empty() ? "" : std::string(path) + "/";
    std::map<std::string, FileType> found;
    for (const auto& [name, content] : contents_) {
      if (!name.starts_with(below)) continue;
      std::string rest = name.substr(below.size());
      size_t slash = rest.find('/');
      found[rest.substr(0, slash)] = slash == rest.npos ? FileType::kFile : FileType::kDirectory;
    }
    std::vector<DirectoryEntry> entries;
    for (auto& [name, type] : found) entries.push_back({name, type});
    return entries;
  }
  Result<void> create(std::string_view, FileType, uint32_t, std::string_view) override { return denied(); }
  Result<void> copy_attributes(std::string_view, std::string_view) override { return denied(); }
  Result<void> sync(std::string_view) override { return denied(); }
  Result<void> exchange(std::string_view, std::string_view) override { return denied(); }
  Result<void> move(std::string_view, std::string_view) override { return denied(); }
  Result<void> remove(std::string_view) override { return denied(); }
  Result<void> link(std::string_view, std::string_view) override { return denied(); }
  Result<void> make_directory(std::string_view, uint32_t) override { return denied(); }
  Result<void> remove_directory(std::string_view) override { return denied(); }
  const std::string& root() const override { return root_; }

 private:
  static Error denied() { return {ErrorCode::kDenied, "this folder is read-only"}; }
  bool is_directory(std::string_view path) const {
    if (path.empty()) return true;
    auto at = contents_.lower_bound(std::string(path) + "/");
    return at != contents_.end() && at->first.starts_with(std::string(path) + "/");
  }

  std::map<std::string, std::string> contents_;
  std::string root_ = "/memory";
};

}  // namespace suit::fuzz
