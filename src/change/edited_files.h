// A folder with edits applied, for reading: the files on disk stay as they are.
#pragma once

#include <map>

#include "change/proposal.h"

namespace suit {

class EditedFiles final : public Files {
 public:
  // `edits` replace what is on disk; `before` is ignored.
  EditedFiles(std::unique_ptr<Files> disk, const std::vector<FileEdit>& edits);

  Result<FileInfo> info(std::string_view path) override;
  Result<std::string> read(std::string_view path, uint64_t limit_bytes) override;
  Result<std::vector<DirectoryEntry>> list(std::string_view path) override;
  const std::string& root() const override { return disk_->root(); }

  // Everything that would change a file is kUnsupported.
  Result<void> create(std::string_view path, FileType type, uint32_t mode, std::string_view content) override;
  Result<void> copy_attributes(std::string_view from, std::string_view to) override;
  Result<void> sync(std::string_view path) override;
  Result<void> exchange(std::string_view a, std::string_view b) override;
  Result<void> move(std::string_view from, std::string_view to) override;
  Result<void> link(std::string_view from, std::string_view to) override;
  Result<void> remove(std::string_view path) override;
  Result<void> make_directory(std::string_view path, uint32_t mode) override;
  Result<void> remove_directory(std::string_view path) override;

 private:
  // The edit of the path, else of a file or link in the place of a folder above it; null for none.
  const FileVersion* edited(std::string_view path, bool& is_above) const;
  bool has_files_below(std::string_view path) const;

  std::unique_ptr<Files> disk_;
  std::map<std::string, FileVersion, std::less<>> edits_;
};

// The edits that lead back.
std::vector<FileEdit> reversed(std::vector<FileEdit> edits);

}  // namespace suit
