#include "verify/weakened.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "verify/assertion.h"
#include "verify/tests_in.h"
#include "verify/weakened_tests.h"

namespace suit {
namespace {

constexpr size_t kComparedFileBytesMax = 4u << 20;
constexpr size_t kLinesPerFileMax = 12;

bool is_too_large(const FileEdit& edit) {
  return std::max(edit.before.content.size(), edit.after.content.size()) > kComparedFileBytesMax;
}

// The most telling lines of each file, in the order of the edits.
std::vector<Weakening> in_order(std::vector<Weakening> found, const std::vector<FileEdit>& edits) {
  std::map<std::string_view, size_t> place, count;
  for (const FileEdit& edit : edits) place.emplace(edit.path, place.size());
  std::stable_sort(found.begin(), found.end(), [&](const Weakening& a, const Weakening& b) {
    if (a.path != b.path) return place[a.path] < place[b.path];
    return std::pair(a.line, a.of_base) < std::pair(b.line, b.of_base);
  });
  std::vector<Weakening> shown;
  for (Weakening& each : found)
    if (++count[each.path] <= kLinesPerFileMax) shown.push_back(std::move(each));
  for (Weakening& each : shown) {
    size_t all = count[each.path];
    if (all <= kLinesPerFileMax) continue;
    each.text += " (and " + std::to_string(all - kLinesPerFileMax) + " more lines of this file)";
    count[each.path] = 0;
  }
  return shown;
}

}  // namespace

std::vector<Weakening> weakened_in(const std::vector<FileEdit>& edits) {
  std::vector<Weakening> found;
  std::vector<const FileEdit*> with_tests;
  for (const FileEdit& edit : edits) {
    if (edit.before.same_as(edit.after)) continue;
    if (is_too_large(edit)) {
      found.push_back({.path = edit.path, .kind = WeakeningKind::kUnread, .text = "too large to compare"});
      continue;
    }
    if (reads_tests(edit.path)) with_tests.push_back(&edit);
  }
  for (Weakening& each : weakened_tests(with_tests)) found.push_back(std::move(each));
  return in_order(std::move(found), edits);
}

std::string describe(const Weakening& weakening) {
  std::string text = printable(weakening.path);
  if (weakening.line > 0) text += ":" + std::to_string(weakening.line);
  if (weakening.of_base) text += " (before)";
  return text + " " + weakening.text;
}

bool is_read_by(const Weakening&, std::string_view, std::string_view) {
  return true;
}

}  // namespace suit
