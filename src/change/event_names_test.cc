#include "change/event_names.h"

#include "base/text.h"
#include "change/proposal_event.h"
#include "change/task_events.h"
#include "support/testing.h"

namespace suit {
namespace {

TEST(EventNames, CountTasksAndProposalsApart) {
  TemporaryFolder folder;
  auto ledger = must(Ledger::open(folder.path() + "/l.db", LedgerMode::kCreate));
  Sequence first = must(ledger->append(TaskEvent{.text = "a"}));
  Sequence proposal = must(ledger->append(ProposalEvent{}, first));
  Sequence other = must(ledger->append(OverrideEvent{}, proposal));
  Sequence second = must(ledger->append(TaskEvent{.text = "b"}));
  Sequence last = must(ledger->append(ProposalEvent{}, second));
  EventNames names(*ledger);
  EXPECT_EQ(names.of(first), "t1");
  EXPECT_EQ(names.of(proposal), "p1");
  EXPECT_EQ(names.of(other), std::to_string(other)) << "other events go by their number";
  EXPECT_EQ(names.of(second), "t2");
  EXPECT_EQ(names.of(last), "p2");
  EXPECT_EQ(names.of(99), "99");
  for (Sequence one : {first, proposal, other, second, last})
    EXPECT_EQ(must(names.find(*EventId::parse(names.of(one)))), one);
  EXPECT_EQ(must(names.find(last)), last) << "a number is the event's own";
  auto missing = names.find(*EventId::parse("p3"));
  EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
  EXPECT_TRUE(has(missing.error().message, "2 proposals")) << missing.error().message;
}

TEST(EventNames, AreReadFromTextAndJson) {
  for (const char* good : {"p1", "t12", "0", "7"}) EXPECT_TRUE(EventId::parse(good)) << good;
  for (const char* bad :
       {"", "p", "p0", "t-1", "P3", "q3", "p3 ", " 3", "-3", "3.0", "p99999999999999999999"})
    EXPECT_FALSE(EventId::parse(bad)) << bad;
  struct Request {
    EventId id;
    Fields fields() { return {{"id", id, ""}}; }
  } request;
  ASSERT_TRUE(read_fields({{"id", "p3"}}, request.fields(), "the body"));
  EXPECT_EQ(json_of_struct(request), Json({{"id", "p3"}}));
  ASSERT_TRUE(read_fields({{"id", 12}}, request.fields(), "the body"));
  EXPECT_EQ(json_of_struct(request), Json({{"id", 12}}));
  for (const Json& bad : {Json("x"), Json(1.5), Json(nullptr), Json::array(), Json(true)})
    EXPECT_FALSE(read_fields({{"id", bad}}, request.fields(), "the body")) << bad;
}

}  // namespace
}  // namespace suit
