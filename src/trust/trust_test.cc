#include "trust/trust.h"

#include <cmath>
#include <random>

#include "support/testing.h"

namespace suit {
namespace {

// The integral by Simpson's rule, to check the closed form.
double e_value_by_quadrature(double clean, double failed, double p0) {
  constexpr int steps = 20'000;
  double sum = 0, width = (1 - p0) / steps;
  auto factor = [&](double t) { return std::pow(t / p0, clean) * std::pow((1 - t) / (1 - p0), failed); };
  for (int i = 0; i <= steps; ++i) sum += factor(p0 + i * width) * (i == 0 || i == steps ? 1 : i % 2 ? 4 : 2);
  return sum * width / 3 / (1 - p0);
}

TEST(Bound, ClosedFormIsTheIntegral) {
  for (double p0 : {0.5, 0.9, 0.95, 0.99})
    for (double clean : {0.0, 1.0, 10.5, 88.0, 300.0})
      for (double failed : {0.0, 0.5, 1.0, 7.0})
        EXPECT_NEAR(log_e_value(clean, failed, p0), std::log(e_value_by_quadrature(clean, failed, p0)), 1e-4)
            << p0 << " " << clean << " " << failed;
}

TEST(Bound, NothingIsKnownAtTheStart) {
  EXPECT_NEAR(log_e_value(0, 0, 0.95), 0, 1e-12);
}

TEST(Bound, EightyEightCleanOnesLicense) {
  TrustBar bar;
  EXPECT_EQ(clean_needed(0, 0, bar), 88);
  EXPECT_FALSE(is_above_bar(87, 0, bar));
  EXPECT_TRUE(is_above_bar(88, 0, bar));
  EXPECT_GT(clean_needed(88, 1, bar), 0) << "one failure takes it away";
  EXPECT_EQ(clean_after_failure(bar), 59);
}

TEST(Bound, WhatIsShown) {
  EXPECT_EQ(reliability_shown(0, 0, 0.05), 0);
  EXPECT_EQ(reliability_shown(0, 5, 0.05), 0);
  EXPECT_NEAR(reliability_shown(88, 0, 0.05), 0.95, 0.001) << "the bar of the licence";
  EXPECT_LT(reliability_shown(88, 1, 0.05), 0.95);
  for (double clean : {1.0, 10.0, 40.5}) {
    double shown = reliability_shown(clean, 2, 0.05);
    EXPECT_LT(shown, clean / (clean + 2));
    EXPECT_GE(log_e_value(clean, 2, std::max(shown, 0.001)), shown > 0 ? -std::log(0.05) : -1e9);
  }
}

TEST(Bound, LongRecordsStayFinite) {
  EXPECT_TRUE(std::isfinite(log_e_value(1e6, 1e3, 0.95)));
  EXPECT_FALSE(is_above_bar(1000, 900, {}));
}

// Checked after each of 1,000 tasks that succeed exactly at the bar's rate: at most alpha of the runs are
// ever licensed. The usual rule, 20 in a row, licenses most of them.
TEST(Bound, FalseLicencesStayWithinTheErrorRate) {
  TrustBar bar;
  std::mt19937_64 random(20260131);
  std::bernoulli_distribution right(bar.reliability);
  constexpr int runs = 2000, tasks = 1000;
  // The bound for E depends only on (clean, failed): compute what is needed once per number of failures.
  std::vector<int> needed;
  for (int failed = 0; failed <= tasks; ++failed) {
    int from = needed.empty() ? 0 : needed.back();
    needed.push_back(from + clean_needed(from, failed, bar));
    if (needed.back() > tasks) break;
  }
  int licensed = 0, by_twenty_in_a_row = 0;
  for (int run = 0; run < runs; ++run) {
    int clean = 0, failed = 0, streak = 0;
    bool e_licence = false, streak_licence = false;
    for (int task = 0; task < tasks; ++task) {
      if (right(random)) {
        ++clean, ++streak;
      } else {
        ++failed, streak = 0;
      }
      e_licence |=
          static_cast<size_t>(failed) < needed.size() && clean >= needed[static_cast<size_t>(failed)];
      streak_licence |= streak >= 20;
    }
    licensed += e_licence;
    by_twenty_in_a_row += streak_licence;
  }
  std::printf("falsely licensed: %.4f of runs by the e-process, %.4f by 20 in a row\n",
              double(licensed) / runs, double(by_twenty_in_a_row) / runs);
  // alpha plus three standard errors of the simulation.
  EXPECT_LE(double(licensed) / runs,
            bar.error_rate + 3 * std::sqrt(bar.error_rate * (1 - bar.error_rate) / runs));
  EXPECT_GT(double(by_twenty_in_a_row) / runs, 0.5);
}

class TrustTest : public testing::Test {
 protected:
  Sequence propose(Sequence amends = 0) {
    Json body = {{"proposer", "mechanic"}, {"version", "1"}, {"kind", "rename"}};
    if (amends) body["amends"] = amends;
    return must(ledger_->append({.kind = "proposal", .body = std::move(body)}));
  }
  void verdict(Sequence proposal, const char* outcome, const char* manner, bool evidence = true) {
    Json body = {{"outcome", outcome}, {"manner", manner}};
    if (!evidence) body["evidence"] = false;
    must(ledger_->append({.kind = "verdict", .about = proposal, .body = std::move(body)}));
  }
  // Accepted and applied; returns the application.
  Sequence accepted(Sequence proposal, const char* manner) {
    verdict(proposal, "accepted", manner);
    return applied("apply", proposal);
  }
  Sequence applied(const char* action, Sequence about) {
    return must(ledger_->append({.kind = "applied", .about = about, .body = {{"action", action}}}));
  }
  TrustRecord record() { return must(read_trust(*ledger_, {"mechanic", "1", "rename"})); }
  void accept(int times) {
    for (int i = 0; i < times; ++i) accepted(propose(), "accepted");
  }

  std::unique_ptr<Ledger> ledger_ = must(Ledger::open(":memory:", LedgerMode::kCreate));
};

TEST_F(TrustTest, VerdictsAreEvidence) {
  accept(3);
  accepted(propose(), "edited");
  verdict(propose(), "rejected", "");
  propose();  // pending: no evidence
  TrustRecord r = record();
  EXPECT_DOUBLE_EQ(r.clean, 3.5);
  EXPECT_DOUBLE_EQ(r.failed, 1.5);
  EXPECT_TRUE(must(read_trust(*ledger_, {"mechanic", "2", "rename"})).clean == 0)
      << "another version starts again";
}

TEST_F(TrustTest, WhatNobodyReadIsNoEvidence) {
  for (const char* manner : {"unread", "licensed", "override"}) accepted(propose(), manner);
  TrustRecord r = record();
  EXPECT_EQ(r.clean + r.failed, 0);
  EXPECT_EQ(r.unread + r.licensed + r.overridden, 3);
}

TEST_F(TrustTest, AnUndoIsAFailureEvenOfWhatNobodyRead) {
  for (const char* manner : {"accepted", "unread", "licensed", "override"}) {
    Sequence undo = applied("undo", accepted(propose(), manner));
    applied("redo", undo);  // restores nothing
  }
  TrustRecord r = record();
  EXPECT_EQ(r.failed, 4);
  EXPECT_EQ(r.clean, 0);
}

TEST_F(TrustTest, UndoingAnAmendedProposalFailsTheOriginal) {
  Sequence original = propose(), amended = propose(original);
  verdict(original, "accepted", "edited");
  verdict(amended, "accepted", "edited", false);
  Sequence application = applied("apply", amended);
  EXPECT_DOUBLE_EQ(record().clean, 0.5);
  applied("undo", application);
  EXPECT_DOUBLE_EQ(record().clean, 0);
  EXPECT_DOUBLE_EQ(record().failed, 1);
}

TEST_F(TrustTest, AYesThatCouldNotBeAppliedShowsNothing) {
  Sequence original = propose();
  verdict(original, "accepted", "accepted");
  EXPECT_EQ(record().clean, 0);
  accepted(propose(original), "accepted");  // merged into files that had changed
  EXPECT_EQ(record().clean, 1) << "once for the two";
}

TEST_F(TrustTest, ANoStands) {
  Sequence proposal = propose();
  verdict(proposal, "rejected", "");
  accepted(proposal, "accepted");
  EXPECT_EQ(record().clean, 0);
  EXPECT_EQ(record().failed, 1);
}

// Small changes do not license large ones; large ones license small ones. Failures count for all sizes.
TEST_F(TrustTest, SmallChangesSayNothingOfLargeOnes) {
  auto propose_sized = [&](const char* size) {
    return must(ledger_->append(
        {.kind = "proposal",
         .body = {{"proposer", "mechanic"}, {"version", "1"}, {"kind", "rename"}, {"size", size}}}));
  };
  auto record_of_size = [&](TaskSize size) {
    return must(read_trust(*ledger_, {"mechanic", "1", "rename", size}));
  };
  for (int i = 0; i < 90; ++i) accepted(propose_sized("small"), "accepted");
  EXPECT_EQ(licence_of(record_of_size(TaskSize::kSmall), {}).level, Level::kAutopilot);
  EXPECT_EQ(record_of_size(TaskSize::kLarge).clean, 0);
  EXPECT_EQ(licence_of(record_of_size(TaskSize::kMedium), {}).level, Level::kAgent);
  for (int i = 0; i < 3; ++i) accepted(propose_sized("large"), "accepted");
  EXPECT_EQ(record_of_size(TaskSize::kSmall).clean, 93);
  EXPECT_EQ(record_of_size(TaskSize::kMedium).clean, 3);
  verdict(propose_sized("small"), "rejected", "");
  EXPECT_EQ(record_of_size(TaskSize::kLarge).failed, 1);
  EXPECT_EQ(must(read_trust(*ledger_)).size(), 2u) << "of the sizes that there were";
}

// Older versions had the kinds "agent" and "rename_identifier", and did not record whether an acceptance was
// reviewed.
TEST_F(TrustTest, KindsOfOlderLedgersAreNoEvidence) {
  for (const char* kind : {"agent", "chat", "rename_identifier"})
    accepted(must(ledger_->append(
                 {.kind = "proposal", .body = {{"proposer", "p"}, {"version", "1"}, {"kind", kind}}})),
             "accepted");
  EXPECT_TRUE(must(read_trust(*ledger_)).empty());
}

TEST_F(TrustTest, AFailureLowersAtOnce) {
  TrustBar bar;
  accept(87);
  EXPECT_EQ(licence_of(record(), bar).level, Level::kAgent);
  EXPECT_EQ(licence_of(record(), bar).clean_needed, 1);
  accept(1);
  EXPECT_EQ(licence_of(record(), bar).level, Level::kAutopilot);
  accept(500);
  verdict(propose(), "rejected", "");
  EXPECT_TRUE(is_above_bar(record().clean, record().failed, bar))
      << "the whole record is still above the bar";
  EXPECT_EQ(licence_of(record(), bar).level, Level::kAgent) << "and yet";
  EXPECT_EQ(licence_of(record(), bar).clean_needed, 59);
  accept(59);
  EXPECT_EQ(licence_of(record(), bar).level, Level::kAutopilot);
}

}  // namespace
}  // namespace suit
