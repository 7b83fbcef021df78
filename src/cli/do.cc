// suit do and suit review: the two ways into the loop.
#include "change/diff.h"
#include "change/proposal_event.h"
#include "cli/command.h"
#include "cli/terminal.h"
#include "cli/terminal_person.h"
#include "functions/as_json.h"
#include "loop/chosen_proposer.h"
#include "loop/conflicts.h"
#include "loop/history.h"
#include "loop/person_name.h"
#include "loop/standing.h"
#include "loop/typed_scope.h"
#include "model/call_event.h"

namespace suit {
namespace {

std::string command_with(const char* command, Sequence id) {
  return "`suit " + std::string(command) + " " + std::to_string(id) + "`";
}

void print_refusal(const LoopOutcome& outcome, Ledger& ledger) {
  constexpr size_t kOutputShown = 4000;
  for (const CheckResult& result : outcome.results) {
    if (result.outcome != Outcome::kFailed) continue;
    if (!result.output) std::fputs(result_line(result).c_str(), stdout);  // a policy: not shown yet
    auto output = result.output ? ledger.content(*result.output) : Result<std::string>(Error{});
    if (!output || output->empty()) continue;
    bool cut = output->size() > kOutputShown;
    std::string tail = cut ? output->substr(output->size() - kOutputShown) : *output;
    std::printf("%s%s%s", cut ? "…" : "", printable_lines(tail).c_str(), tail.ends_with('\n') ? "" : "\n");
  }
  std::printf("%s: not applied. %s shows all of it\n", paint(Color::kRed, "refused").c_str(),
              command_with("show", outcome.proposal.id).c_str());
}

// Why it waits, where more than the level makes it wait.
void print_asks(const std::vector<std::string>& asks) {
  constexpr size_t kShown = 10;
  for (size_t i = 0; i < std::min(asks.size(), kShown); ++i)
    std::printf("  %s %s\n", paint(Color::kYellow, "asks a person:").c_str(), printable(asks[i]).c_str());
  if (asks.size() > kShown) std::printf("  and %s\n", counted(asks.size() - kShown, "more reason").c_str());
}

// A model's: chat@NAME. The mechanic makes nothing of reasons.
bool can_be_told(const Proposal& proposal) {
  return proposal.proposer.find('@') != std::string::npos;
}

void print_outcome(const LoopOutcome& outcome, Ledger& ledger, Files& files) {
  Sequence id = outcome.proposal.id;
  ProgressLine::clear_shown();
  switch (outcome.status) {
    case LoopStatus::kApplied:
      std::printf("%s. %s takes it back\n", paint(Color::kGreen, "applied").c_str(),
                  command_with("undo", id).c_str());
      break;
    case LoopStatus::kPending:
      print_asks(outcome.asks);
      std::printf("pending: nothing was changed. %s takes it up\n", command_with("review", id).c_str());
      break;
    case LoopStatus::kRejected:
      std::printf("rejected: nothing was changed\n");
      if (can_be_told(outcome.proposal) && !outcome.reason.empty())
        std::printf("%s asks the model for another, with your reason\n",
                    command_with("resume", outcome.task).c_str());
      break;
    case LoopStatus::kRefused:
      print_refusal(outcome, ledger);
      break;
    case LoopStatus::kUnanswered: {
      std::printf("not sure what is meant: %s\n", printable_lines(outcome.question.text).c_str());
      for (const std::string& choice : outcome.question.choices)
        std::printf("  - %s\n", printable(choice).c_str());
      std::printf("nothing was changed: say it more precisely, or run it in a terminal to answer\n");
      break;
    }
    case LoopStatus::kDeclined:
      std::printf("%s\n", printable(outcome.declined.understood).c_str());
      if (outcome.declined.unfit)
        for (const std::string& problem : outcome.declined.unfit->problems)
          std::printf("  %s %s\n", paint(Color::kYellow, "problem:").c_str(), printable(problem).c_str());
      if (!outcome.declined.nearest.empty())
        std::printf("nearest: %s\n", printable(outcome.declined.nearest).c_str());
      break;
    case LoopStatus::kAnswered: {
      std::string words(trim(outcome.answered.text));
      std::printf("%s answers, and nothing was changed:\n%s\n", printable(outcome.answered.model).c_str(),
                  printable_lines(words).c_str());
      break;
    }
    case LoopStatus::kConflict:
      if (outcome.conflicts.empty()) {
        std::printf(
            "files changed since it was proposed, in other places: `suit review %lld --merge` carries it "
            "over\n",
            static_cast<long long>(id));
      } else {
        std::printf("%s: nothing was changed\n%s", paint(Color::kRed, "conflict").c_str(),
                    conflict_lines(functions::conflicts_of(outcome.conflicts)).c_str());
        if (auto kept = keep_both_sides(files, outcome.conflicts, id))
          std::printf(
              "both sides, and their merge with marks, are in %s. Merge them there and ask for the rest "
              "again\n",
              kept->c_str());
      }
      break;
    case LoopStatus::kShown:
      std::printf("dry run: nothing was changed\n");
      break;
  }
}

Result<int> conclude(Result<LoopOutcome> outcome, Workspace& workspace, const CommonOptions& options) {
  if (!outcome) return outcome.error();
  if (options.json) {
    print_json(json_of(*outcome));
  } else {
    print_outcome(*outcome, *workspace.ledger(), workspace.files());
  }
  return exit_code_of(outcome->status);
}

Chatter chatter_of(const CommonOptions& options) {
  return options.json ? Chatter::kQuiet : Chatter::kText;
}

void say_where(const Workspace& workspace, const CommonOptions& options) {
  if (!workspace.here().empty() && !options.json)
    std::printf("in %s: paths count from %s, where you are\n", printable(workspace.root()).c_str(),
                printable(workspace.here()).c_str());
}

// Answers with what the options say; everything else as on the command line.
class ScriptedDecision final : public Person {
 public:
  ScriptedDecision(std::unique_ptr<Person> inner, Decision decision, Chatter chatter)
      : inner_(std::move(inner)), decision_(std::move(decision)), talks_(chatter == Chatter::kText) {}
  std::optional<size_t> answer(const Question& question) override { return inner_->answer(question); }
  Result<Decision> review(const Verified&, const std::vector<std::string>&) override {
    if (decision_.unseen && talks_)
      std::printf(
          "  %s accepted where no terminal showed it: recorded as unread, which is no evidence for trust\n",
          paint(Color::kYellow, "note:").c_str());
    return decision_;
  }
  void proposed(const Proposal& proposal) override { inner_->proposed(proposal); }
  void level_lowered(const std::string& why) override { inner_->level_lowered(why); }
  void unchecked(const std::string& why) override { inner_->unchecked(why); }
  VerifyProgress progress() override { return inner_->progress(); }

 private:
  std::unique_ptr<Person> inner_;
  Decision decision_;
  bool talks_;
};

ProposerChoice choice_of(const DoOptions& options) {
  bool quiet = options.common.json;
  return {options.model, options.offline, options.dry_run, [quiet](const std::string& line) {
            ProgressLine::clear_shown();
            if (!quiet)
              std::printf("  %s %s\n", paint(Color::kYellow, "model:").c_str(), printable(line).c_str());
          }};
}

}  // namespace

int run_do(const DoOptions& options, const Parts& parts) {
  Stoppable stoppable(options.common);
  return guarded(options.common, [&]() -> Result<int> {
    Task task;
    for (const std::string& word : options.words) task.text += (task.text.empty() ? "" : " ") + word;
    if (trim(task.text).empty())
      return Error{ErrorCode::kInvalid, "there is no task",
                   "say what to do: suit do \"rename the function f to g\""};
    ASSIGN_OR_RETURN(
        Workspace workspace,
        open_workspace(options.common, options.dry_run ? WorkspaceMode::kTrial : WorkspaceMode::kChange));
    task.here = workspace.here();
    say_where(workspace, options.common);
    task.level = workspace.settings().level;
    if (!options.level.empty()) task.level = *level_from(options.level);
    Consent consent = options.dry_run ? Consent::kNone : options.yes ? Consent::kYes : Consent::kAsk;
    bool pages = options.dry_run && !options.common.no_pager && !options.common.json;
    auto person =
        make_person(consent, chatter_of(options.common), pages ? Pager::Wanted::kYes : Pager::Wanted::kNo);
    ASSIGN_OR_RETURN(task.scope, scope_from_here(workspace, options.scope, [&](const Question& question) {
                       return person->answer(question);
                     }));
    LoopOptions loop_options{options.dry_run, options.trust_me ? Override::kTrustMe : Override::kNone,
                             named_checks(workspace, options.checks), options.no_checks};
    loop_options.tries_max = options.candidates;
    if (!options.budget.empty()) {
      ASSIGN_OR_RETURN(loop_options.budget_ms, read_time(options.budget));
    }
    ChosenProposer chosen(parts, workspace);
    Proposer* proposer = &parts.fix;
    if (!options.is_fix) {
      ASSIGN_OR_RETURN(proposer, chosen.choose(choice_of(options)));
    }
    loop_options.checks_run = [&chosen](bool running) { chosen.give_way(running); };
    Loop loop(workspace, *proposer, *person, std::move(loop_options));
    auto outcome = loop.run(std::move(task));
    bool resumable =
        !outcome && !options.dry_run &&
        (outcome.error().code == ErrorCode::kUnavailable || outcome.error().code == ErrorCode::kCancelled);
    if (resumable) {
      // What was asked and answered until then is in the ledger.
      if (auto unfinished = unfinished_task(*workspace.ledger()); unfinished && *unfinished) {
        Error error = outcome.error();
        error.hint = "`suit resume " + std::to_string(**unfinished) + "` goes on where it stopped";
        return error;
      }
    }
    return conclude(std::move(outcome), workspace, options.common);
  });
}

int run_resume(const ResumeOptions& options, const Parts& parts) {
  Stoppable stoppable(options.common);
  return guarded(options.common, [&]() -> Result<int> {
    ASSIGN_OR_RETURN(Workspace workspace, open_workspace(options.common, WorkspaceMode::kChange));
    Ledger& ledger = *workspace.ledger();
    Sequence id = options.id;
    if (!id) {
      ASSIGN_OR_RETURN(std::optional<Sequence> unfinished, unfinished_task(ledger));
      if (!unfinished)
        return Error{ErrorCode::kNotFound, "no task was cut short", "`suit do \"…\"` begins one"};
      id = *unfinished;
    }
    ASSIGN_OR_RETURN(Event named, ledger.event(id));
    if (named.is<ProposalEvent>()) id = named.about;
    if (workspace.is_foreign(id))
      return Error{ErrorCode::kDenied,
                   "task " + std::to_string(id) +
                       " is from a ledger that is not your own record: " + workspace.origin().why,
                   "`suit show " + std::to_string(id) + "` shows it; ask for it again with `suit do`"};
    ASSIGN_OR_RETURN(std::optional<Sequence> rejected, rejected_proposal_of(ledger, id));
    DoOptions again;
    again.common = options.common;
    again.model = options.model;
    again.offline = options.offline;
    ASSIGN_OR_RETURN(auto calls, ledger.events({.kinds = kinds_of<CallEvent>(), .about = id, .limit = 1}));
    if (again.model.empty() && !calls.empty()) again.model = CallEvent::of(calls[0]).model;
    ChosenProposer chosen(parts, workspace);
    ASSIGN_OR_RETURN(Proposer * proposer, chosen.choose(choice_of(again), id));
    if (rejected && !proposer->heeds_reasons())
      return Error{
          ErrorCode::kConflict,
          "proposal " + std::to_string(*rejected) + " was rejected, and without a model there is no other",
          "`suit resume " + std::to_string(id) + " --model NAME` asks one"};
    auto person = make_person(options.yes ? Consent::kYes : Consent::kAsk, chatter_of(options.common));
    Loop loop(workspace, *proposer, *person,
              {.checks_run = [&chosen](bool running) { chosen.give_way(running); }});
    return conclude(loop.go_on(id), workspace, options.common);
  });
}

int run_review(const ReviewOptions& options, Proposer& proposer) {
  Stoppable stoppable(options.common);
  return guarded(options.common, [&]() -> Result<int> {
    ASSIGN_OR_RETURN(Workspace workspace, open_workspace(options.common, WorkspaceMode::kChange));
    Sequence id = options.id;
    if (!id) {
      ASSIGN_OR_RETURN(std::vector<Event> pending, pending_proposals(*workspace.ledger()));
      if (pending.empty())
        return Error{ErrorCode::kNotFound, "no proposal is pending", "`suit do \"…\"` makes one"};
      id = pending.front().sequence;
    } else {
      ASSIGN_OR_RETURN(id, find_proposal(*workspace.ledger(), id));
    }
    if (options.has_reject) {
      // A no needs no verification.
      RETURN_IF_ERROR(require_pending(*workspace.ledger(), id));
      RETURN_IF_ERROR(record_rejection(*workspace.ledger(), id, "person", options.reject, true,
                                       person_name(workspace.root())));
      LoopOutcome outcome{.status = LoopStatus::kRejected, .reason = options.reject};
      ASSIGN_OR_RETURN(outcome.proposal, load_proposal(*workspace.ledger(), id));
      outcome.task = outcome.proposal.task;
      return conclude(std::move(outcome), workspace, options.common);
    }
    if (workspace.is_foreign(id) && (options.yes || options.accept))
      return Error{ErrorCode::kDenied,
                   "proposal " + std::to_string(id) +
                       " is from a ledger that is not your own record: " + workspace.origin().why,
                   "review it at a terminal: `suit review " + std::to_string(id) + "`"};
    auto person = make_person(options.yes ? Consent::kYesToThis : Consent::kAsk, chatter_of(options.common));
    if (options.accept) {
      Decision decision{.kind = Decision::kAccept, .unseen = !is_interactive()};
      person = std::make_unique<ScriptedDecision>(std::move(person), std::move(decision),
                                                  chatter_of(options.common));
    }
    Loop loop(workspace, proposer, *person, {.skip_checks = options.no_checks});
    auto staleness = options.merge ? Loop::Staleness::kMerge : Loop::Staleness::kStop;
    return conclude(loop.resume(id, staleness), workspace, options.common);
  });
}

}  // namespace suit
