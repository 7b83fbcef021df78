// Changing a settings file as text: what is not touched stays as it is, comments too.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "model/config.h"

namespace suit {

// The text with a [[model]] added at its end.
std::string with_model(std::string_view text, const ModelConfig& model);
// Without the [[model]] of that name. Errors: kNotFound, kInvalid (not TOML).
Result<std::string> without_model(std::string_view text, std::string_view name);
// With default_model set. Errors: kInvalid (not TOML).
Result<std::string> with_default_model(std::string_view text, std::string_view name);

// Reads the user's own settings, changes them by `change`, makes sure that the result can be read, and writes
// it in one step; nobody else may read it. Errors: kNotFound (no home), those of `change`, kInvalid, kIo,
// kDenied.
Result<void> edit_user_settings(const std::function<Result<std::string>(std::string_view text)>& change);

}  // namespace suit
