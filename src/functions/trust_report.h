// How reliable each proposer is at each kind of task, and its highest allowed level.
#pragma once

#include "functions/function.h"
#include "functions/shapes.h"
#include "trust/outcomes.h"

namespace suit::functions {

struct Trust {
  struct Request {
    std::string model;
    std::string kind;
    bool adopt = false;
    Fields fields() {
      return {
          Field("model", model, "Only this model, or mechanic").as("NAME"),
          Field("kind", kind, "Only this kind of task: bug-fix, feature, test, documentation …").as("KIND"),
          Field("adopt", adopt, "Count a ledger made elsewhere as your own evidence; asks first")};
    }
  };
  struct Record {
    std::string proposer, version, kind, size;
    double clean = 0, failed = 0, clean_since_failure = 0;
    int64_t unread = 0, licensed = 0, overridden = 0;
    double log_e_value = 0, reliability_shown = 0;
    Level level = Level::kAgent;
    int64_t clean_needed = 0;
    std::string why;
    Fields fields();
  };
  struct Model {
    std::string model, kind;
    int64_t tasks = 0, accepted = 0, edited = 0, unread = 0, rejected = 0, failed = 0, undone = 0, open = 0,
            unfit = 0, answered = 0;
    double reliability_shown = 0;
    int64_t calls = 0, tokens_in = 0, tokens_out = 0;
    double money = 0;
    std::optional<double> money_per_accepted;
    std::optional<int64_t> tokens_per_accepted;
    Fields fields();
  };
  struct Answer {
    double reliability = 0, error_rate = 0;
    int64_t clean_needed = 0;
    std::vector<Record> records;
    std::vector<Model> models;
    Model sum;
    bool has_evidence = false;
    std::optional<std::string> foreign, adopted;
    Fields fields() {
      return {{"reliability", reliability, "Share of correct proposals that autopilot needs"},
              {"error_rate", error_rate, "Probability that autopilot is allowed wrongly"},
              {"clean_needed", clean_needed, "Clean verdicts in a row needed with no evidence so far"},
              {"records", records, "Records by proposer, kind and size of task"},
              {"models", models, "Outcomes and cost of each model's proposals"},
              {"sum", sum, "Total of those models"},
              {"has_evidence", has_evidence, "A person has read and decided at least one proposal"},
              {"foreign", foreign, "Why part of the ledger is not evidence"},
              {"adopted", adopted, "Result of --adopt"}};
    }
  };
  static Result<Answer> run(Session& session, const Request& request, Watch& watch);
};

Trust::Model shown(const ModelOutcome& outcome, double error_rate);

}  // namespace suit::functions
