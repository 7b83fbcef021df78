#include <algorithm>
#include <cerrno>
#include <mutex>

#include "base/output_file.h"
#include "base/parallel.h"
#include "search/passages.h"
#include "search/relevance.h"
#include "search/text_index.h"
#include "search/text_index_layout.h"
#include "search/words.h"

namespace suit {
namespace {

constexpr uint64_t kPoolBytesMax = 3ull << 30;
constexpr uint32_t kLengthMax = UINT16_MAX;

// Many byte strings that grow concurrently in one pool, as linked slices: the last four bytes of each hold
// the offset of the next.
class Pool {
 public:
  struct Text {
    uint32_t first = 0, at = 0, end = 0, length = 0;  // end, length: of the last slice
  };

  void append(Text& text, char byte) {
    if (text.at == text.end) grow(text);
    *place(text.at++) = byte;
  }
  std::string read(const Text& text) const {
    std::string bytes;
    uint32_t at = text.first;
    for (uint32_t length = kLeast; at != 0; length = std::min(length * 2, kMost)) {
      uint32_t end = at + length - 4;
      bool is_last = end == text.end;
      bytes.append(place(at), (is_last ? text.at : end) - at);
      if (is_last) break;
      std::memcpy(&at, place(end), 4);
    }
    return bytes;
  }
  uint64_t bytes() const { return used_; }

 private:
  static constexpr uint32_t kLeast = 8, kMost = 256, kBlock = 1u << 20;

  void grow(Text& text) {
    uint32_t length = text.length == 0 ? kLeast : std::min(text.length * 2, kMost);
    if (used_ % kBlock + length > kBlock) used_ += kBlock - used_ % kBlock;
    if (used_ / kBlock >= blocks_.size()) blocks_.push_back(std::make_unique<char[]>(kBlock));
    auto begin = static_cast<uint32_t>(used_);
    used_ += length;
    if (text.first == 0)
      text.first = begin;
    else
      std::memcpy(place(text.end), &begin, 4);
    text.at = begin;
    text.end = begin + length - 4;
    text.length = length;
  }

  char* place(uint32_t at) const { return blocks_[at / kBlock].get() + at % kBlock; }
  std::vector<std::unique_ptr<char[]>> blocks_;
  uint64_t used_ = 4;  // 0 means none
};

// The index part that one thread builds for a range of files.
class Part {
 public:
  struct Word {
    uint64_t hash = 0;
    uint32_t before = 0;              // last passage written
    uint32_t passage = 0, times = 0;  // still being counted
    uint32_t passages = 0;
    Pool::Text text = {};
  };

  // Returns false if it is full.
  bool add(std::string_view path, std::string_view text) {
    std::vector<uint64_t> of_path;
    for_each_hash(path, [&](uint64_t hash) { of_path.push_back(hash); });
    for (const PassageRange& range : passages_in(text)) {
      auto passage = static_cast<uint32_t>(lengths.size());
      uint32_t length = 0;
      auto count = [&](uint64_t hash) {
        ++length;
        count_word(hash, passage);
      };
      for_each_hash(text.substr(range.begin, range.end - range.begin), count);
      if (length > 0) std::for_each(of_path.begin(), of_path.end(), count);
      lengths.push_back(static_cast<uint16_t>(std::min(length, kLengthMax)));
    }
    return pool_.bytes() < kPoolBytesMax;
  }

  void end() {
    for (Word& word : words) write(word);
    slots_ = {};
  }
  std::string postings(const Word& word) const { return pool_.read(word.text); }

  std::vector<uint16_t> lengths;       // by passage
  std::vector<uint32_t> passage_ends;  // by file
  std::vector<Word> words;

 private:
  template <class Visit>
  void for_each_hash(std::string_view text, const Visit& visit) {
    for_each_identifier(text, [&](std::string_view identifier) {
      for_each_word(identifier, word_, [&](const std::string& word) { visit(word_hash(word)); });
    });
  }

  void count_word(uint64_t hash, uint32_t passage) {
    if (words.size() * 2 >= slots_.size()) widen();
    size_t slot = slot_of(hash);
    if (slots_[slot] == 0) {
      words.push_back({.hash = hash, .passage = passage});
      slots_[slot] = static_cast<uint32_t>(words.size());
    }
    Word& word = words[slots_[slot] - 1];
    if (word.passage != passage) {
      write(word);
      word.passage = passage;
      word.times = 0;
    }
    ++word.times;
  }

  void write(Word& word) {
    varint_.clear();
    append_posting(varint_, word.passage - word.before, word.times);
    for (char byte : varint_) pool_.append(word.text, byte);
    word.before = word.passage;
    ++word.passages;
  }

  size_t slot_of(uint64_t hash) const {
    size_t slot = hash & (slots_.size() - 1);
    while (slots_[slot] != 0 && words[slots_[slot] - 1].hash != hash) slot = (slot + 1) & (slots_.size() - 1);
    return slot;
  }
  void widen() {
    slots_.assign(std::max<size_t>(1024, slots_.size() * 2), 0);
    for (size_t i = 0; i < words.size(); ++i) slots_[slot_of(words[i].hash)] = static_cast<uint32_t>(i + 1);
  }

  Pool pool_;
  std::vector<uint32_t> slots_;  // by hash: the word's number plus one; 0: free
  std::string word_, varint_;
};

// Output of an index.
class Sink {
 public:
  explicit Sink(std::string& text) : text_(&text) {}
  explicit Sink(OutputFile& file) : file_(&file) {}
  void put(std::string_view bytes) {
    at_ += bytes.size();
    if (text_)
      text_->append(bytes);
    else if (written_)
      written_ = file_->write(bytes);
  }
  template <class Number>
  void put_array(const std::vector<Number>& numbers) {
    put({reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(Number)});
  }
  uint64_t at() const { return at_; }
  const Result<void>& written() const { return written_; }

 private:
  std::string* text_ = nullptr;
  OutputFile* file_ = nullptr;
  uint64_t at_ = 0;
  Result<void> written_ = {};
};

class Builder {
 public:
  explicit Builder(const IndexBuild& build) : build_(build) {}

  Result<void> read() {
    uint64_t all = 0;
    for (const IndexedFile& file : build_.files) all += file.bytes + 1000;
    int threads = threads_for(build_.files.size(), 16);
    auto workers = static_cast<size_t>(threads);
    // Gives each thread about as many bytes.
    std::vector<size_t> begins = {0};
    uint64_t sum = 0;
    for (size_t i = 0; i < build_.files.size(); ++i) {
      if (sum >= all / workers * begins.size() && i > begins.back() && begins.size() < workers)
        begins.push_back(i);
      sum += build_.files[i].bytes + 1000;
    }
    parts_.resize(begins.size());
    begins.push_back(build_.files.size());
    for_each_parallel(parts_.size(), threads, nullptr,
                      [&](size_t i) { work(parts_[i], begins[i], begins[i + 1]); });
    if (is_cancelled()) return Error{ErrorCode::kCancelled, "stopped while the words were collected"};
    if (full_) return Error{ErrorCode::kLimit, "too much text for an index"};
    return {};
  }

  void write(Sink& sink) {
    sink.put(kIndexMagic);
    std::vector<uint32_t> first_passages = {0};
    for (const Part& part : parts_) {
      lengths_.insert(lengths_.end(), part.lengths.begin(), part.lengths.end());
      first_passages.push_back(static_cast<uint32_t>(lengths_.size()));
    }
    uint64_t in_all = 0;
    for (uint16_t length : lengths_) in_all += length;
    mean_ = std::max(1.0,
                     static_cast<double>(in_all) / static_cast<double>(std::max<size_t>(1, lengths_.size())));
    std::string words = write_words(sink, first_passages);
    uint64_t lengths_at = sink.at();
    sink.put_array(lengths_);
    uint64_t paths_at = sink.at();
    std::string files;
    size_t number = 0;
    for (size_t i = 0; i < parts_.size(); ++i)
      for (uint32_t end : parts_[i].passage_ends) {
        const IndexedFile& file = build_.files[number++];
        sink.put(file.path);
        append_number(files, static_cast<uint32_t>(sink.at() - paths_at));
        append_number(files, end + first_passages[i]);
        std::string content = file.content;
        content.resize(kContentKeyBytes);
        files.append(content).append(4, '\0');
      }
    uint64_t files_at = sink.at();
    sink.put(files);
    uint64_t words_at = sink.at();
    sink.put(words);
    std::string trailer;
    for (size_t count : {number, lengths_.size(), words.size() / kIndexWordBytes, size_t{0}})
      append_number(trailer, static_cast<uint32_t>(count));
    for (uint64_t value : {in_all, lengths_at, paths_at, files_at, words_at}) append_number(trailer, value);
    sink.put(trailer);
  }

 private:
  struct Entry {
    uint64_t hash;
    uint32_t part, word;
  };
  struct Posting {
    uint32_t passage, times;
  };

  bool is_cancelled() const { return build_.cancelled && *build_.cancelled; }

  void work(Part& part, size_t begin, size_t end) {
    for (size_t i = begin; i < end && !is_cancelled() && !full_; ++i) {
      if (!part.add(build_.files[i].path, build_.text_of(i))) full_ = true;
      part.passage_ends.push_back(static_cast<uint32_t>(part.lengths.size()));
      size_t done = ++done_;
      if (!build_.progress || done % 64 != 0) continue;
      std::lock_guard lock(mutex_);
      build_.progress(done, build_.files.size());
    }
    part.end();
  }

  // Returns the table of words.
  std::string write_words(Sink& sink, const std::vector<uint32_t>& first_passages) {
    std::vector<Entry> entries;
    for (uint32_t part = 0; part < parts_.size(); ++part)
      for (uint32_t word = 0; word < parts_[part].words.size(); ++word)
        entries.push_back({parts_[part].words[word].hash, part, word});
    std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
      return std::tie(a.hash, a.part) < std::tie(b.hash, b.part);
    });
    std::string table, blocks, skips;
    std::vector<Posting> postings;
    for (size_t i = 0; i < entries.size();) {
      uint64_t hash = entries[i].hash;
      postings.clear();
      for (; i < entries.size() && entries[i].hash == hash; ++i) {
        const Part& part = parts_[entries[i].part];
        std::string bytes = part.postings(part.words[entries[i].word]);
        auto at = reinterpret_cast<const uint8_t*>(bytes.data()), end = at + bytes.size();
        uint32_t passage = first_passages[entries[i].part];
        for (Posting one; take_posting(at, end, passage, one.times);) {
          one.passage = passage;
          postings.push_back(one);
        }
      }
      append_number(table, hash);
      append_number(table, sink.at());
      append_number(table, static_cast<uint32_t>(postings.size()));
      append_number(table, pack(postings, blocks, skips));
      sink.put(skips);
      sink.put(blocks);
    }
    return table;
  }

  // Returns the bound over all blocks.
  float pack(const std::vector<Posting>& postings, std::string& blocks, std::string& skips) const {
    blocks.clear();
    skips.clear();
    float bound = 0;
    uint32_t before = 0;
    for (size_t begin = 0; begin < postings.size(); begin += kIndexBlock) {
      float of_block = 0;
      for (size_t i = begin; i < std::min<size_t>(begin + kIndexBlock, postings.size()); ++i) {
        const Posting& one = postings[i];
        append_posting(blocks, one.passage - before, one.times);
        before = one.passage;
        // The float may have been rounded down.
        of_block = std::max(of_block,
                            static_cast<float>(bm25(1, one.times, lengths_[one.passage] / mean_) * 1.000001));
      }
      bound = std::max(bound, of_block);
      if (postings.size() <= kIndexBlock) continue;
      append_number(skips, before);
      append_number(skips, static_cast<uint32_t>(blocks.size()));
      append_number(skips, of_block);
    }
    return bound;
  }

  const IndexBuild& build_;
  std::vector<Part> parts_;
  std::vector<uint16_t> lengths_;
  double mean_ = 1;
  std::mutex mutex_;
  std::atomic<size_t> done_{0};
  std::atomic<bool> full_{false};
};

}  // namespace

Result<std::unique_ptr<TextIndex>> TextIndex::build(const IndexBuild& build) {
  Builder builder(build);
  RETURN_IF_ERROR(builder.read());
  std::string bytes;
  Sink sink(bytes);
  builder.write(sink);
  return of_bytes(std::move(bytes));
}

Result<std::unique_ptr<TextIndex>> TextIndex::build_file(const IndexBuild& build, const std::string& path) {
  Builder builder(build);
  RETURN_IF_ERROR(builder.read());
  ASSIGN_OR_RETURN(OutputFile file,
                   OutputFile::open(path, 0600));  // another process may build it concurrently
  Sink sink(file);
  builder.write(sink);
  RETURN_IF_ERROR(sink.written());
  ASSIGN_OR_RETURN(std::string draft, file.draft());
  auto index = open(draft);  // before another process can replace it
  if (!index) return error_from_errno(errno, "read", path);
  RETURN_IF_ERROR(file.keep());
  return index;
}

}  // namespace suit
