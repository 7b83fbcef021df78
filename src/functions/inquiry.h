// Answers a question about a folder, documents and pages. Recorded as events "question" and "answer"; each
// model call is about the question.
#pragma once

#include <string>
#include <vector>

#include "base/level.h"
#include "functions/question_events.h"
#include "loop/chosen_proposer.h"
#include "propose/answer/research.h"
#include "search/catalogue.h"
#include "search/passages.h"
#include "wiki/wiki.h"

namespace suit {

struct Inquiry {
  std::string question;
  KnowledgeLevel level = KnowledgeLevel::kResearch;
  std::vector<std::string> scope = {};  // globs; none: all files
  std::vector<std::string> from = {};   // documents in addition: paths, addresses
  bool only_from = false;               // do not search the folder
};

// The search index: the folder's files within the scope, and the documents, read once.
class Shelf {
 public:
  // Errors: a malformed glob (kInvalid), those of the folder and of reading a document.
  static Result<Shelf> open(const std::string& folder, const Inquiry& inquiry, Workspace* workspace,
                            Egress* egress, FactsCache* cache, Watch& watch);
  // Fetches a page and adds it. Errors: those of fetching and reading it.
  Result<void> add_page(const std::string& address, Workspace& workspace, Egress& egress,
                        const std::atomic<bool>* cancelled);
  Result<std::vector<Passage>> find(const std::string& query, size_t most,
                                    const std::atomic<bool>* cancelled) const {
    return search_->find(query, most, cancelled);
  }

 private:
  std::unique_ptr<Files> files_;
  std::unique_ptr<Folder> folder_;
  std::unique_ptr<Catalogue> catalogue_;
  std::optional<PassageSearch> search_;
};

struct InquiryParts {
  Workspace& workspace;  // opened for change
  std::string folder;    // the folder to search: the workspace root or below
  const ModelFactory& make_model;
  std::string model = {};  // "": the default of the settings
  bool offline = false;
  FactsCache* cache = nullptr;
  Watch& watch = nobody();
};

// Loads a question. Errors: kNotFound (no question has that number).
Result<Inquiry> load_inquiry(Ledger& ledger, Sequence id);

// Asks a model, at level research or deep; reports the question's number to the watch. Errors: kUnsupported
// (no model); those of Shelf, OpenModel and the research.
Result<AnswerEvent> answer_inquiry(const Inquiry& inquiry, const InquiryParts& parts);
// Resumes an interrupted question; earlier model answers come from the ledger.
// Errors: also kNotFound (no question has that number), kConflict (already answered).
Result<AnswerEvent> resume_inquiry(Sequence id, const InquiryParts& parts);

// A model's checked claims about each module of a wiki, from its files. Recorded as one question and its
// answer. A module without claims stays empty. Errors: as answer_inquiry().
struct WikiProse {
  std::vector<std::vector<WikiSentence>> by_module;
  uint64_t kept = 0, removed = 0;
};
Result<WikiProse> describe_modules(const Wiki& wiki, Folder& folder, const Catalogue& catalogue,
                                   const InquiryParts& parts);

std::string text_of_answer(const AnswerEvent& answer);

}  // namespace suit
