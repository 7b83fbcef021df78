#include "base/toml.h"

#include "base/text.h"

namespace suit {

Result<toml::table> parse_toml(std::string_view text) {
  auto invalid = [](size_t line, size_t column, std::string_view why) {
    return Error{ErrorCode::kInvalid,
                 std::to_string(line) + ":" + std::to_string(column) + ": " + printable(why)};
  };
  // The parser's message for this has no position.
  if (!is_utf8(text)) return invalid(1, 1, "the file is not UTF-8");
  try {
    return toml::parse(text);
  } catch (const toml::parse_error& error) {
    return invalid(error.source().begin.line, error.source().begin.column, error.description());
  } catch (const std::exception& exception) {
    return invalid(1, 1, exception.what());
  }
}

}  // namespace suit
