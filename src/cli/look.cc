// The commands that only look: status, log, show, diff.
#include "base/clock.h"
#include "change/diff.h"
#include "change/proposal_event.h"
#include "cli/command.h"
#include "cli/pager.h"
#include "cli/terminal.h"
#include "functions/inquiry.h"
#include "loop/history.h"
#include "loop/loop.h"
#include "loop/standing.h"
#include "trust/reply_event.h"
#include "verify/check_event.h"

namespace suit {
namespace {

// What was said instead of a proposal: a model's words, or what was wrong with its answers.
void print_reply(Ledger& ledger, const Event& event) {
  if (!event.is<ReplyEvent>()) return;
  ReplyEvent reply = ReplyEvent::of(event);
  if (auto words = reply.text ? ledger.content(*reply.text) : Result<std::string>(Error{}))
    std::printf("%s\n", printable_lines(trim(*words)).c_str());
  for (const std::string& problem : reply.problems)
    std::printf("  problem: %s\n", printable(problem).c_str());
}

Pager::Wanted pager_wanted(const CommonOptions& options) {
  return options.json || options.no_pager ? Pager::Wanted::kNo : Pager::Wanted::kYes;
}

}  // namespace

int run_status(const CommonOptions& options) {
  return guarded(options, [&]() -> Result<int> {
    ASSIGN_OR_RETURN(Workspace workspace, open_workspace(options, WorkspaceMode::kLook));
    const Settings& settings = workspace.settings();
    Json json = {{"folder", json_of_bytes(workspace.root())}, {"level", name_of(settings.level)}};
    Json pending_json = Json::array();
    std::string text = "folder   " + printable(workspace.root()) + "\nlevel    " +
                       std::string(name_of(settings.level)) + "\n";
    if (Ledger* ledger = workspace.ledger()) {
      ASSIGN_OR_RETURN(LedgerSize size, ledger->size());
      text += "ledger   " + counted(size.events, "event") + ", " + human_bytes(size.blob_bytes) +
              " kept for undo (of " + human_bytes(settings.keep_bytes) + "), " +
              human_bytes(size.file_bytes) + " on disk\n";
      json["ledger"] = {{"events", size.events},
                        {"kept_bytes", size.blob_bytes},
                        {"kept_bytes_max", settings.keep_bytes},
                        {"content_bytes", size.content_bytes},
                        {"file_bytes", size.file_bytes}};
      if (auto last = find_application(*ledger, std::nullopt, HistoryDirection::kUndo)) {
        ASSIGN_OR_RETURN(Sequence proposal, find_proposal(*ledger, *last));
        ASSIGN_OR_RETURN(Event event, ledger->event(proposal));
        text += "last     " + std::to_string(proposal) + "  " + printable(ProposalEvent::of(event).summary) +
                "\n";
        json["last_applied"] = proposal;
      }
      ASSIGN_OR_RETURN(std::vector<Event> pending, pending_proposals(*ledger));
      for (const Event& event : pending) {
        std::string summary = printable(ProposalEvent::of(event).summary);
        text += "pending  " + std::to_string(event.sequence) + "  " + summary + "\n";
        pending_json.push_back({{"id", event.sequence}, {"summary", summary}});
      }
      if (!pending.empty()) text += "         `suit review` takes up the first\n";
    } else {
      text += "ledger   none yet: nothing was done here\n";
    }
    json["pending"] = std::move(pending_json);
    if (workspace.ledger() && !workspace.origin().why.empty()) {
      text += "foreign  " + foreign_text(workspace) + "\n";
      json["foreign"] = workspace.origin().why;
    }
    if (!workspace.recovered().empty()) json["recovered"] = workspace.recovered();
    if (options.json) {
      print_json(json);
    } else {
      std::fputs(text.c_str(), stdout);
    }
    return 0;
  });
}

int run_log(const LogOptions& options) {
  return guarded(options.common, [&]() -> Result<int> {
    ASSIGN_OR_RETURN(Workspace workspace, open_workspace(options.common, WorkspaceMode::kLook));
    ASSIGN_OR_RETURN(Ledger * ledger, existing_ledger(workspace));
    if (options.common.json && options.limit <= 0) {  // streamed: nothing is held
      bool open = true;
      RETURN_IF_ERROR(ledger->for_each({.after = options.after}, [&](const Event& event) {
        open = std::printf("%s\n", to_text(json_of(event)).c_str()) > 0;
        return open;
      }));
      return 0;
    }
    constexpr size_t kShown = 20;
    Ledger::Query query{.after = options.after, .newest_first = true, .brief = !options.common.json};
    if (options.limit != 0) query.limit = options.limit > 0 ? static_cast<size_t>(options.limit) : kShown;
    ASSIGN_OR_RETURN(std::vector<Event> events, ledger->events(query));
    Pager pager(pager_wanted(options.common));
    for (size_t i = events.size(); i-- > 0;)
      std::printf("%s\n",
                  (options.common.json ? to_text(json_of(events[i])) : event_line(events[i])).c_str());
    return 0;
  });
}

int run_show(const IdOptions& options) {
  return guarded(options.common, [&]() -> Result<int> {
    ASSIGN_OR_RETURN(Workspace workspace, open_workspace(options.common, WorkspaceMode::kLook));
    ASSIGN_OR_RETURN(Ledger * ledger, existing_ledger(workspace));
    ASSIGN_OR_RETURN(Event event, ledger->event(options.id));
    ASSIGN_OR_RETURN(auto about, ledger->events({.about = options.id}));
    auto output_of = [&](const Event& check) -> std::string {
      std::optional<Digest> digest = CheckEvent::of(check).result.output;
      auto output = digest ? ledger->content(*digest) : Result<std::string>(Error{});
      return output ? *output : std::string();
    };
    if (options.common.json) {
      Json json = json_of(event);
      if (event.is<CheckEvent>()) json["output"] = json_of_bytes(output_of(event));
      if (EditListRef list = EditListRef::of(event); list.digest)
        if (auto edits = edit_list_json(*ledger, list)) json["edits"] = std::move(*edits);
      Json list = Json::array();
      for (const Event& one : about) list.push_back(json_of(one));
      json["events"] = std::move(list);
      print_json(json);
      return 0;
    }
    Pager pager(pager_wanted(options.common));
    std::printf("%s\n", event_line(event).c_str());
    if (event.is<ProposalEvent>()) {
      for (const std::string& note : ProposalEvent::of(event).notes)
        std::printf("  note: %s\n", note_text(note).c_str());
      if (auto proposal = load_proposal(*ledger, options.id))
        std::fputs(edit_list(proposal->edits).c_str(), stdout);
    }
    if (event.is<CheckEvent>()) std::fputs(printable_lines(output_of(event)).c_str(), stdout);
    print_reply(*ledger, event);
    for (const Event& one : about) {
      std::printf("%s\n", event_line(one).c_str());
      if (one.is<CheckEvent>()) std::fputs(printable_lines(output_of(one)).c_str(), stdout);
      print_reply(*ledger, one);
      if (one.is<AnswerEvent>())
        std::fputs(("\n" + printable_lines(text_of_answer(AnswerEvent::of(one)))).c_str(), stdout);
    }
    bool open = event.is<QuestionEvent>() && std::none_of(about.begin(), about.end(), [](const Event& one) {
                  return one.is<AnswerEvent>();
                });
    if (open)
      std::printf("not answered yet; where it was cut off, `suit ask --resume %lld` goes on\n",
                  static_cast<long long>(options.id));
    return 0;
  });
}

int run_diff(const IdOptions& options) {
  return guarded(options.common, [&]() -> Result<int> {
    ASSIGN_OR_RETURN(Workspace workspace, open_workspace(options.common, WorkspaceMode::kLook));
    ASSIGN_OR_RETURN(Ledger * ledger, existing_ledger(workspace));
    ASSIGN_OR_RETURN(Sequence id, find_proposal(*ledger, options.id));
    ASSIGN_OR_RETURN(Proposal proposal, load_proposal(*ledger, id));
    Json files = Json::array();
    bool colored = is_interactive();
    Pager pager(pager_wanted(options.common));
    for_each_diff(proposal.edits, [&](const EditDiff& one) {
      if (options.common.json) {
        files.push_back({{"path", json_of_bytes(one.edit->path)}, {"diff", json_of_bytes(one.text)}});
        return true;
      }
      // Into a pipe it goes byte for byte, so that it can be applied by other tools.
      std::string shown = colored ? colored_diff(one.text) : one.text;
      return std::fwrite(shown.data(), 1, shown.size(), stdout) == shown.size();
    });
    if (options.common.json) print_json({{"proposal", id}, {"files", std::move(files)}});
    return 0;
  });
}

}  // namespace suit
