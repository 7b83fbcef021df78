// Reads one HTTP/1.1 answer as its bytes come: the head, then the body in pieces, chunked or not.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace suit {

struct HttpHead {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> fields = {};  // names in lower case
  // The first field of that name (lower case); "" where there is none.
  std::string_view field(std::string_view name) const;
};

class HttpAnswer {
 public:
  // `on_body` gets each piece, once the head is complete; false: no more of it is wanted.
  // An interim answer (1xx) is skipped.
  HttpAnswer(uint64_t head_bytes_max, uint64_t body_bytes_max,
             std::function<bool(const HttpHead&, std::string_view)> on_body);
  ~HttpAnswer();

  // Takes all the bytes. Errors: kInvalid (this is no HTTP), kLimit (the head or the body is larger than is
  // allowed, or says that it will be). After an error it must not be fed again.
  Result<void> feed(std::string_view bytes);
  // The connection was closed in order. Errors: kInvalid (the answer was not complete).
  Result<void> end();

  const HttpHead& head() const;
  bool has_head() const;
  bool is_complete() const;
  bool is_unwanted() const;  // on_body said so
  // The other side keeps the connection, and sent nothing beyond the answer.
  bool can_keep_connection() const;

 private:
  class Parser;
  Result<void> parse();
  uint64_t head_bytes_max_, body_bytes_max_;
  std::function<bool(const HttpHead&, std::string_view)> on_body_;
  std::unique_ptr<Parser> parser_;
  std::string pending_;  // what the parser needs more of
  int interim_ = 0;
};

}  // namespace suit
