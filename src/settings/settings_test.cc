#include "settings/settings.h"

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
  EXPECT_EQ(must(settings_of("[sandbox]\nisolation = \"none\"", SettingsOwner::kUser)).isolation,
            SandboxIsolation::kNone);
}

// For each key allowed in a folder's file: the user's value, the folder's value, the effective value.
TEST(Settings, AFolderLoosensNothing) {
  auto both = [](const std::string& own, const std::string& folder) {
    Settings settings;
    EXPECT_TRUE(read_settings(own, "own.toml", SettingsOwner::kUser, settings)) << own;
    EXPECT_TRUE(read_settings(folder, "suit.toml", SettingsOwner::kFolder, settings)) << folder;
    return settings;
  };
  struct Limit {
    const char* key;
    uint64_t (*of)(const Settings&);
    uint64_t unit;
  };
  const Limit limits[] = {
      {"check_seconds", [](const Settings& s) { return static_cast<uint64_t>(s.limits.time_ms); }, 1000},
      {"memory_mb", [](const Settings& s) { return s.limits.memory_bytes; }, 1 << 20},
      {"scratch_mb", [](const Settings& s) { return s.limits.scratch_bytes; }, 1 << 20},
      {"output_mb", [](const Settings& s) { return s.limits.output_bytes; }, 1 << 20},
      {"processes", [](const Settings& s) { return static_cast<uint64_t>(s.limits.processes); }, 1},
      {"diff_lines", [](const Settings& s) { return s.rules.diff_lines_max; }, 1},
      {"files", [](const Settings& s) { return s.rules.files_max; }, 1},
      {"file_kb", [](const Settings& s) { return s.rules.file_bytes_max; }, 1 << 10}};
  for (const Limit& limit : limits) {
    auto set = [&](uint64_t number) {
      return "[limits]\n" + std::string(limit.key) + " = " + std::to_string(number);
    };
    Settings raised = both(set(20), set(30)), lowered = both(set(20), set(10)), same = both(set(20), set(20));
    EXPECT_EQ(limit.of(raised), 20 * limit.unit) << limit.key;
    ASSERT_EQ(raised.refused.size(), 1u) << limit.key;
    EXPECT_NE(raised.refused[0].find(std::string(limit.key) + " = 30 in suit.toml is ignored: 20 applies"),
              std::string::npos)
        << raised.refused[0];
    EXPECT_EQ(limit.of(lowered), 10 * limit.unit) << limit.key;
    EXPECT_TRUE(lowered.refused.empty() && same.refused.empty());
    // Without a user's setting, the default applies.
    uint64_t usual = limit.of(Settings{});
    EXPECT_EQ(limit.of(both("", set(usual / limit.unit + 1))), usual) << limit.key;
    EXPECT_EQ(limit.of(both("", set(1))), limit.unit) << limit.key;
    // The user may raise it.
    EXPECT_EQ(limit.of(both(set(usual / limit.unit + 1), "")), usual + limit.unit) << limit.key;
  }
  EXPECT_EQ(both("level = \"edit\"", "level = \"agent\"").level, Level::kEdit);
  EXPECT_EQ(both("level = \"agent\"", "level = \"edit\"").level, Level::kEdit);
  EXPECT_EQ(both("", "level = \"agent\"").level, Level::kAgent);
  EXPECT_FALSE(settings_of("level = \"autopilot\""));
  EXPECT_EQ(both("default_model = \"mine\"", "default_model = \"far\"").default_model, "mine");
  EXPECT_EQ(both("", "default_model = \"mine\"").default_model, "mine");
  EXPECT_TRUE(both("offline = true", "offline = false").offline);
  EXPECT_EQ(both("[scope]\nallow = \"src/**\"", "[scope]\nallow = \"**\"").rules.allow,
            std::vector<std::string>{"src/**"});
  EXPECT_EQ(both("", "[scope]\nallow = \"src/**\"").rules.allow, std::vector<std::string>{"src/**"});
  EXPECT_EQ(both("[scope]\ndeny = \"a\"\nask = \"b\"", "[scope]\ndeny = \"c\"\nask = \"d\"").rules.deny,
            (std::vector<std::string>{"a", "c"}));
  EXPECT_EQ(both("[budget]\ntask_tokens = 5", "[budget]\ntask_tokens = 6").budget.task_tokens, 5);
  for (const char* other : {"1", "900", "5000"})
    EXPECT_EQ(both("[ledger]\nkeep_mb = 100", "[ledger]\nkeep_mb = " + std::string(other)).keep_bytes,
              100u << 20);
  EXPECT_EQ(both("", "[ledger]\nkeep_mb = 5000").keep_bytes, Settings{}.keep_bytes);
  EXPECT_EQ(both("", "[ledger]\nkeep_mb = 5").keep_bytes, 5u << 20);
  for (const char* text :
       {"[read]\nhosts = \"x.example\"", "[sandbox]\nread = \"/home\"", "[sandbox]\nenvironment = \"TOKEN\"",
        "[sandbox]\noverlay = \"copy\"",
        "[[model]]\nname = \"a\"\nkind = \"openai\"\nid = \"b\"\nurl = \"https://x.example\"",
        "[[model]]\nname = \"a\"\nkind = \"openai\"\nid = \"b\"\nurl = \"http://127.0.0.1:1\"\nkey_env = "
        "\"TOKEN\"",
        "[[model]]\nname = \"a\"\nkind = \"openai\"\nid = \"b\"\nurl = \"http://127.0.0.1:1\"\nkey_command = "
        "\"cat /x\"",
        "[[model]]\nname = \"a\"\nkind = \"llama\"\npath = \"/x\"\nrpc = \"x.example:1\""})
    EXPECT_FALSE(settings_of(text)) << text;
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
