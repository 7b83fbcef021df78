// Server-Sent Events, read as the bytes come. The rules are those of the WHATWG's HTML standard,
// section 9.2.6 "Interpreting an event stream": CR, LF or CRLF end a line, a byte order mark at the start is
// dropped, lines that begin with a colon are comments, an event without data is none, and one that no blank
// line ended is thrown away.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace suit {

struct SseEvent {
  std::string type;  // "message" where the stream names none
  std::string data;  // lines joined by '\n'
  std::string id;    // the last one that the stream gave
};

class SseParser {
 public:
  explicit SseParser(size_t event_bytes_max = 4 << 20) : event_bytes_max_(event_bytes_max) {}

  // Bytes may be split anywhere. `on_event` gets each event as it ends; false: the rest is not wanted and is
  // dropped. Errors: kLimit (a line or an event is larger than is allowed); the parser must not be fed again.
  Result<void> feed(std::string_view bytes, const std::function<bool(const SseEvent&)>& on_event);

  // Something came that no blank line has ended.
  bool is_within_event() const { return !line_.empty() || has_data_; }
  // As the stream asked for in "retry:"; -1: it did not.
  int64_t retry_ms() const { return retry_ms_; }

 private:
  bool take_line(const std::function<bool(const SseEvent&)>& on_event);
  void take_field(std::string_view name, std::string_view value);

  size_t event_bytes_max_;
  std::string line_;
  SseEvent event_;
  bool has_data_ = false;
  bool at_start_ = true;   // no line has ended: a byte order mark may come
  bool after_cr_ = false;  // an LF that comes now belongs to the CR before it
  bool unwanted_ = false;
  int64_t retry_ms_ = -1;
};

}  // namespace suit
