// A file's text while the blocks of one answer are applied. Records the changes, so that a later place can be
// mapped to lines of the original.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "change/edit_formats.h"

namespace suit {

// Bytes [begin, end) of the text.
struct TextRange {
  size_t begin = 0, end = 0;
  bool operator==(const TextRange&) const = default;
};

class EditedText {
 public:
  // Removes a byte-order mark and adds a missing final newline until result(). `original` must outlive it.
  explicit EditedText(std::string_view original);

  const std::string& content() const { return content_; }  // each line ends in LF or CRLF
  // Has the original no NUL byte and only valid UTF-8?
  bool is_text() const;
  bool has_cr() const { return has_cr_; }

  void replace(TextRange range, std::string_view text);

  // Did replace() write any byte of the range?
  bool is_inserted(TextRange range) const;
  // The line of the original that starts at this byte, from 1; 0 if it was inserted.
  size_t original_line(size_t at) const;
  std::string original() const;  // content() before any change
  bool is_changed() const { return !patches_.empty(); }
  void set_final_newline(FinalNewline wish);

  // The content with its byte-order mark, and with a final newline if the original had one or was empty.
  // Empties the object.
  std::string result() &&;

 private:
  // [at, at + inserted) of content_ replaces `removed` bytes of the original.
  struct Patch {
    size_t at, inserted, removed;
    size_t end() const { return at + inserted; }
  };
  std::string_view original_;  // without its mark
  std::string content_;
  std::vector<Patch> patches_;  // in order, none touching another
  mutable std::optional<bool> is_text_;
  bool byte_order_mark_ = false, final_newline_ = true, has_cr_ = false;
};

// The terminator for new lines at a place: that of the lines around it.
std::string_view terminator_of(std::string_view line);

}  // namespace suit
