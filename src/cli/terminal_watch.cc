#include "cli/terminal_watch.h"

#include <signal.h>

#include <cstdio>

#include "base/clock.h"
#include "base/signals.h"
#include "base/text.h"
#include "change/diff.h"
#include "cli/command.h"
#include "cli/print.h"
#include "cli/review_screen.h"
#include "cli/standard_input.h"
#include "cli/terminal.h"
#include "verify/check.h"

namespace suit {
namespace {

using Consent = TerminalStyle::Consent;

class TerminalWatch final : public Watch {
 public:
  explicit TerminalWatch(const TerminalStyle& style) : style_(style), talks_(!style.quiet) {
    if (style.catches_interrupts) catch_interrupts();
  }

  void note(const std::string& line) override {
    progress_.clear();
    std::fprintf(stderr, "suit: %s\n", printable(line).c_str());
  }
  void step(const std::string& line) override {
    progress_.clear();
    if (!talks_) return;
    std::printf("  %s %s\n", paint(Color::kDim, "·").c_str(), printable_lines(line).c_str());
    std::fflush(stdout);
  }
  void state(const std::string& line) override { progress_.show("  … " + printable(line)); }
  void text(std::string_view piece) override {
    said_bytes_ += piece.size();
    last_said_ += piece;
    if (last_said_.size() > 4096) last_said_.erase(0, last_said_.size() - 1024);
    if (!talks_ || monotonic_us() - shown_us_ < 100'000) return;  // faster updates are not visible
    shown_us_ = monotonic_us();
    std::string_view tail = trim(last_said_);
    progress_.show("  … " + human_bytes(said_bytes_) + " " + seconds() + "  " +
                   printable(tail.substr(tail.rfind('\n') + 1)));
  }

  void proposing() override {
    catch_interrupts();
    said_bytes_ = 0;
    started_us_ = monotonic_us();
  }

  void proposed(const Proposal& proposal) override {
    StopAtOnce::say(stop_text(!talks_, "`suit status` shows what is pending"));
    if (!talks_) return;
    progress_.clear();
    std::printf(
        "%s %s\n%s",
        paint(Color::kBold, proposal.name.empty() ? "proposal:" : "proposal " + proposal.name + ":").c_str(),
        printable(proposal.summary).c_str(), edit_list(proposal.edits).c_str());
    for (const std::string& note : proposal.notes)
      std::printf("  %s %s\n", paint(Color::kYellow, "note:").c_str(), note_text(note).c_str());
    // A terminal reviews hunk by hunk; otherwise the diff is shown here, once.
    if (!is_present() || style_.consent != Consent::kAsk) show_diff(proposal);
    std::fflush(stdout);
  }

  void verifying() override { catch_interrupts(); }
  void check_began(const Check& check) override {
    started_us_ = monotonic_us();
    state(check.name);
  }
  void check_printed(const Check& check, std::string_view output) override {
    std::string_view text = trim(output.substr(output.size() > 4096 ? output.size() - 4096 : 0));
    size_t line = text.rfind('\n');
    state(check.name + " " + seconds() + "  " +
          std::string(line == text.npos ? text : text.substr(line + 1)));
  }
  void check_ended(const CheckResult& result) override {
    progress_.clear();
    if (!talks_) return;
    std::fputs(result_line(result).c_str(), stdout);
    std::fflush(stdout);
  }

  void level_lowered(const std::string& why) override {
    progress_.clear();
    if (talks_) std::printf("  %s %s\n", paint(Color::kYellow, "level:").c_str(), printable(why).c_str());
  }

  void remark(const std::string& what) override {
    progress_.clear();
    bool none = what.ends_with("none was found in this folder");
    if (talks_)
      std::printf("  %s %s%s\n", paint(Color::kYellow, "note:").c_str(), what.c_str(),
                  none ? " (`suit doctor`)" : "");
  }

  void reviewing() override {
    interrupt_.reset();
    progress_.clear();
  }

  Result<std::optional<std::string>> line(size_t bytes_max, const std::function<bool()>& over) override {
    return input_.line(bytes_max, over);
  }
  bool took(const Json& item) override {
    if (talks_) return false;
    progress_.clear();
    print_json(item);
    std::fflush(stdout);
    return true;
  }

  bool is_seen() const override { return is_interactive(); }
  bool can_be_asked() const override { return is_present() && style_.consent != Consent::kGiven; }
  std::optional<size_t> answer(const Question& question) override {
    if (!is_present()) return std::nullopt;
    progress_.clear();
    return ask_on_terminal(question);
  }
  std::optional<std::string> plan(const std::string& plan) override {
    progress_.clear();
    bool stopped = false;
    auto edited = review_plan_on_terminal(plan, stopped);
    if (stopped) ::raise(SIGINT);  // like Ctrl-C: tells the proposer to stop
    return edited;
  }

  Result<Decision> review(const Verified& verified, const std::vector<std::string>& why) override {
    if (!is_present() || style_.consent != Consent::kAsk) return Decision{Decision::kLater};
    return review_on_terminal(verified, why);
  }

  bool wants_another(const Proposal&, const std::string&) override {
    if (!is_present() || style_.consent != Consent::kAsk) return false;
    KeyReader keys;
    std::printf("%s",
                paint(Color::kBlue, "[n]ew proposal with that reason, or any other key to stop ").c_str());
    std::fflush(stdout);
    std::optional<char> key = keys.next();
    std::printf("%s\n", key == 'n' ? "n" : "");
    return key == 'n';
  }

  const std::atomic<bool>* cancelled() const override { return interrupt_ ? &interrupt_->flag() : nullptr; }

 private:
  static constexpr size_t kDiffLinesShown = 500;

  bool is_present() const { return talks_ && is_interactive(); }

  void show_diff(const Proposal& proposal) const {
    Pager pager(style_.pager);
    size_t lines = 0;
    for_each_diff(proposal.edits, [&](const EditDiff& one) {
      std::string diff = colored_diff(one.text);
      lines += static_cast<size_t>(std::count(diff.begin(), diff.end(), '\n'));
      if (lines > kDiffLinesShown && style_.consent != Consent::kNone) {
        std::printf("… `suit diff %s` shows the rest\n", proposal.name.c_str());
        return false;
      }
      std::fputs(diff.c_str(), stdout);
      return true;
    });
  }

  // Only one may exist: destroy the old one first.
  void catch_interrupts() {
    interrupt_.reset();
    interrupt_ = std::make_unique<CatchInterrupt>();
  }

  std::string seconds() const {
    char time[32];
    std::snprintf(time, sizeof time, "%.1f s", static_cast<double>(monotonic_us() - started_us_) / 1e6);
    return time;
  }

  const TerminalStyle style_;
  const bool talks_;
  int64_t started_us_ = 0;
  int64_t shown_us_ = 0;
  uint64_t said_bytes_ = 0;
  std::string last_said_;
  ProgressLine progress_;
  StandardInput input_;
  std::unique_ptr<CatchInterrupt> interrupt_;
};

}  // namespace

std::unique_ptr<Watch> terminal_watch(const TerminalStyle& style) {
  return std::make_unique<TerminalWatch>(style);
}

}  // namespace suit
