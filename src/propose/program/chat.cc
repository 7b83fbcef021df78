// Up to level chat: the model reads its context, answers once with edits, corrects those that do not apply.
#include "base/text.h"
#include "change/plan_edits.h"
#include "code/syntax.h"
#include "propose/program/context_inputs.h"
#include "propose/program/conversation.h"
#include "propose/program/said_in_words.h"
#include "propose/program/tools.h"

namespace suit {
namespace {

// Small models write whole files well and search blocks badly; whole large files cost too much.
constexpr int64_t kSmallWindow_tokens = 8'192;
constexpr int64_t kWholeFile_tokens = 1'500;
// Budgets at these levels for the lines around the place.
constexpr int64_t kComplete_tokens = 1'000, kEdit_tokens = 4'000;
constexpr int kEmptyMax = 2;    // answers of one attempt that contain only thinking
constexpr int kUnclearMax = 2;  // answers with fences that name no file, before the fences count as snippets

class Chat {
 public:
  Chat(Model& model, Conversation& conversation, const Request& request, const ProgramOptions& options)
      : model_(model), conversation_(conversation), request_(request), options_(options) {}

  Result<Reply> run() {
    ASSIGN_OR_RETURN(const std::vector<FolderFile>* all, request_.folder.list());
    for (const FolderFile& file : *all) present_.known_paths.push_back(file.path);
    // The answer refers to masked text, so its edits are planned on masked text.
    present_.read = [this](std::string_view path) -> Result<FileVersion> {
      bool selected = conversation_.selection && conversation_.selection->path == path;
      ASSIGN_OR_RETURN(FileVersion version,
                       selected ? read_version(request_.folder.files(), path, kFolderFileBytesMax)
                                : read_listed_version(request_.folder, path));
      present_versions_.insert_or_assign(std::string(path), version);
      return masked_version(std::move(version), conversation_.masks);
    };
    present_.shown = [this](std::string_view path) -> std::optional<Digest> {
      auto it = conversation_.shown.find(path);
      return it == conversation_.shown.end() ? std::nullopt : std::optional(it->second);
    };
    if (conversation_.messages.empty()) RETURN_IF_ERROR(begin());
    RETURN_IF_ERROR(say_what_is_new());
    int answer = 1, empty = 0, unclear = 0;
    for (; answer <= options_.answers_max; ++answer) {
      ASSIGN_OR_RETURN(Completion completion, next_answer(model_, conversation_, {}, Free{}, request_.watch));
      if (auto question = question_in(completion.text)) {
        if (question->choices.size() < 2)
          return Reply(Declined{"it asks: " + question->text, "say it in the task"});
        conversation_.questions.push_back(*question);
        return Reply(std::move(*question));
      }
      EditPlan plan = conversation_.selection
                          ? plan_selection(completion.text, *conversation_.selection, present_)
                          : plan_answer(completion.text, std::nullopt, present_);
      std::string reasons = refusal_text(plan.refusals);
      problems_ = problems_of(plan.refusals);
      for (const FileEdit& edit : plan.edits)
        if (!request_.task.scope.contains(edit.path)) {
          problems_.push_back(printable(edit.path) + " is outside the scope of the task");
          reasons += printable(edit.path) + " is outside the scope of the task: it can't be changed\n";
        }
      if (reasons.empty()) {
        reasons = put_secrets_back(plan.edits);
        if (!reasons.empty()) problems_.push_back(reasons.substr(0, reasons.find('\n')));
      }
      if (reasons.empty() && !plan.edits.empty())
        return Reply(proposal_of(model_, conversation_, conversation_.prompt.name, summary(),
                                 std::move(plan.edits), std::move(plan.notes)));
      switch (saying_of(completion.text, plan.refusals)) {
        case Saying::kWords:
          if (is_meant_as_words(completion.text, ++unclear))
            return Reply(Answered{std::move(completion.text), model_.name()});
          break;
        case Saying::kUnclear:
          if (asks_to_be_told(request_.task.text) || ++unclear == kUnclearMax)
            return Reply(Answered{std::move(completion.text), model_.name()});
          reasons += "\nIf you mean no edit, answer in words, without a fence.\n";
          break;
        case Saying::kNothing:
          problems_ = {"the answer contained only thinking"};
          reasons = "Your answer was empty: it held nothing but thinking.\n";
          ++empty;
          break;
        case Saying::kAttempt:
          break;
      }
      if (reasons.empty()) {
        reasons = "All of it is as it was already.\n";
        problems_ = {"it changes nothing"};
      }
      if (answer == options_.answers_max || empty == kEmptyMax) break;
      request_.watch.step("the answer does not fit: " + problems_.front() + "; asking again");
      conversation_.messages.push_back(
          {Role::kUser,
           reasons + "\nNothing was changed. Answer again with all edits, also those that fitted."});
    }
    answer = std::min(answer, options_.answers_max);
    std::string given = counted(static_cast<uint64_t>(answer), "answer");
    Unfit unfit{proposer_name(model_, conversation_), proposer_version(conversation_),
                conversation_.prompt.name, answer, std::move(problems_)};
    return Reply(Declined{"no proposal: " + given + " of " + model_.name() + " did not fit",
                          "a smaller task, a narrower --scope, --level agent, or another model",
                          std::move(unfit)});
  }

 private:
  Result<void> begin() {
    int64_t window = model_.capabilities().context_tokens;
    int64_t budget = level_budget();
    // Leave room for the answer and the program's own text.
    if (window > 0) budget = std::min(budget, std::max<int64_t>(window / 2 - 600, 200));
    if (window > 0)
      conversation_.prompt.tokens_out_max = std::min(conversation_.prompt.tokens_out_max, window / 3);
    if (conversation_.selection) return begin_selection(budget);
    Json scope = Json::array();
    for (const std::string& text : request_.task.scope.texts()) scope.push_back(printable(text));
    Json inputs = {{"task", printable_lines(request_.task.text)}, {"scope", std::move(scope)}};
    ASSIGN_OR_RETURN(BuiltContext built, read_context(model_, conversation_, request_, budget, inputs));
    bool small = window > 0 && window <= kSmallWindow_tokens;
    int64_t tokens = 0;
    uint64_t files = 0;
    for (const OfferedPart& part : built.parts) {
      if (part.kind != PartKind::kFile && part.kind != PartKind::kSignatures) continue;
      ++files;
      tokens += part.tokens;
      if (part.kind == PartKind::kSignatures) continue;
      if (part.whole) conversation_.shown.emplace(part.name, part.digest);
      small &= part.whole;
    }
    inputs["whole_files"] = small && tokens <= kWholeFile_tokens;
    ASSIGN_OR_RETURN(conversation_.messages, render(conversation_.prompt, inputs));
    conversation_.stable = conversation_.messages.size();
    note_other_parts(model_, conversation_, request_.task.text);
    request_.watch.step("reads " + counted(files, "file") + ", " + std::to_string(built.tokens) + " tokens" +
                        (model_.capabilities().exact_token_counts ? "" : " (estimated)"));
    return {};
  }

  Result<void> begin_selection(int64_t budget) {
    Selection& selection = *conversation_.selection;
    selection.base = masked_version(std::move(selection.base), conversation_.masks);
    conversation_.shown.emplace(selection.path, selection.base.digest);
    Json inputs = {{"task", printable_lines(request_.task.text)}};
    // The lines get `budget`, their source's whole share.
    ASSIGN_OR_RETURN(BuiltContext built,
                     read_context(model_, conversation_, request_, budget * 4 / 3, inputs));
    ASSIGN_OR_RETURN(conversation_.messages, render(conversation_.prompt, inputs));
    note_other_parts(model_, conversation_, request_.task.text);
    conversation_.stable = 1;  // the program's text: the file's lines change between calls
    return {};
  }

  // Puts the secrets back into the edits; returns the reason if a mask was moved elsewhere.
  std::string put_secrets_back(std::vector<FileEdit>& edits) {
    std::string reasons;
    for (FileEdit& edit : edits) {
      edit.before = present_versions_[edit.path];
      if (edit.after.type != FileType::kFile) continue;
      std::vector<std::string_view> versions = {edit.before.content};
      if (!edit.moved_from.empty()) versions.push_back(present_versions_[edit.moved_from].content);
      auto content = conversation_.masks.unmasked(edit.path, versions, edit.after.content);
      if (!content) {
        reasons += content.error().message + ": " + content.error().hint + "\n";
        continue;
      }
      edit.after = FileVersion::file(std::move(*content), edit.after.mode);
    }
    std::erase_if(edits, [](const FileEdit& edit) { return edit.before.same_as(edit.after); });
    return reasons;
  }

  // Lower levels need a faster answer, and only context close to the place.
  int64_t level_budget() const {
    if (request_.task.level > Level::kEdit) return options_.context_tokens;
    return std::min(options_.context_tokens,
                    request_.task.level == Level::kComplete ? kComplete_tokens : kEdit_tokens);
  }

  Result<void> say_what_is_new() {
    for (; conversation_.answers_said < request_.answers.size(); ++conversation_.answers_said) {
      const Question& question = conversation_.questions[conversation_.answers_said];
      conversation_.messages.push_back(
          {Role::kUser, question.choices[request_.answers[conversation_.answers_said]]});
    }
    if (conversation_.reasons_said == request_.reasons.size()) return {};
    ASSIGN_OR_RETURN(std::string tests, tests_of_reasons(model_, conversation_, request_));
    say_reasons(conversation_, request_.reasons, "Your edits fitted, but they were not accepted", tests,
                "The files are as they were. Answer again with all edits, changed so that they do.");
    return {};
  }

  // A selection's new lines may be prose without a fence: likely in a text file, unlikely in code.
  bool is_meant_as_words(std::string_view answer, int times) const {
    if (!conversation_.selection) return true;
    if (!reads_as_prose(answer)) return false;
    return grammar_of(conversation_.selection->path).has_value() || times == kUnclearMax;
  }

  // The task's words: a model's account of its edits is not reliable.
  std::string summary() const {
    std::string task = request_.task.text.substr(0, request_.task.text.find('\n'));
    return task.size() > 120 ? task.substr(0, 117) + "…" : task;
  }

  Model& model_;
  Conversation& conversation_;
  const Request& request_;
  const ProgramOptions& options_;
  PresentFiles present_;
  std::map<std::string, FileVersion, std::less<>> present_versions_;  // unmasked, as read
  std::vector<std::string> problems_;                                 // of the last answer
};

}  // namespace

Result<Reply> propose_by_chat(Model& model, Conversation& conversation, const Request& request,
                              const ProgramOptions& options) {
  return Chat(model, conversation, request, options).run();
}

}  // namespace suit
