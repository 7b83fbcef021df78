// The events of an application: begun, then final or rolled back. "apply_begin" and "applied" refer to the
// proposal, or to the application that is undone; "apply_rolled_back" refers to its "apply_begin".
#pragma once

#include <map>
#include <set>

#include "change/edit_list.h"

namespace suit {

enum class ApplyAction { kApply, kUndo, kRedo };
std::string_view name_of(ApplyAction action);

struct ApplyBeginEvent {
  static constexpr std::string_view kKind = "apply_begin";
  ApplyAction action = ApplyAction::kApply;
  std::string token = {};  // part of the staged names; "" in schema 1
  std::vector<std::string> made_directories = {};
  std::vector<std::string> emptied_directories = {};
  EditListRef edits = {};                // empty after a brief query
  std::vector<std::string> staged = {};  // schema 1: the staged name of each edit

  Json json() const;
  static ApplyBeginEvent of(const Event& event);
};

// From here on the change is final.
struct AppliedEvent {
  static constexpr std::string_view kKind = "applied";
  ApplyAction action = ApplyAction::kApply;       // an unknown action is an undo
  Sequence begin = 0;                             // its "apply_begin"
  int64_t moves = 1;                              // number of moved files; absent in schema 1: perhaps one
  std::set<std::string> left = {};                // paths that a partial undo kept
  std::map<std::string, std::string> names = {};  // path → that of the undone application, if different

  Json json() const;
  static AppliedEvent of(const Event& event);
};

struct ApplyRolledBackEvent {
  static constexpr std::string_view kKind = "apply_rolled_back";
  std::string why = {};

  Json json() const;
  static ApplyRolledBackEvent of(const Event& event);
};

}  // namespace suit
