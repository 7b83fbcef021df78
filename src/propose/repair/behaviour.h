// How repairs that all pass the tests behave beside them: which are the same for all that can be told, and
// where others part.
#pragma once

#include <atomic>
#include <optional>
#include <string>
#include <vector>

#include "propose/repair/search.h"
#include "verify/trials.h"

namespace suit::repair {

// A call that was made of every candidate.
struct TriedCall {
  std::string said = {};               // "find([1, 2], 2)"
  std::vector<std::string> came = {};  // of each candidate: "1", "raises IndexError"
  int far = 0;                         // changes from a call that the tests make
};

class Behaviours {
 public:
  // `printed`: of each candidate, what src/verify/watchers/behaviour.py printed; `again`: of the first once
  // more. Calls that did not end, or that fared otherwise the second time, tell nothing; nor does what is
  // long or could not be shown as it is.
  static Behaviours read(const std::vector<std::string>& printed, const std::string& again);

  const std::vector<TriedCall>& calls() const { return calls_; }
  // Do the two give the same for every call?
  bool alike(size_t a, size_t b) const;
  // The call to ask a person about that tells these candidates apart: rather one where none raises, near to
  // the tests', short; null where they are alike.
  const TriedCall* parting(const std::vector<size_t>& candidates) const;

 private:
  std::vector<TriedCall> calls_;
};

// Makes the calls, of the first candidates. Only of Python; no calls elsewhere, and none where the time does
// not suffice. Errors: kCancelled; those of the sandbox.
Result<Behaviours> behaviours_of(const Trials& trials, const Measure& measure,
                                 const std::vector<Candidate>& candidates, int64_t time_ms,
                                 const std::atomic<bool>* cancelled);

inline constexpr size_t kComparedMax = 10;

}  // namespace suit::repair
