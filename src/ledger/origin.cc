#include "ledger/origin.h"

#include <algorithm>

#include "base/text.h"
#include "base/user_state.h"

namespace suit {
namespace {

constexpr Sequence kAll = INT64_MAX;
constexpr const char* kNotMadeHere = "it was not made by you on this machine";

bool is_identity(const std::string& id) {
  return id.size() == 32 && std::all_of(id.begin(), id.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

std::string entry_name(const std::string& id) {
  return "ledgers/" + id + ".json";
}

// nullopt: unknown, or not the registered file.
std::optional<Sequence> noted(const std::string& id, const std::string& path) {
  if (!is_identity(id)) return std::nullopt;
  auto text = read_user_state(entry_name(id));
  auto json = text ? parse_json(*text) : Result<Json>(text.error());
  auto file = file_identity(path);
  if (!json || !json->is_object() || !file || string_or(*json, "file", "") != *file) return std::nullopt;
  return std::max<Sequence>(integer_or(*json, "foreign_until", kAll), 0);
}

Result<void> note(const std::string& id, const std::string& path, Sequence foreign_until) {
  ASSIGN_OR_RETURN(std::string file, file_identity(path));
  Json json = {{"file", file}, {"foreign_until", foreign_until}, {"path", json_of_bytes(path)}};
  return write_user_state(entry_name(id), to_text(json) + "\n");
}

LedgerOrigin known(Sequence foreign_until) {
  return {foreign_until, foreign_until > 0 ? kNotMadeHere : ""};
}

}  // namespace

Result<LedgerOrigin> origin_of(Ledger& ledger, const std::string& path) {
  if (!belongs_to_user(path)) return LedgerOrigin{kAll, "it belongs to another user"};
  ASSIGN_OR_RETURN(std::string id, ledger.identity());
  if (auto until = noted(id, path)) return known(*until);
  ASSIGN_OR_RETURN(Sequence newest, ledger.newest());
  return newest ? LedgerOrigin{kAll, kNotMadeHere} : LedgerOrigin{};
}

Result<LedgerOrigin> claim_ledger(Ledger& ledger, const std::string& path) {
  if (!belongs_to_user(path)) return LedgerOrigin{kAll, "it belongs to another user"};
  ASSIGN_OR_RETURN(std::string id, ledger.identity());
  if (auto until = noted(id, path)) return known(*until);
  auto unnoted = [](const Error& error) {
    return LedgerOrigin{kAll, "it can't be recorded as yours: " + error.message};
  };
  auto lock = lock_user_state();
  if (!lock) return unnoted(lock.error());
  ASSIGN_OR_RETURN(id, ledger.identity());  // another process may have been first
  if (auto until = noted(id, path)) return known(*until);
  // A new id: the sender of the ledger knows the old one and could send another ledger with it.
  ASSIGN_OR_RETURN(id, ledger.renew_identity());
  ASSIGN_OR_RETURN(Sequence newest, ledger.newest());
  if (auto done = note(id, path, newest); !done) return unnoted(done.error());
  LedgerOrigin origin = known(newest);
  origin.taken_over = newest > 0;
  return origin;
}

Result<void> adopt_ledger(Ledger& ledger, const std::string& path) {
  ASSIGN_OR_RETURN(FileLock lock, lock_user_state());
  ASSIGN_OR_RETURN(std::string id, ledger.renew_identity());
  return note(id, path, 0);
}

}  // namespace suit
