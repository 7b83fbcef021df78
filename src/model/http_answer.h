// One HTTP/1.1 answer, parsed by Boost.Beast: the head, then the body in pieces, chunked or not. Only for
// http.cc and http_connection.cc.
#pragma once

// Only one thread at a time uses a connection, and ThreadSanitizer does not support fences.
#define BOOST_ASIO_DISABLE_FENCED_BLOCK
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/read.hpp>
#include <memory>
#include <string>
#include <string_view>

#include "model/http.h"

namespace suit {

class HttpAnswer {
 public:
  explicit HttpAnswer(const HttpLimits& limits);
  ~HttpAnswer();

  // Reads from an Asio stream until more of the answer is available, then calls done(error, bytes). Skips
  // interim answers (1xx).
  template <class Stream, class Done>
  void read_some(Stream& stream, Done done) {
    boost::beast::http::async_read_some(stream, buffer_, begin(), std::move(done));
  }

  const HttpHead& head() const;                     // status 0: not received yet
  std::string_view piece() const;                   // of the body, from the last read_some(); may be empty
  bool has_begun() const;                           // a byte was received
  size_t unread() const { return buffer_.size(); }  // bytes received but incomplete
  bool is_complete() const;
  bool is_endless() const;  // interim answers without end
  // The server keeps the connection open and sent nothing after the answer.
  bool can_keep_connection() const;

 private:
  class Parser;
  boost::beast::http::basic_parser<false>& begin();
  const HttpLimits& limits_;
  boost::beast::flat_buffer buffer_;
  std::unique_ptr<Parser> parser_;
  int interim_ = 0;
};

}  // namespace suit
