// Contents as zstd frames, complete or as the difference to a similar content.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace suit {

std::string compress(std::string_view content);
// Small if `content` resembles `base`, which is needed again to read it.
std::string compress_against(std::string_view base, std::string_view content);

// `size` is the content's length in bytes; `base` is empty for a complete frame. Errors: kCorrupt.
Result<std::string> decompress(std::string_view base, std::string_view data, uint64_t size);

}  // namespace suit
