#include "search/text_index.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <map>
#include <tuple>

#include "search/relevance.h"
#include "search/text_index_layout.h"

static_assert(std::endian::native == std::endian::little);

namespace suit {
namespace {

constexpr uint32_t kEnd = UINT32_MAX;

// Iterates over one word's passages, in order.
class Postings {
 public:
  explicit Postings(const TextIndex::Word& word) : bound_(word.bound) {
    bytes_ = word.postings;
    blocks_ = (word.passages + kIndexBlock - 1) / kIndexBlock;
    left_in_list_ = word.passages;
    if (blocks_ > 1) {
      size_t table = size_t{blocks_} * kIndexTableBytes;
      if (table > bytes_.size()) {
        blocks_ = 0;
      } else {
        table_ = bytes_.substr(0, table);
        bytes_.remove_prefix(table);
      }
    }
    load(0);
  }

  uint32_t passage() const { return at_ < count_ ? passages_[at_] : kEnd; }
  uint32_t times() const { return times_[at_]; }
  void next() {
    if (++at_ >= count_) load(block_ + 1);
  }
  // Moves to the first passage >= `wanted`.
  void seek(uint32_t wanted) {
    if (passage() >= wanted) return;
    uint32_t block = block_;
    while (block + 1 < blocks_ && last_of(block) < wanted) ++block;
    if (block != block_) load(block);
    while (at_ < count_ && passages_[at_] < wanted) ++at_;
    if (at_ >= count_) load(block_ + 1);
    // With corrupt bytes, a block may begin before `wanted`.
    while (passage() < wanted) next();
  }
  // From the start of a block, skips blocks whose bound does not exceed `most`.
  void skip_up_to(double most) {
    while (at_ == 0 && count_ > 0 && block_bound() <= most) load(block_ + 1);
  }

 private:
  double block_bound() const {
    return table_.empty() ? bound_ : number_at<float>(table_, size_t{block_} * kIndexTableBytes + 8);
  }
  uint32_t last_of(uint32_t block) const {
    return number_at<uint32_t>(table_, size_t{block} * kIndexTableBytes);
  }

  void load(uint32_t block) {
    block_ = block;
    at_ = count_ = 0;
    if (block >= blocks_) return;
    size_t begin = 0, end = bytes_.size();
    uint32_t passage = 0;
    if (!table_.empty()) {
      if (block > 0) {
        begin = number_at<uint32_t>(table_, size_t{block - 1} * kIndexTableBytes + 4);
        passage = last_of(block - 1);
      }
      end = std::min<size_t>(end, number_at<uint32_t>(table_, size_t{block} * kIndexTableBytes + 4));
    }
    if (begin >= end) return;
    auto at = reinterpret_cast<const uint8_t*>(bytes_.data()) + begin,
         stop = reinterpret_cast<const uint8_t*>(bytes_.data()) + end;
    uint32_t most = std::min(kIndexBlock, left_in_list_ - std::min(left_in_list_, block * kIndexBlock));
    for (; count_ < most && take_posting(at, stop, passage, times_[count_]); ++count_)
      passages_[count_] = passage;
  }

  std::string_view bytes_, table_ = {};
  float bound_;
  uint32_t blocks_ = 0, left_in_list_ = 0, block_ = 0, at_ = 0, count_ = 0;
  uint32_t passages_[kIndexBlock], times_[kIndexBlock];
};

struct WordList {
  Postings postings;
  double rarity;
  double scale;  // converts bounds to scores
  double bound;  // of the score
};

// The best results so far: a min-heap.
class Best {
 public:
  explicit Best(size_t most) : most_(most) {}
  double least() const { return found_.size() < most_ ? 0 : found_.front().score; }
  bool is_full() const { return found_.size() >= most_; }
  void add(const FoundPassage& one) {
    if (is_full()) {
      std::pop_heap(found_.begin(), found_.end(), is_better);
      found_.pop_back();
    }
    found_.push_back(one);
    std::push_heap(found_.begin(), found_.end(), is_better);
  }
  std::vector<FoundPassage> take() {
    std::sort(found_.begin(), found_.end(), is_better);
    return std::move(found_);
  }

 private:
  static bool is_better(const FoundPassage& a, const FoundPassage& b) {
    if (a.score != b.score) return a.score > b.score;
    return std::tie(a.index, a.file, a.passage) < std::tie(b.index, b.file, b.passage);
  }
  size_t most_;
  std::vector<FoundPassage> found_;
};

// MaxScore (Turtle and Flood, "Query evaluation: strategies and optimizations", 1995): once enough passages
// are found, those whose words' bounds add up to too little are skipped.
class Searcher {
 public:
  Searcher(const SearchedIndex& searched, size_t number, double mean, Best& best,
           const std::atomic<bool>* cancelled)
      : index_(*searched.index),
        alive_(searched.alive),
        number_(number),
        mean_(mean),
        best_(best),
        cancelled_(cancelled) {}

  // Returns false if cancelled.
  bool search(std::vector<WordList> lists) {
    lists_ = std::move(lists);
    std::sort(lists_.begin(), lists_.end(),
              [](const WordList& a, const WordList& b) { return a.bound < b.bound; });
    double sum = 0;
    for (const WordList& list : lists_) up_to_.push_back(sum += list.bound);
    raise_bar();
    for (uint32_t steps = 0; needed_ < lists_.size();) {
      if (needed_ + 1 == lists_.size()) {
        WordList& last = lists_.back();
        last.postings.skip_up_to((best_.least() - (needed_ > 0 ? up_to_[needed_ - 1] : 0)) / last.scale);
      }
      uint32_t passage = kEnd;
      for (size_t i = needed_; i < lists_.size(); ++i)
        passage = std::min(passage, lists_[i].postings.passage());
      if (passage >= index_.passages()) return true;  // also for corrupt passage numbers
      score(passage);
      if (++steps % 4096 == 0 && cancelled_ && *cancelled_) return false;
    }
    return true;
  }

 private:
  void score(uint32_t passage) {
    double length = index_.length(passage) / mean_, score = 0;
    for (size_t i = needed_; i < lists_.size(); ++i) {
      Postings& postings = lists_[i].postings;
      if (postings.passage() != passage) continue;
      score += bm25(lists_[i].rarity, postings.times(), length);
      while (postings.passage() == passage) postings.next();
    }
    for (size_t i = needed_; i-- > 0 && score + up_to_[i] > best_.least();) {
      Postings& postings = lists_[i].postings;
      postings.seek(passage);
      if (postings.passage() == passage) score += bm25(lists_[i].rarity, postings.times(), length);
    }
    if (score <= best_.least()) return;
    uint32_t file = index_.file_of(passage);
    if (!alive_.empty() && !alive_[file]) return;
    best_.add({number_, file, passage - index_.first_passage(file), score});
    raise_bar();
  }

  void raise_bar() {
    while (needed_ < lists_.size() && up_to_[needed_] <= best_.least()) ++needed_;
  }

  const TextIndex& index_;
  const std::vector<bool>& alive_;
  size_t number_;
  double mean_;
  Best& best_;
  const std::atomic<bool>* cancelled_;
  std::vector<WordList> lists_;
  std::vector<double> up_to_;  // cumulative bounds
  size_t needed_ = 0;          // a result must contain a word from this list or a later one
};

// Binary search: the first of `count` for which `is_before` is false.
template <class IsBefore>
uint32_t first_not(uint32_t count, const IsBefore& is_before) {
  uint32_t low = 0;
  for (uint32_t high = count; low < high;) {
    uint32_t middle = low + (high - low) / 2;
    if (is_before(middle))
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

}  // namespace

uint64_t word_hash(std::string_view word) {
  // FNV-1a and MurmurHash3's finalizer; both in the public domain.
  uint64_t hash = 0xcbf29ce484222325;
  for (char c : word) hash = (hash ^ static_cast<uint8_t>(c)) * 0x100000001b3;
  hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
  return hash ^ (hash >> 33);
}

TextIndex::~TextIndex() {
  if (mapped_) ::munmap(mapped_, bytes_.size());
}

std::unique_ptr<TextIndex> TextIndex::of_bytes(std::string bytes) {
  std::unique_ptr<TextIndex> index(new TextIndex);
  index->owned_ = std::move(bytes);
  index->bytes_ = index->owned_;
  return index->look_through() ? std::move(index) : nullptr;
}

std::unique_ptr<TextIndex> TextIndex::open(const std::string& path) {
  int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return nullptr;
  std::unique_ptr<TextIndex> index(new TextIndex);
  struct stat st;
  if (::fstat(file, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0) {
    void* mapped = ::mmap(nullptr, static_cast<size_t>(st.st_size), PROT_READ, MAP_PRIVATE, file, 0);
    if (mapped != MAP_FAILED) {
      index->mapped_ = mapped;
      index->bytes_ = {static_cast<const char*>(mapped), static_cast<size_t>(st.st_size)};
      (void)::futimens(file, nullptr);  // marks it as used; old indexes are removed
    }
  }
  ::close(file);
  return index->look_through() ? std::move(index) : nullptr;
}

bool TextIndex::look_through() {
  if (bytes_.size() < kIndexMagic.size() + kIndexTrailerBytes || !bytes_.starts_with(kIndexMagic))
    return false;
  size_t trailer = bytes_.size() - kIndexTrailerBytes;
  files_ = number_at<uint32_t>(bytes_, trailer);
  passages_ = number_at<uint32_t>(bytes_, trailer + 4);
  words_ = number_at<uint32_t>(bytes_, trailer + 8);
  words_in_all_ = number_at<uint64_t>(bytes_, trailer + 16);
  lengths_at_ = number_at<uint64_t>(bytes_, trailer + 24);
  paths_at_ = number_at<uint64_t>(bytes_, trailer + 32);
  files_at_ = number_at<uint64_t>(bytes_, trailer + 40);
  words_at_ = number_at<uint64_t>(bytes_, trailer + 48);
  auto follows = [&](uint64_t begin, uint64_t length, uint64_t end) {
    return begin <= trailer && end <= trailer && length <= end - std::min(begin, end) && begin <= end;
  };
  return follows(lengths_at_, uint64_t{passages_} * 2, paths_at_) && follows(paths_at_, 0, files_at_) &&
         follows(files_at_, uint64_t{files_} * kIndexFileBytes, words_at_) &&
         follows(words_at_, uint64_t{words_} * kIndexWordBytes, trailer) &&
         (passages_ == 0 || (files_ > 0 && ends_at(files_ - 1) == passages_)) &&
         words_in_all_ < (uint64_t{1} << 48);
}

uint32_t TextIndex::ends_at(uint32_t file) const {
  return number_at<uint32_t>(bytes_, files_at_ + uint64_t{file} * kIndexFileBytes + 4);
}
uint32_t TextIndex::first_passage(uint32_t file) const {
  return file == 0 ? 0 : ends_at(file - 1);
}
uint32_t TextIndex::length(uint32_t passage) const {
  return number_at<uint16_t>(bytes_, lengths_at_ + uint64_t{passage} * 2);
}
std::string_view TextIndex::content(uint32_t file) const {
  return bytes_.substr(files_at_ + uint64_t{file} * kIndexFileBytes + 8, kContentKeyBytes);
}

std::string_view TextIndex::path(uint32_t file) const {
  auto end_of = [&](uint32_t one) {
    return std::min<uint64_t>(number_at<uint32_t>(bytes_, files_at_ + uint64_t{one} * kIndexFileBytes),
                              files_at_ - paths_at_);
  };
  uint64_t begin = file == 0 ? 0 : end_of(file - 1), end = end_of(file);
  return bytes_.substr(paths_at_ + begin, end - std::min(begin, end));
}

uint32_t TextIndex::file_of(uint32_t passage) const {
  return std::min(files_ - 1, first_not(files_, [&](uint32_t file) { return ends_at(file) <= passage; }));
}

TextIndex::Word TextIndex::find(uint64_t hash) const {
  auto place = [&](uint32_t word) { return words_at_ + uint64_t{word} * kIndexWordBytes; };
  uint32_t word =
      first_not(words_, [&](uint32_t one) { return number_at<uint64_t>(bytes_, place(one)) < hash; });
  if (word == words_ || number_at<uint64_t>(bytes_, place(word)) != hash) return {};
  // Words are ordered like their postings.
  uint64_t begin = number_at<uint64_t>(bytes_, place(word) + 8);
  uint64_t end = word + 1 < words_ ? number_at<uint64_t>(bytes_, place(word + 1) + 8) : lengths_at_;
  float bound = number_at<float>(bytes_, place(word) + 20);
  if (begin > end || end > lengths_at_ || !std::isfinite(bound) || bound < 0) return {};
  return {bytes_.substr(begin, end - begin), number_at<uint32_t>(bytes_, place(word) + 16), bound};
}

Result<std::vector<FoundPassage>> search_passages(const std::vector<SearchedIndex>& indexes,
                                                  const std::vector<std::string>& words, size_t most,
                                                  size_t of_one_file, const std::atomic<bool>* cancelled) {
  std::vector<std::vector<TextIndex::Word>> found(words.size());
  std::vector<double> rarities;
  double passages = 0, words_in_all = 0;
  for (const SearchedIndex& one : indexes) {
    passages += one.index->passages();
    words_in_all += static_cast<double>(one.index->words());
  }
  double mean = std::max(1.0, words_in_all / std::max(1.0, passages));
  for (size_t i = 0; i < words.size(); ++i) {
    double holders = 0;
    for (const SearchedIndex& one : indexes)
      holders += found[i].emplace_back(one.index->find(word_hash(words[i]))).passages;
    holders = std::min(holders, passages);
    rarities.push_back(std::log(1 + (passages - holders + .5) / (holders + .5)));
  }
  for (size_t wanted = most * 2 + 16;; wanted *= 4) {
    Best best(wanted);
    for (size_t number = 0; number < indexes.size(); ++number) {
      const TextIndex& index = *indexes[number].index;
      if (index.passages() == 0) continue;
      // With a larger mean length, a bound grows at most by the same factor.
      double own = std::max(1.0, static_cast<double>(index.words()) / index.passages()),
             growth = std::max(1.0, mean / own) * 1.0001;
      std::vector<WordList> lists;
      for (size_t i = 0; i < words.size(); ++i) {
        const TextIndex::Word& word = found[i][number];
        if (!word.postings.empty())
          lists.push_back(
              {Postings(word), rarities[i], rarities[i] * growth, rarities[i] * growth * word.bound});
      }
      if (!Searcher(indexes[number], number, mean, best, cancelled).search(std::move(lists)))
        return Error{ErrorCode::kCancelled, "stopped while passages were searched"};
    }
    bool may_be_more = best.is_full();
    std::vector<FoundPassage> passages_found;
    std::map<std::pair<size_t, uint32_t>, size_t> of_file;
    for (const FoundPassage& one : best.take())
      if (passages_found.size() < most && ++of_file[{one.index, one.file}] <= of_one_file)
        passages_found.push_back(one);
    if (passages_found.size() == most || !may_be_more) return passages_found;
  }
}

}  // namespace suit
