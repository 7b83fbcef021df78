// What is not read in a text: images as data URIs, the numbers of long paths in SVG. A note says how many bytes were left out.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace suit {

// The text without them; nullopt where it has none. Line numbers stay.
std::optional<std::string> without_embedded_data(std::string_view text);
// The same, and without runs of base64 anywhere.
std::string without_base64(std::string_view text);

}  // namespace suit
