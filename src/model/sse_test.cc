#include "model/sse.h"

#include "support/testing.h"

namespace suit {
namespace {

struct Read {
  std::vector<std::string> events;  // "type|data|id"
  bool failed = false, within = false;
  int64_t retry_ms = -1;
  bool operator==(const Read&) const = default;
};

Read read(const std::vector<std::string>& pieces, size_t limit = 1000) {
  SseParser parser(limit);
  Read all;
  for (const std::string& piece : pieces) {
    auto fed = parser.feed(piece, [&](const SseEvent& event) {
      all.events.push_back(event.type + "|" + event.data + "|" + event.id);
      return true;
    });
    if (!fed) {
      EXPECT_EQ(fed.error().code, ErrorCode::kLimit);
      all.failed = true;
      return all;
    }
  }
  all.within = parser.is_within_event();
  all.retry_ms = parser.retry_ms();
  return all;
}

using Events = std::vector<std::string>;

TEST(Sse, TheExamplesOfTheStandard) {
  EXPECT_EQ(read({"data: YHOO\ndata: +2\ndata: 10\n\n"}).events, Events{"message|YHOO\n+2\n10|"});
  EXPECT_EQ(
      read({": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n"})
          .events,
      (Events{"message|first event|1", "message|second event|", "message| third event|"}));
  EXPECT_EQ(read({"data\n\ndata\ndata\n\ndata:"}).events, (Events{"message||", "message|\n|"}));
  EXPECT_EQ(read({"data:test\n\ndata: test\n\n"}).events, (Events{"message|test|", "message|test|"}));
  EXPECT_EQ(read({"event: add\ndata: 73857293\n\nevent: remove\ndata: 2153\n\n"}).events,
            (Events{"add|73857293|", "remove|2153|"}));
}

TEST(Sse, AnEventWithoutDataIsNoneAndItsTypeIsForgotten) {
  EXPECT_EQ(read({"event: a\n\ndata: x\n\n"}).events, Events{"message|x|"});
}

TEST(Sse, LinesEndInThreeWays) {
  for (const char* end : {"\n", "\r", "\r\n"}) {
    std::string text =
        "event: e" + std::string(end) + "data: 1" + end + "data: 2" + end + end + "data: 3" + end + end;
    EXPECT_EQ(read({text}).events, (Events{"e|1\n2|", "message|3|"}));
  }
  EXPECT_EQ(read({"data: 1\r\n\ndata: 2\n\r\ndata: 3\r\r\ndata: 4\n\n"}).events,
            (Events{"message|1|", "message|2|", "message|3|", "message|4|"}));
}

TEST(Sse, SplitAnywhereReadsTheSame) {
  const std::string text =
      "\xEF\xBB\xBF: note\r\nevent: héllo\rdata: 1\r\n\r\nid: 7\nretry: 250\ndata: {\"a\": "
      "\"b\"}\ndata\n\n\rdata: end\r\rdata: lost";
  Read whole = read({text});
  EXPECT_EQ(whole.events, (Events{"héllo|1|", "message|{\"a\": \"b\"}\n|7", "message|end|7"}));
  EXPECT_TRUE(whole.within);
  EXPECT_EQ(whole.retry_ms, 250);
  for (size_t i = 0; i <= text.size(); ++i)
    for (size_t j = i; j <= text.size(); ++j)
      EXPECT_EQ(read({text.substr(0, i), text.substr(i, j - i), text.substr(j)}), whole) << i << " " << j;
}

TEST(Sse, AByteOrderMarkIsDroppedAtTheStartOnly) {
  EXPECT_EQ(read({"\xEF\xBB\xBF"
                  "data: 1\n\n\xEF\xBB\xBF"
                  "data: 2\n\n"})
                .events,
            Events{"message|1|"});
  EXPECT_EQ(read({"\xEF\xBB\xBF\xEF\xBB\xBF"
                  "data: 1\n\n"})
                .events,
            Events{});
}

TEST(Sse, OddFields) {
  EXPECT_EQ(read({std::string("id: a\0b\ndata: x\n\n", 17)}).events, Events{"message|x|"});
  EXPECT_EQ(read({"Data: x\n data: y\nunknown: z\n\n"}).events, Events{});
  Read asked = read({"retry: 12x\nretry: -1\nretry:\nretry: 99999999999999999999\ndata: :\n\n"});
  EXPECT_EQ(asked.retry_ms, -1);
  EXPECT_EQ(asked.events, Events{"message|:|"});
}

TEST(Sse, WhatNoBlankLineEndsIsNoEvent) {
  for (const char* text : {"data: x", "data: x\n", "data: x\r", "event: y\ndata: x\nid: 1"}) {
    Read cut = read({text});
    EXPECT_EQ(cut.events, Events{}) << text;
    EXPECT_TRUE(cut.within) << text;
  }
}

TEST(Sse, LinesAndEventsHaveALimit) {
  EXPECT_FALSE(read({"data: " + std::string(94, 'x') + "\n\n"}, 100).failed);
  EXPECT_TRUE(read({"data: " + std::string(95, 'x') + "\n\n"}, 100).failed);
  EXPECT_TRUE(read({": " + std::string(99, 'x')}, 100).failed);
  EXPECT_TRUE(read(std::vector<std::string>(20, "data: 123456\n"), 100).failed);
  EXPECT_FALSE(read(std::vector<std::string>(2000, "data: 123456\n\n"), 100).failed);
  EXPECT_FALSE(read(std::vector<std::string>(2000, ": comment\n"), 100).failed);
}

TEST(Sse, NothingIsReadAfterEnough) {
  SseParser parser;
  int count = 0;
  auto once = [&](const SseEvent&) { return ++count < 1; };
  must(parser.feed("data: 1\n\ndata: 2\n\n", once));
  must(parser.feed("data: 3\n\n", once));
  EXPECT_EQ(count, 1);
}

}  // namespace
}  // namespace suit
