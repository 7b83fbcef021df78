// Verdicts on patches, for programs that make their own. Changes and records nothing.
#pragma once

#include <atomic>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "change/edit_formats.h"
#include "change/plan_edits.h"
#include "functions/outcome.h"
#include "loop/workspace.h"
#include "verify/judge.h"
#include "verify/trials.h"

namespace suit {

inline constexpr uint64_t kPatchBytesMax = 64u << 20;

struct PatchVerdict {
  static constexpr std::string_view kShape = "PatchVerdict";
  enum class Kind { kAccepted, kRefused, kAsks, kInvalid, kTampered, kCannotJudge };
  struct Refusal {
    RefusalReason reason = RefusalReason::kMalformed;
    Bytes message;
    std::optional<Bytes> path;
    std::optional<uint64_t> line;
    Fields fields() {
      return {{"reason", reason, "Listed in docs/edit_formats.md"},
              {"message", message, ""},
              {"path", path, ""},
              {"line", line, "Line of the patch"}};
    }
  };
  std::optional<Json> id;
  std::optional<int64_t> line;
  Kind verdict = Kind::kInvalid;
  std::optional<std::vector<Refusal>> refusals;
  std::optional<Json> same_as;
  std::optional<std::vector<Bytes>> asks;
  std::optional<bool> unconfirmed;
  std::optional<std::vector<functions::Edit>> files;
  std::optional<std::vector<functions::CheckAnswer>> checks;
  std::optional<std::vector<Bytes>> notes;
  struct Mutants {
    static constexpr std::string_view kShape = "Mutants";
    int64_t noticed = 0, of = 0;
    std::vector<Bytes> unnoticed;
    Fields fields() {
      return {{"noticed", noticed, ""},
              {"of", of, "Mutants that were judged"},
              {"unnoticed", unnoticed, "path:line and the change that no check notices"}};
    }
  };
  std::optional<Mutants> mutants;
  std::optional<bool> unprotected;
  std::optional<Bytes> cached;
  std::optional<int64_t> duration_ms;
  Fields fields();
};
template <>
struct EnumNames<PatchVerdict::Kind> {
  static constexpr std::array<std::string_view, 6> names = {"accepted", "refused",  "asks",
                                                            "invalid",  "tampered", "cannot_judge"};
};

// How the verdict on a patch came about: what a receipt needs besides the verdict.
struct PatchEvidence {
  std::vector<FileEdit> edits = {};
  std::vector<Check> checks = {};  // in the order of their runs
  std::vector<std::string> fixes = {};
  SandboxOptions sandbox = {};
  std::map<std::string, std::map<std::string, TestOutcome>> tests = {};  // reported, by result's name
};

struct PatchOptions {
  Scope scope = {};
  std::vector<Check> checks = {};       // empty: the folder's checks
  std::vector<std::string> fixes = {};  // tests that must turn from red to green
  bool coverage = false;                // report which changed lines the checks run
  size_t mutants = 0;                   // judge so many mutants of the patch
  bool skip_checks = false;
  // Reuse build output from the unchanged folder; re-check whatever passes from a clean build.
  bool warm = false;
  bool unconfirmed = false;  // warm, and accept what passes at once
  int64_t check_ms = 0;      // time limit of one check; 0: from the settings
  int parallel = 1;          // number of patches judged at once
  const std::atomic<bool>* cancelled = nullptr;
  std::function<void(const std::string& line)> state = {};  // progress before a verdict
  // The caller may ask again: past refusals count (past_refusals.h). Not for receipts.
  bool asked_again = false;
  // The verdict (known_verdicts.h), or how the checks end on the unchanged folder (stored_bases.h), may come
  // from a store. Not for evidence or receipts.
  bool stored = false;
  PatchEvidence* evidence = nullptr;  // filled by a judge of one patch, if that is not invalid
};

class PatchJudge {
 public:
  // Errors: those of the sandbox, if warm.
  static Result<std::unique_ptr<PatchJudge>> create(Workspace& workspace, PatchOptions options);

  // The verdict on one patch, in any edit format; see docs/verify.md. Patches with equal edits are judged
  // once. Thread-safe. Errors: kCancelled; kUnsupported and others of the sandbox, which would fail the next
  // patch too.
  Result<PatchVerdict> judge(const Json& id, std::string_view patch);
  // What was known when judging was cancelled (Judge::partial).
  std::string partial() { return judge_->partial(); }
  // The same for edits whose `before` is the folder's version.
  Result<PatchVerdict> judge(const Json& id, std::vector<FileEdit> edits);

 private:
  PatchJudge(Files& files, PatchOptions options) : files_(files), options_(std::move(options)) {}
  Result<void> warm_up(const std::vector<Check>& checks, const SandboxOptions& sandbox);
  Result<std::optional<SandboxRun>> look(const Check& check, const std::vector<FileEdit>& edits,
                                         const std::atomic<bool>* cancelled);
  Result<PatchVerdict> judge_plan(const Json& id, EditPlan plan);
  Result<PatchVerdict> judge_proposal(const Proposal& proposal);
  // The same, by runs.
  Result<PatchVerdict> judge_by_runs(const Proposal& proposal, Watch& watch);
  // For known_verdicts.h; nullopt where none is kept.
  std::optional<Digest> verdict_key(const Proposal& proposal, Watch& watch);

  Files& files_;
  PatchOptions options_;
  std::unique_ptr<Trials> trials_;
  std::map<std::string, Measure> measures_;  // by command
  std::unique_ptr<Judge> judge_;
  std::vector<Check> checks_;  // in the order of their runs
  PolicyRules rules_;
  struct Known {
    Json id;
    std::shared_future<Result<PatchVerdict::Kind>> verdict;
  };
  std::mutex known_mutex_;
  std::map<std::string, Known> known_;  // by edits; without judgements that ended in an error
};

}  // namespace suit
