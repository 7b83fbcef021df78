// Answers a question from sources by a model. Every claim has a quote that was found in its source
// (citation.h).
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "change/watch.h"
#include "model/model.h"
#include "propose/answer/citation.h"

namespace suit {

// The sources most relevant to a query, best first.
using FindSources = std::function<Result<std::vector<Source>>(const std::string& query, size_t most)>;

// Pages linked from the sources, for a deep search.
struct LinkedPages {
  std::function<bool(const std::string& address)> may_read = {};  // unset: no link is followed
  // Adds it to the searched sources. Errors: those of fetching and reading; the search goes on without it.
  std::function<Result<void>(const std::string& address)> read = {};
};

struct ResearchOptions {
  int64_t context_tokens = 12'000;  // of sources, for one call; less if the model's window is smaller
  size_t sources = 12;              // at most, for one call
  int rounds = 2;                   // of a deep search, each with new queries
  size_t queries = 5;               // in a round
  size_t pages = 4;  // of links, per round; a page that was read adds a round, up to twice as many
  LinkedPages links = {};
};

// Two claims that the model considers contradictory, for the person to check.
struct Contradiction {
  size_t a = 0, b = 0;
  std::string why;
  Fields fields() {
    return {{"a", a, "The number of a claim, from 1"}, {"b", b, "Of another"}, {"why", why, ""}};
  }
};

struct ReportSentence {
  std::string text;
  std::vector<size_t> claims;
  Fields fields() {
    return {{"text", text, ""}, {"claims", claims, "The numbers of those that it stands on, from 1"}};
  }
};
struct ReportSection {
  std::string heading;
  std::vector<ReportSentence> sentences;
  Fields fields() { return {{"heading", heading, ""}, {"sentences", sentences, ""}}; }
};

struct CitedAnswer {
  std::vector<Source> sources;  // those that were read
  std::vector<Claim> claims;    // all hold
  std::vector<RemovedClaim> removed;
  std::string not_found;  // what the sources do not answer, in the model's words
  std::string answered_by;
  int calls = 0;
  // Set by a deep search.
  std::vector<std::string> queries;
  std::vector<Contradiction> contradictions;
  std::vector<ReportSection> report;
};

// The same error at every level.
Error nothing_found();

// One answer from one reading. If no claim holds, tells the model why and asks once more. Errors: kNotFound
// (no source contains a word of the question), those of the model, kInvalid (no answer in the requested form,
// twice), kCancelled.
Result<CitedAnswer> research(Model& model, const std::string& question, const FindSources& find,
                             const ResearchOptions& options, int64_t task, Watch& watch);

// Plans queries, reads the results of each, adds queries for what is missing, looks for contradictions and
// reports the claims that hold. The ledger has every call, so an interrupted search continues where it
// stopped. Errors: as research().
Result<CitedAnswer> deep_research(Model& model, const std::string& question, const FindSources& find,
                                  const ResearchOptions& options, int64_t task, Watch& watch);

}  // namespace suit
