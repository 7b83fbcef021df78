#include <gtest/gtest.h>

#include "base/text.h"
#include "model/provider.h"

namespace suit {
namespace {

TEST(ProviderTable, ARowThatNamesTheHostComesFirst) {
  const Provider* any = provider_of({.kind = ModelKind::kOpenAi}, "localhost");
  const Provider* own = provider_of({.kind = ModelKind::kOpenAi}, "api.openai.com");
  ASSERT_TRUE(any && own);
  EXPECT_TRUE(any->quirks.empty());
  ASSERT_EQ(own->quirks.size(), 1u);
  EXPECT_EQ(own->quirks[0].field, "max_tokens");
  EXPECT_EQ(provider_of({.kind = ModelKind::kOpenAi, .api = "responses"}, "x")->style, &kResponsesStyle);
  EXPECT_EQ(provider_of({.kind = ModelKind::kAnthropic}, "x")->style, &kMessagesStyle);
  EXPECT_EQ(provider_of({.kind = ModelKind::kOpenAi, .api = "other"}, "x"), nullptr);
}

TEST(ProviderTable, NamesAreRead) {
  for (std::string_view name : kModelKinds) {
    auto kind = model_kind_from(name);
    ASSERT_TRUE(kind) << name;
    EXPECT_EQ(name_of(*kind), name);
    EXPECT_NE(provider_of({.kind = *kind}, ""), nullptr) << name;
  }
  EXPECT_FALSE(model_kind_from("other"));
  EXPECT_EQ(listed(kModelKinds, "or"), "llama, openai or anthropic");
  EXPECT_EQ(listed(api_names(), "or"), "chat or responses");
}

}  // namespace
}  // namespace suit
