#include "verify/mutants.h"

#include <algorithm>

#include "base/clock.h"
#include "base/parallel.h"
#include "base/text.h"
#include "verify/judge.h"

namespace suit {
namespace {

constexpr int64_t kMutantExtra_ms = 1'000;
constexpr size_t kUnnoticedShown = 3;

// Runners that know these variables end at the first failure; so do the watchers (watchers/).
constexpr const char* kEndAtFailure =
    "export SUIT_WATCHER_STOP=1 PYTEST_ADDOPTS=\"-x ${PYTEST_ADDOPTS:-}\" "
    "GOFLAGS=\"${GOFLAGS:+$GOFLAGS }-failfast\"\n";

std::string text_of(const MutantCount& count) {
  std::string text = std::to_string(count.noticed) + " of " + counted(count.of, "mutant") + " noticed";
  if (count.noticed == 0) text += ": no check protects the change";
  for (size_t i = 0; i < std::min(count.unnoticed.size(), kUnnoticedShown); ++i)
    text += (i ? "; " : ", not ") + printable(count.unnoticed[i]);
  return text;
}

}  // namespace

Result<void> Judge::run_mutants(const Passed& passed, const Proposal& proposal, const Taker& take,
                                Judgement& judgement, Watch& watch) {
  // Four mutants of a quick check take less time than the negative controls did.
  constexpr int64_t kUnaskedMax_ms = 400;
  constexpr size_t kUnasked = 4;
  int64_t usual_ms = 0;
  bool turned_green = false;
  for (auto& [check, run] : passed) {
    usual_ms += run.result.duration_ms;
    turned_green |= !run.result.turned_green.empty();
  }
  bool unasked = turned_green && usual_ms <= kUnaskedMax_ms && !options_.quick_look;
  size_t most = options_.mutants > 0 ? options_.mutants : unasked ? kUnasked : 0;
  if (most == 0 || passed.empty() || !options_.mutant_maker) return {};
  enum class Fate { kUnnoticed, kNoticed, kNotBuilt };
  CheckRun done{{.name = std::string(kMutants)}};
  int64_t started_us = monotonic_us();
  MutantCount count;
  std::vector<Mutant> mutants = options_.mutant_maker(proposal.edits, most);
  std::vector<Fate> fates(mutants.size());
  std::mutex failure_mutex;
  std::optional<Error> failure;
  std::vector<std::string> paths;
  for (const FileEdit& edit : proposal.edits)
    if (edit.after.type != FileType::kAbsent) paths.push_back(edit.path);
  auto judge_one = [&](const Mutant& mutant) -> Result<Fate> {
    for (auto& [check, run] : passed) {
      Check ending = *check;
      if (!is_plain(*check)) ending.command = kEndAtFailure + check->command;
      ASSIGN_OR_RETURN(Attempt attempt, this->attempt(ending, paths, mutant.edits, Look::kSilent, watch,
                                                      {3 * run.result.duration_ms + kMutantExtra_ms}));
      bool builds = !run.account || run.account->tests.empty() || !attempt.account ||
                    !attempt.account->tests.empty() || attempt.run.end != SandboxEnd::kExited;
      if (!attempt.run.passed()) return builds ? Fate::kNoticed : Fate::kNotBuilt;
      if (!attempt.account || !run.account) continue;
      std::vector<std::string> failed = attempt.account->failed(), before = run.account->failed();
      if (!std::includes(before.begin(), before.end(), failed.begin(), failed.end())) return Fate::kNoticed;
    }
    return Fate::kUnnoticed;
  };
  for_each_parallel(mutants.size(), cores(), watch.cancelled(), [&](size_t i) {
    auto fate = judge_one(mutants[i]);
    if (fate) {
      fates[i] = *fate;
      return;
    }
    std::lock_guard hold(failure_mutex);
    if (!failure) failure = fate.error();
  });
  if (failure) return *failure;
  if (watch.is_cancelled()) return Error{ErrorCode::kCancelled, "stopped: nothing was changed"};
  for (size_t i = 0; i < mutants.size(); ++i) {
    if (fates[i] == Fate::kNotBuilt) continue;
    ++count.of;
    count.noticed += fates[i] == Fate::kNoticed;
    if (fates[i] == Fate::kUnnoticed) count.unnoticed.push_back(mutants[i].text);
  }
  if (count.of == 0) return {};
  done.result.detail = text_of(count);
  done.result.duration_ms = (monotonic_us() - started_us) / 1000;
  judgement.mutants = std::move(count);
  return take(done);
}

}  // namespace suit
