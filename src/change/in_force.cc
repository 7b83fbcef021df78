#include "change/in_force.h"

#include <algorithm>
#include <iterator>

namespace suit {
namespace {

using Paths = std::set<std::string>;

Paths minus(const Paths& a, const Paths& b) {
  Paths out;
  std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::inserter(out, out.end()));
  return out;
}

Paths both(const Paths& a, const Paths& b) {
  Paths out;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::inserter(out, out.end()));
  return out;
}

Paths either(const Paths& a, const Paths& b) {
  Paths out = a;
  out.insert(b.begin(), b.end());
  return out;
}

using Applications = std::map<Sequence, Application>;

// Undoing an undo restores what it had undone, and so on recursively.
void move_force(Applications& applications, Sequence sequence, const PathSet& paths, bool gives) {
  auto it = applications.find(sequence);
  if (it == applications.end()) return;
  Application& application = it->second;
  application.in_force = gives ? application.in_force.with(paths) : application.in_force.without(paths);
  if (application.action == ApplyAction::kApply || application.about >= sequence) return;
  // Only paths whose own change is concerned.
  PathSet concerned = application.took.without(application.took.without(paths.renamed(application.names)));
  move_force(applications, application.about, concerned, !gives);
}

// Events come in the order of their numbers.
void add(const Event& event, Applications& applications) {
  AppliedEvent applied = AppliedEvent::of(event);
  Application application{.action = applied.action, .about = event.about, .names = std::move(applied.names)};
  auto object = applications.find(event.about);
  if (application.action != ApplyAction::kApply && object != applications.end()) {
    application.took = object->second.in_force.without(PathSet::of(std::move(applied.left)));
    PathSet took = application.took;
    move_force(applications, event.about, took, false);
  }
  applications.emplace(event.sequence, std::move(application));
}

}  // namespace

PathSet PathSet::without(const PathSet& other) const {
  if (!all_but_)
    return PathSet(false, other.all_but_ ? both(paths_, other.paths_) : minus(paths_, other.paths_));
  if (!other.all_but_) return PathSet(true, either(paths_, other.paths_));
  return PathSet(false, minus(other.paths_, paths_));
}

PathSet PathSet::with(const PathSet& other) const {
  if (!all_but_ && !other.all_but_) return PathSet(false, either(paths_, other.paths_));
  if (all_but_ && other.all_but_) return PathSet(true, both(paths_, other.paths_));
  return all_but_ ? PathSet(true, minus(paths_, other.paths_)) : PathSet(true, minus(other.paths_, paths_));
}

PathSet PathSet::renamed(const std::map<std::string, std::string>& names) const {
  Paths paths;
  for (const std::string& path : paths_) {
    auto it = names.find(path);
    paths.insert(it == names.end() ? path : it->second);
  }
  return PathSet(all_but_, std::move(paths));
}

Result<Applications> read_applications(Ledger& ledger) {
  Applications applications;
  RETURN_IF_ERROR(ledger.for_each({.kinds = kinds_of<AppliedEvent>()}, [&](const Event& event) {
    add(event, applications);
    return true;
  }));
  return applications;
}

Result<Applications> read_applications_of(Ledger& ledger, Sequence proposal) {
  std::map<Sequence, Event> events;
  std::vector<Sequence> objects = {proposal};
  for (size_t i = 0; i < objects.size(); ++i) {
    // An event that refers to a later one is not ours and could form a cycle.
    Ledger::Query query{.kinds = kinds_of<AppliedEvent>(), .about = objects[i], .after = objects[i]};
    ASSIGN_OR_RETURN(auto found, ledger.events(query));
    for (Event& event : found) {
      objects.push_back(event.sequence);
      events.emplace(event.sequence, std::move(event));
    }
  }
  Applications applications;
  for (const auto& [sequence, event] : events) add(event, applications);
  return applications;
}

}  // namespace suit
