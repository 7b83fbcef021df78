// The lexer for text that is mostly prose: HTML and similar, Markdown. Use it through lexer.h.
#pragma once

#include <string_view>
#include <vector>

#include "code/lexer.h"

namespace suit::code {

// A text and the regions found so far, which cover its beginning.
struct RegionWriter {
  std::string_view text;
  std::vector<Region>& out;

  // Makes everything not covered yet, up to `end`, `part`.
  void emit(size_t end, Part part) {
    size_t begin = out.empty() ? 0 : out.back().end;
    if (end <= begin) return;
    if (!out.empty() && out.back().part == part) {
      out.back().end = end;
    } else {
      out.push_back({end, part});
    }
  }
  bool starts(size_t i, std::string_view what) const { return text.substr(i).starts_with(what); }
  size_t find_end(std::string_view what, size_t from) const {
    size_t at = text.find(what, from);
    return at == text.npos ? text.size() : at + what.size();
  }
};

// Tags are code, attribute values strings, text between tags prose. With `php` it stops after <?php or <?=;
// returns where it stopped.
enum class Php { kNo, kYes };
size_t lex_markup(RegionWriter& writer, size_t at, Php php);

void lex_markdown(RegionWriter& writer, size_t at);

// Lexes the rest of writer.text; in lexer.cc.
void lex_rest(const Language& language, RegionWriter& writer, size_t at);

}  // namespace suit::code
