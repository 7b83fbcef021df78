// Files that are written atomically: command output (-o FILE, --output FILE), the user's settings, Suit's
// state of the user, indexes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/descriptor.h"
#include "base/result.h"

namespace suit {

// keep() replaces a regular file atomically; otherwise it stays unchanged. Output goes to a temporary file
// next to it first; an existing file keeps its mode, owner and extended attributes. Links are followed, and a
// link to a missing file creates that file. "-" is standard output. Other outputs (a device, a pipe,
// /dev/stdout, /dev/fd/N) are written directly, from the current position on. A regular file that can't be
// replaced is written in place, after all output was produced and space was reserved: its folder is not
// writable, its owner could not be kept, or it is a mount point.
class OutputFile {
 public:
  // Errors: kInvalid (a folder, a socket, no name), kNotFound (no such folder), kDenied, kNoSpace, kIo,
  // kCancelled (a signal while waiting for a pipe's reader). `mode` is for a new file; the umask applies.
  static Result<OutputFile> open(const std::string& path, uint32_t mode = 0666);
  // A file in a folder that Suit fills: a link that leads out of `folder` or to nothing is kDenied, and so is
  // any other non-regular file. The folder itself may be a link.
  static Result<OutputFile> open_in(const std::string& folder, const std::string& inner);

  OutputFile(OutputFile&& other) noexcept = default;
  OutputFile& operator=(OutputFile&&) = delete;
  ~OutputFile();  // without keep() nothing changes and no file is left

  Result<void> write(std::string_view bytes);
  // The path of what was written so far, before keep(); regular files only.
  Result<std::string> draft();
  // Moves the output into place. On an error the old content stays, unless the disk fails while it is written
  // in place.
  // place.
  Result<void> keep();

 private:
  explicit OutputFile(std::string shown) : shown_(std::move(shown)) {}
  static Result<OutputFile> to_descriptor(std::string shown, int number);
  static Result<OutputFile> to_regular(std::string shown, Descriptor folder, std::string name, uint32_t mode);
  Result<void> stage(uint32_t mode);
  Result<void> flush();
  Result<void> put(std::string_view bytes);
  Result<void> replace();
  Result<void> write_in_place();
  Error fail(int number) const;

  std::string shown_;  // the name in errors
  std::string buffer_;
  Descriptor written_;     // the output itself, or the temporary file
  Descriptor folder_;      // of a regular file; none: written directly
  std::string name_;       // in it
  std::string temporary_;  // the temporary file in it; "": unnamed
  bool in_place_ = false;  // a regular file that can't be replaced
};

// Writes the whole content. Errors as above.
Result<void> write_output(const std::string& path, std::string_view content, uint32_t mode = 0666);

}  // namespace suit
