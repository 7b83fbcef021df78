// suit.toml, as the user's and as the folder's.
#include "input.h"
#include "settings/settings.h"

using namespace suit;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view text = fuzz::view_of(data, size);
  Settings users, folders;
  auto user = read_settings(text, "suit.toml", SettingsOwner::kUser, users);
  auto folder = read_settings(text, "suit.toml", SettingsOwner::kFolder, folders);
  if (folder) CHECK(user);  // a folder may set nothing that a user may not
  for (const auto* result : {&user, &folder})
    if (!*result)
      CHECK(result->error().code == ErrorCode::kInvalid && result->error().message.starts_with("suit.toml:"));
  const Settings defaults;
  CHECK(folders.isolation == defaults.isolation && folders.overlay == defaults.overlay);
  CHECK(folders.sandbox_read.empty() && folders.sandbox_environment.empty());
  CHECK(folders.trust.reliability == defaults.trust.reliability &&
        folders.trust.error_rate == defaults.trust.error_rate);
  CHECK(users.trust.reliability > 0 && users.trust.reliability < 1);
  return 0;
}
