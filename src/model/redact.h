// Removes a key from text of others.
#pragma once

#include <string>
#include <string_view>

namespace suit {

// Replaces every piece of the key of at least 8 bytes by "[key]"; a shorter key only as a whole, one of less
// than 4 bytes not at all. Providers echo keys in their errors, whole or in part.
std::string redacted(std::string_view text, std::string_view key);

}  // namespace suit
