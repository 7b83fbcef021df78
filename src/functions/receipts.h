// Functions on receipts: judge again, show, sign. And how a verdict becomes one.
#pragma once

#include "functions/function.h"
#include "functions/receipt_base.h"

namespace suit::functions {

// Writes the receipt of a verdict that is not invalid, atomically. Errors: kLimit (larger than
// kReceiptBytesMax), those of OutputFile.
Result<void> write_receipt(const std::string& path, const PatchVerdict& verdict,
                           const PatchEvidence& evidence, const BaseFiles& base, const PolicyRules& rules,
                           ReceiptChecks checks_from, const Scope& scope);
// The receipt and its signature, absolute: no part of the base, should they lie in the folder.
std::vector<std::string> receipt_files(const std::string& path);

struct ReceiptVerify {
  enum class Replay { kHolds, kDiffers, kCannotJudge };
  struct Request {
    std::string file;
    std::optional<std::string> base, allowed_signers, signature, limit;
    std::vector<std::string> check;
    bool base_edits = false, here = false;
    Fields fields();
  };
  struct Answer {
    static constexpr std::string_view kShape = "ReceiptVerdict";
    Replay result = Replay::kHolds;
    PatchVerdict::Kind verdict = PatchVerdict::Kind::kInvalid;
    std::optional<Bytes> signer, key, base;
    std::vector<Bytes> differences, notes;
    std::optional<PatchVerdict> judged;
    Fields fields();
  };
  // Judges the receipt's patch again. Changes nothing. Errors: kInvalid (the receipt), kNotFound, kDenied
  // (files), those of PatchJudge but kUnsupported.
  static Result<Answer> run(Session& session, const Request& request, Watch& watch);
};

struct ReceiptShow {
  struct Request {
    std::string file;
    bool junit = false, sarif = false;
    Fields fields();
  };
  struct Answer {
    Receipt receipt;
    Bytes text;
    Fields fields() {
      return {{"receipt", receipt, ""}, {"text", text, "A summary, JUnit's XML or SARIF's JSON"}};
    }
  };
  // Errors: kInvalid (the receipt, both formats), kNotFound, kDenied.
  static Result<Answer> run(Session& session, const Request& request, Watch& watch);
};

struct ReceiptSign {
  struct Request {
    std::string file, key;
    Fields fields();
  };
  struct Answer {
    Bytes signature;
    Fields fields() { return {{"signature", signature, "The file that was written"}}; }
  };
  // Writes FILE.sig. Errors: kInvalid (the receipt), those of ssh_sign() and OutputFile.
  static Result<Answer> run(Session& session, const Request& request, Watch& watch);
};

}  // namespace suit::functions

namespace suit {
template <>
struct EnumNames<functions::ReceiptVerify::Replay> {
  static constexpr std::array<std::string_view, 3> names = {"holds", "differs", "cannot_judge"};
};
}  // namespace suit
