#include "model/config.h"

#include <algorithm>

namespace suit {

std::optional<ModelKind> model_kind_from(std::string_view name) {
  auto found = std::find(kModelKinds.begin(), kModelKinds.end(), name);
  if (found == kModelKinds.end()) return std::nullopt;
  return static_cast<ModelKind>(found - kModelKinds.begin());
}

}  // namespace suit
