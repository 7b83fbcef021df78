#include "support/json_schema.h"

#include <algorithm>

namespace suit {
namespace {

bool has_type(const Json& value, const std::string& type) {
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "boolean") return value.is_boolean();
  if (type == "integer") return value.is_number_integer();
  return type == "number" && value.is_number();
}

}  // namespace

Result<void> check_schema(const Json& value, const Json& schema, const Json& named,
                          const std::string& where) {
  if (schema.contains("$ref")) {
    std::string reference = schema["$ref"];
    std::string name = reference.substr(reference.rfind('/') + 1);
    if (!named.contains(name)) return Error{ErrorCode::kInvalid, "there is no shape " + name};
    return check_schema(value, named[name], named, where);
  }
  if (schema.contains("oneOf")) {
    for (const Json& one : schema["oneOf"])
      if (check_schema(value, one, named, where)) return {};
    return Error{ErrorCode::kInvalid, where + " has none of the forms that it may have"};
  }
  if (!schema.contains("type")) return {};
  std::string type = schema["type"];
  if (!has_type(value, type)) return Error{ErrorCode::kInvalid, where + " must be of type " + type};
  if (schema.contains("enum") &&
      std::find(schema["enum"].begin(), schema["enum"].end(), value) == schema["enum"].end())
    return Error{ErrorCode::kInvalid, where + " must be one of " + to_text(schema["enum"])};
  if (type == "array") {
    for (size_t i = 0; i < value.size(); ++i)
      RETURN_IF_ERROR(check_schema(value[i], schema["items"], named, where + "[" + std::to_string(i) + "]"));
  }
  if (type != "object") return {};
  for (const Json& name : schema.contains("required") ? schema["required"] : Json::array())
    if (!value.contains(name.get<std::string>()))
      return Error{ErrorCode::kInvalid, where + " has no field " + name.get<std::string>()};
  for (const auto& [name, field] : value.items()) {
    if (schema["properties"].contains(name)) {
      RETURN_IF_ERROR(check_schema(field, schema["properties"][name], named, where + "." + name));
    } else if (schema.contains("additionalProperties")) {
      return Error{ErrorCode::kInvalid, where + " has an unknown field " + name};
    }
  }
  return {};
}

}  // namespace suit
