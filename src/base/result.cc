#include "base/result.h"

#include <cerrno>
#include <cstring>

namespace suit {

std::string_view name_of(ErrorCode code) {
  constexpr std::string_view kNames[] = {"invalid",     "not_found", "conflict",    "denied",
                                         "limit",       "io",        "no_space",    "corrupt",
                                         "unsupported", "busy",      "unavailable", "cancelled"};
  return kNames[static_cast<size_t>(code)];
}

namespace {
ErrorCode code_of_errno(int number) {
  switch (number) {
    case ENOENT:
    case ENOTDIR:
      return ErrorCode::kNotFound;
    case EACCES:
    case EPERM:
    case EROFS:
    case ELOOP:
      return ErrorCode::kDenied;
    case EEXIST:
      return ErrorCode::kConflict;
    case ENOSPC:
    case EDQUOT:
      return ErrorCode::kNoSpace;
    case EFBIG:
    case E2BIG:
    case ENOMEM:
    case EMFILE:
      return ErrorCode::kLimit;
    case ENOSYS:
    case EOPNOTSUPP:
      return ErrorCode::kUnsupported;
    default:
      return ErrorCode::kIo;
  }
}
}  // namespace

Error error_from_errno(int number, std::string_view action, std::string_view object) {
  std::string hint;
  if (number == ENOSPC || number == EDQUOT) hint = "free some space and try again; nothing was changed";
  if (number == ELOOP) hint = "the path contains a symbolic link, and links are not followed";
  return {code_of_errno(number),
          "cannot " + std::string(action) + " " + std::string(object) + ": " + std::strerror(number), hint};
}

}  // namespace suit
