#include "functions/gate_hook.h"

#include <algorithm>

#include "base/text.h"

namespace suit::functions {
namespace {

using HookAnswer = GateRun::HookAnswer;

constexpr std::string_view kNoObject = "0000000000000000000000000000000000000000";

std::string_view name_of(GateHook hook) {
  return EnumNames<GateHook>::names[static_cast<size_t>(hook)];
}

HookAnswer answer_json(const Json& json) {
  return {.out = to_text(json) + "\n", .err = {}, .exit_status = 0};
}

// One call of an agent's hook. The agents share Claude Code's contract: docs/gate.md names the differences.
class AgentHook {
 public:
  AgentHook(const std::string& start, const GateRun::Request& request, const GateOptions& options,
            Watch& watch)
      : start_(start), tool_(name_of(*request.hook)), options_(options), watch_(watch) {}

  GateRun::Answer run(const std::string& input) {
    GateRun::Answer answer;
    auto json = parse_json(input);
    if (!json || !json->is_object()) {
      answer.hook = block("Suit can't read what " + tool_ + " says about this stop, so it can't judge it.");
      return answer;
    }
    id_ = string_or(*json, "session_id", "");
    folder_ = string_or(*json, "cwd", start_);
    std::string event = string_or(*json, "hook_event_name", "");
    if (event == "SessionStart" || event == "UserPromptSubmit") {
      answer.hook = begin();
    } else if (event == "Stop") {
      answer.hook = stop(bool_or(*json, "stop_hook_active", false), answer.verdicts);
    } else {
      answer.hook = HookAnswer{};
    }
    return answer;
  }

 private:
  HookAnswer begin() {
    std::string root = gate_root(folder_);
    if (root.empty()) return {};
    auto begun = begin_gate_session(root, id_, tool_, false);
    // The stop reports it again: an error here ends nothing.
    if (!begun) return {.out = {}, .err = "suit: no base is recorded: " + begun.error().message + "\n"};
    return {};
  }

  HookAnswer stop(bool was_blocked, std::vector<GateVerdict>& verdicts) {
    auto session = find_gate_session(id_, folder_);
    if (!session) return error(session.error(), was_blocked, nullptr);
    GateSession* known = *session ? &**session : nullptr;
    std::string root = known ? known->folder : gate_root(folder_);
    if (root.empty()) return {};  // in no repository there is nothing to compare with
    auto verdict = judge(root, known);
    if (!verdict) return error(verdict.error(), was_blocked, known);
    verdict->of = "the working tree";
    verdicts.push_back(*verdict);
    if (verdict->verdict == PatchVerdict::Kind::kAccepted) {
      remember_blocks(known, 0);
      return verdict->judged ? say("Suit: " + first_line(gate_text(*verdict))) : HookAnswer{};
    }
    bool for_person = verdict->verdict == PatchVerdict::Kind::kAsks;
    std::string text = "Suit does not accept this change.\n" + gate_text(*verdict);
    text += for_person
                ? "Undo what a person must decide, or say in your answer why it is needed.\n"
                : "Fix the code. Tests, settings and checks are those of the base: changing them does not "
                  "help. `suit gate run` shows this verdict again.\n";
    return block_within_limit(text, for_person ? 1 : kBlocksMax, was_blocked, known);
  }

  Result<GateVerdict> judge(const std::string& root, const GateSession* known) {
    ASSIGN_OR_RETURN(auto repository, GitRepository::find(root));
    if (!repository)
      return Error{ErrorCode::kUnsupported, printable(root) + " is no longer in a git repository"};
    ASSIGN_OR_RETURN(GateBase base, known ? base_of_session(*repository, *known)
                                          : choose_base(*repository, root, std::nullopt, id_));
    return GateJudge(*repository, root, options_, watch_).judge_disk(base);
  }

  // Nobody can fix that by going on: it blocks once.
  HookAnswer error(const Error& error, bool was_blocked, GateSession* known) {
    std::string text = "Suit can't judge this change: " + error.message + "\n";
    if (!error.hint.empty()) text += error.hint + "\n";
    return block_within_limit(text, 1, was_blocked, known);
  }

  HookAnswer block_within_limit(const std::string& text, int64_t most, bool was_blocked, GateSession* known) {
    // Without a record the tool's own flag is all there is.
    int64_t blocks = !was_blocked ? 0 : known ? known->blocks : 1;
    if (blocks >= most) {
      remember_blocks(known, 0);
      return say(text + "Suit let the agent stop after " + counted(static_cast<uint64_t>(blocks), "block") +
                 ": the change is not accepted.");
    }
    remember_blocks(known, blocks + 1);
    return block(text);
  }

  static void remember_blocks(GateSession* known, int64_t blocks) {
    if (!known || known->blocks == blocks) return;
    known->blocks = blocks;
    (void)keep_gate_session(*known);
  }

  static HookAnswer block(const std::string& reason) {
    return answer_json({{"decision", "block"}, {"reason", reason}});
  }
  static HookAnswer say(const std::string& message) { return answer_json({{"systemMessage", message}}); }
  static std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

  std::string start_, tool_, id_, folder_;
  GateOptions options_;
  Watch& watch_;
};

// A line of a git hook's input: a reference and its two commits.
struct Pushed {
  std::string name, before, after;  // commits; "" for none
};

std::string commit_text(std::string_view id) {
  return id == kNoObject ? "" : std::string(id);
}

// pre-push: local name, local commit, remote name, remote commit. pre-receive: old, new, name.
Result<std::vector<Pushed>> read_pushed(GateHook hook, const std::string& input) {
  std::vector<Pushed> pushed;
  for (std::string_view line : split_lines(input)) {
    std::vector<std::string_view> words = split(without_terminator(line), ' ');
    if (hook == GateHook::kPrePush && words.size() == 4)
      pushed.push_back({std::string(words[2]), commit_text(words[3]), commit_text(words[1])});
    else if (hook == GateHook::kPreReceive && words.size() == 3)
      pushed.push_back({std::string(words[2]), commit_text(words[0]), commit_text(words[1])});
    else
      return Error{ErrorCode::kInvalid, "git's hook does not pass " + printable(line.substr(0, 100))};
  }
  return pushed;
}

class GitHook {
 public:
  GitHook(GateRun::Answer& answer, const GateRun::Request& request, const GateOptions& options, Watch& watch)
      : answer_(answer), request_(request), options_(options), watch_(watch) {}

  Result<void> push(const std::string& start) {
    std::string root = gate_root(start);
    ASSIGN_OR_RETURN(auto repository, GitRepository::find(root.empty() ? start : root));
    if (!repository) return Error{ErrorCode::kUnsupported, printable(start) + " is not in a git repository"};
    GateJudge judge(*repository, root, options_, watch_);
    ASSIGN_OR_RETURN(auto pushed, read_pushed(GateHook::kPrePush, request_.input));
    for (const Pushed& one : pushed) {
      if (one.after.empty()) continue;  // a branch is deleted
      ASSIGN_OR_RETURN(GateBase base, base_of_push(*repository, one));
      RETURN_IF_ERROR(judge_one(judge, one, base));
    }
    return {};
  }

  Result<void> receive(const std::string& start) {
    ASSIGN_OR_RETURN(auto repository, GitRepository::bare(start));
    GateJudge judge(*repository, "", options_, watch_);
    std::vector<std::string> names;
    for (const std::string& name : request_.protect)
      names.push_back(name.starts_with("refs/") ? name : "refs/heads/" + name);
    if (names.empty()) names.push_back(repository->head_name());
    ASSIGN_OR_RETURN(auto pushed, read_pushed(GateHook::kPreReceive, request_.input));
    for (const Pushed& one : pushed) {
      if (std::find(names.begin(), names.end(), one.name) == names.end()) continue;
      if (one.after.empty())
        return Error{ErrorCode::kDenied, printable(one.name) + " is protected: it can't be deleted"};
      if (one.before.empty()) {
        note(printable(one.name) + " is new: there is nothing to compare it with, it is not judged");
        continue;
      }
      ASSIGN_OR_RETURN(FolderVersion version, version_of(*repository, one.before));
      RETURN_IF_ERROR(judge_one(judge, one, {std::move(version), "the branch as it is here"}));
    }
    return {};
  }

 private:
  // What the remote has: its branch if that is an ancestor, else the newest common ancestor with any of its
  // branches.
  Result<GateBase> base_of_push(const GitRepository& repository, const Pushed& pushed) {
    std::string remote = request_.remote.value_or("origin");
    if (!pushed.before.empty()) {
      auto common = repository.merge_base(pushed.before, pushed.after);
      if (common && *common == pushed.before) {
        ASSIGN_OR_RETURN(FolderVersion version, version_of(repository, pushed.before));
        return GateBase{std::move(version), "the branch on " + remote};
      }
    }
    std::string best, best_name;
    for (const auto& branch : repository.remote_branches(remote)) {
      auto common = repository.merge_base(branch.commit, pushed.after);
      if (!common || common->empty()) continue;
      auto older = best.empty() ? Result<std::string>(std::string()) : repository.merge_base(best, *common);
      if (!older || (!best.empty() && *older != best)) continue;
      best = *common;
      best_name = branch.name;
    }
    if (best.empty())
      return Error{ErrorCode::kNotFound,
                   "there is no base: this repository knows no branch of " + printable(remote) + " that " +
                       printable(pushed.name) + " comes from",
                   "`git fetch " + printable(remote) + "`; the first push to an empty one needs --no-verify"};
    ASSIGN_OR_RETURN(FolderVersion version, version_of(repository, best));
    return GateBase{std::move(version), "the merge base with " + best_name};
  }

  Result<void> judge_one(GateJudge& judge, const Pushed& pushed, const GateBase& base) {
    ASSIGN_OR_RETURN(GateVerdict verdict, judge.judge_commit(base, pushed.after));
    verdict.of = pushed.name;
    note("suit: " + gate_text(verdict));
    answer_.verdicts.push_back(std::move(verdict));
    return {};
  }

  void note(const std::string& text) { answer_.hook->err += text + (text.ends_with('\n') ? "" : "\n"); }

  GateRun::Answer& answer_;
  const GateRun::Request& request_;
  GateOptions options_;
  Watch& watch_;
};

}  // namespace

Result<GateRun::Answer> answer_hook(const std::string& start, const GateRun::Request& request,
                                    const GateOptions& options, Watch& watch) {
  bool pushes = *request.hook == GateHook::kPrePush, receives = *request.hook == GateHook::kPreReceive;
  if (!pushes && !receives) return AgentHook(start, request, options, watch).run(request.input);
  GateRun::Answer answer;
  answer.hook.emplace();
  GitHook git(answer, request, options, watch);
  RETURN_IF_ERROR(pushes ? git.push(start) : git.receive(start));
  if (worst_of(answer.verdicts) != PatchVerdict::Kind::kAccepted) {
    answer.hook->err += pushes ? "suit: not pushed. `git push --no-verify` pushes without a verdict.\n"
                               : "suit: not accepted.\n";
    answer.hook->exit_status = 1;
  }
  return answer;
}

}  // namespace suit::functions
