// Omits images as data URIs and the numbers of long SVG paths from a text. A note says how many bytes were
// left out.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace suit {

enum class SvgPaths { kLookedFor, kNone };
// By the path's extension. Searching for them takes as long as everything else.
SvgPaths svg_paths_in(std::string_view path);

// The shortened text; nullopt if nothing is omitted. Line numbers stay.
std::optional<std::string> without_embedded_data(std::string_view text,
                                                 SvgPaths paths = SvgPaths::kLookedFor);
// The same, also without runs of base64.
std::string without_base64(std::string_view text);

}  // namespace suit
