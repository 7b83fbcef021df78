// suit ask: what a folder, documents and pages say to a question.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "base/signals.h"
#include "cli/command.h"
#include "cli/terminal.h"
#include "cli/terminal_watch.h"
#include "functions/documents.h"
#include "functions/inquiry.h"

namespace suit {
namespace {

Result<std::string> folder_of(const AskOptions& options) {
  std::error_code failed;
  std::string path = std::filesystem::canonical(options.common.folder, failed).string();
  if (failed) return Error{ErrorCode::kNotFound, printable(options.common.folder) + " is not there"};
  return path;
}

Inquiry inquiry_of(const AskOptions& options) {
  Inquiry inquiry{
      .question = {}, .scope = options.scope, .from = options.from, .only_from = options.only_from};
  for (const std::string& word : options.words)
    inquiry.question += (inquiry.question.empty() ? "" : " ") + word;
  for (KnowledgeLevel level : kKnowledgeLevels)
    if (options.level == name_of(level)) inquiry.level = level;
  return inquiry;
}

Result<int> search(const AskOptions& options) {
  ASSIGN_OR_RETURN(std::string path, folder_of(options));
  auto watch = terminal_watch({.quiet = options.common.json, .catches_interrupts = true});
  std::unique_ptr<FactsCache> cache = options.no_cache ? nullptr : FactsCache::open();
  watch->state("searching");
  ASSIGN_OR_RETURN(auto files, open_files(path));
  Inquiry inquiry = inquiry_of(options);
  std::optional<Workspace> workspace;
  std::optional<LedgerEgress> egress;
  if (!inquiry.from.empty()) {
    bool fetches = std::any_of(inquiry.from.begin(), inquiry.from.end(), is_address);
    ASSIGN_OR_RETURN(
        workspace, open_workspace(options.common, fetches ? WorkspaceMode::kChange : WorkspaceMode::kTrial));
    egress.emplace(*workspace->ledger(),
                   options.offline || workspace->settings().offline ? Network::kOffline : Network::kAllowed);
  }
  ASSIGN_OR_RETURN(Shelf shelf, Shelf::open(*files, inquiry, workspace ? &*workspace : nullptr,
                                            egress ? &*egress : nullptr, cache.get(), *watch));
  ASSIGN_OR_RETURN(std::vector<Passage> passages,
                   shelf.find(inquiry.question, static_cast<size_t>(options.limit), watch->cancelled()));
  ProgressLine::clear_shown();
  if (options.common.json) {
    Json list = Json::array();
    for (const Passage& one : passages)
      list.push_back({{"path", printable(one.path)},
                      {"first_line", one.first_line},
                      {"last_line", one.last_line},
                      {"score", one.score},
                      {"text", one.text},
                      {"untrusted", one.untrusted}});
    print_json(
        {{"question", printable(inquiry.question)}, {"level", "search"}, {"passages", std::move(list)}});
    return passages.empty() ? 1 : 0;
  }
  if (passages.empty()) return nothing_found();
  for (const Passage& one : passages) {
    std::printf("%s:%zu-%zu%s\n", printable(one.path).c_str(), one.first_line, one.last_line,
                one.untrusted ? " (from outside)" : "");
    size_t number = one.first_line;
    for (std::string_view line : split_lines(one.text))
      std::printf("%6zu  %s\n", number++, printable(without_terminator(line)).c_str());
    std::printf("\n");
  }
  return 0;
}

// `told` gets the question's number as soon as it stands; -1: nobody waits for it.
Result<int> ask_model(const AskOptions& options, const Parts& parts, int told) {
  ASSIGN_OR_RETURN(std::string path, folder_of(options));
  auto watch = terminal_watch({.quiet = options.common.json, .catches_interrupts = true});
  std::unique_ptr<FactsCache> cache = options.no_cache ? nullptr : FactsCache::open();
  ASSIGN_OR_RETURN(Workspace workspace, open_workspace(options.common, WorkspaceMode::kChange));
  ASSIGN_OR_RETURN(auto files, open_files(path));
  InquiryParts needed{.workspace = workspace,
                      .folder = *files,
                      .make_model = parts.make_model,
                      .model = options.model,
                      .offline = options.offline,
                      .cache = cache.get(),
                      .watch = *watch};
  Sequence asked = 0;
  needed.recorded = [&](Sequence id) {
    asked = id;
    std::string line = std::to_string(id) + "\n";
    if (told >= 0 && ::write(told, line.data(), line.size()) < 0)
      return;  // it went away: the answer is in the ledger
  };
  auto answered =
      options.resume ? resume_inquiry(options.resume, needed) : answer_inquiry(inquiry_of(options), needed);
  ProgressLine::clear_shown();
  if (!answered) {
    Error error = answered.error();
    if (error.code == ErrorCode::kCancelled && asked)
      error.hint = "`suit ask --resume " + std::to_string(asked) + "` goes on where it was";
    return error;
  }
  AnswerEvent answer = event_of(*answered);
  if (options.common.json)
    print_json(answer.json());
  else
    std::fputs(printable_lines(text_of_answer(answer)).c_str(), stdout);
  return answered->answer.claims.empty() ? 1 : 0;
}

// In a process of its own, without the terminal.
Result<int> ask_in_background(const AskOptions& options, const Parts& parts) {
  int pipe[2];
  if (::pipe2(pipe, O_CLOEXEC) != 0) return error_from_errno(errno, "make", "a pipe");
  std::fflush(nullptr);
  pid_t child = ::fork();
  if (child < 0) return error_from_errno(errno, "start", "a process");
  if (child == 0) {
    ::close(pipe[0]);
    ::setsid();
    int nothing = ::open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int one : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::dup2(nothing, one);
    auto code = ask_model(options, parts, pipe[1]);
    if (!code) {
      std::string line = "!" + to_text(json_of(code.error()));  // counts only where nothing was recorded yet
      if (::write(pipe[1], line.data(), line.size()) < 0) ::_exit(1);
    }
    ::_exit(code ? *code : 1);
  }
  ::close(pipe[1]);
  std::string said;
  char byte = 0;
  while (::read(pipe[0], &byte, 1) == 1 && byte != '\n') said += byte;
  ::close(pipe[0]);
  if (said.empty() || said[0] == '!') {
    auto json = parse_json(said.empty() ? "{}" : std::string_view(said).substr(1));
    Json error = json ? json->value("error", Json::object()) : Json::object();
    return Error{ErrorCode::kInvalid, string_or(error, "message", "it ended before it had begun"),
                 string_or(error, "hint", "")};
  }
  if (options.common.json)
    print_json({{"id", std::atoll(said.c_str())}, {"process", static_cast<int64_t>(child)}});
  else
    std::printf("question %s goes on in the background; `suit show %s` shows the answer when it is there\n",
                said.c_str(), said.c_str());
  return 0;
}

}  // namespace

int run_ask(const AskOptions& options, const Parts& parts) {
  return guarded(options.common, [&]() -> Result<int> {
    if (options.background) return ask_in_background(options, parts);
    if (options.level == "search" && options.resume == 0) return search(options);
    return ask_model(options, parts, -1);
  });
}

}  // namespace suit
