// Parts of answers that several functions share.
#pragma once

#include <array>

#include "base/fields.h"
#include "base/level.h"
#include "change/apply.h"
#include "change/event_names.h"
#include "loop/level_decision.h"
#include "loop/marks.h"
#include "trust/trust.h"

namespace suit {

template <>
struct EnumNames<Level> {
  static constexpr auto& names = kLevelNames;
};

namespace functions {

// "created", "removed", "moved", "changed": one file's change.
struct Edit {
  static constexpr std::string_view kShape = "Edit";
  Bytes path;
  std::string change;
  std::optional<Bytes> moved_from;
  int64_t added = 0, removed = 0;
  std::optional<bool> binary;
  Fields fields() {
    return {{"path", path, ""},
            Field("change", change, "").one_of("created|removed|moved|changed"),
            {"moved_from", moved_from, ""},
            {"added", added, "Lines"},
            {"removed", removed, "Lines"},
            {"binary", binary, "Present if it is not text"}};
  }
};
std::vector<Edit> edits_of(const std::vector<FileEdit>& edits);

struct Conflict {
  static constexpr std::string_view kShape = "Conflict";
  Bytes path, why;
  Fields fields() { return {{"path", path, ""}, {"why", why, "How it differs from what was expected"}}; }
};
std::vector<Conflict> conflicts_of(const std::vector<ApplyConflict>& conflicts);

struct Cap {
  static constexpr std::string_view kShape = "Cap";
  std::string why, lift;
  Fields fields() {
    return {{"why", why, "What limits the level"}, {"lift", lift, "What would lift the limit"}};
  }
};

// An event of the ledger; docs/ledger.md lists the kinds.
struct LedgerEvent {
  static constexpr std::string_view kShape = "Event";
  int64_t sequence = 0;
  std::string at;
  int64_t at_us = 0;
  std::string kind;
  std::optional<int64_t> about;
  std::optional<std::string> name, about_name;
  Json body = Json::object();
  Fields fields() {
    return {{"sequence", sequence, "Event number"},
            {"at", at, "UTC"},
            {"at_us", at_us, "Microseconds since 1970"},
            {"kind", kind, "Listed in docs/ledger.md"},
            {"about", about, "Event that it is about"},
            {"name", name, "Name of a task or proposal, such as t3 or p3"},
            {"about_name", about_name, "Name of the event that it is about"},
            {"body", body, ""}};
  }
};
LedgerEvent shown(const Event& event, EventNames& names);
Event event_of(const LedgerEvent& shown);

// A stored content; "" if there is none. Errors: those of Ledger::content.
Result<std::string> content_of(Ledger& ledger, const std::optional<Digest>& digest);

// The request of a function about one event.
struct Numbered {
  EventId id = 0;
  Fields fields() {
    return {Field("id", id, "A name such as p3 or t3, or a number from `suit log`")
                .required()
                .positional()
                .as("ID")};
  }
};

}  // namespace functions
}  // namespace suit
