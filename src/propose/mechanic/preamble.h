// What has to stay at the beginning of a file, so that a header or a first line goes after it.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "code/language.h"

namespace suit::mechanic {
using namespace code;

// The offset where `inserted` goes at the top of a file: after a byte order mark, a #! line, a line that
// names the encoding or the editor's mode, magic comments (Ruby, Dockerfile, zsh), <?xml …?> and <!DOCTYPE
// …>, <?php, @charset, and front matter. What is no comment goes after the statements that have to be the
// first as well: "use strict", a docstring and imports from __future__, PHP's declare and namespace, YAML's
// directives and ---. It may lie within a line. Nothing where no place is safe: <?php with a comment or ?> on
// its line.
std::optional<size_t> after_preamble(const Language& language, std::string_view content,
                                     std::string_view inserted);

// The offset where the lines of `header` stand in the preamble or right after it, possibly after one empty
// line.
std::optional<size_t> find_header(const Language& language, std::string_view content,
                                  std::string_view header);

}  // namespace suit::mechanic
