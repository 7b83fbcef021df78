#include "propose/mechanic/job.h"

#include <algorithm>

#include "base/glob.h"
#include "base/parallel.h"
#include "base/text.h"
#include "folder/typed_path.h"
#include "propose/mechanic/mechanic.h"
#include "propose/mechanic/recoded.h"

namespace suit::mechanic {
namespace {

constexpr size_t kNotesMax = 60;
constexpr size_t kSelectedMax = 8;  // files that are read again to say why nothing was done

// Marks errors that carry a question or refusal; never returned to the caller.
Error stopped() {
  return {ErrorCode::kCancelled, "a question or refusal"};
}

// The globs of "all files" and "all C++ files": not paths, so relative to no folder.
bool is_of_the_whole(std::string_view glob) {
  return glob == "**" || glob.starts_with("{*");
}

}  // namespace

Lines::Lines(std::string_view content, std::optional<std::vector<LineRange>> allowed)
    : content_(content), allowed_(std::move(allowed)) {
  for (size_t at = 0; at < content.size();) {
    starts_.push_back(at);
    size_t end = content.find('\n', at);
    if (end == content.npos) break;
    at = end + 1;
  }
}

size_t Lines::number_at(size_t offset) const {
  return std::max<size_t>(
      1, static_cast<size_t>(std::upper_bound(starts_.begin(), starts_.end(), offset) - starts_.begin()));
}

std::string_view Lines::text(size_t number) const {
  return content_.substr(begin(number), begin(number + 1) - begin(number));
}

bool Lines::may_change(size_t number) const {
  if (!allowed_) return true;
  return std::any_of(allowed_->begin(), allowed_->end(),
                     [&](const LineRange& range) { return range.first <= number && number <= range.last; });
}

bool Lines::may_change_span(size_t begin, size_t end) const {
  if (!allowed_) return true;
  for (size_t line = number_at(begin), last = number_at(end > begin ? end - 1 : begin); line <= last; ++line)
    if (!may_change(line)) return false;
  return true;
}

Result<size_t> Job::ask(std::string text, std::vector<std::string> choices) {
  CHECK(choices.size() >= 2);
  if (next_answer_ < request_.answers.size()) {
    size_t answer = request_.answers[next_answer_++];
    if (answer < choices.size()) return answer;
    return Error{ErrorCode::kInvalid, "answer " + std::to_string(answer) + " is not one of the " +
                                          std::to_string(choices.size()) + " choices of: " + text};
  }
  question_ = Question{std::move(text), std::move(choices)};
  return stopped();
}

Error Job::decline(std::string understood, std::string nearest) {
  declined_ = Declined{std::move(understood), std::move(nearest)};
  return stopped();
}

Error Job::nothing_matches(const std::string& glob, const std::vector<FolderFile>& all) const {
  std::vector<std::string> names;
  for (const FolderFile& file : all) {
    names.push_back(file.path);
    if (glob.find('/') == glob.npos) names.emplace_back(name_in(file.path));
    if (std::string_view parent = parent_of(file.path); !parent.empty()) names.emplace_back(parent);
  }
  return {ErrorCode::kNotFound, "no file of the folder matches " + printable(glob),
          nearest_hint(glob, names)};
}

Result<std::string> Job::locate(const std::string& typed) {
  if (is_of_the_whole(typed)) return typed;
  if (auto known = located_.find(typed); known != located_.end()) return known->second;
  ASSIGN_OR_RETURN(TypedPath found, find_typed_path(folder(), here(), typed));
  std::string path = found.only;
  if (found.is_unclear()) {
    std::string place = "which " + printable(typed) + " is meant: the one in " + printable(here()) +
                        ", or the one at the top?";
    ASSIGN_OR_RETURN(size_t answer, ask(place, {*found.here, *found.top, "stop"}));
    if (answer == 2)
      return decline(printable(typed) + " is ambiguous",
                     "start it with ./ or ../ to mean the current folder");
    path = answer == 0 ? *found.here : *found.top;
  }
  located_.emplace(typed, path);
  return path;
}

Result<void> Job::select_one(const std::string& written, Selection& selection, std::set<std::string>& taken) {
  ASSIGN_OR_RETURN(const std::vector<FolderFile>* all, folder().list());
  ASSIGN_OR_RETURN(std::string glob, locate(written));
  bool plain = !has_glob_characters(glob) && !glob.ends_with('/');
  std::vector<std::string> inside, outside, links;
  bool exact = false, below = false;
  for (const FolderFile& file : *all) {
    if (file.path == glob) exact = true;
    if (!glob.empty() && file.path.starts_with(glob + "/")) below = true;
    if (!scope_glob_matches(glob, file.path)) continue;
    if (file.type == FileType::kSymlink) {
      links.push_back(file.path);
    } else {
      (scope().contains(file.path) ? inside : outside).push_back(file.path);
    }
  }
  auto keep_only = [](std::vector<std::string>& paths, const std::string& path) {
    std::erase_if(paths, [&](const std::string& one) { return one != path; });
  };
  if (plain && exact) {  // it means the file of exactly this name, not those of the same name below
    for (auto* paths : {&inside, &outside, &links}) keep_only(*paths, glob);
    named_.insert(glob);
  } else if (plain && !below && glob.find('/') == glob.npos && inside.size() > 1) {
    std::vector<std::string> named;
    for (const std::string& path : inside)
      if (name_in(path) == glob) named.push_back(path);
    if (named.size() == inside.size()) {
      std::vector<std::string> choices(
          named.begin(), named.begin() + static_cast<ptrdiff_t>(std::min<size_t>(5, named.size())));
      choices.push_back("all " + std::to_string(named.size()) + " of them");
      choices.push_back("stop");
      ASSIGN_OR_RETURN(size_t answer, ask("which " + printable(glob) + " is meant?", choices));
      if (answer + 1 == choices.size())
        return decline("there are several files named " + printable(glob), "name one by its path");
      if (answer + 2 < choices.size()) inside = {named[answer]};
    }
  }
  if (inside.empty()) {
    if (!outside.empty())
      return Error{ErrorCode::kDenied, printable(outside.front()) + " is outside the task's scope",
                   "widen the scope"};
    if (!links.empty())
      return Error{ErrorCode::kInvalid,
                   printable(links.front()) + " is a symbolic link; the mechanic never edits through links",
                   "name the file that it points at"};
    return nothing_matches(glob, *all);
  }
  for (std::string& path : inside)
    if (taken.insert(path).second) selection.paths.push_back(std::move(path));
  return {};
}

Result<Selection> Job::select(const std::vector<std::string>& globs) {
  Selection selection;
  selection.named = !globs.empty();
  std::set<std::string> taken;
  for (const std::string& glob : globs) RETURN_IF_ERROR(select_one(glob, selection, taken));
  if (globs.empty()) {
    ASSIGN_OR_RETURN(const std::vector<FolderFile>* all, folder().list());
    for (const FolderFile& file : *all)
      if (file.type == FileType::kFile && scope().contains(file.path)) selection.paths.push_back(file.path);
    if (selection.paths.empty())
      return Error{ErrorCode::kNotFound, scope().is_whole_folder()
                                             ? "the folder has no file"
                                             : "no file of the folder is in the task's scope"};
  }
  std::sort(selection.paths.begin(), selection.paths.end());
  selected_.clear();
  if (selection.paths.size() <= kSelectedMax) selected_ = selection.paths;
  return selection;
}

Result<std::string> Job::read_named(const std::string& path) {
  ASSIGN_OR_RETURN(std::string inner, locate(path));
  if (!is_inner_path(inner))
    return Error{ErrorCode::kInvalid, printable(path) + " is not a path inside the folder"};
  return folder().read(inner);
}

void Job::change_files(const std::vector<std::string>& paths, const Change& change) {
  std::vector<FileEdit> edits(paths.size());
  std::vector<std::string> problems(paths.size());
  std::vector<std::optional<Error>> refusals(paths.size());
  for_each_parallel(paths.size(), threads_for(paths.size(), 4), nullptr, [&](size_t i) {
    auto info = folder().info(paths[i]);
    auto content = folder().read(paths[i]);
    if (!info || !content) {
      problems[i] = "left alone: " + (info ? content.error() : info.error()).message;
    } else if (is_binary(*content)) {
      if (named_.contains(paths[i])) problems[i] = "left alone: " + paths[i] + " is binary";
    } else if (info->type == FileType::kFile) {
      Recoded file(*content);
      auto after = change(i, paths[i], file.text());
      if (!after || *after == file.text()) return;
      auto bytes = file.bytes_of(std::move(*after), paths[i]);
      // Hash only what changed: over a large tree hashing would cost more than the search.
      if (!bytes)
        refusals[i] = bytes.error();
      else
        edits[i] = {paths[i], FileVersion::file(std::move(*content), info->mode),
                    FileVersion::file(std::move(*bytes), info->mode)};
    }
  });
  for (size_t i = 0; i < paths.size(); ++i) {
    if (!edits[i].path.empty()) edits_.push_back(std::move(edits[i]));
    if (!problems[i].empty()) note(printable(problems[i]));
    if (refusals[i]) refuse(std::move(*refusals[i]));
  }
}

Result<void> Job::change_each(const std::vector<std::string>& paths, const ChangeOne& change) {
  for (const std::string& path : paths) {
    auto before = read_version(folder().files(), path, kFolderFileBytesMax);
    if (!before) {
      note("left alone: " + printable(before.error().message));
    } else if (is_binary(before->content)) {
      if (named_.contains(path)) note("left alone: " + printable(path) + " is binary");
    } else if (before->type == FileType::kFile) {
      Recoded file(before->content);
      ASSIGN_OR_RETURN(std::optional<std::string> after, change(path, file.text()));
      uint32_t mode = before->mode;
      if (!after || *after == file.text()) continue;
      auto bytes = file.bytes_of(std::move(*after), path);
      if (!bytes)
        refuse(bytes.error());
      else
        add_edit({path, std::move(*before), FileVersion::file(std::move(*bytes), mode)});
    }
  }
  return {};
}

std::vector<std::string> Job::edited_paths() const {
  std::vector<std::string> paths;
  for (const FileEdit& edit : edits_) paths.push_back(edit.path);
  return paths;
}

Result<void> Job::need_files(const Instruction& in) {
  if (!in.globs.empty() || !scope().is_whole_folder()) return {};
  return decline(describe(in) + ", but no file is named",
                 "name the file, as in: " + std::string(in.said.phrasing->example));
}

Result<void> Job::confirm_many(const Instruction& in, size_t count) {
  if (count < 2) return {};
  ASSIGN_OR_RETURN(size_t answer,
                   ask(describe(in) + ": in each of " + counted(count, "file") + "?", {"yes", "stop"}));
  if (answer == 0) return {};
  return decline(describe(in) + ", in several files", "name one file");
}

void Job::note(std::string text) {
  if (notes_.size() < kNotesMax && std::find(notes_.begin(), notes_.end(), text) == notes_.end())
    notes_.push_back(std::move(text));
}

// The encoding of a file does not allow its change: the error, if no other file can be changed.
void Job::refuse(Error error) {
  note("left alone: " + error.message);
  if (!refused_) refused_ = std::move(error);
}

std::optional<Error> Job::why_unread(const std::string& path) {
  auto content = folder().read(path);
  if (!content) return content.error();
  if (!is_binary(*content)) return std::nullopt;
  return Error{ErrorCode::kInvalid,
               printable(path) + " is binary (it has a NUL byte); the mechanic changes only text"};
}

// If nothing was found, unreadable files may be the reason.
Error Job::with_unread(Error error) {
  if (error.code != ErrorCode::kNotFound && error.code != ErrorCode::kInvalid) return error;
  std::vector<Error> unread;
  for (const std::string& path : selected_)
    if (auto why = why_unread(path)) unread.push_back(*why);
  if (!unread.empty() && unread.size() == selected_.size()) {
    if (unread.size() > 1)
      unread[0].hint = counted(unread.size() - 1, "other file") + " could not be read either";
    return unread[0];
  }
  std::vector<std::string> skipped = folder().skipped();
  for (const Error& one : unread)
    if (std::find(skipped.begin(), skipped.end(), one.message) == skipped.end())
      skipped.push_back(one.message);
  if (error.hint.empty() && !skipped.empty())
    error.hint = "not looked at: " + printable(skipped.front()) +
                 (skipped.size() > 1 ? ", and " + std::to_string(skipped.size() - 1) + " more" : "");
  return error;
}

Result<Reply> Job::reply(const Kind& kind, Result<std::string> summary) {
  if (question_) return Reply(*question_);
  if (declined_) return Reply(*declined_);
  if (refused_ && edits_.empty()) return *refused_;
  if (!summary) {
    return with_unread(summary.error());
  }
  for (const std::string& skipped : folder().skipped()) note("not looked at: " + printable(skipped));
  Proposal proposal;
  proposal.proposer = "mechanic";
  proposal.proposer_version = kMechanicVersion;
  proposal.kind = kind.wording.name;
  proposal.summary = printable(std::move(summary).value());
  proposal.notes = std::move(notes_);
  proposal.edits = std::move(edits_);
  RETURN_IF_ERROR(normalise(proposal));
  return Reply(std::move(proposal));
}

std::string nearest_hint(std::string_view wanted, const std::vector<std::string>& names) {
  size_t limit = std::max<size_t>(3, wanted.size() / 3 + 1);
  std::string lower = to_lower(wanted);
  std::vector<std::pair<size_t, std::string>> found;
  std::set<std::string_view> seen;
  for (const std::string& name : names) {
    if (name == wanted || !seen.insert(name).second) continue;
    size_t distance = edit_distance(lower, to_lower(name), limit);
    if (distance >= limit && wanted.size() >= 4 && to_lower(name).find(lower) != std::string::npos)
      distance = limit - 1;
    if (distance < limit) found.emplace_back(distance, name);
  }
  std::sort(found.begin(), found.end());
  std::string hint;
  size_t count = std::min<size_t>(3, found.size());
  for (size_t i = 0; i < count; ++i)
    hint += (i == 0 ? "did you mean " : i + 1 == count ? " or " : ", ") + printable(found[i].second);
  return hint.empty() ? hint : hint + "?";
}

}  // namespace suit::mechanic
