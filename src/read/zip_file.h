// Reads the files of a ZIP archive in memory, with limits: a small archive can expand to more than the
// memory.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace suit {

struct ZipLimits {
  uint64_t file_bytes = 64u << 20;  // per file, unpacked
  uint64_t all_bytes = 256u << 20;  // total of all files read
  size_t files = 20'000;
};

class ZipFile {
 public:
  // `archive` must outlive the result. Errors: kInvalid (not an archive, or damaged), kLimit.
  static Result<ZipFile> open(std::string_view archive, const ZipLimits& limits = {});
  ZipFile(ZipFile&&) noexcept;
  ~ZipFile();

  const std::vector<std::string>& names() const;
  bool has(std::string_view name) const;
  // Errors: kNotFound, kInvalid (bad checksum or compression), kUnsupported (encrypted), kLimit.
  Result<std::string> read(std::string_view name);

 private:
  struct Parts;
  explicit ZipFile(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace suit
