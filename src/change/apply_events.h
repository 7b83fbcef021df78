// The events of an application: it begins, and is final or rolled back. "apply_begin" and "applied" speak of
// the proposal, or of the application that is taken back; "apply_rolled_back" speaks of its "apply_begin".
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
  EditListRef edits = {};                // empty in what a brief query gives
  std::vector<std::string> staged = {};  // schema 1: the staged name of each edit

  Json json() const;
  static ApplyBeginEvent of(const Event& event);
};

// From here on the change is final.
struct AppliedEvent {
  static constexpr std::string_view kKind = "applied";
  ApplyAction action = ApplyAction::kApply;  // what is not known takes back
  Sequence begin = 0;                        // its "apply_begin"
  int64_t moves = 1;                         // how many files it moved; schema 1 does not say: perhaps one
  std::set<std::string> left = {};           // paths that a partial undo left as they are
  std::map<std::string, std::string> names =
      {};  // path → that of the application taken back, where they differ

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
