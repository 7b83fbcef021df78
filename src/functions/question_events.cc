#include "functions/question_events.h"

namespace suit {
namespace {

KnowledgeLevel level_of(const Json& body) {
  return string_or(body, "level", "") == name_of(KnowledgeLevel::kDeep) ? KnowledgeLevel::kDeep
                                                                        : KnowledgeLevel::kResearch;
}

size_t size_in(const Json& json, const char* key) {
  return static_cast<size_t>(std::max<int64_t>(integer_or(json, key, 0), 0));
}

Json json_of(const CitedClaim& claim) {
  return {
      {"text", claim.text},           {"place", json_of_bytes(claim.place)}, {"first_line", claim.first_line},
      {"last_line", claim.last_line}, {"quote", json_of_bytes(claim.quote)}, {"untrusted", claim.untrusted}};
}

Json json_of(const ReportSection& section) {
  Json sentences = Json::array();
  for (const ReportSentence& sentence : section.sentences) {
    Json numbers = Json::array();
    for (size_t claim : sentence.claims) numbers.push_back(claim + 1);
    sentences.push_back({{"text", sentence.text}, {"claims", std::move(numbers)}});
  }
  return {{"heading", section.heading}, {"sentences", std::move(sentences)}};
}

ReportSection section_of(const Json& json) {
  ReportSection section{string_or(json, "heading", ""), {}};
  for (const Json& one : list_in(json, "sentences")) {
    ReportSentence sentence{string_or(one, "text", ""), {}};
    for (const Json& number : list_in(one, "claims"))
      if (number.is_number_integer() && number > 0) sentence.claims.push_back(number.get<size_t>() - 1);
    section.sentences.push_back(std::move(sentence));
  }
  return section;
}

}  // namespace

Json QuestionEvent::json() const {
  return {{"text", json_of_bytes(text)},
          {"level", name_of(level)},
          {"scope", json_of_texts(scope)},
          {"from", json_of_texts(from)},
          {"only_from", only_from}};
}

QuestionEvent QuestionEvent::of(const Event& event) {
  const Json& body = event.body;
  return {.text = bytes_or(body, "text", ""),
          .level = level_of(body),
          .scope = texts_in(body, "scope"),
          .from = texts_in(body, "from"),
          .only_from = bool_or(body, "only_from", false)};
}

Json AnswerEvent::json() const {
  Json kept = Json::array(), dropped = Json::array();
  for (const CitedClaim& claim : claims) kept.push_back(json_of(claim));
  for (const RemovedClaim& claim : removed) dropped.push_back({{"text", claim.text}, {"why", claim.why}});
  Json body = {{"id", id},
               {"question", json_of_bytes(question)},
               {"level", name_of(level)},
               {"claims", std::move(kept)},
               {"removed", std::move(dropped)},
               {"not_found", not_found},
               {"passages_read", passages_read},
               {"calls", calls},
               {"answered_by", json_of_bytes(answered_by)}};
  if (level != KnowledgeLevel::kDeep) return body;
  body["queries"] = queries;
  body["contradictions"] = Json::array();
  for (const Contradiction& one : contradictions)
    body["contradictions"].push_back({{"a", one.a + 1}, {"b", one.b + 1}, {"why", one.why}});
  body["report"] = Json::array();
  for (const ReportSection& section : report) body["report"].push_back(json_of(section));
  return body;
}

AnswerEvent AnswerEvent::of(const Event& event) {
  const Json& body = event.body;
  AnswerEvent answer{.id = integer_or(body, "id", event.about),
                     .question = bytes_or(body, "question", ""),
                     .level = level_of(body),
                     .not_found = string_or(body, "not_found", ""),
                     .passages_read = integer_or(body, "passages_read", 0),
                     .calls = integer_or(body, "calls", 0),
                     .answered_by = bytes_or(body, "answered_by", ""),
                     .queries = texts_in(body, "queries")};
  for (const Json& claim : list_in(body, "claims"))
    answer.claims.push_back({.text = string_or(claim, "text", ""),
                             .place = bytes_or(claim, "place", ""),
                             .first_line = size_in(claim, "first_line"),
                             .last_line = size_in(claim, "last_line"),
                             .quote = bytes_or(claim, "quote", ""),
                             .untrusted = bool_or(claim, "untrusted", false)});
  for (const Json& claim : list_in(body, "removed"))
    answer.removed.push_back({string_or(claim, "text", ""), string_or(claim, "why", "")});
  for (const Json& one : list_in(body, "contradictions"))
    if (size_t a = size_in(one, "a"), b = size_in(one, "b"); a > 0 && b > 0)
      answer.contradictions.push_back({a - 1, b - 1, string_or(one, "why", "")});
  for (const Json& section : list_in(body, "report")) answer.report.push_back(section_of(section));
  return answer;
}

}  // namespace suit
