#include "change/plan_edits.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "change/elision.h"
#include "change/nearest_lines.h"

namespace suit {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool has_mark(std::string_view text) {
  return text.starts_with(kByteOrderMark);
}
std::string without_mark(std::string_view text) {
  return std::string(text.substr(has_mark(text) ? kByteOrderMark.size() : 0));
}

// A file after the answer's edits so far.
struct Planned {
  FileVersion before;
  std::optional<EditedText> text;  // of an existing file
  std::string created;             // content of a new file
  bool exists = false;             // at this point
  bool given_whole = false, removed = false, moved = false;
  std::optional<uint32_t> mode;
  std::string moved_from;

  std::string take_content() { return text ? std::move(*text).result() : std::move(created); }
};

class Planner {
 public:
  Planner(const PresentFiles& files, Ladder ladder) : files_(files), ladder_(ladder) {}

  EditPlan plan(const ParsedEdits& parsed) {
    plan_.refusals = parsed.refusals;
    for (const WishedEdit& edit : parsed.edits) take(edit);
    check_folders();
    if (plan_.ok()) collect(parsed);
    if (!plan_.ok()) {
      plan_.edits.clear();
      plan_.notes.clear();
      std::stable_sort(plan_.refusals.begin(), plan_.refusals.end(),
                       [](const EditRefusal& a, const EditRefusal& b) { return a.line < b.line; });
    }
    return std::move(plan_);
  }

 private:
  void refuse(RefusalReason reason, const std::string& path, size_t line, std::string message) {
    plan_.refusals.push_back({reason, path, line, std::move(message)});
  }

  bool may_be_path(const std::string& path, size_t line) {
    std::string fault = path_fault(path);
    if (!fault.empty()) refuse(RefusalReason::kBadPath, path, line, printable(path) + " " + fault);
    return fault.empty();
  }

  // The path's state; null and refused if it can't be read.
  Planned* state_of(const std::string& path, size_t line) {
    auto [it, fresh] = states_.try_emplace(path);
    if (!fresh) return &it->second;
    auto version = files_.read(path);
    if (!version || version->type == FileType::kSymlink) {
      refuse(RefusalReason::kNotAFile, path, line,
             version ? printable(path) + " is a symbolic link; name the file that it leads to"
                     : version.error().message);
      states_.erase(it);
      return nullptr;
    }
    Planned& planned = it->second;
    planned.before = std::move(*version);
    planned.exists = planned.before.type == FileType::kFile;
    return &planned;
  }

  EditedText& text_of(Planned& planned) {
    if (!planned.text) planned.text.emplace(planned.before.content);
    return *planned.text;
  }

  void take(const WishedEdit& edit) {
    std::string path = edit.path.starts_with("./") ? edit.path.substr(2) : edit.path;
    std::string target = edit.move_to.starts_with("./") ? edit.move_to.substr(2) : edit.move_to;
    if (!may_be_path(path, edit.line) || (!target.empty() && !may_be_path(target, edit.line))) return;
    Planned* planned = state_of(path, edit.line);
    if (!planned) return;
    bool excluded =
        planned->removed || planned->moved || planned->given_whole ||
        ((edit.action == EditAction::kWrite || edit.action == EditAction::kRemove) && planned->text);
    if (excluded)
      return refuse(RefusalReason::kTwice, path, edit.line,
                    printable(path) + " is written, moved or removed by another part of the answer");
    if (edit.mode && edit.action != EditAction::kCreate && planned->exists) planned->mode = edit.mode;
    if (edit.binary) {
      put_binary(edit, path, *planned);
      if (!target.empty()) move(edit, path, target, *planned);
      return;
    }
    switch (edit.action) {
      case EditAction::kCreate:
        if (planned->exists && edit.may_be_empty && text_of(*planned).is_text() &&
            text_of(*planned).content().empty())
          return write(edit, path, *planned);
        if (planned->exists)
          return refuse(
              RefusalReason::kExists, path, edit.line,
              printable(path) + " is there already; to change it, say which of its lines are to be replaced");
        return create(edit, path, *planned);
      case EditAction::kWrite:
        return planned->exists ? write(edit, path, *planned) : create(edit, path, *planned);
      case EditAction::kChange:
      case EditAction::kRemove:
        break;
    }
    if (!planned->exists) return refuse(RefusalReason::kNoSuchFile, path, edit.line, no_such_file(path));
    if (edit.action == EditAction::kRemove) return remove(edit, path, *planned);
    change(edit, path, *planned);
    if (!target.empty()) move(edit, path, target, *planned);
  }

  void create(const WishedEdit& edit, const std::string& path, Planned& planned) {
    std::string_view content = edit.content;
    if (!is_utf8(content) || content.find('\0') != content.npos)
      return refuse(RefusalReason::kNotText, path, edit.line, "the new content is not text");
    std::string extension = extension_of(path);
    std::string_view elided = elision_added("", content, extension == ".py" || extension == ".pyi");
    if (!elided.empty() && !is_git_id(edit.new_id, content)) return refuse_elided(path, edit.line, elided);
    planned.exists = true;
    planned.mode = edit.mode;
    // Later blocks may edit a file that the first one created.
    planned.given_whole = edit.action == EditAction::kWrite || !content.ends_with('\n');
    if (planned.given_whole) {
      planned.created = content;
    } else {
      planned.text.emplace("").replace({0, 0}, content);
    }
  }

  void put_binary(const WishedEdit& edit, const std::string& path, Planned& planned) {
    bool creates = edit.action == EditAction::kCreate;
    if (creates && planned.exists)
      return refuse(RefusalReason::kExists, path, edit.line, printable(path) + " is there already");
    if (!creates && !planned.exists)
      return refuse(RefusalReason::kNoSuchFile, path, edit.line, no_such_file(path));
    auto content = apply_binary_patch(*edit.binary, creates ? std::string() : planned.before.content);
    bool fits = creates || edit.old_id.empty() || is_git_id(edit.old_id, planned.before.content);
    fits &= content && (edit.new_id.empty() || is_git_id(edit.new_id, *content));
    if (planned.text || !fits)
      return refuse(RefusalReason::kNotFound, path, edit.line,
                    "the binary patch is for another content of " + printable(path));
    planned.created = std::move(*content);
    planned.exists = planned.given_whole = true;
    if (edit.mode) planned.mode = edit.mode;
  }

  void refuse_elided(const std::string& path, size_t line, std::string_view elided) {
    refuse(RefusalReason::kElided, path, line,
           "\"" + printable(elided) +
               "\" stands in place of text; write out every line that is to be in the file");
  }

  // Does a file's content have fences that could end its block?
  static bool holds_fence(std::string_view content, size_t length) {
    for (std::string_view line : split_lines(content)) {
      size_t run = std::min(line.find_first_not_of('`'), line.size());
      size_t tildes = std::min(line.find_first_not_of('~'), line.size());
      if (std::max(run, tildes) >= length) return true;
    }
    return false;
  }

  void write(const WishedEdit& edit, const std::string& path, Planned& planned) {
    planned.given_whole = true;
    if (files_.shown && files_.shown(path) != planned.before.digest)
      return refuse(
          RefusalReason::kStale, path, edit.line,
          printable(path) + " was not shown, or has changed since; read it again before you give it whole");
    EditedText& text = text_of(planned);
    if (!text.is_text() || !is_utf8(edit.content) || edit.content.find('\0') != edit.content.npos)
      return refuse(RefusalReason::kNotText, path, edit.line, "a file that is not text can't be given whole");
    if (edit.fence > 0 && holds_fence(text.content(), edit.fence))
      return refuse(RefusalReason::kUnclearFence, path, edit.line,
                    "the file itself has fences of that length; put the whole file into a longer fence, such "
                    "as five backticks");
    const std::string content = without_mark(edit.content);
    if (content.empty() && !text.content().empty())
      return refuse(RefusalReason::kElided, path, edit.line,
                    "the block is empty, but the file is not; write out its content");
    std::string_view elided = elision_added(text.content(), content, false);
    if (!elided.empty()) return refuse_elided(path, edit.line, elided);
    if (std::string_view line = escaped_line(text.content(), content); !line.empty())
      return refuse_escaped(path, edit.line, line);
    if (text.content().empty()) {
      text.replace({0, 0}, content);
      return;
    }
    // Compares all of its lines with all new ones: equal lines keep their bytes.
    Placement all{.found = true, .range = {0, text.content().size()}};
    put_lines(text, {lf_only(text.content()), lf_only(content), edit.line}, all);
  }

  static std::string lf_only(std::string_view text) {
    std::string lines;
    lines.reserve(text.size() + 1);
    for (std::string_view line : split_lines(text)) (lines += without_terminator(line)) += '\n';
    return lines;
  }

  void refuse_escaped(const std::string& path, size_t line, std::string_view escaped) {
    refuse(RefusalReason::kEscaped, path, line,
           "\"" + printable(escaped) +
               "\" has HTML entities where the file has the characters; write the characters themselves");
  }

  void remove(const WishedEdit& edit, const std::string& path, Planned& planned) {
    for (const LineChange& change : edit.changes) {
      EditedText& text = text_of(planned);
      Placement placement = place_lines(text, change, false, Ladder::kExactOnly);
      bool all = placement.found && placement.range == TextRange{0, text.content().size()};
      if (!all)
        return refuse(RefusalReason::kNotFound, path, change.line,
                      printable(path) + " is to be removed, but the lines given are not all that it holds");
    }
    planned.removed = true;
    planned.exists = false;
  }

  void change(const WishedEdit& edit, const std::string& path, Planned& planned) {
    EditedText& text = text_of(planned);
    // Only git knows the file's id: then the diff was made from two files, and stands for nothing else.
    bool made_by_git = !edit.old_id.empty() && is_git_id(edit.old_id, planned.before.content);
    bool numbers_hold = true;
    for (const LineChange& one : edit.changes) numbers_hold &= !one.stated || numbers_not_wrong(text, one);
    for (const LineChange& one : edit.changes) {
      if (!has_mark(one.search) && !has_mark(one.replace)) {
        change_lines(one, path, text, numbers_hold, made_by_git);
        continue;
      }
      LineChange bare = one;
      bare.search = without_mark(bare.search);
      bare.replace = without_mark(bare.replace);
      change_lines(bare, path, text, numbers_hold, made_by_git);
    }
  }

  // If a hunk's lines occur in one place only, do they start where it says?
  static bool numbers_not_wrong(const EditedText& text, const LineChange& change) {
    if (change.search.empty()) return true;
    Placement placement = place_lines(text, change, false, Ladder::kExactOnly);
    return !placement.found || text.original_line(placement.range.begin) == change.stated->old_start;
  }

  void change_lines(const LineChange& change, const std::string& path, EditedText& text, bool numbers_hold,
                    bool made_by_git) {
    if (change.search == change.replace && change.final_newline == FinalNewline::kAsItIs) return;
    if (change.search.empty())
      return refuse(RefusalReason::kNoContext, path, change.line,
                    "the added lines have no existing line next to them, so their place is not clear");
    if (change.replace.find('\0') != std::string::npos || (!is_utf8(change.replace) && text.is_text()))
      return refuse(RefusalReason::kNotText, path, change.line, "the new lines are not text");
    std::string_view elided = elision_added(change.search, change.replace, false);
    if (!elided.empty() && !made_by_git) return refuse_elided(path, change.line, elided);
    Placement placement = place_lines(text, change, numbers_hold, ladder_);
    if (!placement.found) return refuse_place(change, path, text, placement);
    if (!made_by_git && change.replace.find('&') != std::string::npos)
      if (std::string_view line = escaped_line(text.original(), change.replace); !line.empty())
        return refuse_escaped(path, change.line, line);
    if (placement.loose) {
      size_t first = text.original_line(placement.range.begin);
      plan_.notes.push_back(printable(path) + (first ? ", line " + std::to_string(first) : "") + ": " +
                            placement.note);
    }
    put_lines(text, change, placement);
    text.set_final_newline(change.final_newline);
  }

  void refuse_place(const LineChange& change, const std::string& path, const EditedText& text,
                    const Placement& placement) {
    if (placement.reason == RefusalReason::kAmbiguous) {
      std::vector<size_t> lines;
      bool inserted = false;
      for (size_t at : placement.candidates) {
        size_t line = text.original_line(at);
        if (line) lines.push_back(line);
        inserted |= line == 0;
      }
      std::string where =
          lines.empty() ? "" : (lines.size() == 1 ? "at line " : "at lines ") + in_words(lines);
      if (inserted) where += std::string(where.empty() ? "" : ", and ") + "in text of an earlier block";
      std::string message =
          placement.why.empty() ? "the lines occur several times in the file" : placement.why;
      return refuse(RefusalReason::kAmbiguous, path, change.line,
                    message + ": " + where + "; give more lines round them, so that one place is meant");
    }
    if (placement.reason != RefusalReason::kNotFound)
      return refuse(placement.reason, path, change.line, placement.why);
    std::string message =
        placement.why.empty() ? "the lines to be replaced are not in the file, line for line" : placement.why;
    const std::string first = text.original();
    EditedText original(first);
    LineChange bare{change.search, change.replace, change.line};
    std::string plain = without_entities(change.search);
    if (text.is_changed() && place_lines(original, bare, false, Ladder::kExactOnly).found)
      message += "; an earlier block of this answer changed them";
    else if (plain != change.search &&
             place_lines(original, {plain, "", change.line}, false, Ladder::kExactOnly).found)
      message += "; they have HTML entities where the file has the characters";
    else if (!change.replace.empty() &&
             place_lines(original, {change.replace, "", change.line}, false, Ladder::kExactOnly).found)
      message += "; the new lines are in it already";
    for (std::string_view line : split_lines(change.search))
      if (is_elision(line)) {
        message += "; \"" + printable(trim(line)) + "\" can't stand for lines";
        break;
      }
    std::string nearest = nearest_lines(first, change.search);
    if (!nearest.empty()) message += ". The nearest lines of the file are:\n" + nearest;
    refuse(RefusalReason::kNotFound, path, change.line, std::move(message));
  }

  void move(const WishedEdit& edit, const std::string& path, const std::string& target, Planned& planned) {
    if (path == target) return;
    Planned* to = state_of(target, edit.line);
    if (!to) return;
    if (to->exists || to->removed)
      return refuse(RefusalReason::kExists, target, edit.line,
                    printable(target) + " is there already; nothing can be moved to it");
    to->created = planned.take_content();
    to->exists = to->given_whole = true;
    to->mode = planned.mode ? *planned.mode : planned.before.mode;
    to->moved_from = planned.before.type == FileType::kFile ? path : "";
    planned.moved = planned.removed = true;
    planned.exists = false;
  }

  std::string no_such_file(const std::string& path) const {
    std::string message = "there is no file " + printable(path);
    std::vector<std::string> near;
    for (const std::string& known : files_.known_paths)
      if (name_in(known) == name_in(path) || edit_distance(known, path, 3) < 3) near.push_back(known);
    if (near.size() > 5) near.resize(5);
    for (size_t i = 0; i < near.size(); ++i) message += (i == 0 ? "; there is " : ", ") + printable(near[i]);
    return message;
  }

  // A file can't be below another, in the answer or on disk.
  void check_folders() {
    if (!plan_.ok()) return;
    std::vector<std::string> made;
    for (const auto& [path, planned] : states_)
      if (planned.exists && planned.before.type == FileType::kAbsent) made.push_back(path);
    for (const std::string& path : made)
      for (std::string_view parent = parent_of(path); !parent.empty(); parent = parent_of(parent)) {
        auto it = states_.find(parent);
        bool file = it != states_.end() && it->second.exists;
        if (it == states_.end())
          if (auto version = files_.read(parent)) file = version->type != FileType::kAbsent;
        if (file)
          return refuse(RefusalReason::kBadPath, path, 0,
                        printable(parent) + " is a file, so nothing can be below it");
      }
  }

  void collect(const ParsedEdits& parsed) {
    for (auto& [path, planned] : states_) {
      FileEdit edit{path, {}, FileVersion::absent(), planned.moved_from};
      uint32_t mode = planned.mode                             ? *planned.mode
                      : planned.before.type == FileType::kFile ? planned.before.mode
                                                               : 0644;
      if (planned.exists) edit.after = FileVersion::file(planned.take_content(), mode);
      edit.before = std::move(planned.before);
      if (!edit.before.same_as(edit.after)) plan_.edits.push_back(std::move(edit));
    }
    if (plan_.edits.empty() && !parsed.edits.empty())
      refuse(RefusalReason::kChangesNothing, parsed.edits.front().path, parsed.edits.front().line,
             "the answer changes nothing");
  }

  const PresentFiles& files_;
  const Ladder ladder_;
  std::map<std::string, Planned, std::less<>> states_;
  EditPlan plan_;
};

}  // namespace

std::string path_fault(std::string_view path) {
  if (path.empty()) return "is empty";
  if (printable(path) != path || path.find('\t') != path.npos)
    return "has characters that are not allowed in a path";
  if (path.find('\\') != path.npos) return "has a backslash; separate folders by /";
  if (path.starts_with('/') || path.starts_with('~')) return "must be relative to the folder";
  if (path.size() > 1 && path[1] == ':') return "must be relative to the folder";
  for (std::string_view part : split(path, '/')) {
    if (part == "..") return "must not leave the folder";
    if (to_lower(part) == ".git") return "is Git's own";
    if (part.empty() || part == ".") return "has an empty part";
    if (part.size() > 255) return "is too long";
  }
  return is_inner_path(path) ? "" : "is not a path of a file";
}

EditPlan plan_edits(const ParsedEdits& parsed, const PresentFiles& files, Ladder ladder) {
  return Planner(files, ladder).plan(parsed);
}

EditPlan plan_answer(std::string_view answer, std::optional<EditFormat> format, const PresentFiles& files) {
  return plan_edits(parse_edits(answer, format), files);
}

std::string refusal_text(const std::vector<EditRefusal>& refusals) {
  if (refusals.empty()) return "";
  std::string text = "Nothing was changed: " + counted(refusals.size(), "problem") +
                     ". Fix them and give the whole answer again.\n";
  for (size_t i = 0; i < refusals.size(); ++i) {
    const EditRefusal& refusal = refusals[i];
    text += "\n" + std::to_string(i + 1) + ". ";
    if (!refusal.path.empty()) text += printable(refusal.path) + ", ";
    if (refusal.line > 0) text += "line " + std::to_string(refusal.line) + " of the answer, ";
    text += std::string(name_of(refusal.reason)) + ": " + refusal.message;
    if (!text.ends_with('\n')) text += "\n";
  }
  return text;
}

}  // namespace suit
