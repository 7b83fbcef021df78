// The phrasings that a proposer understands, and the parser that reads a task text by them. Independent of
// what they mean; reads no file.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "propose/mechanic/matcher.h"
#include "propose/proposer.h"

namespace suit::mechanic {

inline constexpr size_t kTaskTextBytesMax = 10'000;

struct Phrasing {
  std::string_view text;     // the template, as matcher.h reads it
  std::string_view example;  // a text that it matches
  // Also matches texts of other kinds: if this reading fails, report its reason only if OLD looks like a
  // path.
  bool for_paths = false;
};

// The phrasings of one kind of instruction.
struct Wording {
  std::string_view name;  // of the kind: "rename_identifier"
  std::vector<Phrasing> phrasings;
  std::string_view tail = "";  // the template of optional suffixes: any number, in any order
};

class Phrasebook {
 public:
  // `owner` names who understands them in refusals: "the mechanic". The wordings must outlive this object.
  Phrasebook(std::string_view owner, std::vector<const Wording*> wordings);

  struct Reading {
    size_t wording;  // index into those given
    const Phrasing* phrasing;
    Match match;
  };
  struct Read {
    std::vector<Reading> readings;  // in the order of the phrasings
    Declined declined;              // if there are none: what could be read, and the nearest example
  };
  // Errors: kInvalid (empty, too long, control characters, not UTF-8, an unclosed quote). Any input is safe.
  Result<Read> read(std::string_view text) const;

  std::string kind_of(std::string_view text) const;  // as Proposer::kind_of()
  std::vector<std::string> examples() const;
  std::string markdown() const;  // the table of phrasings for docs/

 private:
  struct Entry {
    size_t wording;
    const Phrasing* phrasing;
    Pattern pattern;
  };
  Declined refusal(const std::vector<Token>& tokens) const;
  Result<void> check(std::string_view text) const;

  std::string owner_;
  std::vector<const Wording*> wordings_;
  std::vector<Entry> entries_;
};

}  // namespace suit::mechanic
