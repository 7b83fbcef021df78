// Reads typed values of a settings file; errors have their position.
#pragma once

#include "base/toml.h"
#include "settings/settings.h"

namespace suit {

inline constexpr const char* kSettingsHint = "docs/settings.md lists all keys";

// All errors are kInvalid, "NAME:LINE:COLUMN: why".
class SettingsValues {
 public:
  SettingsValues(std::string_view name, SettingsOwner owner) : name_(name), owner_(owner) {}

  SettingsOwner owner() const { return owner_; }
  Error error(const toml::source_region& where, const std::string& text) const;
  Error error(const toml::node& node, const std::string& text) const { return error(node.source(), text); }
  Error unknown(const toml::node& node, std::string_view key) const;

  Result<void> text(const toml::node& node, std::string& into) const;
  Result<void> texts(const toml::node& node,
                     std::vector<std::string>& into) const;  // a string or a list of them; added
  Result<void> amount(const toml::node& node, uint64_t unit, int64_t max,
                      uint64_t& into) const;                          // 1 to max units
  Result<void> whole(const toml::node& node, int64_t& into) const;    // 1 to 10^15
  Result<void> positive(const toml::node& node, double& into) const;  // 0 or more
  Result<void> fraction(const toml::node& node, double& into) const;  // between 0 and 1

  template <class Visit>
  Result<void> each_table(const toml::node& node, Visit visit) const {
    const toml::array* list = node.as_array();
    if (!list) return error(node, "must be written as [[…]]");
    for (auto&& item : *list) {
      if (!item.is_table()) return error(item, "must be written as [[…]]");
      RETURN_IF_ERROR(visit(*item.as_table()));
    }
    return {};
  }

 protected:
  std::string name_;
  SettingsOwner owner_;
};

// Adds one [[model]] to the settings. The user's own replaces one of the same name, the folder's never does.
Result<void> read_model(const toml::table& table, const SettingsValues& values, Settings& settings);

}  // namespace suit
