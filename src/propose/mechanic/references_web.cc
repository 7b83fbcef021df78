// Imports in JavaScript and TypeScript; links in Markdown, HTML and CSS.
#include <algorithm>

#include "base/digest.h"
#include "base/link.h"
#include "base/text.h"
#include "propose/mechanic/references.h"

namespace suit::mechanic {
namespace {

struct ScriptTarget {
  std::string path;          // the file that it refers to
  std::string implied;       // the omitted ending, such as ".ts" or "/index.js"
  std::string written = {};  // an extension written for another: ".js" for a .ts file
};

std::optional<ScriptTarget> resolve_script(const Source& source, const std::string& target) {
  std::string base = resolve_relative(source, target);
  if (target == "." || target == "./") base = parent_of(source.path);
  if (source.moves.is_file(base) && !base.empty()) return ScriptTarget{base, ""};
  constexpr std::string_view endings[] = {".ts",  ".tsx", ".d.ts", ".js",  ".jsx",    ".mjs", ".cjs",
                                          ".mts", ".cts", ".json", ".vue", ".svelte", ".css", ".scss"};
  for (std::string_view ending : endings)
    if (!base.empty() && source.moves.is_file(base + std::string(ending)))
      return ScriptTarget{base + std::string(ending), std::string(ending)};
  for (std::string_view ending : endings) {
    std::string implied = (base.empty() ? "index" : "/index") + std::string(ending);
    if (source.moves.is_file(base + implied)) return ScriptTarget{base + implied, implied};
  }
  for (auto [written, real] :
       {std::pair{".js", ".ts"}, {".js", ".tsx"}, {".jsx", ".tsx"}, {".mjs", ".mts"}, {".cjs", ".cts"}})
    if (base.ends_with(written)) {
      std::string path = base.substr(0, base.size() - std::string_view(written).size()) + real;
      if (source.moves.is_file(path)) return ScriptTarget{path, real, written};
    }
  return std::nullopt;
}

// Does the code before a string make it a module name?
bool names_module(std::string_view code) {
  code = trim(code.substr(code.size() > 40 ? code.size() - 40 : 0));
  for (std::string_view before :
       {"from", "import", "import(", "require(", "require.resolve(", "jest.mock(", "vi.mock("}) {
    if (!code.ends_with(before)) continue;
    if (code.size() == before.size()) return true;
    char c = code[code.size() - before.size() - 1];
    if (!is_name_byte(unknown_language(), c) && c != '.' && c != '$') return true;
  }
  return false;
}

void fix_script(Source& source, size_t begin, size_t end) {
  std::string target(source.text.substr(begin, end - begin));
  if (!target.starts_with("./") && !target.starts_with("../") && target != "." && target != "..") return;
  auto found = resolve_script(source, target);
  if (!found || (!source.moves.moves(found->path) && source.path == source.path_after)) return;
  std::string now = relative_after(source, found->path);
  if (!found->written.empty() && now.ends_with(found->implied)) {
    now = now.substr(0, now.size() - found->implied.size()) + found->written;
  } else if (!found->implied.empty()) {
    std::string ending = found->implied, extension = ending.substr(ending.find('.'));
    bool index = ending.find("index") != ending.npos;
    std::string name = "index" + extension;
    if (index && (now == name || now.ends_with("/" + name))) {
      now.resize(now.size() - name.size());
      if (now.ends_with('/')) now.pop_back();
      if (now.empty()) now = ".";
    } else if (now.ends_with(extension)) {
      now.resize(now.size() - extension.size());
    }
  }
  if (now != "." && now != ".." && !now.starts_with("../")) now = "./" + now;
  source.fix(begin, end, now);
}

// Encodes only what would end a Markdown link; the rest stays as written.
std::string without_blanks(std::string_view text) {
  std::string out;
  for (char c : text)
    out += c == ' ' ? std::string("%20") : c == '(' ? "%28" : c == ')' ? "%29" : std::string(1, c);
  return out;
}

// A link [begin, end): a path; a ?query or #anchor after it is kept.
void fix_link(Source& source, size_t begin, size_t end) {
  std::string_view whole = source.text.substr(begin, end - begin);
  size_t cut = std::min(whole.find_first_of("?#"), whole.size());
  std::string_view target = whole.substr(0, cut);
  if (target.empty() || target.starts_with('/') || target.find_first_of("{}$<>\n") != target.npos) return;
  size_t colon = target.find(':');
  if (colon != target.npos && target.find('/') > colon) return;  // a scheme
  std::string decoded = percent_decoded(target);
  std::string path = resolve_relative(source, decoded);
  if (path.empty()) return;
  bool folder = source.moves.is_folder(path);
  if (!folder && !source.moves.is_file(path)) {
    // SCSS leaves out the extension and the underscore of a partial.
    std::string before(parent_of(path)), name(name_in(path));
    if (!before.empty()) before += "/";
    for (const std::string& full : {before + name + ".scss", before + "_" + name + ".scss"})
      if (source.language.name == "SCSS" && source.moves.is_file(full) && source.moves.moves(full))
        source.notes.push_back(printable(source.path) + ":" + std::to_string(source.line_at(begin)) +
                               " refers to " + printable(full) + "; fix it by hand");
    return;
  }
  if (join_path(parent_of(source.path_after), decoded) == source.moves.after(path)) return;
  std::string now = relative_after(source, path);
  if (folder && target.ends_with('/')) now += "/";
  if (target.starts_with("./") && !now.starts_with("../")) now = "./" + now;
  if (decoded != target || now.find(' ') != now.npos) now = without_blanks(now);
  source.fix(begin, begin + cut, now);
}

void fix_attributes(Source& source) {
  std::string_view text = source.text;
  for (std::string_view name : {"href=", "src=", "poster="}) {
    for (size_t at = text.find(name); at != text.npos; at = text.find(name, at + 1)) {
      if (at == 0 || std::string_view(" \t\r\n").find(text[at - 1]) == std::string_view::npos) continue;
      size_t open = at + name.size();
      if (open >= text.size() || (text[open] != '"' && text[open] != '\'')) continue;
      size_t close = text.find(text[open], open + 1);
      if (close != text.npos && source.part_at(at) != Part::kComment) fix_link(source, open + 1, close);
    }
  }
}

// The target of a Markdown link that begins at `at`: <a b.md>, or up to a blank or the closing bracket.
void fix_markdown_target(Source& source, size_t at, char close) {
  std::string_view text = source.text;
  while (at < text.size() && (text[at] == ' ' || text[at] == '\t')) ++at;
  if (at >= text.size() || source.part_at(at) != Part::kProse) return;
  if (text[at] == '<') {
    size_t end = text.find_first_of(">\n", at);
    if (end != text.npos && text[end] == '>') fix_link(source, at + 1, end);
    return;
  }
  size_t end = at;
  for (int open = 0;
       end < text.size() && std::string_view(" \t\r\n").find(text[end]) == std::string_view::npos; ++end) {
    if (text[end] == '(') ++open;
    if (text[end] == close && open-- == 0) break;
  }
  fix_link(source, at, end);
}

void fix_css(Source& source) {
  std::string_view text = source.text;
  for (size_t at = text.find("url("); at != text.npos; at = text.find("url(", at + 1)) {
    size_t begin = at + 4, end = text.find(')', begin);
    if (end == text.npos || source.part_at(at) == Part::kComment) continue;
    while (begin < end && std::string_view(" \t\"'").find(text[begin]) != std::string_view::npos) ++begin;
    while (end > begin && std::string_view(" \t\"'").find(text[end - 1]) != std::string_view::npos) --end;
    fix_link(source, begin, end);
  }
  for (std::string_view rule : {"@import ", "@use ", "@forward "}) {
    for (size_t at = text.find(rule); at != text.npos; at = text.find(rule, at + 1)) {
      size_t open = text.find_first_not_of(" \t", at + rule.size());
      if (open == text.npos || (text[open] != '"' && text[open] != '\'') ||
          source.part_at(at) == Part::kComment)
        continue;
      size_t close = text.find(text[open], open + 1);
      if (close != text.npos) fix_link(source, open + 1, close);
    }
  }
}

}  // namespace

void fix_scripts(Source& source) {
  size_t begin = 0;
  for (const Region& region : source.regions) {
    if (region.part == Part::kString && region.end >= begin + 2) {
      char quote = source.text[begin];
      bool whole = (quote == '"' || quote == '\'' || quote == '`') && source.text[region.end - 1] == quote;
      if (whole && names_module(source.text.substr(0, begin))) fix_script(source, begin + 1, region.end - 1);
    }
    begin = region.end;
  }
}

void fix_links(Source& source) {
  std::string_view text = source.text;
  if (source.language.special & kCssUrls) return fix_css(source);
  fix_attributes(source);
  if (source.language.family != Family::kMarkdown) return fix_css(source);
  for (size_t at = text.find("]("); at != text.npos; at = text.find("](", at + 1))
    fix_markdown_target(source, at + 2, ')');
  for (size_t at = text.find("]:"); at != text.npos; at = text.find("]:", at + 1)) {
    size_t line = at == 0 ? 0 : text.rfind('\n', at) + 1;
    if (trim(text.substr(line, at - line)).starts_with('[')) fix_markdown_target(source, at + 2, '\n');
  }
}

}  // namespace suit::mechanic
