// Offers signatures of symbols that the chosen files use and of other related code. They are read-only, so
// the scope does not apply.
#include <algorithm>

#include "base/text.h"
#include "context/builder.h"
#include "search/relevance.h"

namespace suit {
namespace {

constexpr size_t kSignaturesMax = 12;       // files
constexpr size_t kWeighedFilesMax = 5'000;  // larger folders take too long to rank before each call
constexpr size_t kFewFiles = 200;           // parsing this many is faster than opening the cache
constexpr size_t kNamedMax = 5;             // of those left out
constexpr double kRelated = .1;             // minimum relevance
constexpr double kRelatedWeight = .5;       // of the most relevant: below any file that contains a name
constexpr int64_t kMin_tokens = 100;        // not worth the work below this

Result<Offer> offer_signatures(const ContextRequest& request) {
  Offer offer;
  ASSIGN_OR_RETURN(const std::vector<FolderFile>* all, request.folder->list());
  if (request.budget_tokens < kMin_tokens || all->size() > kWeighedFilesMax) return offer;
  std::unique_ptr<FactsCache> cache = all->size() > kFewFiles ? FactsCache::open() : nullptr;
  ASSIGN_OR_RETURN(Catalogue catalogue,
                   catalogue_of(*request.folder, {.counted = std::nullopt, .cache = cache.get()}));
  RelevanceRequest wanted{.focus = request.chosen, .question = request.task, .cache = cache.get()};
  ASSIGN_OR_RETURN(Relevance relevance, relevance_of(*request.folder, catalogue, wanted));
  std::vector<size_t> order;
  for (size_t i = 0; i < catalogue.files.size(); ++i) {
    const std::string& path = catalogue.files[i].path;
    bool is_chosen = std::find(request.chosen.begin(), request.chosen.end(), path) != request.chosen.end();
    if (relevance.scores[i] >= kRelated && !relevance.symbols[i].signatures.empty() && !is_chosen)
      order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return relevance.scores[a] > relevance.scores[b]; });
  int64_t room = request.budget_tokens;
  size_t unfit = 0;
  std::string left_out;
  for (size_t i : order) {
    OfferedPart part{.kind = PartKind::kSignatures,
                     .name = catalogue.files[i].path,
                     .text = std::move(relevance.symbols[i].signatures),
                     .why = "has to do with what is shown",
                     .weight = kRelatedWeight * relevance.scores[i],
                     .whole = false};
    int64_t tokens = request.count_tokens(part.text) + kPartMarks_tokens;
    if (offer.parts.size() == kSignaturesMax || tokens > room) {
      if (++unfit <= kNamedMax) left_out += (left_out.empty() ? "" : ", ") + printable(part.name);
      continue;
    }
    room -= tokens;
    offer.parts.push_back(std::move(part));
  }
  if (unfit > kNamedMax) left_out += " and " + counted(unfit - kNamedMax, "further file");
  if (unfit > 0) offer.left_out.push_back("signatures of " + left_out + ", which have less to do with it");
  return offer;
}

}  // namespace

ContextSource signature_source() {
  return {.name = "signatures",
          .kind = PartKind::kSignatures,
          .offer = offer_signatures,
          .share = .25,
          .asked_last = true};
}

}  // namespace suit
