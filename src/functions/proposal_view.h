// A proposal as a screen reads it: its files, its units, their lines.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "base/fields.h"
#include "ledger/ledger.h"
#include "loop/hunk_review.h"
#include "verify/policy.h"

namespace suit {

// One file of a proposal; a move is one.
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
    return {{"file", file, "Its index"},
            {"path", path, ""},
            Field("change", change, "").one_of("created|removed|moved|changed"),
            {"moved_from", moved_from, ""},
            {"added", added, "Lines"},
            {"removed", removed, "Lines"},
            {"binary", binary, "Present where it is not text"},
            {"first_unit", first_unit, ""},
            {"units", units, "How many"},
            {"outside", outside, "It was changed on disk since it was proposed"},
            {"suspects", suspects, "[line, how likely a fault is in it], of the file as it was"}};
  }
};

// What is decided on as a whole.
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
        {"unit", unit, "Its index"},
        {"file", file, "The file's"},
        {"header", header, ""},
        {"editable", editable, ""},
        {"text", text, "As a unified hunk, where it is editable"},
        {"old_first", old_first, "The first line's number before"},
        {"new_first", new_first, "The same after"},
        {"lines", lines,
         "[kind, text]: kind is \" \", \"-\", \"+\", or \"@\" for the head of a further hunk; a third item "
         "\"crlf\" or \"none\" where the line does not end in a line feed alone"},
        {"cut", cut, "How many lines are left out"}};
  }
};

// A file as it was when it was proposed, and as it would be.
struct ProposalSides {
  std::optional<std::string> before, after;
  std::optional<bool> binary, lossy;
  Fields fields() {
    return {{"before", before, ""},
            {"after", after, ""},
            {"binary", binary, "Neither is shown"},
            {"lossy", lossy, "Not UTF-8: some of it is replaced"}};
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
  // One entry for each changed file; a move is one. Units are numbered through, file by file.
  std::vector<ProposalFile> files() const;
  ProposalUnit unit(size_t index) const;
  // Why a person must be asked, by these rules: looked for once, as it takes long for a large proposal.
  // Thread-safe.
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
  mutable std::mutex mutex_;  // of both below
  mutable std::optional<PolicyRules> rules_;
  mutable std::vector<std::string> asks_;
};

// The views used last: a proposal never changes. Thread-safe.
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
