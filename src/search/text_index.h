// An inverted index of passages: which words stand in which, how often. Bytes that are built at once, written
// once, and read where they lie. What changed since is another index beside it; a search goes over several as
// if they were one.
//
// Layout, all numbers little endian, written from front to back:
//   magic (8 bytes), the words' postings, lengths (u16 a passage: its words), paths one after the other,
//   files (32 bytes each: end of its path u32, end of its passages u32, key of its content 20 bytes, 4
//   unused), words (24 bytes each, by hash: hash u64, place of its postings u64, passages u32, bound f32),
//   trailer (56 bytes): files, passages, words (u32), unused u32, words in all (u64), and where lengths,
//   paths, files, words begin (u64).
// Postings: blocks of 128 passages: the number's distance to the one before, doubled, one more where the
// count follows; as varints. Of more than one block, a table stands before them: last passage u32, end of the
// block u32, bound f32. A bound is the most that bm25() of rarity 1 gives in a passage of the block or the
// word.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace suit {

inline constexpr size_t kContentKeyBytes = 20;

struct IndexedFile {
  std::string path;
  std::string content = {};  // the key of its bytes, 20 bytes; or empty
  uint64_t bytes = 0;        // about; for sharing the work out
};

struct IndexBuild {
  std::vector<IndexedFile> files = {};
  std::function<std::string(size_t file)> text_of = {};        // from several threads
  std::function<void(size_t done, size_t all)> progress = {};  // from one thread at a time
  const std::atomic<bool>* cancelled = nullptr;
};

class TextIndex {
 public:
  // In memory. Errors: kCancelled; kLimit (over 3 GB of postings).
  static Result<std::unique_ptr<TextIndex>> build(const IndexBuild& build);
  // Into a file that appears when it is whole, and from there. Errors: also those of writing.
  static Result<std::unique_ptr<TextIndex>> build_file(const IndexBuild& build, const std::string& path);
  // Null where there is none of this form. Whatever the bytes are, reading them is safe.
  static std::unique_ptr<TextIndex> open(const std::string& path);
  ~TextIndex();
  TextIndex(const TextIndex&) = delete;

  uint32_t files() const { return files_; }
  uint32_t passages() const { return passages_; }
  uint64_t words() const { return words_in_all_; }  // of all passages together
  std::string_view path(uint32_t file) const;
  std::string_view content(uint32_t file) const;
  uint32_t file_of(uint32_t passage) const;
  uint32_t first_passage(uint32_t file) const;  // of files(): the end
  uint32_t length(uint32_t passage) const;

  struct Word {
    std::string_view postings = {};  // with the table; empty: nobody has it
    uint32_t passages = 0;
    float bound = 0;
  };
  Word find(uint64_t hash) const;

 private:
  TextIndex() = default;
  static std::unique_ptr<TextIndex> of_bytes(std::string bytes);
  bool look_through();
  uint32_t ends_at(uint32_t file) const;  // its passages

  std::string owned_;
  void* mapped_ = nullptr;
  std::string_view bytes_;
  uint32_t files_ = 0, passages_ = 0, words_ = 0;
  uint64_t words_in_all_ = 0;
  uint64_t lengths_at_ = 0, paths_at_ = 0, files_at_ = 0, words_at_ = 0;
};

// The key of a word as words.h gives it.
uint64_t word_hash(std::string_view word);

struct SearchedIndex {
  const TextIndex* index = nullptr;
  std::vector<bool> alive = {};  // by file; empty: all are
};

struct FoundPassage {
  size_t index = 0;                // of the searched ones
  uint32_t file = 0, passage = 0;  // the passage counted within its file
  double score = 0;
};

// At most `most`, best by BM25 over all passages first; at most `of_one_file` of a file. Exact: nothing is
// left out that would score higher. The words: each once. Errors: kCancelled.
Result<std::vector<FoundPassage>> search_passages(const std::vector<SearchedIndex>& indexes,
                                                  const std::vector<std::string>& words, size_t most,
                                                  size_t of_one_file, const std::atomic<bool>* cancelled);

}  // namespace suit
