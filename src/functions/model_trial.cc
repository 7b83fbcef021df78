#include "functions/model_trial.h"

#include <algorithm>

#include "base/clock.h"
#include "loop/models.h"

namespace suit::functions {
namespace {

// Opens the named model without its fallbacks.
Result<std::unique_ptr<OpenModel>> open_alone(Session& session, const TriedModel& request, Watch& watch) {
  ASSIGN_OR_RETURN(Workspace * workspace, session.open(WorkspaceMode::kChange, watch));
  Settings settings = workspace->settings();
  for (ModelConfig& model : settings.models)
    if (model.name == request.name) model.fallbacks.clear();
  Network network = request.offline || settings.offline ? Network::kOffline : Network::kAllowed;
  return OpenModel::open(settings, request.name, network, CallsAbout::kNothing, *workspace->ledger(),
                         session.parts().make_model, [&](const std::string& line) { watch.note(line); });
}

double a_second(int64_t tokens, int64_t us) {
  return us > 0 ? static_cast<double>(tokens) * 1e6 / static_cast<double>(us) : 0;
}

}  // namespace

Result<TestModel::Answer> TestModel::run(Session& session, const Request& request, Watch& watch) {
  ASSIGN_OR_RETURN(auto open, open_alone(session, request, watch));
  Context context{.messages = {{Role::kUser, "Answer with the one word: ready"}},
                  .tokens_out_max = 32,
                  .program = "test"};
  ASSIGN_OR_RETURN(Completion answer,
                   completion_of(open->model().complete(
                       context, {.on_text = [&](std::string_view piece) { watch.text(piece); },
                                 .cancelled = watch.cancelled()})));
  return Answer{answer.text,
                answer.answered_by,
                std::string(name_of(answer.finish)),
                answer.usage.tokens_in,
                answer.usage.tokens_out,
                answer.total_us / 1000,
                answer.usage.estimated};
}

Result<BenchModel::Answer> BenchModel::run(Session& session, const Request& request, Watch& watch) {
  ASSIGN_OR_RETURN(auto open, open_alone(session, request, watch));
  Model& model = open->model();
  // Each prompt starts differently, to defeat caches; the result is the median of three.
  constexpr int kTurns = 3;
  std::string material;
  while (model.count_tokens(material) < 512)
    material += "The quick brown fox jumps over the lazy dog, again and again. ";
  std::vector<Answer> turns;
  for (int turn = 1; turn <= kTurns; ++turn) {
    watch.state("turn " + std::to_string(turn) + " of " + std::to_string(kTurns));
    Context context{.messages = {{Role::kUser, "Number " + std::to_string(now_us()) +
                                                   ". Go on with this text: " + material}},
                    .tokens_out_max = 128,
                    .program = "bench"};
    ASSIGN_OR_RETURN(
        Completion answer,
        completion_of(model.complete(context, {.on_text = [&](std::string_view piece) { watch.text(piece); },
                                               .cancelled = watch.cancelled()})));
    turns.push_back({a_second(answer.usage.tokens_in, answer.first_token_us),
                     a_second(answer.usage.tokens_out, answer.total_us - answer.first_token_us),
                     answer.first_token_us / 1000});
  }
  std::sort(turns.begin(), turns.end(), [](const Answer& a, const Answer& b) {
    return a.write_tokens_per_second < b.write_tokens_per_second;
  });
  return turns[kTurns / 2];
}

}  // namespace suit::functions
