// Compares repairs that pass the tests on calls that no test makes: which behave alike, and where others
// differ.
#pragma once

#include <atomic>
#include <optional>
#include <string>
#include <vector>

#include "propose/repair/search.h"
#include "verify/trials.h"

namespace suit::repair {

// A call that was made on every candidate.
struct TriedCall {
  std::string said = {};               // "find([1, 2], 2)"
  std::vector<std::string> came = {};  // per candidate: "1", "raises IndexError"
  int far = 0;                         // edit distance from a call that the tests make
};

class Behaviours {
 public:
  // `printed`: per candidate, the output of src/verify/watchers/behaviour.py; `again`: a second run of the
  // first. Ignores calls that did not end, differ on the second run, are too long, or can't be shown as they
  // are.
  static Behaviours read(const std::vector<std::string>& printed, const std::string& again);

  const std::vector<TriedCall>& calls() const { return calls_; }
  // Do both give the same result for every call?
  bool alike(size_t a, size_t b) const;
  // The call to ask a person about, to separate these candidates. Prefers short calls near to the tests' in
  // which none raises; null if all behave alike.
  const TriedCall* parting(const std::vector<size_t>& candidates) const;

 private:
  std::vector<TriedCall> calls_;
};

// Makes the calls on the first candidates. Python only: no calls for other languages, or if the time does not
// suffice. Errors: kCancelled; those of the sandbox.
Result<Behaviours> behaviours_of(const Trials& trials, const Measure& measure,
                                 const std::vector<Candidate>& candidates, int64_t time_ms,
                                 const std::atomic<bool>* cancelled);

inline constexpr size_t kComparedMax = 10;

}  // namespace suit::repair
