// The files in a ZIP archive that is in memory, within bounds: a small archive may unfold to more than any
// machine has.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace suit {

struct ZipLimits {
  uint64_t file_bytes = 64u << 20;  // of one, unpacked
  uint64_t all_bytes = 256u << 20;  // of all that are read
  size_t files = 20'000;
};

class ZipFile {
 public:
  // `archive` must outlive it. Errors: kInvalid (no archive, a broken one), kLimit.
  static Result<ZipFile> open(std::string_view archive, const ZipLimits& limits = {});
  ZipFile(ZipFile&&) noexcept;
  ~ZipFile();

  const std::vector<std::string>& names() const;
  bool has(std::string_view name) const;
  // Errors: kNotFound, kInvalid (its checksum or its packing is wrong), kUnsupported (encrypted), kLimit.
  Result<std::string> read(std::string_view name);

 private:
  struct Parts;
  explicit ZipFile(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace suit
