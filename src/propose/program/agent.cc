// Level agent: a bounded number of steps with tools in a scratch copy, until the model finishes.
#include "base/text.h"
#include "propose/program/context_inputs.h"
#include "propose/program/conversation.h"
#include "propose/program/said_in_words.h"
#include "propose/program/tools.h"

namespace suit {
namespace {

constexpr int64_t kBegin_tokens = 8'000;  // of the folder, in the first message
constexpr int kRepeatsMax = 3;            // of one call without a change between
constexpr int kMisreadMax = 3;            // consecutive answers that are not a tool call
constexpr int kWordsMax = 2;  // answers in words without a change; then the person gets the last one

// For models without native tool calls: one JSON object per step.
Json step_schema() {
  Json names = Json::array();
  for (const Tool& tool : Tools::list()) names.push_back(tool.name);
  return {{"type", "object"},
          {"properties",
           {{"tool", {{"type", "string"}, {"enum", std::move(names)}}}, {"arguments", {{"type", "object"}}}}},
          {"required", {"tool", "arguments"}},
          {"additionalProperties", false}};
}

class Agent {
 public:
  Agent(Model& model, Conversation& conversation, const Request& request, const ProgramOptions& options)
      : model_(model),
        conversation_(conversation),
        request_(request),
        options_(options),
        native_(model.capabilities().tools) {}

  Result<Reply> run() {
    if (!conversation_.scratch)
      conversation_.scratch = std::make_unique<Scratch>(request_.folder, request_.task);
    if (conversation_.messages.empty()) RETURN_IF_ERROR(begin());
    RETURN_IF_ERROR(say_what_is_new());
    Tools tools(*conversation_.scratch, request_, conversation_.masks);
    for (;;) {
      if (request_.watch.is_cancelled()) return Error{ErrorCode::kCancelled, "stopped"};
      if (++conversation_.steps > options_.steps_max)
        return ended("it needed more than " + std::to_string(options_.steps_max) + " steps");
      Constraint constraint = Free{};
      if (!native_ && model_.capabilities().json_schema) constraint = MatchSchema{step_schema()};
      ASSIGN_OR_RETURN(Completion completion,
                       next_answer(model_, conversation_, native_ ? Tools::list() : std::vector<Tool>{},
                                   std::move(constraint), request_.watch));
      std::vector<ToolCall> calls = completion.tool_calls;
      if (calls.empty())
        if (auto call = tool_call_in(completion.text)) calls.push_back(std::move(*call));
      if (calls.empty()) {
        ++misread_;
        bool changes_nothing = conversation_.scratch->edits().empty() && !trim(completion.text).empty() &&
                               !attempts_edits(completion.text);
        if (changes_nothing && (misread_ == kWordsMax || asks_to_be_told(request_.task.text)))
          return Reply(Answered{std::move(completion.text), model_.name()});
        if (misread_ >= kMisreadMax) return ended("it stopped using its tools");
        conversation_.messages.push_back({Role::kUser,
                                          "That was no tool call. Call a tool; finish when all is done, or "
                                          "where nothing is to be changed."});
        continue;
      }
      misread_ = 0;
      for (size_t i = 0; i < calls.size(); ++i) {
        ASSIGN_OR_RETURN(std::optional<Reply> reply, use(tools, calls[i]));
        if (!reply) continue;
        // Each call needs an answer before the conversation can continue.
        for (++i; native_ && i < calls.size(); ++i) answer(calls[i], "not done: another call came first");
        return std::move(*reply);
      }
    }
  }

 private:
  Result<void> begin() {
    Json scope = Json::array(), checks = Json::array();
    for (const std::string& item : request_.task.scope.texts()) scope.push_back(printable(item));
    if (request_.checks)
      for (const std::string& name : request_.checks->names()) checks.push_back(printable(name));
    // Some initial context; it reads more with its tools.
    int64_t window = model_.capabilities().context_tokens,
            budget = std::min(options_.context_tokens, kBegin_tokens);
    if (window > 0) budget = std::min(budget, window / 8);
    Json inputs = {{"task", request_.task.text},
                   {"scope", std::move(scope)},
                   {"checks", std::move(checks)},
                   {"steps", options_.steps_max},
                   {"native_tools", native_}};
    RETURN_IF_ERROR(read_context(model_, conversation_, request_, budget, inputs));
    if (!is_utf8(request_.task.text)) inputs["task"] = printable(request_.task.text);
    ASSIGN_OR_RETURN(conversation_.messages, render(conversation_.prompt, inputs));
    if (!native_) {
      std::string tools = "The tools:";
      for (const Tool& tool : Tools::list())
        tools += "\n- " + tool.name + " " + to_text(tool.parameters["properties"]) + ": " + tool.description;
      conversation_.messages.front().text += "\n\n" + tools;
    }
    conversation_.stable = conversation_.messages.size();
    note_other_parts(model_, conversation_, request_.task.text);
    return {};
  }

  // Adds a person's answer, or why the last proposal was not accepted.
  Result<void> say_what_is_new() {
    for (; conversation_.answers_said < request_.answers.size(); ++conversation_.answers_said) {
      const Question& question = conversation_.questions[conversation_.answers_said];
      answer(conversation_.asked,
             "The person answers: " + question.choices[request_.answers[conversation_.answers_said]]);
    }
    if (conversation_.reasons_said == request_.reasons.size()) return {};
    ASSIGN_OR_RETURN(std::string tests, tests_of_reasons(model_, conversation_, request_));
    say_reasons(conversation_, request_.reasons, "The proposal was not accepted", tests,
                "Change what is wrong, then finish again.");
    conversation_.steps = 0;
    return {};
  }

  void answer(const ToolCall& call, std::string text) {
    if (native_) {
      conversation_.messages.push_back({Role::kTool, std::move(text), {}, call.id});
    } else {
      conversation_.messages.push_back({Role::kUser, std::move(text)});
    }
  }

  // Returns a reply if the call ends the work for now.
  Result<std::optional<Reply>> use(Tools& tools, const ToolCall& call) {
    std::string key =
        call.name + " " + call.arguments + " " + std::to_string(conversation_.scratch->changes());
    repeats_ = key == last_call_ ? repeats_ + 1 : 1;
    last_call_ = std::move(key);
    if (repeats_ > kRepeatsMax)
      return std::optional<Reply>(ended("it repeats itself: " + printable(call.name)));
    ASSIGN_OR_RETURN(ToolOutcome outcome, tools.use(call));
    if (auto* question = std::get_if<Question>(&outcome)) {
      conversation_.questions.push_back(*question);
      conversation_.asked = call;
      return std::optional<Reply>(std::move(*question));
    }
    if (auto* declined = std::get_if<Declined>(&outcome)) return std::optional<Reply>(std::move(*declined));
    if (auto* finished = std::get_if<Finished>(&outcome)) {
      answer(call, "finished");
      std::vector<FileEdit> edits = conversation_.scratch->edits();
      if (edits.empty() && trim(finished->summary).empty())
        return std::optional<Reply>(ended("it finished without a change"));
      if (edits.empty()) return std::optional<Reply>(Answered{std::move(finished->summary), model_.name()});
      return std::optional<Reply>(
          proposal_of(model_, conversation_, "agent", finished->summary, std::move(edits), {}));
    }
    ToolResult& result = std::get<ToolResult>(outcome);
    if (!result.shown.empty()) request_.watch.step(result.shown);
    std::string text = std::move(result.text);
    if (repeats_ == kRepeatsMax)
      text += "\nThis is the same call for the third time, with nothing changed between: do something else.";
    answer(call, std::move(text));
    return std::optional<Reply>();
  }

  // Its work so far is not dropped silently: the reply reports it.
  Reply ended(const std::string& why) const {
    size_t changed = conversation_.scratch ? conversation_.scratch->edits().size() : 0;
    return Declined{why + (changed > 0 ? "; its edits to " + counted(changed, "file") + " were dropped" : ""),
                    "a smaller task, a narrower --scope, or another model"};
  }

  Model& model_;
  Conversation& conversation_;
  const Request& request_;
  const ProgramOptions& options_;
  bool native_;
  int misread_ = 0;
  int repeats_ = 0;
  std::string last_call_;
};

}  // namespace

Result<Reply> propose_by_agent(Model& model, Conversation& conversation, const Request& request,
                               const ProgramOptions& options) {
  return Agent(model, conversation, request, options).run();
}

}  // namespace suit
