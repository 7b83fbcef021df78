#include "base/json.h"

#include <algorithm>

#include "base/digest.h"
#include "base/text.h"

namespace suit {

namespace {

// The deepest nesting of brackets outside strings.
size_t depth_of(std::string_view text) {
  size_t depth = 0, deepest = 0;
  bool quoted = false;
  for (size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '"') {
      quoted = !quoted;
    } else if (quoted) {
      if (c == '\\') ++i;
    } else if (c == '[' || c == '{') {
      deepest = std::max(deepest, ++depth);
    } else if ((c == ']' || c == '}') && depth > 0) {
      --depth;
    }
  }
  return deepest;
}

}  // namespace

Result<Json> parse_json(std::string_view text) {
  if (depth_of(text) > kJsonDepthMax)
    return Error{ErrorCode::kLimit, "malformed JSON: it is nested too deeply"};
  try {
    return Json::parse(text);
  } catch (const nlohmann::json::exception& e) {
    return Error{ErrorCode::kInvalid, std::string("malformed JSON: ") + e.what()};
  }
}

std::string to_text(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json json_of_bytes(std::string_view bytes) {
  if (is_utf8(bytes)) return std::string(bytes);
  return Json{{"hex", to_hex(bytes)}};
}

Result<std::string> bytes_of_json(const Json& json) {
  if (json.is_string()) return json.get<std::string>();
  if (json.is_object() && json.contains("hex") && json["hex"].is_string())
    if (auto bytes = from_hex(json["hex"].get<std::string>())) return *bytes;
  return Error{ErrorCode::kCorrupt, "expected a string or {\"hex\": …} in JSON"};
}

std::string string_or(const Json& json, const char* key, std::string_view fallback) {
  auto it = json.is_object() ? json.find(key) : json.end();
  return it != json.end() && it->is_string() ? it->get<std::string>() : std::string(fallback);
}

int64_t integer_or(const Json& json, const char* key, int64_t fallback) {
  auto it = json.is_object() ? json.find(key) : json.end();
  return it != json.end() && it->is_number_integer() ? it->get<int64_t>() : fallback;
}

bool bool_or(const Json& json, const char* key, bool fallback) {
  auto it = json.is_object() ? json.find(key) : json.end();
  return it != json.end() && it->is_boolean() ? it->get<bool>() : fallback;
}

double number_or(const Json& json, const char* key, double fallback) {
  auto it = json.is_object() ? json.find(key) : json.end();
  return it != json.end() && it->is_number() ? it->get<double>() : fallback;
}

std::string bytes_or(const Json& json, const char* key, std::string_view fallback) {
  auto it = json.is_object() ? json.find(key) : json.end();
  auto bytes = it != json.end() ? bytes_of_json(*it) : Result<std::string>(Error{});
  return bytes ? *bytes : std::string(fallback);
}

Json list_in(const Json& json, const char* key) {
  auto it = json.is_object() ? json.find(key) : json.end();
  return it != json.end() && it->is_array() ? *it : Json::array();
}

Json json_of_texts(const std::vector<std::string>& texts) {
  Json list = Json::array();
  for (const std::string& text : texts) list.push_back(json_of_bytes(text));
  return list;
}

std::vector<std::string> texts_in(const Json& json, const char* key) {
  std::vector<std::string> texts;
  for (const Json& item : list_in(json, key))
    if (auto text = bytes_of_json(item)) texts.push_back(std::move(*text));
  return texts;
}

}  // namespace suit
