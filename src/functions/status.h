// What is pending, what was applied last, how large the ledger is.
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
      return {
          {"events", events, ""},
          {"kept_bytes", kept_bytes, "Contents kept for undo, compressed"},
          {"kept_bytes_max", kept_bytes_max, "Limit at which retention begins: the setting ledger.keep_mb"},
          {"content_bytes", content_bytes, "The same contents, uncompressed"},
          {"file_bytes", file_bytes, "Size on disk"}};
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
      return {{"version", version, "Version of Suit"},
              {"folder", folder, "Workspace root"},
              {"level", level, "Default level of tasks"},
              {"sequence", sequence, "Number of the newest event; 0: none"},
              {"pending", pending, "Proposals waiting for review, oldest first"},
              {"last_applied", last_applied, "Proposal applied last"},
              {"last_name", last_name, "Name of that proposal: p3"},
              {"last_summary", last_summary, "Summary of that proposal"},
              {"ledger", ledger, "Absent if the folder has no ledger yet"},
              {"foreign", foreign, "Why part of the ledger is not evidence"},
              {"recovered", recovered, "How an application interrupted by a crash was recovered"},
              {"models", models, ""},
              {"checks", checks, "Commands that judge proposals in this folder"},
              {"check_notes", check_notes, "Notes from the search for checks"},
              {"examples", examples, "Tasks that need no model"},
              {"suggestions", suggestions, "Tasks for this folder"}};
    }
  };
  static Result<Answer> run(Session& session, const Request& request, Watch& watch);
};

}  // namespace suit::functions
