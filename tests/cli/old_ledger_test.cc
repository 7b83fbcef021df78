// Reading ledgers of earlier versions, event by event and through the commands.
#include <cstdlib>
#include <fstream>

#include "base/text.h"
#include "change/in_force.h"
#include "ledger/origin.h"
#include "loop/standing.h"
#include "support/event_kinds.h"
#include "support/old_ledger.h"
#include "support/testing.h"

namespace suit {
namespace {

class OldLedger : public testing::Test {
 protected:
  OldLedger() {
    folder_.write("suit.toml", "");
    folder_.write(".suit/.gitignore", "*\n");
    make_version_3_ledger(path_);
    ledger_ = must(Ledger::open(path_, LedgerMode::kReadWrite));
  }
  TemporaryFolder folder_;
  std::string path_ = folder_.path() + "/.suit/ledger.db";
  std::unique_ptr<Ledger> ledger_;
};

TEST_F(OldLedger, EveryKindIsInIt) {
  for (const std::string& kind : event_kinds())
    EXPECT_FALSE(must(ledger_->events({.kinds = {kind}})).empty()) << kind;
}

TEST_F(OldLedger, EachEventIsWrittenAsItWasRead) {
  for (const Event& event : must(ledger_->events({}))) {
    auto body = reread(event);
    ASSERT_TRUE(body) << event.kind;
    EXPECT_EQ(to_text(*body), to_text(event.body)) << event.sequence << " " << event.kind;
  }
}

// As a forged ledger may contain.
TEST_F(OldLedger, AMalformedFieldIsReadAsAMissingOne) {
  const std::vector<Json> values = {nullptr,
                                    true,
                                    1,
                                    -1,
                                    1.5,
                                    "x",
                                    Json::array(),
                                    Json::object(),
                                    {{"hex", "zz"}},
                                    Json::array({nullptr}),
                                    Json::array({Json::array({1})}),
                                    Json::array({Json::object()})};
  for (const Event& event : must(ledger_->events({}))) {
    for (const auto& [field, value] : event.body.items()) {
      Event without = event, changed = event;
      without.body.erase(field);
      changed.body[field] = nullptr;
      EXPECT_EQ(reread(changed), reread(without)) << event.kind << " " << field;
      for (const Json& other : values) {
        changed.body[field] = other;
        EXPECT_TRUE(reread(changed)) << event.kind << " " << field;
        for (size_t i = 0; value.is_array() && i < value.size(); ++i) {
          if (!value[i].is_object()) continue;
          for (const auto& [key, unused] : value[i].items()) {
            changed.body[field] = value;
            changed.body[field][i][key] = other;
            EXPECT_TRUE(reread(changed)) << event.kind << " " << field << " " << key;
          }
        }
      }
    }
  }
}

TEST_F(OldLedger, TheLogAsJsonIsTheLedger) {
  Ran ran = run_suit({"log", "--json", "--limit", "0"}, folder_.path());
  ASSERT_EQ(ran.code, 0) << ran.err;
  auto events = must(ledger_->events({}));
  auto lines = split_lines(ran.out);
  ASSERT_EQ(lines.size(), events.size());
  for (size_t i = 0; i < lines.size(); ++i) {
    Json json = must(parse_json(lines[i]));
    EXPECT_EQ(json["sequence"], events[i].sequence);
    EXPECT_EQ(json["kind"], events[i].kind);
    EXPECT_EQ(integer_or(json, "about", 0), events[i].about);
    EXPECT_EQ(to_text(json["body"]), to_text(events[i].body));
  }
}

TEST_F(OldLedger, WhatIsInForceIsWhatItWas) {
  std::string text;
  auto all = must(read_applications(*ledger_));
  for (const auto& [sequence, application] : all) {
    bool plain = application.action == ApplyAction::kApply && application.in_force.is_all();
    if (plain) continue;
    text += std::to_string(sequence) + " " + std::string(name_of(application.action)) + " of " +
            std::to_string(application.about) +
            (application.in_force.is_all()     ? ""
             : application.in_force.is_empty() ? ", taken back"
                                               : ", in part") +
            "\n";
  }
  EXPECT_EQ(text,
            "5 apply of 2, taken back\n"
            "7 undo of 5\n"
            "20 undo of 17, taken back\n"
            "22 redo of 20\n"
            "45 apply of 42, in part\n"
            "48 undo of 45\n"
            "58 apply of 55, taken back\n"
            "65 undo of 58\n");
  // Reading a single proposal gives the same result.
  for (const Event& event : must(ledger_->events({.kinds = kinds_of<ProposalEvent>()})))
    for (const auto& [sequence, application] : must(read_applications_of(*ledger_, event.sequence))) {
      EXPECT_EQ(application.action, all.at(sequence).action);
      EXPECT_EQ(application.in_force.is_all(), all.at(sequence).in_force.is_all()) << sequence;
      EXPECT_EQ(application.in_force.is_empty(), all.at(sequence).in_force.is_empty()) << sequence;
    }
}

TEST_F(OldLedger, EachProposalAndTaskStandsWhereItStood) {
  std::string text;
  for (const Event& event : must(ledger_->events({.kinds = kinds_of<TaskEvent, ProposalEvent>()}))) {
    std::string state, why;
    if (event.is<TaskEvent>()) {
      state = name_of(must(state_of_task(*ledger_, event.sequence)));
    } else {
      Standing standing = must(standing_of(*ledger_, event.sequence));
      state = name_of(standing.state);
      why = reason_of(*ledger_, standing);
    }
    if (state == "applied") continue;
    text += event.kind + " " + std::to_string(event.sequence) + " " + state +
            (why.empty() ? "" : " (" + why + ")") + "\n";
  }
  EXPECT_EQ(text,
            "task 1 taken_back\n"
            "proposal 2 taken_back\n"
            "task 23 rejected\n"
            "proposal 24 rejected (! grep -q rot b.txt: exit status 1)\n"
            "task 27 rejected\n"
            "proposal 28 rejected (person: nor this)\n"
            "task 30 open\n"
            "task 31 rejected\n"
            "proposal 32 rejected (person: not this one)\n"
            "proposal 36 replaced (by proposal p8)\n"
            "task 46 open\n"
            "task 54 taken_back\n"
            "proposal 55 taken_back\n"
            "task 72 declined\n"
            "task 89 answered\n"
            "task 94 declined\n"
            "task 111 open\n"
            "proposal 140 replaced (by proposal p19)\n"
            "proposal 148 replaced (by proposal p21)\n"
            "task 155 rejected\n"
            "proposal 156 rejected (person: not that way)\n"
            "task 160 pending\n"
            "proposal 161 pending\n"
            "task 164 pending\n"
            "proposal 165 pending\n");
}

// old_ledger.txt is a session in the ledger's folder, like transcripts/. UPDATE=1 rewrites it.
TEST_F(OldLedger, TheCommandsShowWhatTheyShowed) {
  must(adopt_ledger(*ledger_, path_));
  const std::string name = std::string(SUIT_SOURCE_DIR) + "/tests/cli/old_ledger.txt";
  std::ifstream file(name);
  std::string expected{std::istreambuf_iterator<char>(file), {}}, actual;
  for (std::string_view raw : split_lines(expected)) {
    std::string_view line = without_terminator(raw);
    if (!line.starts_with("$ suit ")) continue;
    std::vector<std::string> arguments;
    for (std::string_view word : split(line.substr(7), ' ')) arguments.emplace_back(word);
    Ran ran = run_suit(arguments, folder_.path());
    EXPECT_EQ(ran.code, 0) << line << "\n" << ran.err;
    actual += std::string(line) + "\n" + ran.out;
  }
  if (std::getenv("UPDATE")) {
    std::ofstream(name) << actual;
  } else {
    EXPECT_EQ(actual, expected) << "UPDATE=1 rewrites it";
  }
}

}  // namespace
}  // namespace suit
