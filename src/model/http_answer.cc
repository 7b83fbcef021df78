#include "model/http_answer.h"

#define BOOST_ASIO_DISABLE_FENCED_BLOCK  // as in http_connection.cc
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <limits>

#include "base/text.h"

namespace suit {

namespace beast = boost::beast;
namespace http = boost::beast::http;
using boost::system::error_code;

namespace {

constexpr int kInterimMax = 8;

std::string_view view_of(beast::string_view text) {
  return {text.data(), text.size()};
}

Error error_of(const error_code& error) {
  if (error == http::error::header_limit) return {ErrorCode::kLimit, "its header is larger than is allowed"};
  if (error == http::error::body_limit) return {ErrorCode::kLimit, "its answer is larger than is allowed"};
  if (error == http::error::partial_message) return {ErrorCode::kInvalid, "its answer broke off"};
  return {ErrorCode::kInvalid, "its answer is not HTTP: " + error.message()};
}

}  // namespace

std::string_view HttpHead::field(std::string_view name) const {
  for (const auto& [key, value] : fields)
    if (key == name) return value;
  return {};
}

class HttpAnswer::Parser final : public http::basic_parser<false> {
 public:
  explicit Parser(HttpAnswer& answer) : answer_(answer) {
    eager(true);
    header_limit(static_cast<uint32_t>(
        std::min<uint64_t>(answer.head_bytes_max_, std::numeric_limits<uint32_t>::max())));
    body_limit(answer.body_bytes_max_);
  }
  HttpHead head;
  bool unwanted = false;

 private:
  void on_request_impl(http::verb, beast::string_view, beast::string_view, int, error_code&) override {}
  void on_response_impl(int status, beast::string_view, int, error_code&) override { head.status = status; }
  void on_field_impl(http::field, beast::string_view name, beast::string_view value, error_code&) override {
    if (!is_header_done())
      head.fields.emplace_back(to_lower(view_of(name)), view_of(value));  // a trailer is dropped
  }
  void on_header_impl(error_code&) override {}
  void on_body_init_impl(const boost::optional<uint64_t>&, error_code&) override {}
  size_t on_body_impl(beast::string_view piece, error_code&) override { return pass_on(piece); }
  void on_chunk_header_impl(uint64_t, beast::string_view, error_code&) override {}
  size_t on_chunk_body_impl(uint64_t, beast::string_view piece, error_code&) override {
    return pass_on(piece);
  }
  void on_finish_impl(error_code&) override {}

  size_t pass_on(beast::string_view piece) {
    if (!unwanted && !piece.empty()) unwanted = !answer_.on_body_(head, view_of(piece));
    return piece.size();
  }

  HttpAnswer& answer_;
};

HttpAnswer::HttpAnswer(uint64_t head_bytes_max, uint64_t body_bytes_max,
                       std::function<bool(const HttpHead&, std::string_view)> on_body)
    : head_bytes_max_(head_bytes_max),
      body_bytes_max_(body_bytes_max),
      on_body_(std::move(on_body)),
      parser_(std::make_unique<Parser>(*this)) {}

HttpAnswer::~HttpAnswer() = default;

Result<void> HttpAnswer::feed(std::string_view bytes) {
  pending_ += bytes;
  while (!pending_.empty() && !is_complete()) {
    error_code error;
    size_t used = parser_->put(boost::asio::const_buffer(pending_.data(), pending_.size()), error);
    pending_.erase(0, used);
    if (error == http::error::need_more) {
      // The parser has no limit of its own on what it can't cut off yet: a head, a chunk's extensions,
      // trailers.
      if (pending_.size() > head_bytes_max_)
        return Error{ErrorCode::kLimit, "its header is larger than is allowed"};
      return {};
    }
    if (error) return error_of(error);
    if (parser_->is_done() && parser_->head.status / 100 == 1) {
      if (++interim_ > kInterimMax) return Error{ErrorCode::kInvalid, "its answer is interim forever"};
      parser_ = std::make_unique<Parser>(*this);
    } else if (used == 0) {
      return Error{ErrorCode::kInvalid, "its answer is not HTTP"};
    }
  }
  return {};
}

Result<void> HttpAnswer::end() {
  if (is_complete()) return {};
  if (!has_head()) return Error{ErrorCode::kInvalid, "it closed the connection without an answer"};
  error_code error;
  parser_->put_eof(error);
  if (error) return error_of(error);
  return {};
}

const HttpHead& HttpAnswer::head() const {
  return parser_->head;
}
bool HttpAnswer::has_head() const {
  return parser_->is_header_done() && parser_->head.status / 100 != 1;
}
bool HttpAnswer::is_complete() const {
  return parser_->is_done() && parser_->head.status / 100 != 1;
}
bool HttpAnswer::is_unwanted() const {
  return parser_->unwanted;
}
bool HttpAnswer::can_keep_connection() const {
  return is_complete() && parser_->keep_alive() && pending_.empty();
}

}  // namespace suit
