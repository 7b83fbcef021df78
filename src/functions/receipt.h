// Receipts: a verdict with what is needed to judge the same patch again elsewhere. docs/receipts.md describes
// the format.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "functions/doctor.h"
#include "functions/patches.h"

namespace suit::functions {

inline constexpr uint64_t kReceiptBytesMax = 64u << 20;

// Where the checks come from: the base (suit.toml, or detected), or --check of who asked.
enum class ReceiptChecks { kBase, kNamed };
enum class ReceiptFile { kAbsent, kFile, kExecutable, kSymlink };

struct Receipt {
  static constexpr std::string_view kShape = "Receipt";
  struct Before {
    ReceiptFile type = ReceiptFile::kAbsent;
    std::optional<std::string> digest;
    Fields fields();
  };
  struct After {
    ReceiptFile type = ReceiptFile::kAbsent;
    std::optional<Bytes> content;
    Fields fields();
  };
  struct Edit {
    Bytes path;
    std::optional<Bytes> moved_from;
    Before before;
    After after;
    Fields fields();
  };
  struct Base {
    std::string digest;
    int64_t files = 0;
    std::optional<std::string> commit;
    std::optional<std::vector<Edit>> edits;
    Fields fields();
  };
  struct Patch {
    std::string digest;
    std::vector<Edit> edits;
    Fields fields();
  };
  struct JudgeFile {
    Bytes path;
    std::string digest;
    Fields fields();
  };
  struct CheckCommand {
    Bytes name, command;
    std::vector<Bytes> when;
    std::string digest;
    Fields fields();
  };
  struct Test {
    Bytes name;
    TestOutcome outcome = TestOutcome::kPassed;
    Fields fields();
  };
  // Of a check, or of a policy that objects.
  struct Judged : CheckAnswer {
    static constexpr std::string_view kShape = "ReceiptResult";
    std::optional<std::vector<Test>> tests;
    Fields fields();
  };
  struct Limits {
    int64_t time_ms = 0, memory_bytes = 0, processes = 0, output_bytes = 0, scratch_bytes = 0;
    Fields fields();
  };
  struct Isolation {
    bool isolated = false;
    Bytes kernel;
    std::vector<Doctor::Fact> facts;
    Limits limits;
    std::vector<Bytes> environment;
    Fields fields();
  };
  struct Tool {
    Bytes name, path;
    std::string digest;
    Bytes version;
    Fields fields();
  };

  int64_t receipt = 1;
  PatchVerdict::Kind verdict = PatchVerdict::Kind::kInvalid;
  std::string time, suit;
  Base base;
  Patch patch;
  std::vector<JudgeFile> judge_files;
  ReceiptChecks checks_from = ReceiptChecks::kBase;
  std::vector<CheckCommand> checks;
  std::vector<Judged> results;
  std::vector<Bytes> asks;
  std::string policies;
  std::vector<Bytes> scope;
  std::optional<std::vector<Bytes>> fixes;
  Isolation sandbox;
  std::vector<Tool> tools;
  Fields fields();
};

// Reads strictly. Errors: kInvalid (not JSON, not UTF-8, too large, another version, a field missing, unknown
// or malformed).
Result<Receipt> read_receipt(std::string_view text);
// One line of JSON.
std::string receipt_text(const Receipt& receipt);

// The digests in a receipt, in hexadecimal.
std::string digest_of_files(const std::vector<FileEdit>& added);  // of folders: each file as an added one
std::string digest_of_edits(const std::vector<Receipt::Edit>& edits);
std::string digest_of_check(const Check& check);
std::string digest_of_rules(const PolicyRules& rules);

Receipt::Edit receipt_edit(const FileEdit& edit);
FileVersion version_after(const Receipt::Edit& edit);
// An edit of the file that the base has now. Errors: kConflict (the base's file is another one).
Result<FileEdit> edit_on_base(const Receipt::Edit& edit, const FileVersion& before);
std::vector<Receipt::CheckCommand> receipt_checks(const std::vector<Check>& checks);
std::vector<Receipt::Judged> receipt_results(const std::vector<CheckAnswer>& checks,
                                             const PatchEvidence& evidence);

// The table of fields in docs/receipts.md.
std::string receipt_markdown();

}  // namespace suit::functions

namespace suit {
template <>
struct EnumNames<functions::ReceiptChecks> {
  static constexpr std::array<std::string_view, 2> names = {"base", "named"};
};
template <>
struct EnumNames<functions::ReceiptFile> {
  static constexpr std::array<std::string_view, 4> names = {"absent", "file", "executable", "symlink"};
};
}  // namespace suit
