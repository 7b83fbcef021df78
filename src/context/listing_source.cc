// Offers file names: what exists, and the project's naming conventions.
#include "base/text.h"
#include "context/offer.h"

namespace suit {
namespace {

constexpr size_t kListedMax = 400;   // paths
constexpr size_t kListingStep = 20;  // paths added between token counts
constexpr double kListingWeight = 20;

Result<Offer> offer_listing(const ContextRequest& request) {
  ASSIGN_OR_RETURN(const std::vector<FolderFile>* all, request.folder->list());
  std::vector<std::string_view> paths;
  for (const FolderFile& file : *all)
    if (request.lists_all_names || (file.type == FileType::kFile && request.may_change(file.path)))
      paths.push_back(file.path);
  if (paths.empty()) return Offer{};
  constexpr int64_t kMore_tokens = 30;  // the last line, and the markers around the part
  std::string listing;
  size_t listed = 0;
  while (listed < std::min(paths.size(), kListedMax)) {
    std::string longer = listing;
    size_t end = std::min({listed + kListingStep, paths.size(), kListedMax});
    for (size_t i = listed; i < end; ++i) longer += printable(paths[i]) + "\n";
    if (request.count_tokens(longer) + kMore_tokens > request.budget_tokens) break;
    listing = std::move(longer);
    listed = end;
  }
  if (listed == 0) return Offer{.left_out = {"the names of files"}};
  if (listed < paths.size()) listing += "… " + std::to_string(paths.size() - listed) + " more\n";
  OfferedPart part{.kind = PartKind::kListing,
                   .name = "the names of files",
                   .text = std::move(listing),
                   .why = request.lists_all_names ? "what there is" : "what may be changed",
                   .weight = kListingWeight};
  Offer offer;
  offer.parts.push_back(std::move(part));
  return offer;
}

}  // namespace

ContextSource listing_source() {
  return {.name = "listing", .kind = PartKind::kListing, .offer = offer_listing, .share = .125};
}

}  // namespace suit
