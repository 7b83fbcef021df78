#include "base/json_text.h"

#include <gtest/gtest.h>

namespace suit {
namespace {

constexpr std::string_view kStop[] = {"hooks", "Stop"};
const Json kItem = {{"hooks", {{{"type", "command"}, {"command", "x"}}}}};

bool is_item(const Json& json) {
  return json == kItem;
}

class JsonTextTest : public testing::TestWithParam<std::string> {};

// Whatever the person's formatting: the result has all that was there and the item, and removing it leads
// back to the same bytes.
TEST_P(JsonTextTest, AddsAnItemAndRemovesIt) {
  std::string before = GetParam();
  auto added = json_with_item(before, kStop, kItem);
  ASSERT_TRUE(added) << added.error().message;
  auto json = parse_json(*added);
  ASSERT_TRUE(json) << *added;
  EXPECT_EQ((*json)["hooks"]["Stop"].back(), kItem);
  auto original = parse_json(before);
  ASSERT_TRUE(original);
  std::vector<std::string> keys, kept;
  for (auto& [key, value] : original->items()) keys.push_back(key);
  for (auto& [key, value] : json->items())
    if (original->contains(key)) kept.push_back(key);
  EXPECT_EQ(kept, keys);
  for (auto& [key, value] : original->items())
    if (key != "hooks") {
      EXPECT_EQ((*json)[key], value);
    }
  auto removed = json_without_items(*added, kStop, is_item);
  ASSERT_TRUE(removed) << removed.error().message;
  EXPECT_EQ(*removed, before) << *added;
}

INSTANTIATE_TEST_SUITE_P(
    Texts, JsonTextTest,
    testing::Values(
        "{\n  \"a\": 1\n}\n", "{\"a\":1}", "{\n\t\"a\": {\"b\": [1, 2]}\n}", "{\r\n    \"a\": 1\r\n}\r\n",
        "{\n  \"hooks\": {\n    \"Stop\": [\n      {\"hooks\": []}\n    ]\n  },\n  \"z\": \"}]\\\"\"\n}\n",
        "{\"hooks\": {\"Start\": [1]}, \"b\": null}", "{\"hooks\":{\"Stop\":[{\"x\":\"\\\\\"}]}}",
        "\xef\xbb\xbf{\n  \"\\u0061\": true\n}\n"));

TEST(JsonText, MakesAnObjectOfNothing) {
  for (std::string before : {"", "\n", "{}", " { } \n"}) {
    auto added = json_with_item(before, kStop, kItem);
    ASSERT_TRUE(added);
    EXPECT_EQ((*parse_json(*added))["hooks"]["Stop"], Json::array({kItem})) << *added;
    EXPECT_EQ(*parse_json(*json_without_items(*added, kStop, is_item)), Json::object());
  }
}

TEST(JsonText, FollowsTheIndentation) {
  EXPECT_EQ(*json_with_item("{\n    \"a\": 1\n}\n", std::array<std::string_view, 1>{"l"}, Json(1)),
            "{\n    \"a\": 1,\n    \"l\": [\n        1\n    ]\n}\n");
}

TEST(JsonText, RemovesAllWantedItemsAndOnlyThose) {
  std::string text = "{\"hooks\": {\"Stop\": [1, 2, 1, 3, 1], \"a\": []}}";
  auto removed = json_without_items(text, kStop, [](const Json& item) { return item == 1; });
  ASSERT_TRUE(removed);
  EXPECT_EQ(*removed, "{\"hooks\": {\"Stop\": [2, 3], \"a\": []}}");
  EXPECT_EQ(*json_without_items(text, kStop, [](const Json&) { return false; }), text);
  EXPECT_EQ(*json_without_items("{\"b\": 1}", kStop, is_item), "{\"b\": 1}");
}

TEST(JsonText, RefusesWhatItCannotEdit) {
  for (std::string text : {"[1]", "{\"hooks\": 1}", "{\"hooks\": {\"Stop\": {}}}", "{\"a\": 1, \"a\": 2}",
                           "{,}", "// a comment\n{}", "{\"hooks\": {\"Stop\": []"})
    EXPECT_FALSE(json_with_item(text, kStop, kItem)) << text;
}

}  // namespace
}  // namespace suit
