// Private keys in a text: PEM, OpenSSH, PGP, PuTTY, OpenVPN; in files, in string literals, in one line
// separated by "\n".
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/secret.h"

namespace suit {

// The key whose start has "PRIVATE KEY", "Private-Lines:" or "Static key V1" at `at`. nullopt for a plain
// string: in a key, lines of base64 follow.
std::optional<SecretPlace> key_block_at(std::string_view text, size_t at);

// Is the line only the start of a key?
bool is_key_begin(std::string_view line);

}  // namespace suit
