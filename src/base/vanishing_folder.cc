#include "base/vanishing_folder.h"

#include <cerrno>
#include <cstdlib>
#include <filesystem>

namespace suit {

Result<VanishingFolder> VanishingFolder::make() {
  std::error_code failed;
  std::filesystem::path place = std::filesystem::temp_directory_path(failed);
  if (failed) return error_from_errno(failed.value(), "find", "the folder for temporary files ($TMPDIR)");
  std::string path = (place / "suit-XXXXXX").string();
  if (!::mkdtemp(path.data())) return error_from_errno(errno, "make a folder in", place.string());
  return VanishingFolder(std::move(path));
}

VanishingFolder::~VanishingFolder() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

}  // namespace suit
