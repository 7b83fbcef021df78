#include "search/words.h"

#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utf16.h>

#include <algorithm>
#include <memory>
#include <set>

#include "base/result.h"
#include "base/text.h"
#include "folder/encoding.h"

namespace suit {
namespace {

// Chinese, Japanese, Thai, Lao, Burmese and Khmer.
bool is_without_spaces(UChar32 c) {
  return (c >= 0x3005 && c <= 0x3007) || (c >= 0x3040 && c <= 0x30FF) || (c >= 0x31F0 && c <= 0x31FF) ||
         (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) ||
         (c >= 0xFF66 && c <= 0xFF9F) || (c >= 0x20000 && c <= 0x3FFFF) || (c >= 0x0E00 && c <= 0x0EFF) ||
         (c >= 0x1000 && c <= 0x109F) || (c >= 0xA9E0 && c <= 0xA9FF) || (c >= 0xAA60 && c <= 0xAA7F) ||
         (c >= 0x1780 && c <= 0x17FF);
}
bool is_ideograph_or_hangul(UChar32 c) {
  return (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xAC00 && c <= 0xD7AF) || (c >= 0x20000 && c <= 0x3FFFF);
}
bool is_mark(UChar32 c) {
  auto type = u_charType(c);
  return type == U_NON_SPACING_MARK || type == U_COMBINING_SPACING_MARK || type == U_ENCLOSING_MARK;
}

struct CloseBreaks {
  void operator()(UBreakIterator* breaks) const { ubrk_close(breaks); }
};

class WordsBeyondAscii {
 public:
  std::vector<std::string> of(std::string_view identifier) {
    words_.clear();
    UErrorCode code = U_ZERO_ERROR;
    units_.resize(identifier.size() + 1);
    int32_t length = 0;
    u_strFromUTF8WithSub(units_.data(), static_cast<int32_t>(units_.size()), &length, identifier.data(),
                         static_cast<int32_t>(identifier.size()), 0xFFFD, nullptr, &code);
    CHECK(U_SUCCESS(code));
    size_ = length;
    for (int32_t at = 0; at < size_;) at = take_run(at);
    return std::move(words_);
  }

 private:
  enum class Sort { kNeither, kSpaced, kUnspaced };

  Sort sort_of(UChar32 c) const {
    if (is_without_spaces(c)) return Sort::kUnspaced;
    return u_isalnum(c) || is_mark(c) ? Sort::kSpaced : Sort::kNeither;
  }

  // Reads characters of one class from `begin` on. Returns the end.
  int32_t take_run(int32_t begin) {
    int32_t at = begin;
    UChar32 c = 0, before = 0, before_that = 0;
    U16_NEXT(units_, at, size_, c);
    Sort sort = sort_of(c);
    while (at < size_) {
      int32_t next = at;
      before_that = before;
      before = c;
      U16_NEXT(units_, next, size_, c);
      if (sort_of(c) != sort && !(sort == Sort::kUnspaced && is_mark(c))) break;
      if (sort == Sort::kSpaced) {  // same as for_each_word()
        if (u_isupper(c) && !u_isupper(before)) break;
        if (u_islower(c) && u_isupper(before) && before_that != 0) {
          at -= U16_LENGTH(before);
          break;
        }
        if (u_isdigit(c) != u_isdigit(before)) break;
      }
      at = next;
    }
    if (sort == Sort::kSpaced) add(begin, at);
    if (sort == Sort::kUnspaced) cut(begin, at);
    return at;
  }

  void cut(int32_t begin, int32_t end) {
    UErrorCode code = U_ZERO_ERROR;
    if (!breaks_) {
      prepare_icu();
      breaks_.reset(ubrk_open(UBRK_WORD, "", nullptr, 0, &code));
      CHECK(U_SUCCESS(code));
    }
    ubrk_setText(breaks_.get(), units_.data() + begin, end - begin, &code);
    CHECK(U_SUCCESS(code));
    for (int32_t from = ubrk_first(breaks_.get()), to = ubrk_next(breaks_.get()); to != UBRK_DONE;
         from = to, to = ubrk_next(breaks_.get()))
      add(begin + from, begin + to);
  }

  void add(int32_t begin, int32_t end) {
    if (!form_) {
      prepare_icu();
      UErrorCode code = U_ZERO_ERROR;
      form_ = unorm2_getNFKCCasefoldInstance(&code);
      CHECK(U_SUCCESS(code));
    }
    UErrorCode code = U_ZERO_ERROR;
    folded_.resize(static_cast<size_t>(end - begin) * 4 + 32);
    int32_t length = unorm2_normalize(form_, units_.data() + begin, end - begin, folded_.data(),
                                      static_cast<int32_t>(folded_.size()), &code);
    if (U_FAILURE(code)) return;
    // The lower case of "İ" leaves a combining dot above.
    for (int32_t i = 1; i < length; ++i)
      if (folded_[static_cast<size_t>(i)] == 0x307 && folded_[static_cast<size_t>(i - 1)] == 'i')
        folded_.erase(static_cast<size_t>(i), 1), --length;
    put(0, length);
    int32_t pairs_from = 0, second = 0, third = 0;
    UChar32 c = 0;
    for (int32_t i = 0, signs = 0; i < length; ++signs) {
      int32_t here = i;
      U16_NEXT(folded_, i, length, c);
      if (!is_ideograph_or_hangul(c)) return;
      if (signs == 1) second = here;
      if (signs == 2) third = here;
    }
    if (third == 0) return;  // at most two characters
    for (int32_t next = second; next < length;) {
      int32_t after = next;
      U16_NEXT(folded_, after, length, c);
      put(pairs_from, after);
      pairs_from = next;
      next = after;
    }
  }

  void put(int32_t begin, int32_t end) {
    if (begin == end) return;
    std::string word(static_cast<size_t>(end - begin) * 3, '\0');
    int32_t length = 0;
    UErrorCode code = U_ZERO_ERROR;
    u_strToUTF8WithSub(word.data(), static_cast<int32_t>(word.size()), &length, folded_.data() + begin,
                       end - begin, 0xFFFD, nullptr, &code);
    if (U_FAILURE(code)) return;
    word.resize(std::min<size_t>(static_cast<size_t>(length), kWordBytesMax));
    stem(word);
    if (word.size() > 1) words_.push_back(std::move(word));
  }

  std::u16string units_, folded_;
  int32_t size_ = 0;
  std::vector<std::string> words_;
  std::unique_ptr<UBreakIterator, CloseBreaks> breaks_;  // created on first use: it loads the dictionaries
  const UNormalizer2* form_ = nullptr;
};

}  // namespace

std::vector<std::string> words_beyond_ascii(std::string_view identifier) {
  thread_local WordsBeyondAscii words;
  return words.of(identifier);
}

void stem(std::string& word) {
  auto drop = [&](std::string_view end, std::string_view instead, size_t left) {
    if (word.size() < end.size() + left || !word.ends_with(end)) return false;
    word.resize(word.size() - end.size());
    word += instead;
    return true;
  };
  if (word.ends_with("ss") || drop("ies", "y", 2) || drop("sses", "ss", 1)) return;
  drop("es", "e", 3) || drop("s", "", 3);
  drop("ing", "", 3) || drop("ed", "", 3) || drop("er", "", 4) || drop("or", "", 4) || drop("ion", "", 4);
  drop("e", "", 3);
}

std::vector<std::string> question_words(std::string_view question) {
  static const std::set<std::string, std::less<>> common = {
      "the",   "a",     "an",    "and",    "or",     "of",      "to",   "in",   "on",   "for",
      "with",  "from",  "by",    "at",     "is",     "are",     "was",  "be",   "been", "it",
      "its",   "this",  "that",  "these",  "those",  "as",      "if",   "then", "else", "when",
      "where", "which", "who",   "what",   "how",    "why",     "do",   "does", "did",  "not",
      "no",    "can",   "could", "should", "would",  "will",    "may",  "must", "has",  "have",
      "had",   "we",    "i",     "you",    "they",   "he",      "she",  "so",   "but",  "into",
      "out",   "up",    "all",   "any",    "some",   "more",    "than", "now",  "also", "only",
      "there", "here",  "about", "after",  "before", "between", "s",    "t"};
  std::vector<std::string> words;
  std::string word;
  for_each_identifier(question, [&](std::string_view identifier) {
    if (common.contains(to_lower(identifier))) return;
    for_each_word(identifier, word, [&](const std::string& one) {
      if (one.size() > 1 && std::find(words.begin(), words.end(), one) == words.end()) words.push_back(one);
    });
  });
  return words;
}

}  // namespace suit
