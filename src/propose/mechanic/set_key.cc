// set_key: changes one value in a configuration file and keeps every other byte.
#include <algorithm>

#include "base/text.h"
#include "propose/mechanic/job.h"
#include "propose/mechanic/keys.h"

namespace suit::mechanic {
namespace {

struct Setting {
  Job& job;
  const Instruction& in;
  std::vector<std::string> parts;
  size_t set = 0;
  std::vector<std::string> missing = {};  // files that lack the key
  std::vector<std::string> nearest = {};  // keys of those, for the hint
  std::string unchanged = {};             // a file in which the key has the value already
};

bool ends_with(const std::vector<std::string>& parts, const std::vector<std::string>& tail) {
  return parts.size() > tail.size() && std::equal(tail.rbegin(), tail.rend(), parts.rbegin());
}

Result<const KeyEntry*> pick(Setting& work, const std::string& path,
                             const std::vector<const KeyEntry*>& found) {
  std::vector<std::string> choices;
  for (size_t i = 0; i < found.size() && i < 8; ++i)
    choices.push_back(printable(shown_key(found[i]->parts) + " (" + found[i]->value.substr(0, 60) + ")"));
  size_t shown = choices.size();
  choices.push_back("stop");
  ASSIGN_OR_RETURN(size_t answer, work.job.ask("which key of " + printable(path) + " is meant by “" +
                                                   printable(work.in.old_text.text) + "”?",
                                               choices));
  if (answer == shown)
    return work.job.decline(describe(work.in), "name the key in full, such as " + choices.front());
  return found[answer];
}

// The values of several keys, for a person: "“a” and “b”".
std::string shown_values(const std::vector<const KeyEntry*>& entries) {
  constexpr size_t kShown = 8;
  std::string out;
  for (size_t i = 0; i < entries.size() && i < kShown; ++i)
    out.append(i == 0                    ? ""
               : i + 1 == entries.size() ? " and "
                                         : ", ")
        .append("“" + printable(entries[i]->value.substr(0, 60)) + "”");
  return out + (entries.size() > kShown ? " and others" : "");
}

// Of the keys that match, keeps those with the old value that the task states. Errors: kConflict (none).
Result<void> keep_those_from(Setting& work, const std::string& path, const std::string& content,
                             std::vector<const KeyEntry*>& exact, std::vector<const KeyEntry*>& suffix) {
  const Text* from = work.in.find("from");
  if (!from || (exact.empty() && suffix.empty())) return {};
  std::vector<const KeyEntry*> all = exact;
  all.insert(all.end(), suffix.begin(), suffix.end());
  auto other = [&](const KeyEntry* entry) {
    return entry->value != from->text &&
           std::string_view(content).substr(entry->begin, entry->end - entry->begin) != from->text;
  };
  std::erase_if(exact, other);
  std::erase_if(suffix, other);
  if (!exact.empty() || !suffix.empty()) return {};
  std::string key = all.size() == 1 ? shown_key(all[0]->pair.empty() ? all[0]->parts : all[0]->pair)
                                    : work.in.old_text.text;
  return Error{ErrorCode::kConflict, printable(key) + " in " + printable(path) + " is " + shown_values(all) +
                                         ", not “" + printable(from->text) + "”"};
}

// The entry of the key; null if the file has none.
Result<const KeyEntry*> find_entry(Setting& work, const std::string& path, const std::string& content,
                                   const std::vector<KeyEntry>& entries) {
  std::vector<const KeyEntry*> exact, suffix;
  std::string wanted = joined(work.parts, ".");
  for (const KeyEntry& entry : entries) {
    const std::vector<std::string>& parts = entry.pair.empty() ? entry.parts : entry.pair;
    if (parts == work.parts || joined(parts, ".") == wanted || joined(parts, ".") == work.in.old_text.text) {
      exact.push_back(&entry);
    } else if (entry.type != ValueType::kContainer && ends_with(parts, work.parts)) {
      suffix.push_back(&entry);
    }
  }
  RETURN_IF_ERROR(keep_those_from(work, path, content, exact, suffix));
  // Replacing the name itself by the value is never meant.
  if (std::any_of(suffix.begin(), suffix.end(), [](const KeyEntry* entry) { return !entry->pair.empty(); }))
    work.job.settle();
  if (exact.size() == 1) return exact.front();
  if (exact.size() > 1) {
    bool same = std::all_of(exact.begin(), exact.end(),
                            [&](const KeyEntry* entry) { return entry->parts == exact[0]->parts; });
    if (same)
      return Error{ErrorCode::kConflict,
                   printable(path) + " sets " + printable(shown_key(exact[0]->parts)) + " " +
                       std::to_string(exact.size()) + " times",
                   "edit it by “replace … by …”, or by line"};
    return pick(work, path, exact);
  }
  if (suffix.size() > 1) return pick(work, path, suffix);
  if (suffix.size() == 1) {
    work.job.note("“" + printable(work.in.old_text.text) + "” is read as " +
                  printable(shown_key(suffix.front()->parts)) + " in " + printable(path));
    return suffix.front();
  }
  for (const KeyEntry& entry : entries) {
    const std::vector<std::string>& parts = entry.pair.empty() ? entry.parts : entry.pair;
    work.nearest.push_back(shown_key(parts));
    if (work.parts.size() == 1) work.nearest.push_back(parts.back());
  }
  return static_cast<const KeyEntry*>(nullptr);
}

// The type of the new value: the old one's if possible; else the person decides.
Result<ValueType> new_type(Setting& work, Format format, const KeyEntry& entry) {
  const Text& value = work.in.new_text;
  if (entry.type == ValueType::kString || entry.type == ValueType::kText) return entry.type;
  ValueType guessed = guess_type(format, value.text);
  bool text_for_null = value.quoted && entry.type == ValueType::kNull;  // '' is a text, not a null
  if (guessed == entry.type && !text_for_null) return entry.type;
  if (value.quoted) guessed = ValueType::kString;
  if (entry.type == ValueType::kNull) return guessed;
  ASSIGN_OR_RETURN(
      size_t answer,
      work.job.ask(printable(shown_key(entry.parts)) + " is " + std::string(name_of(entry.type)) + " (" +
                       printable(entry.value) + "), and “" + printable(value.text) + "” is " +
                       std::string(name_of(guessed)) + "; change its type?",
                   {"change it to " + std::string(name_of(guessed)), "stop"}));
  if (answer == 1)
    return work.job.decline(describe(work.in), "give a value that is " + std::string(name_of(entry.type)));
  return guessed;
}

// As flatten() names an entry: the second of a name by "#2".
std::vector<std::string> flat_key(Format format, const std::vector<KeyEntry>& entries,
                                  const KeyEntry& entry) {
  std::vector<std::string> key = entry.parts;
  if (has_types(format)) return key;
  size_t before = 0;
  for (const KeyEntry& one : entries) before += one.begin < entry.begin && one.parts == entry.parts;
  for (size_t n = 2; n <= before + 1; ++n) key.push_back("#" + std::to_string(n));
  return key;
}

// Parses both texts by the format's rules: only this key may differ, and it must have the new value.
Result<void> check_change(Format format, const std::string& path, const std::string& before,
                          const std::string& after, const std::vector<KeyEntry>& entries,
                          const KeyEntry& entry, const std::string& value) {
  auto unsafe = [&](const std::string& why) {
    return Error{ErrorCode::kInvalid, "could not change " + printable(shown_key(entry.parts)) + " in " +
                                          printable(path) + " safely: " + why};
  };
  auto old_keys = flatten(format, before), new_keys = flatten(format, after);
  if (!old_keys) return unsafe(old_keys.error().message);
  if (!new_keys) return unsafe(new_keys.error().message);
  if (old_keys->size() != new_keys->size()) return unsafe("other keys would be added or removed");
  std::vector<std::string> own = flat_key(format, entries, entry);
  size_t changed = 0;
  auto now = new_keys->begin();
  for (const auto& [key, old_value] : *old_keys) {
    if (key != now->first) return unsafe("other keys would be added or removed");
    if (old_value != now->second && (++changed > 1 || key != own))
      return unsafe(printable(shown_key(key)) + " would change too");
    ++now;
  }
  auto read = read_keys(format, after);
  if (!read) return unsafe(read.error().message);
  for (const KeyEntry& one : *read)
    if (one.parts == entry.parts && one.pair.empty() && one.begin <= entry.begin + 1 &&
        one.end >= entry.begin) {
      if (!one.refusal.empty()) return unsafe(one.refusal);
      bool same = one.value == entry.prefix + value || one.type == ValueType::kNull ||
                  (format == Format::kToml && one.type != ValueType::kString);
      return same ? Result<void>() : unsafe("it would read as “" + printable(one.value) + "”");
    }
  return unsafe("the key would be lost");
}

Result<std::optional<std::string>> set_in(Setting& work, const std::string& path,
                                          const std::string& content) {
  auto format = format_of(path);
  if (!format)
    return Error{ErrorCode::kUnsupported, "the mechanic can't set keys in " + printable(path),
                 "it reads JSON, YAML, TOML and INI files"};
  auto read = read_keys(*format, content);
  if (!read) {
    // One of several documents may contain the key, so an occurrence of the text proves nothing.
    if (read.error().code == ErrorCode::kUnsupported) work.job.settle();
    return Error{read.error().code, printable(path) + ": " + read.error().message, read.error().hint};
  }
  ASSIGN_OR_RETURN(const KeyEntry* entry, find_entry(work, path, content, *read));
  if (!entry) {
    work.missing.push_back(path);
    return std::optional<std::string>();
  }
  std::string key =
      printable(shown_key(entry->pair.empty() ? entry->parts : entry->pair)) + " in " + printable(path);
  if (entry->type == ValueType::kContainer)
    return Error{ErrorCode::kInvalid, key + " is a table or list, not a single value",
                 "name a key inside it"};
  if (!entry->refusal.empty()) {
    work.job.settle();
    return Error{ErrorCode::kInvalid, "could not change " + key + " safely: " + entry->refusal};
  }
  Lines lines = work.job.lines(path, content);
  if (!lines.may_change(lines.number_at(entry->begin)))
    return Error{ErrorCode::kDenied, printable(path) + ":" + std::to_string(lines.number_at(entry->begin)) +
                                         " is outside the task's scope"};
  ASSIGN_OR_RETURN(ValueType type, new_type(work, *format, *entry));
  const std::string& value = work.in.new_text.text;
  if (value == entry->value && type == entry->type) {
    work.unchanged = path;
    return std::optional<std::string>();
  }
  auto written =
      write_value(*format, std::string_view(content).substr(entry->begin, entry->end - entry->begin), type,
                  entry->prefix + value);
  if (!written) {
    work.job.settle();
    return Error{written.error().code, "could not change " + key + " safely: " + written.error().message,
                 written.error().hint};
  }
  std::string bytes = std::move(*written);
  bool was_empty = entry->begin == entry->end;
  if (was_empty && *format == Format::kYaml) bytes.insert(0, " ");
  std::string after = content.substr(0, entry->begin) + bytes + content.substr(entry->end);
  if (after == content) {  // such as null replaced by null
    work.unchanged = path;
    return std::optional<std::string>();
  }
  RETURN_IF_ERROR(check_change(*format, path, content, after, *read, *entry, value));
  ++work.set;
  return std::optional<std::string>(std::move(after));
}

Result<std::string> set_key(Job& job, const Instruction& in) {
  RETURN_IF_ERROR(job.need_files(in));
  Setting work{job, in, parse_key(in.old_text.text)};
  if (work.parts.empty()) return Error{ErrorCode::kInvalid, "no key is named"};
  ASSIGN_OR_RETURN(Selection selection, job.select(in.globs));
  if (selection.paths.size() > 1) {
    size_t before = selection.paths.size();
    std::erase_if(selection.paths, [](const std::string& path) { return !format_of(path); });
    if (selection.paths.empty())
      return Error{ErrorCode::kUnsupported, "none of these files is JSON, YAML, TOML or INI"};
    if (selection.paths.size() < before)
      job.note(counted(before - selection.paths.size(), "file") + " of another format, left alone");
  }
  RETURN_IF_ERROR(job.change_each(selection.paths, [&](const std::string& path, const std::string& content) {
    return set_in(work, path, content);
  }));
  if (work.set == 0 && !work.unchanged.empty())
    return Error{ErrorCode::kInvalid, "nothing to change: " + printable(in.old_text.text) + " is already “" +
                                          printable(in.new_text.text) + "” in " + printable(work.unchanged)};
  if (work.set == 0)
    return Error{ErrorCode::kNotFound,
                 "no key " + printable(in.old_text.text) + " in " +
                     (work.missing.size() == 1 ? printable(work.missing.front())
                                               : counted(work.missing.size(), "file")),
                 nearest_hint(in.old_text.text, work.nearest)};
  if (!work.missing.empty())
    job.note("no such key in " + counted(work.missing.size(), "file") + " (first " +
             printable(work.missing.front()) + "), left alone");
  return "set " + in.old_text.text + " to “" + in.new_text.text + "” in " +
         (work.set == 1 ? job.edited_paths().front() : counted(work.set, "file"));
}

}  // namespace

const Kind kSetKey = {
    .wording =
        {.name = "set_key",
         .phrasings = {{"set [the] [key|option|setting|field|property|value of] {key:key} (to|=) {new:text} "
                        "[(in|of) {files}]",
                        "set server.port to 8080 in config.yaml"},
                       {"set [the] [key|option|setting|field|property|value of] {key:key} (in|of) {files} "
                        "(to|=) {new:text}",
                        "set version in package.json to \"2.0.0\""},
                       {"set {assign} [in {files}]", "set debug=false in app.ini"},
                       {"in {files} [,] set [the] [key|option|setting|field|property|value of] {key:key} "
                        "(to|=) {new:text}",
                        "in pyproject.toml, set project.version to \"2.0.0\""},
                       {"(change|update) [the] [key|option|setting|field|property|value of] {key:key} in "
                        "{files} to {new:text}",
                        "change the value of server.port in config.yaml to 8080"},
                       {"(change|update) [the] [key|option|setting|field|property|value of] {key:key} to "
                        "{new:text} in {files}",
                        "update server.port to 8080 in config.yaml"},
                       {"(change|update) [the] [key|option|setting|field|property|value of] {key:key} from "
                        "{from:text} to {new:text} [in {files}]",
                        "change server.port from 80 to 8080 in config.yaml"},
                       {"(change|update) [the] [key|option|setting|field|property|value of] {key:key} in "
                        "{files} from {from:text} to {new:text}",
                        "change server.port in config.yaml from 80 to 8080"},
                       {"in {files} [,] (change|update) [the] [key|option|setting|field|property|value of] "
                        "{key:key} [from {from:text}] to {new:text}",
                        "in config.yaml, change server.port from 80 to 8080"}}},
    .describe =
        [](const Instruction& in) {
          const Text* from = in.find("from");
          return "set the key " + in.old_text.text + (from ? " from " + shown(*from) : "") + " to " +
                 shown(in.new_text) + in_files(in);
        },
    .act = set_key,
};

}  // namespace suit::mechanic
