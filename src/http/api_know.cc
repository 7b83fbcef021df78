// What the folder says: passages, answers of a model that are held to their quotes, the wiki.
#include "base/text.h"
#include "http/api.h"

namespace suit {
namespace {

Result<Inquiry> inquiry_from(const std::string& question, KnowledgeLevel level) {
  if (trim(question).empty()) return Error{ErrorCode::kInvalid, "there is no question"};
  return Inquiry{.question = question, .level = level};
}

}  // namespace

Result<WebResponse> Api::search(ApiCall& call) {
  ASSIGN_OR_RETURN(int64_t limit, call.query_number("limit", 10, 1, 1000));
  ASSIGN_OR_RETURN(Inquiry inquiry, inquiry_from(call.query("question"), KnowledgeLevel::kSearch));
  for (auto [it, end] = call.request.query.equal_range("scope"); it != end; ++it)
    inquiry.scope.push_back(it->second);
  ASSIGN_OR_RETURN(std::vector<Passage> passages, questions_.search(inquiry, static_cast<size_t>(limit)));
  Json list = Json::array();
  for (const Passage& one : passages)
    list.push_back({{"path", json_of_bytes(one.path)},
                    {"first_line", one.first_line},
                    {"last_line", one.last_line},
                    {"score", one.score},
                    {"text", json_of_bytes(one.text)}});
  return ok({{"question", json_of_bytes(inquiry.question)}, {"passages", std::move(list)}});
}

Result<WebResponse> Api::begin_question(ApiCall& call) {
  ASSIGN_OR_RETURN(std::string text, bytes_of_json(call.body["text"]));
  bool deep = string_or(call.body, "level", "") == name_of(KnowledgeLevel::kDeep);
  ASSIGN_OR_RETURN(Inquiry inquiry,
                   inquiry_from(text, deep ? KnowledgeLevel::kDeep : KnowledgeLevel::kResearch));
  for (const Json& item : list_in(call.body, "scope")) inquiry.scope.push_back(item);
  ASSIGN_OR_RETURN(Json question, questions_.begin(inquiry, string_or(call.body, "model", ""),
                                                   bool_or(call.body, "offline", false)));
  return json_response(question, 202);
}

Result<WebResponse> Api::question(ApiCall& call) {
  ASSIGN_OR_RETURN(Json question, questions_.find(call.ids[0]));
  return ok(question);
}

Result<WebResponse> Api::stop_question(ApiCall& call) {
  ASSIGN_OR_RETURN(Json question, questions_.stop(call.ids[0]));
  return ok(question);
}

Result<WebResponse> Api::wiki(ApiCall&) {
  ASSIGN_OR_RETURN(Json wiki, questions_.wiki());
  return ok(wiki);
}

}  // namespace suit
