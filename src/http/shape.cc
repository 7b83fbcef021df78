#include "http/shape.h"

#include <algorithm>
#include <cctype>

namespace suit {
namespace {

class ShapeReader {
 public:
  explicit ShapeReader(std::string_view text) : text_(text) {}

  Result<Json> read() {
    ASSIGN_OR_RETURN(Json schema, type());
    skip();
    if (at_ != text_.size()) return wrong("the end");
    return schema;
  }

 private:
  void skip() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_]))) ++at_;
  }
  bool take(char c) {
    skip();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  Error wrong(const std::string& wanted) const {
    return {ErrorCode::kInvalid,
            "a shape needs " + wanted + " at " + std::to_string(at_) + " of: " + std::string(text_)};
  }
  std::string word() {
    skip();
    size_t begin = at_;
    while (at_ < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[at_])) || text_[at_] == '_'))
      ++at_;
    return std::string(text_.substr(begin, at_ - begin));
  }

  Result<Json> type() {
    if (take('{')) return object();
    if (take('[')) {
      ASSIGN_OR_RETURN(Json items, type());
      if (!take(']')) return wrong("]");
      return Json{{"type", "array"}, {"items", std::move(items)}};
    }
    skip();
    if (at_ < text_.size() && text_[at_] == '"') return choice();
    std::string name = word();
    if (name.empty()) return wrong("a type");
    if (name == "int") return Json{{"type", "integer"}};
    if (name == "number") return Json{{"type", "number"}};
    if (name == "text") return Json{{"type", "string"}};
    if (name == "bool") return Json{{"type", "boolean"}};
    if (name == "any") return Json(Json::object());
    if (name == "bytes")
      return Json{
          {"oneOf",
           {{{"type", "string"}},
            {{"type", "object"}, {"required", {"hex"}}, {"properties", {{"hex", {{"type", "string"}}}}}}}}};
    if (!std::isupper(static_cast<unsigned char>(name[0]))) return wrong("a known type, not " + name);
    return Json{{"$ref", "#/components/schemas/" + name}};
  }

  Result<Json> object() {
    Json properties = Json::object(), required = Json::array();
    while (!take('}')) {
      std::string name = word();
      if (name.empty()) return wrong("a field");
      if (!take('?')) required.push_back(name);
      if (!take(':')) return wrong(":");
      ASSIGN_OR_RETURN(properties[name], type());
      if (!take(',')) {
        if (!take('}')) return wrong("}");
        break;
      }
    }
    Json schema = {
        {"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
    if (!required.empty()) schema["required"] = std::move(required);
    return schema;
  }

  Result<Json> choice() {
    Json values = Json::array();
    do {
      if (!take('"')) return wrong("a quoted value");
      size_t end = text_.find('"', at_);
      if (end == text_.npos) return wrong("a closing quote");
      values.push_back(std::string(text_.substr(at_, end - at_)));
      at_ = end + 1;
    } while (take('|'));
    return Json{{"type", "string"}, {"enum", std::move(values)}};
  }

  std::string_view text_;
  size_t at_ = 0;
};

bool has_type(const Json& value, const std::string& type) {
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "boolean") return value.is_boolean();
  if (type == "integer") return value.is_number_integer();
  return type == "number" && value.is_number();
}

}  // namespace

Result<Json> schema_of(std::string_view shape) {
  return ShapeReader(shape).read();
}

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
