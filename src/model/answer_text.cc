#include "model/answer_text.h"

#include <algorithm>
#include <optional>

#include "base/text.h"

namespace suit {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// The length of the character that starts here; nullopt if more bytes are needed; 0 if none can start here.
std::optional<size_t> character_at(std::string_view bytes) {
  auto lead = static_cast<unsigned char>(bytes[0]);
  size_t length = lead < 0x80 ? 1 : lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
  for (size_t i = 1; i < std::min(length, bytes.size()); ++i)
    if ((static_cast<unsigned char>(bytes[i]) & 0xC0) != 0x80) return 0;
  if (bytes.size() < length) return std::nullopt;
  return length == 0 || is_utf8(bytes.substr(0, length)) ? length : 0;
}

}  // namespace

AnswerText::AnswerText(std::vector<std::string> stops) : stops_(std::move(stops)) {
  std::erase(stops_, "");
  for (const std::string& stop : stops_) longest_ = std::max(longest_, stop.size());
}

void AnswerText::add(std::string_view bytes) {
  if (stopped_ || ended_) return;
  size_t before = text_.size();
  tail_ += bytes;
  std::string_view rest = tail_;
  while (!rest.empty()) {
    std::optional<size_t> length = character_at(rest);
    if (!length) break;
    text_ += *length == 0 ? kReplacement : rest.substr(0, *length);
    rest.remove_prefix(std::max<size_t>(1, *length));
  }
  tail_ = std::string(rest);
  look_for_stop(before);
}

void AnswerText::look_for_stop(size_t from) {
  size_t start = from > longest_ ? from - longest_ : 0, first = text_.npos;
  for (const std::string& stop : stops_) first = std::min(first, text_.find(stop, start));
  if (first == text_.npos) return;
  text_.resize(first);
  tail_.clear();
  stopped_ = true;
}

void AnswerText::end() {
  if (!tail_.empty()) {
    tail_.clear();
    text_ += kReplacement;
  }
  ended_ = true;
}

std::string_view AnswerText::fresh() {
  size_t held = 0;
  if (!stopped_ && !ended_) {
    for (const std::string& stop : stops_)
      for (size_t length = std::min(stop.size() - 1, text_.size()); length > held; --length)
        if (text_.ends_with(std::string_view(stop).substr(0, length))) held = length;
  }
  size_t end = std::max(shown_, text_.size() - held);
  std::string_view part = std::string_view(text_).substr(shown_, end - shown_);
  shown_ = end;
  return part;
}

}  // namespace suit
