// The text of an answer while it grows, byte by byte: whole characters only, and nothing that a stop may
// still take back.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace suit {

// Not thread-safe.
class AnswerText {
 public:
  explicit AnswerText(std::vector<std::string> stops);

  // Takes the bytes of one token. Bytes that are no UTF-8 become U+FFFD. Once stopped, nothing more is taken.
  void add(std::string_view bytes);
  // No more to come: what was held back counts.
  void end();

  bool stopped() const { return stopped_; }
  // What has become certain since the last call.
  std::string_view fresh();
  // All of it. Before end() it may hold the beginning of a stop.
  const std::string& text() const { return text_; }

 private:
  void look_for_stop(size_t from);

  std::vector<std::string> stops_;
  size_t longest_ = 0;
  std::string text_, tail_;  // tail_: the first bytes of a character
  size_t shown_ = 0;
  bool stopped_ = false, ended_ = false;
};

}  // namespace suit
