// What is not read in a text: images as data URIs, the numbers of long paths in SVG. A note says how many
// bytes were left out.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace suit {

enum class SvgPaths { kLookedFor, kNone };
// By the path's ending. To look for them takes as long as all else does.
SvgPaths svg_paths_in(std::string_view path);

// The text without them; nullopt where it has none. Line numbers stay.
std::optional<std::string> without_embedded_data(std::string_view text,
                                                 SvgPaths paths = SvgPaths::kLookedFor);
// The same, and without runs of base64 anywhere.
std::string without_base64(std::string_view text);

}  // namespace suit
