// The ledger's size, and dropping of contents.
#include <sys/stat.h>

#include <set>

#include "ledger/ledger_impl.h"
#include "ledger/retention_event.h"

namespace suit {
namespace {

// Bytes of a content in the database besides its data: its row, its digest in two places, its last use.
constexpr int64_t kBlobOverheadBytes = 150;
constexpr const char* kKeptBytes = "SELECT coalesce(sum(stored), 0) + 150 * count(*) FROM blob";

}  // namespace

Result<LedgerSize> Ledger::size() {
  auto count = [&](const char* sql, uint64_t& into) -> Result<void> {
    ASSIGN_OR_RETURN(int64_t value, impl_->number(sql));
    into = static_cast<uint64_t>(value);
    return {};
  };
  LedgerSize size;
  RETURN_IF_ERROR(count("SELECT coalesce(max(sequence), 0) FROM event", size.events));
  RETURN_IF_ERROR(count("SELECT count(*) FROM blob", size.blobs));
  RETURN_IF_ERROR(count(kKeptBytes, size.blob_bytes));
  RETURN_IF_ERROR(count("SELECT coalesce(sum(size), 0) FROM blob", size.content_bytes));
  for (const char* suffix : {"", "-wal"}) {
    struct stat st;
    if (::stat((impl_->path + suffix).c_str(), &st) == 0)
      size.file_bytes += static_cast<uint64_t>(st.st_size);
  }
  return size;
}

Result<uint64_t> Ledger::prune(uint64_t keep_bytes, const std::vector<Digest>& protect) {
  ASSIGN_OR_RETURN(int64_t stored, impl_->number(kKeptBytes));
  if (static_cast<uint64_t>(stored) <= keep_bytes) return uint64_t{0};
  RETURN_IF_ERROR(impl_->begin());
  auto failed = [&](const Error& error) { return impl_->abandon(error); };
  std::set<int64_t> kept;
  for (const Digest& digest : protect) {
    auto blob = impl_->find(digest);
    if (!blob) return failed(blob.error());
    if (*blob) kept.insert({(*blob)->id, (*blob)->base});
  }
  // Oldest use first. A content that others are differences to counts as recent as the latest of them, and is
  // dropped after them.
  Statement order;
  int code = order.prepare(
      impl_->database,
      "SELECT b.id, b.stored, max(coalesce((SELECT event FROM blob_last_use WHERE blob = b.id), 0),"
      " coalesce((SELECT max(u.event) FROM blob d JOIN blob_last_use u ON u.blob = d.id"
      "           WHERE d.base = b.id), 0)) AS used"
      " FROM blob b ORDER BY used, b.base IS NULL");
  if (code != SQLITE_OK) return failed(impl_->fail(code));
  std::vector<int64_t> doomed;
  int64_t freed = 0;
  while (static_cast<uint64_t>(stored - freed) > keep_bytes && (code = order.step()) == SQLITE_ROW) {
    if (kept.contains(order.integer(0))) continue;
    doomed.push_back(order.integer(0));
    freed += order.integer(1) + kBlobOverheadBytes;
  }
  order = {};
  Statement drop, forget;
  if ((code = drop.prepare(
           impl_->database,
           "DELETE FROM blob WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM blob WHERE base = ?1)")) ||
      (code = forget.prepare(
           impl_->database,
           "DELETE FROM blob_last_use WHERE blob = ?1 AND NOT EXISTS (SELECT 1 FROM blob WHERE id = ?1)")))
    return failed(impl_->fail(code));
  for (int64_t id : doomed) {
    for (Statement* statement : {&drop, &forget}) {
      StatementUse use(*statement);
      use->bind(1, id);
      if ((code = use->step()) != SQLITE_DONE) return failed(impl_->fail(code));
    }
  }
  drop = {};
  forget = {};
  impl_->uses.clear();
  ASSIGN_OR_RETURN(int64_t left, impl_->number(kKeptBytes));
  RETURN_IF_ERROR(append(RetentionEvent{.freed_bytes = stored - left, .kept_bytes = left}));
  RETURN_IF_ERROR(impl_->run("PRAGMA incremental_vacuum"));
  return static_cast<uint64_t>(stored - left);
}

}  // namespace suit
