// Prints the answers of functions as text.
#include <map>

#include "base/text.h"
#include "cli/function_commands.h"
#include "cli/print.h"
#include "cli/terminal.h"
#include "functions/ask.h"
#include "functions/cost.h"
#include "functions/do.h"
#include "functions/doctor.h"
#include "functions/folder_wiki.h"
#include "functions/gate_install.h"
#include "functions/gate_run.h"
#include "functions/llms_txt_file.h"
#include "functions/log.h"
#include "functions/model_search.h"
#include "functions/model_settings.h"
#include "functions/model_trial.h"
#include "functions/pack_folder.h"
#include "functions/proposal_diff.h"
#include "functions/receipts.h"
#include "functions/show.h"
#include "functions/status.h"
#include "functions/undo.h"
#include "functions/verify.h"
#include "propose/answer/research.h"

namespace suit {
namespace {

using namespace functions;

template <class F>
const CallOf<F>& typed(Call& call) {
  return static_cast<CallOf<F>&>(call);
}

void print_status(Call& call) {
  const Status::Answer& answer = typed<Status>(call).typed_answer;
  std::string text =
      "folder   " + printable(answer.folder) + "\nlevel    " + std::string(name_of(answer.level)) + "\n";
  if (answer.ledger) {
    text += "ledger   " + counted(answer.ledger->events, "event") + ", " +
            human_bytes(answer.ledger->kept_bytes) + " kept for undo (of " +
            human_bytes(answer.ledger->kept_bytes_max) + "), " + human_bytes(answer.ledger->file_bytes) +
            " on disk\n";
  } else {
    text += "ledger   none yet\n";
  }
  if (answer.last_name)
    text += "last     " + *answer.last_name + "  " + printable(answer.last_summary.value_or("")) + "\n";
  for (const Status::Pending& one : answer.pending)
    text += "pending  " + one.name + "  " + printable(one.summary) + "\n";
  if (!answer.pending.empty()) text += "         `suit review` opens the first\n";
  if (answer.foreign) text += "foreign  " + printable(*answer.foreign) + "\n";
  std::fputs(text.c_str(), stdout);
  if (!answer.models) return;
  Json rest = json_of_struct(answer);
  for (const char* name : {"version", "folder", "level", "sequence", "pending", "last_applied", "last_name",
                           "last_summary", "ledger", "foreign", "recovered"})
    rest.erase(name);
  std::fputs(printable_lines(plain_text(rest)).c_str(), stdout);
}

void print_log(Call& call) {
  for (const LedgerEvent& event : typed<Log>(call).typed_answer.events)
    std::printf("%s\n", event_line(event).c_str());
}

void print_text(const std::string& title, const Bytes& text) {
  std::printf("%s\n%s", paint(Color::kDim, "--- " + title).c_str(), printable_lines(text).c_str());
  if (!text.empty() && !text.ends_with('\n')) std::printf("\n");
}

// With --json the default is the whole ledger.
Result<std::optional<int>> run_log(TypedCall& typed, Session& session, Watch& watch) {
  auto& request = static_cast<CallOf<Log>&>(typed.call).typed_request;
  if (typed.common.json && !request.limit) request.limit = 0;
  RETURN_IF_ERROR(typed.call.run(session, watch));
  return std::optional<int>();
}

void print_rest(const Show::About& about) {
  for (const functions::Message& message : about.sent.value_or(std::vector<functions::Message>()))
    print_text("sent, " + printable(message.role), message.text);
  if (about.thinking) print_text("thinking", *about.thinking);
  if (about.said) print_text("answered", *about.said);
  if (about.output) std::fputs(printable_lines(*about.output).c_str(), stdout);
  if (about.words) std::printf("%s\n", printable_lines(trim(*about.words)).c_str());
  for (const std::string& problem : about.problems.value_or(std::vector<std::string>()))
    std::printf("  problem: %s\n", printable(problem).c_str());
  if (about.answer) std::printf("\n%s", printable_lines(*about.answer).c_str());
}

void print_show(Call& call) {
  const Show::Answer& answer = typed<Show>(call).typed_answer;
  std::printf("%s\n", event_line(answer.itself.event).c_str());
  for (const Bytes& note : answer.notes) std::printf("  note: %s\n", note_text(note).c_str());
  if (answer.edits) std::fputs(edit_list(*answer.edits).c_str(), stdout);
  print_rest(answer.itself);
  for (const Show::About& one : answer.events) {
    std::printf("%s\n", event_line(one.event).c_str());
    print_rest(one);
  }
  if (answer.open)
    std::printf("not answered yet; if it was interrupted, `suit ask --resume %ld` continues it\n",
                answer.itself.event.sequence);
}

void print_diff(Call& call) {
  bool colored = use_color();
  for (const Diff::File& file : typed<Diff>(call).typed_answer.files) {
    // Exact bytes if piped, so that other tools can apply it.
    std::string text = colored ? colored_diff(file.diff) : std::string(file.diff);
    if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) return;
  }
}

void print_undo(const Undo::Answer& answer, const Undo::Request& request, const std::string& word) {
  std::fputs(edit_list(answer.files).c_str(), stdout);
  std::string name = answer.name, conflicts = conflict_lines(answer.conflicts);
  if (answer.status == Undo::Outcome::kShown) {
    if (answer.warning) {
      std::fputs(colored_diff(answer.diff.value_or("")).c_str(), stdout);
      std::printf("warning: %s\n", printable(*answer.warning).c_str());
    }
    std::printf("%sdry run: nothing was changed\n", conflicts.c_str());
    return;
  }
  if (!answer.conflicts.empty())
    std::printf("%s: files left unchanged; both sides are in %s\n%s", paint(Color::kRed, "conflict").c_str(),
                printable(answer.kept.value_or("")).c_str(), conflicts.c_str());
  std::string text;
  if (!answer.application) {
    text = "nothing was changed";
    bool rest = answer.status == Undo::Outcome::kConflict && !answer.files.empty() && !request.partial;
    if (rest) text += ". `suit " + word + " " + name + " --partial` " + word + "es the rest";
  } else {
    bool undoes = word == "undo";
    text = name + (answer.conflicts.empty() ? " is " : " is partly ") + (undoes ? "undone" : "applied again");
    if (answer.files.empty()) {
      text += ": the files already match";
    } else {
      text += undoes ? ". `suit redo` reapplies it" : ". `suit undo` undoes it";
      if (!answer.conflicts.empty()) text += "; `suit " + word + " " + name + "` retries the rest";
    }
  }
  std::printf("%s\n", text.c_str());
}

int undo_exit_code(const Undo::Answer& answer) {
  if (answer.status == Undo::Outcome::kDeclined) return 4;
  return answer.conflicts.empty() ? 0 : 6;
}

// A bar of twenty characters for the proven share.
std::string bar_of(double share) {
  std::string bar(static_cast<size_t>(share * 20 + 0.5), '#');
  bar.resize(20, '.');
  return bar;
}

std::string percent_of(double share) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f%%", share * 100);
  return text;
}

std::string money_text(std::optional<double> money) {
  if (!money) return "–";
  char text[32];
  std::snprintf(text, sizeof text, "%.4f", *money);
  return text;
}

void print_model(const Trust::Model& one) {
  std::printf("%-20s %-14s %8ld %8ld %8ld %8ld %6s %s %11ld %10s\n", printable(one.model).c_str(),
              one.kind.c_str(), one.accepted + one.edited, one.rejected + one.failed, one.undone, one.unread,
              percent_of(one.reliability_shown).c_str(), bar_of(one.reliability_shown).c_str(),
              one.tokens_in + one.tokens_out, money_text(one.money_per_accepted).c_str());
  if (one.unfit + one.answered > 0)
    std::printf("%-20s %ld tasks with unusable answers, %ld answered in words\n", "", one.unfit,
                one.answered);
}

// Answers "how reliable is this model at bug fixes?" in a few lines.
void print_sum(const Trust::Answer& answer) {
  const Trust::Model& one = answer.sum;
  std::string who = printable(one.model.empty() ? "all together" : one.model),
              what = one.kind.empty() ? "all kinds of task" : one.kind;
  std::printf("%s at %s: ", who.c_str(), what.c_str());
  if (!answer.has_evidence) {
    std::printf("no evidence yet; it comes from changes that a person reads and decides\n");
  } else {
    std::printf("right more than %s of the time, at an error rate of %g%%\n",
                percent_of(one.reliability_shown).c_str(), answer.error_rate * 100);
  }
  std::printf(
      "  %ld accepted (%ld of them after an edit), %ld accepted unread, %ld rejected, %ld failed a "
      "check, %ld undone, %ld open\n",
      one.accepted + one.edited, one.edited, one.unread, one.rejected, one.failed, one.undone, one.open);
  if (one.calls == 0) return;
  std::printf("  %ld calls, %ld tokens, %.4f in money for %ld tasks", one.calls,
              one.tokens_in + one.tokens_out, one.money, one.tasks);
  if (one.money_per_accepted)
    std::printf(": %s for each accepted change", money_text(one.money_per_accepted).c_str());
  std::printf("\n");
}

void print_records(const std::vector<Trust::Record>& records) {
  std::printf("%-20s %-22s %7s %7s %7s  %-10s %s\n", "proposer", "kind", "clean", "failed", "unread", "level",
              "");
  for (const Trust::Record& one : records)
    std::printf("%-20s %-22s %7g %7g %7ld  %-10s %s\n", printable(one.proposer + " " + one.version).c_str(),
                printable(one.size == "small" ? one.kind : one.kind + " (" + one.size + ")").c_str(),
                one.clean, one.failed, one.unread, std::string(name_of(one.level)).c_str(), one.why.c_str());
}

void print_trust(Call& call) {
  const Trust::Answer& answer = typed<Trust>(call).typed_answer;
  const Trust::Request& request = typed<Trust>(call).typed_request;
  if (answer.adopted) {
    std::printf("%s\n", answer.adopted->c_str());
    return;
  }
  if (answer.foreign) std::printf("%s\n", printable(*answer.foreign).c_str());
  if (!request.model.empty() || !request.kind.empty()) {
    print_sum(answer);
    if (answer.records.empty()) return;
    std::printf("\n");
  } else {
    std::printf(
        "autopilot is allowed for a kind of task that is right more than %g%% of the time, at an error "
        "rate of %g%%\n",
        answer.reliability * 100, answer.error_rate * 100);
    if (answer.records.empty())
      std::printf("no verdicts yet: autopilot is allowed after %ld clean ones in a row\n",
                  answer.clean_needed);
  }
  if (!answer.records.empty()) print_records(answer.records);
  if (answer.models.empty()) return;
  std::printf("\n%-20s %-14s %8s %8s %8s %8s %6s %-20s %11s %10s\n", "model", "kind", "accepted", "rejected",
              "undone", "unread", "right", "more than", "tokens", "per change");
  for (const Trust::Model& one : answer.models) print_model(one);
}

void print_group(const Cost::Group& one) {
  std::string first = one.first_token_ms ? std::to_string(*one.first_token_ms) : "–";
  std::printf("%-24s %7ld %7ld %11ld %11ld %11ld%s %9s %10.1f %10.4f\n", printable(one.name).c_str(),
              one.calls, one.failed, one.tokens_in, one.tokens_cached, one.tokens_out,
              one.estimated ? "~" : " ", first.c_str(), static_cast<double>(one.total_ms) / 1e3, one.money);
}

void print_cost(Call& call) {
  const Cost::Answer& answer = typed<Cost>(call).typed_answer;
  if (answer.total.calls == 0) {
    std::printf("no model calls yet\n");
    return;
  }
  if (answer.by == Cost::By::kKind) {
    std::printf("%-20s %-14s %6s %9s %7s %11s %10s %11s %10s\n", "model", "kind", "tasks", "accepted",
                "calls", "tokens", "money", "tokens per", "money per");
    for (const Trust::Model& one : answer.kinds)
      std::printf("%-20s %-14s %6ld %9ld %7ld %11ld %10.4f %11s %10s\n", printable(one.model).c_str(),
                  one.kind.c_str(), one.tasks, one.accepted + one.edited + one.unread, one.calls,
                  one.tokens_in + one.tokens_out, one.money,
                  one.tokens_per_accepted ? std::to_string(*one.tokens_per_accepted).c_str() : "–",
                  money_text(one.money_per_accepted).c_str());
    std::printf("the last two columns are per change accepted and not undone\n");
    return;
  }
  std::printf("%-24s %7s %7s %11s %11s %11s  %9s %10s %10s\n",
              std::string(EnumNames<Cost::By>::names[static_cast<size_t>(answer.by)]).c_str(), "calls",
              "failed", "tokens in", "cached", "tokens out", "first ms", "seconds", "money");
  for (const Cost::Group& one : answer.groups) print_group(one);
  if (answer.groups.size() > 1) print_group(answer.total);
  if (answer.total.estimated) std::printf("~ some token counts are estimates: the provider reported none\n");
}

std::string command_with(const char* command, const std::string& name) {
  return "`suit " + std::string(command) + " " + name + "`";
}

void print_refusal(const TaskOutcome& outcome) {
  for (const CheckAnswer& result : *outcome.checks) {
    if (!refuses(result.outcome)) continue;
    if (result.name.starts_with("policy:"))  // not shown yet
      std::fputs(result_line({.name = result.name,
                              .outcome = result.outcome,
                              .detail = result.detail.value_or(""),
                              .duration_ms = result.duration_ms})
                     .c_str(),
                 stdout);
    if (!result.output) continue;
    std::printf("%s%s", printable_lines(*result.output).c_str(), result.output->ends_with('\n') ? "" : "\n");
  }
  std::printf("%s: not applied. %s shows the details\n", paint(Color::kRed, "refused").c_str(),
              command_with("show", outcome.proposal->name).c_str());
}

// Reasons to wait other than the level.
void print_asks(const std::vector<Bytes>& asks) {
  constexpr size_t kShown = 10;
  for (size_t i = 0; i < std::min(asks.size(), kShown); ++i)
    std::printf("  %s %s\n", paint(Color::kYellow, "asks a person:").c_str(), printable(asks[i]).c_str());
  if (asks.size() > kShown) std::printf("  and %s\n", counted(asks.size() - kShown, "more reason").c_str());
}

void print_declined(const TaskOutcome::NotDone& declined) {
  std::printf("%s\n", printable(declined.understood).c_str());
  for (const Bytes& problem : declined.problems.value_or(std::vector<Bytes>()))
    std::printf("  %s %s\n", paint(Color::kYellow, "problem:").c_str(), printable(problem).c_str());
  if (!declined.nearest.empty()) std::printf("nearest: %s\n", printable(declined.nearest).c_str());
}

void print_conflict(const TaskOutcome& outcome) {
  if (outcome.conflicts->empty()) {
    std::printf(
        "the files changed in other places since the proposal: `suit review %s --merge` merges both\n",
        outcome.proposal->name.c_str());
    return;
  }
  std::printf("%s: nothing was changed\n%s", paint(Color::kRed, "conflict").c_str(),
              conflict_lines(*outcome.conflicts).c_str());
  if (outcome.kept)
    std::printf(
        "both sides, and their merge with conflict markers, are in %s. Resolve them, then run the task "
        "again\n",
        printable(*outcome.kept).c_str());
}

// Only proposers with a model (chat@NAME) use a reason; the mechanic ignores it.
bool can_be_told(const TaskOutcome& outcome) {
  return outcome.proposal->proposer.find('@') != std::string::npos;
}

void print_outcome(const TaskOutcome& outcome) {
  std::string name = outcome.proposal ? outcome.proposal->name : "";
  switch (outcome.status) {
    case LoopStatus::kApplied:
      std::printf("%s. %s undoes it\n", paint(Color::kGreen, "applied").c_str(),
                  command_with("undo", name).c_str());
      break;
    case LoopStatus::kPending:
      print_asks(outcome.asks.value_or(std::vector<Bytes>()));
      std::printf("pending: nothing was changed. %s opens it\n", command_with("review", name).c_str());
      break;
    case LoopStatus::kRejected:
      std::printf("rejected: nothing was changed\n");
      if (can_be_told(outcome) && !outcome.reason->empty())
        std::printf("%s asks the model for another proposal, with your reason\n",
                    command_with("resume", outcome.task_name.value_or("")).c_str());
      break;
    case LoopStatus::kRefused:
      print_refusal(outcome);
      break;
    case LoopStatus::kUnanswered:
      std::printf("ambiguous task: %s\n", printable_lines(outcome.question->text).c_str());
      for (const std::string& choice : outcome.question->choices)
        std::printf("  - %s\n", printable(choice).c_str());
      std::printf("nothing was changed: rephrase the task, or run it in a terminal to answer\n");
      break;
    case LoopStatus::kDeclined:
      print_declined(*outcome.declined);
      break;
    case LoopStatus::kAnswered:
      std::printf("%s answers; nothing was changed:\n%s\n", printable(outcome.answer->model).c_str(),
                  printable_lines(trim(outcome.answer->text)).c_str());
      break;
    case LoopStatus::kConflict:
      print_conflict(outcome);
      break;
    case LoopStatus::kShown:
      std::printf("dry run: nothing was changed\n");
      break;
  }
}

void print_doctor(Call& call) {
  const Doctor::Answer& answer = typed<Doctor>(call).typed_answer;
  auto line = [](bool good, const char* bad, const std::string& name, const std::string& text) {
    std::printf("%s %-13s %s\n", (good ? paint(Color::kGreen, "good    ") : paint(Color::kRed, bad)).c_str(),
                name.c_str(), printable(text).c_str());
  };
  std::printf("folder   %s\n", printable(answer.folder).c_str());
  for (const Doctor::Fact& fact : answer.sandbox) line(fact.good, "missing ", fact.name, fact.text);
  if (const auto& ledger = answer.ledger)
    line(ledger->good, "damaged ", "ledger", ledger->good ? "readable" : ledger->text);
  bool named = answer.checks_from == Doctor::Answer::From::kSettings;
  std::printf("settings %s; your own: %s\n",
              named ? "checks from suit.toml" : "no checks configured: searched for some",
              printable(answer.settings).c_str());
  for (const Doctor::FoundCheck& check : answer.checks) {
    std::printf("check    %s: %s\n", printable(check.name).c_str(), printable(check.command).c_str());
    if (const auto& now = check.now)
      line(now->outcome == Doctor::Now::kPasses,
           now->outcome == Doctor::Now::kFails ? "fails   " : "unknown ", check.name, now->text);
    for (const Doctor::Missing& one : check.missing.value_or(std::vector<Doctor::Missing>()))
      line(false, "missing ", one.program, one.why);
  }
  if (answer.checks.empty()) std::printf("check    none found: only policies judge proposals\n");
  for (const Bytes& note : answer.notes) std::printf("note     %s\n", printable(note).c_str());
}

constexpr const char* kWithoutModel =
    "Suit does what the mechanic can, offline and for free: docs/mechanic.md\n";

void print_added(Call& call) {
  std::string name = typed<AddModel>(call).typed_request.config.name;
  std::printf("added %s to %s. `suit model test %s` tries it, `suit model use %s` makes it the default\n",
              name.c_str(), printable(typed<AddModel>(call).typed_answer.settings).c_str(), name.c_str(),
              name.c_str());
}

void print_used(Call& call) {
  const std::string& name = typed<UseModel>(call).typed_request.name;
  std::printf("the default model is now %s\n", name.c_str());
}

void print_models(Call& call) {
  const ListModels::Answer& answer = typed<ListModels>(call).typed_answer;
  for (const NamedModel& model : answer.models)
    std::printf("%s %-16s %-10s %s%s\n", model.is_default ? "*" : " ", model.name.c_str(),
                std::string(name_of(model.kind)).c_str(),
                printable(model.local ? std::string(*model.path)
                                      : model.id.value_or("") + " at " + model.url.value_or(""))
                    .c_str(),
                model.from == "folder" ? "  (the folder's: only with --model)" : "");
  if (answer.models.empty())
    std::printf("no models: %s`suit model add` adds one, `suit model find` searches this machine\n",
                kWithoutModel);
  if (answer.offline) std::printf("offline: no connections\n");
}

void print_model_test(Call& call) {
  const TestModel::Answer& answer = typed<TestModel>(call).typed_answer;
  std::printf("%s\n%s %s answers: %s in %ld ms, %ld tokens in, %ld out%s\n",
              printable_lines(trim(answer.text)).c_str(), paint(Color::kGreen, "✓").c_str(),
              typed<TestModel>(call).typed_request.name.c_str(), printable(answer.answered_by).c_str(),
              answer.total_ms, answer.tokens_in, answer.tokens_out, answer.estimated ? " (estimated)" : "");
}

void print_model_bench(Call& call) {
  const BenchModel::Answer& answer = typed<BenchModel>(call).typed_answer;
  std::printf("reads %.0f tokens/s, first token after %ld ms, writes %.1f tokens/s\n",
              answer.read_tokens_per_second, answer.first_token_ms, answer.write_tokens_per_second);
}

// Turns a file or model name into a valid model name.
std::string name_for(std::string_view text) {
  std::string name;
  for (char c : text) name += std::isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '_' ? c : '-';
  return name.substr(0, 64);
}

void print_found(Call& call) {
  const FindModels::Answer& answer = typed<FindModels>(call).typed_answer;
  std::string text, ports;
  for (const Bytes& path : answer.files) {
    std::string name = path.substr(path.rfind('/') + 1);
    text += "suit model add " + name_for(name.substr(0, name.rfind('.'))) + " --kind " +
            std::string(name_of(ModelKind::kLlama)) + " --path " + shell_quote(path) + "\n";
  }
  for (const FindModels::Served& one : answer.servers)
    text += "suit model add " + name_for(one.id) + " --kind " + std::string(name_of(one.kind)) + " --url " +
            one.url + " --id " + shell_quote(one.id) + "   # " + one.server + "\n";
  for (int64_t port : answer.ports) ports += (ports.empty() ? "" : ", ") + std::to_string(port);
  if (text.empty())
    text = "no GGUF file in common folders of your home directory, no server on ports " + ports +
           ".\nWithout a model " + kWithoutModel;
  std::fputs(printable_lines(text).c_str(), stdout);
}

int exit_code_of(PatchVerdict::Kind verdict) {
  constexpr int kCodes[] = {0, 4, 3, 2, 4, 3};  // in the order of PatchVerdict::Kind
  return kCodes[static_cast<size_t>(verdict)];
}

// For a single patch; with several, each has its own verdict.
int verify_exit_code(const Verify::Answer& answer) {
  if (answer.verdicts.size() != 1 || answer.verdicts[0].id != Json("-")) return 0;
  return exit_code_of(answer.verdicts[0].verdict);
}

void print_gate(Call& call) {
  const GateRun::Answer& answer = typed<GateRun>(call).typed_answer;
  if (answer.hook) {
    std::fputs(answer.hook->out.c_str(), stdout);
    std::fputs(printable_lines(answer.hook->err).c_str(), stderr);
    return;
  }
  if (answer.recorded)
    std::printf("recorded: %s and what differs from it now is the base of this session\n",
                answer.recorded->empty() ? "no commit" : answer.recorded->substr(0, 12).c_str());
  for (const GateVerdict& one : answer.verdicts) std::fputs(printable_lines(gate_text(one)).c_str(), stdout);
}

void print_receipt_verdict(Call& call) {
  const ReceiptVerify::Answer& answer = typed<ReceiptVerify>(call).typed_answer;
  constexpr const char* kWords[] = {"holds", "does not hold", "cannot be judged here"};
  std::string text = kWords[static_cast<size_t>(answer.result)];
  text += ": " + std::string(EnumNames<PatchVerdict::Kind>::names[static_cast<size_t>(answer.verdict)]);
  if (answer.signer) text += ", signed by " + printable(*answer.signer);
  if (answer.key) text += (answer.signer ? " with the " : ", signed with the ") + printable(*answer.key);
  if (answer.key && !answer.signer) text += " (whose it is, --allowed-signers tells)";
  text += "\n";
  for (const Bytes& line : answer.differences) text += "- " + printable(line) + "\n";
  if (answer.base) text += "  base: " + printable(*answer.base) + "\n";
  for (const Bytes& line : answer.notes) text += "  note: " + printable(line) + "\n";
  std::fputs(text.c_str(), stdout);
}

// A person who is asked sees the whole difference first.
TerminalStyle::Consent shows_everything(Call&) {
  return TerminalStyle::Consent::kNone;
}

template <class F>
void print_gate_installed(Call& call) {
  const GateInstalled& answer = typed<F>(call).typed_answer;
  bool changed = false;
  for (const GateFileChange& file : answer.files) changed |= file.change != "unchanged";
  if (!answer.done) {
    std::printf("nothing was changed\n");
  } else {
    std::printf("%s%s\n", std::is_same_v<F, GateRemove> ? "removed: " : "installed: ",
                changed ? answer.tool.c_str() : (answer.tool + ", as before").c_str());
  }
  for (const Bytes& note : answer.notes) std::printf("  %s\n", printable(note).c_str());
}

void print_gate_status(Call& call) {
  const GateStatus::Answer& answer = typed<GateStatus>(call).typed_answer;
  std::string text;
  for (const GateStatus::Gate& gate : answer.gates) {
    text += gate.tool + ": " + (gate.holds ? "holds" : "DOES NOT HOLD") + " (" + printable(gate.file) + ")\n";
    for (const Bytes& problem : gate.problems) text += "  problem: " + printable(problem) + "\n";
    for (const Bytes& through : gate.lets_through) text += "  not stopped: " + printable(through) + "\n";
  }
  if (answer.gates.empty())
    text += "no gate is installed: `suit gate install` takes " + joined(answer.tools, ", ") + "\n";
  if (answer.base) text += "base here: " + printable(*answer.base) + "\n";
  std::fputs(text.c_str(), stdout);
}

// The row of a function that runs the loop.
template <class F>
PrintedAnswer of_loop() {
  using Consent = TerminalStyle::Consent;
  return {.print = [](Call& call) { print_outcome(typed<F>(call).typed_answer); },
          .exit_code = [](Call& call) { return exit_code_of(typed<F>(call).typed_answer.status); },
          .pages = true,
          .consent =
              [](Call& call) {
                const auto& request = typed<F>(call).typed_request;
                if constexpr (requires { request.dry_run; })
                  if (request.dry_run) return Consent::kNone;
                return request.yes ? Consent::kGiven : Consent::kAsk;
              }};
}

void print_llms_problems(Call& call) {
  const LlmsTxt::Answer& answer = typed<LlmsTxt>(call).typed_answer;
  if (!answer.problems) return;
  std::string file = printable(*answer.file);
  for (const LlmsTxt::Problem& one : *answer.problems)
    std::printf("%s:%lld: %s\n", file.c_str(), static_cast<long long>(one.line), one.problem.c_str());
  if (answer.problems->empty()) std::printf("%s is valid\n", file.c_str());
}

void print_passages(const std::vector<FoundPassage>& passages) {
  if (passages.empty()) print_error(nothing_found());
  for (const FoundPassage& one : passages) {
    std::printf("%s:%lld-%lld%s\n", printable(one.path).c_str(), static_cast<long long>(one.first_line),
                static_cast<long long>(one.last_line), one.untrusted ? " (from outside)" : "");
    int64_t number = one.first_line;
    for (std::string_view line : split_lines(one.text))
      std::printf("%6lld  %s\n", static_cast<long long>(number++),
                  printable(without_terminator(line)).c_str());
    std::printf("\n");
  }
}

void print_wiki(Call& call) {
  const MakeWiki::Answer& answer = typed<MakeWiki>(call).typed_answer;
  const MakeWiki::Request& request = typed<MakeWiki>(call).typed_request;
  for (const WikiPageText& page : answer.pages)
    if (page.markdown)
      std::printf("%s<!-- %s -->\n\n%s", &page == &answer.pages[0] ? "" : "\n", page.path.c_str(),
                  printable_lines(*page.markdown).c_str());
  if (answer.pages.empty() || answer.pages[0].markdown) return;
  std::string folder = printable(request.output);
  std::printf("%s in %s: start with %s/index.md\n", counted(answer.pages.size(), "page").c_str(),
              folder.c_str(), folder.c_str());
  if (request.model)
    std::printf("claims of the model: %lld kept, %lld removed\n", static_cast<long long>(answer.claims),
                static_cast<long long>(answer.removed));
}

// The summary on standard error.
void print_packed(Call& call) {
  constexpr size_t kShown = 8;
  const PackFolder::Answer& answer = typed<PackFolder>(call).typed_answer;
  std::string text =
      std::to_string(answer.tokens) + " tokens: " + std::to_string(answer.whole) + " files whole";
  if (answer.signatures) text += ", " + std::to_string(answer.signatures) + " by signatures";
  if (answer.named) text += ", " + std::to_string(answer.named) + " by name";
  text += "; " + counted(static_cast<size_t>(answer.files_read), "file") + " read in " +
          with_one_decimal(static_cast<double>(answer.us) / 1e6) + " s\n";
  const auto& left = answer.left_out;
  if (!left.empty()) text += "left out, most relevant first:\n";
  for (size_t i = 0; i < std::min(left.size(), kShown); ++i)
    text += "  " + printable(left[i].path) + " (" + std::to_string(left[i].tokens) + " tokens)\n";
  if (left.size() > kShown) text += "  and " + counted(left.size() - kShown, "other") + "\n";
  if (!left.empty()) text += "to include one: a larger --budget, --focus FILE or --include FILE\n";
  for (const Bytes& note : answer.notes) text += note + "\n";
  std::fputs(text.c_str(), stderr);
}

}  // namespace

const PrintedAnswer* answer_text(std::string_view function) {
  static const std::map<std::string_view, PrintedAnswer> texts = {
      {"do", of_loop<Do>()},
      {"fix", of_loop<Fix>()},
      {"resume", of_loop<Resume>()},
      {"review", of_loop<Review>()},
      {"verify",
       {.exit_code = [](Call& call) { return verify_exit_code(typed<Verify>(call).typed_answer); },
        .is_json = true}},
      {"receipt verify",
       {.print = print_receipt_verdict,
        .exit_code =
            [](Call& call) {
              constexpr int kCodes[] = {0, 4, 3};
              return kCodes[static_cast<size_t>(typed<ReceiptVerify>(call).typed_answer.result)];
            }}},
      {"receipt show", {.text = "text"}},
      {"gate install", {.print = print_gate_installed<GateInstall>, .consent = shows_everything}},
      {"gate remove", {.print = print_gate_installed<GateRemove>, .consent = shows_everything}},
      {"gate status",
       {.print = print_gate_status,
        .exit_code =
            [](Call& call) {
              const auto& gates = typed<GateStatus>(call).typed_answer.gates;
              return std::all_of(gates.begin(), gates.end(), [](auto& gate) { return gate.holds; }) ? 0 : 1;
            }}},
      {"gate run",
       {.print = print_gate,
        .exit_code =
            [](Call& call) {
              const GateRun::Answer& answer = typed<GateRun>(call).typed_answer;
              return answer.hook ? static_cast<int>(answer.hook->exit_status)
                                 : exit_code_of(worst_of(answer.verdicts));
            }}},
      {"status", {.print = print_status}},
      {"log", {.print = print_log, .pages = true, .run = run_log}},
      {"show", {.print = print_show, .pages = true}},
      {"diff", {.print = print_diff, .pages = true}},
      {"undo",
       {.print =
            [](Call& call) {
              print_undo(typed<Undo>(call).typed_answer, typed<Undo>(call).typed_request, "undo");
            },
        .exit_code = [](Call& call) { return undo_exit_code(typed<Undo>(call).typed_answer); }}},
      {"redo",
       {.print =
            [](Call& call) {
              print_undo(typed<Redo>(call).typed_answer, typed<Redo>(call).typed_request, "redo");
            },
        .exit_code = [](Call& call) { return undo_exit_code(typed<Redo>(call).typed_answer); }}},
      {"trust", {.print = print_trust, .csv = "models"}},
      {"cost", {.print = print_cost}},
      {"search",
       {.print = [](Call& call) { print_passages(typed<Search>(call).typed_answer.passages); },
        .exit_code = [](Call& call) { return typed<Search>(call).typed_answer.passages.empty() ? 1 : 0; }}},
      {"ask",
       {.print =
            [](Call& call) {
              const Ask::Answer& answer = typed<Ask>(call).typed_answer;
              if (answer.passages) return print_passages(*answer.passages);
              std::fputs(printable_lines(answer.text).c_str(), stdout);
            },
        .exit_code = ask_exit_code,
        .flags = {{"background", "Continue in the background; `suit show N` shows the answer when ready"}},
        .run = run_ask}},
      {"wiki", {.print = print_wiki}},
      {"pack",
       {.print = print_packed,
        .text = "parts",
        .flags = {{"copy", "Copy to the clipboard, through the terminal"},
                  {"watch", "Repeat whenever a file changes; needs -o"}},
        .run = run_pack}},
      {"map", {.text = "text"}},
      {"read", {.text = "markdown"}},
      {"llms-txt",
       {.print = print_llms_problems,
        .exit_code =
            [](Call& call) {
              const auto& problems = typed<LlmsTxt>(call).typed_answer.problems;
              return problems && !problems->empty() ? 4 : 0;
            },
        .text = "text"}},
      {"model add", {.print = print_added}},
      {"model list", {.print = print_models}},
      {"model use", {.print = print_used}},
      {"model remove",
       {.print =
            [](Call& call) {
              std::printf("removed %s\n", printable(typed<RemoveModel>(call).typed_request.name).c_str());
            }}},
      {"model test", {.print = print_model_test}},
      {"model bench", {.print = print_model_bench}},
      {"model find", {.print = print_found}},
      {"doctor",
       {.print = print_doctor,
        .exit_code = [](Call& call) { return typed<Doctor>(call).typed_answer.healthy ? 0 : 1; }}},
  };
  auto it = texts.find(function);
  return it == texts.end() ? nullptr : &it->second;
}

}  // namespace suit
