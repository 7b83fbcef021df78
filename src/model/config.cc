#include "model/config.h"

#include <algorithm>

namespace suit {

std::optional<ModelKind> model_kind_from(std::string_view name) {
  auto found = std::find(kModelKinds.begin(), kModelKinds.end(), name);
  if (found == kModelKinds.end()) return std::nullopt;
  return static_cast<ModelKind>(found - kModelKinds.begin());
}

std::string listed(std::span<const std::string_view> names, std::string_view last) {
  std::string text;
  for (size_t i = 0; i < names.size(); ++i)
    text.append(i == 0 ? "" : i + 1 == names.size() ? " " + std::string(last) + " " : ", ").append(names[i]);
  return text;
}

}  // namespace suit
