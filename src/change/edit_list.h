// Lists of edits in the ledger: JSON with digests in place of contents, kept as a content of its own, once
// however many events name it. Ledgers of schema 1 hold the list in the event itself. Format: docs/ledger.md.
#pragma once

#include <optional>
#include <vector>

#include "change/proposal.h"

namespace suit {

// How a "proposal" or "apply_begin" event names its list.
struct EditListRef {
  std::optional<Digest> digest = {};  // of the content that holds it
  Json inline_list = Json::array();   // schema 1

  Json json() const;
  static EditListRef of(const Event& event);
};

Json json_of_edits(const std::vector<FileEdit>& edits);

// Keeps the list. `like` is a list that it resembles. Durable with the next append.
Result<Digest> keep_edit_list(Ledger& ledger, const std::vector<FileEdit>& edits,
                              const Digest* like = nullptr);

// The list as JSON. Errors: kCorrupt; kNotFound where retention has dropped it.
Result<Json> edit_list_json(Ledger& ledger, const EditListRef& ref);
// The edits; listed_edits() leaves the contents empty and fetches none. Errors: as edit_list_json(); for
// edits_of() also where a content was dropped.
Result<std::vector<FileEdit>> listed_edits(Ledger& ledger, const EditListRef& ref);
Result<std::vector<FileEdit>> edits_of(Ledger& ledger, const EditListRef& ref);

}  // namespace suit
