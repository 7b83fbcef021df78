#include "functions/inquiry.h"

#include <algorithm>
#include <map>

#include "base/glob.h"
#include "base/text.h"
#include "functions/documents.h"
#include "model/fetched_page.h"

namespace suit {
namespace {

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
                         parts.make_model, [&parts](const std::string& line) { parts.watch.note(line); });
}

std::vector<Source> sources_of(std::vector<Passage> passages) {
  std::vector<Source> sources;
  for (Passage& one : passages)
    sources.push_back({std::move(one.path), one.first_line, std::move(one.text), one.untrusted});
  return sources;
}

CitedClaim cited(const Claim& claim, const std::vector<Source>& sources) {
  const Source& source = sources[claim.source];
  return {claim.text, source.place, claim.first_line, claim.last_line, claim.quote, source.untrusted};
}

Error resumable(Error error, Sequence id) {
  if (error.code == ErrorCode::kCancelled)
    error.hint = "`suit ask --resume " + std::to_string(id) + "` continues it";
  return error;
}

// The answer as the ledger records it.
AnswerEvent event_of(Sequence id, const Inquiry& inquiry, const CitedAnswer& answer) {
  AnswerEvent event{.id = id,
                    .question = inquiry.question,
                    .level = inquiry.level,
                    .removed = answer.removed,
                    .not_found = answer.not_found,
                    .passages_read = static_cast<int64_t>(answer.sources.size()),
                    .calls = answer.calls,
                    .answered_by = answer.answered_by};
  for (const Claim& claim : answer.claims) event.claims.push_back(cited(claim, answer.sources));
  if (inquiry.level != KnowledgeLevel::kDeep) return event;
  event.queries = answer.queries;
  event.contradictions = answer.contradictions;
  event.report = answer.report;
  return event;
}

Result<AnswerEvent> ask(const Inquiry& inquiry, const InquiryParts& parts, Sequence id) {
  Ledger& ledger = *parts.workspace.ledger();
  bool resumed = id != 0;
  ASSIGN_OR_RETURN(auto model, open_model(parts, "level " + std::string(name_of(inquiry.level))));
  if (!resumed) {
    QuestionEvent question{.text = inquiry.question,
                           .level = inquiry.level,
                           .scope = inquiry.scope,
                           .from = inquiry.from,
                           .only_from = inquiry.only_from};
    ASSIGN_OR_RETURN(id, ledger.append(question));
  }
  parts.watch.recorded(id);
  if (resumed) RETURN_IF_ERROR(model->resume(id));
  LedgerEgress egress(ledger, network_of(parts));
  egress.set_task(id);
  parts.watch.state("reading the folder");
  auto opened = Shelf::open(parts.folder, inquiry, &parts.workspace, &egress, parts.cache, parts.watch);
  if (!opened) return resumable(opened.error(), id);
  Shelf& shelf = *opened;
  FindSources find = [&](const std::string& query, size_t most) -> Result<std::vector<Source>> {
    ASSIGN_OR_RETURN(std::vector<Passage> passages, shelf.find(query, most, parts.watch.cancelled()));
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
      return shelf.add_page(address, parts.workspace, egress, parts.watch.cancelled());
    };
  }
  auto answered =
      (deep ? deep_research : research)(model->model(), inquiry.question, find, options, id, parts.watch);
  if (!answered) return resumable(answered.error(), id);
  AnswerEvent event = event_of(id, inquiry, *answered);
  RETURN_IF_ERROR(ledger.append(event, id));
  return event;
}

std::string place_text(const CitedClaim& claim) {
  return printable(claim.place) + ":" + std::to_string(claim.first_line) +
         (claim.last_line > claim.first_line ? "-" + std::to_string(claim.last_line) : "");
}

}  // namespace

Result<Shelf> Shelf::open(const std::string& folder, const Inquiry& inquiry, Workspace* workspace,
                          Egress* egress, FactsCache* cache, Watch& watch) {
  for (const std::string& glob : inquiry.scope)
    if (std::string_view wrong = glob_error(glob); !wrong.empty())
      return Error{ErrorCode::kInvalid,
                   "the pattern " + printable(glob) + " is malformed: " + std::string(wrong)};
  Shelf shelf;
  ASSIGN_OR_RETURN(shelf.files_, open_files(folder));
  shelf.folder_ = std::make_unique<Folder>(*shelf.files_);
  shelf.catalogue_ = std::make_unique<Catalogue>();
  auto count_on = [&](const char* what) {
    return [&watch, what](size_t done, size_t all) {
      watch.state(what + (" " + std::to_string(done)) + " of " + std::to_string(all) + " files");
    };
  };
  CatalogueOptions reading{.counted = std::nullopt,
                           .cache = cache,
                           .cancelled = watch.cancelled(),
                           .progress = count_on("reading")};
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
                         ? open_document_at(place, {}, *workspace, *egress, watch.cancelled())
                         : open_document_file(place, {}, workspace->sandbox_options(), watch.cancelled()));
    documents.push_back({opened.place, std::move(opened.document.markdown), true});
  }
  SearchOptions options{
      .is_whole = inquiry.scope.empty(), .progress = count_on("indexing"), .cancelled = watch.cancelled()};
  if (std::string cached = cache ? users_cache() : ""; !cached.empty()) options.place = cached + "/passages";
  ASSIGN_OR_RETURN(shelf.search_,
                   PassageSearch::open(*shelf.folder_, *shelf.catalogue_, std::move(documents), options));
  return shelf;
}

Result<Inquiry> load_inquiry(Ledger& ledger, Sequence id) {
  ASSIGN_OR_RETURN(Event event, ledger.event(id));
  if (!event.is<QuestionEvent>())
    return Error{ErrorCode::kNotFound, std::to_string(id) + " is not a question",
                 "`suit log` lists the events"};
  QuestionEvent asked = QuestionEvent::of(event);
  return Inquiry{.question = std::move(asked.text),
                 .level = asked.level,
                 .scope = std::move(asked.scope),
                 .from = std::move(asked.from),
                 .only_from = asked.only_from};
}

Result<void> Shelf::add_page(const std::string& address, Workspace& workspace, Egress& egress,
                             const std::atomic<bool>* cancelled) {
  ASSIGN_OR_RETURN(OpenedDocument opened, open_document_at(address, {}, workspace, egress, cancelled));
  return search_->add({opened.place, std::move(opened.document.markdown), true});
}

Result<AnswerEvent> answer_inquiry(const Inquiry& inquiry, const InquiryParts& parts) {
  return ask(inquiry, parts, 0);
}

Result<AnswerEvent> resume_inquiry(Sequence id, const InquiryParts& parts) {
  Ledger& ledger = *parts.workspace.ledger();
  ASSIGN_OR_RETURN(Inquiry inquiry, load_inquiry(ledger, id));
  ASSIGN_OR_RETURN(auto about, ledger.events({.about = id}));
  for (const Event& one : about)
    if (one.is<AnswerEvent>())
      return Error{ErrorCode::kConflict, "question " + std::to_string(id) + " is already answered",
                   "`suit show " + std::to_string(id) + "` shows the answer"};
  return ask(inquiry, parts, id);
}

Result<WikiProse> describe_modules(const Wiki& wiki, Folder& folder, const Catalogue& catalogue,
                                   const InquiryParts& parts) {
  Ledger& ledger = *parts.workspace.ledger();
  ASSIGN_OR_RETURN(auto model, open_model(parts, "prose in a wiki"));
  AnswerEvent all{.question = "what are the modules of this folder for?"};
  ASSIGN_OR_RETURN(all.id, ledger.append(QuestionEvent{.text = all.question, .level = all.level}));
  WikiProse prose;
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
      ASSIGN_OR_RETURN(std::vector<Passage> passages, search.find(query, most, parts.watch.cancelled()));
      return sources_of(std::move(passages));
    };
    parts.watch.state("asking about " + of);
    CancelOnly quiet(parts.watch.cancelled());
    auto answer = research(model->model(), "What is " + of + " for, and how do its main parts work together?",
                           find, {}, all.id, quiet);
    if (!answer && answer.error().code != ErrorCode::kNotFound && answer.error().code != ErrorCode::kInvalid)
      return answer.error();
    if (!answer) continue;
    for (const Claim& claim : answer->claims) {
      sentences.push_back({claim.text, {by_path[answer->sources[claim.source].place], claim.first_line}});
      all.claims.push_back(cited(claim, answer->sources));
    }
    all.removed.insert(all.removed.end(), answer->removed.begin(), answer->removed.end());
    all.passages_read += static_cast<int64_t>(answer->sources.size());
    all.calls += answer->calls;
    all.answered_by = answer->answered_by;
  }
  prose.kept = all.claims.size();
  prose.removed = all.removed.size();
  RETURN_IF_ERROR(ledger.append(all, all.id));
  return prose;
}

std::string text_of_answer(const AnswerEvent& answer) {
  std::string text;
  for (const ReportSection& section : answer.report.value_or(std::vector<ReportSection>())) {
    text += (text.empty() ? "" : "\n") + std::string("## ") + section.heading + "\n\n";
    for (const ReportSentence& sentence : section.sentences) {
      std::string numbers;
      for (size_t claim : sentence.claims) numbers += (numbers.empty() ? "" : ", ") + std::to_string(claim);
      text += sentence.text + " [" + numbers + "]\n";
    }
  }
  bool has_report = answer.report && !answer.report->empty();
  for (size_t i = 0; !has_report && i < answer.claims.size(); ++i)
    text += answer.claims[i].text + " [" + std::to_string(i + 1) + "]\n";
  if (!answer.claims.empty()) text += "\n";
  for (size_t i = 0; i < answer.claims.size(); ++i) {
    const CitedClaim& claim = answer.claims[i];
    text += "[" + std::to_string(i + 1) + "] " + place_text(claim) +
            (claim.untrusted ? " (from outside)" : "") + (has_report ? "  " + claim.text : "") + "\n    \"" +
            printable(squeezed(claim.quote)) + "\"\n";
  }
  for (const Contradiction& one : answer.contradictions.value_or(std::vector<Contradiction>()))
    text += "\n[" + std::to_string(one.a) + "] and [" + std::to_string(one.b) +
            "] contradict each other: " + one.why + "\n";
  if (!answer.not_found.empty()) text += "\nNot found: " + answer.not_found + "\n";
  if (!answer.removed.empty())
    text += "\n" + counted(answer.removed.size(), "claim") + (answer.removed.size() == 1 ? " was" : " were") +
            " removed:\n";
  for (const RemovedClaim& one : answer.removed) text += "  " + one.text + " (" + one.why + ")\n";
  return text;
}

}  // namespace suit
