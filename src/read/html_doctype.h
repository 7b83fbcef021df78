// Whether a page's doctype selects quirks mode (WHATWG HTML standard, 13.2.6.4.1).
#pragma once

#include <cstddef>
#include <string_view>

namespace suit {

// `text`: what follows "<!doctype". Sets `length` to the doctype's length, including ">".
bool is_quirks_doctype(std::string_view text, size_t& length);

}  // namespace suit
