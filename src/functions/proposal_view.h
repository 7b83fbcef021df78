// A proposal prepared for display: its files, units and lines.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "base/fields.h"
#include "ledger/ledger.h"
#include "loop/hunk_review.h"
#include "verify/policy.h"

namespace suit {

// One file of a proposal; a move is one file.
struct ProposalFile {
  static constexpr std::string_view kShape = "File";
  int64_t file = 0;
  Bytes path;
  std::string change;
  std::optional<Bytes> moved_from;
  int64_t added = 0, removed = 0;
  std::optional<bool> binary;
  int64_t first_unit = 0, units = 0;
  std::optional<bool> outside;
  std::optional<std::vector<std::vector<double>>> suspects;
  Fields fields() {
    return {{"file", file, "File index"},
            {"path", path, ""},
            Field("change", change, "").one_of("created|removed|moved|changed"),
            {"moved_from", moved_from, ""},
            {"added", added, "Lines"},
            {"removed", removed, "Lines"},
            {"binary", binary, "Present if it is not text"},
            {"first_unit", first_unit, ""},
            {"units", units, "Number of units"},
            {"outside", outside, "Changed on disk since the proposal"},
            {"suspects", suspects, "[line, suspicion of a fault], of the file before the change"}};
  }
};

// The smallest part that a person decides on.
struct ProposalUnit {
  static constexpr std::string_view kShape = "Unit";
  int64_t unit = 0, file = 0;
  std::string header;
  bool editable = false;
  std::optional<std::string> text;
  int64_t old_first = 1, new_first = 1;
  std::vector<std::vector<std::string>> lines;
  std::optional<int64_t> cut;
  Fields fields() {
    return {
        {"unit", unit, "Unit index"},
        {"file", file, "File index"},
        {"header", header, ""},
        {"editable", editable, ""},
        {"text", text, "Unified hunk, if editable"},
        {"old_first", old_first, "First line before the change"},
        {"new_first", new_first, "First line after the change"},
        {"lines", lines,
         "[kind, text]: kind is \" \", \"-\", \"+\", or \"@\" for the header of a later hunk; a third item "
         "\"crlf\" or \"none\" if the line does not end in a plain line feed"},
        {"cut", cut, "Number of lines left out"}};
  }
};

// A file before and after the proposal.
struct ProposalSides {
  std::optional<std::string> before, after;
  std::optional<bool> binary, lossy;
  Fields fields() {
    return {{"before", before, ""},
            {"after", after, ""},
            {"binary", binary, "Binary: neither side is shown"},
            {"lossy", lossy, "Not UTF-8; invalid bytes are replaced"}};
  }
};

class ProposalView {
 public:
  static constexpr size_t kUnitLinesMax = 2'000;
  static constexpr uint64_t kSideBytesMax = 4u << 20;

  explicit ProposalView(Proposal proposal);
  ProposalView(const ProposalView&) = delete;

  const Proposal& proposal() const { return proposal_; }
  const HunkReview& review() const { return review_; }
  // One entry per changed file; a move is one entry. Units are numbered across files, in file order.
  std::vector<ProposalFile> files() const;
  ProposalUnit unit(size_t index) const;
  // Why a person must be asked under these rules. Computed once: slow for a large proposal. Thread-safe.
  std::vector<std::string> asks(const Task& task, const PolicyRules& rules) const;
  // Both sides of a file of files(). Errors: kNotFound, kLimit.
  Result<ProposalSides> sides(size_t file) const;

 private:
  struct File {
    size_t edit;
    size_t first_unit;
    size_t units;
  };
  const Proposal proposal_;
  const HunkReview review_;
  std::vector<File> files_;
  std::vector<size_t> file_of_unit_;
  mutable std::mutex mutex_;  // guards both below
  mutable std::optional<PolicyRules> rules_;
  mutable std::vector<std::string> asks_;
};

// Cache of recent views; proposals never change. Thread-safe.
class ProposalViews {
 public:
  // Errors: those of load_proposal().
  Result<std::shared_ptr<const ProposalView>> get(Ledger& ledger, Sequence id);

 private:
  static constexpr size_t kKept = 4;
  std::mutex mutex_;
  std::vector<std::shared_ptr<const ProposalView>> kept_;  // newest last
};

}  // namespace suit
