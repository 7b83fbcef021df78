// move_file: files and folders, with the references between them fixed.
#include <algorithm>

#include "base/text.h"
#include "folder/typed_path.h"
#include "propose/mechanic/job.h"
#include "propose/mechanic/move_mentions.h"
#include "propose/mechanic/references.h"

namespace suit::mechanic {
namespace {

constexpr size_t kMentionsMax = 10;
constexpr size_t kNeedlesMax = 3;  // if more files move, every text file is read

struct Plan {
  std::string from, to;
  bool folder = false;
  std::map<std::string, std::string> moved;
};

bool below(std::string_view path, const std::string& folder) {
  return path.starts_with(folder + "/");
}

bool is_there(const std::vector<FolderFile>& all, const std::string& path) {
  return std::any_of(all.begin(), all.end(),
                     [&](const FolderFile& file) { return file.path == path || below(file.path, path); });
}

// Resolves both paths relative to the person's folder, or to the top if only that one exists.
class Places {
 public:
  Places(Job& job, const std::vector<FolderFile>& all) : job_(job), all_(all) {}

  Result<Plan> read(const std::string& old_text, const std::string& new_text) {
    ASSIGN_OR_RETURN(Readings from, readings(old_text));
    bool here = is_there(all_, from.here),
         top = from.top && *from.top != from.here && is_there(all_, *from.top);
    ASSIGN_OR_RETURN(bool old_from_top, choose(old_text, from, here, top));
    ASSIGN_OR_RETURN(Readings to, readings(new_text));
    // If the old path is relative to the top, so is the new one.
    bool new_from_top = to.top && old_from_top;
    if (to.top && !old_from_top && *to.top != to.here) {
      ASSIGN_OR_RETURN(new_from_top,
                       choose(new_text, to, has_place(to.here, new_text), has_place(*to.top, new_text)));
    }
    std::string place = new_from_top ? *to.top : to.here;
    return Plan{old_from_top ? *from.top : from.here, place.empty() ? "." : place, false, {}};
  }

 private:
  struct Readings {
    std::string here;
    std::optional<std::string> top;  // set unless it can only be relative to the person's folder
  };

  Result<Readings> readings(const std::string& typed) const {
    ASSIGN_OR_RETURN(std::string here, path_from(job_.here(), typed));
    if (job_.here().empty() || is_explicitly_relative(typed)) return Readings{here, {}};
    auto top = path_from("", typed);
    return Readings{here, top ? std::optional(*top) : std::nullopt};
  }

  // Does the new path's parent folder exist? A bare name says nothing.
  bool has_place(const std::string& path, const std::string& typed) const {
    bool bare = std::string_view(typed).substr(0, typed.size() - typed.ends_with('/')).find('/') ==
                std::string_view::npos;
    return is_there(all_, path) || (!bare && is_there(all_, std::string(parent_of(path))));
  }

  Result<bool> choose(const std::string& typed, const Readings& both, bool here, bool top) {
    if (!here || !top) return top;
    ASSIGN_OR_RETURN(size_t answer, job_.ask("which " + printable(typed) + " is meant: the one in " +
                                                 printable(job_.here()) + ", or the one at the top?",
                                             {both.here, *both.top}));
    return answer == 1;
  }

  Job& job_;
  const std::vector<FolderFile>& all_;
};

// Is the new path a folder to put it in? Asks if that is ambiguous. A renamed folder gets the new name, with
// or without a slash; `mv` behaves as in the shell.
Result<bool> goes_into(Job& job, const Instruction& in, const Plan& plan) {
  if (plan.to == ".") return true;
  ASSIGN_OR_RETURN(FileInfo there, job.folder().info(plan.to));
  bool renames = in.has("rename"), into = in.has("into");
  bool exists = there.type == FileType::kDirectory, slash = in.new_text.text.ends_with('/');
  if (plan.folder && renames) {
    if (!exists || plan.to == plan.from) return false;
    return Error{ErrorCode::kConflict, printable(plan.to) + " exists already",
                 "“move " + printable(plan.from) + " into " + printable(plan.to) + "/” puts it in there"};
  }
  if (exists) return true;
  if (in.has("mv")) return slash && !plan.folder;
  if (slash && (!plan.folder || in.said.inside)) return true;
  std::string_view name = name_in(plan.to);
  bool free = there.type == FileType::kAbsent;
  if (std::string_view above = parent_of(plan.to); !above.empty()) {
    ASSIGN_OR_RETURN(FileInfo parent, job.folder().info(above));
    free = free && (parent.type == FileType::kAbsent || parent.type == FileType::kDirectory);
  }
  bool unclear = plan.folder ? into || slash : !into && name.find('.') == name.npos;
  if (!free || renames || !unclear) return into;
  std::string inside = join_path(plan.to, name_in(plan.from));
  ASSIGN_OR_RETURN(
      size_t answer,
      job.ask("there is no " + printable(plan.to) + " yet; is it the new name, or a folder to put " +
                  printable(plan.from) + " in?",
              {"move it to " + printable(inside), "move it to " + printable(plan.to)}));
  return answer == 0;
}

// "rename src/old.h to new.h": a bare new name may mean the same folder or the top.
Result<std::string> new_place(Job& job, const Instruction& in, const Plan& plan) {
  std::string_view folder = parent_of(plan.from);
  std::string_view name = in.new_text.text;
  if (name.ends_with('/')) name.remove_suffix(1);
  bool bare = name.find('/') == name.npos && !is_explicitly_relative(name);
  std::string next_to = join_path(folder, name);
  if (!in.has("rename") || !bare || next_to == plan.to) return plan.to;
  ASSIGN_OR_RETURN(size_t answer,
                   job.ask("does " + printable(plan.to) + " stay in " + printable(folder) + "?",
                           {"move it to " + printable(next_to), "move it to " + printable(plan.to)}));
  return answer == 0 ? next_to : plan.to;
}

// Decides where each file goes. Errors: kNotFound, kConflict, kDenied, kInvalid.
Result<Plan> plan_moves(Job& job, const Instruction& in) {
  ASSIGN_OR_RETURN(const std::vector<FolderFile>* all, job.folder().list());
  ASSIGN_OR_RETURN(Plan plan, Places(job, *all).read(in.old_text.text, in.new_text.text));
  if (!is_inner_path(plan.from))
    return Error{ErrorCode::kInvalid, printable(plan.from) + " is not a path inside the folder"};
  if (plan.to != "." && !is_inner_path(plan.to))
    return Error{ErrorCode::kInvalid, printable(plan.to) + " is not a path inside the folder"};
  std::vector<std::string> sources;
  for (const FolderFile& file : *all) {
    if (file.path == plan.from) sources = {file.path};
    if (below(file.path, plan.from)) {
      plan.folder = true;
      sources.push_back(file.path);
    }
  }
  if (sources.empty()) {
    std::vector<std::string> names;
    for (const FolderFile& file : *all) names.push_back(file.path), names.emplace_back(parent_of(file.path));
    return Error{ErrorCode::kNotFound, "no file or folder " + printable(plan.from),
                 nearest_hint(plan.from, names)};
  }
  ASSIGN_OR_RETURN(plan.to, new_place(job, in, plan));
  ASSIGN_OR_RETURN(bool into, goes_into(job, in, plan));
  if (into) plan.to = join_path(plan.to, name_in(plan.from));
  if (plan.to == plan.from)
    return Error{ErrorCode::kInvalid, "the old and the new path are the same: " + printable(plan.from)};
  if (plan.folder && below(plan.to, plan.from))
    return Error{ErrorCode::kInvalid, "a folder can't move into itself"};
  for (const std::string& path : sources) {
    std::string target = plan.folder ? plan.to + path.substr(plan.from.size()) : plan.to;
    if (!job.scope().contains(path) || job.scope().lines_in(path))
      return Error{ErrorCode::kDenied, printable(path) + " is not entirely in the task's scope",
                   "widen the scope"};
    if (!job.scope().contains(target))
      return Error{ErrorCode::kDenied, printable(target) + " is outside the task's scope", "widen the scope"};
    ASSIGN_OR_RETURN(FileInfo info, job.folder().info(target));
    if (info.type != FileType::kAbsent)
      return Error{ErrorCode::kConflict, printable(target) + " exists already",
                   "choose another name, or move that away first"};
    for (std::string_view parent = parent_of(target); !parent.empty(); parent = parent_of(parent)) {
      ASSIGN_OR_RETURN(FileInfo above, job.folder().info(parent));
      if (above.type != FileType::kAbsent && above.type != FileType::kDirectory)
        return Error{ErrorCode::kConflict, printable(parent) + " is a file, so nothing can be put in it"};
    }
    plan.moved.emplace(path, target);
  }
  return plan;
}

// The shortest text that any reference to this file contains: its name without extension, or its folder's
// name if the file name is implied.
std::string needle_of(const std::string& path) {
  std::string name(name_in(path));
  name = name.substr(0, name.find('.') == 0 ? name.npos : name.find('.'));
  if (name == "index" || name == "__init__") return std::string(name_in(parent_of(path)));
  return name;
}

// The files whose text may refer to a moved one, and the moved ones.
Result<std::vector<std::string>> suspects(Job& job, const Plan& plan) {
  std::set<std::string> found;
  auto any = [](std::string_view) { return true; };
  for (const auto& [path, target] : plan.moved) {
    std::string needle = plan.moved.size() > kNeedlesMax ? std::string() : needle_of(path);
    ASSIGN_OR_RETURN(std::vector<std::string> paths, job.folder().containing(needle, any));
    found.insert(paths.begin(), paths.end());
    if (needle.empty()) break;
  }
  return std::vector<std::string>(found.begin(), found.end());
}

std::string fixed(std::string_view text, const std::vector<Fix>& fixes) {
  std::string out;
  size_t copied = 0;
  for (const Fix& fix : fixes) {
    out.append(text.substr(copied, fix.begin - copied)).append(fix.text);
    copied = fix.end;
  }
  return out.append(text.substr(copied));
}

struct Work {
  Job& job;
  const Plan& plan;
  Moves moves;
  std::map<std::string, std::string> contents = {};  // fixed texts of files, by old path
  size_t references = 0;
  size_t mentions = 0;
  size_t doubts = 0;  // references that could not be fixed
  std::vector<std::string> out_of_scope = {};

  // Full mentions of the old path in the rest of a text.
  void find_mentions(const std::string& path, std::string_view text) {
    for (size_t at = text.find(plan.from); at != text.npos;
         at = text.find(plan.from, at + plan.from.size())) {
      size_t end = at + plan.from.size();
      auto joins = [](char c) { return is_name_byte(unknown_language(), c) || c == '-' || c == '/'; };
      bool prefix = end < text.size() && (is_name_byte(unknown_language(), text[end]) || text[end] == '-' ||
                                          (!plan.folder && text[end] == '/'));
      if ((at > 0 && joins(text[at - 1]) && !(text[at - 1] == '/' && at > 1 && text[at - 2] == '.')) ||
          prefix)
        continue;
      if (mentions++ < kMentionsMax)
        job.note(
            "also mentioned in " + printable(path) + ":" +
            std::to_string(std::count(text.begin(), text.begin() + static_cast<ptrdiff_t>(at), '\n') + 1) +
            ", left alone");
    }
  }

  void look_at(const std::string& path) {
    auto content = job.folder().read(path);
    if (!content || is_binary(*content)) return;
    const Language& language = language_of(path, *content);
    Source source{moves, path, moves.after(path), *content, language, lex(language, *content)};
    find_fixes(source);
    for (const std::string& note : source.notes)
      if (doubts++ < kMentionsMax) job.note(note);
    bool may = job.scope().contains(path);
    Lines lines = job.lines(path, *content);
    std::erase_if(source.fixes, [&](const Fix& fix) {
      if (may && lines.may_change_span(fix.begin, fix.end)) return false;
      job.note("refers to a moved file, but is outside the task's scope: " + printable(path) + ":" +
               std::to_string(lines.number_at(fix.begin)));
      return true;
    });
    references += source.fixes.size();
    // References that no reader understands are at least reported.
    for (const MoveMention& mention : find_move_mentions(source, kMentionsMax + 1)) {
      if (plan.folder && mention.name.find(plan.from) != std::string::npos) continue;  // found below
      if (mentions++ < kMentionsMax)
        job.note("may refer to a moved file: " + printable(mention.name) + " in " + printable(path) + ":" +
                 std::to_string(source.line_at(mention.offset)) + ", left alone");
    }
    if (std::string declared = package_declaration(source); !declared.empty() && doubts++ < kMentionsMax)
      job.note("package declaration of a moved file not changed: “" + printable(declared) + "” in " +
               printable(path));
    std::string now = fixed(*content, source.fixes);
    find_mentions(path, now);
    if (!source.fixes.empty()) contents.emplace(path, std::move(now));
  }

  // A link that moves, or whose target moves.
  Result<std::optional<std::string>> link_target(const std::string& path, const std::string& target) {
    if (target.starts_with('/')) return std::optional<std::string>();
    std::string points = join_path(parent_of(path), target);
    if (points.empty() || (!moves.is_file(points) && !moves.is_folder(points)))
      return std::optional<std::string>();
    std::string now = relative_path(parent_of(moves.after(path)), moves.after(points));
    if (join_path(parent_of(moves.after(path)), target) == moves.after(points))
      return std::optional<std::string>();
    return std::optional<std::string>(now);
  }

  Result<void> links(const std::vector<FolderFile>& all) {
    for (const FolderFile& file : all) {
      if (file.type != FileType::kSymlink) continue;
      ASSIGN_OR_RETURN(std::string target, job.folder().read(file.path));
      ASSIGN_OR_RETURN(std::optional<std::string> now, link_target(file.path, target));
      if (!now) continue;
      if (!job.scope().contains(file.path) || job.scope().lines_in(file.path)) {
        job.note("the link " + printable(file.path) +
                 " points at a moved file, but is outside the task's scope");
        continue;
      }
      ++references;
      contents.emplace(file.path, std::move(*now));
    }
    return {};
  }

  Result<void> edits() {
    for (const auto& [path, target] : plan.moved) {
      ASSIGN_OR_RETURN(FileVersion before, read_version(job.folder().files(), path, kFolderFileBytesMax));
      FileVersion after = before;
      if (auto at = contents.find(path); at != contents.end())
        after = before.type == FileType::kSymlink ? FileVersion::symlink(at->second)
                                                  : FileVersion::file(at->second, before.mode);
      job.add_edit({path, std::move(before), FileVersion::absent()});
      job.add_edit({target, FileVersion::absent(), std::move(after), path});
      if (path.ends_with(".rs"))
        job.note("Rust module declarations (mod) are not changed: update them by hand for " +
                 printable(path));
    }
    for (auto& [path, now] : contents) {
      if (plan.moved.contains(path)) continue;
      ASSIGN_OR_RETURN(FileVersion before, read_version(job.folder().files(), path, kFolderFileBytesMax));
      FileVersion after =
          before.type == FileType::kSymlink ? FileVersion::symlink(now) : FileVersion::file(now, before.mode);
      job.add_edit({path, std::move(before), std::move(after)});
    }
    return {};
  }
};

// What else a moved folder contains: the walk skips it, so it stays, and the old folder with it.
class Stays {
 public:
  Stays(Job& job, const Plan& plan) : job_(job), plan_(plan) { look_in(plan.from); }

  // "stays where it is: …"; empty if nothing does.
  std::string text() const {
    std::string out;
    for (size_t i = 0; i < names_.size() && i < kMentionsMax; ++i) out += (i == 0 ? "" : ", ") + names_[i];
    if (names_.size() > kMentionsMax) out += " and " + std::to_string(names_.size() - kMentionsMax) + " more";
    return out.empty() ? out : "not moved, so that " + printable(plan_.from) + " stays: " + out;
  }

 private:
  void look_in(const std::string& folder) {
    auto entries = job_.folder().files().list(folder);
    if (!entries) {
      names_.push_back(printable(folder) + "/ (can't be read)");
      return;
    }
    for (const DirectoryEntry& entry : *entries) {
      std::string path = folder + "/" + entry.name;
      if (entry.type != FileType::kDirectory) {
        bool other = entry.type == FileType::kOther;
        if (!plan_.moved.contains(path))
          names_.push_back(printable(path) + (other ? " (not a regular file)" : " (ignored)"));
        continue;
      }
      auto next = plan_.moved.lower_bound(path + "/");
      if (next != plan_.moved.end() && below(next->first, path)) {
        look_in(path);
      } else {
        auto inner = job_.folder().files().list(path);
        bool empty = inner && inner->empty();
        names_.push_back(printable(path) + (empty ? "/ (an empty folder)" : "/ (ignored, or without files)"));
      }
    }
  }

  Job& job_;
  const Plan& plan_;
  std::vector<std::string> names_;
};

Result<std::string> move_file(Job& job, const Instruction& in) {
  ASSIGN_OR_RETURN(Plan plan, plan_moves(job, in));
  ASSIGN_OR_RETURN(const std::vector<FolderFile>* all, job.folder().list());
  Work work{job, plan, Moves(*all, plan.moved, plan.folder ? plan.from : "", plan.folder ? plan.to : "")};
  ASSIGN_OR_RETURN(std::vector<std::string> paths, suspects(job, plan));
  for (const std::string& path : paths) work.look_at(path);
  for (const auto& [path, target] : plan.moved)
    if (!std::binary_search(paths.begin(), paths.end(), path)) work.look_at(path);
  RETURN_IF_ERROR(work.links(*all));
  RETURN_IF_ERROR(work.edits());
  if (plan.folder)
    if (std::string stays = Stays(job, plan).text(); !stays.empty()) job.note(std::move(stays));
  if (work.doubts > kMentionsMax)
    job.note("and " + std::to_string(work.doubts - kMentionsMax) +
             " more references that could not be fixed");
  if (work.mentions > kMentionsMax)
    job.note("and " + std::to_string(work.mentions - kMentionsMax) + " more mentions");
  std::string what = plan.folder ? counted(plan.moved.size(), "file") + " from " + plan.from : plan.from;
  return "move " + what + " to " + plan.to + ": " + counted(work.references, "reference") + " fixed";
}

}  // namespace

const Kind kMoveFile = {
    .wording =
        {.name = "move_file",
         .phrasings =
             {{"move [the] [file|folder|directory] {old:word} (to|into <inside>) [the|a] [new] "
               "[(folder|directory) <into>] {new:word}",
               "move src/util.h to src/base/"},
              {"move [the] [file|folder|directory] {old:word} (to|into) the {new:word} (folder|directory) "
               "<into>",
               "move notes.md to the docs folder"},
              {"rename [the] (file|folder|directory) <rename> {old:word} (to|into|as) {new:word}",
               "rename the file src/util.h to src/text.h"},
              {"change the name of [the] (file|folder|directory) <rename> {old:word} (to|into) {new:word}",
               "change the name of the file a.md to b.md"},
              {.text = "rename <rename> {old:word} (to|into|as|->|=>|→) {new:word}",
               .example = "rename docs/old.md to docs/new.md",
               .for_paths = true},
              {"[git] mv <mv> {old:word} {new:word}", "git mv docs/old.md docs/new.md"}}},
    .describe =
        [](const Instruction& in) {
          return "move the file " + in.old_text.text + (in.has("into") ? " into the folder " : " to ") +
                 in.new_text.text;
        },
    .act = move_file,
};

}  // namespace suit::mechanic
