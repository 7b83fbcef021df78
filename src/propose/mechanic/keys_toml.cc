// TOML by toml++, which gives the start of each value; its end is found here.
#include <algorithm>
#include <sstream>

#include "base/text.h"
#include "base/toml.h"
#include "propose/mechanic/keys.h"

namespace suit::mechanic {
namespace {

Result<toml::table> parse(const std::string& content) {
  auto table = parse_toml(content);
  if (!table) return Error{ErrorCode::kInvalid, "not valid TOML at " + table.error().message};
  return table;
}

ValueType type_of(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::string:
      return ValueType::kString;
    case toml::node_type::integer:
    case toml::node_type::floating_point:
      return ValueType::kNumber;
    case toml::node_type::boolean:
      return ValueType::kBool;
    case toml::node_type::date:
    case toml::node_type::time:
    case toml::node_type::date_time:
      return ValueType::kDate;
    default:
      return ValueType::kContainer;
  }
}

std::string text_of(const toml::node& node) {
  if (const auto* string = node.as_string()) return string->get();
  std::ostringstream out;
  node.visit([&](const auto& value) { out << value; });
  return out.str();
}

struct Walk {
  const std::string& content;
  std::vector<size_t> line_starts = {};
  std::vector<KeyEntry> entries = {};
  std::vector<std::string> path = {};
  FlatKeys flat = {};
  bool failed = false;

  explicit Walk(const std::string& text) : content(text) {
    size_t at = text.starts_with("\xef\xbb\xbf") ? 3 : 0;
    line_starts.push_back(at);
    for (at = text.find('\n', at); at != text.npos; at = text.find('\n', at + 1))
      line_starts.push_back(at + 1);
  }

  // Columns count characters, not bytes.
  size_t offset(const toml::source_position& position) const {
    if (position.line == 0 || position.line > line_starts.size()) return content.npos;
    size_t at = line_starts[position.line - 1];
    for (uint32_t column = 1; column < position.column && at < content.size(); ++column)
      for (++at; at < content.size() && (content[at] & 0xC0) == 0x80;) ++at;
    return at;
  }

  size_t end_of(size_t at, ValueType type, std::string& refusal) const {
    std::string_view text = content;
    if (type == ValueType::kString) {
      if (text.substr(at).starts_with("\"\"\"") || text.substr(at).starts_with("'''")) {
        refusal = "its value takes several lines";
        return at;
      }
      size_t end = at + 1;
      for (; end < text.size() && text[end] != text[at]; ++end)
        if (text[at] == '"' && text[end] == '\\') ++end;
      return std::min(end + 1, text.size());
    }
    size_t end = std::min(text.find_first_of(" \t\r\n,]}#", at), text.size());
    // 1979-05-27 07:32:00
    if (type == ValueType::kDate && end + 1 < text.size() && text[end] == ' ' && text[end + 1] >= '0' &&
        text[end + 1] <= '9')
      end = std::min(text.find_first_of(" \t\r\n,]}#", end + 1), text.size());
    return end;
  }

  void visit(const toml::node& node, int depth) {
    if (depth > kKeyDepthMax || flat.size() >= kKeysMax) failed = true;
    if (failed) return;
    ValueType type = type_of(node);
    if (!path.empty()) {
      KeyEntry entry{path, type, type == ValueType::kContainer ? std::string() : text_of(node), 0, 0};
      if (type != ValueType::kContainer) {
        entry.begin = offset(node.source().begin);
        if (entry.begin == content.npos || entry.begin >= content.size()) {
          entry.refusal = "its position is unclear";
          entry.begin = 0;
        } else {
          entry.end = end_of(entry.begin, type, entry.refusal);
        }
      }
      flat[path] = std::string(name_of(type)) + "=" + entry.value;
      entries.push_back(std::move(entry));
    }
    if (const auto* table = node.as_table()) {
      for (const auto& [key, value] : *table) {
        path.emplace_back(key.str());
        visit(value, depth + 1);
        path.pop_back();
      }
    } else if (const auto* array = node.as_array()) {
      for (size_t i = 0; i < array->size(); ++i) {
        path.push_back(std::to_string(i));
        visit(*array->get(i), depth + 1);
        path.pop_back();
      }
    }
  }
};

}  // namespace

Result<std::vector<KeyEntry>> read_toml_keys(const std::string& content) {
  ASSIGN_OR_RETURN(toml::table table, parse(content));
  Walk walk(content);
  walk.visit(table, 0);
  if (walk.failed) return Error{ErrorCode::kLimit, "the TOML has too many keys"};
  add_pairs(walk.entries);
  return std::move(walk.entries);
}

Result<FlatKeys> flatten_toml(const std::string& content) {
  ASSIGN_OR_RETURN(toml::table table, parse(content));
  Walk walk(content);
  walk.visit(table, 0);
  if (walk.failed) return Error{ErrorCode::kLimit, "the TOML has too many keys"};
  return std::move(walk.flat);
}

}  // namespace suit::mechanic
