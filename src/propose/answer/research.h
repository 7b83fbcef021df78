// Answers a question from sources, by a model: each claim with a quote that was found in its source
// (citation.h), or not at all.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "change/watch.h"
#include "model/model.h"
#include "propose/answer/citation.h"

namespace suit {

// The sources that have most to do with a query, best first.
using FindSources = std::function<Result<std::vector<Source>>(const std::string& query, size_t most)>;

// Pages that what was read links to, for a deep search.
struct LinkedPages {
  std::function<bool(const std::string& address)> may_read = {};  // none: no link is followed
  // Adds it to what is searched. Errors: those of fetching and reading it; the search goes on without it.
  std::function<Result<void>(const std::string& address)> read = {};
};

struct ResearchOptions {
  int64_t context_tokens = 12'000;  // of sources, for one call; less where the model's window is smaller
  size_t sources = 12;              // at most, for one call
  int rounds = 2;                   // of a deep search, each with new queries
  size_t queries = 5;               // in a round
  size_t pages = 4;  // of links, in a round; where one was read there is another round, up to twice as many
  LinkedPages links = {};
};

// Two claims that can't both be true, as the model has it: for the person to look at.
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
  std::string not_found;  // what the sources do not say, in the model's words
  std::string answered_by;
  int calls = 0;
  // Of a deep search.
  std::vector<std::string> queries;
  std::vector<Contradiction> contradictions;
  std::vector<ReportSection> report;
};

// The same at every level.
Error nothing_found();

// One answer from one reading. Where no claim holds, the model is told why and asked once more.
// Errors: kNotFound (no source has a word of it), those of the model, kInvalid (it does not answer in the
// form, twice), kCancelled.
Result<CitedAnswer> research(Model& model, const std::string& question, const FindSources& find,
                             const ResearchOptions& options, int64_t task, Watch& watch);

// A plan of queries, a reading for each, more queries for what is missing, a look for contradictions, a
// report of what holds. Every step is a call that the ledger has: a search that was cut off goes on where it
// was. Errors: as research().
Result<CitedAnswer> deep_research(Model& model, const std::string& question, const FindSources& find,
                                  const ResearchOptions& options, int64_t task, Watch& watch);

}  // namespace suit
