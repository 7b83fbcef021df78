// An inverted index of passages: which words occur in which passage, how often. Built once, immutable, read
// in place. Changes go to a second index; a search covers several indexes as if they were one.
//
// Layout, all numbers little endian, written front to back:
//   magic (8 bytes), postings of the words, lengths (u16 per passage: its words), concatenated paths, files
//   (32 bytes each: end of its path u32, end of its passages u32, content key 20 bytes, 4 unused), words (24
//   bytes each, by hash: hash u64, offset of its postings u64, passages u32, bound f32), trailer (56 bytes):
//   files, passages, words (u32), unused u32, total words (u64), and offsets of lengths, paths, files, words
//   (u64).
// Postings: blocks of 128 passages. Each posting is a varint: twice the distance to the previous passage,
// plus one if the count follows. Several blocks are preceded by a table: last passage u32, end of the block
// u32, bound f32. A bound is the maximum that bm25() of rarity 1 gives in a passage of the block or the word.
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
  std::string content = {};  // content key, 20 bytes; or empty
  uint64_t bytes = 0;        // approximate; to distribute the work
};

struct IndexBuild {
  std::vector<IndexedFile> files = {};
  std::function<std::string(size_t file)> text_of = {};        // from several threads
  std::function<void(size_t done, size_t all)> progress = {};  // from one thread at a time
  const std::atomic<bool>* cancelled = nullptr;
};

class TextIndex {
 public:
  // Builds in memory. Errors: kCancelled; kLimit (over 3 GB of postings).
  static Result<std::unique_ptr<TextIndex>> build(const IndexBuild& build);
  // Builds into a file, which appears atomically, and opens it. Errors: also those of writing.
  static Result<std::unique_ptr<TextIndex>> build_file(const IndexBuild& build, const std::string& path);
  // Null if there is no file in this format. Reading arbitrary bytes is safe.
  static std::unique_ptr<TextIndex> open(const std::string& path);
  ~TextIndex();
  TextIndex(const TextIndex&) = delete;

  uint32_t files() const { return files_; }
  uint32_t passages() const { return passages_; }
  uint64_t words() const { return words_in_all_; }  // over all passages
  std::string_view path(uint32_t file) const;
  std::string_view content(uint32_t file) const;
  uint32_t file_of(uint32_t passage) const;
  uint32_t first_passage(uint32_t file) const;  // of files(): the end
  uint32_t length(uint32_t passage) const;

  struct Word {
    std::string_view postings = {};  // including the table; empty: no passage has the word
    uint32_t passages = 0;
    float bound = 0;
  };
  Word find(uint64_t hash) const;

 private:
  TextIndex() = default;
  static std::unique_ptr<TextIndex> of_bytes(std::string bytes);
  bool look_through();
  uint32_t ends_at(uint32_t file) const;  // end of its passages

  std::string owned_;
  void* mapped_ = nullptr;
  std::string_view bytes_;
  uint32_t files_ = 0, passages_ = 0, words_ = 0;
  uint64_t words_in_all_ = 0;
  uint64_t lengths_at_ = 0, paths_at_ = 0, files_at_ = 0, words_at_ = 0;
};

// Hash of a word from words.h.
uint64_t word_hash(std::string_view word);

struct SearchedIndex {
  const TextIndex* index = nullptr;
  std::vector<bool> alive = {};  // by file; empty: all are
};

struct FoundPassage {
  size_t index = 0;                // into the searched indexes
  uint32_t file = 0, passage = 0;  // passage number within its file
  double score = 0;
};

// At most `most` passages, best first by BM25 over all passages; at most `of_one_file` per file. Exact: no
// passage with a higher score is omitted. `words` must be unique. Errors: kCancelled.
Result<std::vector<FoundPassage>> search_passages(const std::vector<SearchedIndex>& indexes,
                                                  const std::vector<std::string>& words, size_t most,
                                                  size_t of_one_file, const std::atomic<bool>* cancelled);

}  // namespace suit
