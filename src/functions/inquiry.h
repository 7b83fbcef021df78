// A question about a folder, documents and pages, and its answer: the other side of the slider. Recorded as
// events "question" and "answer"; each call of a model is about the question.
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
  std::vector<std::string> from = {};   // documents beside them: paths, addresses
  bool only_from = false;               // the folder itself is not asked
};

struct AnsweredInquiry {
  Sequence id = 0;  // the question's event
  Inquiry inquiry;
  CitedAnswer answer;
};

// What can be searched: the folder's files within the scope, and the documents, read once.
class Shelf {
 public:
  // `folder` must outlive it. Errors: a malformed glob (kInvalid), those of the folder and of reading a
  // document. `step`: told what it does, where that takes long.
  static Result<Shelf> open(Files& folder, const Inquiry& inquiry, Workspace* workspace, Egress* egress,
                            FactsCache* cache, Watch& watch);
  // A page beside the others. Errors: those of fetching and reading it.
  Result<void> add_page(const std::string& address, Workspace& workspace, Egress& egress,
                        const std::atomic<bool>* cancelled);
  Result<std::vector<Passage>> find(const std::string& query, size_t most,
                                    const std::atomic<bool>* cancelled) const {
    return search_->find(query, most, cancelled);
  }

 private:
  std::unique_ptr<Folder> folder_;
  std::unique_ptr<Catalogue> catalogue_;
  std::optional<PassageSearch> search_;
};

struct InquiryParts {
  Workspace& workspace;  // opened for change
  Files& folder;         // what is asked about: the workspace's, or a folder in it
  const ModelFactory& make_model;
  std::string model = {};  // "": the settings' own
  bool offline = false;
  FactsCache* cache = nullptr;
  std::function<void(Sequence id)> recorded = {};  // told the question's number as soon as it stands
  Watch& watch = nobody();
};

// What was asked. Errors: kNotFound (no question of that number).
Result<Inquiry> load_inquiry(Ledger& ledger, Sequence id);

// Asks a model, at level research or deep. Errors: kUnsupported (no model); those of Shelf, OpenModel and the
// research.
Result<AnsweredInquiry> answer_inquiry(const Inquiry& inquiry, const InquiryParts& parts);
// Goes on with one that was cut off: what the model answered already is taken from the ledger.
// Errors: also kNotFound (no question of that number), kConflict (it is answered already).
Result<AnsweredInquiry> resume_inquiry(Sequence id, const InquiryParts& parts);

// What a model says of each module of a wiki, from its files: the claims that hold. Recorded as one question
// and its answer. Errors: as answer_inquiry(); a module of which it says nothing is left empty.
struct WikiProse {
  std::vector<std::vector<WikiSentence>> by_module;
  uint64_t kept = 0, removed = 0;
};
Result<WikiProse> describe_modules(const Wiki& wiki, const Catalogue& catalogue, const InquiryParts& parts);

// An answer as the ledger keeps it; as JSON for the faces; and as text.
AnswerEvent event_of(const AnsweredInquiry& answered);
Json json_of(const AnsweredInquiry& answered);
std::string text_of_answer(const AnswerEvent& answer);

}  // namespace suit
