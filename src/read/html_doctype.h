// Whether a page asks, by its doctype, to be read as browsers read pages of old (13.2.6.4.1 of the WHATWG's
// standard).
#pragma once

#include <cstddef>
#include <string_view>

namespace suit {

// `text`: what follows "<!doctype". `length`: of what belongs to it, the ">" and all.
bool is_quirks_doctype(std::string_view text, size_t& length);

}  // namespace suit
