// Checks the integrity of the whole ledger.
#include "ledger/ledger_impl.h"

namespace suit {

Result<void> Ledger::examine() {
  Error damaged{ErrorCode::kCorrupt, "the ledger " + printable(impl_->path) + " is damaged: ",
                "your files are untouched; move it away and Suit starts a new one (its data for undo is "
                "in the old)"};
  {
    Statement check;
    int code = check.prepare(impl_->database, "PRAGMA integrity_check(1)");
    if (code != SQLITE_OK) return impl_->fail(code);
    if (code = check.step(); code != SQLITE_ROW) return impl_->fail(code);
    if (std::string verdict(check.bytes(0)); verdict != "ok") {
      damaged.message += printable(verdict);
      return damaged;
    }
  }
  Sequence last = 0;
  RETURN_IF_ERROR(for_each({}, [&](const Event& event) { return event.sequence == ++last; }));
  ASSIGN_OR_RETURN(int64_t count, impl_->number("SELECT count(*) FROM event"));
  if (last != count) {
    damaged.message += "events are missing before number " + std::to_string(last + 1);
    return damaged;
  }
  std::vector<Digest> digests;
  Statement contents;
  int code = contents.prepare(impl_->database, "SELECT digest FROM blob");
  if (code != SQLITE_OK) return impl_->fail(code);
  while ((code = contents.step()) == SQLITE_ROW)
    if (auto digest = Digest::from_hex(to_hex(contents.bytes(0)))) digests.push_back(*digest);
  if (code != SQLITE_DONE) return impl_->fail(code);
  for (const Digest& digest : digests)
    if (auto kept = content(digest); !kept) return kept.error();
  return {};
}

}  // namespace suit
