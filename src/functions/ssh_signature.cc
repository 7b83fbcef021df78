#include "functions/ssh_signature.h"

#include <unistd.h>

#include "base/files.h"
#include "base/process.h"
#include "base/text.h"
#include "base/vanishing_folder.h"

namespace suit {
namespace {

constexpr const char* kNamespace = "suit-receipt";

Result<void> must_exist(const std::string& path, const std::string& what) {
  if (::access(path.c_str(), R_OK) == 0) return {};
  return error_from_errno(errno, "read", what + " " + printable(path));
}

// With the text as standard input.
Result<ProcessRun> keygen(std::vector<std::string> arguments, std::string_view text,
                          const std::atomic<bool>* cancelled) {
  ASSIGN_OR_RETURN(VanishingFolder folder, VanishingFolder::make());
  std::string input = folder.path() + "/text";
  RETURN_IF_ERROR(write_file(input, text, 0600));
  arguments.insert(arguments.begin(), {"ssh-keygen", "-Y"});
  ProcessRun run = run_process(arguments, {.input = input,
                                           .environment = {"SSH_ASKPASS_REQUIRE=never", "LC_ALL=C"},
                                           .has_terminal = false,
                                           .cancelled = cancelled});
  if (cancelled && *cancelled) return Error{ErrorCode::kCancelled, "stopped"};
  if (!run.started)
    return Error{ErrorCode::kUnsupported, "ssh-keygen is not installed", "it is part of OpenSSH"};
  return run;
}

std::string last_line(const std::string& text) {
  std::string_view all = trim(text);
  return printable(without_terminator(all.substr(all.rfind('\n') + 1)));
}

// "Good "suit-receipt" signature with ED25519 key SHA256:…".
std::string key_in(const std::string& said) {
  size_t at = said.rfind(" with ");
  return at == said.npos ? std::string() : printable(trim(said.substr(at + 6)));
}

}  // namespace

Result<std::string> ssh_sign(std::string_view text, const std::string& key_path,
                             const std::atomic<bool>* cancelled) {
  RETURN_IF_ERROR(must_exist(key_path, "the key"));
  ASSIGN_OR_RETURN(ProcessRun run, keygen({"sign", "-n", kNamespace, "-f", key_path}, text, cancelled));
  if (run.passed() && run.out.starts_with("-----BEGIN SSH SIGNATURE-----")) return std::move(run.out);
  std::string why = run.ended ? last_line(run.err) : "ssh-keygen did not end in time";
  return Error{ErrorCode::kDenied, "not signed with " + printable(key_path) + ": " + why,
               "Suit never asks for a passphrase: `ssh-add KEY` first, if the key has one"};
}

Result<SshSigner> ssh_signer(std::string_view text, const std::string& signature_path,
                             const std::string& allowed_path, const std::atomic<bool>* cancelled) {
  RETURN_IF_ERROR(must_exist(signature_path, "the signature"));
  ASSIGN_OR_RETURN(ProcessRun sound,
                   keygen({"check-novalidate", "-n", kNamespace, "-s", signature_path}, text, cancelled));
  if (!sound.passed())
    return Error{ErrorCode::kDenied, "the signature is not this receipt's: " + last_line(sound.err)};
  SshSigner signer{.name = {}, .key = key_in(sound.out)};
  if (allowed_path.empty()) return signer;
  RETURN_IF_ERROR(must_exist(allowed_path, "the file of allowed signers"));
  ASSIGN_OR_RETURN(ProcessRun found,
                   keygen({"find-principals", "-s", signature_path, "-f", allowed_path}, "", cancelled));
  std::string why = last_line(found.err);
  for (std::string_view line : split_lines(found.out)) {
    std::string name(without_terminator(line));
    if (name.empty()) continue;
    ASSIGN_OR_RETURN(ProcessRun verified, keygen({"verify", "-n", kNamespace, "-I", name, "-f", allowed_path,
                                                  "-s", signature_path},
                                                 text, cancelled));
    if (verified.passed()) {
      signer.name = std::move(name);
      return signer;
    }
    why = last_line(verified.err);
  }
  return Error{ErrorCode::kDenied, "it is signed with the " + signer.key + ", which " +
                                       printable(allowed_path) + " does not allow" +
                                       (why.empty() ? "" : ": " + why)};
}

}  // namespace suit
