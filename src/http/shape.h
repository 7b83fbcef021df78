// What JSON a route takes and gives, written briefly: "{ id: int, notes: [text], run?: int, level: Level }".
// Names with a capital letter stand for shapes of their own. One home for docs/api.md, /openapi.json and the
// check of what comes in.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace suit {

struct NamedShape {
  std::string_view name;
  std::string_view text;
  std::string_view about;  // one line, for the documentation
};

// The shape as JSON Schema; named ones as references to #/components/schemas/NAME. int, number, text, bool,
// bytes (a text, or {"hex"} where it is not UTF-8), any, [of items], { of fields }, "one" | "of" | "these".
// Errors: kInvalid with the place.
Result<Json> schema_of(std::string_view shape);

// Does `value` have the schema? Errors: kInvalid with the path of what does not fit. `named` holds what is
// referred to.
Result<void> check_schema(const Json& value, const Json& schema, const Json& named,
                          const std::string& where = "the body");

}  // namespace suit
