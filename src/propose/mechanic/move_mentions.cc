#include "propose/mechanic/move_mentions.h"

#include <algorithm>

#include "base/text.h"

namespace suit::mechanic {
namespace {

constexpr size_t kModulesMax = 100;  // each text is searched for each

// The folders and name of a module: {"src", "lib", "date"}; for an index file, its folder.
std::vector<std::string_view> module_parts(std::string_view path) {
  std::vector<std::string_view> parts = split(path, '/');
  std::string_view& name = parts.back();
  name = name.substr(0, name.find('.') == 0 ? name.npos : name.find('.'));
  if (name == "index" || name == "__init__") parts.pop_back();
  return parts;
}

bool is_token(char c, bool dotted) {
  return is_name_byte(unknown_language(), c) || c == '.' ||
         (!dotted && (c == '/' || c == '-' || c == '@' || c == '~' || c == '$'));
}

// Does `token`, read from its end, name the module? Only an alias such as "@" or "~" may precede its path.
bool names_module(std::string_view token, char mark, const std::vector<std::string_view>& module,
                  std::string_view extension) {
  if (mark == '/' && !extension.empty() && token.ends_with(extension)) token.remove_suffix(extension.size());
  std::vector<std::string_view> said = split(token, mark);
  if (said.size() < 2 || module.size() < 2) return false;
  size_t same = 0;
  while (same < said.size() && same < module.size() &&
         said[said.size() - 1 - same] == module[module.size() - 1 - same])
    ++same;
  if (same == said.size()) return true;
  std::string_view before = said[said.size() - 1 - same];
  bool alias = mark == '/' && (before.starts_with('@') || before.starts_with('~') || before.starts_with('$'));
  return same >= 1 && alias && same + 1 == said.size();
}

}  // namespace

std::vector<MoveMention> find_move_mentions(const Source& source, size_t most) {
  std::vector<MoveMention> found;
  std::string_view text = source.text;
  bool nav = name_in(source.path) == "mkdocs.yml" || name_in(source.path) == "mkdocs.yaml";
  bool includes = source.language.naming == Naming::kIncludes;
  auto in_fix = [&](size_t begin, size_t end) {
    return std::any_of(source.fixes.begin(), source.fixes.end(),
                       [&](const Fix& fix) { return begin < fix.end && end > fix.begin; });
  };
  size_t looked_for = 0;
  for (const auto& [path, target] : source.moves.moved()) {
    if (++looked_for > kModulesMax) break;
    std::vector<std::string_view> module = module_parts(path);
    if (module.empty()) continue;
    std::string_view stem = module.back(), extension = name_in(path);
    extension = extension.find('.') == extension.npos || extension.starts_with('.')
                    ? ""
                    : extension.substr(extension.find('.'));
    bool dotted_file = language_of(path, "").special & kDottedModules;
    for (size_t at = text.find(stem); at != text.npos && found.size() < most; at = text.find(stem, at + 1)) {
      size_t end = at + stem.size();
      if (end < text.size() && (is_name_byte(unknown_language(), text[end]) || text[end] == '-')) continue;
      for (bool dotted : {true, false}) {
        if (dotted && !dotted_file) continue;
        size_t begin = at, last = end;
        while (begin > 0 && is_token(text[begin - 1], dotted)) --begin;
        if (!dotted && text.substr(end).starts_with(extension)) last += extension.size();
        std::string_view token = text.substr(begin, last - begin);
        if (token.starts_with("./") || token.starts_with("../") || token.starts_with("/") ||
            in_fix(begin, last))
          continue;
        bool code = source.part_at(at) == Part::kCode && !source.language.name.empty();
        // Python imports and #include have their own readers; a path in such code is neither.
        if (dotted && path.ends_with(".py") && source.path.ends_with(".py") && code) continue;
        if (!dotted && (includes || token.find('/') == token.npos) && !nav) continue;
        bool named = names_module(token, dotted ? '.' : '/', module, dotted ? "" : extension);
        if (nav)
          named = named || (source.moves.is_file("docs/" + std::string(token)) &&
                            "docs/" + std::string(token) == path);
        if (!named || source.moves.is_file(token)) continue;  // the whole path is searched for elsewhere
        found.push_back({begin, std::string(token)});
        break;
      }
    }
  }
  std::sort(found.begin(), found.end(),
            [](const MoveMention& a, const MoveMention& b) { return a.offset < b.offset; });
  return found;
}

std::string package_declaration(const Source& source) {
  bool has_one = source.language.special & kPackages;
  if (!has_one || parent_of(source.path) == parent_of(source.path_after)) return {};
  for (std::string_view line : split_lines(source.text)) {
    line = trim(line);
    if (line.starts_with("package ") || line.starts_with("namespace "))
      return std::string(line.substr(0, 80));
  }
  return {};
}

}  // namespace suit::mechanic
