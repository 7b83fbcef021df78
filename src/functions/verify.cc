#include "functions/verify.h"

#include <algorithm>
#include <future>
#include <mutex>

#include "base/clock.h"
#include "base/parallel.h"
#include "base/text.h"
#include "folder/git.h"
#include "functions/receipts.h"
#include "loop/typed_scope.h"

namespace suit::functions {
namespace {

// The longest JSON form of a patch, plus its id.
constexpr size_t kLineBytesMax = kPatchBytesMax * 6 + 4'096;

PatchVerdict malformed(const std::string& why) {
  PatchVerdict verdict;
  verdict.refusals = {{RefusalReason::kMalformed, why, {}, {}}};
  return verdict;
}

// Judges many patches in parallel: those of the request, else lines of the watch's input.
class Many {
 public:
  Many(PatchJudge& judge, const Verify::Request& request, Watch& watch)
      : judge_(judge), request_(request), watch_(watch), started_us_(monotonic_us()) {}

  Result<Verify::Answer> run(int parallel) {
    for_each_parallel(static_cast<size_t>(parallel), parallel, nullptr, [this](size_t) { work(); });
    if (failure_) return *failure_;
    if (watch_.is_cancelled()) return Error{ErrorCode::kCancelled, "stopped: nothing was changed"};
    return std::move(answer_);
  }

 private:
  struct Next {
    size_t number;  // from 1
    Result<Verify::Candidate> candidate;
  };

  void work() {
    for (;;) {
      auto next = this->next();
      if (!next) return fail(next.error());
      if (!*next) return;
      auto& [number, candidate] = **next;
      auto verdict = candidate ? judge_.judge(candidate->id, candidate->patch)
                               : Result<PatchVerdict>(malformed(candidate.error().message));
      if (!verdict) return fail(verdict.error());
      if (!candidate) verdict->line = static_cast<int64_t>(number);
      say(number, std::move(*verdict));
    }
  }

  Result<std::optional<Next>> next() {
    std::optional<Next> none;
    auto over = [this] { return failed_ || watch_.is_cancelled(); };
    std::lock_guard hold(input_mutex_);
    if (over()) return none;
    if (!request_.patches.empty()) {
      if (taken_ == request_.patches.size()) return none;
      const Verify::Candidate& candidate = request_.patches[taken_++];
      return std::optional(Next{taken_, sound(candidate)});
    }
    for (;;) {
      ASSIGN_OR_RETURN(auto line, watch_.line(kLineBytesMax, over));
      if (!line) return none;
      ++taken_;
      if (!trim(*line).empty()) return std::optional(Next{taken_, read(*line)});
    }
  }

  static Result<Verify::Candidate> sound(Verify::Candidate candidate) {
    if (candidate.id.is_string() || candidate.id.is_number_integer()) return candidate;
    return Error{ErrorCode::kInvalid, "the id must be a string or an integer"};
  }

  static Result<Verify::Candidate> read(const std::string& line) {
    if (line.size() >= kLineBytesMax)
      return Error{ErrorCode::kInvalid, "the line is longer than " + human_bytes(kLineBytesMax)};
    ASSIGN_OR_RETURN(Json json, parse_json(line));
    Verify::Candidate candidate;
    RETURN_IF_ERROR(read_fields(json, candidate.fields(), "the line"));
    return sound(std::move(candidate));
  }

  void fail(const Error& error) {
    std::lock_guard hold(output_mutex_);
    if (!failure_) failure_ = error;
    failed_ = true;
  }

  void say(size_t number, PatchVerdict verdict) {
    std::lock_guard hold(output_mutex_);
    accepted_ += verdict.verdict == PatchVerdict::Kind::kAccepted;
    ++judged_;
    if (!watch_.took(json_of_struct(verdict))) {
      answer_.verdicts.resize(std::max(answer_.verdicts.size(), number));
      answer_.verdicts[number - 1] = std::move(verdict);
    }
    double seconds = std::max<double>(1, static_cast<double>(monotonic_us() - started_us_)) / 1e6;
    watch_.state(counted(judged_, "verdict") + ", " +
                 with_one_decimal(static_cast<double>(judged_) / seconds) + " per second, " +
                 std::to_string(accepted_) + " accepted");
  }

  PatchJudge& judge_;
  const Verify::Request& request_;
  Watch& watch_;
  std::mutex input_mutex_, output_mutex_;
  std::atomic<bool> failed_ = false;
  size_t taken_ = 0;
  std::optional<Error> failure_;
  Verify::Answer answer_;
  int64_t started_us_;
  size_t judged_ = 0, accepted_ = 0;
};

Result<Verify::Answer> with_receipt(Session& session, Workspace& workspace, const Verify::Request& request,
                                    PatchOptions options, Watch& watch) {
  ASSIGN_OR_RETURN(std::string path, session.path_of(*request.receipt));
  ASSIGN_OR_RETURN(BaseFiles base, base_on_disk(workspace.root(), receipt_files(path)));
  PatchEvidence evidence;
  options.evidence = &evidence;
  Scope scope = options.scope;
  ASSIGN_OR_RETURN(auto judge, PatchJudge::create(workspace, std::move(options)));
  ASSIGN_OR_RETURN(PatchVerdict verdict, judge->judge("-", *request.patch));
  if (verdict.verdict == PatchVerdict::Kind::kInvalid)
    watch.note("no receipt: the patch is invalid");
  else
    RETURN_IF_ERROR(write_receipt(path, verdict, evidence, base, workspace.settings().rules,
                                  request.check.empty() ? ReceiptChecks::kBase : ReceiptChecks::kNamed,
                                  scope));
  return Verify::Answer{{std::move(verdict)}};
}

}  // namespace

Fields Verify::Request::fields() {
  return {Field("patch", patch, "One patch, in any format of docs/edit_formats.md").from_input(!all),
          Field("patches", patches, "Several patches").from_input(false),
          Field("all", all,
                "Number of patches to judge at once; 0: one per processor. On the command line each line of "
                "standard input is a patch: {\"id\": …, \"patch\": …}")
              .between(0, 256)
              .as("N"),
          Field("check", check, "Run this command as the check instead of the folder's checks").as("COMMAND"),
          {"no_checks", no_checks, "Run policies only"},
          Field("scope", scope, "What the patch may change").as("GLOB"),
          Field("limit", limit, "Time limit of one check, such as 20s or 5m").as("TIME"),
          Field("fixes", fixes,
                "This test must fail on the unchanged folder and pass with the patch; named as its runner "
                "does, or by the last part")
              .as("TEST"),
          {"coverage", coverage, "Report which changed lines the checks run (Python, JavaScript)"},
          Field("mutants", mutants,
                "Judge N small changes of the changed lines by the same checks, which should notice them")
              .between(0, 100)
              .as("N"),
          {"warm", warm,
           "Reuse build output from the unchanged folder; re-check whatever passes from a clean build"},
          {"unconfirmed", unconfirmed,
           "Like --warm, without the re-check: as reliable as your build's own change detection"},
          {"fresh", fresh, "Run everything, also what is known from the same question within a day"},
          Field("receipt", receipt, "Write a receipt to this file: see docs/receipts.md").as("FILE")};
}

Result<Verify::Answer> Verify::run(Session& session, const Request& request, Watch& watch) {
  if (request.patch && !request.patches.empty())
    return Error{ErrorCode::kInvalid, "patch and patches exclude each other", "give one of them"};
  if (!request.patch && !request.all && request.patches.empty())
    return Error{ErrorCode::kInvalid, "there is no patch"};
  if (request.receipt &&
      (request.all || !request.patch || request.warm || request.unconfirmed || request.no_checks))
    return Error{ErrorCode::kInvalid,
                 "--receipt excludes --all, --warm, --unconfirmed and --no-checks: they are no evidence",
                 "judge one patch by clean runs of all checks"};
  if (!request.fixes.empty() && (request.no_checks || request.unconfirmed))
    return Error{ErrorCode::kInvalid, std::string("--fixes needs the checks' own runs, which --") +
                                          (request.no_checks ? "no-checks" : "unconfirmed") + " omits"};
  // It reads the system's certificates: some ms, beside what follows.
  std::future<void> libgit2 = std::async(std::launch::async, begin_libgit2);
  ASSIGN_OR_RETURN(Workspace * workspace, session.open(WorkspaceMode::kLook, watch));
  int64_t parallel = request.all.value_or(request.patch ? 1 : 0);
  PatchOptions options{.checks = checks_from_here(workspace->here(), request.check),
                       .fixes = request.fixes,
                       .coverage = request.coverage,
                       .mutants = static_cast<size_t>(request.mutants.value_or(0)),
                       .skip_checks = request.no_checks,
                       .warm = request.warm || request.unconfirmed,
                       .unconfirmed = request.unconfirmed,
                       .parallel = parallel > 0 ? static_cast<int>(parallel) : cores(),
                       .cancelled = watch.cancelled(),
                       .state = [&](const std::string& line) { watch.state(line); },
                       .asked_again = !request.receipt};
  if (options.warm) options.asked_again = false;  // it may refuse wrongly
  options.stored = options.asked_again && request.patch && !request.fresh;
  ASSIGN_OR_RETURN(options.scope, scope_from_here(*workspace, request.scope, {}));
  if (request.limit) {
    ASSIGN_OR_RETURN(options.check_ms, read_time(*request.limit));
  }
  int threads = options.parallel;
  if (request.receipt) return with_receipt(session, *workspace, request, std::move(options), watch);
  ASSIGN_OR_RETURN(auto judge, PatchJudge::create(*workspace, std::move(options)));
  if (!request.patch) return Many(*judge, request, watch).run(threads);
  ASSIGN_OR_RETURN(PatchVerdict verdict, judge->judge("-", *request.patch));
  return Answer{{std::move(verdict)}};
}

}  // namespace suit::functions
