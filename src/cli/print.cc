#include "cli/print.h"

#include <cstdio>
#include <set>

#include "base/clock.h"
#include "base/text.h"
#include "change/apply_events.h"
#include "change/diff.h"
#include "change/proposal_event.h"
#include "change/task_events.h"
#include "cli/terminal.h"
#include "functions/question_events.h"
#include "ledger/retention_event.h"
#include "model/call_event.h"
#include "model/egress_events.h"
#include "trust/reply_event.h"
#include "trust/verdict_event.h"
#include "verify/check_event.h"

namespace suit {
namespace {

// Marks the part that differs between a removed line and its added counterpart.
void paint_pair(std::string_view removed, std::string_view added, std::string& out_removed,
                std::string& out_added) {
  size_t head = 1, tail = 0;
  size_t shorter = std::min(removed.size(), added.size());
  while (head < shorter && removed[head] == added[head]) ++head;
  while (tail < shorter - head && removed[removed.size() - 1 - tail] == added[added.size() - 1 - tail])
    ++tail;
  // Never splits a UTF-8 character.
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
  bool bad = refuses(result.outcome);
  Color color = good ? Color::kGreen : bad ? Color::kRed : Color::kYellow;
  std::string line = "  " + paint(color, good ? "✓" : bad ? "✗" : "!") + " " + result.name;
  if (result.outcome == Outcome::kTampered) line += paint(Color::kRed, " tampered");
  if (!result.sandboxed) line += paint(Color::kYellow, " without a sandbox");
  if (!result.detail.empty()) line += ": " + printable(result.detail);
  if (!result.turned_green.empty()) line += ", turns green: " + some_of(result.turned_green);
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

namespace {

std::string after_colon(const std::string& text) {
  return text.empty() ? "" : ": " + printable(text);
}

std::string line_of(const ReplyEvent& reply) {
  return std::string(name_of(reply.status)) + after_colon(reply.why) +
         (reply.model.empty() ? "" : " in words by " + printable(reply.model));
}

std::string line_of(const CheckResult& result) {
  return printable(result.name) + " " + std::string(name_of(result.outcome)) +
         (result.sandboxed ? "" : " without a sandbox") + after_colon(result.detail);
}

std::string line_of(const VerdictEvent& verdict) {
  return std::string(name_of(verdict.outcome)) + " by " + printable(verdict.by) +
         (verdict.person.empty() ? "" : " " + printable(verdict.person)) +
         (verdict.manner ? ", " + std::string(name_of(*verdict.manner)) : "") + after_colon(verdict.reason);
}

std::string line_of(const CallEvent& call) {
  std::string end = call.failure  ? std::string(name_of(*call.failure)) + ": " + printable(call.message)
                    : call.finish ? std::string(name_of(*call.finish))
                                  : "";
  return printable(call.model) + " " + end + ", " + std::to_string(call.usage.tokens_in) + " tokens in, " +
         std::to_string(call.usage.tokens_out) + " out";
}

std::string host_and_port(const std::string& host, int port) {
  return printable(host) + ":" + std::to_string(port);
}

std::string what_it_says(const Event& event) {
  if (event.is<TaskEvent>()) return printable(TaskEvent::of(event).text);
  if (event.is<QuestionEvent>()) return printable(QuestionEvent::of(event).text);
  if (event.is<AnswerEvent>()) {
    AnswerEvent answer = AnswerEvent::of(event);
    return counted(answer.claims.size(), "claim") + ", " + std::to_string(answer.removed.size()) + " removed";
  }
  if (event.is<ProposalEvent>()) return printable(ProposalEvent::of(event).summary);
  if (event.is<ReplyEvent>()) return line_of(ReplyEvent::of(event));
  if (event.is<CheckEvent>()) return line_of(CheckEvent::of(event).result);
  if (event.is<VerdictEvent>()) return line_of(VerdictEvent::of(event));
  if (event.is<AppliedEvent>()) return std::string(name_of(AppliedEvent::of(event).action));
  if (event.is<ApplyRolledBackEvent>()) return printable(ApplyRolledBackEvent::of(event).why);
  if (event.is<OverrideEvent>()) return printable(OverrideEvent::of(event).what);
  if (event.is<CallEvent>()) return line_of(CallEvent::of(event));
  if (event.is<EgressEvent>()) {
    EgressEvent egress = EgressEvent::of(event);
    return host_and_port(egress.host, egress.port);
  }
  if (event.is<EgressEndEvent>()) {
    EgressEntry entry = EgressEndEvent::of(event).entry;
    return host_and_port(entry.host, entry.port) + ", " + human_bytes(entry.bytes_out) + " out, " +
           human_bytes(entry.bytes_in) + " in";
  }
  if (event.is<RetentionEvent>())
    return human_bytes(static_cast<uint64_t>(RetentionEvent::of(event).freed_bytes)) + " dropped";
  return "";
}

}  // namespace

std::string event_line(const functions::LedgerEvent& event) {
  char head[96];
  std::snprintf(head, sizeof head, "%6s  %s  %-17s ",
                event.name.value_or(std::to_string(event.sequence)).c_str(), event.at.c_str(),
                event.kind.c_str());
  std::string about = event.about ? " (" + event.about_name.value_or(std::to_string(*event.about)) + ")" : "";
  return head + what_it_says(event_of(event)) + paint(Color::kDim, about);
}

int exit_code_of(LoopStatus status) {
  // Applied, pending, rejected, refused, unanswered, declined, answered, conflict, shown.
  constexpr int kCodes[] = {0, 3, 4, 4, 3, 5, 5, 6, 0};
  return kCodes[static_cast<size_t>(status)];
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
