#include "code/language.h"

#include <map>
#include <unordered_map>

#include "base/result.h"
#include "base/text.h"

namespace suit::code {
namespace {

bool has_word(std::string_view words, std::string_view word) {
  for (std::string_view one : split(words, ' '))
    if (one == word) return true;
  return false;
}

struct Index {
  std::unordered_map<std::string_view, const Language*> extensions, names, interpreters;
  std::unordered_map<std::string_view, const Parser*> parsers;  // by extension
  std::map<Grammar, std::pair<const Language*, const Parser*>> grammars;

  Index() {
    for (const Language& language : languages()) {
      for (std::string_view word : split(language.extensions, ' ')) extensions.emplace(word, &language);
      for (std::string_view word : split(language.file_names, ' ')) names.emplace(word, &language);
      for (std::string_view word : split(language.interpreters, ' ')) interpreters.emplace(word, &language);
      for (const Parser& parser : language.parsers) {
        grammars[parser.grammar] = {&language, &parser};
        for (std::string_view word : split(parser.extensions, ' ')) parsers.emplace(word, &parser);
      }
      for (std::string_view word : split(language.extensions, ' '))
        if (!language.parsers.empty() && !has_word(language.unparsed, word))
          parsers.emplace(word, &language.parsers[0]);
    }
    for (auto* map : {&extensions, &names, &interpreters}) map->erase("");
    parsers.erase("");
  }
};

const Index& index() {
  static const Index built;
  return built;
}

// "#!/usr/bin/env -S python3 -u" → "python3".
std::string_view interpreter_of(std::string_view content) {
  if (!content.starts_with("#!")) return {};
  std::string_view line =
      content.substr(2, content.find('\n') == content.npos ? content.npos : content.find('\n') - 2);
  for (std::string_view word : split(trim(line), ' ')) {
    if (word.empty() || word.starts_with('-')) continue;
    std::string_view name = trim(name_in(word));
    if (name != "env") return name;
  }
  return {};
}

// An editor's mode line in the first two lines: "-*- C++ -*-", "-*- mode: python; … -*-" → "c++", "python".
std::string mode_of(std::string_view content) {
  std::string_view head = content.substr(0, 400);
  size_t end = head.find('\n');
  if (end != head.npos) end = head.find('\n', end + 1);
  head = head.substr(0, end);
  size_t open = head.find("-*-");
  if (open == head.npos) return {};
  size_t close = head.find("-*-", open + 3);
  if (close == head.npos) return {};
  std::string mode = to_lower(trim(head.substr(open + 3, close - open - 3)));
  if (size_t key = mode.find("mode:"); key != mode.npos) mode = mode.substr(key + 5);
  return std::string(trim(std::string_view(mode).substr(0, mode.find(';'))));
}

// A header without an extension, as in the standard library: nothing else begins lines like that.
bool looks_like_a_header(std::string_view content) {
  for (std::string_view mark : {"#include <", "#include \"", "#pragma once"})
    if (content.starts_with(mark) || content.find("\n" + std::string(mark)) != content.npos) return true;
  return false;
}

}  // namespace

const Language& unknown_language() {
  static const Language unknown{
      .name = "unknown", .aliases = "", .extensions = "", .file_names = "", .family = Family::kProse};
  return unknown;
}

const Language& language_of(std::string_view path, std::string_view content) {
  std::string_view name = name_in(path);
  const Index& known = index();
  if (auto at = known.names.find(name); at != known.names.end()) return *at->second;
  if (name.starts_with(".env.")) return language_named("INI");
  if (name.starts_with("Dockerfile.")) return language_named("Dockerfile");
  std::string extension = extension_of(path);
  if (auto at = known.extensions.find(extension); at != known.extensions.end()) return *at->second;
  if (auto at = known.interpreters.find(interpreter_of(content)); at != known.interpreters.end())
    return *at->second;
  if (std::string mode = mode_of(content); !mode.empty())
    for (const Language& language : languages())
      if (has_word(language.aliases, mode)) return language;
  if (extension.empty() && looks_like_a_header(content)) return language_named("C++");
  return unknown_language();
}

const Language& language_of(Grammar grammar) {
  return *index().grammars.at(grammar).first;
}

const Parser* parser_of(std::string_view path) {
  auto at = index().parsers.find(extension_of(path));
  return at == index().parsers.end() ? nullptr : at->second;
}

const Parser& parser_of(Grammar grammar) {
  return *index().grammars.at(grammar).second;
}

std::vector<std::string_view> parsed_languages() {
  std::vector<std::string_view> names;
  for (auto& [grammar, found] : index().grammars)
    if (names.empty() || names.back() != found.first->name) names.push_back(found.first->name);
  return names;
}

const Language& language_named(std::string_view name) {
  for (const Language& language : languages())
    if (language.name == name) return language;
  CHECK(false && "no language of this name in the table");
  return unknown_language();
}

bool is_name_byte(const Language& language, char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80 || language.name_characters.find(c) != std::string_view::npos;
}

bool is_identifier(const Language& language, std::string_view text) {
  if (text.size() > 1 && language.name_suffixes.find(text.back()) != std::string_view::npos)
    text.remove_suffix(1);
  if (text.empty() || (text[0] >= '0' && text[0] <= '9')) return false;
  for (char c : text)
    if (!is_name_byte(language, c)) return false;
  return !has_word(language.keywords, text);
}

bool is_plain_identifier(std::string_view text) {
  static const Language plain{
      .name = "", .aliases = "", .extensions = "", .file_names = "", .name_characters = "$"};
  return is_identifier(plain, text);
}

std::string glob_of_language(std::string_view name) {
  for (const Language& language : languages()) {
    if (!has_word(language.aliases, name)) continue;
    std::string glob;
    for (std::string_view extension : split(language.extensions, ' '))
      glob.append(glob.empty() ? "{*" : ",*").append(extension);
    if (language.name == "C") glob += ",*.h";  // the table assigns .h to C++
    for (std::string_view file : split(language.file_names, ' '))
      if (!file.empty()) glob.append(",").append(file);
    return glob + "}";
  }
  return {};
}

}  // namespace suit::code
