#include "base/fields.h"

#include <algorithm>

#include "base/text.h"

namespace suit {
namespace {

std::string_view json_type_of(FieldType::Kind kind) {
  switch (kind) {
    case FieldType::Kind::kBool:
      return "boolean";
    case FieldType::Kind::kInteger:
      return "integer";
    case FieldType::Kind::kNumber:
      return "number";
    case FieldType::Kind::kText:
    case FieldType::Kind::kEnum:
      return "string";
    case FieldType::Kind::kList:
      return "array";
    case FieldType::Kind::kObject:
      return "object";
    case FieldType::Kind::kBytes:
    case FieldType::Kind::kEventId:
    case FieldType::Kind::kAny:
      break;
  }
  return "";
}

constexpr std::string_view kEventIdPattern = "^([pt][1-9][0-9]{0,17}|[0-9]{1,18})$";

}  // namespace

std::optional<EventId> EventId::parse(std::string_view text) {
  EventId id;
  if (text.starts_with('p') || text.starts_with('t')) {
    id.series = text[0];
    text.remove_prefix(1);
  }
  auto number = decimal_number(text);
  if (!number || *number < (id.series ? 1 : 0)) return std::nullopt;
  id.number = *number;
  return id;
}

Json EventId::json() const {
  if (!series) return number;
  return series + std::to_string(number);
}

Json schema_of_type(const FieldType& type, SchemaOf what, std::map<std::string, Json>& named) {
  using Kind = FieldType::Kind;
  if (type.kind == Kind::kAny) return Json::object();
  if (type.kind == Kind::kBytes)
    return {{"oneOf",
             {{{"type", "string"}},
              {{"type", "object"}, {"required", {"hex"}}, {"properties", {{"hex", {{"type", "string"}}}}}}}}};
  if (type.kind == Kind::kEventId)
    return {{"oneOf", {{{"type", "integer"}}, {{"type", "string"}, {"pattern", kEventIdPattern}}}}};
  if (type.kind == Kind::kObject) {
    if (type.shape.empty()) return schema_of_fields(type.fields(nullptr), what, named);
    std::string name(type.shape);
    // Reserve its place first: a struct may contain others of its type.
    if (named.emplace(name, Json()).second) named[name] = schema_of_fields(type.fields(nullptr), what, named);
    return {{"$ref", "#/components/schemas/" + name}};
  }
  Json schema = {{"type", json_type_of(type.kind)}};
  if (type.kind == Kind::kList) schema["items"] = schema_of_type(*type.item, what, named);
  if (type.kind == Kind::kEnum) schema["enum"] = type.choices;
  return schema;
}

Json json_of_fields(const Fields& fields) {
  Json json = Json::object();
  for (const Field& field : fields) {
    Json value = field.type->write(field.value);
    if (!value.is_discarded()) json[std::string(field.name)] = std::move(value);
  }
  return json;
}

Result<void> read_fields(const Json& json, const Fields& fields, const std::string& where) {
  if (!json.is_object()) return fields::wrong_type(where, "object");
  for (const auto& [name, value] : json.items())
    if (std::none_of(fields.begin(), fields.end(), [&](const Field& one) { return one.name == name; }))
      return Error{ErrorCode::kInvalid, where + " has an unknown field " + printable(name)};
  for (const Field& field : fields) {
    std::string name(field.name), place = where + "." + name;
    if (!json.contains(name)) {
      if (field.is_required) return Error{ErrorCode::kInvalid, where + " has no field " + name};
      continue;
    }
    RETURN_IF_ERROR(field.type->read(field.value, json[name], place));
    const Json& value = json[name];
    if (value.is_number_integer() &&
        (value.get<int64_t>() < field.least || value.get<int64_t>() > field.most))
      return Error{ErrorCode::kInvalid, place + " must be a number from " + std::to_string(field.least) +
                                            " to " + std::to_string(field.most)};
  }
  return {};
}

Json schema_of_field(const Field& field, SchemaOf what, std::map<std::string, Json>& named) {
  Json schema = schema_of_type(*field.type, what, named);
  if (!field.about.empty()) schema["description"] = field.about;
  if (!field.choices.empty()) schema["enum"] = split(field.choices, '|');
  if (field.least != INT64_MIN) schema["minimum"] = field.least;
  if (field.most != INT64_MAX) schema["maximum"] = field.most;
  return schema;
}

Json schema_of_fields(const Fields& fields, SchemaOf what, std::map<std::string, Json>& named) {
  Json properties = Json::object(), required = Json::array();
  for (const Field& field : fields) {
    properties[std::string(field.name)] = schema_of_field(field, what, named);
    if (what == SchemaOf::kRequest ? field.is_required : !field.type->is_optional)
      required.push_back(field.name);
  }
  Json schema = {{"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
  if (!required.empty()) schema["required"] = std::move(required);
  return schema;
}

namespace fields {

Result<void> wrong_type(const std::string& where, std::string_view wanted) {
  return Error{ErrorCode::kInvalid, where + " must be of type " + std::string(wanted)};
}

Result<void> read_integer(int64_t& value, const Json& json, const std::string& where) {
  bool fits = json.is_number_integer() && !(json.is_number_unsigned() && json.get<uint64_t>() > INT64_MAX);
  if (!fits) return wrong_type(where, "integer");
  value = json.get<int64_t>();
  return {};
}

Result<void> read_event_id(EventId& value, const Json& json, const std::string& where) {
  if (json.is_string())
    if (auto id = EventId::parse(json.get_ref<const std::string&>())) return value = *id, Result<void>();
  int64_t number = 0;
  if (json.is_number() && read_integer(number, json, where)) return value = number, Result<void>();
  return Error{ErrorCode::kInvalid,
               where + " must be a number, or a name such as p3 (a proposal) or t3 (a task)"};
}

Result<void> read_text(std::string& value, const Json& json, const std::string& where) {
  if (!json.is_string()) return wrong_type(where, "string");
  value = json.get<std::string>();
  return {};
}

Result<void> read_choice(size_t& value, const std::vector<std::string_view>& choices, const Json& json,
                         const std::string& where) {
  if (!json.is_string()) return wrong_type(where, "string");
  auto found = std::find(choices.begin(), choices.end(), json.get_ref<const std::string&>());
  if (found == choices.end())
    return Error{ErrorCode::kInvalid, where + " must be one of " + to_text(Json(choices))};
  value = static_cast<size_t>(found - choices.begin());
  return {};
}

Json json_of_text(const std::string& text) {
  return text;  // to_text() replaces what is not UTF-8
}

}  // namespace fields
}  // namespace suit
