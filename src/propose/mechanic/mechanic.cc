#include "propose/mechanic/mechanic.h"

#include <set>

#include "base/text.h"
#include "code/language.h"
#include "propose/mechanic/job.h"

namespace suit {
namespace mechanic {
using namespace code;
namespace {

Result<Reply> run(const Request& request, const Instruction& in, size_t skip_answers,
                  bool* settled = nullptr) {
  Job job(request, skip_answers);
  auto summary = in.kind->act(job, in);
  if (settled) *settled = job.is_settled();
  return job.reply(*in.kind, std::move(summary));
}

bool looks_like_path(const std::string& text) {
  if (text.find('/') != text.npos) return true;
  bool one_dot = text.find('.') == text.rfind('.');  // a.b.c is a qualified name
  return one_dot && &language_of(text, "") != &unknown_language();
}

// How informative a failed reading is; the best one is reported.
int worth(const Instruction& in, const Result<Reply>& reply) {
  if (in.said.phrasing->for_paths) return looks_like_path(in.old_text.text) ? 4 : 0;
  if (reply) return 2;  // declined
  if (in.old_text.regex && reply.error().code != ErrorCode::kNotFound)
    return 4;  // something is wrong with the pattern
  return reply.error().code == ErrorCode::kInvalid ? 1 : 3;
}

// "change LEVEL to debug in a.yaml": a key or a text? If it is known to be a key, readings of a kind that
// yields to it are dropped. A quoted text may be anything.
std::vector<Instruction> without_those_that_yield(const Request& unanswered,
                                                  std::vector<Instruction> readings) {
  std::set<const Kind*> yielded_to, settled;
  for (const Instruction& in : readings) yielded_to.insert(in.kind->yields_to);
  for (const Instruction& in : readings) {
    if (!yielded_to.contains(in.kind) || in.old_text.quoted || settled.contains(in.kind)) continue;
    bool is_settled = false;
    (void)run(unanswered, in, 0, &is_settled);
    if (is_settled) settled.insert(in.kind);
  }
  std::erase_if(readings, [&](const Instruction& in) { return settled.contains(in.kind->yields_to); });
  return readings;
}

// Several phrasings match. The folder's content decides; if several readings remain, the person does.
Result<Reply> choose(const Request& request, const std::vector<Instruction>& all) {
  Request unanswered{request.task, request.folder, request.reasons, {}};
  std::vector<Instruction> readings = without_those_that_yield(unanswered, all);
  if (readings.size() == 1) return run(request, readings.front(), 0);
  std::vector<size_t> plausible;
  std::optional<Result<Reply>> best, first;
  int best_worth = -1;
  for (size_t i = 0; i < readings.size(); ++i) {
    auto reply = run(unanswered, readings[i], 0);
    if (reply && !std::holds_alternative<Declined>(*reply)) {
      if (plausible.empty()) first.emplace(std::move(reply));
      plausible.push_back(i);
    } else if (int value = worth(readings[i], reply); value > best_worth) {
      best_worth = value;
      best.emplace(std::move(reply));
    }
  }
  if (plausible.empty()) return std::move(*best);
  if (plausible.size() == 1)
    return request.answers.empty() ? std::move(*first) : run(request, readings[plausible.front()], 0);
  std::vector<std::string> choices;
  for (size_t i : plausible) choices.push_back(describe(readings[i]));
  Job job(request, 0);
  auto answer = job.ask(
      "the task can be read in " + std::to_string(plausible.size()) + " ways; which is meant?", choices);
  if (!answer) return job.reply(*readings.front().kind, answer.error());
  return run(request, readings[plausible[*answer]], 1);
}

class Mechanic : public Proposer {
 public:
  std::string_view name() const override { return "mechanic"; }
  std::string_view version() const override { return kMechanicVersion; }

  Result<Reply> propose(const Request& request) override {
    try {
      ASSIGN_OR_RETURN(Parse parse, parse_instruction(request.task.text));
      if (parse.readings.empty()) return Reply(std::move(parse.declined));
      if (parse.readings.size() == 1) return run(request, parse.readings.front(), 0);
      return choose(request, parse.readings);
    } catch (const std::exception& exception) {
      // std::bad_alloc and the like; each parser's exceptions are caught at its calls.
      return Error{ErrorCode::kLimit, std::string("the mechanic gave up: ") + exception.what()};
    }
  }

  std::string kind_of(std::string_view text) const override { return phrasebook().kind_of(text); }
  std::vector<std::string> examples() const override { return phrasebook().examples(); }
};

}  // namespace
}  // namespace mechanic

std::unique_ptr<Proposer> make_mechanic() {
  return std::make_unique<mechanic::Mechanic>();
}

}  // namespace suit
