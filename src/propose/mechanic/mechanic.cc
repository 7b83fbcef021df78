#include "propose/mechanic/mechanic.h"

#include <algorithm>

#include "base/text.h"
#include "code/language.h"
#include "propose/mechanic/job.h"

namespace suit {
namespace mechanic {
using namespace code;
namespace {

Result<std::string> act(Job& job, const Instruction& in) {
  switch (in.kind) {
    case Kind::kRenameIdentifier:
      return rename_identifier(job, in);
    case Kind::kReplaceText:
      return replace_text(job, in);
    case Kind::kSetKey:
      return set_key(job, in);
    case Kind::kMoveFile:
      return move_file(job, in);
    case Kind::kInsertLine:
      return insert_line(job, in);
    case Kind::kRemoveLine:
      return remove_line(job, in);
    case Kind::kSortLines:
      return sort_lines(job, in);
    case Kind::kDedupeLines:
      return dedupe_lines(job, in);
    case Kind::kTrimTrailing:
      return trim_trailing(job, in);
    case Kind::kLineEndings:
      return line_endings(job, in);
    case Kind::kFinalNewline:
      return final_newline(job, in);
  }
  return Error{ErrorCode::kUnsupported, "unknown kind of instruction"};
}

Result<Reply> run(const Request& request, const Instruction& in, size_t skip_answers,
                  bool* settled = nullptr) {
  Job job(request, skip_answers);
  auto summary = act(job, in);
  if (settled) *settled = job.is_settled();
  return job.reply(in.kind, std::move(summary));
}

bool looks_like_path(const std::string& text) {
  if (text.find('/') != text.npos) return true;
  bool one_dot = text.find('.') == text.rfind('.');  // a.b.c is a qualified name
  return one_dot && &language_of(text, "") != &unknown_language();
}

// How much a failed reading has to say: the best one is what the person hears.
int worth(const Instruction& in, const Result<Reply>& reply) {
  bool doubtful_move = in.kind == Kind::kMoveFile && !in.file_named;
  if (doubtful_move && in.phrasing->text.starts_with("rename"))
    return looks_like_path(in.old_text.text) ? 4 : 0;
  if (reply) return 2;  // declined
  if (in.old_text.regex && reply.error().code != ErrorCode::kNotFound)
    return 4;  // something is wrong with the pattern
  return reply.error().code == ErrorCode::kInvalid ? 1 : 3;
}

// "change LEVEL to debug in a.yaml": a key's value, or a text? Where a reading is settled that it is a key,
// only such readings are left. What stands in quotes is a text that may be anything.
std::vector<Instruction> without_texts_that_are_keys(const Request& unanswered,
                                                     std::vector<Instruction> readings) {
  bool settled = false;
  for (const Instruction& in : readings)
    if (in.kind == Kind::kSetKey && !in.old_text.quoted && !settled) (void)run(unanswered, in, 0, &settled);
  if (settled) std::erase_if(readings, [](const Instruction& in) { return in.kind == Kind::kReplaceText; });
  return readings;
}

// Several phrasings fit. What the folder holds decides; where that leaves more than one, the person does.
Result<Reply> choose(const Request& request, const std::vector<Instruction>& all) {
  Request unanswered{request.task, request.folder, request.reasons, {}};
  bool text_or_key = std::any_of(all.begin(), all.end(),
                                 [](const Instruction& in) { return in.kind == Kind::kReplaceText; });
  std::vector<Instruction> readings = text_or_key ? without_texts_that_are_keys(unanswered, all) : all;
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
  if (!answer) return job.reply(readings.front().kind, answer.error());
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
      // std::bad_alloc and the like; the parsers' own exceptions are caught where they are called.
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
