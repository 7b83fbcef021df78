#include "verify/special_cases.h"

#include <cctype>
#include <cstdlib>
#include <map>
#include <set>

#include "base/json.h"
#include "base/text.h"

namespace suit {
namespace {

constexpr size_t kOthersMin = 3;  // other values at a place, of which none gives another result

struct Came {
  int64_t call;
  std::string leaf, was, said, came;
  bool twice;
  bool is_recorded() const { return leaf == "-1"; }
  bool ended_well() const { return !came.empty() && !came.starts_with("raises "); }
};

std::vector<Came> read_came(std::string_view printed) {
  std::vector<Came> all;
  for (std::string_view line : split_lines(printed)) {
    auto json = parse_json(line);
    if (!json || !json->is_object()) continue;
    all.push_back({integer_or(*json, "call", -1), string_or(*json, "leaf", ""), string_or(*json, "was", ""),
                   string_or(*json, "said", ""), string_or(*json, "came", ""),
                   json->value("twice", Json()) == Json(true)});
  }
  return all;
}

// What a program has for its own sake.
bool is_common(std::string_view value, std::string_view known) {
  if (value.empty()) return true;
  for (std::string_view one : {"0", "1", "-1", "2", "0.0", "1.0", "''", "True", "False", "None"})
    if (value == one) return true;
  // A limit that the code compares with.
  if (std::isdigit(static_cast<unsigned char>(value[0]))) {
    for (size_t at = known.find(value); at != known.npos; at = known.find(value, at + 1)) {
      auto is_part = [&](size_t i) {
        return i < known.size() && (std::isalnum(static_cast<unsigned char>(known[i])) || known[i] == '.');
      };
      if ((at == 0 || !is_part(at - 1)) && !is_part(at + value.size())) return true;
    }
    return false;
  }
  if (value.size() < 2 || value[0] != '\'') return false;
  std::string_view text = value.substr(1, value.size() - 2);
  return known.find(value) != known.npos || known.find("\"" + std::string(text) + "\"") != known.npos;
}

// A place in the arguments of one call.
struct Place {
  size_t others = 0;     // values there with which the call can be compared
  size_t different = 0;  // of these, with another result than before
  bool is_common = false;
};

struct Call {
  std::string said, before, with;
  std::map<std::string, Place> places = {};
};

std::string function_of(const std::string& said) {
  return said.substr(0, said.find('('));
}

// How often the functions that it was given were called, as the watchers print it.
int64_t calls_of_arguments(std::string_view came) {
  constexpr std::string_view kCalls = ", calls its argument ";
  size_t at = came.find(kCalls);
  return at == came.npos ? 0 : std::atoll(std::string(came.substr(at + kCalls.size(), 20)).c_str());
}

bool calls_less(const std::string& before, const std::string& with) {
  auto ended = [](const std::string& came) { return !came.empty() && !came.starts_with("raises "); };
  return ended(before) && ended(with) && calls_of_arguments(with) < calls_of_arguments(before);
}

}  // namespace

std::vector<std::string> special_cases(std::string_view before_printed, std::string_view with_printed,
                                       std::string_view known, bool complete) {
  std::vector<Came> before = read_came(before_printed), with = read_came(with_printed);
  std::map<int64_t, Call> calls;
  std::set<std::string> unsteady_before;  // functions
  std::map<std::string, std::string> unsteady;
  std::map<int64_t, std::string> first_before, first_with;
  for (size_t i = 0; i < std::min(before.size(), with.size()); ++i) {
    const Came &a = before[i], &b = with[i];
    if (a.said != b.said || a.call != b.call || a.leaf != b.leaf) break;
    if (a.is_recorded()) {
      auto [one, is_new] = first_before.try_emplace(a.call, a.came);
      if (one->second != a.came) unsteady_before.insert(function_of(a.said));
      auto [other, also_new] = first_with.try_emplace(b.call, b.came);
      if (other->second != b.came)
        unsteady.try_emplace(function_of(b.said), b.said + " gives " + other->second + ", later " + b.came);
      if (is_new) calls.try_emplace(a.call, Call{a.said, a.came, b.came});
      continue;
    }
    Place& place = calls[a.call].places[a.leaf];
    place.is_common = a.twice || is_common(a.was, known);
    if (!a.ended_well() && !b.ended_well()) continue;
    ++place.others;
    place.different += a.came != b.came;
  }
  // A function that gives nothing may do what is not seen here.
  bool gives = false, differs = false;
  for (auto& [number, call] : calls) {
    gives |= !call.said.empty() && call.with != "None" && call.with != "undefined" && !call.with.empty();
    differs |= call.before != call.with;
  }
  // By function: all calls whose results changed must be special.
  std::map<std::string, std::vector<std::string>> special;
  std::set<std::string> general;
  for (auto& [number, call] : calls) {
    if (call.said.empty() || call.before == call.with) continue;
    bool is_special = false;
    for (auto& [leaf, place] : call.places)
      is_special |= !place.is_common && place.others >= kOthersMin && place.different == 0;
    if (is_special)
      special[function_of(call.said)].push_back(call.said);
    else
      general.insert(function_of(call.said));
  }
  std::vector<std::string> found;
  // What a callback of a test asserts is not asserted where it is not called.
  std::set<std::string> calling_less;
  for (auto& [number, call] : calls)
    if (calls_less(call.before, call.with) && calling_less.insert(function_of(call.said)).second)
      found.push_back("calls its argument less often than before: " + printable(call.said));
  std::set<std::string> changing;  // functions that change their arguments, as they did not
  constexpr std::string_view kThen = ", its arguments then ";
  for (auto& [number, call] : calls)
    // A method's attributes may hold what it computed.
    if (function_of(call.said).find('.') == std::string::npos && call.with.find(kThen) != call.with.npos &&
        !call.before.empty() && !call.before.starts_with("raises ") &&
        call.before.find(kThen) == call.before.npos)
      if (changing.insert(function_of(call.said)).second)
        found.push_back("changes its arguments, which it did not before: " + printable(call.said));
  if (complete && gives && !differs && unsteady.empty())
    found.push_back("gives the same as before outside of the tests: " +
                    printable(calls.begin()->second.said));
  for (auto& [function, said] : special)
    if (!general.contains(function))
      found.push_back(
          "gives other results than before only for inputs of the tests: " + printable(said.front()) +
          (said.size() > 1 ? " and " + std::to_string(said.size() - 1) + " more" : ""));
  for (auto& [function, text] : unsteady)
    if (!unsteady_before.contains(function))
      found.push_back("does not always give the same: " + printable(text));
  return found;
}

}  // namespace suit
