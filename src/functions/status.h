// What is pending, what was applied last, how large the record is.
#pragma once

#include "functions/function.h"
#include "functions/model_settings.h"
#include "functions/shapes.h"

namespace suit::functions {

struct Status {
  struct Request {
    bool full = false;
    Fields fields() { return {{"full", full, "Also list models, checks and tasks to try; takes longer"}}; }
  };
  struct LedgerNumbers {
    uint64_t events = 0, kept_bytes = 0, kept_bytes_max = 0, content_bytes = 0, file_bytes = 0;
    Fields fields() {
      return {{"events", events, ""},
              {"kept_bytes", kept_bytes, "Contents kept for undo, compressed"},
              {"kept_bytes_max", kept_bytes_max, "Where retention begins: the setting ledger.keep_mb"},
              {"content_bytes", content_bytes, "The same contents, not compressed"},
              {"file_bytes", file_bytes, "On disk"}};
    }
  };
  struct Pending {
    int64_t id = 0;
    std::string name;
    Bytes summary;
    Fields fields() { return {{"id", id, "The proposal"}, {"name", name, "p3"}, {"summary", summary, ""}}; }
  };
  struct NamedCheck {
    std::string name;
    Bytes command;
    Fields fields() { return {{"name", name, ""}, {"command", command, ""}}; }
  };
  struct Answer {
    static constexpr std::string_view kShape = "Status";
    std::string version;
    Bytes folder;
    Level level = Level::kChat;
    int64_t sequence = 0;
    std::vector<Pending> pending;
    std::optional<int64_t> last_applied;
    std::optional<std::string> last_name;
    std::optional<Bytes> last_summary;
    std::optional<LedgerNumbers> ledger;
    std::optional<Bytes> foreign, recovered;
    std::optional<std::vector<NamedModel>> models;
    std::optional<std::vector<NamedCheck>> checks;
    std::optional<std::vector<std::string>> check_notes, examples, suggestions;
    Fields fields() {
      return {{"version", version, "Of Suit"},
              {"folder", folder, "The workspace's root"},
              {"level", level, "Of a task that names none"},
              {"sequence", sequence, "The newest event; 0: none"},
              {"pending", pending, "Proposals that wait for a review, oldest first"},
              {"last_applied", last_applied, "The proposal applied last"},
              {"last_name", last_name, "Its name: p3"},
              {"last_summary", last_summary, "What it did"},
              {"ledger", ledger, "Missing where nothing was done yet"},
              {"foreign", foreign, "Why part of the ledger is not evidence"},
              {"recovered", recovered, "What was done about an application that a crash cut short"},
              {"models", models, ""},
              {"checks", checks, "Commands that judge proposals here"},
              {"check_notes", check_notes, "What was seen while looking for checks"},
              {"examples", examples, "Tasks that need no model"},
              {"suggestions", suggestions, "Tasks for this folder"}};
    }
  };
  static Result<Answer> run(Session& session, const Request& request, Watch& watch);
};

}  // namespace suit::functions
