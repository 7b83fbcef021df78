// The text of a growing answer: whole characters only, without text that a stop may still remove.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace suit {

// Not thread-safe.
class AnswerText {
 public:
  explicit AnswerText(std::vector<std::string> stops);

  // Adds the bytes of one token. Invalid UTF-8 becomes U+FFFD. After a stop, further bytes are ignored.
  void add(std::string_view bytes);
  // Ends the input: text that was held back counts.
  void end();

  bool stopped() const { return stopped_; }
  // The text that became final since the last call.
  std::string_view fresh();
  // The whole text. Before end() it may include the beginning of a stop.
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
