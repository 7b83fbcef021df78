// Append-only record of what happened, and the contents it speaks of. Knows nothing about models or the loop.
// One ledger a folder: .suit/ledger.db, SQLite in WAL mode. Format: docs/ledger.md. Several processes may use
// it at once; one Ledger object belongs to one thread at a time.
#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.h"
#include "base/json.h"
#include "base/result.h"

namespace suit {

// Position of an event in the ledger, from 1. Tasks, proposals and applications go by the number of their
// event.
using Sequence = int64_t;

struct Event {
  Sequence sequence = 0;  // set by the ledger
  int64_t at_us = 0;      // set by the ledger
  std::string kind;    // "task", "proposal", "check", "verdict", "apply_begin" …: docs/ledger.md lists them
  Sequence about = 0;  // the event that this one speaks of; 0 for none
  // What the kind's struct holds. Read it through that struct: of(event).
  Json body = Json::object();

  template <class E>
  bool is() const {
    return kind == E::kKind;
  }
};

// What an event of one kind says: a struct with its codec, in x_event.h of the folder that writes it, or of
// the first that reads it where that stands above. of() reads what any version of Suit wrote: where a field
// is missing or malformed, the struct has its fallback.
template <class E>
concept EventBody = requires(const E& body, const Event& event) {
  { E::kKind } -> std::convertible_to<std::string_view>;
  { body.json() } -> std::same_as<Json>;
  { E::of(event) } -> std::same_as<E>;
};

// For Ledger::Query: kinds_of<ProposalEvent, VerdictEvent>().
template <EventBody... E>
std::vector<std::string> kinds_of() {
  return {std::string(E::kKind)...};
}

struct LedgerSize {
  uint64_t events = 0;
  uint64_t blobs = 0;
  uint64_t blob_bytes = 0;     // as kept: compressed, with what the database needs for each
  uint64_t content_bytes = 0;  // as they were
  uint64_t file_bytes = 0;     // of the database on disk
};

enum class LedgerMode { kReadOnly, kReadWrite, kCreate };

class Ledger {
 public:
  // Opens the ledger at `path`; kCreate makes it where it is missing. Opened for writing, an older schema is
  // brought up to date; for reading it is read as it is. Errors: kNotFound (not there, or empty, but for
  // kCreate); kCorrupt (not a ledger, or damaged); kUnsupported (written by a newer Suit); kIo; kDenied.
  static Result<std::unique_ptr<Ledger>> open(const std::string& path, LedgerMode mode);
  ~Ledger();

  // Appends one event; it is durable on return, with all blobs kept since the last append. Returns its
  // number. Errors: kIo, kNoSpace, kBusy: nothing was appended. kDenied: opened read-only.
  Result<Sequence> append(Event event);
  template <EventBody E>
  Result<Sequence> append(const E& body, Sequence about = 0) {
    return append(Event{.kind = std::string(E::kKind), .about = about, .body = body.json()});
  }

  // Keeps a content, compressed and once, until retention drops it; durable with the next append. Where
  // `base` is a kept content that it resembles, only the difference is stored.
  Result<void> keep(const Digest& digest, std::string_view content, const Digest* base = nullptr);
  // Errors: kNotFound (never kept, or dropped by retention), kCorrupt (its content does not fit its digest).
  Result<std::string> content(const Digest& digest);
  bool has(const Digest& digest);

  Result<Event> event(Sequence sequence);  // kNotFound
  // Events in order. Any field of the query narrows it.
  struct Query {
    std::vector<std::string> kinds = {};
    std::optional<Sequence> about = {};
    Sequence after = 0;
    size_t limit = SIZE_MAX;
    bool newest_first = false;
    bool brief = false;  // without the lists of edits, which make most of a ledger's bulk
  };
  Result<void> for_each(const Query& query, const std::function<bool(const Event&)>& visit);  // false stops
  Result<std::vector<Event>> events(const Query& query);
  Result<Sequence> newest();  // 0: there is no event yet

  // Which ledger this is: 32 hexadecimal digits, random; "" in one of an older schema that is read as it is.
  Result<std::string> identity();
  // Gives it another one and returns that. Errors: kIo, kNoSpace, kBusy, kDenied: nothing changed.
  Result<std::string> renew_identity();

  // Events up to this one were recorded elsewhere, or by somebody else: history, never evidence. Who opens
  // the ledger says so (ledger/origin.h); 0 for none.
  Sequence foreign_until() const { return foreign_until_; }
  void set_foreign_until(Sequence sequence) { foreign_until_ = sequence; }

  Result<LedgerSize> size();

  // Reads everything: the database's own structure, every event, every content. Errors: kCorrupt, kIo.
  Result<void> examine();

  // Drops the contents least recently used until at most keep_bytes (as blob_bytes) are left, but none that
  // `protect` names. Events stay for ever. Returns how many bytes went.
  Result<uint64_t> prune(uint64_t keep_bytes, const std::vector<Digest>& protect);

 private:
  struct Impl;
  explicit Ledger(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
  Sequence foreign_until_ = 0;
};

// The schema as SQL, for docs/ledger.md and its test.
std::string_view ledger_schema();
inline constexpr int kLedgerSchemaVersion = 3;

}  // namespace suit
