#include "cli/print.h"

#include <cstdio>
#include <set>

#include "base/clock.h"
#include "base/text.h"
#include "change/diff.h"
#include "cli/terminal.h"

namespace suit {
namespace {

// A removed and an added line that belong together: what differs between their common ends is marked.
void paint_pair(std::string_view removed, std::string_view added, std::string& out_removed,
                std::string& out_added) {
  size_t head = 1, tail = 0;
  size_t shorter = std::min(removed.size(), added.size());
  while (head < shorter && removed[head] == added[head]) ++head;
  while (tail < shorter - head && removed[removed.size() - 1 - tail] == added[added.size() - 1 - tail])
    ++tail;
  // Whole characters: never between the bytes of one.
  auto continues = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; };
  while (head > 1 && head < removed.size() && continues(removed[head])) --head;
  while (tail > 0 && continues(removed[removed.size() - tail])) --tail;
  auto line = [&](std::string_view text, Color plain, Color strong) {
    bool mostly_new = head + tail < text.size() / 3;
    if (mostly_new) return paint(plain, printable(text));
    return paint(plain, printable(text.substr(0, head))) +
           (text.size() > head + tail ? paint(strong, printable(text.substr(head, text.size() - head - tail)))
                                      : "") +
           paint(plain, printable(text.substr(text.size() - tail)));
  };
  out_removed += line(removed, Color::kRed, Color::kRedStrong) + "\n";
  out_added += line(added, Color::kGreen, Color::kGreenStrong) + "\n";
}

}  // namespace

std::string colored_diff(std::string_view unified) {
  std::string out;
  auto lines = split_lines(unified);
  for (size_t i = 0; i < lines.size();) {
    std::string_view line = without_terminator(lines[i]);
    bool header = line.starts_with("diff --git") || line.starts_with("+++ ") || line.starts_with("--- ");
    if (!header && line.starts_with('-') && use_color()) {
      size_t removed = i, added = i;
      while (removed < lines.size() && lines[removed].starts_with('-')) ++removed;
      for (added = removed; added < lines.size() && lines[added].starts_with('+');) ++added;
      if (added - removed == removed - i) {
        std::string first, second;
        for (size_t k = 0; k < removed - i; ++k)
          paint_pair(without_terminator(lines[i + k]), without_terminator(lines[removed + k]), first, second);
        out += first + second;
        i = added;
        continue;
      }
    }
    Color color = header                   ? Color::kBold
                  : line.starts_with("@@") ? Color::kCyan
                  : line.starts_with('+')  ? Color::kGreen
                  : line.starts_with('-')  ? Color::kRed
                  : line.starts_with('\\') ? Color::kDim
                                           : Color::kPlain;
    out += paint(color, printable(line)) + "\n";
    ++i;
  }
  return out;
}

std::string edit_list(const std::vector<FileEdit>& edits) {
  return edit_list(functions::edits_of(edits));
}

std::string edit_list(const std::vector<functions::Edit>& edits) {
  constexpr size_t kShown = 20;
  std::string out;
  size_t shown = 0;
  std::set<std::string> moved_away;
  for (const functions::Edit& edit : edits)
    if (edit.moved_from) moved_away.insert(*edit.moved_from);
  for (const functions::Edit& edit : edits) {
    bool is_source = edit.change == "removed" && moved_away.contains(edit.path);
    if (is_source || ++shown > kShown) continue;
    out += "  " + edit.change + "  " + (edit.moved_from ? printable(*edit.moved_from) + " → " : "") +
           printable(edit.path);
    if (edit.binary) {
      out += "  (binary)";
    } else if (!edit.moved_from) {
      out += "  " + paint(Color::kGreen, "+" + std::to_string(edit.added)) + " " +
             paint(Color::kRed, "-" + std::to_string(edit.removed));
    }
    out += "\n";
  }
  if (shown > kShown) out += "  and " + counted(shown - kShown, "more file") + "\n";
  return out;
}

std::string result_line(const CheckResult& result) {
  bool good = result.outcome == Outcome::kPassed;
  Color color = good ? Color::kGreen : result.outcome == Outcome::kFailed ? Color::kRed : Color::kYellow;
  std::string line = "  " +
                     paint(color, good                                 ? "✓"
                                  : result.outcome == Outcome::kFailed ? "✗"
                                                                       : "!") +
                     " " + result.name;
  if (!result.sandboxed) line += paint(Color::kYellow, " without a sandbox");
  if (!result.detail.empty()) line += ": " + printable(result.detail);
  char time[32];
  std::snprintf(time, sizeof time, "  (%.1f s)", static_cast<double>(result.duration_ms) / 1000);
  return line + (result.output ? time : "") + "\n";
}

std::string conflict_lines(const std::vector<functions::Conflict>& conflicts) {
  std::string out;
  for (const functions::Conflict& conflict : conflicts)
    out += "  " + paint(Color::kRed, "✗") + " " + printable(conflict.path) + ": " + printable(conflict.why) +
           "\n";
  return out;
}

std::string note_text(std::string_view note) {
  std::string text;
  for (char c : printable_lines(note)) {
    text += c;
    if (c == '\n') text += "        ";
  }
  return text;
}

void print_error(const Error& error) {
  ProgressLine::clear_shown();
  std::fprintf(stderr, "suit: %s\n", printable(error.message).c_str());
  if (!error.hint.empty()) std::fprintf(stderr, "      %s\n", printable(error.hint).c_str());
}

std::string event_line(const Event& event) {
  const Json& body = event.body;
  auto field = [&](const char* key) {
    auto bytes = bytes_of_json(body.value(key, Json("")));
    return bytes ? printable(*bytes) : std::string();
  };
  std::string text;
  if (event.kind == "task" || event.kind == "question") {
    text = field("text");
  } else if (event.kind == "answer") {
    text = counted(list_in(body, "claims").size(), "claim") + ", " +
           std::to_string(list_in(body, "removed").size()) + " thrown away";
  } else if (event.kind == "proposal") {
    text = field("summary");
  } else if (event.kind == "reply") {
    text = field("status") + (field("why").empty() ? "" : ": " + field("why")) +
           (field("model").empty() ? "" : " in words by " + field("model"));
  } else if (event.kind == "check") {
    text = field("name") + " " + field("outcome") +
           (bool_or(body, "sandbox", true) ? "" : " without a sandbox") +
           (field("detail").empty() ? "" : ": " + field("detail"));
  } else if (event.kind == "verdict") {
    text = field("outcome") + " by " + field("by") + (field("person").empty() ? "" : " " + field("person")) +
           (field("manner").empty() ? "" : ", " + field("manner")) +
           (field("reason").empty() ? "" : ": " + field("reason"));
  } else if (event.kind == "applied") {
    text = field("action");
  } else if (event.kind == "apply_rolled_back") {
    text = field("why");
  } else if (event.kind == "override") {
    text = field("what");
  } else if (event.kind == "call") {
    std::string end = body.contains("failure") ? field("failure") + ": " + field("message") : field("finish");
    text = field("model") + " " + end + ", " + std::to_string(integer_or(body, "tokens_in", 0)) +
           " tokens in, " + std::to_string(integer_or(body, "tokens_out", 0)) + " out";
  } else if (event.kind == "egress" || event.kind == "egress_end") {
    text = field("host") + ":" + std::to_string(integer_or(body, "port", 0));
    if (event.kind == "egress_end")
      text += ", " + human_bytes(static_cast<uint64_t>(integer_or(body, "bytes_out", 0))) + " out, " +
              human_bytes(static_cast<uint64_t>(integer_or(body, "bytes_in", 0))) + " in";
  } else if (event.kind == "retention") {
    text = human_bytes(static_cast<uint64_t>(integer_or(body, "freed_bytes", 0))) + " dropped";
  }
  char head[96];
  std::snprintf(head, sizeof head, "%6lld  %s  %-17s ", static_cast<long long>(event.sequence),
                utc_text(event.at_us).c_str(), event.kind.c_str());
  std::string about = event.about ? " (" + std::to_string(event.about) + ")" : "";
  return std::string(head) + text + paint(Color::kDim, about);
}

int exit_code_of(LoopStatus status) {
  switch (status) {
    case LoopStatus::kApplied:
    case LoopStatus::kShown:
      return 0;
    case LoopStatus::kPending:
    case LoopStatus::kUnanswered:
      return 3;
    case LoopStatus::kRejected:
    case LoopStatus::kRefused:
      return 4;
    case LoopStatus::kDeclined:
    case LoopStatus::kAnswered:
      return 5;
    case LoopStatus::kConflict:
      return 6;
  }
  return 1;
}

int exit_code_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalid:
      return 2;
    case ErrorCode::kDenied:
      return 4;
    case ErrorCode::kConflict:
      return 6;
    case ErrorCode::kCancelled:
      return 130;
    default:
      return 1;
  }
}

}  // namespace suit
