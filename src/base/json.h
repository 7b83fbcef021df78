// JSON for the ledger and the front ends. Wraps the library so that no exception leaves this folder.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace suit {

using Json = nlohmann::ordered_json;

// Deeper than anything Suit writes; the library copies and prints recursively.
inline constexpr size_t kJsonDepthMax = 500;

// Errors: kInvalid with the byte offset; kLimit (nested deeper than kJsonDepthMax).
Result<Json> parse_json(std::string_view text);

// Compact text on one line; invalid UTF-8 in a string is replaced and never throws.
std::string to_text(const Json& json);

// Bytes that need not be UTF-8 (paths, lines): a string if they are, else {"hex": "…"}.
Json json_of_bytes(std::string_view bytes);
Result<std::string> bytes_of_json(const Json& json);

// Fields with a default, for data of older versions.
std::string string_or(const Json& json, const char* key, std::string_view fallback);
int64_t integer_or(const Json& json, const char* key, int64_t fallback);
bool bool_or(const Json& json, const char* key, bool fallback);
double number_or(const Json& json, const char* key, double fallback);
// For a field written by json_of_bytes().
std::string bytes_or(const Json& json, const char* key, std::string_view fallback);
// An empty list if it is missing.
Json list_in(const Json& json, const char* key);

// A list of bytes, each as in json_of_bytes(), and back; malformed items are left out.
Json json_of_texts(const std::vector<std::string>& texts);
std::vector<std::string> texts_in(const Json& json, const char* key);

}  // namespace suit
