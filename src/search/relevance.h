// Relevance of each file in a folder to a focus (files) and a question (words): BM25 of the question,
// personalised PageRank over references to definitions, and how recently git saw the file change.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "code/symbols.h"
#include "search/catalogue.h"

namespace suit {

struct RelevanceRequest {
  std::vector<std::string> focus = {};  // paths in the catalogue
  std::string question = {};
  const std::atomic<bool>* cancelled = nullptr;
  FactsCache* cache = nullptr;
};

struct Relevance {
  std::vector<double> scores;                      // by file of the catalogue; 0 to 1, above 1 in the focus
  std::vector<FileSymbols> symbols;                // by file of the catalogue; empty if not parsed
  std::vector<std::vector<double>> symbol_scores;  // how often relevant files reference each definition
};

// Maximum source bytes parsed, most relevant files first. Parsing takes about 1 s per 5 MB and core.
inline constexpr uint64_t kParsedBytesMax = 48u << 20;

// Errors: kCancelled.
Result<Relevance> relevance_of(Folder& folder, const Catalogue& catalogue, const RelevanceRequest& request);

// BM25 of one word (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009), with its usual
// constants; `length` is the text's length divided by the mean.
double bm25(double rarity, double times, double length);
// BM25 of words (words.h) over the files and their paths, scaled so that the best file has 1. Skips words
// that most files have.
std::vector<double> scores_by_words(Folder& folder, const Catalogue& catalogue,
                                    const std::vector<std::string>& words,
                                    const std::atomic<bool>* cancelled);
// A file's text as it may be shown: decoded, secrets masked; empty if it is unreadable.
std::string shown_text(Folder& folder, const CatalogueFile& file);

// The symbols of these files, by index in the catalogue; computed in parallel, or from the cache. Errors:
// kCancelled.
Result<std::vector<FileSymbols>> symbols_of_files(Folder& folder, const Catalogue& catalogue,
                                                  const std::vector<size_t>& wanted, FactsCache* cache,
                                                  const std::atomic<bool>* cancelled);

}  // namespace suit
