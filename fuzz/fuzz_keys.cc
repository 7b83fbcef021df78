// A configuration file, read in each format, and a value to set at each of its first keys: the edit changes
// only that key, or is refused. Parts: the value, the file.
#include <algorithm>

#include "input.h"
#include "memory_files.h"
#include "propose/mechanic/job.h"
#include "propose/mechanic/keys.h"

using namespace suit;
using namespace suit::mechanic;

namespace {

constexpr size_t kKeysTried = 12;

// Whether there is a key outside whose range no byte has changed.
bool is_one_value(const std::vector<KeyEntry>& entries, const std::string& before, const std::string& after) {
  return std::any_of(entries.begin(), entries.end(), [&](const KeyEntry& entry) {
    return entry.refusal.empty() && entry.type != ValueType::kContainer &&
           after.size() + entry.end >= before.size() + entry.begin &&
           after.starts_with(before.substr(0, entry.begin)) && after.ends_with(before.substr(entry.end));
  });
}

// Counts keys with a changed value; no key may be added or removed.
size_t count_changed(const FlatKeys& before, const FlatKeys& after) {
  CHECK(before.size() == after.size());
  size_t changed = 0;
  for (const auto& [key, value] : before) {
    auto now = after.find(key);
    CHECK(now != after.end());
    changed += now->second != value;
  }
  return changed;
}

void set_each(Format format, const std::string& path, const std::string& content, const std::string& value) {
  auto entries = read_keys(format, content);
  if (!entries) return;
  for (const KeyEntry& entry : *entries)
    if (entry.refusal.empty() && entry.type != ValueType::kContainer)
      CHECK(entry.begin <= entry.end && entry.end <= content.size());
  fuzz::MemoryFiles files(std::map<std::string, std::string>{{path, content}});
  Folder folder(files);
  Task task;
  std::vector<KeyEntry> tried(entries->begin(),
                              entries->begin() + static_cast<long>(std::min(entries->size(), kKeysTried)));
  for (const KeyEntry& entry : tried) {
    Instruction in;
    in.kind = &kSetKey;
    in.old_text.text = shown_key(entry.parts);
    in.new_text.text = value;
    in.globs = {path};
    Request request{task, folder, {}, {0, 0}};
    Job job(request, 0);
    auto summary = kSetKey.act(job, in);
    auto reply = job.reply(kSetKey, std::move(summary));
    if (!reply) continue;
    const auto* proposal = std::get_if<Proposal>(&*reply);
    if (!proposal) continue;
    CHECK(proposal->edits.size() == 1 && proposal->edits[0].before.content == content);
    // A key's text can match several keys: the edit is right for one of them.
    const std::string& after = proposal->edits[0].after.content;
    CHECK(is_one_value(*entries, content, after));
    auto old_keys = flatten(format, content), new_keys = flatten(format, after);
    CHECK(old_keys && new_keys && count_changed(*old_keys, *new_keys) <= 1);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  auto parts = fuzz::parts_of(fuzz::view_of(data, size), 2);
  std::string value(parts[0]), content(parts[1]);
  set_each(Format::kJson, "a.json", content, value);
  set_each(Format::kYaml, "a.yaml", content, value);
  set_each(Format::kToml, "a.toml", content, value);
  set_each(Format::kIni, "a.ini", content, value);
  set_each(Format::kEnv, ".env", content, value);
  set_each(Format::kProperties, "a.properties", content, value);
  set_each(Format::kGitConfig, ".gitconfig", content, value);
  return 0;
}
