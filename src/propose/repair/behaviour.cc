#include "propose/repair/behaviour.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <set>
#include <tuple>

#include "base/clock.h"
#include "base/json.h"
#include "base/parallel.h"
#include "base/text.h"

namespace suit::repair {
namespace {

struct Came {
  std::string text;
  int far = 0;
};

constexpr size_t kCallsMax = 300;          // the maximum of src/verify/watchers/behaviour.py
constexpr size_t kTextMax = 500;           // of a call or its result
constexpr size_t kPrintedMax = 1'000'000;  // of one candidate

// People read it as a call and a value, so it must look like one.
bool is_plain(const std::string& text) {
  return !text.empty() && text.size() <= kTextMax && printable(text) == text;
}

// The printed results, by call, of calls that ended. The candidate runs in the same process and can forge
// such lines. That only spoils the comparison; the verdict does not depend on it.
std::map<std::string, Came> read_one(std::string_view printed) {
  std::map<std::string, Came> came;
  for (std::string_view line : split_lines(printed.substr(0, kPrintedMax))) {
    if (came.size() == kCallsMax) break;
    if (!line.starts_with("{\"said\"")) continue;
    auto json = parse_json(line);
    if (!json || !json->is_object()) continue;
    std::string said = string_or(*json, "said", ""), text = string_or(*json, "came", "");
    if (is_plain(said) && is_plain(text))
      came.try_emplace(said, Came{text, static_cast<int>(integer_or(*json, "far", 0))});
  }
  return came;
}

}  // namespace

Behaviours Behaviours::read(const std::vector<std::string>& printed, const std::string& again) {
  Behaviours behaviours;
  std::vector<std::map<std::string, Came>> all;
  for (const std::string& one : printed) all.push_back(read_one(one));
  if (all.empty()) return behaviours;
  auto second = read_one(again);
  for (auto& [said, first] : all.front()) {
    auto same = second.find(said);
    if (same == second.end() || same->second.text != first.text) continue;
    TriedCall call{.said = said, .far = first.far};
    for (auto& one : all)
      if (auto found = one.find(said); found != one.end()) call.came.push_back(found->second.text);
    if (call.came.size() == all.size()) behaviours.calls_.push_back(std::move(call));
  }
  return behaviours;
}

bool Behaviours::alike(size_t a, size_t b) const {
  return std::all_of(calls_.begin(), calls_.end(),
                     [&](const TriedCall& call) { return call.came[a] == call.came[b]; });
}

const TriedCall* Behaviours::parting(const std::vector<size_t>& candidates) const {
  const TriedCall* best = nullptr;
  std::tuple<bool, int, size_t, size_t> least;
  for (const TriedCall& call : calls_) {
    std::set<std::string_view> kinds;
    bool raises = false;
    for (size_t i : candidates) {
      kinds.insert(call.came[i]);
      raises |= call.came[i].starts_with("raises ");
    }
    if (kinds.size() < 2) continue;
    std::tuple<bool, int, size_t, size_t> cost{raises, call.far, candidates.size() - kinds.size(),
                                               call.said.size()};
    if (!best || cost < least) best = &call, least = cost;
  }
  return best;
}

Result<Behaviours> behaviours_of(const Trials& trials, const Measure& measure,
                                 const std::vector<Candidate>& candidates, int64_t time_ms,
                                 const std::atomic<bool>* cancelled) {
  int64_t end_us = monotonic_us() + time_ms * 1'000;
  std::set<std::string> files;
  for (const Candidate& candidate : candidates) files.insert(candidate.source->path());
  Measure recorded = measure;
  recorded.test_ms *= 3;  // recording takes time too
  recorded.test_cpu_ms = 0;
  recorded.check_ms = std::min(measure.check_ms * 3, time_ms);
  ASSIGN_OR_RETURN(std::string calls, trials.calls(recorded, {candidates.front().edit()},
                                                   {files.begin(), files.end()}, cancelled));
  if (calls.find("{\"call\"") == calls.npos) return Behaviours();
  // The first one runs twice: results that differ the second time are ignored.
  size_t count = std::min(candidates.size(), kComparedMax);
  std::vector<std::string> printed(count + 1);
  size_t done = 0;
  std::mutex mutex;
  std::optional<Error> failure;
  std::atomic<bool> over{false};
  auto try_one = [&](size_t i) {
    if (monotonic_us() >= end_us) over = true;
    if (over) return;
    auto one =
        trials.behaviour(measure, {candidates[i % count].edit()}, calls, Trials::Similar::kNear, cancelled);
    std::lock_guard hold(mutex);
    if (!one) failure = one.error(), over = true;
    if (failure) return;
    printed[i] = std::move(*one);
    printed[i].resize(std::min(printed[i].size(), kPrintedMax));
    ++done;
  };
  for_each_parallel(printed.size(), measure.sandbox->options().parallel, &over, try_one);
  if (failure) return *failure;
  if (done < printed.size()) return Behaviours();
  std::string again = std::move(printed.back());
  printed.pop_back();
  return Behaviours::read(printed, again);
}

}  // namespace suit::repair
