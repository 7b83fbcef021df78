#include "change/task_events.h"

namespace suit {

Json TaskEvent::json() const {
  Json body = {{"text", json_of_bytes(text)}, {"scope", json_of_texts(scope)}, {"level", name_of(level)}};
  if (!checks.empty()) body["checks"] = json_of_texts(checks);
  if (no_checks) body["no_checks"] = true;
  if (!here.empty()) body["here"] = json_of_bytes(here);
  return body;
}

TaskEvent TaskEvent::of(const Event& event) {
  const Json& body = event.body;
  return {.text = bytes_or(body, "text", ""),
          .scope = texts_in(body, "scope"),
          .level = level_from(string_or(body, "level", "")).value_or(Level::kChat),
          .checks = texts_in(body, "checks"),
          .no_checks = bool_or(body, "no_checks", false),
          .here = bytes_or(body, "here", "")};
}

Json LevelEvent::json() const {
  Json body = Json::object();
  if (from) body["from"] = name_of(*from);
  if (to) body["to"] = name_of(*to);
  return body;
}

LevelEvent LevelEvent::of(const Event& event) {
  return {.from = level_from(string_or(event.body, "from", "")),
          .to = level_from(string_or(event.body, "to", ""))};
}

Json OverrideEvent::json() const {
  return {{"what", what}};
}

OverrideEvent OverrideEvent::of(const Event& event) {
  return {.what = string_or(event.body, "what", "")};
}

}  // namespace suit
