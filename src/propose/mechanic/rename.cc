// rename_identifier: whole names, only in code unless the instruction says otherwise.
#include <algorithm>
#include <set>

#include "base/text.h"
#include "propose/mechanic/job.h"
#include "propose/mechanic/mentions.h"
#include "propose/mechanic/rename_doubts.h"

namespace suit::mechanic {
namespace {

constexpr uint64_t kHintBytesMax = 20'000'000;  // of the folder, read to find similar names

struct FoundPlaces {
  size_t code = 0, comments = 0, strings = 0, prose = 0, out_of_lines = 0;
  size_t parts = 0, macros = 0;  // not names, or of another kind
  std::string first_part = {};
  size_t taken = 0;  // changed
  size_t& of(Part part) {
    switch (part) {
      case Part::kCode:
        return code;
      case Part::kComment:
        return comments;
      case Part::kString:
        return strings;
      case Part::kProse:
        break;
    }
    return prose;
  }
};

bool wanted(const Instruction& in, Part part) {
  switch (part) {
    case Part::kCode:
      return true;
    case Part::kComment:
      return in.has("comments");
    case Part::kString:
      return in.has("strings");
    case Part::kProse:
      break;
  }
  return in.has("prose");
}

std::string without_call(std::string name) {
  if (name.ends_with("()")) name.resize(name.size() - 2);
  return name;
}

// A qualified name depends on scopes, which the mechanic does not know.
std::optional<std::string> qualifier_in(const std::string& name) {
  for (std::string_view mark : {"::", "->", ".", "/"})
    if (name.find(mark) != name.npos && name != mark) return std::string(mark);
  return std::nullopt;
}

bool is_name_anywhere(std::string_view name) {
  return std::any_of(languages().begin(), languages().end(), [&](const Language& language) {
    return language.family == Family::kCode && is_identifier(language, name);
  });
}

Result<void> check_names(Job& job, const std::string& old_name, const std::string& new_name) {
  for (const std::string& name : {old_name, new_name}) {
    if (auto mark = qualifier_in(name); mark && name.find(' ') == name.npos) {
      size_t at = name.rfind(*mark);
      std::string plain = name.substr(at + mark->size()), other = &name == &old_name ? new_name : old_name;
      size_t cut = other.rfind(*mark);
      if (cut != other.npos) other = other.substr(cut + mark->size());
      return job.decline(
          "“" + printable(name) + "” is a qualified name; the mechanic supports only plain names",
          "rename " +
              printable(old_name.substr(
                  old_name.rfind(*mark) == old_name.npos ? 0 : old_name.rfind(*mark) + mark->size())) +
              " to " +
              printable(new_name.substr(
                  new_name.rfind(*mark) == new_name.npos ? 0 : new_name.rfind(*mark) + mark->size())));
    }
  }
  if (old_name == new_name)
    return Error{ErrorCode::kInvalid, "the old and the new name are the same: " + printable(old_name)};
  if (!is_name_anywhere(new_name) && !is_plain_identifier(new_name))
    return Error{ErrorCode::kInvalid, "“" + printable(new_name) + "” is not an identifier",
                 "a name is letters, digits and _, and begins with no digit"};
  bool name_like = !old_name.empty() && std::all_of(old_name.begin(), old_name.end(), [&](char c) {
    return is_name_byte(language_named("Lisp"), c) || c == '$' || c == '\'';
  });
  if (!name_like)
    return Error{ErrorCode::kInvalid, "“" + printable(old_name) + "” is not an identifier",
                 "to replace any text, say: replace \"" + printable(old_name) + "\" by \"" +
                     printable(new_name) + "\""};
  return {};
}

// All names in the selected files, for the hint if the requested one does not exist.
std::vector<std::string> names_in(Job& job, const std::vector<std::string>& paths,
                                  std::string_view wanted_name) {
  std::set<std::string> names;
  uint64_t read = 0;
  for (const std::string& path : paths) {
    auto content = job.folder().read(path);
    if (!content || is_binary(*content)) continue;
    if ((read += content->size()) > kHintBytesMax) break;
    const Language& language = language_of(path, *content);
    if (language.family == Family::kProse) continue;
    for (size_t i = 0; i < content->size();) {
      if (!is_name_byte(language, (*content)[i])) {
        ++i;
        continue;
      }
      size_t start = i;
      while (i < content->size() && is_name_byte(language, (*content)[i])) ++i;
      size_t size = i - start;
      if (size <= 2 * wanted_name.size() + 4 && size + 4 >= wanted_name.size() / 2 && names.size() < 200'000)
        names.insert(content->substr(start, size));
    }
  }
  return {names.begin(), names.end()};
}

// Asks if the new name is already in use.
Result<void> check_collision(Job& job, const Instruction& in, const std::string& old_name,
                             const std::string& new_name, const std::vector<std::string>& paths) {
  size_t count = 0;
  std::string first;
  for (const std::string& path : paths) {
    auto content = job.folder().read(path);
    if (!content) continue;
    const Language& language = language_of(path, *content);
    std::optional<Lines> lines;
    each_mention(language, *content, new_name, [&](const Mention& mention) {
      if (!wanted(in, mention.part) || mention.part == Part::kProse || mention.standing == Standing::kPart)
        return;
      if (count++ > 0) return;
      lines.emplace(*content, std::nullopt);
      first = printable(path) + ":" + std::to_string(lines->number_at(mention.at));
    });
  }
  if (count == 0) return {};
  ASSIGN_OR_RETURN(size_t answer, job.ask(printable(new_name) + " already exists in " +
                                              counted(count, "place") + " (first " + first + "); renaming " +
                                              printable(old_name) + " would merge the two",
                                          {"rename anyway", "stop"}));
  if (answer == 1)
    return job.decline(
        "rename " + printable(old_name) + " to " + printable(new_name) + ", which exists already",
        "rename " + printable(old_name) + " to another name");
  return {};
}

std::string left_alone(const FoundPlaces& all, const Instruction& in) {
  std::vector<std::string> parts;
  size_t count = 0;
  auto add = [&](size_t places, const char* name, bool taken) {
    if (places == 0 || taken) return;
    count += places;
    parts.push_back(name);
  };
  add(all.comments, "comments", in.has("comments"));
  add(all.strings, "strings", in.has("strings"));
  add(all.prose, "prose", in.has("prose"));
  if (count == 0) return {};
  std::string text = std::to_string(count) + " more in ";
  for (size_t i = 0; i < parts.size(); ++i)
    text += (i == 0 ? "" : i + 1 == parts.size() ? " and " : ", ") + parts[i];
  return text + ", left alone";
}

std::string parts_left(const FoundPlaces& all) {
  if (all.parts == 0) return {};
  return std::to_string(all.parts) + " more in file names, paths or hyphenated words, left alone (first " +
         all.first_part + ")";
}

Error not_found(Job& job, const FoundPlaces& all, const Instruction& in, const std::string& name,
                const std::vector<std::string>& paths) {
  if (all.out_of_lines > 0)
    return {ErrorCode::kNotFound, printable(name) + " occurs only outside the lines in scope",
            "widen the scope"};
  if (std::string elsewhere = left_alone(all, in); !elsewhere.empty())
    return {ErrorCode::kNotFound,
            printable(name) + " does not occur in code, only in comments, strings or prose: " + elsewhere,
            "say “including comments and strings”, or “and prose”, to rename those"};
  if (all.macros > 0)
    return {ErrorCode::kNotFound, printable(name) + " occurs only as a macro, " + counted(all.macros, "time"),
            "say “rename the macro …”"};
  if (all.parts > 0)
    return {ErrorCode::kNotFound, printable(name) + " does not occur as a whole name: " + parts_left(all),
            "to rename a file, say “rename the file …”; to replace any text, “replace … by …”"};
  return {ErrorCode::kNotFound, "no identifier " + printable(name) + " in the selected files",
          nearest_hint(name, names_in(job, paths, name))};
}

Result<std::string> rename_identifier(Job& job, const Instruction& in) {
  std::string old_name = without_call(in.old_text.text), new_name = without_call(in.new_text.text);
  RETURN_IF_ERROR(check_names(job, old_name, new_name));
  ASSIGN_OR_RETURN(Selection selection, job.select(in.globs));
  auto accept = [&](std::string_view path) {
    return std::binary_search(selection.paths.begin(), selection.paths.end(), path);
  };
  ASSIGN_OR_RETURN(auto found, job.folder().containing_each({old_name, new_name}, accept));
  const std::vector<std::string>& hits = found[0];
  ASSIGN_OR_RETURN(RenameChoice choice, settle_rename(job, in, old_name, new_name, hits));

  std::vector<FoundPlaces> places(hits.size());
  std::vector<std::string> invalid(hits.size());
  std::vector<std::string> elsewhere(hits.size()), first_part(hits.size());
  job.change_files(
      hits,
      [&](size_t index, const std::string& path, const std::string& content) -> std::optional<std::string> {
        const Language& language = language_of(path, content);
        std::optional<Lines> lines;
        if (job.scope().lines_in(path)) lines.emplace(job.lines(path, content));
        std::string out;
        size_t copied = 0, left_at = content.npos, part_at = content.npos;
        FoundPlaces& here = places[index];
        std::optional<bool> is_path;
        each_mention(language, content, old_name, [&](const Mention& mention) {
          auto [at, part, standing] = mention;
          if (lines && !lines->may_change(lines->number_at(at))) {
            ++here.out_of_lines;
            return;
          }
          if (!wanted(in, part)) {
            ++here.of(part);
            left_at = std::min(left_at, at);
            return;
          }
          if (standing == Standing::kWord) {
            if (!is_path) is_path = names_a_path(job, path, old_name);
            bool doubtful = language.family == Family::kMarkdown || !choice.words;
            if (*is_path && doubtful) standing = Standing::kPart;
          }
          if (standing == Standing::kMacro && !choice.macros) {
            ++here.macros;
            return;
          }
          if (standing == Standing::kPart) {
            ++here.parts;
            part_at = std::min(part_at, at);
            return;
          }
          ++here.of(part);
          if (part == Part::kCode && language.family == Family::kCode && !is_identifier(language, new_name))
            invalid[index] = language.name;
          ++here.taken;
          if (out.empty()) out.reserve(content.size() + content.size() / 16);
          out.append(content, copied, at - copied).append(new_name);
          copied = at + old_name.size();
        });
        auto place_of = [&](size_t at) {
          auto line = std::count(content.begin(), content.begin() + static_cast<ptrdiff_t>(at), '\n') + 1;
          return printable(path) + ":" + std::to_string(line);
        };
        if (left_at != content.npos && here.taken == 0) elsewhere[index] = place_of(left_at);
        if (part_at != content.npos) first_part[index] = place_of(part_at);
        if (here.taken == 0) return std::nullopt;
        return out.append(content, copied);
      });

  FoundPlaces all;
  size_t files = 0;
  for (size_t i = 0; i < hits.size(); ++i) {
    if (!invalid[i].empty())
      return Error{ErrorCode::kInvalid,
                   "“" + printable(new_name) + "” is not an identifier in " + invalid[i] + " (" +
                       printable(hits[i]) + ")",
                   "choose a name that is not one of its keywords"};
    all.code += places[i].code;
    all.comments += places[i].comments;
    all.strings += places[i].strings;
    all.prose += places[i].prose;
    all.out_of_lines += places[i].out_of_lines;
    all.parts += places[i].parts;
    all.macros += places[i].macros;
    if (all.first_part.empty()) all.first_part = first_part[i];
    all.taken += places[i].taken;
    files += places[i].taken > 0;
  }
  if (all.taken == 0) return not_found(job, all, in, old_name, selection.paths);
  RETURN_IF_ERROR(check_collision(job, in, old_name, new_name, found[1]));
  if (std::string text = left_alone(all, in); !text.empty()) job.note(text);
  if (std::string text = parts_left(all); !text.empty()) job.note(text);
  if (all.macros > 0)
    job.note(std::to_string(all.macros) + " more of the macro " + printable(old_name) + "!, left alone");
  if (all.out_of_lines > 0)
    job.note(std::to_string(all.out_of_lines) + " more outside the lines of the scope, left alone");
  size_t mentions = 0;
  for (const std::string& mention : elsewhere)
    if (!mention.empty() && mentions++ < 10) job.note("also mentioned in " + mention);
  return "rename " + old_name + " to " + new_name + ": " + counted(all.taken, "place") + " in " +
         counted(files, "file");
}

}  // namespace

const Kind kRenameIdentifier = {
    .wording =
        {.name = "rename_identifier",
         .phrasings = {{"rename [all|every|each] [occurrences of|occurrence of|uses of] [the] [{symbol}] "
                        "{old:word} (to|into|as|->|=>|→) {new:word} {tail}",
                        "rename function parse_line to parse_record"},
                       {"rename [the] [{symbol}] {old:word} {tail} (to|into|as) {new:word} {tail}",
                        "rename parse_line in src/**/*.cc to parse_record"},
                       {"in {files} [,] rename [the] [{symbol}] {old:word} (to|into|as) {new:word} {tail}",
                        "in src and tests, rename the class Parser to Reader"},
                       {"change the name of [the] [{symbol}] {old:word} (to|into) {new:word} {tail}",
                        "change the name of the variable n to count"},
                       {"change the {symbol} name {old:word} (to|into) {new:word} {tail}",
                        "change the function name run to start"},
                       {"call [the] [{symbol}] {old:word} {new:word} instead {tail}",
                        "call parse_line parse_record instead"},
                       {"[the] [{symbol}] {old:word} should be (called|named|renamed to) {new:word} {tail}",
                        "the field size should be called length"},
                       {"use the name {new:word} (for|instead of) [the] [{symbol}] {old:word} {tail}",
                        "use the name parse_record for parse_line"},
                       {"give [the] [{symbol}] {old:word} the name {new:word} {tail}",
                        "give the method run the name start"}},
         .tail = "[,] (in code only|[including|and|also] [in] [the] (comments <comments>|strings "
                 "<strings>|prose <prose>)|[and] in {files}|everywhere|too|[in] whole words)"},
    .describe =
        [](const Instruction& in) {
          return "rename the " + (in.symbol.empty() ? "identifier" : in.symbol) + " " + in.old_text.text +
                 " to " + in.new_text.text + in_files(in);
        },
    .act = rename_identifier,
};

}  // namespace suit::mechanic
