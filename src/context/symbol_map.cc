#include <algorithm>
#include <map>

#include "base/text.h"
#include "context/pack.h"

namespace suit {

Result<std::string> symbol_map(Folder& folder, const Catalogue& catalogue, const PackOptions& options) {
  ASSIGN_OR_RETURN(
      Relevance relevance,
      relevance_of(folder, catalogue, {options.focus, options.question, options.cancelled, options.cache}));
  struct Ranked {
    double score;
    size_t file, index;
  };
  std::vector<Ranked> ranked;
  for (size_t i = 0; i < catalogue.files.size(); ++i)
    for (size_t j = 0; j < relevance.symbols[i].definitions.size(); ++j)
      ranked.push_back({(relevance.symbol_scores[i][j] + 1e-9) * (.05 + relevance.scores[i]), i, j});
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const Ranked& a, const Ranked& b) { return a.score > b.score; });
  auto drawn = [&](size_t most) {
    std::map<size_t, std::vector<size_t>> by_file;
    std::vector<size_t> order;
    for (size_t k = 0; k < std::min(most, ranked.size()); ++k) {
      auto& of_file = by_file[ranked[k].file];
      if (of_file.empty()) order.push_back(ranked[k].file);
      of_file.push_back(ranked[k].index);
    }
    std::string text;
    for (size_t file : order) {
      text += printable(catalogue.files[file].path) + "\n";
      std::vector<size_t>& indexes = by_file[file];
      std::sort(indexes.begin(), indexes.end());
      for (size_t index : indexes) {
        const Symbol& symbol = relevance.symbols[file].definitions[index];
        std::string number = std::to_string(symbol.line);
        text += std::string(number.size() < 6 ? 6 - number.size() : 0, ' ') + number + "  " +
                printable(symbol.signature) + "\n";
      }
    }
    return text;
  };
  size_t most = ranked.size();
  if (options.budget_tokens > 0) {
    // Binary search for as many as fit.
    size_t low = 0, high = std::min<size_t>(ranked.size(), static_cast<size_t>(options.budget_tokens));
    while (low < high) {
      size_t middle = low + (high - low + 1) / 2;
      if (count_tokens(drawn(middle), options) <= options.budget_tokens)
        low = middle;
      else
        high = middle - 1;
    }
    most = low;
    if (most == 0 && !ranked.empty())
      return Error{ErrorCode::kLimit,
                   "a budget of " + std::to_string(options.budget_tokens) + " tokens cannot hold one symbol",
                   "raise the budget"};
  }
  return drawn(most);
}

}  // namespace suit
