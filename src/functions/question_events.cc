#include "functions/question_events.h"

namespace suit {
namespace {

KnowledgeLevel level_of(const Json& body) {
  return string_or(body, "level", "") == name_of(KnowledgeLevel::kDeep) ? KnowledgeLevel::kDeep
                                                                        : KnowledgeLevel::kResearch;
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

Fields AnswerEvent::fields() {
  return {{"id", id, ""},
          {"question", question, ""},
          {"level", level, ""},
          {"claims", claims, ""},
          {"removed", removed, ""},
          {"not_found", not_found, ""},
          {"passages_read", passages_read, ""},
          {"calls", calls, ""},
          {"answered_by", answered_by, ""},
          {"queries", queries, ""},
          {"contradictions", contradictions, ""},
          {"report", report, ""}};
}

AnswerEvent AnswerEvent::of(const Event& event) {
  AnswerEvent answer{.id = event.about};
  for (const Field& field : answer.fields())  // skip fields of other versions
    if (auto it = event.body.find(std::string(field.name)); it != event.body.end())
      (void)field.type->read(field.value, *it, "");
  return answer;
}

}  // namespace suit
