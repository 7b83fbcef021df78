// Edits a settings file as text; everything else stays, comments too.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "model/config.h"

namespace suit {

// The text with a [[model]] added at its end.
std::string with_model(std::string_view text, const ModelConfig& model);
// Without the [[model]] with that name. Errors: kNotFound, kInvalid (not TOML).
Result<std::string> without_model(std::string_view text, std::string_view name);
// With default_model set. Errors: kInvalid (not TOML).
Result<std::string> with_default_model(std::string_view text, std::string_view name);

// Reads the user's own settings, applies `change`, checks that the result parses, and replaces the file
// atomically, readable by the user only. Errors: kNotFound (no home), those of `change`, kInvalid, kIo,
// kDenied.
Result<void> edit_user_settings(const std::function<Result<std::string>(std::string_view text)>& change);

}  // namespace suit
