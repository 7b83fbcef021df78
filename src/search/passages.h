// Finds the passages of a folder most relevant to a question, by words only, without a model.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "search/catalogue.h"
#include "search/text_index.h"

namespace suit {

struct Passage {
  std::string path;
  size_t first_line = 0, last_line = 0;  // one-based
  double score = 0;                      // BM25; comparable only within one answer
  std::string text;                      // secrets masked
  bool untrusted = false;                // from a document that was read, not from the folder
};

// A range of related lines: up to about 30, split at blank lines, headings and definitions where possible.
struct PassageRange {
  size_t begin = 0, end = 0;  // bytes
  size_t first_line = 0, last_line = 0;
};
std::vector<PassageRange> passages_in(std::string_view text);

struct SearchedText {
  std::string path;
  std::string text;
  bool untrusted = false;
};

struct SearchOptions {
  // Folder for the kept indexes; empty: keep none. Indexes unused for 30 days are removed when another is
  // added.
  std::string place = {};
  bool is_whole = true;  // the catalogue covers the whole folder, so its index is worth keeping
  std::function<void(size_t done, size_t all)> progress =
      {};  // while an index is built; from one thread at a time
  const std::atomic<bool>* cancelled = nullptr;
};

// Searches a folder's texts and additional ones. A large folder's index is kept on disk; changes since then
// go to a second index until they reach a tenth.
class PassageSearch {
 public:
  // `folder` and `catalogue` must outlive it. Errors: kCancelled; kLimit (more text than an index can hold).
  static Result<PassageSearch> open(Folder& folder, const Catalogue& catalogue,
                                    std::vector<SearchedText> beside, const SearchOptions& options);
  static Result<PassageSearch> of_texts(std::vector<SearchedText> texts);

  // Adds a text that is not in the folder.
  Result<void> add(SearchedText text);

  // At most `most` passages, best first, at most three per text. Empty if no word of the question occurs.
  // Errors: kCancelled.
  Result<std::vector<Passage>> find(std::string_view question, size_t most,
                                    const std::atomic<bool>* cancelled) const;

 private:
  struct Part {
    std::unique_ptr<TextIndex> index;
    std::vector<const CatalogueFile*> files =
        {};  // by file of the index; null: stale or not searched. Empty: `beside_`
    std::vector<bool> alive = {};
    size_t first_beside = 0;
  };
  void set_texts(std::vector<SearchedText> texts);  // secrets must be masked
  Result<void> add_texts(size_t first);
  Result<void> add_folder(const Catalogue& catalogue, const SearchOptions& options);
  Result<void> add_files(const std::vector<const CatalogueFile*>& files, const std::string& path,
                         const SearchOptions& options);
  uint64_t take_kept(const std::string& path, std::vector<const CatalogueFile*>& files);

  Folder* folder_ = nullptr;
  std::vector<SearchedText> beside_;
  std::vector<Part> parts_;
};

}  // namespace suit
