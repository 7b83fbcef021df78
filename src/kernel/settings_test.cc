#include "kernel/settings.h"

#include "support/testing.h"

namespace suit {
namespace {

Result<Settings> settings_of(std::string_view text, SettingsOwner owner = SettingsOwner::kFolder) {
  Settings settings;
  RETURN_IF_ERROR(read_settings(text, "suit.toml", owner, settings));
  return settings;
}

TEST(Settings, Everything) {
  Settings settings = must(settings_of(R"(
level = "agent"
[[check]]
name = "build"
command = "make"
when = ["src/**", "*.mk"]
[[check]]
name = "lint"
command = "lint {files}"
[scope]
allow = ["src/**"]
ask = "db/**"
deny = ["secrets/**"]
[[ceiling]]
glob = "src/kernel/**"
level = "chat"
[limits]
diff_lines = 10
files = 3
file_kb = 4
check_seconds = 5
memory_mb = 6
processes = 7
output_mb = 8
scratch_mb = 9
[ledger]
keep_mb = 12
)"));
  EXPECT_EQ(settings.level, Level::kAgent);
  ASSERT_EQ(settings.checks.size(), 2u);
  EXPECT_EQ(settings.checks[0].when.size(), 2u);
  EXPECT_EQ(settings.rules.ask, std::vector<std::string>{"db/**"});
  EXPECT_EQ(settings.ceilings[0].level, Level::kChat);
  EXPECT_EQ(settings.rules.diff_lines_max, 10u);
  EXPECT_EQ(settings.rules.file_bytes_max, 4096u);
  EXPECT_EQ(settings.limits.time_ms, 5000);
  EXPECT_EQ(settings.limits.memory_bytes, 6u << 20);
  EXPECT_EQ(settings.keep_bytes, 12u << 20);
}

TEST(Settings, OwnFileOnly) {
  for (const char* text : {"[sandbox]\nisolation = \"none\"", "[trust]\nreliability = 0.5"}) {
    EXPECT_FALSE(settings_of(text)) << text;
    EXPECT_TRUE(settings_of(text, SettingsOwner::kUser)) << text;
  }
  EXPECT_EQ(must(settings_of("[sandbox]\nisolation = \"none\"", SettingsOwner::kUser)).isolation, SandboxIsolation::kNone);
}

TEST(Settings, ErrorsSayWhere) {
  const std::pair<const char*, const char*> cases[] = {
      {"level = ", "suit.toml:1:"},
      {"a = 1", "suit.toml:1:"},
      {"\n\n[limits]\ndiff_lines = \"x\"", "suit.toml:4:14"},
      {"[limits]\nfiles = 0", "suit.toml:2:9"},
      {"[limits]\nfiles = -5", "suit.toml:2:9"},
      {"[limits]\ntypo = 1", "unknown key typo"},
      {"level = \"godlike\"", "complete, edit, chat, agent or autopilot"},
      {"[[check]]\nname = \"x\"", "needs a name and a command"},
      {"check = 1", "[[…]]"},
      {"[scope]\nallow = [1]", "must be a string"},
      {"limits = 3", "must be a table"},
      {"[limits]\nfiles = 1\nfiles = 2", "suit.toml:3:"},
      {"x = \xff", "not UTF-8"}};
  for (auto [text, expected] : cases) {
    auto settings = settings_of(text);
    ASSERT_FALSE(settings) << text;
    EXPECT_EQ(settings.error().code, ErrorCode::kInvalid);
    EXPECT_NE(settings.error().message.find(expected), std::string::npos) << settings.error().message;
  }
}

TEST(Settings, HostileTextIsRefused) {
  EXPECT_TRUE(settings_of(""));
  EXPECT_FALSE(settings_of(std::string(100'000, '[')));
  EXPECT_FALSE(settings_of(std::string_view("\0\0\0", 3)));
  std::string deep = "a=";
  for (int i = 0; i < 5000; ++i) deep += "[";
  EXPECT_FALSE(settings_of(deep));
}

}  // namespace
}  // namespace suit
