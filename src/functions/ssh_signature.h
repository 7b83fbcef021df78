// Signatures by SSH keys, made and checked by ssh-keygen, with the namespace "suit-receipt".
#pragma once

#include <atomic>
#include <string>
#include <string_view>

#include "base/result.h"

namespace suit {

// The signature of a text. Never asks for a passphrase: the key has none, or an agent holds it. Errors:
// kNotFound (no such key), kUnsupported (no ssh-keygen), kDenied (what ssh-keygen says).
Result<std::string> ssh_sign(std::string_view text, const std::string& key_path,
                             const std::atomic<bool>* cancelled);

struct SshSigner {
  std::string name;  // as in the file of allowed signers; "" without one
  std::string key;   // "ED25519 key SHA256:…"
};
// Who signed the text. `allowed_path`: in the format of ssh-keygen(1), ALLOWED SIGNERS; "": any key. Errors:
// kDenied (the signature is not the text's, or the key is not allowed), kNotFound (a file), kUnsupported (no
// ssh-keygen).
Result<SshSigner> ssh_signer(std::string_view text, const std::string& signature_path,
                             const std::string& allowed_path, const std::atomic<bool>* cancelled);

}  // namespace suit
