// The settings that a configuration file holds, as flat keys with their lines: TOML, JSON and JavaScript
// objects, INI, a part of YAML.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace suit {

struct Setting {
  std::string key;                 // "tool.pytest.ini_options.addopts", "scripts.test"
  std::vector<std::string> items;  // of a list; else one
  bool is_list = false;
  size_t line = 0;  // from 1
};

// In the order of the file, chosen by its name. An entry of a list of tables is named by its `name`, `module`
// or `path`, else by nothing, so keys may repeat. nullopt: the format is unknown, or the text is malformed.
std::optional<std::vector<Setting>> settings_in(std::string_view path, std::string_view text);

}  // namespace suit
