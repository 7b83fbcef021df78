// The events of a task: the request, and a person's changes to it while it ran.
#pragma once

#include <optional>

#include "base/level.h"
#include "ledger/ledger.h"

namespace suit {

struct TaskEvent {
  static constexpr std::string_view kKind = "task";
  std::string text = {};
  std::vector<std::string> scope = {};   // globs, as from Scope::texts()
  Level level = Level::kChat;            // as requested; a later LevelEvent changes it
  std::vector<std::string> checks = {};  // commands named with it
  bool no_checks = false;
  std::string here = {};  // the person's current folder, from the top

  Json json() const;
  static TaskEvent of(const Event& event);
};

// Refers to the task.
struct LevelEvent {
  static constexpr std::string_view kKind = "level";
  std::optional<Level> from = {};  // unset: unknown
  std::optional<Level> to = {};

  Json json() const;
  static LevelEvent of(const Event& event);
};

// --trust-me: refers to the proposal that needs no licence because of it.
struct OverrideEvent {
  static constexpr std::string_view kKind = "override";
  std::string what = "trust";

  Json json() const;
  static OverrideEvent of(const Event& event);
};

}  // namespace suit
