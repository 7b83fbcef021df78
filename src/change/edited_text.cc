#include "change/edited_text.h"

#include <algorithm>
#include <cstring>

#include "base/text.h"

namespace suit {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::string_view terminator_of(std::string_view line) {
  return line.ends_with("\r\n") ? "\r\n" : "\n";
}

EditedText::EditedText(std::string_view original) {
  byte_order_mark_ = original.starts_with(kByteOrderMark);
  if (byte_order_mark_) original.remove_prefix(kByteOrderMark.size());
  original_ = original;
  // Reserve, so that replace() moves bytes without allocating.
  content_.reserve(original.size() + original.size() / 16 + 256);
  content_ = original;
  has_cr_ = original.find('\r') != original.npos;
  if (!original.empty() && !original.ends_with('\n')) {
    final_newline_ = false;
    size_t last = original.rfind('\n');
    content_ += last == original.npos ? "\n" : terminator_of(original.substr(0, last + 1));
  }
}

std::string EditedText::original() const {
  std::string text(original_);
  if (text.empty() || text.ends_with('\n')) return text;
  size_t last = text.rfind('\n');
  return text +
         std::string(last == text.npos ? "\n" : terminator_of(std::string_view(text).substr(0, last + 1)));
}

bool EditedText::is_text() const {
  if (!is_text_)
    is_text_ = is_utf8(original_) && std::memchr(original_.data(), 0, original_.size()) == nullptr;
  return *is_text_;
}

void EditedText::replace(TextRange range, std::string_view text) {
  content_.replace(range.begin, range.end - range.begin, text);
  has_cr_ |= text.find('\r') != text.npos;
  auto first = std::partition_point(patches_.begin(), patches_.end(),
                                    [&](const Patch& patch) { return patch.end() < range.begin; });
  auto last =
      std::partition_point(first, patches_.end(), [&](const Patch& patch) { return patch.at <= range.end; });
  // Joins the range with all patches that it touches.
  size_t begin = range.begin, end = range.end, removed = 0, inserted = 0;
  for (auto patch = first; patch != last; ++patch) {
    begin = std::min(begin, patch->at);
    end = std::max(end, patch->end());
    removed += patch->removed;
    inserted += patch->inserted;
  }
  removed += end - begin - inserted;  // the part that was still the original's
  Patch merged{begin, end - begin - (range.end - range.begin) + text.size(), removed};
  for (auto patch = last; patch != patches_.end(); ++patch)
    patch->at = patch->at - (range.end - range.begin) + text.size();
  auto at = patches_.erase(first, last);
  patches_.insert(at, merged);
}

bool EditedText::is_inserted(TextRange range) const {
  auto patch = std::partition_point(patches_.begin(), patches_.end(),
                                    [&](const Patch& one) { return one.end() <= range.begin; });
  for (; patch != patches_.end() && patch->at < range.end; ++patch)
    if (patch->inserted > 0) return true;
  return false;
}

size_t EditedText::original_line(size_t at) const {
  size_t position = at;
  for (const Patch& patch : patches_) {
    if (patch.at > at) break;
    if (at < patch.end()) return 0;
    position = position - patch.inserted + patch.removed;
  }
  return static_cast<size_t>(
             std::count(original_.begin(), original_.begin() + static_cast<long>(position), '\n')) +
         1;
}

void EditedText::set_final_newline(FinalNewline wish) {
  if (wish != FinalNewline::kAsItIs) final_newline_ = wish == FinalNewline::kAdded;
}

std::string EditedText::result() && {
  if (!final_newline_ && content_.ends_with('\n'))
    content_.resize(content_.size() - (content_.ends_with("\r\n") ? 2 : 1));
  if (byte_order_mark_) content_.insert(0, kByteOrderMark);
  return std::move(content_);
}

}  // namespace suit
