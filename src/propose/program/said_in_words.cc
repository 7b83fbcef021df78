#include "propose/program/said_in_words.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "change/answer_lines.h"

namespace suit {
namespace {

constexpr size_t kProblemsMax = 3;

bool has_fence(std::string_view text) {
  for (std::string_view line : split_lines(text))
    if (fence_at(trim(line))) return true;
  return false;
}

bool ends_a_sentence(std::string_view text) {
  while (!text.empty() && std::string_view("\"')*_`]").find(text.back()) != text.npos) text.remove_suffix(1);
  for (std::string_view end :
       {".", "!", "?", ":", "\xE2\x80\xA6", "\xE3\x80\x82", "\xEF\xBC\x81", "\xEF\xBC\x9F"})
    if (text.ends_with(end)) return true;
  return false;
}

}  // namespace

std::optional<Question> question_in(std::string_view answer) {
  constexpr std::string_view kMark = "QUESTION:";
  std::string_view text = trim(answer);
  if (!text.starts_with(kMark) || has_fence(text) || attempts_edits(text)) return std::nullopt;
  Question question;
  for (std::string_view line : split_lines(text.substr(kMark.size()))) {
    std::string_view words = trim(line);
    if (words.starts_with("- ")) {
      question.choices.push_back(printable(trim(words.substr(2))));
    } else if (!words.empty() && question.choices.empty()) {
      question.text += (question.text.empty() ? "" : " ") + printable(words);
    } else if (!words.empty()) {
      return std::nullopt;  // there is text after the answers
    }
  }
  if (question.text.empty()) return std::nullopt;
  return question;
}

bool attempts_edits(std::string_view answer) {
  constexpr auto kStarts = std::to_array<std::string_view>({"<<<<<",
                                                            ">>>>>",
                                                            "*** Begin Patch",
                                                            "*** End Patch",
                                                            "*** Update File:",
                                                            "*** Add File:",
                                                            "*** Delete File:",
                                                            "@@ ",
                                                            "--- a/",
                                                            "+++ b/",
                                                            "diff --git ",
                                                            "<file",
                                                            "</file",
                                                            "<source",
                                                            "<edit",
                                                            "<search",
                                                            "<replace",
                                                            "<patch",
                                                            "<diff",
                                                            "<change",
                                                            "<write",
                                                            "&lt;&lt;&lt;",
                                                            "<tool_call"});
  for (std::string_view raw : split_lines(answer)) {
    std::string line = to_lower(trim(raw));
    for (std::string_view start : kStarts)
      if (line.starts_with(to_lower(start))) return true;
  }
  std::string_view text = trim(answer);
  return (text.starts_with('{') && text.ends_with('}')) || (text.starts_with("[{") && text.ends_with("}]"));
}

Saying saying_of(std::string_view answer, const std::vector<EditRefusal>& refusals) {
  if (trim(answer).empty()) return Saying::kNothing;
  if (refusals.empty() || attempts_edits(answer)) return Saying::kAttempt;
  bool unclear = false;
  for (const EditRefusal& refusal : refusals) {
    if (refusal.reason != RefusalReason::kNoEdits && refusal.reason != RefusalReason::kNoPath)
      return Saying::kAttempt;
    unclear |= refusal.reason == RefusalReason::kNoPath;
  }
  return unclear ? Saying::kUnclear : Saying::kWords;
}

bool reads_as_prose(std::string_view text) {
  std::string_view words = trim(text);
  if (!ends_a_sentence(words) || words.find_first_of("{};=") != words.npos) return false;
  return words.find(' ') != words.npos || static_cast<unsigned char>(words.front()) >= 0x80;
}

bool asks_to_be_told(std::string_view task) {
  std::string text = to_lower(trim(task));
  std::string_view first = std::string_view(text).substr(0, text.find_first_of(" ,:\n"));
  auto is = [&](std::initializer_list<std::string_view> words) {
    return std::find(words.begin(), words.end(), first) != words.end();
  };
  bool is_question = text.ends_with('?') || text.ends_with("\xEF\xBC\x9F");
  if (is_question) return !is({"can", "could", "would", "will", "please"});  // "can you add …?"
  return is({"explain", "describe", "summarize", "summarise", "what", "what's", "why", "how", "where", "who",
             "which", "tell", "compare"});
}

std::optional<ToolCall> tool_call_in(std::string_view answer) {
  size_t start = answer.find('{'), end = answer.rfind('}');
  if (start == answer.npos || end == answer.npos || end < start) return std::nullopt;
  size_t line = answer.rfind('\n', start), next = answer.find('\n', end);
  std::string_view before =
      answer.substr(line == answer.npos ? 0 : line + 1, start - (line == answer.npos ? 0 : line + 1));
  std::string_view after = answer.substr(end + 1, next == answer.npos ? next : next - end - 1);
  if (!trim(before).empty() || !trim(after).empty()) return std::nullopt;
  auto json = parse_json(answer.substr(start, end - start + 1));
  if (!json || !json->is_object()) return std::nullopt;
  std::string name = string_or(*json, "tool", "");
  auto arguments = json->find("arguments");
  if (name.empty() || (arguments != json->end() && !arguments->is_object())) return std::nullopt;
  return ToolCall{"", name, arguments == json->end() ? "{}" : to_text(*arguments)};
}

std::vector<std::string> problems_of(const std::vector<EditRefusal>& refusals) {
  std::vector<std::string> problems;
  for (const EditRefusal& refusal : refusals) {
    if (problems.size() == kProblemsMax) {
      problems.push_back("and " + counted(refusals.size() - kProblemsMax, "more problem"));
      break;
    }
    std::string message = refusal.message.substr(0, refusal.message.find('\n'));
    if (message.ends_with(". The nearest lines of the file are:"))
      message.resize(message.rfind(". The nearest"));
    bool named = refusal.path.empty() || message.find(printable(refusal.path)) != message.npos;
    problems.push_back((named ? "" : printable(refusal.path) + ": ") + message);
  }
  return problems;
}

}  // namespace suit
