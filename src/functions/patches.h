// Verdicts on patches, for programs that have their own: the verifier alone. Nothing is changed and nothing
// recorded.
#pragma once

#include <atomic>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/json.h"
#include "loop/workspace.h"
#include "verify/judge.h"
#include "verify/trials.h"

namespace suit {

inline constexpr uint64_t kPatchBytesMax = 64u << 20;

struct PatchOptions {
  Scope scope = {};
  std::vector<Check> checks = {};  // none: those of the folder
  bool skip_checks = false;
  // Checks look first where what they compiled on the unchanged folder is there; what they find no fault with
  // is judged as ever.
  bool warm = false;
  bool unconfirmed = false;  // warm, and what passes there is accepted at once
  int64_t check_ms = 0;      // limit of one check's time; 0: that of the settings
  int parallel = 1;          // so many are judged at once
  const std::atomic<bool>* cancelled = nullptr;
  std::function<void(const std::string& line)> state = {};  // what takes its time before the first verdict
};

class PatchJudge {
 public:
  // Errors: those of the sandbox, if warm.
  static Result<std::unique_ptr<PatchJudge>> create(Workspace& workspace, PatchOptions options);

  // The verdict on one patch, in any of the edit formats: docs/verify.md has its fields. Patches that come to
  // the same edits are judged once. Thread-safe. Errors: kCancelled; kUnsupported and others of the sandbox,
  // which the next one would meet too.
  Result<Json> judge(const Json& id, std::string_view patch);

 private:
  PatchJudge(Files& files, PatchOptions options) : files_(files), options_(std::move(options)) {}
  Result<void> warm_up(const std::vector<Check>& checks, const SandboxOptions& sandbox);
  Result<std::optional<SandboxRun>> look(const Check& check, const std::vector<FileEdit>& edits,
                                         const std::atomic<bool>* cancelled);
  Result<Json> judge_proposal(const Proposal& proposal);

  Files& files_;
  PatchOptions options_;
  std::unique_ptr<Trials> trials_;
  std::map<std::string, Measure> measures_;  // by command
  std::unique_ptr<Judge> judge_;
  struct Known {
    Json id;
    std::shared_future<Result<std::string>> verdict;
  };
  std::mutex known_mutex_;
  std::map<std::string, Known> known_;  // by the edits; not those whose judging ended in an error
};

}  // namespace suit
