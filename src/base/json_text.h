// Edits a JSON text that a person keeps: order, formatting and unknown keys stay.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "base/json.h"

namespace suit {

// Appends `item` to the array at `keys`, from the outermost object inwards; makes what is missing. An empty
// text becomes an object. Errors: kInvalid (not JSON, a key twice, no object or array where one must be).
Result<std::string> json_with_item(std::string_view text, std::span<const std::string_view> keys,
                                   const Json& item);

// Removes the items that `wanted` names from the array at `keys`, then the array and the objects around it if
// that left them empty. Removing what json_with_item() added gives the text before. Errors: as above; a
// missing array is none.
Result<std::string> json_without_items(std::string_view text, std::span<const std::string_view> keys,
                                       const std::function<bool(const Json& item)>& wanted);

}  // namespace suit
