// Append-only record of events and their contents. Independent of models and the loop. One ledger per folder:
// .suit/ledger.db, SQLite in WAL mode. Format: docs/ledger.md. Several processes may use it at once; one
// Ledger object belongs to one thread at a time.
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

// Position of an event in the ledger, from 1. It identifies tasks, proposals and applications.
using Sequence = int64_t;

struct Event {
  Sequence sequence = 0;  // set by the ledger
  int64_t at_us = 0;      // set by the ledger
  std::string kind;    // "task", "proposal", "check", "verdict", "apply_begin" …: docs/ledger.md lists them
  Sequence about = 0;  // the event that this one refers to; 0 for none
  // The data of the kind's struct. Read it through that struct: of(event).
  Json body = Json::object();

  template <class E>
  bool is() const {
    return kind == E::kKind;
  }
};

// The body of one kind of event: a struct with its codec, in x_event.h of the folder that writes it, or of
// the first folder that reads it if that is higher. of() reads events of every version of Suit: a missing or
// malformed field gets its default.
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
  uint64_t blob_bytes = 0;     // as stored: compressed, with the database's overhead
  uint64_t content_bytes = 0;  // uncompressed
  uint64_t file_bytes = 0;     // of the database on disk
};

enum class LedgerMode { kReadOnly, kReadWrite, kCreate };

class Ledger {
 public:
  // Opens the ledger at `path`; kCreate creates a missing one. An older schema is migrated when opened for
  // writing; when opened for reading it is read unchanged. Errors: kNotFound (missing or empty, except with
  // kCreate); kCorrupt (not a ledger, or damaged); kUnsupported (written by a newer Suit); kIo; kDenied.
  static Result<std::unique_ptr<Ledger>> open(const std::string& path, LedgerMode mode);
  ~Ledger();

  // Appends one event; it is durable on return, with all blobs stored since the last append. Returns its
  // number. Errors: kIo, kNoSpace, kBusy: nothing was appended. kDenied: opened read-only.
  Result<Sequence> append(Event event);
  template <EventBody E>
  Result<Sequence> append(const E& body, Sequence about = 0) {
    return append(Event{.kind = std::string(E::kKind), .about = about, .body = body.json()});
  }

  // Stores a content once, compressed, until retention drops it; durable with the next append. If `base` is a
  // stored content that it resembles, only the difference is stored.
  Result<void> keep(const Digest& digest, std::string_view content, const Digest* base = nullptr);
  // Errors: kNotFound (never stored, or dropped by retention), kCorrupt (its digest does not match).
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
    bool brief = false;  // without the lists of edits, which are most of a ledger's size
  };
  Result<void> for_each(const Query& query, const std::function<bool(const Event&)>& visit);  // false stops
  Result<std::vector<Event>> events(const Query& query);
  Result<Sequence> newest();  // 0: no event yet
  // The numbers of all events of a kind, in order.
  Result<std::vector<Sequence>> sequences_of(std::string_view kind);

  // The ledger's id: 32 hexadecimal digits, random; "" for an older schema that is read unchanged.
  Result<std::string> identity();
  // Sets and returns a new id. Errors: kIo, kNoSpace, kBusy, kDenied: nothing changed.
  Result<std::string> renew_identity();

  // Events up to this one were recorded elsewhere, or by somebody else: history, not evidence. The code that
  // opens the ledger sets it (ledger/origin.h); 0 for none.
  Sequence foreign_until() const { return foreign_until_; }
  void set_foreign_until(Sequence sequence) { foreign_until_ = sequence; }

  Result<LedgerSize> size();

  // Reads everything: the database's structure, every event, every content. Errors: kCorrupt, kIo.
  Result<void> examine();

  // Drops the least recently used contents until at most keep_bytes (as blob_bytes) are left, except those in
  // `protect`. Events are never dropped. Returns the freed bytes.
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
