#include "functions/receipt_reports.h"

#include "base/link.h"
#include "base/text.h"

namespace suit::functions {
namespace {

std::string_view verdict_name(const Receipt& receipt) {
  return EnumNames<PatchVerdict::Kind>::names[static_cast<size_t>(receipt.verdict)];
}

size_t tests_with(const Receipt::Judged& result, TestOutcome outcome) {
  size_t count = 0;
  for (const Receipt::Test& test : result.tests.value_or(std::vector<Receipt::Test>()))
    count += test.outcome == outcome;
  return count;
}

// XML 1.0 has no control characters: they become escapes such as \x1b.
std::string xml(std::string_view text) {
  std::string escaped;
  std::string shown = printable_lines(text);
  for (size_t i = 0; i < shown.size(); ++i) {
    std::string_view rest = std::string_view(shown).substr(i);
    if (rest.starts_with("\xef\xbf\xbe") || rest.starts_with("\xef\xbf\xbf")) {  // U+FFFE, U+FFFF
      escaped += "\xef\xbf\xbd";
      i += 2;
      continue;
    }
    switch (shown[i]) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\n':
        escaped += "&#10;";
        break;
      case '\t':
        escaped += "&#9;";
        break;
      default:
        escaped += shown[i];
    }
  }
  return escaped;
}

std::string seconds(int64_t ms) {
  std::string text = std::to_string(ms % 1'000);
  return std::to_string(ms / 1'000) + "." + std::string(3 - text.size(), '0') + text;
}

struct JunitCase {
  std::string name;
  std::string failure = {}, text = {};  // failure "": none
  bool skipped = false;
  int64_t ms = 0;
};

class Junit {
 public:
  void suite(const std::string& name, const std::vector<JunitCase>& cases, int64_t ms) {
    size_t failures = 0, skipped = 0;
    std::string inner;
    for (const JunitCase& one : cases) {
      failures += !one.failure.empty();
      skipped += one.skipped;
      inner += "    <testcase classname=\"" + xml(name) + "\" name=\"" + xml(one.name) + "\" time=\"" +
               seconds(one.ms) + "\"";
      if (!one.failure.empty())
        inner +=
            "><failure message=\"" + xml(one.failure) + "\">" + xml(one.text) + "</failure></testcase>\n";
      else
        inner += one.skipped ? "><skipped/></testcase>\n" : "/>\n";
    }
    suites_ += "  <testsuite name=\"" + xml(name) + "\"" + counts(cases.size(), failures, skipped) +
               " time=\"" + seconds(ms) + "\">\n" + inner + "  </testsuite>\n";
    tests_ += cases.size();
    failures_ += failures;
    skipped_ += skipped;
    ms_ += ms;
  }

  std::string text() const {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"suit\"" +
           counts(tests_, failures_, skipped_) + " time=\"" + seconds(ms_) + "\">\n" + suites_ +
           "</testsuites>\n";
  }

 private:
  static std::string counts(size_t tests, size_t failures, size_t skipped) {
    return " tests=\"" + std::to_string(tests) + "\" failures=\"" + std::to_string(failures) +
           "\" errors=\"0\" skipped=\"" + std::to_string(skipped) + "\"";
  }

  std::string suites_;
  size_t tests_ = 0, failures_ = 0, skipped_ = 0;
  int64_t ms_ = 0;
};

// Where a reason begins with "path:line " of a file that the patch changes.
std::optional<Json> place_of(const Receipt& receipt, std::string_view reason) {
  for (const Receipt::Edit& edit : receipt.patch.edits) {
    std::string path = printable(edit.path) + ":";
    if (!reason.starts_with(path)) continue;
    std::string_view rest = reason.substr(path.size());
    auto line = decimal_number(rest.substr(0, rest.find(' ')));
    if (!line || *line < 1) continue;
    return Json{
        {"physicalLocation",
         {{"artifactLocation", {{"uri", percent_encoded(edit.path)}}}, {"region", {{"startLine", *line}}}}}};
  }
  return std::nullopt;
}

Json sarif_result(const Receipt& receipt, const char* rule, const char* level, const std::string& text,
                  std::string_view reason) {
  Json result = {{"ruleId", rule}, {"level", level}, {"message", {{"text", printable_lines(text)}}}};
  if (auto place = place_of(receipt, reason)) result["locations"] = Json::array({*place});
  return result;
}

}  // namespace

std::string summary_of(const Receipt& receipt) {
  constexpr size_t kShown = 8;
  std::string text = std::string(verdict_name(receipt)) + ", " + printable(receipt.time) + ", by suit " +
                     printable(receipt.suit) + "\n";
  const Receipt::Base& base = receipt.base;
  text += "base     " + base.digest.substr(0, 12) + ", " + counted(static_cast<size_t>(base.files), "file");
  if (base.commit) text += ", commit " + base.commit->substr(0, 12);
  if (base.edits) text += " with " + counted(base.edits->size(), "changed file");
  text += "\npatch    " + receipt.patch.digest.substr(0, 12) + ", " +
          counted(receipt.patch.edits.size(), "file") + "\n";
  auto& edits = receipt.patch.edits;
  for (size_t i = 0; i < std::min(edits.size(), kShown); ++i) {
    bool was = edits[i].before.type != ReceiptFile::kAbsent, is = edits[i].after.type != ReceiptFile::kAbsent;
    text += std::string("         ") +
            (was && is ? "changed  "
             : is      ? "created  "
                       : "removed  ") +
            printable(edits[i].path) + "\n";
  }
  if (edits.size() > kShown) text += "         and " + counted(edits.size() - kShown, "other file") + "\n";
  if (!receipt.scope.empty()) text += "scope    " + printable(joined(receipt.scope, ", ")) + "\n";
  text += "checks   ";
  text += receipt.checks_from == ReceiptChecks::kNamed ? "named on the command line, not the base's\n"
                                                       : "of the base\n";
  for (const Receipt::CheckCommand& check : receipt.checks)
    text += "         " + printable(check.name) + ": " + printable(check.command) + "\n";
  for (const Receipt::Judged& result : receipt.results) {
    text += "result   " + printable(result.name) + ": " + std::string(name_of(result.outcome));
    if (result.detail) text += ", " + printable(*result.detail);
    if (result.tests)
      text += "; " + counted(result.tests->size(), "test") + ", " +
              std::to_string(tests_with(result, TestOutcome::kFailed)) + " failed, " +
              std::to_string(tests_with(result, TestOutcome::kSkipped)) + " skipped";
    text += "\n";
  }
  for (size_t i = 0; i < std::min(receipt.asks.size(), kShown); ++i)
    text += "asks     " + printable(receipt.asks[i]) + "\n";
  if (receipt.asks.size() > kShown)
    text += "         and " + counted(receipt.asks.size() - kShown, "other reason") + "\n";
  text += std::string("sandbox  ") + (receipt.sandbox.isolated ? "" : "NONE; ") +
          printable(receipt.sandbox.kernel) + "\n";
  for (const Receipt::Tool& tool : receipt.tools)
    text += "tool     " + printable(tool.name) + ": " + printable(tool.path) +
            (tool.version.empty() ? "" : ", " + printable(tool.version)) + "\n";
  return text + "Only `suit receipt verify` shows whether it holds.\n";
}

std::string junit_of(const Receipt& receipt) {
  Junit junit;
  for (const Receipt::Judged& result : receipt.results) {
    JunitCase check{.name = result.name, .ms = result.duration_ms};
    if (result.outcome != Outcome::kPassed) {
      check.failure = std::string(name_of(result.outcome)) + (result.detail ? ": " + *result.detail : "");
      check.text = result.output.value_or("");
    }
    std::vector<JunitCase> cases = {std::move(check)};
    for (const Receipt::Test& test : result.tests.value_or(std::vector<Receipt::Test>()))
      cases.push_back({.name = test.name,
                       .failure = test.outcome == TestOutcome::kFailed ? "failed" : "",
                       .skipped = test.outcome == TestOutcome::kSkipped});
    junit.suite(result.name, cases, result.duration_ms);
  }
  std::vector<JunitCase> asks;
  for (const Bytes& ask : receipt.asks) asks.push_back({.name = ask, .failure = "a person must decide"});
  if (!asks.empty()) junit.suite("reasons to ask", asks, 0);
  return junit.text();
}

std::string sarif_of(const Receipt& receipt) {
  Json results = Json::array();
  for (const Receipt::Judged& result : receipt.results) {
    if (!refuses(result.outcome)) continue;
    std::string detail = result.detail.value_or("");
    results.push_back(sarif_result(
        receipt, result.name.starts_with("policy:") ? "policy" : "check", "error",
        result.name + ": " + std::string(name_of(result.outcome)) + (detail.empty() ? "" : ", " + detail),
        detail));
  }
  for (const Bytes& ask : receipt.asks) results.push_back(sarif_result(receipt, "ask", "warning", ask, ask));
  Json rules = Json::array();
  for (const auto& [id, about] : {std::pair("check", "A check refuses the change"),
                                  {"policy", "A policy refuses the change"},
                                  {"ask", "A person must decide"}})
    rules.push_back({{"id", id}, {"shortDescription", {{"text", about}}}});
  Json driver = {{"name", "suit"}, {"version", receipt.suit}, {"rules", std::move(rules)}};
  Json run = {{"tool", {{"driver", std::move(driver)}}},
              {"results", std::move(results)},
              {"properties", {{"verdict", verdict_name(receipt)}, {"time", receipt.time}}}};
  return to_text(Json{{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                      {"version", "2.1.0"},
                      {"runs", Json::array({std::move(run)})}}) +
         "\n";
}

}  // namespace suit::functions
