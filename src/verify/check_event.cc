#include "verify/check_event.h"

#include "base/text.h"
#include "verify/judge.h"

namespace suit {

Json CheckEvent::json() const {
  Json body = {
      {"name", result.name}, {"outcome", name_of(result.outcome)}, {"duration_ms", result.duration_ms}};
  if (!result.detail.empty()) body["detail"] = json_of_bytes(result.detail);
  if (result.output) body["output"] = result.output->hex();
  if (!result.sandboxed) body["sandbox"] = false;
  for (const std::string& test : result.turned_green) body["turned_green"].push_back(printable(test));
  if (const auto& ran = result.executed) {
    Json& executed = body["executed"] = {{"lines", ran->lines}, {"of", ran->of}};
    for (const std::string& line : ran->missed) executed["not"].push_back(printable(line));
  }
  return body;
}

CheckEvent CheckEvent::of(const Event& event) {
  const Json& body = event.body;
  Outcome outcome = Outcome::kFailed;
  for (Outcome one : {Outcome::kPassed, Outcome::kFailedBefore, Outcome::kTampered})
    if (string_or(body, "outcome", "") == name_of(one)) outcome = one;
  std::vector<std::string> turned_green;
  for (const Json& test : list_in(body, "turned_green"))
    if (test.is_string()) turned_green.push_back(test.get<std::string>());
  std::optional<ExecutedLines> executed;
  if (auto ran = body.find("executed"); ran != body.end() && ran->is_object()) {
    auto count = [&](const char* name) {
      return static_cast<size_t>(std::max<int64_t>(0, integer_or(*ran, name, 0)));
    };
    executed = ExecutedLines{count("lines"), count("of")};
    for (const Json& line : list_in(*ran, "not"))
      if (line.is_string()) executed->missed.push_back(line.get<std::string>());
  }
  return {.result = {.name = string_or(body, "name", ""),
                     .outcome = outcome,
                     .detail = bytes_or(body, "detail", ""),
                     .duration_ms = integer_or(body, "duration_ms", 0),
                     .output = Digest::from_hex(string_or(body, "output", "")),
                     .sandboxed = bool_or(body, "sandbox", true),
                     .turned_green = std::move(turned_green),
                     .executed = std::move(executed)}};
}

}  // namespace suit
