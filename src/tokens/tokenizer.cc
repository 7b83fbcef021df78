#include "tokens/tokenizer.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <mutex>

#include "base/result.h"
#include "tokens/text_pieces.h"
#include "tokens/token_tables.h"

namespace suit {
namespace {

constexpr uint32_t kNone = UINT32_MAX;
constexpr size_t kShortBytes = 64;  // pieces up to this size are merged naively, in quadratic time

uint64_t mixed(uint64_t value) {
  value *= 0x9FB21C651E98DF25u;
  value ^= value >> 31;
  return value * 0x9E3779B97F4A7C15u;
}

uint32_t hash_of(std::string_view bytes) {
  uint64_t hash = bytes.size(), word = 0;
  for (; bytes.size() >= sizeof word; bytes.remove_prefix(sizeof word)) {
    std::memcpy(&word, bytes.data(), sizeof word);
    hash = mixed(hash ^ word);
  }
  word = 0;
  std::memcpy(&word, bytes.data(), bytes.size());
  return static_cast<uint32_t>(mixed(hash ^ word) >> 32);
}

uint32_t hash_of(uint32_t left, uint32_t right) {
  return static_cast<uint32_t>(mixed(uint64_t{left} << 32 | right) >> 32);
}

}  // namespace

class Tokenizer::Tables {
 public:
  Tables(const char* table, size_t (*piece_end)(std::string_view, size_t)) : piece_end_(piece_end) {
    std::memcpy(&size_, table, sizeof size_);
    offsets_ = reinterpret_cast<const uint32_t*>(table) + 1;
    joined_of_ = offsets_ + size_ + 1;
    sorted_ = joined_of_ + 2 * size_;
    texts_ = reinterpret_cast<const char*>(sorted_ + size_);
    uint32_t capacity = 1;
    while (capacity < size_ * 2) capacity *= 2;
    mask_ = capacity - 1;
    by_text_.assign(capacity, {0, kNone});
    for (uint32_t id = 0; id < size_; ++id) {
      uint32_t hash = hash_of(text_of(id)), at = hash & mask_;
      while (by_text_[at].id != kNone) at = (at + 1) & mask_;
      by_text_[at] = {hash, id};
      if (text_of(id).size() == 1) of_byte_[static_cast<uint8_t>(text_of(id)[0])] = id;
    }
  }

  uint32_t size() const { return size_; }
  std::string_view text_of(uint32_t id) const {
    return {texts_ + offsets_[id], offsets_[id + 1] - offsets_[id]};
  }

  // Calls out(ids, count) for the text's tokens, in batches.
  template <class Out>
  void for_each(std::string_view text, Out out) const {
    // Batches pieces so that prefetches for the first ones finish while the last ones are split.
    constexpr size_t kAtOnce = 32;
    struct Cut {
      std::string_view piece;
      Memo::Key key;
      Memo::Slot* slot;
    };
    std::array<Cut, kAtOnce> cuts;
    std::vector<uint32_t> tokens;
    Memo& memo = memo_of(this);
    for (size_t at = 0; at < text.size();) {
      size_t count = 0;
      for (; count < kAtOnce && at < text.size(); ++count) {
        size_t end = piece_end_(text, at);
        Cut& cut = cuts[count];
        cut.piece = text.substr(at, end - at);
        cut.slot = nullptr;
        if (cut.piece.size() <= Memo::kPieceBytesMax) {
          cut.key = Memo::key_of(text, at, cut.piece.size());
          cut.slot = memo.slot_of(cut.key);
          __builtin_prefetch(cut.slot);
        }
        at = end;
      }
      for (size_t i = 0; i < count; ++i) {
        Memo::Slot* slot = cuts[i].slot;
        if (slot && slot->key == cuts[i].key) {
          out(slot->ids, slot->count);
          continue;
        }
        tokens.clear();
        encode_piece(cuts[i].piece, tokens);
        if (slot && tokens.size() <= std::size(slot->ids)) {
          slot->key = cuts[i].key;
          slot->count = static_cast<uint32_t>(tokens.size());
          std::copy(tokens.begin(), tokens.end(), slot->ids);
        }
        out(tokens.data(), tokens.size());
      }
    }
  }

 private:
  // Cache of recent pieces' tokens: most pieces repeat, and it is closer to the core than the tables.
  struct Memo {
    static constexpr size_t kPieceBytesMax = 15;
    struct Key {
      uint64_t low, high;  // the piece's bytes, its length in the top byte
      bool operator==(const Key&) const = default;
    };
    struct alignas(32) Slot {  // two per cache line, none across lines
      Key key = {};
      uint32_t count = 0, ids[3] = {};
    };
    // Masks that keep the first and second eight bytes of a piece of each size.
    static constexpr auto kMasks = [] {
      std::array<std::array<uint64_t, kPieceBytesMax + 1>, 2> masks{};
      for (size_t size = 0; size <= kPieceBytesMax; ++size)
        for (size_t byte = 0; byte < size; ++byte) masks[byte / 8][size] |= uint64_t{0xFF} << byte % 8 * 8;
      return masks;
    }();
    static Key key_of(std::string_view text, size_t at, size_t size) {
      uint64_t low = 0, high = 0;
      if (at + 16 <= text.size()) {
        std::memcpy(&low, text.data() + at, 8);
        std::memcpy(&high, text.data() + at + 8, 8);
        low &= kMasks[0][size];
        high &= kMasks[1][size];
      } else {
        std::memcpy(&low, text.data() + at, std::min<size_t>(size, 8));
        if (size > 8) std::memcpy(&high, text.data() + at + 8, size - 8);
      }
      return {low, high | uint64_t{size} << 56};
    }
    Slot* slot_of(const Key& key) {
      return &slots[((key.low ^ key.low >> 32) * 0x9FB21C651E98DF25u +
                     (key.high ^ key.high >> 29) * 0x9E3779B97F4A7C15u) >>
                    (64 - kBits)];
    }
    static constexpr int kBits = 18;  // 8 MB: more than a core's cache; prefetching hides the latency
    std::vector<Slot> slots;
  };

  static Memo& memo_of(const Tables* tables) {
    thread_local std::array<std::pair<const Tables*, Memo>, 2> memos;  // one per vocabulary
    for (auto& [owner, memo] : memos) {
      if (!owner) {
        owner = tables;
        memo.slots.resize(size_t{1} << Memo::kBits);
      }
      if (owner == tables) return memo;
    }
    CHECK(false);
    return memos[0].second;
  }

  struct Entry {
    uint32_t hash, id;
  };

  void encode_piece(std::string_view piece, std::vector<uint32_t>& tokens) const {
    if (uint32_t id = find(piece); id != kNone) return tokens.push_back(id);
    std::call_once(prepared_, [this] { prepare(); });
    piece.size() <= kShortBytes ? merge(piece, tokens) : split(piece, tokens);
  }

  uint32_t find(std::string_view text) const {
    uint32_t hash = hash_of(text);
    for (uint32_t at = hash & mask_;; at = (at + 1) & mask_) {
      const Entry& entry = by_text_[at];
      if (entry.id == kNone || (entry.hash == hash && text_of(entry.id) == text)) return entry.id;
    }
  }

  uint32_t left(uint32_t id) const { return joined_of_[2 * id]; }
  uint32_t right(uint32_t id) const { return joined_of_[2 * id + 1]; }

  // The token that the two merge into.
  uint32_t joined(uint32_t first, uint32_t second) const {
    for (uint32_t at = hash_of(first, second) & mask_;; at = (at + 1) & mask_) {
      uint32_t id = by_parts_[at];
      if (id == kNone || (left(id) == first && right(id) == second)) return id;
    }
  }

  // Prepares encoding of pieces that are not a token.
  void prepare() const {
    by_parts_.assign(mask_ + 1, kNone);
    for (uint32_t id = 0; id < size_; ++id) {
      if (left(id) == id) continue;
      uint32_t at = hash_of(left(id), right(id)) & mask_;
      while (by_parts_[at] != kNone) at = (at + 1) & mask_;
      by_parts_[at] = id;
    }
    of_bytes_.resize(of_byte_.size() * of_byte_.size());
    for (size_t i = 0; i < of_bytes_.size(); ++i) of_bytes_[i] = joined(of_byte_[i >> 8], of_byte_[i & 0xFF]);
    // A token sorts after all its prefixes, and everything between starts with that prefix too.
    shorter_.assign(size_, kNone);
    std::vector<uint32_t> open;
    for (uint32_t i = 0; i < size_; ++i) {
      uint32_t id = sorted_[i];
      while (!open.empty() && !text_of(id).starts_with(text_of(open.back()))) open.pop_back();
      if (!open.empty()) shorter_[id] = open.back();
      open.push_back(id);
    }
  }

  // Standard BPE: merges the pair of the lowest rank until none is left.
  void merge(std::string_view piece, std::vector<uint32_t>& tokens) const {
    std::array<uint32_t, kShortBytes> ids, ranks;  // ranks[i]: the merge of ids[i] and ids[i + 1]
    size_t count = piece.size();
    for (size_t i = 0; i < count; ++i) ids[i] = of_byte_[static_cast<uint8_t>(piece[i])];
    for (size_t i = 0; i + 1 < count; ++i)
      ranks[i] = of_bytes_[static_cast<uint8_t>(piece[i]) << 8 | static_cast<uint8_t>(piece[i + 1])];
    while (count > 1) {
      auto best =
          static_cast<size_t>(std::min_element(ranks.begin(), ranks.begin() + (count - 1)) - ranks.begin());
      if (ranks[best] == kNone) break;
      ids[best] = ranks[best];
      std::copy(ids.begin() + best + 2, ids.begin() + count, ids.begin() + best + 1);
      std::copy(ranks.begin() + best + 1, ranks.begin() + (count - 1), ranks.begin() + best);
      --count;
      if (best + 1 < count) ranks[best] = joined(ids[best], ids[best + 1]);
      if (best > 0) ranks[best - 1] = joined(ids[best - 1], ids[best]);
    }
    tokens.insert(tokens.end(), ids.begin(), ids.begin() + count);
  }

  // Same result for a piece of any length in linear time (H. van Antwerpen, A. Neubeck: "So many tokens, so
  // little time", 2024). A sequence is the BPE result if every adjacent pair is. So: take the longest token
  // that can follow the previous one; if none can, backtrack one step. No position is tried twice from the
  // same state.
  void split(std::string_view piece, std::vector<uint32_t>& tokens) const {
    std::vector<bool> may_end(piece.size() + 1, true);
    size_t at = 0;
    for (uint32_t id = longest(piece); id != kNone;) {
      size_t end = at + text_of(id).size();
      if (may_end[end] && (tokens.empty() || may_stand(tokens.back(), id))) {
        tokens.push_back(id);
        at = end;
        id = longest(piece.substr(at));
      } else if (shorter_[id] != kNone) {
        id = shorter_[id];
      } else {
        may_end[at] = false;
        id = tokens.back();
        tokens.pop_back();
        at -= text_of(id).size();
      }
    }
  }

  // The longest token that is a prefix of the text: narrows the sorted tokens byte by byte. Every byte is a
  // token; none only if the text is empty.
  uint32_t longest(std::string_view text) const {
    const uint32_t *low = sorted_, *high = sorted_ + size_;
    uint32_t best = kNone;
    for (size_t length = 0; length < text.size(); ++length) {
      // -1 if the token is shorter.
      auto byte_of = [&](uint32_t id) {
        return text_of(id).size() > length ? static_cast<uint8_t>(texts_[offsets_[id] + length]) : -1;
      };
      int wanted = static_cast<uint8_t>(text[length]);
      low = std::partition_point(low, high, [&](uint32_t id) { return byte_of(id) < wanted; });
      high = std::partition_point(low, high, [&](uint32_t id) { return byte_of(id) <= wanted; });
      if (low == high) break;
      if (text_of(*low).size() == length + 1) best = *low;
    }
    return best;
  }

  // Whether BPE leaves these two tokens adjacent. Undoes their merges, latest first, on both sides of the
  // boundary: a merge across it that ranks before an undone one would have happened instead.
  bool may_stand(uint32_t first, uint32_t second) const {
    uint32_t limit = kNone;
    for (;;) {
      uint32_t across = joined(first, second);
      if (across != kNone && across < limit) return false;
      bool first_is_later = first > second;
      for (int turn = 0;; ++turn) {
        uint32_t& side = first_is_later ? first : second;
        // With equal rank, the second token is merged after the first: BPE goes from left to right.
        limit = first_is_later ? side : side + 1;
        uint32_t inner = first_is_later ? right(side) : left(side);
        if (inner != side) {
          side = inner;
          break;
        }
        if (turn == 1) return true;
        first_is_later = !first_is_later;
      }
    }
  }

  size_t (*piece_end_)(std::string_view, size_t);
  uint32_t size_ = 0, mask_ = 0;
  const uint32_t *offsets_, *joined_of_, *sorted_;
  const char* texts_;
  std::vector<Entry> by_text_;
  std::array<uint32_t, 256> of_byte_{};
  mutable std::once_flag prepared_;
  mutable std::vector<uint32_t> by_parts_, of_bytes_,
      shorter_;  // of_bytes_: merge of two bytes; shorter_: longest proper prefix token
};

const Tokenizer& Tokenizer::of(Vocabulary vocabulary) {
  if (vocabulary == Vocabulary::kO200k) {
    static const Tables tables(o200k_table(), o200k_piece_end);
    static const Tokenizer tokenizer(tables);
    return tokenizer;
  }
  static const Tables tables(cl100k_table(), cl100k_piece_end);
  static const Tokenizer tokenizer(tables);
  return tokenizer;
}

size_t Tokenizer::count(std::string_view text) const {
  size_t count = 0;
  tables_.for_each(text, [&](const uint32_t*, size_t more) { count += more; });
  return count;
}

void Tokenizer::encode(std::string_view text, std::vector<uint32_t>& ids) const {
  tables_.for_each(text,
                   [&](const uint32_t* more, size_t count) { ids.insert(ids.end(), more, more + count); });
}

std::string_view Tokenizer::text_of(uint32_t id) const {
  return tables_.text_of(id);
}
uint32_t Tokenizer::size() const {
  return tables_.size();
}

}  // namespace suit
