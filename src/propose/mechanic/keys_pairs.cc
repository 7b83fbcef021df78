// Name/value pairs in lists: Kubernetes' env, tags, environment in a compose file ("- LEVEL=info"), command
// arguments ("--level=info").
#include <unordered_map>

#include "propose/mechanic/keys.h"

namespace suit::mechanic {
namespace {

bool is_index(std::string_view part) {
  return !part.empty() && part.find_first_not_of("0123456789") == part.npos;
}

// The length of NAME in "NAME=…"; 0 if the text has another form.
size_t name_length(std::string_view text) {
  size_t end = 0;
  while (end < text.size() && (std::isalnum(static_cast<unsigned char>(text[end])) || text[end] == '_' ||
                               text[end] == '-' || (end > 0 && text[end] == '.')))
    ++end;
  bool named =
      end > 0 && end < text.size() && text[end] == '=' && !std::isdigit(static_cast<unsigned char>(text[0]));
  return named ? end : 0;
}

constexpr size_t kNone = static_cast<size_t>(-1);

struct Item {
  size_t name = kNone, value = kNone;
  bool elsewhere = false;  // valueFrom
};

}  // namespace

void add_pairs(std::vector<KeyEntry>& entries) {
  std::unordered_map<std::string, Item> items;  // by the path of the list item
  std::vector<std::string> order;
  size_t count = entries.size();
  std::vector<KeyEntry> found;
  for (size_t i = 0; i < count; ++i) {
    const KeyEntry& entry = entries[i];
    const std::vector<std::string>& parts = entry.parts;
    if (parts.size() >= 2 && is_index(parts.back()) && entry.type == ValueType::kString) {
      if (size_t length = name_length(entry.value)) {
        KeyEntry pair = entry;
        pair.pair.assign(parts.begin(), parts.end() - 1);
        pair.pair.push_back(entry.value.substr(0, length));
        pair.prefix = entry.value.substr(0, length + 1);
        pair.value = entry.value.substr(length + 1);
        found.push_back(std::move(pair));
      }
    }
    if (parts.size() < 3 || !is_index(parts[parts.size() - 2])) continue;
    const std::string& last = parts.back();
    bool name = last == "name" || last == "Name" || last == "key" || last == "Key";
    bool value = last == "value" || last == "Value", elsewhere = last == "valueFrom";
    if (!name && !value && !elsewhere) continue;
    std::string path;
    for (size_t k = 0; k + 1 < parts.size(); ++k) path.append(parts[k]).append(1, '\x1f');
    auto [at, fresh] = items.try_emplace(std::move(path));
    if (fresh) order.push_back(at->first);
    if (name) at->second.name = i;
    if (value) at->second.value = i;
    if (elsewhere) at->second.elsewhere = true;
  }
  for (const std::string& path : order) {
    const Item& item = items.at(path);
    if (item.name == kNone || (item.value == kNone && !item.elsewhere)) continue;
    const KeyEntry& name = entries[item.name];
    KeyEntry pair = entries[item.value == kNone ? item.name : item.value];
    pair.pair.assign(name.parts.begin(), name.parts.end() - 2);
    pair.pair.push_back(name.value);
    if (item.value == kNone) {
      pair.value.clear();
      pair.refusal = "its value comes from elsewhere (valueFrom)";
    }
    found.push_back(std::move(pair));
  }
  for (KeyEntry& pair : found) entries.push_back(std::move(pair));
}

}  // namespace suit::mechanic
