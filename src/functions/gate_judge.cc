#include "functions/gate_judge.h"

#include <condition_variable>
#include <thread>

#include "base/clock.h"
#include "base/text.h"
#include "base/vanishing_folder.h"
#include "change/edit_list.h"
#include "change/edited_files.h"
#include "functions/receipts.h"
#include "sandbox/world.h"

namespace suit {
namespace {

using functions::GateVerdict;

// Sets a flag at a deadline, or when the watch is cancelled.
class Deadline {
 public:
  Deadline(int64_t within_ms, const Watch& watch)
      : until_us_(within_ms > 0 ? monotonic_us() + within_ms * 1'000 : INT64_MAX), watch_(watch) {
    thread_ = std::thread([this] { wait(); });
  }
  ~Deadline() {
    {
      std::lock_guard hold(mutex_);
      over_ = true;
    }
    changed_.notify_one();
    thread_.join();
  }
  Deadline(const Deadline&) = delete;
  const std::atomic<bool>* flag() const { return &flag_; }
  bool has_passed() const { return monotonic_us() >= until_us_; }

 private:
  void wait() {
    std::unique_lock hold(mutex_);
    while (!over_ && !flag_) {
      changed_.wait_for(hold, std::chrono::milliseconds(20));
      flag_ = watch_.is_cancelled() || has_passed();
    }
  }

  int64_t until_us_;
  const Watch& watch_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool over_ = false;
  std::atomic<bool> flag_ = false;
  std::thread thread_;
};

std::string short_id(const std::string& commit) {
  return commit.empty() ? "no commit" : commit.substr(0, 12);
}

// The folder's files as they are in the version, in a folder of their own.
Result<void> export_version(const GitRepository& repository, const FolderVersion& version,
                            const std::string& folder) {
  FolderVersion nothing;
  ASSIGN_OR_RETURN(FolderDifference all, difference_between(repository, nothing, version));
  return lay_edits(folder, all.edits);
}

void add_line(std::vector<Bytes>& reasons, const std::string& line) {
  constexpr size_t kColumns = 160;
  std::string shown = printable(line);
  size_t end = kColumns;
  while (end < shown.size() && (shown[end] & 0xc0) == 0x80) ++end;
  reasons.emplace_back(shown.size() > end ? shown.substr(0, end) + " …" : shown);
}

// The last lines of a check's output, which most runners end with a summary.
void add_output(std::vector<Bytes>& reasons, std::string_view output, size_t lines) {
  std::vector<std::string_view> all = split_lines(output);
  while (!all.empty() && trim(all.back()).empty()) all.pop_back();
  size_t begin = all.size() > lines ? all.size() - lines : 0;
  for (size_t i = begin; i < all.size(); ++i)
    add_line(reasons, "    " + std::string(without_terminator(all[i])));
}

std::vector<Bytes> reasons_of(const PatchVerdict& judged) {
  constexpr size_t kShown = 8, kOutputLines = 12;
  std::vector<Bytes> reasons;
  size_t left_out = 0;
  auto add = [&](const std::string& line) {
    reasons.size() < kShown * 2 ? add_line(reasons, line) : void(++left_out);
  };
  for (const auto& refusal : judged.refusals.value_or(std::vector<PatchVerdict::Refusal>()))
    add("- " + refusal.message);
  size_t failing = 0;
  for (const auto& check : judged.checks.value_or(std::vector<functions::CheckAnswer>()))
    failing += check.outcome == Outcome::kFailed;
  for (const auto& check : judged.checks.value_or(std::vector<functions::CheckAnswer>())) {
    if (check.outcome != Outcome::kFailed) continue;
    add("- " + check.name + ": " + check.detail.value_or(Bytes("failed")));
    if (check.output && reasons.size() < kShown * 2)
      add_output(reasons, *check.output, kOutputLines / std::max<size_t>(failing, 1) + 1);
  }
  for (const Bytes& ask : judged.asks.value_or(std::vector<Bytes>())) add("- " + ask);
  if (left_out > 0) reasons.emplace_back("- and " + counted(left_out, "more reason"));
  return reasons;
}

}  // namespace

std::string key_of(const FolderDifference& difference) {
  std::string text = to_text(json_of_edits(difference.edits));
  for (const std::string& note : difference.notes) text += "\n" + note;
  return Digest::of(text).hex();
}

Result<GateVerdict> GateJudge::judge_disk(const GateBase& base) {
  ASSIGN_OR_RETURN(auto disk, open_files(root_));
  ASSIGN_OR_RETURN(FolderDifference difference, difference_to_disk(repository_, base.version, *disk));
  std::vector<FileEdit> from_disk = reversed(difference.edits);
  return judge(base, root_, std::move(from_disk), std::move(difference));
}

Result<GateVerdict> GateJudge::judge_commit(const GateBase& base, const std::string& to) {
  ASSIGN_OR_RETURN(FolderVersion version, version_of(repository_, to));
  ASSIGN_OR_RETURN(FolderDifference difference, difference_between(repository_, base.version, version));
  if (difference.edits.empty() || root_.empty()) {
    ASSIGN_OR_RETURN(VanishingFolder folder, VanishingFolder::make());
    if (!difference.edits.empty()) RETURN_IF_ERROR(export_version(repository_, base.version, folder.path()));
    return judge(base, folder.path(), {}, std::move(difference));
  }
  ASSIGN_OR_RETURN(auto disk, open_files(root_));
  ASSIGN_OR_RETURN(FolderDifference to_disk, difference_to_disk(repository_, base.version, *disk));
  return judge(base, root_, reversed(std::move(to_disk.edits)), std::move(difference));
}

Result<PatchVerdict> GateJudge::run_judge(Workspace& workspace, std::vector<FileEdit> edits,
                                          PatchEvidence& evidence) {
  Deadline deadline(options_.within_ms, watch_);
  PatchOptions options{.fixes = options_.fixes,
                       .check_ms = options_.check_ms,
                       .cancelled = deadline.flag(),
                       .asked_again = !root_.empty() && options_.receipt.empty(),
                       .stored = !root_.empty() && options_.receipt.empty() && !options_.fresh,
                       .evidence = &evidence};
  ASSIGN_OR_RETURN(auto judge, PatchJudge::create(workspace, std::move(options)));
  auto verdict = judge->judge("-", std::move(edits));
  std::string partial = judge->partial();
  if (!verdict && verdict.error().code == ErrorCode::kCancelled && deadline.has_passed())
    return Error{ErrorCode::kLimit,
                 "there is no verdict: the checks did not end within " +
                     with_one_decimal(static_cast<double>(options_.within_ms) / 1e3) + " s" +
                     (partial.empty() ? "" : "; " + partial),
                 "a longer --within and a longer time limit of the hook, or quicker checks"};
  return verdict;
}

Result<GateVerdict> GateJudge::judge(const GateBase& base, const std::string& root,
                                     std::vector<FileEdit> from_disk, FolderDifference difference) {
  int64_t started_us = monotonic_us();
  GateVerdict gate{.base = base.version.commit,
                   .base_from = base.from,
                   .verdict = PatchVerdict::Kind::kAccepted,
                   .difference = key_of(difference)};
  if (!difference.edits.empty()) {
    ASSIGN_OR_RETURN(Workspace workspace, Workspace::of_version(root, std::move(from_disk)));
    std::string why_no_receipt = difference.notes.empty() ? "" : difference.notes.front();
    bool has_receipt = !options_.receipt.empty() && why_no_receipt.empty();
    functions::BaseFiles files;
    if (has_receipt) {
      ASSIGN_OR_RETURN(files, functions::base_of_version(repository_, base.version));
    }
    PatchEvidence evidence;
    ASSIGN_OR_RETURN(gate.judged, run_judge(workspace, std::move(difference.edits), evidence));
    gate.verdict = gate.judged->verdict;
    if (gate.verdict == PatchVerdict::Kind::kInvalid) why_no_receipt = "the change is invalid";
    if (has_receipt && why_no_receipt.empty())
      RETURN_IF_ERROR(functions::write_receipt(options_.receipt, *gate.judged, evidence, files,
                                               workspace.settings().rules, functions::ReceiptChecks::kBase,
                                               {}));
    if (!options_.receipt.empty() && !why_no_receipt.empty()) watch_.note("no receipt: " + why_no_receipt);
    gate.reasons = reasons_of(*gate.judged);
    keep_gate_time(root_.empty() ? repository_.top() : root_, (monotonic_us() - started_us) / 1'000);
  } else if (!options_.receipt.empty()) {
    watch_.note("no receipt: nothing changed");
  }
  for (const std::string& note : difference.notes) add_line(gate.reasons, "- " + note);
  if (!difference.notes.empty() && gate.verdict == PatchVerdict::Kind::kAccepted)
    gate.verdict = PatchVerdict::Kind::kAsks;
  gate.duration_ms = (monotonic_us() - started_us) / 1'000;
  return gate;
}

}  // namespace suit

namespace suit::functions {

Fields GateVerdict::fields() {
  return {{"of", of, "What was judged: the working tree, or a branch"},
          {"base", base, "Commit that it was compared with"},
          {"base_from", base_from, "Why that one"},
          {"verdict", verdict, "As in the answer of verify; accepted if nothing changed"},
          {"difference", difference, "Digest of the difference"},
          {"reasons", reasons, "Why it was not accepted, as lines of text"},
          {"judged", judged, "The verdict with its checks; absent if nothing changed"},
          {"duration_ms", duration_ms, "Total time"}};
}

PatchVerdict::Kind worst_of(const std::vector<GateVerdict>& verdicts) {
  using enum PatchVerdict::Kind;
  auto badness = [](PatchVerdict::Kind kind) {
    return kind == kAccepted ? 0 : kind == kAsks || kind == kCannotJudge ? 1 : kind == kInvalid ? 2 : 3;
  };
  PatchVerdict::Kind worst = kAccepted;
  for (const GateVerdict& one : verdicts)
    if (badness(one.verdict) > badness(worst)) worst = one.verdict;
  return worst;
}

std::string gate_text(const GateVerdict& verdict) {
  std::string text = std::string(EnumNames<PatchVerdict::Kind>::names[static_cast<size_t>(verdict.verdict)]) +
                     ": " + printable(verdict.of);
  size_t files = verdict.judged && verdict.judged->files ? verdict.judged->files->size() : 0;
  text += files ? ", " + counted(files, "file") + " changed" : ", nothing changed";
  text += " since " + short_id(verdict.base) + " (" + printable(verdict.base_from) + ")\n";
  for (const Bytes& line : verdict.reasons) text += line + "\n";
  if (verdict.judged && verdict.judged->cached)
    text += "- judged before, on " + *verdict.judged->cached + ", on the same files (--fresh judges again)\n";
  return text;
}

}  // namespace suit::functions
