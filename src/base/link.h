// Addresses in pages.
#pragma once

#include <string>
#include <string_view>

namespace suit {

// An address as seen from `base` (RFC 3986, 5.2); where that is "", as it stands. "" where it is one that no
// reader could follow (javascript:, data:). Blanks in it are percent-encoded or, at line ends, left out, as
// browsers do.
std::string resolve_link(std::string_view base, std::string_view reference);

// A path as it stands in a link: all but letters, digits and -._~/+@,;= as "%20".
std::string percent_encoded(std::string_view path);
std::string percent_decoded(std::string_view text);

}  // namespace suit
