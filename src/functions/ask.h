// Answers a question from a folder, documents and pages: passages found by keywords, or a model's answer
// with every claim cited and checked. docs/ask.md.
#pragma once

#include "functions/function.h"
#include "functions/question_events.h"

namespace suit::functions {

struct FoundPassage {
  static constexpr std::string_view kShape = "Passage";
  Bytes path;
  int64_t first_line = 0, last_line = 0;
  double score = 0;
  Bytes text;
  bool untrusted = false;
  Fields fields() {
    return {{"path", path, ""},
            {"first_line", first_line, "From 1"},
            {"last_line", last_line, ""},
            {"score", score, "Comparable only within one answer"},
            {"text", text, "Secrets are masked"},
            {"untrusted", untrusted, "From a document, not from the folder"}};
  }
};

struct Search {
  struct Request {
    Bytes question;
    std::vector<std::string> scope;
    int64_t limit = 10;
    bool no_cache = false;
    Fields fields();
  };
  struct Answer {
    Bytes question;
    std::vector<FoundPassage> passages;
    Fields fields() { return {{"question", question, ""}, {"passages", passages, "Best first"}}; }
  };
  static Result<Answer> run(Session& session, const Request& request, Watch& watch);
};

struct Ask {
  struct Request {
    Bytes question;
    KnowledgeLevel level = KnowledgeLevel::kSearch;
    std::vector<std::string> scope, from;
    bool only_from = false;
    int64_t limit = 5;
    std::optional<std::string> model;
    bool offline = false, no_cache = false;
    std::optional<int64_t> resume;
    Fields fields();
  };
  struct Answer {
    static constexpr std::string_view kShape = "Answer";
    Bytes question;
    KnowledgeLevel level = KnowledgeLevel::kSearch;
    std::optional<std::vector<FoundPassage>> passages;
    // As in AnswerEvent.
    std::optional<int64_t> id, passages_read, calls;
    std::optional<std::vector<CitedClaim>> claims;
    std::optional<std::vector<RemovedClaim>> removed;
    std::optional<std::string> not_found;
    std::optional<Bytes> answered_by;
    std::optional<std::vector<std::string>> queries;
    std::optional<std::vector<Contradiction>> contradictions;
    std::optional<std::vector<ReportSection>> report;
    std::string text = {};  // not a field: the whole answer as text
    Fields fields();
  };
  static Result<void> check(Session& session, const Request& request);
  static Result<Answer> run(Session& session, const Request& request, Watch& watch);
};

}  // namespace suit::functions
