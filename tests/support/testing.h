// Shared by tests: temporary folders, running the binary with or without a terminal, a scripted person.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "base/files.h"
#include "change/watch.h"

namespace suit {

// A new folder in the system's temporary directory, removed with its contents in the destructor.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  const std::string& path() const { return path_; }
  // Writes a file, creating its parent folders.
  void write(const std::string& name, std::string_view content, uint32_t mode = 0644);
  std::string read(const std::string& name) const;  // "" with a test failure if it is unreadable
  bool exists(const std::string& name) const;
  // Every path with its type, mode and content, except .suit and .git: to compare before and after.
  std::map<std::string, std::string> snapshot() const;

 private:
  std::string path_;
};

struct Ran {
  int code = -1;    // exit status; 128 + signal
  std::string out;  // standard output
  std::string err;
};
// Runs a program without a terminal in `folder`; HOME and SUIT_CONFIG do not point to the user's files.
Ran run_program(const std::vector<std::string>& arguments, const std::string& folder,
                const std::string& input = "", const std::map<std::string, std::string>& environment = {});
// The suit binary under test.
Ran run_suit(std::vector<std::string> arguments, const std::string& folder,
             const std::map<std::string, std::string>& environment = {});
// The same on its own terminal, 100 columns wide: types `keys` whenever the output is silent. `out` is the
// whole screen output.
Ran run_suit_on_terminal(std::vector<std::string> arguments, const std::string& folder,
                         const std::vector<std::string>& keys,
                         const std::map<std::string, std::string>& environment = {});

// A program on its own terminal, step by step: driven by the screen, never by time.
class TerminalSession {
 public:
  TerminalSession(const std::vector<std::string>& program, const std::string& folder, int rows, int columns,
                  const std::map<std::string, std::string>& environment = {});
  ~TerminalSession();
  TerminalSession(const TerminalSession&) = delete;
  // Waits until `text` is on the screen, after the previously awaited text. Returns false if the program ends
  // or after a minute.
  bool wait_for(const std::string& text);
  void type(const std::string& keys);
  void resize(int rows, int columns);
  // Waits for the end. Returns the exit status; 128 + signal.
  int end();
  const std::string& out() const { return out_; }

 private:
  bool read_more();
  int screen_ = -1;
  pid_t child_ = -1;
  int code_ = -1;
  std::string out_;
  size_t waited_ = 0;
};

inline bool has(const std::string& text, std::string_view part) {
  return text.find(part) != text.npos;
}

// The value of a result. On an error, fails the test, shows the error and throws to end the test.
template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message);
  return std::move(result).value();
}
inline void must(Result<void> result) {
  if (!result) throw std::runtime_error(result.error().message);
}

// A scripted person: decides as told, remembers what was shown.
class ScriptedPerson final : public Watch {
 public:
  explicit ScriptedPerson(Decision decision) : decision_(std::move(decision)) {}
  std::optional<size_t> answer(const Question& question) override {
    questions.push_back(question.text);
    return answers.empty() ? std::nullopt : std::optional<size_t>(answers.front());
  }
  Result<Decision> review(const Verified&, const std::vector<std::string>& why) override {
    ++reviews;
    reasons = why;
    return decision_;
  }
  void level_lowered(const std::string& why) override { lowered.push_back(why); }

  std::vector<size_t> answers;
  std::vector<std::string> questions, reasons, lowered;
  int reviews = 0;

 private:
  Decision decision_;
};

}  // namespace suit
