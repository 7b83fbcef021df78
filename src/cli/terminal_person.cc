#include "cli/terminal_person.h"

#include <signal.h>

#include <cstdio>

#include "base/clock.h"
#include "base/signals.h"
#include "base/text.h"
#include "change/diff.h"
#include "cli/command.h"
#include "cli/print.h"
#include "cli/review_screen.h"
#include "cli/terminal.h"

namespace suit {
namespace {

class CommandLinePerson final : public Person {
 public:
  CommandLinePerson(Consent consent, Chatter chatter, Pager::Wanted pager)
      : consent_(consent),
        pager_(pager),
        talks_(chatter == Chatter::kText),
        present_(talks_ && is_interactive()) {}

  std::optional<size_t> answer(const Question& question) override {
    return present_ ? ask_on_terminal(question) : std::nullopt;
  }

  Result<Decision> review(const Verified& verified, const std::vector<std::string>& why) override {
    bool stopped = interrupt_ && interrupt_->flag();
    interrupt_.reset();
    progress_.clear();
    if (stopped) return Decision{Decision::kLater};
    if (consent_ == Consent::kNone) return Decision{Decision::kLater};
    if (consent_ != Consent::kAsk) {
      Decision decision{Decision::kAccept};
      decision.unread = true;
      decision.in_advance = consent_ == Consent::kYes;
      return decision;
    }
    if (!present_) return Decision{Decision::kLater};
    return review_on_terminal(verified, why);
  }

  bool wants_another(const Proposal&, const std::string&) override {
    if (!present_ || consent_ != Consent::kAsk) return false;
    KeyReader keys;
    std::printf(
        "%s", paint(Color::kBlue, "[n]ew proposal with that reason, or any other key to leave it ").c_str());
    std::fflush(stdout);
    std::optional<char> key = keys.next();
    std::printf("%s\n", key == 'n' ? "n" : "");
    return key == 'n';
  }

  ProposeWatch proposing() override {
    catch_interrupts();
    ProposeWatch watch;
    watch.cancelled = &interrupt_->flag();
    if (!talks_) return watch;
    said_bytes_ = 0;
    started_us_ = monotonic_us();
    watch.text = [this](std::string_view text) {
      said_bytes_ += text.size();
      last_said_ += text;
      if (last_said_.size() > 4096) last_said_.erase(0, last_said_.size() - 1024);
      if (monotonic_us() - shown_us_ < 100'000) return;  // the eye sees no more
      shown_us_ = monotonic_us();
      std::string_view tail = trim(last_said_);
      progress_.show("  … " + human_bytes(said_bytes_) + " " + seconds() + "  " +
                     printable(tail.substr(tail.rfind('\n') + 1)));
    };
    watch.step = [this](const std::string& line) {
      progress_.clear();
      std::printf("  %s %s\n", paint(Color::kDim, "·").c_str(), printable_lines(line).c_str());
      std::fflush(stdout);
    };
    watch.state = [this](const std::string& line) { progress_.show("  … " + printable(line)); };
    if (present_ && (consent_ == Consent::kAsk || consent_ == Consent::kNone)) {
      watch.plan = [this](const std::string& plan) { return review_plan(plan); };
      watch.ask = [this](const Question& question) {
        progress_.clear();
        auto chosen = answer(question);
        if (!chosen) ::raise(SIGINT);  // as where a plan is stopped
        return chosen;
      };
    }
    return watch;
  }

  void proposed(const Proposal& proposal) override {
    StopAtOnce::say(stop_text(!talks_, "`suit status` shows what is pending"));
    if (!talks_) return;
    progress_.clear();
    std::printf("%s %s\n%s", paint(Color::kBold, "proposal " + std::to_string(proposal.id) + ":").c_str(),
                printable(proposal.summary).c_str(), edit_list(proposal.edits).c_str());
    for (const std::string& note : proposal.notes)
      std::printf("  %s %s\n", paint(Color::kYellow, "note:").c_str(), note_text(note).c_str());
    // Reviewed hunk by hunk on a terminal; anywhere else the diff is shown here, once.
    if (!present_ || consent_ != Consent::kAsk) {
      Pager pager(pager_);
      size_t lines = 0;
      for_each_diff(proposal.edits, [&](const EditDiff& one) {
        std::string diff = colored_diff(one.text);
        lines += static_cast<size_t>(std::count(diff.begin(), diff.end(), '\n'));
        if (lines > kDiffLinesShown && consent_ != Consent::kNone) {
          std::printf("… the rest with `suit diff %lld`\n", static_cast<long long>(proposal.id));
          return false;
        }
        std::fputs(diff.c_str(), stdout);
        return true;
      });
    }
    std::fflush(stdout);
  }

  void level_lowered(const std::string& why) override {
    progress_.clear();
    if (talks_) std::printf("  %s %s\n", paint(Color::kYellow, "level:").c_str(), printable(why).c_str());
  }

  void unchecked(const std::string& what) override {
    progress_.clear();
    bool none = what.ends_with("none was found in this folder");
    if (talks_)
      std::printf("  %s %s%s\n", paint(Color::kYellow, "note:").c_str(), what.c_str(),
                  none ? " (`suit doctor`)" : "");
  }

  VerifyProgress progress() override {
    catch_interrupts();
    VerifyProgress progress;
    progress.cancelled = &interrupt_->flag();
    if (!talks_) return progress;
    progress.started = [this](const Check& check) {
      started_us_ = monotonic_us();
      progress_.show("  … " + check.name);
    };
    progress.running = [this](const Check& check, std::string_view output) {
      std::string_view text = trim(output.substr(output.size() > 4096 ? output.size() - 4096 : 0));
      size_t line = text.rfind('\n');
      std::string last = printable(line == text.npos ? text : text.substr(line + 1));
      progress_.show("  … " + check.name + " " + seconds() + "  " + last);
    };
    progress.finished = [this](const CheckResult& result) {
      progress_.clear();
      std::fputs(result_line(result).c_str(), stdout);
      std::fflush(stdout);
    };
    return progress;
  }

 private:
  static constexpr size_t kDiffLinesShown = 500;

  // One at a time: the old one goes before the new one comes.
  void catch_interrupts() {
    interrupt_.reset();
    interrupt_ = std::make_unique<CatchInterrupt>();
  }

  std::string seconds() const {
    char time[32];
    std::snprintf(time, sizeof time, "%.1f s", static_cast<double>(monotonic_us() - started_us_) / 1e6);
    return time;
  }

  // nullopt: go on as planned.
  std::optional<std::string> review_plan(const std::string& plan) {
    progress_.clear();
    bool stopped = false;
    auto edited = review_plan_on_terminal(plan, stopped);
    if (stopped) ::raise(SIGINT);  // as Ctrl-C: the proposer sees that it is to stop
    return edited;
  }

  Consent consent_;
  Pager::Wanted pager_;
  bool talks_;
  bool present_;
  int64_t started_us_ = 0;
  int64_t shown_us_ = 0;
  uint64_t said_bytes_ = 0;
  std::string last_said_;
  ProgressLine progress_;
  std::unique_ptr<CatchInterrupt> interrupt_;
};

}  // namespace

std::unique_ptr<Person> make_person(Consent consent, Chatter chatter, Pager::Wanted pager) {
  return std::make_unique<CommandLinePerson>(consent, chatter, pager);
}

}  // namespace suit
