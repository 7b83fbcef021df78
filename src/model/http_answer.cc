#include "model/http_answer.h"

#include <algorithm>

#include "base/text.h"

namespace suit {

namespace beast = boost::beast;
namespace http = boost::beast::http;
using boost::system::error_code;

namespace {

constexpr int kInterimMax = 8;
constexpr size_t kReadBytes = 32 << 10;

}  // namespace

std::string_view HttpHead::field(std::string_view name) const {
  for (const auto& [key, value] : fields)
    if (key == name) return value;
  return {};
}

// Not eager: that would delay a piece until the next chunk begins. Not a response_parser: it adds trailers to
// the head's fields, and takes 3 us longer per answer.
class HttpAnswer::Parser final : public http::basic_parser<false> {
 public:
  explicit Parser(const HttpLimits& limits) {
    header_limit(static_cast<uint32_t>(limits.head_bytes));
    body_limit(limits.answer_bytes);
  }
  HttpHead head;
  std::string piece;

 private:
  void on_request_impl(http::verb, beast::string_view, beast::string_view, int, error_code&) override {}
  void on_response_impl(int status, beast::string_view, int, error_code&) override { head.status = status; }
  void on_field_impl(http::field, beast::string_view name, beast::string_view value, error_code&) override {
    if (!is_header_done()) head.fields.emplace_back(to_lower(std::string(name)), value);  // not a trailer
  }
  void on_header_impl(error_code&) override {}
  void on_body_init_impl(const boost::optional<uint64_t>&, error_code&) override {}
  size_t on_body_impl(beast::string_view text, error_code&) override {
    piece.append(text.data(), text.size());
    return text.size();
  }
  void on_chunk_header_impl(uint64_t, beast::string_view, error_code&) override {}
  size_t on_chunk_body_impl(uint64_t, beast::string_view text, error_code& error) override {
    return on_body_impl(text, error);
  }
  void on_finish_impl(error_code&) override {}
};

// The buffer holds only what the parser can't split yet: a head, a chunk's extensions, trailers.
HttpAnswer::HttpAnswer(const HttpLimits& limits)
    : limits_(limits), buffer_(limits.head_bytes), parser_(std::make_unique<Parser>(limits)) {
  buffer_.reserve(std::min<size_t>(limits.head_bytes, kReadBytes));
}

HttpAnswer::~HttpAnswer() = default;

http::basic_parser<false>& HttpAnswer::begin() {
  if (parser_->is_done()) ++interim_, parser_ = std::make_unique<Parser>(limits_);
  parser_->piece.clear();
  return *parser_;
}

const HttpHead& HttpAnswer::head() const {
  static const HttpHead kNone;
  return parser_->is_header_done() && parser_->head.status / 100 != 1 ? parser_->head : kNone;
}

std::string_view HttpAnswer::piece() const {
  return parser_->piece;
}

bool HttpAnswer::has_begun() const {
  return interim_ > 0 || parser_->got_some();
}

bool HttpAnswer::is_complete() const {
  return parser_->is_done() && head().status != 0;
}

bool HttpAnswer::is_endless() const {
  return interim_ > kInterimMax;
}

bool HttpAnswer::can_keep_connection() const {
  return is_complete() && parser_->keep_alive() && buffer_.size() == 0;
}

}  // namespace suit
