// Validates JSON against its documented schema.
#pragma once

#include <string>

#include "base/json.h"

namespace suit {

// Supports the subset of JSON Schema that the OpenAPI document uses. Errors: kInvalid with the path of the
// mismatch. `named` contains the referenced schemas.
Result<void> check_schema(const Json& value, const Json& schema, const Json& named,
                          const std::string& where = "the body");

}  // namespace suit
