// Takes a key out of text that others wrote.
#pragma once

#include <string>
#include <string_view>

namespace suit {

// Every piece of the key of 8 bytes or more becomes "[key]"; a shorter key is taken out where it stands as a
// whole, one of less than 4 bytes is none. Providers echo keys in their errors, whole or in part.
std::string redacted(std::string_view text, std::string_view key);

}  // namespace suit
