#include "code/code_lines.h"

#include <algorithm>

#include "base/text.h"
#include "code/lexer.h"

namespace suit {
std::vector<CodeLine> code_lines(std::string_view path, std::string_view text) {
  using code::Part;
  const code::Language& language = code::language_of(path, "");
  std::vector<code::Region> regions = {{text.size(), Part::kCode}};
  if (language.family == code::Family::kCode) regions = code::lex(language, text);
  std::vector<CodeLine> lines;
  size_t begin = 0, region = 0, region_begin = 0;
  for (std::string_view line : split_lines(text)) {
    CodeLine code{without_terminator(line)};
    size_t end = begin + code.text.size();
    auto go_to = [&](size_t at) {
      while (regions[region].end <= at && region + 1 < regions.size()) region_begin = regions[region++].end;
      return regions[region].part;
    };
    Part first = go_to(begin);
    bool is_within = region_begin < begin && (first == Part::kComment || first == Part::kString);
    if (is_within)
      code.text = {};
    else if (end > begin && go_to(end - 1) == Part::kComment)
      code.text = code.text.substr(0, region_begin - begin);
    lines.push_back(code);
    begin += line.size();
  }
  return lines;
}

bool is_quoted(std::string_view line, size_t at) {
  char open = '\0';
  for (size_t i = 0; i < std::min(at, line.size()); ++i) {
    if (line[i] == '\\') {
      ++i;
    } else if (open) {
      if (line[i] == open) open = '\0';
    } else if (line[i] == '"' || line[i] == '\'' || line[i] == '`') {
      open = line[i];
    }
  }
  return open != '\0';
}

}  // namespace suit
