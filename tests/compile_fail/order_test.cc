// Types enforce the order of the loop: each snippet compiles, and fails to compile with the one line that
// breaks the order. Testing both ways detects failures for other reasons.
#include "support/testing.h"

namespace suit {
namespace {

struct Snippet {
  const char* name;
  const char* code;
  const char* complaint;  // part of the compiler's message
};

constexpr const char* kPrelude = R"(
#include "change/apply.h"
#include "loop/reviewer.h"
#include "verify/verifier.h"
using namespace suit;
)";

const Snippet kSnippets[] = {
    {"a_proposal_is_not_applied",
     R"(Result<ApplyOutcome> f(const Workplace& w, const Proposal& p, const Reviewed& r) {
#ifdef BREAK
          return apply(w, p);
#else
          (void)p; return apply(w, r);
#endif
        })",
     "Proposal"},
    {"a_verified_is_not_applied",
     R"(Result<ApplyOutcome> f(const Workplace& w, const Verified& v, const Reviewed& r) {
#ifdef BREAK
          return apply(w, v);
#else
          (void)v; return apply(w, r);
#endif
        })",
     "Verified"},
    {"a_proposal_is_not_reviewed",
     R"(auto f(Reviewer& reviewer, Proposal p, Verified v, const LevelDecision& level) {
#ifdef BREAK
          (void)v; return reviewer.review(p, level, Override::kNone);
#else
          (void)p; return reviewer.review(std::move(v), level, Override::kNone);
#endif
        })",
     "Proposal"},
    {"nobody_else_makes_a_verified",
     R"(Verified f(Proposal p, Verified v) {
#ifdef BREAK
          return Verified(p, {}, {}, false);
#else
          (void)p; return v;
#endif
        })",
     "private"},
    {"nobody_else_makes_a_reviewed",
     R"(Reviewed f(Verified v, Reviewed r) {
#ifdef BREAK
          return Reviewed(v, ReviewManner::kAccepted, 1);
#else
          (void)v; return r;
#endif
        })",
     "private"},
    {"no_verified_out_of_nothing",
     R"(#ifdef BREAK
        Verified v;
#endif
        int f() { return 0; })",
     "no matching function"},
    {"a_result_is_not_ignored",
     R"(void f(Files& files) {
#ifdef BREAK
          files.remove("x");
#else
          (void)files.remove("x");
#endif
        })",
     "nodiscard"},
};

class CompileFail : public testing::TestWithParam<Snippet> {};

TEST_P(CompileFail, BothWays) {
  TemporaryFolder folder;
  folder.write("snippet.cc", std::string(kPrelude) + GetParam().code);
  std::vector<std::string> command = {
      SUIT_CXX,    "-std=c++20", "-Werror", "-fsyntax-only", std::string("-I") + SUIT_SOURCE_DIR + "/src",
      "snippet.cc"};
  Ran sound = run_program(command, folder.path());
  EXPECT_EQ(sound.code, 0) << sound.err;
  command.insert(command.begin() + 1, "-DBREAK");
  Ran broken = run_program(command, folder.path());
  EXPECT_NE(broken.code, 0);
  EXPECT_NE(broken.err.find(GetParam().complaint), std::string::npos) << broken.err;
}

INSTANTIATE_TEST_SUITE_P(Order, CompileFail, testing::ValuesIn(kSnippets),
                         [](const auto& one) { return std::string(one.param.name); });

}  // namespace
}  // namespace suit
