// The passages of a folder's texts that have most to do with a question, by words alone; no model, no index.
#pragma once

#include <atomic>
#include <string>
#include <string_view>
#include <vector>

#include "context/catalogue.h"

namespace suit {

struct Passage {
  std::string path;
  size_t first_line = 0, last_line = 0;  // from 1
  double score = 0;                      // BM25; only to compare with others of the same answer
  std::string text;                      // secrets masked
};

// Lines that belong together: up to about 30, cut at blank lines, headings and definitions where there are such.
struct PassageRange {
  size_t begin = 0, end = 0;  // bytes
  size_t first_line = 0, last_line = 0;
};
std::vector<PassageRange> passages_in(std::string_view text);

struct SearchedText {
  std::string path;
  std::string text;
};

// At most `most`, best first; at most three of one text. Empty where no word of the question occurs.
std::vector<Passage> rank_passages(const std::vector<SearchedText>& texts, std::string_view question, size_t most);
// Of a folder's texts, those that have most to do with the question, and of others beside them.
// Errors: kCancelled.
Result<std::vector<Passage>> find_passages(Folder& folder, const Catalogue& catalogue, std::string_view question, size_t most,
                                           const std::atomic<bool>* cancelled, const std::vector<SearchedText>& beside = {});

}  // namespace suit
