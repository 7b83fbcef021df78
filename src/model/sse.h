// Incremental parser for Server-Sent Events, by the WHATWG HTML standard, section 9.2.6 "Interpreting an
// event stream": CR, LF or CRLF end a line, a byte order mark at the start is dropped, lines that begin with
// a colon are comments, an event without data is none, and one without a final blank line is discarded.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace suit {

struct SseEvent {
  std::string type;  // "message" if the stream gives none
  std::string data;  // lines joined by '\n'
  std::string id;    // the last one given
};

class SseParser {
 public:
  explicit SseParser(size_t event_bytes_max = 4 << 20) : event_bytes_max_(event_bytes_max) {}

  // Bytes may be split anywhere. Calls `on_event` for each event; if it returns false, the rest is dropped.
  // Errors: kLimit (a line or an event is too large); do not feed the parser again.
  Result<void> feed(std::string_view bytes, const std::function<bool(const SseEvent&)>& on_event);

  // There is input without a final blank line.
  bool is_within_event() const { return !line_.empty() || has_data_; }
  // The stream's "retry:"; -1: none.
  int64_t retry_ms() const { return retry_ms_; }

 private:
  bool take_line(const std::function<bool(const SseEvent&)>& on_event);
  void take_field(std::string_view name, std::string_view value);

  size_t event_bytes_max_;
  std::string line_;
  SseEvent event_;
  bool has_data_ = false;
  bool at_start_ = true;   // before the first line end: a byte order mark is possible
  bool after_cr_ = false;  // an LF now belongs to the CR before it
  bool unwanted_ = false;
  int64_t retry_ms_ = -1;
};

}  // namespace suit
