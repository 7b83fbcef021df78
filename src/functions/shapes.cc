#include "functions/shapes.h"

#include "base/clock.h"
#include "base/text.h"
#include "change/diff.h"
#include "functions/as_json.h"

namespace suit::functions {

std::vector<Edit> edits_of(const std::vector<FileEdit>& edits) {
  std::vector<Edit> list;
  for (const FileEdit& edit : edits) {
    FileDiff diff(edit);
    Edit one{.path = edit.path, .change = std::string(change_of(edit))};
    if (!edit.moved_from.empty()) one.moved_from = edit.moved_from;
    one.added = static_cast<int64_t>(diff.added());
    one.removed = static_cast<int64_t>(diff.removed());
    if (diff.binary) one.binary = true;
    list.push_back(std::move(one));
  }
  return list;
}

std::vector<Conflict> conflicts_of(const std::vector<ApplyConflict>& conflicts) {
  std::vector<Conflict> list;
  for (const ApplyConflict& conflict : conflicts) list.push_back({conflict.path, conflict.why});
  return list;
}

LedgerEvent shown(const Event& event, EventNames& names) {
  LedgerEvent one{.sequence = event.sequence,
                  .at = utc_text(event.at_us),
                  .at_us = event.at_us,
                  .kind = event.kind,
                  .body = event.body};
  auto name_of = [&](Sequence sequence) -> std::optional<std::string> {
    std::string name = names.of(sequence);
    return is_digits(name) ? std::nullopt : std::optional(name);
  };
  one.name = name_of(event.sequence);
  if (!event.about) return one;
  one.about = event.about;
  one.about_name = name_of(event.about);
  return one;
}

Event event_of(const LedgerEvent& one) {
  return {one.sequence, one.at_us, one.kind, one.about.value_or(0), one.body};
}

Result<std::string> content_of(Ledger& ledger, const std::optional<Digest>& digest) {
  return digest ? ledger.content(*digest) : Result<std::string>(std::string());
}

}  // namespace suit::functions
