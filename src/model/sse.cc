#include "model/sse.h"

#include <charconv>

#include "base/text.h"

namespace suit {

namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace

Result<void> SseParser::feed(std::string_view bytes, const std::function<bool(const SseEvent&)>& on_event) {
  while (!bytes.empty() && !unwanted_) {
    if (std::exchange(after_cr_, false) && bytes.front() == '\n') {
      bytes.remove_prefix(1);
      continue;
    }
    size_t end = bytes.find_first_of("\r\n");
    std::string_view piece = bytes.substr(0, end);
    if (line_.size() + event_.data.size() + piece.size() > event_bytes_max_)
      return Error{ErrorCode::kLimit, "an event of its stream is too large"};
    line_ += piece;
    if (end == bytes.npos) return {};
    after_cr_ = bytes[end] == '\r';
    bytes.remove_prefix(end + 1);
    unwanted_ = !take_line(on_event);
    line_.clear();
  }
  return {};
}

bool SseParser::take_line(const std::function<bool(const SseEvent&)>& on_event) {
  std::string_view line = line_;
  if (std::exchange(at_start_, false) && line.starts_with(kByteOrderMark))
    line.remove_prefix(kByteOrderMark.size());
  if (!line.empty()) {
    size_t colon = std::min(line.find(':'), line.size());
    std::string_view value = line.substr(std::min(colon + 1, line.size()));
    if (value.starts_with(' ')) value.remove_prefix(1);
    take_field(line.substr(0, colon), value);
    return true;
  }
  bool wanted = true;
  if (has_data_) {
    event_.data.pop_back();
    if (event_.type.empty()) event_.type = "message";
    wanted = on_event(event_);
  }
  event_.type.clear();
  event_.data.clear();
  has_data_ = false;
  return wanted;
}

void SseParser::take_field(std::string_view name, std::string_view value) {
  if (name == "event") {
    event_.type = value;
  } else if (name == "data") {
    event_.data += value;
    event_.data += '\n';
    has_data_ = true;
  } else if (name == "id") {
    if (value.find('\0') == value.npos) event_.id = value;
  } else if (name == "retry" && is_digits(value)) {
    int64_t ms = 0;
    if (std::from_chars(value.data(), value.data() + value.size(), ms).ec == std::errc()) retry_ms_ = ms;
  }
}

}  // namespace suit
