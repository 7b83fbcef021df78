// What a file is for, by its path alone.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace suit {

enum class PathKind {
  kOther,
  kTest,       // tests and what they read
  kChangelog,  // what changed from release to release
  kGenerated,  // lock files and the like, which no person writes
};
PathKind kind_of_path(std::string_view path);
// The one rule for what belongs to tests: kind_of_path() is kTest.
bool is_test(std::string_view path);
// Of a test's name, up to its first dot, the name of what it tests: "pot" of "test_pot", "pot_test", "Pot" of
// "PotTest".
std::string tested_stem(std::string_view stem);

// How much a passage of such a file counts for a question: 1, or less where the question does not ask for
// that kind. `words`: of the question, in lower case, stemmed or not.
double weight_of(PathKind kind, const std::vector<std::string>& words);

}  // namespace suit
