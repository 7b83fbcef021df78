// One HTTP/1.1 answer, read by Boost.Beast: the head, then the body in pieces, chunked or not. For http.cc
// and http_connection.cc alone.
#pragma once

// Each connection has one thread at a time, and ThreadSanitizer knows no fences.
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

  // Starts reading from a stream of Asio's until more of the answer is there: done(error, bytes). An interim
  // answer (1xx) is passed over.
  template <class Stream, class Done>
  void read_some(Stream& stream, Done done) {
    boost::beast::http::async_read_some(stream, buffer_, begin(), std::move(done));
  }

  const HttpHead& head() const;                     // status 0: it is not there yet
  std::string_view piece() const;                   // of the body, as read_some() brought it; may be empty
  bool has_begun() const;                           // a byte of it came
  size_t unread() const { return buffer_.size(); }  // bytes that came and wait for more
  bool is_complete() const;
  bool is_endless() const;  // there is no end of interim answers
  // The other side keeps the connection, and sent nothing beyond the answer.
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
