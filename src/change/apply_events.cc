#include "change/apply_events.h"

namespace suit {
namespace {

ApplyAction action_of(const Json& body) {
  std::string name = string_or(body, "action", "");
  for (ApplyAction action : {ApplyAction::kApply, ApplyAction::kRedo})
    if (name == name_of(action)) return action;
  return ApplyAction::kUndo;
}

}  // namespace

std::string_view name_of(ApplyAction action) {
  switch (action) {
    case ApplyAction::kApply:
      return "apply";
    case ApplyAction::kUndo:
      return "undo";
    case ApplyAction::kRedo:
      return "redo";
  }
  CHECK(false);
  return {};
}

Json ApplyBeginEvent::json() const {
  Json body = {{"action", name_of(action)},
               {"token", token},
               {"made_directories", json_of_texts(made_directories)},
               {"emptied_directories", json_of_texts(emptied_directories)},
               {"edits", edits.json()}};
  if (!staged.empty()) body["staged"] = json_of_texts(staged);
  return body;
}

ApplyBeginEvent ApplyBeginEvent::of(const Event& event) {
  const Json& body = event.body;
  return {.action = action_of(body),
          .token = string_or(body, "token", ""),
          .made_directories = texts_in(body, "made_directories"),
          .emptied_directories = texts_in(body, "emptied_directories"),
          .edits = EditListRef::of(event),
          .staged = texts_in(body, "staged")};
}

Json AppliedEvent::json() const {
  Json body = {{"action", name_of(action)}, {"begin", begin}, {"moves", moves}};
  for (const std::string& path : left) body["left"].push_back(json_of_bytes(path));
  for (auto& [own, other] : names)
    body["names"].push_back(Json::array({json_of_bytes(own), json_of_bytes(other)}));
  return body;
}

AppliedEvent AppliedEvent::of(const Event& event) {
  const Json& body = event.body;
  AppliedEvent applied{.action = action_of(body),
                       .begin = integer_or(body, "begin", 0),
                       .moves = integer_or(body, "moves", 1)};
  for (std::string& path : texts_in(body, "left")) applied.left.insert(std::move(path));
  for (const Json& pair : list_in(body, "names")) {
    if (!pair.is_array() || pair.size() != 2) continue;
    auto own = bytes_of_json(pair[0]), other = bytes_of_json(pair[1]);
    if (own && other) applied.names[*own] = *other;
  }
  return applied;
}

Json ApplyRolledBackEvent::json() const {
  return {{"why", json_of_bytes(why)}};
}

ApplyRolledBackEvent ApplyRolledBackEvent::of(const Event& event) {
  return {.why = bytes_or(event.body, "why", "")};
}

}  // namespace suit
