// JSON text, and bytes kept in JSON.
#include "base/digest.h"
#include "base/json.h"
#include "base/text.h"
#include "input.h"

using namespace suit;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view input = fuzz::view_of(data, size);
  auto bytes = bytes_of_json(json_of_bytes(input));
  CHECK(bytes && *bytes == input);
  auto again = parse_json(to_text(json_of_bytes(input)));
  CHECK(again);
  bytes = bytes_of_json(*again);
  CHECK(bytes && *bytes == input);
  CHECK(from_hex(to_hex(input)) == std::string(input));
  (void)Digest::from_hex(input);

  auto json = parse_json(input);
  if (!json) {
    CHECK(json.error().code == ErrorCode::kInvalid || json.error().code == ErrorCode::kLimit);
    return 0;
  }
  std::string text = to_text(*json);
  auto reread = parse_json(text);
  CHECK(reread && to_text(*reread) == text);
  (void)bytes_of_json(*json);
  (void)string_or(*json, "a", "");
  (void)integer_or(*json, "a", 0);
  (void)bool_or(*json, "a", true);
  for (const Json& item : list_in(*json, "a")) (void)bytes_of_json(item);
  return 0;
}
