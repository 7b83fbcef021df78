// The events of a question about the folder and of its answer, which speaks of the question.
#pragma once

#include "base/level.h"
#include "ledger/ledger.h"
#include "propose/answer/research.h"

namespace suit {

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

// A claim whose quote stands in a file, document or page.
struct CitedClaim {
  std::string text = {};
  std::string place = {};
  size_t first_line = 0, last_line = 0;
  std::string quote = {};
  bool untrusted = false;
};

struct AnswerEvent {
  static constexpr std::string_view kKind = "answer";
  Sequence id = 0;  // of the question, with its text and level
  std::string question = {};
  KnowledgeLevel level = KnowledgeLevel::kResearch;
  std::vector<CitedClaim> claims = {};
  std::vector<RemovedClaim> removed = {};
  std::string not_found = {};
  int64_t passages_read = 0;
  int64_t calls = 0;
  std::string answered_by = {};
  // Of a deep search. Claims are named by their index above; in JSON, by their number from 1.
  std::vector<std::string> queries = {};
  std::vector<Contradiction> contradictions = {};
  std::vector<ReportSection> report = {};

  Json json() const;
  static AnswerEvent of(const Event& event);
};

}  // namespace suit
