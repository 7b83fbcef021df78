// read_key() in config.h.
#include <cstdlib>

#include "base/process.h"
#include "base/text.h"
#include "model/config.h"

namespace suit {

namespace {

constexpr size_t kKeyBytesMax = 16'384;

Result<std::string> cleaned(std::string_view text, const std::string& where) {
  std::string_view key = trim(text);
  if (key.empty()) return Error{ErrorCode::kNotFound, where + " contains no key"};
  for (char c : key)
    if (static_cast<unsigned char>(c) <= ' ' || static_cast<unsigned char>(c) >= 0x7f)
      return Error{ErrorCode::kDenied,
                   "the output of " + where + " is not a key: it has blanks or other characters"};
  if (key.size() > kKeyBytesMax)
    return Error{ErrorCode::kDenied, "the output of " + where + " is too long for a key"};
  return std::string(key);
}

Result<std::string> from_program(const std::vector<std::string>& arguments, const std::string& where,
                                 const std::atomic<bool>* cancelled, ErrorCode failed) {
  ProcessRun output = run_process(arguments, {.output_bytes_max = kKeyBytesMax, .cancelled = cancelled});
  if (cancelled && *cancelled) return Error{ErrorCode::kCancelled, "cancelled"};
  if (!output.started)
    return Error{ErrorCode::kNotFound, arguments[0] + " is not installed: no key can be read with it"};
  if (!output.ended)
    return Error{ErrorCode::kDenied, where + " did not end in time, or printed too much for a key"};
  if (output.status != 0)
    return Error{failed, where + " returned no key",
                 "try it in a shell; Suit does not show its output, which may hold the key"};
  return cleaned(output.out, where);
}

}  // namespace

Result<std::string> read_key(const KeySource& source, const std::atomic<bool>* cancelled) {
  switch (source.kind) {
    case KeySource::kNone:
      return std::string();
    case KeySource::kEnvironment: {
      const char* value = ::getenv(source.value.c_str());
      if (!value)
        return Error{ErrorCode::kNotFound, "no key: the environment has no " + source.value,
                     "export " + source.value + "=…"};
      return cleaned(value, "the variable " + source.value);
    }
    case KeySource::kCommand:
      return from_program({"/bin/sh", "-c", source.value}, "the command for the key", cancelled,
                          ErrorCode::kDenied);
    case KeySource::kKeyring:
      return from_program({"secret-tool", "lookup", "service", source.value},
                          "the keyring, service " + source.value, cancelled, ErrorCode::kNotFound);
  }
  return std::string();
}

}  // namespace suit
