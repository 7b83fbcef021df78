// The events "question" and "answer"; an answer is about its question.
#pragma once

#include <optional>

#include "base/fields.h"
#include "base/level.h"
#include "ledger/ledger.h"
#include "propose/answer/research.h"

namespace suit {

template <>
struct EnumNames<KnowledgeLevel> {
  static constexpr std::array<std::string_view, 3> names = {"search", "research", "deep"};
};

struct QuestionEvent {
  static constexpr std::string_view kKind = "question";
  std::string text = {};
  KnowledgeLevel level = KnowledgeLevel::kResearch;
  std::vector<std::string> scope = {};  // globs; none: all files
  std::vector<std::string> from = {};   // documents: paths, addresses
  bool only_from = false;

  Json json() const;
  static QuestionEvent of(const Event& event);
};

// A claim whose quote occurs in a file, document or page.
struct CitedClaim {
  static constexpr std::string_view kShape = "Claim";
  std::string text = {};
  Bytes place = {};
  size_t first_line = 0, last_line = 0;
  Bytes quote = {};
  bool untrusted = false;
  Fields fields() {
    return {{"text", text, "Claim of the model"},
            {"place", place, "File or address of the quote"},
            {"first_line", first_line, "From 1"},
            {"last_line", last_line, ""},
            {"quote", quote, "Quote that supports the claim"},
            {"untrusted", untrusted, "From a document, not from the folder"}};
  }
};

struct AnswerEvent {
  static constexpr std::string_view kKind = "answer";
  Sequence id = 0;  // the question's; also its text and level
  Bytes question = {};
  KnowledgeLevel level = KnowledgeLevel::kResearch;
  std::vector<CitedClaim> claims = {};
  std::vector<RemovedClaim> removed = {};
  std::string not_found = {};
  int64_t passages_read = 0;
  int64_t calls = 0;
  Bytes answered_by = {};
  // Level deep only.
  std::optional<std::vector<std::string>> queries = {};
  std::optional<std::vector<Contradiction>> contradictions = {};
  std::optional<std::vector<ReportSection>> report = {};

  Fields fields();
  Json json() const { return json_of_struct(*this); }
  static AnswerEvent of(const Event& event);
};

}  // namespace suit
