// How much each file of a folder has to do with a focus (files) and a question (words): BM25 of the question,
// personalised PageRank over who defines what others name, and how lately git saw a file change.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "code/symbols.h"
#include "search/catalogue.h"

namespace suit {

struct RelevanceRequest {
  std::vector<std::string> focus = {};  // paths of the catalogue
  std::string question = {};
  const std::atomic<bool>* cancelled = nullptr;
  FactsCache* cache = nullptr;
};

struct Relevance {
  std::vector<double> scores;        // by file of the catalogue; 0 to 1, those of the focus above
  std::vector<FileSymbols> symbols;  // likewise; empty where the file was not parsed
  std::vector<std::vector<double>> symbol_scores;  // how much each definition is named by relevant files
};

// What is parsed at most, in bytes of source, most relevant files first: some 5 MB a second and core.
inline constexpr uint64_t kParsedBytesMax = 48u << 20;

// Errors: kCancelled.
Result<Relevance> relevance_of(Folder& folder, const Catalogue& catalogue, const RelevanceRequest& request);

// Robertson and Zaragoza's BM25 of one word ("The Probabilistic Relevance Framework", 2009), with its usual
// constants; `length` is that of the text against the mean.
double bm25(double rarity, double times, double length);
// BM25 of words (words.h) over the files and their paths, scaled so that the best file has 1. Words that most
// files have are left out.
std::vector<double> scores_by_words(Folder& folder, const Catalogue& catalogue,
                                    const std::vector<std::string>& words,
                                    const std::atomic<bool>* cancelled);
// A file's text as it may be shown: decoded, secrets masked; empty where it can't be read.
std::string shown_text(Folder& folder, const CatalogueFile& file);

// The symbols of these files, by index in the catalogue; in parallel, from the cache where they are known.
// Errors: kCancelled.
Result<std::vector<FileSymbols>> symbols_of_files(Folder& folder, const Catalogue& catalogue,
                                                  const std::vector<size_t>& wanted, FactsCache* cache,
                                                  const std::atomic<bool>* cancelled);

}  // namespace suit
