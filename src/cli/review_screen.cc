#include "cli/review_screen.h"

#include <cstdio>

#include "base/text.h"
#include "cli/print.h"
#include "cli/terminal.h"
#include "kernel/hunk_review.h"

namespace suit {
namespace {

constexpr const char* kHelp =
    "  a  accept this change            A  accept this and all that follow\n"
    "  r  reject it, with a reason      R  reject the whole proposal\n"
    "  s  skip: decide at the end       e  edit it in $EDITOR, then accept\n"
    "  b  back to the one before        q  quit: the proposal stays pending\n";

class Screen {
 public:
  Screen(const Verified& verified, const std::vector<std::string>& why)
      : proposal_(verified.proposal()), review_(proposal_) {
    for (const std::string& text : why)
      std::printf("  %s %s\n", paint(Color::kYellow, "you are asked:").c_str(), printable(text).c_str());
  }

  Decision run() {
    size_t at = 0;
    for (;;) {
      while (at < review_.units().size()) {
        show(at);
        if (auto end = handle(at)) return *end;
      }
      if (auto end = sum_up(at)) return *end;
    }
  }

 private:
  void say(const std::string& text) {
    std::fputs((text + "\n").c_str(), stdout);
    std::fflush(stdout);
  }

  void show(size_t at) {
    const ReviewUnit& unit = review_.units()[at];
    const FileEdit& edit = proposal_.edits[unit.edit];
    std::string title = printable(edit.path) + "  " + std::to_string(at + 1) + "/" + std::to_string(review_.units().size());
    say("\n" + paint(Color::kBold, title) + "\n" + colored_diff(review_.text_of(at)));
    std::fputs(paint(Color::kBlue, "[a]ccept [r]eject [s]kip [e]dit [b]ack [A]ll [q]uit [?] ").c_str(), stdout);
    std::fflush(stdout);
  }

  // Moves `at`; returns a decision where the key ends the review.
  std::optional<Decision> handle(size_t& at) {
    auto key = keys_.next();
    if (!key || *key == '\x03' || *key == '\x04' || *key == 'q') {
      say("q");
      return Decision{Decision::kLater};
    }
    say(std::string(1, *key));
    switch (*key) {
      case 'a':
      case 'y':
      case ' ': review_.accept(at++); break;
      case 's':
      case 'n': review_.forget(at++); break;
      case 'b':
      case 'k': at -= at > 0; break;
      case 'r':
        if (auto reason = keys_.line("why? (Enter for no reason) ")) review_.reject(at++, *reason);
        break;
      case 'A':
        for (; at < review_.units().size(); ++at)
          if (review_.mark(at) == Mark::kUndecided) review_.accept(at);
        break;
      case 'R':
        if (auto reason = keys_.line("why? (Enter for no reason) ")) return Decision{Decision::kReject, *reason};
        break;
      case 'e': edit(at); break;
      default: std::fputs(kHelp, stdout);
    }
    return std::nullopt;
  }

  void edit(size_t& at) {
    std::string text = "# Change lines that start with '+'; turn '-' into a space to keep a line; delete a '+' line to drop it.\n" +
                       review_.text_of(at);
    // The editor needs the terminal as it was.
    keys_.suspend();
    auto edited = edit_text(text, "hunk.diff");
    keys_.resume();
    if (!edited) return say(printable(edited.error().message));
    if (auto taken = review_.edit(at, *edited); !taken) {
      say(printable(taken.error().message) + "\n" + taken.error().hint);
      return;
    }
    ++at;
  }

  // After the last unit: what is undecided is asked about once more.
  std::optional<Decision> sum_up(size_t& at) {
    size_t open = review_.count(Mark::kUndecided);
    if (open == 0) return review_.decision();
    std::fputs(paint(Color::kBlue, counted(open, "change") +
                                       " undecided: [b]ack to them, [l]eave them out, [q]uit and keep all pending ")
                   .c_str(), stdout);
    std::fflush(stdout);
    auto key = keys_.next();
    say(std::string(1, key.value_or('q')));
    if (!key || *key == 'q' || *key == '\x03' || *key == '\x04') return Decision{Decision::kLater};
    if (*key == 'l') return review_.decision();
    if (*key == 'b')
      for (at = 0; review_.mark(at) != Mark::kUndecided;) ++at;
    return std::nullopt;
  }

  const Proposal& proposal_;
  HunkReview review_;
  KeyReader keys_;
};

}  // namespace

Decision review_on_terminal(const Verified& verified, const std::vector<std::string>& why) {
  return Screen(verified, why).run();
}

std::optional<size_t> ask_on_terminal(const Question& question) {
  std::printf("%s\n", printable_lines(question.text).c_str());
  size_t shown = std::min<size_t>(question.choices.size(), 9);
  for (size_t i = 0; i < shown; ++i) std::printf("  %zu  %s\n", i + 1, printable(question.choices[i]).c_str());
  std::printf("%s", paint(Color::kBlue, "1-" + std::to_string(shown) + ", or q to stop ").c_str());
  std::fflush(stdout);
  KeyReader keys;
  for (;;) {
    auto key = keys.next();
    bool stop = !key || *key == 'q' || *key == '\x03' || *key == '\x04';
    if (stop || (*key >= '1' && static_cast<size_t>(*key - '1') < shown)) {
      std::printf("%c\n", stop ? 'q' : *key);
      std::fflush(stdout);
      return stop ? std::nullopt : std::optional<size_t>(static_cast<size_t>(*key - '1'));
    }
  }
}

}  // namespace suit
