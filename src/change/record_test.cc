#include <gtest/gtest.h>

#include "change/proposal.h"
#include "support/testing.h"

namespace suit {
namespace {

TEST(Record, AProposalIsReadAsItWasRecorded) {
  TemporaryFolder folder;
  auto ledger = must(Ledger::open(folder.path() + "/ledger.db", LedgerMode::kCreate));
  Proposal proposal{
      .task = 1, .proposer = "p", .proposer_version = "1", .kind = "k", .summary = "s\xff", .notes = {"n"}};
  proposal.edits = {{"a", FileVersion::absent(), FileVersion::file("2", 0644)}};
  proposal.suspects = {{"a", 1, .5}, {"a", 3, 1}, {"b\xff", 2, .25}};
  must(record(*ledger, proposal));
  Proposal read = must(load_proposal(*ledger, proposal.id));
  EXPECT_EQ(read.summary, proposal.summary);
  EXPECT_EQ(read.notes, proposal.notes);
  EXPECT_EQ(read.edits[0].after.content, "2");
  ASSERT_EQ(read.suspects.size(), 3u);
  for (size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(read.suspects[i].path, proposal.suspects[i].path);
    EXPECT_EQ(read.suspects[i].line, proposal.suspects[i].line);
    EXPECT_EQ(read.suspects[i].suspicion, proposal.suspects[i].suspicion);
  }
  // Another program's lines, or none.
  Json lines = Json::array(
      {Json::array({-1, .5}), "x", Json::array({2}), Json::array({4, "y"}), Json::array({5, .5})});
  Json strange = Json::array({"x", Json::object(), {{"path", 3}}, {{"path", "a"}, {"lines", lines}}});
  Json body = must(ledger->event(proposal.id)).body;
  body["suspects"] = strange;
  Sequence other = must(ledger->append({.kind = "proposal", .about = 1, .body = body}));
  read = must(load_proposal(*ledger, other));
  ASSERT_EQ(read.suspects.size(), 1u);
  EXPECT_EQ(read.suspects[0].line, 5u);
}

}  // namespace
}  // namespace suit
