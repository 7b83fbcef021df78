// Private keys in a text: PEM, OpenSSH, PGP, PuTTY, OpenVPN; in files, in string literals, in one line with
// "\n" between.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/secret.h"

namespace suit {

// The key whose begin says "PRIVATE KEY", "Private-Lines:" or "Static key V1" at `at`. nullopt where that is
// but a string: a key is one only where lines of base64 follow.
std::optional<SecretPlace> key_block_at(std::string_view text, size_t at);

// Is the line the begin of one, and nothing else?
bool is_key_begin(std::string_view line);

}  // namespace suit
