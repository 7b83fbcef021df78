#include "functions/gate_run.h"

#include "base/clock.h"
#include "base/text.h"
#include "functions/gate_hook.h"
#include "functions/gate_judge.h"

namespace suit::functions {
namespace {

Error not_in_git(const std::string& start) {
  return {ErrorCode::kUnsupported, printable(start) + " is not in a git repository",
          "the gate compares with a commit: `git init`, then commit"};
}

Result<std::unique_ptr<GitRepository>> repository_of(const std::string& root) {
  ASSIGN_OR_RETURN(auto repository, GitRepository::find(root));
  if (!repository) return not_in_git(root);
  return repository;
}

// "A..B": the commits; "A...B": from their merge base.
Result<std::pair<std::string, std::string>> read_range(const GitRepository& repository,
                                                       const std::string& range) {
  size_t dots = range.find("..");
  bool from_merge_base = dots != range.npos && range.substr(dots).starts_with("...");
  if (dots == range.npos || dots == 0) return Error{ErrorCode::kInvalid, "--range must be A..B, two commits"};
  std::string to_name = range.substr(dots + (from_merge_base ? 3 : 2));
  ASSIGN_OR_RETURN(std::string from, repository.commit_of(range.substr(0, dots)));
  ASSIGN_OR_RETURN(std::string to, repository.commit_of(to_name.empty() ? "HEAD" : to_name));
  if (from_merge_base) {
    ASSIGN_OR_RETURN(std::string base, repository.merge_base(from, to));
    if (base.empty()) return Error{ErrorCode::kNotFound, printable(range) + ": no common ancestor"};
    from = base;
  }
  return std::pair(from, to);
}

}  // namespace

Fields GateRun::Request::fields() {
  return {
      Field("base", base, "Compare the working tree with this commit").as("COMMIT"),
      Field("range", range, "Judge the commits A..B; A...B: from their merge base").as("A..B"),
      Field("session", session, "Compare with what was recorded when this session began").as("ID"),
      {"begin", begin, "Record the present state as the base of a session, and judge nothing"},
      Field("limit", limit, "Time limit of one check, such as 20s or 5m").as("TIME"),
      Field("within", within, "Time limit of everything; without a verdict by then it is an error")
          .as("TIME"),
      Field("receipt", receipt, "Write a receipt to this file: see docs/receipts.md").as("FILE"),
      {"fresh", fresh, "Run everything, also what is known from the same question within a day"},
      Field("fixes", fixes, "This test must fail on the base and pass now, as with verify").as("TEST"),
      Field("hook", hook, "Answer as this tool's hook contract demands").as("TOOL"),
      Field("protect", protect, "With --hook pre-receive: a protected branch; default: that of HEAD")
          .as("BRANCH"),
      Field("remote", remote, "With --hook pre-push: the remote").as("NAME"),
      Field("input", input, "What the tool wrote on the hook's standard input").from_input(hook.has_value())};
}

Fields GateRun::Answer::fields() {
  return {{"verdicts", verdicts, "One for the working tree or range; one for each branch of a push"},
          {"recorded", recorded, "Commit of the recorded base"},
          {"hook", hook, "What the tool's hook contract demands"}};
}

Result<GateRun::Answer> GateRun::run(Session& session, const Request& request, Watch& watch) {
  if ((request.base.has_value() + request.range.has_value() + request.begin) > 1)
    return Error{ErrorCode::kInvalid, "--base, --range and --begin exclude each other", "give one of them"};
  if (request.receipt && (request.begin || request.hook))
    return Error{ErrorCode::kInvalid, "--receipt excludes --begin and --hook", "give one of them"};
  GateOptions options{.fixes = request.fixes, .fresh = request.fresh};
  if (request.receipt) {
    ASSIGN_OR_RETURN(options.receipt, session.path_of(*request.receipt));
  }
  if (request.limit) {
    ASSIGN_OR_RETURN(options.check_ms, read_time(*request.limit));
  }
  if (request.within) {
    ASSIGN_OR_RETURN(options.within_ms, read_time(*request.within));
  }
  if (request.hook) return answer_hook(session.start(), request, options, watch);
  std::string root = gate_root(session.start());
  if (root.empty()) return not_in_git(session.start());
  std::string id = request.session.value_or("");
  if (request.begin) {
    ASSIGN_OR_RETURN(BegunSession begun, begin_gate_session(root, id, "", true));
    return Answer{.verdicts = {}, .recorded = begun.session.base.commit};
  }
  if (!id.empty()) {
    ASSIGN_OR_RETURN(auto known, find_gate_session(id, root));
    if (known) root = known->folder;
  }
  ASSIGN_OR_RETURN(auto repository, repository_of(root));
  GateJudge judge(*repository, root, options, watch);
  Answer answer;
  if (request.range) {
    ASSIGN_OR_RETURN(auto commits, read_range(*repository, *request.range));
    ASSIGN_OR_RETURN(FolderVersion version, version_of(*repository, commits.first));
    ASSIGN_OR_RETURN(GateVerdict verdict,
                     judge.judge_commit({std::move(version), "named with --range"}, commits.second));
    verdict.of = *request.range;
    answer.verdicts.push_back(std::move(verdict));
    return answer;
  }
  ASSIGN_OR_RETURN(GateBase base, choose_base(*repository, root, request.base, id));
  ASSIGN_OR_RETURN(GateVerdict verdict, judge.judge_disk(base));
  verdict.of = "the working tree";
  answer.verdicts.push_back(std::move(verdict));
  return answer;
}

}  // namespace suit::functions
