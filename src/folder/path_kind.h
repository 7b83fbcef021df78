// The purpose of a file, by its path.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace suit {

enum class PathKind {
  kOther,
  kTest,       // tests and their data
  kChangelog,  // changes from release to release
  kGenerated,  // lock files and the like, not written by people
};
PathKind kind_of_path(std::string_view path);
// The one rule for what belongs to tests: kind_of_path() is kTest.
bool is_test(std::string_view path);
// Of a test's name, up to its first dot, the name of what it tests: "pot" of "test_pot", "pot_test", "Pot" of
// "PotTest".
std::string tested_stem(std::string_view stem);

// The weight of a passage of such a file for a question: 1, or less if the question does not ask for that
// kind. `words`: of the question, in lower case, stemmed or not.
double weight_of(PathKind kind, const std::vector<std::string>& words);

}  // namespace suit
