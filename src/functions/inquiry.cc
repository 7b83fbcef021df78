#include "functions/inquiry.h"

#include <algorithm>
#include <map>

#include "base/glob.h"
#include "base/text.h"
#include "functions/documents.h"
#include "model/fetched_page.h"

namespace suit {
namespace {

Json json_of_texts(const std::vector<std::string>& texts) {
  Json list = Json::array();
  for (const std::string& text : texts) list.push_back(json_of_bytes(text));
  return list;
}

Result<std::vector<std::string>> texts_of(const Json& body, const char* key) {
  std::vector<std::string> texts;
  for (const Json& item : list_in(body, key)) {
    ASSIGN_OR_RETURN(std::string text, bytes_of_json(item));
    texts.push_back(std::move(text));
  }
  return texts;
}

Network network_of(const InquiryParts& parts) {
  return parts.offline || parts.workspace.settings().offline ? Network::kOffline : Network::kAllowed;
}

Result<std::unique_ptr<OpenModel>> open_model(const InquiryParts& parts, const std::string& what) {
  const Settings& settings = parts.workspace.settings();
  ASSIGN_OR_RETURN(std::string name, choose_model(settings, parts.model));
  if (name.empty())
    return Error{ErrorCode::kUnsupported, what + " needs a model, and none is set",
                 "`suit model find` looks for one; `suit ask --level search` needs none"};
  return OpenModel::open(settings, name, network_of(parts), CallsAbout::kTheTask, *parts.workspace.ledger(),
                         parts.make_model, parts.watch.step);
}

std::vector<Source> sources_of(std::vector<Passage> passages) {
  std::vector<Source> sources;
  for (Passage& one : passages)
    sources.push_back({std::move(one.path), one.first_line, std::move(one.text), one.untrusted});
  return sources;
}

Json json_of(const Claim& claim, const std::vector<Source>& sources) {
  return {{"text", claim.text},
          {"place", json_of_bytes(sources[claim.source].place)},
          {"first_line", claim.first_line},
          {"last_line", claim.last_line},
          {"quote", json_of_bytes(claim.quote)},
          {"untrusted", sources[claim.source].untrusted}};
}
Json json_of(const RemovedClaim& claim) {
  return {{"text", claim.text}, {"why", claim.why}};
}

Result<AnsweredInquiry> ask(const Inquiry& inquiry, const InquiryParts& parts, Sequence id) {
  Ledger& ledger = *parts.workspace.ledger();
  bool resumed = id != 0;
  ASSIGN_OR_RETURN(auto model, open_model(parts, "level " + std::string(name_of(inquiry.level))));
  if (!resumed) {
    Json body = {{"text", json_of_bytes(inquiry.question)},
                 {"level", name_of(inquiry.level)},
                 {"scope", json_of_texts(inquiry.scope)},
                 {"from", json_of_texts(inquiry.from)},
                 {"only_from", inquiry.only_from}};
    ASSIGN_OR_RETURN(id, ledger.append({.kind = "question", .body = std::move(body)}));
  }
  if (parts.recorded) parts.recorded(id);
  if (resumed) RETURN_IF_ERROR(model->resume(id));
  LedgerEgress egress(ledger, network_of(parts));
  egress.set_task(id);
  if (parts.watch.step) parts.watch.step("reading the folder");
  ASSIGN_OR_RETURN(Shelf shelf,
                   Shelf::open(parts.folder, inquiry, &parts.workspace, &egress, parts.cache, parts.watch));
  FindSources find = [&](const std::string& query, size_t most) -> Result<std::vector<Source>> {
    ASSIGN_OR_RETURN(std::vector<Passage> passages, shelf.find(query, most, parts.watch.cancelled));
    return sources_of(std::move(passages));
  };
  bool deep = inquiry.level == KnowledgeLevel::kDeep;
  ResearchOptions options;
  const std::vector<std::string>& hosts = parts.workspace.settings().read_hosts;
  if (deep && !hosts.empty() && network_of(parts) == Network::kAllowed) {
    options.links.may_read = [&](const std::string& address) {
      auto url = parse_url(address);
      return url && permit_host(*url, hosts);
    };
    options.links.read = [&](const std::string& address) {
      return shelf.add_page(address, parts.workspace, egress, parts.watch.cancelled);
    };
  }
  AnsweredInquiry answered{id, inquiry, {}};
  ASSIGN_OR_RETURN(answered.answer, (deep ? deep_research : research)(model->model(), inquiry.question, find,
                                                                      options, id, parts.watch));
  RETURN_IF_ERROR(ledger.append({.kind = "answer", .about = id, .body = json_of(answered)}));
  return answered;
}

std::string lines_text(const Json& json) {
  int64_t first = integer_or(json, "first_line", 0), last = integer_or(json, "last_line", 0);
  return std::to_string(first) + (last > first ? "-" + std::to_string(last) : "");
}

std::string place_text(const Json& claim) {
  auto place = bytes_of_json(claim.value("place", Json("")));
  return (place ? printable(*place) : "?") + ":" + lines_text(claim);
}

}  // namespace

Result<Shelf> Shelf::open(Files& files, const Inquiry& inquiry, Workspace* workspace, Egress* egress,
                          FactsCache* cache, const AnswerWatch& watch) {
  for (const std::string& glob : inquiry.scope)
    if (std::string_view wrong = glob_error(glob); !wrong.empty())
      return Error{ErrorCode::kInvalid,
                   "the pattern " + printable(glob) + " is malformed: " + std::string(wrong)};
  Shelf shelf;
  shelf.folder_ = std::make_unique<Folder>(files);
  shelf.catalogue_ = std::make_unique<Catalogue>();
  auto count_on = [&](const char* what) {
    return [&watch, what](size_t done, size_t all) {
      if (watch.step)
        watch.step(what + (" " + std::to_string(done)) + " of " + std::to_string(all) + " files");
    };
  };
  CatalogueOptions reading{
      .counted = std::nullopt, .cache = cache, .cancelled = watch.cancelled, .progress = count_on("reading")};
  reading.accepts = [&](std::string_view file) {
    return inquiry.scope.empty() ||
           std::any_of(inquiry.scope.begin(), inquiry.scope.end(),
                       [&](const std::string& glob) { return scope_glob_matches(glob, file); });
  };
  if (!inquiry.only_from) {
    ASSIGN_OR_RETURN(*shelf.catalogue_, catalogue_of(*shelf.folder_, reading));
  }
  std::vector<SearchedText> documents;
  for (const std::string& place : inquiry.from) {
    if (!workspace) return Error{ErrorCode::kUnsupported, "documents can't be read here"};
    ASSIGN_OR_RETURN(OpenedDocument opened,
                     is_address(place)
                         ? open_document_at(place, {}, *workspace, *egress, watch.cancelled)
                         : open_document_file(place, {}, workspace->sandbox_options(), watch.cancelled));
    documents.push_back({opened.place, std::move(opened.document.markdown), true});
  }
  SearchOptions options{
      .is_whole = inquiry.scope.empty(), .progress = count_on("indexing"), .cancelled = watch.cancelled};
  if (std::string cached = cache ? users_cache() : ""; !cached.empty()) options.place = cached + "/passages";
  ASSIGN_OR_RETURN(shelf.search_,
                   PassageSearch::open(*shelf.folder_, *shelf.catalogue_, std::move(documents), options));
  return shelf;
}

Result<Inquiry> load_inquiry(Ledger& ledger, Sequence id) {
  ASSIGN_OR_RETURN(Event event, ledger.event(id));
  if (event.kind != "question")
    return Error{ErrorCode::kNotFound, std::to_string(id) + " is no question",
                 "`suit log` lists what there is"};
  Inquiry inquiry;
  ASSIGN_OR_RETURN(inquiry.question, bytes_of_json(event.body.value("text", Json(""))));
  inquiry.level = string_or(event.body, "level", "") == name_of(KnowledgeLevel::kDeep)
                      ? KnowledgeLevel::kDeep
                      : KnowledgeLevel::kResearch;
  ASSIGN_OR_RETURN(inquiry.scope, texts_of(event.body, "scope"));
  ASSIGN_OR_RETURN(inquiry.from, texts_of(event.body, "from"));
  inquiry.only_from = bool_or(event.body, "only_from", false);
  return inquiry;
}

Result<void> Shelf::add_page(const std::string& address, Workspace& workspace, Egress& egress,
                             const std::atomic<bool>* cancelled) {
  ASSIGN_OR_RETURN(OpenedDocument opened, open_document_at(address, {}, workspace, egress, cancelled));
  return search_->add({opened.place, std::move(opened.document.markdown), true});
}

Result<AnsweredInquiry> answer_inquiry(const Inquiry& inquiry, const InquiryParts& parts) {
  return ask(inquiry, parts, 0);
}

Result<AnsweredInquiry> resume_inquiry(Sequence id, const InquiryParts& parts) {
  Ledger& ledger = *parts.workspace.ledger();
  ASSIGN_OR_RETURN(Inquiry inquiry, load_inquiry(ledger, id));
  ASSIGN_OR_RETURN(auto about, ledger.events({.about = id}));
  for (const Event& one : about)
    if (one.kind == "answer")
      return Error{ErrorCode::kConflict, "question " + std::to_string(id) + " is answered already",
                   "`suit show " + std::to_string(id) + "` shows how"};
  return ask(inquiry, parts, id);
}

Result<WikiProse> describe_modules(const Wiki& wiki, const Catalogue& catalogue, const InquiryParts& parts) {
  Ledger& ledger = *parts.workspace.ledger();
  ASSIGN_OR_RETURN(auto model, open_model(parts, "prose in a wiki"));
  ASSIGN_OR_RETURN(Sequence id, ledger.append({.kind = "question",
                                               .body = {{"text", "what are the modules of this folder for?"},
                                                        {"level", name_of(KnowledgeLevel::kResearch)}}}));
  Folder folder(parts.folder);
  WikiProse prose;
  Json claims = Json::array(), removed = Json::array();
  for (const WikiModule& module : wiki.modules) {
    std::vector<WikiSentence>& sentences = prose.by_module.emplace_back();
    if (module.symbols.empty()) continue;
    std::string of = module.path.empty() ? "these files" : printable(module.path), query = "purpose of " + of;
    for (size_t i = 0; i < std::min<size_t>(module.symbols.size(), 6); ++i)
      query += " " + module.symbols[i].name;
    std::map<std::string, size_t> by_path;
    FindSources find = [&](const std::string&, size_t most) -> Result<std::vector<Source>> {
      std::vector<SearchedText> texts;
      for (size_t file : module.files) {
        by_path[catalogue.files[file].path] = file;
        texts.push_back({catalogue.files[file].path, shown_text(folder, catalogue.files[file])});
      }
      ASSIGN_OR_RETURN(PassageSearch search, PassageSearch::of_texts(std::move(texts)));
      ASSIGN_OR_RETURN(std::vector<Passage> passages, search.find(query, most, parts.watch.cancelled));
      return sources_of(std::move(passages));
    };
    if (parts.watch.step) parts.watch.step("asking about " + of);
    auto answer = research(model->model(), "What is " + of + " for, and how do its main parts work together?",
                           find, {}, id, {{}, parts.watch.cancelled});
    if (!answer && answer.error().code != ErrorCode::kNotFound && answer.error().code != ErrorCode::kInvalid)
      return answer.error();
    if (!answer) continue;
    for (const Claim& claim : answer->claims) {
      sentences.push_back({claim.text, {by_path[answer->sources[claim.source].place], claim.first_line}});
      claims.push_back(json_of(claim, answer->sources));
    }
    for (const RemovedClaim& one : answer->removed) removed.push_back(json_of(one));
  }
  prose.kept = claims.size();
  prose.removed = removed.size();
  RETURN_IF_ERROR(ledger.append(
      {.kind = "answer",
       .about = id,
       .body = {{"claims", std::move(claims)}, {"removed", std::move(removed)}, {"not_found", ""}}}));
  return prose;
}

Json json_of(const AnsweredInquiry& answered) {
  const CitedAnswer& answer = answered.answer;
  Json claims = Json::array(), removed = Json::array(), contradictions = Json::array(),
       report = Json::array(), queries = Json::array();
  for (const Claim& one : answer.claims) claims.push_back(json_of(one, answer.sources));
  for (const RemovedClaim& one : answer.removed) removed.push_back(json_of(one));
  for (const Contradiction& one : answer.contradictions)
    contradictions.push_back({{"a", one.a + 1}, {"b", one.b + 1}, {"why", one.why}});
  for (const std::string& one : answer.queries) queries.push_back(one);
  for (const ReportSection& section : answer.report) {
    Json sentences = Json::array();
    for (const ReportSentence& sentence : section.sentences) {
      Json numbers = Json::array();
      for (size_t claim : sentence.claims) numbers.push_back(claim + 1);
      sentences.push_back({{"text", sentence.text}, {"claims", std::move(numbers)}});
    }
    report.push_back({{"heading", section.heading}, {"sentences", std::move(sentences)}});
  }
  Json json = {{"id", answered.id},
               {"question", json_of_bytes(answered.inquiry.question)},
               {"level", name_of(answered.inquiry.level)},
               {"claims", std::move(claims)},
               {"removed", std::move(removed)},
               {"not_found", answer.not_found},
               {"passages_read", answer.sources.size()},
               {"calls", answer.calls},
               {"answered_by", json_of_bytes(answer.answered_by)}};
  if (answered.inquiry.level == KnowledgeLevel::kDeep) {
    json["queries"] = std::move(queries);
    json["contradictions"] = std::move(contradictions);
    json["report"] = std::move(report);
  }
  return json;
}

std::string text_of_answer(const Json& answer) {
  std::string text;
  Json claims = list_in(answer, "claims"), report = list_in(answer, "report");
  for (const Json& section : report) {
    text += (text.empty() ? "" : "\n") + std::string("## ") + string_or(section, "heading", "") + "\n\n";
    for (const Json& sentence : list_in(section, "sentences")) {
      text += string_or(sentence, "text", "") + " [";
      std::string numbers;
      for (const Json& number : list_in(sentence, "claims"))
        numbers += (numbers.empty() ? "" : ", ") + std::to_string(number.get<int64_t>());
      text += numbers + "]\n";
    }
  }
  size_t number = 0;
  if (report.empty())
    for (const Json& claim : claims)
      text += string_or(claim, "text", "") + " [" + std::to_string(++number) + "]\n";
  if (!claims.empty()) text += "\n";
  number = 0;
  for (const Json& claim : claims) {
    auto quote = bytes_of_json(claim.value("quote", Json("")));
    text += "[" + std::to_string(++number) + "] " + place_text(claim) +
            (bool_or(claim, "untrusted", false) ? " (from outside)" : "") +
            (report.empty() ? "" : "  " + string_or(claim, "text", "")) + "\n    \"" +
            (quote ? printable(squeezed(*quote)) : "") + "\"\n";
  }
  for (const Json& one : list_in(answer, "contradictions"))
    text += "\n[" + std::to_string(integer_or(one, "a", 0)) + "] and [" +
            std::to_string(integer_or(one, "b", 0)) +
            "] contradict each other: " + string_or(one, "why", "") + "\n";
  if (std::string missing = string_or(answer, "not_found", ""); !missing.empty())
    text += "\nNot found: " + missing + "\n";
  Json removed = list_in(answer, "removed");
  if (!removed.empty())
    text += "\n" + counted(removed.size(), "claim") + (removed.size() == 1 ? " was" : " were") +
            " thrown away:\n";
  for (const Json& one : removed)
    text += "  " + string_or(one, "text", "") + " (" + string_or(one, "why", "") + ")\n";
  return text;
}

}  // namespace suit
