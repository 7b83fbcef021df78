// A file's text while the blocks of one answer are applied to it: what was changed where, so that a later
// block can be told from which lines of the original a place comes.
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
  // A byte-order mark is set aside, a missing final newline added, both until result(). `original` must
  // outlive it.
  explicit EditedText(std::string_view original);

  const std::string& content() const { return content_; }  // each line ends in LF or CRLF
  // Of the original: no NUL byte, and UTF-8 throughout?
  bool is_text() const;
  bool has_cr() const { return has_cr_; }

  void replace(TextRange range, std::string_view text);

  // Did replace() put any byte of the range there?
  bool is_inserted(TextRange range) const;
  // The line of the original that starts at this byte, from 1; 0 where it is inserted.
  size_t original_line(size_t at) const;
  std::string original() const;  // as content() was at first
  bool is_changed() const { return !patches_.empty(); }
  void set_final_newline(FinalNewline wish);

  // The content with its byte-order mark, and with a final newline where the original had one or had no text.
  // The object holds nothing afterwards.
  std::string result() &&;

 private:
  // [at, at + inserted) of content_ stands in place of `removed` bytes of the original.
  struct Patch {
    size_t at, inserted, removed;
    size_t end() const { return at + inserted; }
  };
  std::string_view original_;  // without its mark; its last line as it was
  std::string content_;
  std::vector<Patch> patches_;  // in order, none touching another
  mutable std::optional<bool> is_text_;
  bool byte_order_mark_ = false, final_newline_ = true, has_cr_ = false;
};

// The terminator that new lines at a place get: that of the lines round it.
std::string_view terminator_of(std::string_view line);

}  // namespace suit
