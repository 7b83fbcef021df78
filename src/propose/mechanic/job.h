// One request in progress: the files it may touch, the questions it asks, the proposal it builds.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "propose/mechanic/kinds.h"
#include "propose/proposer.h"

namespace suit::mechanic {

// Which lines of a content may change, and where its lines begin.
class Lines {
 public:
  // `allowed`: as returned by Scope::lines_in.
  Lines(std::string_view content, std::optional<std::vector<LineRange>> allowed);

  size_t count() const { return starts_.size(); }
  size_t number_at(size_t offset) const;       // from 1
  std::string_view text(size_t number) const;  // with its terminator
  size_t begin(size_t number) const {
    return number > starts_.size() ? content_.size() : starts_[number - 1];
  }
  bool may_change(size_t number) const;
  bool may_change_span(size_t begin, size_t end) const;  // every line that [begin, end) touches
  bool all_may_change() const { return !allowed_; }

 private:
  std::string_view content_;
  std::optional<std::vector<LineRange>> allowed_;
  std::vector<size_t> starts_;
};

// The files that an instruction names, within the task's scope.
struct Selection {
  std::vector<std::string> paths;  // regular files of the folder, sorted
  bool named = false;              // by the instruction, and not only by the scope
};

class Job {
 public:
  // `skip_answers` of the request's answers are used up already.
  Job(const Request& request, size_t skip_answers) : request_(request), next_answer_(skip_answers) {}

  Folder& folder() { return request_.folder; }
  const Scope& scope() const { return request_.task.scope; }

  // Returns the index of the chosen choice.
  // A question or a refusal propagates as an error; reply() converts it back.
  Result<size_t> ask(std::string text, std::vector<std::string> choices);
  Error decline(std::string understood, std::string nearest);

  // Resolves a path or pattern of the task text, relative to the top of the folder. Asks if it exists both
  // relative to the person's folder and to the top. Errors: kInvalid (it leaves the folder).
  Result<std::string> locate(const std::string& typed);
  const std::string& here() const { return request_.task.here; }

  // Errors: kNotFound (a glob that matches nothing, with the nearest path), kDenied (outside the scope),
  // kInvalid (a symbolic link). Asks if a bare name matches several files.
  Result<Selection> select(const std::vector<std::string>& globs);
  // Reads one file, such as a header. It must be inside the folder but may be outside the scope.
  Result<std::string> read_named(const std::string& path);

  Lines lines(std::string_view path, std::string_view content) const {
    return {content, scope().lines_in(path)};
  }

  // Calls `change` with each file's content to get the new one; nullopt leaves the file unchanged. Unreadable
  // files, and binary ones named by path, become notes; an error only if no file is changed (see reply()).
  // Calls run on all cores in any order; `index` is that of the path.
  using Change = std::function<std::optional<std::string>(size_t index, const std::string& path,
                                                          const std::string& content)>;
  void change_files(const std::vector<std::string>& paths, const Change& change);

  // The same sequentially, stopping at the first error: for changes that may ask a question.
  using ChangeOne =
      std::function<Result<std::optional<std::string>>(const std::string& path, const std::string& content)>;
  Result<void> change_each(const std::vector<std::string>& paths, const ChangeOne& change);

  // Refuses an instruction that names no file while the scope is the whole folder.
  Result<void> need_files(const Instruction& in);
  // Asks before an instruction meant for one file is applied to several.
  Result<void> confirm_many(const Instruction& in, size_t count);

  void add_edit(FileEdit edit) { edits_.push_back(std::move(edit)); }
  void note(std::string text);
  size_t edit_count() const { return edits_.size(); }
  std::vector<std::string> edited_paths() const;

  // Marks this reading as the only sensible one, whatever its result.
  void settle() { settled_ = true; }
  bool is_settled() const { return settled_; }

  // Returns the finished proposal, the question or refusal that stopped it, or the error.
  Result<Reply> reply(const Kind& kind, Result<std::string> summary);

 private:
  Result<void> select_one(const std::string& glob, Selection& selection, std::set<std::string>& taken);
  void refuse(Error error);
  std::optional<Error> why_unread(const std::string& path);
  Error with_unread(Error error);
  Error nothing_matches(const std::string& glob, const std::vector<FolderFile>& all) const;

  const Request& request_;
  size_t next_answer_ = 0;
  bool settled_ = false;
  std::optional<Question> question_;
  std::optional<Declined> declined_;
  std::optional<Error> refused_;
  std::vector<FileEdit> edits_;
  std::vector<std::string> notes_;
  std::vector<std::string> selected_;  // by the last select(), if they are few
  std::set<std::string> named_;        // by their exact paths
  std::map<std::string, std::string> located_;
};

// The up to three most similar names, as "did you mean a, b or c?"; empty if none is similar.
std::string nearest_hint(std::string_view wanted, const std::vector<std::string>& names);

}  // namespace suit::mechanic
