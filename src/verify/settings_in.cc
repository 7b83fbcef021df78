#include "verify/settings_in.h"

#include <algorithm>

#include "base/text.h"
#include "base/toml.h"
#include "code/syntax.h"

namespace suit {
namespace {

constexpr size_t kSettingsMax = 20'000;
constexpr int kSettingDepthMax = 32;

std::string without_quotes(std::string_view text) {
  text = trim(text);
  if (text.size() >= 2 && text.front() == text.back() && std::string_view("'\"`").find(text[0]) != text.npos)
    text = text.substr(1, text.size() - 2);
  return std::string(text);
}

std::string joined_key(std::string_view outer, std::string_view key) {
  return outer.empty() ? std::string(key) : std::string(outer) + "." + std::string(key);
}

// --- TOML

std::string toml_text(const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* number = node.as_integer()) return std::to_string(number->get());
  if (const auto* boolean = node.as_boolean()) return boolean->get() ? "true" : "false";
  std::ostringstream out;
  if (const auto* number = node.as_floating_point()) out << number->get();
  if (const auto* table = node.as_table()) out << toml::json_formatter(*table);
  if (const auto* array = node.as_array()) out << toml::json_formatter(*array);
  return squeezed(out.str());
}

std::string toml_name(const toml::table& table) {
  for (const char* key : {"name", "module", "path"})
    if (const toml::node* node = table.get(key)) {
      const toml::array* list = node->as_array();
      return toml_text(list && !list->empty() ? *list->get(0) : *node);
    }
  return "";
}

void add_toml(const toml::table& table, const std::string& outer, int depth, std::vector<Setting>& settings) {
  if (depth > kSettingDepthMax || settings.size() > kSettingsMax) return;
  for (const auto& [name, node] : table) {
    std::string key = joined_key(outer, name.str());
    if (const auto* inner = node.as_table()) {
      add_toml(*inner, key, depth + 1, settings);
      continue;
    }
    const auto* array = node.as_array();
    if (array && array->is_array_of_tables()) {
      for (const toml::node& entry : *array)
        add_toml(*entry.as_table(), joined_key(key, toml_name(*entry.as_table())), depth + 1, settings);
      continue;
    }
    Setting setting{.key = key, .is_list = array != nullptr, .line = name.source().begin.line};
    if (array) {
      for (const toml::node& entry : *array) setting.items.push_back(toml_text(entry));
    } else {
      setting.items.push_back(toml_text(node));
    }
    settings.push_back(std::move(setting));
  }
}

// --- JSON, with comments or without, and objects in JavaScript

class ObjectReader {
 public:
  explicit ObjectReader(std::string_view text) : text_(text) {}

  void read(SyntaxNode root) { inside(root, "", 0); }
  std::vector<Setting> take() { return std::move(settings_); }

 private:
  void inside(SyntaxNode node, const std::string& outer, int depth) {
    if (depth > kSettingDepthMax * 2 || settings_.size() > kSettingsMax) return;
    each_named_child(node, [&](SyntaxNode child, SyntaxNode) {
      if (child.type() == "pair") {
        pair(child, outer, depth);
      } else if (child.type() == "object" && !outer.empty()) {
        inside(child, joined_key(outer, name_of(child)), depth + 1);
      } else if (child.type() != "comment" && child.child_count() > 0) {
        inside(child, outer, depth + 1);
      }
    });
  }

  void pair(SyntaxNode node, const std::string& outer, int depth) {
    SyntaxNode key_node = node.field("key"), value = node.field("value");
    std::string key = joined_key(outer, without_quotes(key_node.text(text_)));
    if (value.type() == "object") return inside(value, key, depth + 1);
    Setting setting{.key = key, .is_list = value.type() == "array", .line = node.line()};
    bool has_objects = false;
    if (setting.is_list) {
      each_named_child(value, [&](SyntaxNode entry, SyntaxNode) {
        has_objects |= entry.type() == "object";
        if (entry.type() != "comment") setting.items.push_back(squeezed(without_quotes(entry.text(text_))));
      });
    } else {
      setting.items.push_back(squeezed(without_quotes(value.text(text_))));
    }
    settings_.push_back(std::move(setting));
    if (has_objects || !settings_.back().is_list) inside(value, key, depth + 1);
  }

  std::string name_of(SyntaxNode object) const {
    std::string name;
    each_named_child(object, [&](SyntaxNode child, SyntaxNode) {
      if (child.type() != "pair") return;
      std::string key = without_quotes(child.field("key").text(text_));
      if (name.empty() && key == "name") name = without_quotes(child.field("value").text(text_));
    });
    return name;
  }

  std::string_view text_;
  std::vector<Setting> settings_;
};

std::optional<std::vector<Setting>> object_settings(std::string_view path, std::string_view text,
                                                    bool is_json) {
  // In brackets an object is an expression; they stand on the first line, so lines stay.
  std::string whole = is_json ? "(" + std::string(text) + "\n)" : std::string(text);
  std::optional<Grammar> grammar = is_json ? Grammar::kJavaScript : grammar_of(path);
  if (!grammar) return std::nullopt;
  auto tree = SyntaxTree::parse(*grammar, whole);
  if (!tree || (is_json && tree->root().has_error())) return std::nullopt;
  ObjectReader reader(whole);
  reader.read(tree->root());
  return reader.take();
}

// --- INI: sections, keys, and values that go on in indented lines

std::vector<Setting> ini_settings(std::string_view text) {
  std::vector<Setting> settings;
  std::string section;
  size_t number = 0;
  Setting* open = nullptr;
  for (std::string_view line : split_lines(text)) {
    ++number;
    line = without_terminator(line);
    std::string_view bare = trim(line);
    if (bare.empty() || bare[0] == '#' || bare[0] == ';' || settings.size() > kSettingsMax) continue;
    if (bare[0] == '[' && bare.back() == ']') {
      section = bare.substr(1, bare.size() - 2);
      open = nullptr;
      continue;
    }
    if (open && (line[0] == ' ' || line[0] == '\t')) {
      open->items.emplace_back(bare);
      open->is_list = true;
      continue;
    }
    size_t at = bare.find_first_of("=:");
    std::string_view value = at == bare.npos ? std::string_view() : trim(bare.substr(at + 1));
    Setting setting{.key = joined_key(section, trim(bare.substr(0, at))), .line = number};
    if (!value.empty()) setting.items.emplace_back(value);
    settings.push_back(std::move(setting));
    open = &settings.back();
  }
  return settings;
}

// --- YAML: maps and lists by their indentation; flow lists on one line

std::vector<Setting> yaml_settings(std::string_view text) {
  struct Level {
    size_t indent;
    std::string key;
  };
  std::vector<Setting> settings;
  std::vector<Level> levels;
  size_t number = 0;
  auto list_of = [&](const std::string& key, size_t line) -> Setting& {
    if (settings.empty() || settings.back().key != key)
      settings.push_back({.key = key, .items = {}, .is_list = true, .line = line});
    return settings.back();
  };
  for (std::string_view line : split_lines(text)) {
    ++number;
    line = without_terminator(line);
    std::string_view bare = trim(line);
    if (bare.empty() || bare[0] == '#' || bare == "---" || settings.size() > kSettingsMax) continue;
    size_t comment = bare.find(" #");
    if (comment != bare.npos && bare.find_first_of("'\"") == bare.npos) bare = trim(bare.substr(0, comment));
    size_t indent = line.find_first_not_of(" \t");
    bool is_entry = bare.starts_with("- ") || bare == "-";
    while (!levels.empty() &&
           (levels.back().indent > indent || (levels.back().indent == indent && !is_entry)))
      levels.pop_back();
    std::string outer = levels.empty() ? "" : levels.back().key;
    if (is_entry) {
      bare = trim(bare.substr(1));
      if (bare.find(": ") == bare.npos && !bare.ends_with(':')) {
        list_of(outer, number).items.push_back(without_quotes(bare));
        continue;
      }
      indent += 2;
    }
    size_t at = bare.find(": ");
    if (at == bare.npos && bare.ends_with(':')) at = bare.size() - 1;
    if (at == bare.npos) {
      if (!settings.empty()) settings.back().items.emplace_back(bare);  // a text over several lines
      continue;
    }
    std::string key = joined_key(outer, without_quotes(bare.substr(0, at)));
    std::string_view value = trim(bare.substr(std::min(bare.size(), at + 1)));
    if (value.empty()) {
      if (levels.size() < kSettingDepthMax) levels.push_back({indent, key});
      continue;
    }
    Setting setting{.key = key, .is_list = value[0] == '[', .line = number};
    if (setting.is_list) {
      value.remove_prefix(1);
      if (value.ends_with(']')) value.remove_suffix(1);
      for (std::string_view entry : split(value, ','))
        if (!trim(entry).empty()) setting.items.push_back(without_quotes(entry));
    } else {
      setting.items.push_back(without_quotes(value));
    }
    settings.push_back(std::move(setting));
  }
  return settings;
}

bool is_json_name(std::string_view name, std::string_view text) {
  std::string ending = extension_of(name);
  if (ending == ".json" || ending == ".jsonc" || ending == ".json5") return true;
  // .eslintrc, .nycrc: JSON or YAML
  return ending.empty() && name.ends_with("rc") && trim(text.substr(0, 200)).starts_with('{');
}

}  // namespace

std::optional<std::vector<Setting>> settings_in(std::string_view path, std::string_view text) {
  std::string name = to_lower(name_in(path)), ending = extension_of(path);
  if (ending == ".toml" || name == "pipfile") {
    auto table = parse_toml(text);
    if (!table) return std::nullopt;
    std::vector<Setting> settings;
    add_toml(*table, "", 0, settings);
    return settings;
  }
  if (is_json_name(name, text)) return object_settings(path, text, true);
  std::optional<Grammar> grammar = grammar_of(path);
  if (grammar == Grammar::kJavaScript || grammar == Grammar::kTypeScript || grammar == Grammar::kTsx)
    return object_settings(path, text, false);
  if (ending == ".yml" || ending == ".yaml" || name == ".clang-tidy" || name == ".clang-format" ||
      name == ".eslintrc" || name == ".prettierrc" || name == ".mocharc" || name == ".nycrc" ||
      name == ".c8rc")
    return yaml_settings(text);
  if (ending == ".ini" || ending == ".cfg" || name == ".coveragerc" || name == ".flake8" ||
      name == ".pylintrc" || name == "pylintrc" || name == ".npmrc" || name == ".rspec")
    return ini_settings(text);
  return std::nullopt;
}

}  // namespace suit
