// What must stay at the beginning of a file, before a header or a first line.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "code/language.h"

namespace suit::mechanic {
using namespace code;

// The offset where `inserted` goes at the top of a file. It follows a byte order mark, a #! line, a line with
// the encoding or editor mode, magic comments (Ruby, Dockerfile, zsh), <?xml …?>, <!DOCTYPE …>, <?php,
// @charset and front matter. Text that is not a comment also follows statements that must come first: "use
// strict", a docstring, imports from __future__, PHP's declare and namespace, YAML's directives and ---. The
// offset may be within a line. nullopt if no place is safe: <?php with a comment or ?> on its line.
std::optional<size_t> after_preamble(const Language& language, std::string_view content,
                                     std::string_view inserted);

// The offset of `header` in the preamble or right after it, possibly after one empty line.
std::optional<size_t> find_header(const Language& language, std::string_view content,
                                  std::string_view header);

}  // namespace suit::mechanic
