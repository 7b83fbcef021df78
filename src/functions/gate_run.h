// The gate: the verdict of `suit verify` on what changed in a folder since a base, for agents' hooks, git's
// hooks and CI. docs/gate.md.
#pragma once

#include "functions/function.h"
#include "functions/patches.h"

namespace suit::functions {

// The verdict on one difference.
struct GateVerdict {
  static constexpr std::string_view kShape = "GateVerdict";
  Bytes of;
  std::string base;
  Bytes base_from;
  PatchVerdict::Kind verdict = PatchVerdict::Kind::kInvalid;
  std::string difference;
  std::vector<Bytes> reasons;
  std::optional<PatchVerdict> judged;
  int64_t duration_ms = 0;
  Fields fields();
};

// Who calls: decides how standard input is read and how the answer is written.
enum class GateHook { kClaudeCode, kCodex, kOpencode, kPrePush, kPreReceive };

struct GateRun {
  struct Request {
    std::optional<std::string> base, range, session, limit, within, receipt;
    bool begin = false, fresh = false;
    std::optional<GateHook> hook;
    std::vector<std::string> protect, fixes;
    std::optional<std::string> remote;
    Bytes input;
    Fields fields();
  };
  // What a hook's contract demands.
  struct HookAnswer {
    Bytes out, err;
    int64_t exit_status = 0;
    Fields fields() {
      return {{"out", out, "For standard output"},
              {"err", err, "For standard error"},
              {"exit_status", exit_status, ""}};
    }
  };
  struct Answer {
    std::vector<GateVerdict> verdicts;
    std::optional<std::string> recorded;
    std::optional<HookAnswer> hook;
    Fields fields();
  };
  // Changes nothing in the folder. Errors: kInvalid; kNotFound (no base: no recorded session and no
  // upstream, no such commit); kUnsupported (not a git repository); kLimit (`within` has passed); those of
  // PatchJudge. With a hook of an agent an error is an answer that blocks.
  static Result<Answer> run(Session& session, const Request& request, Watch& watch);
};

// The worst of them; kAccepted for none.
PatchVerdict::Kind worst_of(const std::vector<GateVerdict>& verdicts);
// One screen: the verdict, its reasons, the base.
std::string gate_text(const GateVerdict& verdict);

}  // namespace suit::functions

namespace suit {
template <>
struct EnumNames<functions::GateHook> {
  static constexpr std::array<std::string_view, 5> names = {"claude-code", "codex", "opencode", "pre-push",
                                                            "pre-receive"};
};
}  // namespace suit
