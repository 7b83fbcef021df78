#include "settings/settings_values.h"

namespace suit {

Error SettingsValues::error(const toml::source_region& where, const std::string& text) const {
  return {
      ErrorCode::kInvalid,
      name_ + ":" + std::to_string(where.begin.line) + ":" + std::to_string(where.begin.column) + ": " + text,
      kSettingsHint};
}

Error SettingsValues::unknown(const toml::node& node, std::string_view key) const {
  return error(node, "unknown key " + std::string(key));
}

Result<void> SettingsValues::text(const toml::node& node, std::string& into) const {
  auto value = node.value<std::string>();
  if (!value || !node.is_string()) return error(node, "must be a string");
  into = *value;
  return {};
}

Result<void> SettingsValues::texts(const toml::node& node, std::vector<std::string>& into) const {
  if (node.is_string()) {
    into.emplace_back();
    return text(node, into.back());
  }
  const toml::array* list = node.as_array();
  if (!list) return error(node, "must be a string or a list of strings");
  for (auto&& item : *list) {
    into.emplace_back();
    RETURN_IF_ERROR(text(item, into.back()));
  }
  return {};
}

Result<void> SettingsValues::amount(const toml::node& node, uint64_t unit, int64_t max,
                                    uint64_t& into) const {
  auto value = node.value_exact<int64_t>();
  if (!value || *value < 1 || *value > max)
    return error(node, "must be a whole number from 1 to " + std::to_string(max));
  into = static_cast<uint64_t>(*value) * unit;
  return {};
}

Result<void> SettingsValues::whole(const toml::node& node, int64_t& into) const {
  uint64_t number = 0;
  RETURN_IF_ERROR(amount(node, 1, 1'000'000'000'000'000, number));
  into = static_cast<int64_t>(number);
  return {};
}

Result<void> SettingsValues::positive(const toml::node& node, double& into) const {
  auto value = node.value<double>();
  if (!value || !node.is_number() || !(*value >= 0 && *value < 1e12))
    return error(node, "must be a number, 0 or more");
  into = *value;
  return {};
}

Result<void> SettingsValues::fraction(const toml::node& node, double& into) const {
  auto value = node.value<double>();
  if (!value || !(*value > 0 && *value < 1)) return error(node, "must be a number between 0 and 1");
  into = *value;
  return {};
}

}  // namespace suit
