// Special cases: a change that gives other results than before only for the inputs of its tests.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace suit {

// Compares what functions gave before a change and with it, for the calls that tests make and for those with
// one value changed (Trials::behaviour, kLeaves). One line for people for each function
// - whose results differ only while some value of the arguments is a test's: with any other in its place they
//   are as before. Values that code has for its own sake (0, 1, "", or any that `known`, the code before,
//   contains) do not count, nor those that the arguments have twice;
// - if `complete` (the calls are all that the tests make to the changed code): whose every result is as
// before,
//   so that only tests see a change;
// - that calls a function which it is given less often than before, for the same arguments;
// - that gives another result when it is called again with the same arguments, unless it did so before.
std::vector<std::string> special_cases(std::string_view before, std::string_view with, std::string_view known,
                                       bool complete);

}  // namespace suit
