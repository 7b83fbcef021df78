// URLs in pages.
#pragma once

#include <string>
#include <string_view>

namespace suit {

// A URL resolved against `base` (RFC 3986, 5.2), or unchanged if `base` is "". "" for URLs that no reader can
// follow (javascript:, data:). Blanks are percent-encoded or, at line ends, removed, as in browsers.
std::string resolve_link(std::string_view base, std::string_view reference);

// A path for a link: all characters except letters, digits and -._~/+@,;= are percent-encoded.
std::string percent_encoded(std::string_view path);
std::string percent_decoded(std::string_view text);

}  // namespace suit
