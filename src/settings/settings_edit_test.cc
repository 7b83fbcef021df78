#include "settings/settings_edit.h"

#include <gtest/gtest.h>

#include "settings/settings.h"

namespace suit {
namespace {

Settings read(const std::string& text, SettingsOwner owner = SettingsOwner::kUser) {
  Settings settings;
  auto result = read_settings(text, "t", owner, settings);
  EXPECT_TRUE(result) << (result ? "" : result.error().message);
  return settings;
}
std::string error_of(const std::string& text, SettingsOwner owner) {
  Settings settings;
  auto result = read_settings(text, "t", owner, settings);
  return result ? "" : result.error().message;
}

TEST(SettingsEdit, WhatIsAddedIsReadAndWhatIsRemovedIsGone) {
  std::string own = "# mine\nlevel = \"edit\"  # careful\n\n[limits]\nfiles = 3\n";
  ModelConfig local{.name = "local", .kind = ModelKind::kLlama, .path = "/m/\"odd\" \\ name.gguf"};
  ModelConfig cloud{.name = "cloud",
                    .kind = ModelKind::kAnthropic,
                    .id = "x",
                    .url = "https://h/v1",
                    .key = {KeySource::kEnvironment, "KEY"},
                    .context_tokens = 1000,
                    .price = {1, 0.1, 5},
                    .fallbacks = {"local"}};
  std::string both = with_model(with_model(own, local), cloud);
  Settings settings = read(both);
  ASSERT_EQ(settings.models.size(), 2u);
  EXPECT_EQ(settings.models[0].path, local.path);
  EXPECT_EQ(settings.models[1].key.value, "KEY");
  EXPECT_EQ(settings.models[1].price.out, 5);
  EXPECT_EQ(settings.models[1].fallbacks, cloud.fallbacks);
  EXPECT_EQ(settings.models[1].context_tokens, 1000);
  std::string chosen = *with_default_model(both, "cloud");
  EXPECT_EQ(read(chosen).default_model, "cloud");
  EXPECT_EQ(read(*with_default_model(chosen, "local")).default_model, "local");
  std::string one = *without_model(both, "local");
  EXPECT_EQ(read(one).models.size(), 1u);
  EXPECT_EQ(*without_model(one, "cloud"), own + "\n");
  EXPECT_EQ(without_model(own, "cloud").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(*with_default_model("", "a"), "default_model = \"a\"\n");
}

TEST(SettingsModels, AFolderCanNeitherTakeAKeyNorSendAnythingAway) {
  auto model = [](const std::string& lines) { return "[[model]]\nname = \"m\"\n" + lines; };
  EXPECT_NE(error_of(model("kind = \"openai\"\nurl = \"https://evil.test/v1\"\nid = \"x\"\n"),
                     SettingsOwner::kFolder),
            "");
  EXPECT_NE(error_of(model("kind = \"openai\"\nurl = \"http://localhost.evil.test/v1\"\nid = \"x\"\n"),
                     SettingsOwner::kFolder),
            "");
  EXPECT_NE(error_of(model("kind = \"openai\"\nurl = \"http://127.0.0.1:1@evil.test/v1\"\nid = \"x\"\n"),
                     SettingsOwner::kFolder),
            "");
  EXPECT_NE(error_of(model("kind = \"openai\"\nurl = \"http://localhost@evil.test/v1\"\nid = \"x\"\n"),
                     SettingsOwner::kFolder),
            "");
  EXPECT_NE(
      error_of(model("kind = \"openai\"\nurl = \"http://127.0.0.1:80\"\nid = \"x\"\nkey_env = \"KEY\"\n"),
               SettingsOwner::kFolder),
      "");
  EXPECT_NE(
      error_of(model("kind = \"openai\"\nurl = \"http://127.0.0.1:80\"\nid = \"x\"\nkey_command = \"id\"\n"),
               SettingsOwner::kFolder),
      "");
  EXPECT_NE(error_of(model("kind = \"llama\"\npath = \"a.gguf\"\nrpc = [\"evil.test:1\"]\n"),
                     SettingsOwner::kFolder),
            "");
  EXPECT_EQ(error_of(model("kind = \"openai\"\nurl = \"http://127.0.0.1:80/v1\"\nid = \"x\"\n"),
                     SettingsOwner::kFolder),
            "");
  Settings settings = read(model("kind = \"llama\"\npath = \"mine.gguf\"\n"));
  ASSERT_TRUE(read_settings(model("kind = \"llama\"\npath = \"theirs.gguf\"\n"), "t", SettingsOwner::kFolder,
                            settings));
  ASSERT_EQ(settings.models.size(), 1u);
  EXPECT_EQ(settings.models[0].path, "mine.gguf");
}

TEST(SettingsModels, ABudgetOfTheFoldersOnlyLowers) {
  Settings settings = read("[budget]\ntask_tokens = 100\nday_money = 2.5\n");
  ASSERT_TRUE(read_settings("offline = true\n[budget]\ntask_tokens = 200\nday_money = 1\nday_tokens = 7\n",
                            "t", SettingsOwner::kFolder, settings));
  EXPECT_EQ(settings.budget.task_tokens, 100);
  EXPECT_EQ(settings.budget.day_money, 1);
  EXPECT_EQ(settings.budget.day_tokens, 7);
  EXPECT_TRUE(settings.offline);
  EXPECT_NE(error_of("offline = 1\n", SettingsOwner::kUser), "");
  EXPECT_NE(error_of("[budget]\ntask_tokens = -1\n", SettingsOwner::kUser), "");
}

TEST(SettingsModels, SaysWhatAModelLacks) {
  EXPECT_EQ(error_of("[[model]]\nname = \"a b\"\nkind = \"llama\"\npath = \"x\"\n", SettingsOwner::kUser),
            "t:1:1: a model needs a name of letters, digits, '-', '_' and '.'");
  EXPECT_EQ(error_of("[[model]]\nname = \"a\"\nkind = \"llama\"\n", SettingsOwner::kUser),
            "t:1:1: the model a needs a path");
  EXPECT_EQ(
      error_of("[[model]]\nname = \"a\"\nkind = \"openai\"\nurl = \"http://x\"\n", SettingsOwner::kUser),
      "t:1:1: the model a needs a url and an id");
  EXPECT_NE(error_of("[[model]]\nname = \"a\"\nkind = \"gpt\"\n", SettingsOwner::kUser), "");
  EXPECT_NE(
      error_of(
          "[[model]]\nname = \"a\"\nkind = \"llama\"\npath = \"x\"\nkey_env = \"A\"\nkey_command = \"b\"\n",
          SettingsOwner::kUser),
      "");
}

}  // namespace
}  // namespace suit
