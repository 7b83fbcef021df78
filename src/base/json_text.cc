#include "base/json_text.h"

#include <set>
#include <vector>

#include "base/text.h"

namespace suit {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

// A value's place in the text.
struct Node {
  char kind = 0;  // '{', '[', or another first byte
  size_t begin = 0, end = 0;
  struct Child {
    std::string key = {};  // of an object
    size_t begin = 0;      // of the key, or the item
    size_t value = 0;      // index in Scanner::nodes
  };
  std::vector<Child> children = {};
};

// Finds the places in a text that is known to be JSON.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {
    if (text_.starts_with(kByteOrderMark)) at_ = kByteOrderMark.size();
    blank();
    value();
  }
  std::vector<Node> nodes;
  bool has_twin_keys = false;

 private:
  void blank() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos)
      ++at_;
  }

  void string() {
    for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_)
      if (text_[at_] == '\\') ++at_;
    ++at_;
  }

  size_t value() {
    size_t index = nodes.size();
    nodes.push_back({.kind = text_[at_], .begin = at_});
    if (text_[at_] == '{' || text_[at_] == '[') {
      children(index, text_[at_] == '{');
    } else if (text_[at_] == '"') {
      string();
    } else {
      while (at_ < text_.size() && std::string_view(" \t\r\n,]}").find(text_[at_]) == std::string_view::npos)
        ++at_;
    }
    nodes[index].end = at_;
    return index;
  }

  void children(size_t index, bool is_object) {
    std::set<std::string> keys;
    ++at_;
    for (blank(); at_ < text_.size() && text_[at_] != '}' && text_[at_] != ']'; blank()) {
      Node::Child child{.begin = at_};
      if (is_object) {
        string();
        if (auto key = parse_json(text_.substr(child.begin, at_ - child.begin)))
          child.key = key->get<std::string>();
        has_twin_keys |= !keys.insert(child.key).second;
        blank();
        ++at_;  // the colon
        blank();
      }
      child.value = value();
      nodes[index].children.push_back(std::move(child));
      blank();
      if (at_ < text_.size() && text_[at_] == ',') ++at_;
    }
    ++at_;
  }

  std::string_view text_;
  size_t at_ = 0;
};

Result<std::vector<Node>> scan(std::string_view text) {
  ASSIGN_OR_RETURN(Json json, parse_json(text));
  if (!json.is_object()) return Error{ErrorCode::kInvalid, "it is not a JSON object"};
  Scanner scanner(text);
  if (scanner.has_twin_keys) return Error{ErrorCode::kInvalid, "a key occurs twice in it"};
  return std::move(scanner.nodes);
}

const Node::Child* find_child(const Node& node, std::string_view key) {
  for (const Node::Child& child : node.children)
    if (child.key == key) return &child;
  return nullptr;
}

// The blanks before `at` on its line; nullopt if something else is there too.
std::optional<std::string> indent_at(std::string_view text, size_t at) {
  size_t line = at == 0 ? std::string_view::npos : text.rfind('\n', at - 1);
  std::string_view before =
      text.substr(line == text.npos ? 0 : line + 1, at - (line == text.npos ? 0 : line + 1));
  if (line == text.npos || !trim(before).empty()) return std::nullopt;
  return std::string(before);
}

std::string dumped(const Json& json, const std::string& unit, const std::string& indent) {
  bool tabs = unit.starts_with('\t');
  std::string text =
      json.dump(static_cast<int>(unit.size()), tabs ? '\t' : ' ', false, Json::error_handler_t::replace);
  std::string shifted;
  for (std::string_view line : split_lines(text))
    shifted += (shifted.empty() ? "" : indent) + std::string(line);
  return shifted;
}

// Adds `member`, with its key for an object, as the last child of a node.
std::string with_child(std::string_view text, const std::vector<Node>& nodes, size_t index,
                       const std::optional<std::string>& key, const Json& value, const std::string& unit) {
  const Node& node = nodes[index];
  std::string head = key ? to_text(Json(*key)) + ": " : "";
  std::string out(text);
  if (!node.children.empty()) {
    const Node::Child& last = node.children.back();
    auto indent = indent_at(text, last.begin);
    std::string added =
        indent ? ",\n" + *indent + head + dumped(value, unit, *indent) : ", " + head + to_text(value);
    return out.insert(nodes[last.value].end, added);
  }
  // The indentation of the line on which the container begins.
  size_t line = text.rfind('\n', node.begin);
  size_t begin = line == text.npos ? 0 : line + 1, end = begin;
  while (end < text.size() && (text[end] == ' ' || text[end] == '\t')) ++end;
  std::string outer(text.substr(begin, end - begin)), indent = outer + unit;
  std::string inner = "\n" + indent + head + dumped(value, unit, indent) + "\n" + outer;
  return out.replace(node.begin + 1, node.end - node.begin - 2, inner);
}

Error wrong_kind(std::string_view key, std::string_view wanted) {
  return {ErrorCode::kInvalid, "\"" + std::string(key) + "\" is not " + std::string(wanted)};
}

}  // namespace

Result<std::string> json_with_item(std::string_view text, std::span<const std::string_view> keys,
                                   const Json& item) {
  std::string_view content = text.starts_with(kByteOrderMark) ? text.substr(kByteOrderMark.size()) : text;
  if (trim(content).empty()) return json_with_item("{}\n", keys, item);
  ASSIGN_OR_RETURN(std::vector<Node> nodes, scan(text));
  std::string unit = "  ";
  if (!nodes[0].children.empty())
    if (auto indent = indent_at(text, nodes[0].children[0].begin); indent && !indent->empty()) unit = *indent;
  size_t at = 0;
  for (size_t depth = 0; depth < keys.size(); ++depth) {
    const Node::Child* child = find_child(nodes[at], keys[depth]);
    if (!child) {
      Json value = Json::array({item});
      for (size_t inner = keys.size(); inner-- > depth + 1;) value = Json{{std::string(keys[inner]), value}};
      return with_child(text, nodes, at, std::string(keys[depth]), value, unit);
    }
    at = child->value;
    bool is_last = depth + 1 == keys.size();
    if (nodes[at].kind != (is_last ? '[' : '{'))
      return wrong_kind(keys[depth], is_last ? "an array" : "an object");
  }
  return with_child(text, nodes, at, std::nullopt, item, unit);
}

Result<std::string> json_without_items(std::string_view text, std::span<const std::string_view> keys,
                                       const std::function<bool(const Json& item)>& wanted) {
  ASSIGN_OR_RETURN(std::vector<Node> nodes, scan(text));
  std::vector<size_t> way = {0};  // nodes from the root to the array
  std::vector<size_t> places;     // of each in its parent
  for (std::string_view key : keys) {
    const Node& node = nodes[way.back()];
    const Node::Child* child = find_child(node, key);
    if (!child) return std::string(text);
    places.push_back(static_cast<size_t>(child - node.children.data()));
    way.push_back(child->value);
  }
  if (nodes[way.back()].kind != '[') return wrong_kind(keys.back(), "an array");
  size_t left = nodes[way.back()].children.size(), place = left;
  for (size_t i = left; i-- > 0;) {
    const Node& value = nodes[nodes[way.back()].children[i].value];
    auto item = parse_json(text.substr(value.begin, value.end - value.begin));
    if (item && wanted(*item)) place = i;
  }
  if (place == left) return std::string(text);
  while (left == 1 && !places.empty()) {
    place = places.back();
    places.pop_back();
    way.pop_back();
    left = nodes[way.back()].children.size();
  }
  const std::vector<Node::Child>& children = nodes[way.back()].children;
  size_t begin = children[place].begin, end = nodes[children[place].value].end;
  if (left == 1) {
    begin = nodes[way.back()].begin + 1;
    end = nodes[way.back()].end - 1;
  } else if (place > 0) {
    begin = nodes[children[place - 1].value].end;
  } else {
    end = children[1].begin;
  }
  std::string out(text);
  out.erase(begin, end - begin);
  return json_without_items(out, keys, wanted);  // another one
}

}  // namespace suit
