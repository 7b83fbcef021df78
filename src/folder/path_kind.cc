#include "folder/path_kind.h"

#include <algorithm>

#include "base/text.h"

namespace suit {
namespace {

// Measured on bench/ask.py's questions: docs/ask.md.
constexpr double kTest = .5, kChangelog = .4, kGenerated = .3;

bool is_any_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool starts_any(std::string_view word, std::initializer_list<std::string_view> starts) {
  return std::any_of(starts.begin(), starts.end(),
                     [&](std::string_view start) { return word.starts_with(start); });
}

constexpr std::string_view kTestStarts[] = {"test_", "test-"},
                           kTestEnds[] = {"_test", "_tests", "-test", "_spec"},
                           kCapitalEnds[] = {"Test", "Tests", "Spec", "IT", "TestCase"};

// "PotTest.java", "PotTests.cs": as it is written.
bool has_capital_end(std::string_view stem, std::string_view end) {
  return stem.size() > end.size() && stem.ends_with(end) &&
         std::islower(static_cast<unsigned char>(stem[stem.size() - end.size() - 1]));
}

bool is_test_name(std::string_view name) {
  std::string low = to_lower(name), stem = low.substr(0, low.find('.'));
  std::string_view written = name.substr(0, stem.size());
  return tested_stem(stem) != stem || tested_stem(written) != written ||
         is_any_of(stem, {"test", "tests", "conftest"}) || low.find(".test.") != low.npos ||
         low.find(".tests.") != low.npos || low.find(".spec.") != low.npos || low.ends_with(".snap");
}

bool is_changelog_name(std::string_view name) {
  std::string low = to_lower(name);
  std::string_view stem = std::string_view(low).substr(0, low.find('.'));
  return starts_any(stem, {"changelog", "change_log", "release_notes", "release-notes", "releasenotes",
                           "whatsnew", "whats_new", "whats-new"}) ||
         is_any_of(stem,
                   {"changes", "history", "news", "releases", "release", "upgrading", "upgrade", "relnotes"});
}

}  // namespace

std::string tested_stem(std::string_view stem) {
  for (std::string_view end : kTestEnds)
    if (stem.ends_with(end)) stem.remove_suffix(end.size());
  for (std::string_view end : kCapitalEnds)
    if (has_capital_end(stem, end)) stem.remove_suffix(end.size());
  for (std::string_view start : kTestStarts)
    if (stem.starts_with(start)) stem.remove_prefix(start.size());
  return std::string(stem);
}

bool is_test(std::string_view path) {
  return kind_of_path(path) == PathKind::kTest;
}

PathKind kind_of_path(std::string_view path) {
  std::string_view name = name_in(path);
  bool top = true;
  for (std::string_view folder : split(parent_of(path), '/')) {
    std::string low = to_lower(folder);
    if (is_any_of(low, {"test", "tests", "__tests__", "spec", "specs", "testdata", "test-data", "test_data",
                        "fixtures", "__fixtures__", "__snapshots__", "__mocks__", "e2e", "t"}) ||
        low.ends_with("_tests") || low.ends_with("testcases") || low.ends_with("_test") ||
        low.ends_with("-tests") || low.starts_with("test_") || (top && low == "testing"))
      return PathKind::kTest;
    if (is_any_of(low,
                  {"changelog", "changelogs", "changelog.d", "changes", "newsfragments", "news", "releases",
                   "release-notes", "release_notes", "releasenotes", "whatsnew", "relnotes"}))
      return PathKind::kChangelog;
    top = false;
  }
  if (is_test_name(name)) return PathKind::kTest;
  // A program may have a file named history; a changelog is a page.
  std::string ending = extension_of(path);
  if (is_changelog_name(name) &&
      is_any_of(ending, {"", ".md", ".rst", ".txt", ".markdown", ".adoc", ".html", ".org", ".yaml", ".yml"}))
    return PathKind::kChangelog;
  std::string low = to_lower(name);
  bool generated = low.ends_with(".lock") || low.ends_with(".min.js") || low.ends_with(".min.css") ||
                   low.ends_with(".map") ||
                   is_any_of(low, {"package-lock.json", "pnpm-lock.yaml", "npm-shrinkwrap.json", "go.sum",
                                   "composer.lock"});
  return generated ? PathKind::kGenerated : PathKind::kOther;
}

double weight_of(PathKind kind, const std::vector<std::string>& words) {
  auto asked = [&](std::initializer_list<std::string_view> starts) {
    return std::any_of(words.begin(), words.end(),
                       [&](const std::string& word) { return starts_any(word, starts); });
  };
  switch (kind) {
    // The words of a search are stemmed.
    case PathKind::kTest:
      return asked({"test", "fixtur", "mock", "assert", "coverag"}) ? 1 : kTest;
    case PathKind::kChangelog:
      return asked({"changelog", "releas", "histor", "version", "upgrad", "deprecat", "migrat"}) ? 1
                                                                                                 : kChangelog;
    case PathKind::kGenerated:
      return asked({"lock"}) ? 1 : kGenerated;
    case PathKind::kOther:
      break;
  }
  return 1;
}

}  // namespace suit
