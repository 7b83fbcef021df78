// The fields of a struct, declared once: its JSON, JSON Schema, command-line options and documentation follow
// from them.
//
//   struct UndoRequest {
//     int64_t id = 0;
//     Fields fields() { return {{"id", id, "What to undo; 0: the newest"}}; }
//   };
//
// A field may be a bool, an integer, a double, a std::string (UTF-8), Bytes, EventId, Json, an enum with an
// EnumNames, a struct with fields() of its own, or a std::optional or std::vector of these. An empty
// std::optional is left out of the JSON. A struct with a `kShape` is described once under that name.
#pragma once

#include <concepts>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/json.h"

namespace suit {

// Bytes that need not be UTF-8: a string in JSON if they are, else {"hex": "…"}.
struct Bytes : std::string {
  Bytes() = default;
  Bytes(std::string text) : std::string(std::move(text)) {}
  Bytes(std::string_view text) : std::string(text) {}
  Bytes(const char* text) : std::string(text) {}
};

// Names an event: by its number in the ledger, or as people name it: "p3" is the third proposal, "t3" the
// third task. In JSON a number or such a text. change/event_names.h finds the event.
struct EventId {
  int64_t number = 0;
  char series = 0;  // 'p' or 't'; 0: `number` is the event's own

  EventId() = default;
  EventId(int64_t event) : number(event) {}
  // nullopt: it names no event.
  static std::optional<EventId> parse(std::string_view text);
  Json json() const;
};

// The names of an enum's values, in order, from 0: specialise it with `names`.
template <class E>
struct EnumNames;

class Field;
using Fields = std::vector<Field>;

// How to read, write and describe values of one C++ type. Static: one object per type.
struct FieldType {
  enum class Kind { kBool, kInteger, kNumber, kText, kBytes, kEventId, kEnum, kAny, kList, kObject };
  Kind kind;
  bool is_optional = false;                 // std::optional
  const FieldType* item = nullptr;          // kList: of each item
  std::vector<std::string_view> choices;    // kEnum
  std::string_view shape;                   // kObject: its name, "" for none
  Fields (*fields)(void* value) = nullptr;  // kObject; null: of a default one, to describe them

  Json (*write)(const void* value) = nullptr;  // discarded if it is to be omitted
  Result<void> (*read)(void* value, const Json& json, const std::string& where) = nullptr;
};

template <class T>
const FieldType& field_type();

class Field {
 public:
  template <class T>
  Field(std::string_view its_name, T& its_value, std::string_view what_it_is)
      : name(its_name), about(what_it_is), type(&field_type<T>()), value(&its_value) {}

  // In a request: required.
  Field&& required() && { return is_required = true, std::move(*this); }
  // On the command line it is a positional argument.
  Field&& positional() && { return is_positional = true, std::move(*this); }
  // A text that may be typed as several words; they are joined by blanks.
  Field&& words() && { return is_words = is_positional = true, std::move(*this); }
  // On the command line it comes from standard input, all of it, if the request needs it.
  Field&& from_input(bool wanted = true) && {
    return is_input = true, reads_input = wanted, std::move(*this);
  }
  // The placeholder for its value in help: "ID".
  Field&& as(std::string_view text) && { return placeholder = text, std::move(*this); }
  // A number's bounds, both inclusive.
  Field&& between(int64_t from, int64_t to) && { return least = from, most = to, std::move(*this); }
  // A text that is one of these words, separated by "|".
  Field&& one_of(std::string_view words) && { return choices = words, std::move(*this); }

  std::string_view name, about;
  const FieldType* type;
  void* value;
  bool is_required = false, is_positional = false, is_words = false, is_input = false, reads_input = false;
  std::string_view placeholder = "", choices = "";
  int64_t least = INT64_MIN, most = INT64_MAX;
};

Json json_of_fields(const Fields& fields);
// Missing fields keep their values. Errors: kInvalid with the field's path from `where`: missing though
// required, unknown, wrong type, out of bounds.
Result<void> read_fields(const Json& json, const Fields& fields, const std::string& where);

// In a request only required fields must be present, in an answer everything that is not optional.
enum class SchemaOf { kRequest, kAnswer };
// JSON Schema. Named structs are references to #/components/schemas/NAME and are added to `named`.
Json schema_of_fields(const Fields& fields, SchemaOf what, std::map<std::string, Json>& named);
Json schema_of_field(const Field& field, SchemaOf what, std::map<std::string, Json>& named);
Json schema_of_type(const FieldType& type, SchemaOf what, std::map<std::string, Json>& named);

template <class T>
Json json_of_struct(const T& value) {
  return json_of_fields(const_cast<T&>(value).fields());
}

namespace fields {

Result<void> wrong_type(const std::string& where, std::string_view wanted);
Result<void> read_integer(int64_t& value, const Json& json, const std::string& where);
Result<void> read_event_id(EventId& value, const Json& json, const std::string& where);
Result<void> read_text(std::string& value, const Json& json, const std::string& where);
Result<void> read_choice(size_t& value, const std::vector<std::string_view>& choices, const Json& json,
                         const std::string& where);
Json json_of_text(const std::string& text);

template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};
template <class T>
struct IsVector : std::false_type {};
template <class T>
struct IsVector<std::vector<T>> : std::true_type {};
template <class T>
concept HasFields = requires(T value) {
  { value.fields() } -> std::same_as<Fields>;
};

template <class T>
std::string_view shape_name() {
  if constexpr (requires { T::kShape; }) return T::kShape;
  return "";
}

template <class T>
FieldType make_type() {
  using Kind = FieldType::Kind;
  if constexpr (IsOptional<T>::value) {
    using Item = typename T::value_type;
    FieldType type = field_type<Item>();
    type.is_optional = true;
    type.write = [](const void* value) {
      auto& optional = *static_cast<const T*>(value);
      return optional ? field_type<Item>().write(&*optional) : Json(Json::value_t::discarded);
    };
    type.read = [](void* value, const Json& json, const std::string& where) {
      Item item{};
      auto read = field_type<Item>().read(&item, json, where);
      if (read) *static_cast<T*>(value) = std::move(item);
      return read;
    };
    return type;
  } else if constexpr (IsVector<T>::value) {
    using Item = typename T::value_type;
    FieldType type{.kind = Kind::kList, .item = &field_type<Item>()};
    type.write = [](const void* value) {
      Json list = Json::array();
      for (const Item& item : *static_cast<const T*>(value)) list.push_back(field_type<Item>().write(&item));
      return list;
    };
    type.read = [](void* value, const Json& json, const std::string& where) -> Result<void> {
      if (!json.is_array()) return wrong_type(where, "array");
      T list;
      for (size_t i = 0; i < json.size(); ++i) {
        list.emplace_back();
        RETURN_IF_ERROR(
            field_type<Item>().read(&list.back(), json[i], where + "[" + std::to_string(i) + "]"));
      }
      *static_cast<T*>(value) = std::move(list);
      return {};
    };
    return type;
  } else if constexpr (std::is_same_v<T, bool>) {
    FieldType type{.kind = Kind::kBool};
    type.write = [](const void* value) { return Json(*static_cast<const bool*>(value)); };
    type.read = [](void* value, const Json& json, const std::string& where) -> Result<void> {
      if (!json.is_boolean()) return wrong_type(where, "boolean");
      *static_cast<bool*>(value) = json.get<bool>();
      return {};
    };
    return type;
  } else if constexpr (std::is_integral_v<T>) {
    FieldType type{.kind = Kind::kInteger};
    type.write = [](const void* value) { return Json(*static_cast<const T*>(value)); };
    type.read = [](void* value, const Json& json, const std::string& where) -> Result<void> {
      int64_t number = 0;
      RETURN_IF_ERROR(read_integer(number, json, where));
      if (!std::in_range<T>(number)) return wrong_type(where, "integer");
      *static_cast<T*>(value) = static_cast<T>(number);
      return {};
    };
    return type;
  } else if constexpr (std::is_floating_point_v<T>) {
    FieldType type{.kind = Kind::kNumber};
    type.write = [](const void* value) { return Json(*static_cast<const T*>(value)); };
    type.read = [](void* value, const Json& json, const std::string& where) -> Result<void> {
      if (!json.is_number()) return wrong_type(where, "number");
      *static_cast<T*>(value) = json.get<T>();
      return {};
    };
    return type;
  } else if constexpr (std::is_same_v<T, std::string>) {
    FieldType type{.kind = Kind::kText};
    type.write = [](const void* value) { return json_of_text(*static_cast<const std::string*>(value)); };
    type.read = [](void* value, const Json& json, const std::string& where) {
      return read_text(*static_cast<std::string*>(value), json, where);
    };
    return type;
  } else if constexpr (std::is_same_v<T, Bytes>) {
    FieldType type{.kind = Kind::kBytes};
    type.write = [](const void* value) { return json_of_bytes(*static_cast<const Bytes*>(value)); };
    type.read = [](void* value, const Json& json, const std::string& where) -> Result<void> {
      auto bytes = bytes_of_json(json);
      if (!bytes) return wrong_type(where, "string, or an object with \"hex\"");
      *static_cast<Bytes*>(value) = std::move(*bytes);
      return {};
    };
    return type;
  } else if constexpr (std::is_same_v<T, EventId>) {
    FieldType type{.kind = Kind::kEventId};
    type.write = [](const void* value) { return static_cast<const EventId*>(value)->json(); };
    type.read = [](void* value, const Json& json, const std::string& where) {
      return read_event_id(*static_cast<EventId*>(value), json, where);
    };
    return type;
  } else if constexpr (std::is_same_v<T, Json>) {
    FieldType type{.kind = Kind::kAny};
    type.write = [](const void* value) { return *static_cast<const Json*>(value); };
    type.read = [](void* value, const Json& json, const std::string&) -> Result<void> {
      *static_cast<Json*>(value) = json;
      return {};
    };
    return type;
  } else if constexpr (std::is_enum_v<T>) {
    FieldType type{.kind = Kind::kEnum};
    for (std::string_view name : EnumNames<T>::names) type.choices.push_back(name);
    type.write = [](const void* value) {
      return Json(EnumNames<T>::names[static_cast<size_t>(*static_cast<const T*>(value))]);
    };
    type.read = [](void* value, const Json& json, const std::string& where) -> Result<void> {
      size_t index = 0;
      RETURN_IF_ERROR(read_choice(index, field_type<T>().choices, json, where));
      *static_cast<T*>(value) = static_cast<T>(index);
      return {};
    };
    return type;
  } else {
    static_assert(HasFields<T>, "a field needs a type that can be described");
    FieldType type{.kind = Kind::kObject, .shape = shape_name<T>()};
    type.fields = [](void* value) {
      static T kDefault{};  // a description needs no value
      return (value ? static_cast<T*>(value) : &kDefault)->fields();
    };
    type.write = [](const void* value) { return json_of_struct(*static_cast<const T*>(value)); };
    type.read = [](void* value, const Json& json, const std::string& where) {
      return read_fields(json, static_cast<T*>(value)->fields(), where);
    };
    return type;
  }
}

}  // namespace fields

template <class T>
const FieldType& field_type() {
  static const FieldType type = fields::make_type<T>();
  return type;
}

}  // namespace suit
