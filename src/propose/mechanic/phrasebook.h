// The phrasings that a proposer understands, and how a task text is read by them. Knows nothing of what they
// mean, and reads no file.
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
  // Fits texts of other kinds too: where the reading fails, its reason is heard only if OLD looks like a
  // path.
  bool for_paths = false;
};

// How one kind of instruction can be put.
struct Wording {
  std::string_view name;  // of the kind: "rename_identifier"
  std::vector<Phrasing> phrasings;
  std::string_view tail = "";  // the template of what may follow, any number of them in any order
};

class Phrasebook {
 public:
  // `owner`: who understands them, as a refusal says it: "the mechanic". The wordings must outlive it.
  Phrasebook(std::string_view owner, std::vector<const Wording*> wordings);

  struct Reading {
    size_t wording;  // index into those given
    const Phrasing* phrasing;
    Match match;
  };
  struct Read {
    std::vector<Reading> readings;  // in the order of the phrasings
    Declined declined;              // where there are none: what could be read, and the nearest example
  };
  // Errors: kInvalid (empty, too long, control characters, not UTF-8, a quote that is not closed). Any input
  // is safe.
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
