#include "cli/review_screen.h"

#include <cstdio>

#include "base/text.h"
#include "cli/print.h"
#include "cli/terminal.h"
#include "loop/hunk_review.h"

namespace suit {
namespace {

constexpr const char* kHelp =
    "  a      accept this change as shown; counts as unread until its last line was shown\n"
    "  A      accept this and all later changes; those not shown count as unread\n"
    "  r      reject it, with a reason      R  reject the whole proposal\n"
    "  s      skip: decide at the end       b  back to the previous change\n"
    "  e      edit it in $EDITOR, then accept the result\n"
    "  o      restore the original: drop your edit\n"
    "  space  show more lines of a long change\n"
    "  q      quit (also Ctrl-C, Ctrl-D): the proposal stays pending\n"
    "Other keys show this help.\n";

bool is_quit(std::optional<char> key) {
  return !key || *key == 'q' || *key == KeyReader::kCtrlC || *key == KeyReader::kCtrlD;
}

class Screen {
 public:
  Screen(const Verified& verified, const std::vector<std::string>& why)
      : proposal_(verified.proposal()), must_be_read_(verified.must_be_read()), review_(proposal_) {
    for (const std::string& text : why)
      std::printf("  %s %s\n", paint(Color::kYellow, "you are asked:").c_str(), printable(text).c_str());
  }

  Decision run() {
    size_t at = 0;
    for (;;) {
      while (at < review_.units().size()) {
        show(at);
        if (auto end = decide(at)) return *end;
      }
      if (auto end = sum_up(at)) return concluded(*end);
    }
  }

 private:
  void say(const std::string& text) {
    std::fputs((text + "\n").c_str(), stdout);
    std::fflush(stdout);
  }

  // Echoes the key at the cursor.
  void echo(char key) { say(key > ' ' && key < 0x7f ? std::string(1, key) : ""); }

  Decision concluded(Decision decision) {
    if (decision.unread)
      say("  " + paint(Color::kYellow, "note:") +
          " not fully shown: recorded as unread, which does not count toward trust");
    return decision;
  }

  void show(size_t at) {
    const ReviewUnit& unit = review_.units()[at];
    std::string title = printable(proposal_.edits[unit.edit].path) + "  " + std::to_string(at + 1) + "/" +
                        std::to_string(review_.units().size());
    Mark mark = review_.mark(at);
    title += review_.is_edited(at)     ? "  (edited)"
             : mark == Mark::kAccepted ? "  (accepted)"
             : mark == Mark::kRejected ? "  (rejected)"
                                       : "";
    text_ = colored_diff(review_.text_of(at));
    shown_bytes_ = 0;
    std::string head = "\n" + paint(Color::kBold, title) + "\n";
    std::fputs(head.c_str(), stdout);
    page(at, rows_of(head, screen_size().columns));
  }

  // Prints as many lines as fit above the prompt.
  void page(size_t at, size_t rows_taken) {
    ScreenSize screen = screen_size();
    rows_taken += rows_of(prompt(at), screen.columns);
    size_t rows = screen.rows > rows_taken ? screen.rows - rows_taken : 1;
    std::fputs(next_page(text_, shown_bytes_, rows, screen.columns).c_str(), stdout);
    if (!lines_left()) review_.set_shown(at);
    ask(at);
  }

  size_t lines_left() const { return split_lines(std::string_view(text_).substr(shown_bytes_)).size(); }

  std::string prompt(size_t at) const {
    std::string text = lines_left() ? "[space] " + counted(lines_left(), "more line") + "  " : "";
    return text + "[a]ccept [r]eject [s]kip [e]dit " + (review_.is_edited(at) ? "[o]riginal " : "") +
           "[b]ack [A]ll [q]uit [?] ";
  }

  void ask(size_t at) {
    keys_.discard();
    std::fputs(paint(Color::kBlue, prompt(at)).c_str(), stdout);
    std::fflush(stdout);
  }

  // Reads keys until one moves `at` to another change or ends the review.
  std::optional<Decision> decide(size_t& at) {
    for (;;) {
      auto key = keys_.next();
      if (is_quit(key)) {
        say("q");
        return Decision{Decision::kLater};
      }
      if (*key == KeyReader::kContinued) return std::nullopt;  // redraw
      echo(*key);
      switch (*key) {
        case 'a':
          if (!may_accept(at, at + 1)) break;
          review_.accept_as_shown(at++);
          return std::nullopt;
        case 'A':
          if (!may_accept(at, review_.units().size())) break;
          for (; at < review_.units().size(); ++at)
            if (review_.mark(at) == Mark::kUndecided) review_.accept_as_shown(at);
          return std::nullopt;
        case 's':
          review_.forget(at++);
          return std::nullopt;
        case 'b':
          at -= at > 0;
          return std::nullopt;
        case 'r':
          if (auto reason = why()) {
            review_.reject(at++, *reason);
            return std::nullopt;
          }
          break;
        case 'R':
          if (auto reason = why()) return Decision{Decision::kReject, *reason};
          break;
        case 'e':
          if (edit(at)) return std::nullopt;
          break;
        case 'o':
          if (review_.is_edited(at)) {
            review_.revert(at);
            return std::nullopt;
          }
          say("this change was not edited");
          break;
        case ' ':
          if (lines_left()) {
            page(at, 0);
            continue;
          }
          say("no more lines in this change");
          break;
        default:
          std::fputs(kHelp, stdout);
      }
      ask(at);
    }
  }

  std::optional<std::string> why() { return keys_.line("why? (Enter for no reason) "); }

  // A change that a rule requires to be read can't be accepted before it was shown.
  bool may_accept(size_t first, size_t last) {
    size_t unseen = 0;
    for (size_t i = first; i < last; ++i)
      unseen += !review_.was_shown(i) && (i == first || review_.mark(i) == Mark::kUndecided);
    if (!must_be_read_ || unseen == 0) return true;
    say("a rule requires review: " + counted(unseen, "change") + (unseen == 1 ? " was" : " were") +
        " not fully shown");
    return false;
  }

  // False: the change was not edited.
  bool edit(size_t& at) {
    std::string hunk = review_.text_of(at);
    std::string text =
        "# Change lines that start with '+'; turn '-' into a space to keep a line; delete a '+' line to drop "
        "it.\n" +
        hunk;
    // The editor needs the terminal as it was.
    keys_.suspend();
    auto edited = edit_text(text, "hunk.diff");
    keys_.resume();
    if (!edited) return say(printable(edited.error().message)), false;
    if (*edited == text) return say("no changes in the editor"), false;
    if (auto taken = review_.edit(at, *edited); !taken)
      return say(printable(taken.error().message) + "\n" + taken.error().hint), false;
    review_.set_shown(at++);
    return true;
  }

  // After the last unit: asks about the undecided ones.
  std::optional<Decision> sum_up(size_t& at) {
    size_t open = review_.count(Mark::kUndecided);
    if (open == 0) return review_.decision();
    for (;;) {
      keys_.discard();
      std::fputs(paint(Color::kBlue,
                       counted(open, "change") +
                           " undecided: [b]ack to them, [l]eave them out, [q]uit and keep all pending ")
                     .c_str(),
                 stdout);
      std::fflush(stdout);
      auto key = keys_.next();
      echo(key.value_or('q'));
      if (is_quit(key)) return Decision{Decision::kLater};
      if (*key == 'l') return review_.decision();
      if (*key != 'b') continue;
      for (at = 0; review_.mark(at) != Mark::kUndecided;) ++at;
      return std::nullopt;
    }
  }

  const Proposal& proposal_;
  bool must_be_read_;
  HunkReview review_;
  KeyReader keys_;
  std::string text_;        // the current change, painted
  size_t shown_bytes_ = 0;  // how much of text_ was shown
};

}  // namespace

Decision review_on_terminal(const Verified& verified, const std::vector<std::string>& why) {
  return Screen(verified, why).run();
}

std::optional<size_t> ask_on_terminal(const Question& question) {
  size_t shown = std::min<size_t>(question.choices.size(), 9);
  KeyReader keys;
  auto show = [&] {
    std::printf("%s\n", printable_lines(question.text).c_str());
    for (size_t i = 0; i < shown; ++i)
      std::printf("  %zu  %s\n", i + 1, printable(question.choices[i]).c_str());
    if (shown < question.choices.size())
      std::printf("  and %s: be more specific to choose among them\n",
                  counted(question.choices.size() - shown, "other").c_str());
    keys.discard();
    std::printf("%s", paint(Color::kBlue, "1-" + std::to_string(shown) + ", or q to stop ").c_str());
    std::fflush(stdout);
  };
  show();
  for (;;) {
    auto key = keys.next();
    if (is_quit(key) || (*key >= '1' && static_cast<size_t>(*key - '1') < shown)) {
      bool stop = is_quit(key);
      std::printf("%c\n", stop ? 'q' : *key);
      std::fflush(stdout);
      return stop ? std::nullopt : std::optional<size_t>(static_cast<size_t>(*key - '1'));
    }
    if (*key == KeyReader::kContinued) show();
  }
}

std::optional<std::string> review_plan_on_terminal(const std::string& plan, bool& stopped) {
  KeyReader keys;
  for (;;) {
    std::string text = paint(Color::kBold, "the plan:") + "\n" + printable_lines(plan);
    if (!text.ends_with('\n')) text += '\n';
    size_t at = 0;
    std::optional<char> key;
    do {
      ScreenSize screen = screen_size();
      std::fputs(next_page(text, at, screen.rows > 3 ? screen.rows - 2 : 1, screen.columns).c_str(), stdout);
      bool more = at < text.size();
      keys.discard();
      std::fputs(more ? "[space] more  [q] stop " : "[return] continue  [e]dit  [q] stop ", stdout);
      std::fflush(stdout);
      do key = keys.next();
      while (key && *key != (more ? ' ' : '\n') && !is_quit(key) && *key != KeyReader::kContinued &&
             (more || *key != 'e'));
      std::printf("\n");
    } while (at < text.size() && key == ' ');
    if (key == KeyReader::kContinued) continue;
    stopped = is_quit(key);
    if (key != 'e') return std::nullopt;
    keys.suspend();
    auto edited = edit_text(plan, "plan.txt");
    keys.resume();
    if (edited && *edited != plan) return *edited;
    std::printf("%s\n", edited ? "no changes in the editor" : printable(edited.error().message).c_str());
  }
}

}  // namespace suit
