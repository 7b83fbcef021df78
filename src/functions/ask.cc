#include "functions/ask.h"

#include "base/text.h"
#include "functions/documents.h"
#include "functions/inquiry.h"
#include "model/ledger_egress.h"

namespace suit::functions {
namespace {

constexpr int64_t kShelfKept_us = 5'000'000;

Result<std::vector<FoundPassage>> find_passages(Session& session, const Inquiry& inquiry, int64_t limit,
                                                bool offline, bool no_cache, Watch& watch) {
  ASSIGN_OR_RETURN(std::string path, session.existing(""));
  watch.state("searching");
  std::unique_ptr<FactsCache> cache = no_cache ? nullptr : FactsCache::open();
  Workspace* workspace = nullptr;
  std::optional<LedgerEgress> egress;
  if (!inquiry.from.empty()) {
    bool fetches = std::any_of(inquiry.from.begin(), inquiry.from.end(), is_address);
    ASSIGN_OR_RETURN(workspace,
                     session.open(fetches ? WorkspaceMode::kChange : WorkspaceMode::kTrial, watch));
    egress.emplace(*workspace->ledger(),
                   offline || workspace->settings().offline ? Network::kOffline : Network::kAllowed);
  }
  auto open = [&] {
    return Shelf::open(path, inquiry, workspace, egress ? &*egress : nullptr, cache.get(), watch);
  };
  std::shared_ptr<const Shelf> shelf;
  if (inquiry.scope.empty() && inquiry.from.empty() && !no_cache) {
    ASSIGN_OR_RETURN(shelf, session.cache().shelf.get(kShelfKept_us, "the folder is being indexed", open));
  } else {
    ASSIGN_OR_RETURN(Shelf opened, open());
    shelf = std::make_shared<const Shelf>(std::move(opened));
  }
  ASSIGN_OR_RETURN(std::vector<Passage> found,
                   shelf->find(inquiry.question, static_cast<size_t>(limit), watch.cancelled()));
  std::vector<FoundPassage> passages;
  for (Passage& one : found)
    passages.push_back({std::move(one.path), static_cast<int64_t>(one.first_line),
                        static_cast<int64_t>(one.last_line), one.score, std::move(one.text), one.untrusted});
  return passages;
}

Result<void> check_request(const Ask::Request& request) {
  auto wrong = [](const char* what, const char* hint) { return Error{ErrorCode::kInvalid, what, hint}; };
  if (trim(request.question).empty() == !request.resume)
    return wrong("give either a question or the number of one to resume",
                 "suit ask \"where are sessions renewed?\"");
  if (request.only_from && request.from.empty()) return wrong("--only-from has no document", "add --from");
  return {};
}

Field question_field(Bytes& question) {
  return Field("question", question, "The question, or keywords").words().as("TEXT");
}
Field scope_of_question(std::vector<std::string>& scope) {
  return Field("scope", scope, "Only files that match").as("GLOB");
}
Field passages_field(int64_t& limit) {
  return Field("limit", limit, "Maximum number of passages (search)").between(1, 1'000).as("N");
}
Field no_cache_field(bool& no_cache) {
  return {"no_cache", no_cache, "Read all files again; do not use or write the cache"};
}

}  // namespace

Fields Search::Request::fields() {
  return {question_field(question).required(), scope_of_question(scope), passages_field(limit),
          no_cache_field(no_cache)};
}

Result<Search::Answer> Search::run(Session& session, const Request& request, Watch& watch) {
  if (trim(request.question).empty()) return Error{ErrorCode::kInvalid, "there is no question"};
  Inquiry inquiry{.question = request.question, .scope = request.scope};
  Answer answer{.question = request.question, .passages = {}};
  ASSIGN_OR_RETURN(answer.passages,
                   find_passages(session, inquiry, request.limit, true, request.no_cache, watch));
  return answer;
}

Fields Ask::Request::fields() {
  return {question_field(question),
          Field("level", level, "Depth: search, research or deep").as("LEVEL"),
          scope_of_question(scope),
          Field("from", from, "Also search this document: a file, or an address that your settings allow")
              .as("FILE|URL"),
          {"only_from", only_from, "Search only those documents, not the folder"},
          passages_field(limit),
          Field("model", model, "Name of the model in the settings").as("NAME"),
          {"offline", offline, "Open no connections"},
          Field("resume", resume, "Resume an interrupted question").as("N"),
          no_cache_field(no_cache)};
}

Fields Ask::Answer::fields() {
  return {{"id", id, "Event number of the question"},
          {"question", question, ""},
          {"level", level, ""},
          {"passages", passages, "Level search only; best first"},
          {"claims", claims, "Claims that passed the check"},
          {"removed", removed, "Claims that failed the check"},
          {"not_found", not_found, "What the sources do not say, in the model's words"},
          {"passages_read", passages_read, ""},
          {"calls", calls, "Model calls"},
          {"answered_by", answered_by, "Model"},
          {"queries", queries, "Level deep: search queries"},
          {"contradictions", contradictions, "Level deep: for a person to resolve"},
          {"report", report, "Level deep"}};
}

Result<void> Ask::check(Session& session, const Request& request) {
  RETURN_IF_ERROR(check_request(request));
  if (request.level == KnowledgeLevel::kSearch && !request.resume) return {};
  ASSIGN_OR_RETURN(Workspace * workspace, session.open(WorkspaceMode::kLook, nobody()));
  RETURN_IF_ERROR(choose_model(workspace->settings(), request.model.value_or("")));
  return {};
}

Result<Ask::Answer> Ask::run(Session& session, const Request& request, Watch& watch) {
  RETURN_IF_ERROR(check_request(request));
  Inquiry inquiry{.question = request.question,
                  .level = request.level,
                  .scope = request.scope,
                  .from = request.from,
                  .only_from = request.only_from};
  for (std::string& place : inquiry.from)
    if (!is_address(place)) {
      ASSIGN_OR_RETURN(place, session.path_of(place));
    }
  Answer answer{.question = request.question, .level = request.level};
  if (request.level == KnowledgeLevel::kSearch && !request.resume) {
    ASSIGN_OR_RETURN(answer.passages, find_passages(session, inquiry, request.limit, request.offline,
                                                    request.no_cache, watch));
    return answer;
  }
  std::unique_ptr<FactsCache> cache = request.no_cache ? nullptr : FactsCache::open();
  ASSIGN_OR_RETURN(std::string path, session.existing(""));
  ASSIGN_OR_RETURN(Workspace * workspace, session.open(WorkspaceMode::kChange, watch));
  InquiryParts parts{.workspace = *workspace,
                     .folder = path,
                     .make_model = session.parts().make_model,
                     .model = request.model.value_or(""),
                     .offline = request.offline,
                     .cache = cache.get(),
                     .watch = watch};
  ASSIGN_OR_RETURN(AnswerEvent event,
                   request.resume ? resume_inquiry(*request.resume, parts) : answer_inquiry(inquiry, parts));
  RETURN_IF_ERROR(read_fields(event.json(), answer.fields(), "the answer"));
  answer.text = text_of_answer(event);
  return answer;
}

}  // namespace suit::functions
