// Tables of typical programming mistakes. The priors are rough: the order of kinds follows published counts
// of small fixes in Java and Python projects (ManySStuBs4J; PySStuBs), where wrong names, calls, operators
// and numbers are the most frequent.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

namespace suit::repair {

struct OperatorSwap {
  std::string_view from;
  std::vector<std::pair<std::string_view, double>> to;  // with its prior
};
const std::vector<OperatorSwap>& operator_swaps();

// Groups of names that are often confused.
const std::vector<std::vector<std::string_view>>& kindred_names();

}  // namespace suit::repair
