// Lists of edits in the ledger: JSON with digests instead of contents, stored once as a content of its own.
// Ledgers of schema 1 have the list in the event itself. Format: docs/ledger.md.
#pragma once

#include <optional>
#include <vector>

#include "change/proposal.h"

namespace suit {

// A reference of a "proposal" or "apply_begin" event to its list.
struct EditListRef {
  std::optional<Digest> digest = {};  // of the content
  Json inline_list = Json::array();   // schema 1

  Json json() const;
  static EditListRef of(const Event& event);
};

Json json_of_edits(const std::vector<FileEdit>& edits);

// Stores the list. `like` is a similar list. Durable with the next append.
Result<Digest> keep_edit_list(Ledger& ledger, const std::vector<FileEdit>& edits,
                              const Digest* like = nullptr);

// The list as JSON. Errors: kCorrupt; kNotFound if retention has dropped it.
Result<Json> edit_list_json(Ledger& ledger, const EditListRef& ref);
// The edits; listed_edits() fetches no contents and leaves them empty. Errors: those of edit_list_json(); for
// edits_of() also a dropped content.
Result<std::vector<FileEdit>> listed_edits(Ledger& ledger, const EditListRef& ref);
Result<std::vector<FileEdit>> edits_of(Ledger& ledger, const EditListRef& ref);

}  // namespace suit
