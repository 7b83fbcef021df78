// Does JSON have the schema that the documentation gives it?
#pragma once

#include <string>

#include "base/json.h"

namespace suit {

// The part of JSON Schema that the OpenAPI document uses. Errors: kInvalid with the path of what does not
// fit. `named` holds what is referred to.
Result<void> check_schema(const Json& value, const Json& schema, const Json& named,
                          const std::string& where = "the body");

}  // namespace suit
