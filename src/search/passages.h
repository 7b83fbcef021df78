// The passages of a folder's texts that have most to do with a question, by words alone, without a model.
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
  size_t first_line = 0, last_line = 0;  // from 1
  double score = 0;                      // BM25; only to compare with others of the same answer
  std::string text;                      // secrets masked
  bool untrusted = false;                // of a document that was read, not of the folder
};

// Lines that belong together: up to about 30, cut at blank lines, headings and definitions where there are
// such.
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
  // Where indexes of folders are kept, a folder; empty: nowhere. What was not asked for during 30 days is
  // removed when another is added.
  std::string place = {};
  bool is_whole = true;  // the catalogue has all of the folder, so that its index is worth keeping
  std::function<void(size_t done, size_t all)> progress =
      {};  // while an index is built; from one thread at a time
  const std::atomic<bool>* cancelled = nullptr;
};

// A folder's texts, and others beside them, ready to be searched. Of a large folder the index is kept; what
// changed since then is indexed beside it, until that is a tenth.
class PassageSearch {
 public:
  // `folder` and `catalogue` must outlive it. Errors: kCancelled; kLimit (more text than an index holds).
  static Result<PassageSearch> open(Folder& folder, const Catalogue& catalogue,
                                    std::vector<SearchedText> beside, const SearchOptions& options);
  static Result<PassageSearch> of_texts(std::vector<SearchedText> texts);

  // Another text beside them.
  Result<void> add(SearchedText text);

  // At most `most`, best first; at most three of one text. Empty where no word of the question occurs.
  // Errors: kCancelled.
  Result<std::vector<Passage>> find(std::string_view question, size_t most,
                                    const std::atomic<bool>* cancelled) const;

 private:
  struct Part {
    std::unique_ptr<TextIndex> index;
    std::vector<const CatalogueFile*> files =
        {};  // by file of the index; null: of another content, or not searched. None: of `beside_`
    std::vector<bool> alive = {};
    size_t first_beside = 0;
  };
  void set_texts(std::vector<SearchedText> texts);  // their secrets masked
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
