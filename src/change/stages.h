// The order of the loop, enforced by types: only the verifier turns a Proposal into a Verified, only the
// reviewer a Verified into a Reviewed, and apply() takes only a Reviewed. tests/compile_fail proves that
// there is no other way.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "change/proposal.h"

namespace suit {

enum class Outcome {
  kPassed,
  kFailed,
  kFailedBefore,  // it also fails on the unchanged folder
  kTampered,      // it passed, but what its tests reported is not what happened
};
// The outcomes that refuse a change.
constexpr bool refuses(Outcome outcome) {
  return outcome == Outcome::kFailed || outcome == Outcome::kTampered;
}

// Which changed lines with code the checks ran.
struct ExecutedLines {
  size_t lines = 0, of = 0;
  std::vector<std::string> missed = {};  // "src/gcd.py:14"; the first 100
};

// The result of one check or policy.
struct CheckResult {
  std::string name;  // a check's name, or "policy:scope" and the like
  Outcome outcome = Outcome::kPassed;
  std::string detail;  // one line: why
  int64_t duration_ms = 0;
  std::optional<Digest> output = {};           // the full output, kept in the ledger
  bool sandboxed = true;                       // false: it ran with the user's own rights, by their settings
  std::vector<std::string> turned_green = {};  // tests that failed on the unchanged folder and pass
  std::optional<ExecutedLines> executed = {};
};

// How the decision of a person, or of trust, was made. docs/trust.md says what counts as evidence.
enum class ReviewManner {
  kAccepted,  // read and accepted as proposed
  kEdited,    // accepted after an edit, or in part
  kUnread,    // accepted by --yes, without review
  kLicensed,  // accepted by trust at autopilot
  kOverride,  // accepted by --trust-me
};

class Verified {
 public:
  const Proposal& proposal() const { return proposal_; }
  const std::vector<CheckResult>& results() const { return results_; }
  // Is it known that no check ran any of the changed lines? Then that it passed is no evidence.
  bool is_unexecuted() const {
    return std::any_of(results_.begin(), results_.end(), [](const CheckResult& result) {
      return result.executed && result.executed->lines == 0;
    });
  }
  // Why a person must decide at any level: an `ask` rule, or a check that failed before too.
  const std::vector<std::string>& ask_reasons() const { return ask_reasons_; }
  // Some are the settings' rules: the change must be read before it is accepted.
  bool must_be_read() const { return must_be_read_; }

 private:
  friend class Verifier;
  Verified(Proposal proposal, std::vector<CheckResult> results, std::vector<std::string> ask_reasons,
           bool must_be_read)
      : proposal_(std::move(proposal)),
        results_(std::move(results)),
        ask_reasons_(std::move(ask_reasons)),
        must_be_read_(must_be_read) {}
  Proposal proposal_;
  std::vector<CheckResult> results_;
  std::vector<std::string> ask_reasons_;
  bool must_be_read_;
};

class Reviewed {
 public:
  const Proposal& proposal() const { return verified_.proposal(); }
  const Verified& verified() const { return verified_; }
  ReviewManner manner() const { return manner_; }
  Sequence verdict() const { return verdict_; }  // its event in the ledger

 private:
  friend class Reviewer;
  Reviewed(Verified verified, ReviewManner manner, Sequence verdict)
      : verified_(std::move(verified)), manner_(manner), verdict_(verdict) {}
  Verified verified_;
  ReviewManner manner_;
  Sequence verdict_;
};

}  // namespace suit
