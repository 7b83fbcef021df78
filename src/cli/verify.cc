// suit verify: the verifier alone, for other programs.
#include <poll.h>
#include <unistd.h>

#include <algorithm>

#include "base/clock.h"
#include "base/parallel.h"
#include "cli/command.h"
#include "cli/terminal.h"
#include "functions/patches.h"
#include "loop/typed_scope.h"

namespace suit {
namespace {

// What JSON makes of a patch at most, and its name.
constexpr size_t kLineBytesMax = kPatchBytesMax * 6 + 4'096;

// Standard input, a line or all of it; ends early where `is_over` says so.
class Input {
 public:
  explicit Input(std::function<bool()> is_over) : is_over_(std::move(is_over)) {}

  // nullopt: there is no more. What is longer than the limit is cut there.
  // Errors: kIo.
  Result<std::optional<std::string>> line() {
    std::string line;
    for (bool some = false;;) {
      size_t end = read_.find('\n', at_);
      std::string_view part = std::string_view(read_).substr(at_, end == read_.npos ? end : end - at_);
      some |= !part.empty() || end != read_.npos;
      line.append(part.substr(0, kLineBytesMax - std::min(line.size(), kLineBytesMax)));
      at_ = end == read_.npos ? read_.size() : end + 1;
      if (end != read_.npos) return std::optional(std::move(line));
      ASSIGN_OR_RETURN(bool more, fill());
      if (!more && some && !is_over_()) return std::optional(std::move(line));
      if (!more) return std::optional<std::string>();
    }
  }

  Result<std::string> all() {
    std::string all;
    for (;;) {
      ASSIGN_OR_RETURN(bool more, fill());
      if (!more) return all;
      // One byte more than allowed says that it is too long.
      all.append(std::string_view(read_).substr(
          0, kPatchBytesMax + 1 - std::min<size_t>(all.size(), kPatchBytesMax + 1)));
    }
  }

 private:
  Result<bool> fill() {
    read_.resize(1 << 16);
    at_ = 0;
    ssize_t got = 0;
    while (!is_over_()) {
      pollfd ready{0, POLLIN, 0};
      if (::poll(&ready, 1, 100) <= 0) continue;
      got = ::read(0, read_.data(), read_.size());
      if (got >= 0 || (errno != EINTR && errno != EAGAIN)) break;
    }
    int code = errno;
    read_.resize(static_cast<size_t>(std::max<ssize_t>(got, 0)));
    if (got < 0)
      return Error{ErrorCode::kIo, "can't read standard input: " + std::string(std::strerror(code))};
    return got > 0;
  }

  std::function<bool()> is_over_;
  std::string read_;
  size_t at_ = 0;
};

Json malformed(size_t line, const std::string& why) {
  return {
      {"line", line}, {"verdict", "invalid"}, {"refusals", {{{"reason", "malformed"}, {"message", why}}}}};
}

// Judges each line of the input, several at once.
class Stream {
 public:
  Stream(PatchJudge& judge, const std::atomic<bool>& stopped)
      : judge_(judge), input_([&, this] { return stopped || failed_; }), started_us_(monotonic_us()) {}

  Result<void> run(int parallel) {
    for_each_parallel(parallel, parallel, nullptr, [this](size_t) { work(); });
    progress_.clear();
    if (failure_) return *failure_;
    return {};
  }

 private:
  void work() {
    for (;;) {
      auto line = next();
      if (!line) return fail(line.error());
      if (!*line) return;
      auto& [number, text] = **line;
      if (trim(text).empty()) continue;
      auto verdict = of_line(text, number);
      if (!verdict) return fail(verdict.error());
      say(*verdict);
    }
  }

  // The next line and its number, from 1.
  Result<std::optional<std::pair<size_t, std::string>>> next() {
    std::optional<std::pair<size_t, std::string>> numbered;
    std::lock_guard hold(input_mutex_);
    ASSIGN_OR_RETURN(auto line, input_.line());
    if (line && !failed_) numbered.emplace(++lines_, std::move(*line));
    return numbered;
  }

  void fail(const Error& error) {
    std::lock_guard hold(output_mutex_);
    if (!failure_) failure_ = error;
    failed_ = true;
  }

  void say(const Json& verdict) {
    std::lock_guard hold(output_mutex_);
    progress_.clear();
    print_json(verdict);
    std::fflush(stdout);
    accepted_ += string_or(verdict, "verdict", "") == "accepted";
    ++judged_;
    double seconds = std::max<double>(1, static_cast<double>(monotonic_us() - started_us_)) / 1e6;
    progress_.show(counted(judged_, "verdict") + ", " +
                   with_one_decimal(static_cast<double>(judged_) / seconds) + " a second, " +
                   std::to_string(accepted_) + " accepted");
  }

  Result<Json> of_line(const std::string& text, size_t number) {
    if (text.size() >= kLineBytesMax)
      return malformed(number, "the line is longer than " + human_bytes(kLineBytesMax));
    auto line = parse_json(text);
    if (!line) return malformed(number, line.error().message);
    bool sound = line->is_object() && line->contains("patch") && (*line)["patch"].is_string() &&
                 line->contains("id") && ((*line)["id"].is_string() || (*line)["id"].is_number_integer());
    if (!sound) return malformed(number, "not of the form {\"id\": …, \"patch\": \"…\"}");
    return judge_.judge((*line)["id"], (*line)["patch"].get_ref<const std::string&>());
  }

  PatchJudge& judge_;
  std::mutex input_mutex_, output_mutex_;
  std::atomic<bool> failed_ = false;
  Input input_;
  size_t lines_ = 0;
  std::optional<Error> failure_;
  ProgressLine progress_;
  int64_t started_us_;
  size_t judged_ = 0, accepted_ = 0;
};

int exit_code_of_verdict(std::string_view verdict) {
  return verdict == "accepted" ? 0 : verdict == "asks" ? 3 : verdict == "refused" ? 4 : 2;
}

}  // namespace

int run_verify(const VerifyOptions& options) {
  CommonOptions common = options.common;
  common.json = true;
  return guarded(common, [&]() -> Result<int> {
    CatchInterrupt interrupt;
    ASSIGN_OR_RETURN(Workspace workspace, open_workspace(common, WorkspaceMode::kLook));
    PatchOptions patch_options{.checks = checks_from_here(workspace.here(), options.checks),
                               .skip_checks = options.no_checks,
                               .warm = options.warm || options.unconfirmed,
                               .unconfirmed = options.unconfirmed};
    ASSIGN_OR_RETURN(patch_options.scope, scope_from_here(workspace, options.scope, {}));
    if (!options.limit.empty()) {
      ASSIGN_OR_RETURN(patch_options.check_ms, read_time(options.limit));
    }
    patch_options.cancelled = &interrupt.flag();
    if (options.all >= 0) patch_options.parallel = options.all > 0 ? options.all : cores();
    int parallel = patch_options.parallel;
    ProgressLine progress;
    patch_options.state = [&](const std::string& line) { progress.show(printable(line)); };
    ASSIGN_OR_RETURN(auto judge, PatchJudge::create(workspace, std::move(patch_options)));
    progress.clear();
    Error stopped{ErrorCode::kCancelled, "stopped: nothing was changed"};
    if (options.all < 0) {
      Input input([&] { return interrupt.flag().load(); });
      ASSIGN_OR_RETURN(std::string patch, input.all());
      if (interrupt.flag()) return stopped;
      ASSIGN_OR_RETURN(Json verdict, judge->judge("-", patch));
      print_json(verdict);
      return exit_code_of_verdict(string_or(verdict, "verdict", ""));
    }
    RETURN_IF_ERROR(Stream(*judge, interrupt.flag()).run(parallel));
    if (interrupt.flag()) return stopped;
    return 0;
  });
}

}  // namespace suit
