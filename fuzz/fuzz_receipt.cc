// Receipts from elsewhere.
#include "functions/receipt_reports.h"
#include "input.h"

using namespace suit;
using namespace suit::functions;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  auto receipt = read_receipt(fuzz::view_of(data, size));
  if (!receipt) {
    CHECK(receipt.error().code == ErrorCode::kInvalid);
    return 0;
  }
  std::string text = receipt_text(*receipt);
  auto again = read_receipt(text);
  CHECK(again && receipt_text(*again) == text);
  CHECK(!summary_of(*receipt).empty() && !junit_of(*receipt).empty());
  CHECK(parse_json(sarif_of(*receipt)));
  return 0;
}
