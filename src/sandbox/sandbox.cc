#include "sandbox/sandbox.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <map>

#include "base/clock.h"
#include "base/parallel.h"
#include "base/text.h"
#include "sandbox/filter.h"
#include "sandbox/folder_links.h"
#include "sandbox/sandbox_process.h"
#include "sandbox/sandbox_scratch.h"
#include "sandbox/sandbox_server.h"
#include "sandbox/toolchain.h"
#include "sandbox/world.h"

extern char** environ;

namespace suit {

std::string_view name_of(SandboxEnd end) {
  constexpr std::string_view kNames[] = {"exited",
                                         "killed by a signal",
                                         "ran past its time limit",
                                         "went past its memory limit",
                                         "went past its limit of processes",
                                         "went past its output limit",
                                         "went past its limit of scratch space",
                                         "was stopped"};
  return kNames[static_cast<size_t>(end)];
}

namespace {

// Folders of system-wide settings and the depth to search: the last two contain complete programs.
constexpr struct {
  const char* path;
  int depth;
} kSettingsPlaces[] = {{"/etc", 32}, {"/opt", 4}, {"/usr/local", 4}, {"/nix/var/nix", 4}};

struct Settings {
  std::string path;
  int depth = 0;
};
struct PrivateIn {
  std::vector<std::string> masked;
  std::vector<Settings> folders;  // to look into
};

// Hides paths that are not world-readable, since real root or a group may read them. Hides sockets too:
// neither namespaces nor a read-only mount prevent connections to them.
PrivateIn private_in(const Settings& folder) {
  PrivateIn found;
  int descriptor = ::open(folder.path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  DIR* directory = descriptor < 0 ? nullptr : ::fdopendir(descriptor);
  if (!directory) return found;
  while (dirent* entry = ::readdir(directory)) {
    const char* inner = entry->d_name;
    if (entry->d_type == DT_LNK || std::strcmp(inner, ".") == 0 || std::strcmp(inner, "..") == 0) continue;
    struct stat st;
    if (::fstatat(descriptor, inner, &st, AT_SYMLINK_NOFOLLOW) != 0 || S_ISLNK(st.st_mode)) continue;
    std::string path = folder.path + "/" + inner;
    if (!(st.st_mode & S_IROTH) || S_ISSOCK(st.st_mode))
      found.masked.push_back(std::move(path));
    else if (S_ISDIR(st.st_mode) && folder.depth > 1)
      found.folders.push_back({std::move(path), folder.depth - 1});
  }
  ::closedir(directory);
  return found;
}

bool is_within(std::string_view path, std::string_view folder) {
  return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

// Except the settings' paths and the folder itself.
std::vector<std::string> find_masked(const SandboxOptions& options) {
  std::vector<std::string> masked;
  std::vector<Settings> folders;
  for (auto& place : kSettingsPlaces) folders.push_back({place.path, place.depth});
  while (!folders.empty()) {  // a level after the other
    std::vector<PrivateIn> found(folders.size());
    for_each_parallel(folders.size(), threads_for(folders.size(), 16), nullptr,
                      [&](size_t i) { found[i] = private_in(folders[i]); });
    folders.clear();
    for (PrivateIn& one : found) {
      std::move(one.masked.begin(), one.masked.end(), std::back_inserter(masked));
      std::move(one.folders.begin(), one.folders.end(), std::back_inserter(folders));
    }
  }
  std::erase_if(masked, [&](const std::string& path) {
    auto overlaps = [&](const std::string& shown) {
      return is_within(path, shown) || is_within(shown, path);
    };
    return overlaps(options.folder) || std::any_of(options.read.begin(), options.read.end(), overlaps);
  });
  return masked;
}

std::vector<std::string> make_environment(const SandboxOptions& options) {
  std::vector<std::string> environment = {"HOME=/tmp/home", "TMPDIR=/tmp", "TERM=dumb", "SHELL=/bin/sh",
                                          "CI=1", "NO_COLOR=1",
                                          // LeakSanitizer traces its own process, which the filter denies.
                                          "ASAN_OPTIONS=detect_leaks=0", "LSAN_OPTIONS=detect_leaks=0"};
  if (options.isolation == SandboxIsolation::kFull)
    environment.push_back(std::string("GIT_CONFIG_SYSTEM=") + kGitSettings);
  for (char** variable = environ; *variable; ++variable) {
    std::string_view text = *variable;
    std::string_view name = text.substr(0, text.find('='));
    bool passed =
        name == "PATH" || name == "LANG" || name == "TZ" || name == "USER" || name == "LOGNAME" ||
        name.starts_with("LC_") ||
        std::find(options.environment.begin(), options.environment.end(), name) != options.environment.end();
    if (passed)
      environment.push_back(name == "PATH" ? "PATH=" + path_for_checks(text.substr(5)) : std::string(text));
  }
  return environment;
}

// Reads output and messages until the command ends, a limit is exceeded, or it is cancelled.
class Collector {
 public:
  Collector(const SandboxOptions& options, int64_t time_ms, const ScratchFolder& scratch, Pipe& output,
            Pipe& message, Pipe& go, pid_t child)
      : limits_(options.limits),
        time_ms_(time_ms ? std::min(time_ms, limits_.time_ms) : limits_.time_ms),
        isolation_(options.isolation),
        scratch_(scratch),
        output_(output),
        message_(message),
        go_(go),
        child_(child),
        started_us_(monotonic_us()) {}

  // This kind of overlay does not work here.
  bool overlay_missing() const { return overlay_missing_; }

  Result<SandboxRun> collect(const std::function<void(std::string_view)>& progress,
                             const std::atomic<bool>* cancelled) {
    int64_t shown_us = started_us_;
    std::optional<Error> error;
    bool output_open = true, ended = false;
    while (output_open || !ended) {
      pollfd sources[2] = {{output_open ? output_.read : -1, POLLIN, 0},
                           {ended ? -1 : message_.read, POLLIN, 0}};
      // After the end, only what the pipe already contains.
      int ready = ::poll(sources, 2, 50);
      if (ready < 0 && errno != EINTR) return stop(error_from_errno(errno, "wait for", "the check"));
      if (ready > 0 && sources[0].revents && !read_output(output_open)) {
        run_.end = SandboxEnd::kOutput;
        break;
      }
      if (ready > 0 && sources[1].revents && !read_message(ended, error)) ended = true;
      if (error) return stop(*error);
      // Another process may hold the pipe: another check's or, without isolation, one that the command left.
      if (ended && ready == 0) break;
      int64_t now = monotonic_us();
      if (!ended && scratch_.has_grown_beyond(limits_.scratch_bytes)) {
        run_.end = SandboxEnd::kScratch;
        break;
      }
      if (cancelled && *cancelled) {
        run_.end = SandboxEnd::kCancelled;
        break;
      }
      if (!ended && now - started_us_ > time_ms_ * 1000) {
        run_.end = SandboxEnd::kTime;
        break;
      }
      if (progress && now - shown_us > 100'000) {
        progress(run_.output);
        shown_us = now;
      }
    }
    kill_all();
    run_.duration_ms = (monotonic_us() - started_us_) / 1000;
    return std::move(run_);
  }

 private:
  Error stop(Error error) {
    kill_all();
    return error;
  }

  // On return no process of the sandbox is left; without isolation, none of the command's group.
  void kill_all() {
    if (child_ < 0) return stop_run();
    if (isolation_ == SandboxIsolation::kFull) {
      // The child ends the namespace and waits until it is empty; only a hanging disk can delay that.
      int watched = static_cast<int>(::syscall(SYS_pidfd_open, child_, 0));
      pollfd end{watched, POLLIN, 0};
      (void)!::write(go_.write, &kStop, 1);
      int64_t asked_us = monotonic_us();
      while (watched >= 0 && ::poll(&end, 1, kStopWait_ms) < 0 && errno == EINTR &&
             monotonic_us() - asked_us < kStopWait_ms * 1000) {
      }
      if (watched >= 0) ::close(watched);
    }
    ::kill(child_, SIGKILL);
    ::kill(-child_, SIGKILL);
    while (::waitpid(child_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }

  // The server keeps the message pipe open until nothing of the run is left; only a hanging disk can delay
  // that.
  void stop_run() {
    (void)!::write(go_.write, &kStop, 1);
    SandboxMessage message;
    pollfd source{message_.read, POLLIN, 0};
    for (int64_t asked_us = monotonic_us(); monotonic_us() - asked_us < kStopWait_ms * 1000;)
      if (::poll(&source, 1, kStopWait_ms) > 0 && ::read(message_.read, &message, sizeof message) == 0)
        return;
  }

  // False when the limit is exceeded.
  bool read_output(bool& open) {
    char buffer[65536];
    ssize_t got = ::read(output_.read, buffer, sizeof buffer);
    if (got <= 0) {
      open = got < 0 && errno == EINTR;
      return true;
    }
    size_t room = limits_.output_bytes - run_.output.size();
    run_.output.append(buffer, std::min(room, static_cast<size_t>(got)));
    return static_cast<size_t>(got) <= room;
  }

  // False at the end of the pipe.
  bool read_message(bool& ended, std::optional<Error>& error) {
    SandboxMessage message;
    ssize_t got = ::read(message_.read, &message, sizeof message);
    if (got < 0 && errno == EINTR) return true;
    if (got != sizeof message) {
      if (!ended && !error) error = Error{ErrorCode::kIo, "the sandbox died before the check ended"};
      return false;
    }
    switch (message.kind) {
      case SandboxMessage::kReady: {
        if (auto gone_on = let_go_on(child_, go_); !gone_on) error = gone_on.error();
        break;
      }
      case SandboxMessage::kFailed:
        error = failed_step(message);
        overlay_missing_ = message.end == SandboxMessage::kNoOverlay;
        break;
      case SandboxMessage::kReport: {
        auto bytes = static_cast<size_t>(std::clamp<int32_t>(message.number, 0, sizeof message.text));
        run_.report.append(message.text, std::min(bytes, kReportBytesMax - run_.report.size()));
        break;
      }
      case SandboxMessage::kWritten: {
        auto bytes = static_cast<size_t>(std::clamp<int32_t>(message.number, 0, sizeof message.text));
        if (run_.written.size() < kWrittenFilesMax) run_.written.emplace_back(message.text, bytes);
        break;
      }
      case SandboxMessage::kEnded:
        run_.end = static_cast<SandboxEnd>(message.end);
        run_.code = message.number;
        ended = true;
        break;
    }
    return true;
  }

  static constexpr int kStopWait_ms = 10'000;

  bool overlay_missing_ = false;
  const SandboxLimits& limits_;
  int64_t time_ms_;
  SandboxIsolation isolation_;
  const ScratchFolder& scratch_;
  Pipe& output_;
  Pipe& message_;
  Pipe& go_;
  pid_t child_;  // -1: the child of a server
  int64_t started_us_;
  SandboxRun run_;
};

}  // namespace

Result<Sandbox> Sandbox::create(SandboxOptions options) {
  for (const char* system : {"/proc", "/sys", "/dev"})
    if (options.folder == system || options.folder.starts_with(std::string(system) + "/"))
      return Error{ErrorCode::kInvalid, "no checks can run in " + options.folder};
  if (options.folder == "/") return Error{ErrorCode::kInvalid, "no checks can run on the whole system"};
  Sandbox sandbox;
  sandbox.options_ = std::move(options);
  sandbox.environment_ = make_environment(sandbox.options_);
  if (sandbox.options_.isolation == SandboxIsolation::kFull) {
    ASSIGN_OR_RETURN(sandbox.filter_, make_seccomp_filter());
    FolderLinks links = find_folder_links(sandbox.options_);
    sandbox.options_.read.insert(sandbox.options_.read.end(), links.shown.begin(), links.shown.end());
    sandbox.masked_ = find_masked(sandbox.options_);
    sandbox.masked_.insert(sandbox.masked_.end(), links.hidden.begin(), links.hidden.end());
    // The real /tmp is accessible only before its own mounts are replaced.
    bool reads_tmp = std::any_of(sandbox.options_.read.begin(), sandbox.options_.read.end(),
                                 [](const std::string& path) { return is_within(path, "/tmp"); });
    if (!reads_tmp) sandbox.server_ = std::make_shared<SandboxServer>();
  }
  return sandbox;
}

Result<void> Sandbox::start_fork_server(const std::vector<std::string>& program) const {
  bool in_memory = options_.overlay == SandboxOverlay::kMemory ||
                   (options_.overlay == SandboxOverlay::kAuto && !is_anothers(options_.folder));
  if (!server_ || !in_memory)
    return Error{ErrorCode::kUnsupported, "a fork server needs the overlay in memory"};
  // The program could load code of the folder there.
  if (is_of_system(options_.folder, options_))
    return Error{ErrorCode::kUnsupported, "a fork server is not possible: every sandbox shows this folder"};
  std::vector<FileEdit> edits;
  if (options_.version) edits = *options_.version;
  return server_->start_fork_server({&options_, &masked_, &filter_, &environment_, &edits, {}}, program);
}

std::vector<FileEdit> Sandbox::with_version(const std::vector<FileEdit>& edits) const {
  std::map<std::string_view, const FileEdit*> by_path;
  for (const FileEdit& edit : *options_.version) by_path[edit.path] = &edit;
  for (const FileEdit& edit : edits) by_path[edit.path] = &edit;
  std::vector<FileEdit> all;
  for (auto& [path, edit] : by_path) all.push_back(*edit);
  return all;
}

Result<SandboxRun> Sandbox::run(const SandboxCommand& command, const std::vector<FileEdit>& run_edits,
                                const std::function<void(std::string_view)>& progress,
                                const std::atomic<bool>* cancelled) const {
  std::vector<FileEdit> merged;
  if (options_.version) merged = with_version(run_edits);
  const std::vector<FileEdit>& edits = options_.version ? merged : run_edits;
  bool isolated = options_.isolation == SandboxIsolation::kFull;
  std::vector<SandboxOverlay> ways = {options_.overlay};
  if (options_.overlay == SandboxOverlay::kAuto) {
    ways = {SandboxOverlay::kMemory, SandboxOverlay::kDisk, SandboxOverlay::kCopy};
    if (is_anothers(options_.folder)) ways = {SandboxOverlay::kCopy};
  }
  if (!isolated) ways = {SandboxOverlay::kCopy};
  Result<SandboxRun> last =
      Error{ErrorCode::kUnsupported, "kept runs and fork servers need the overlay in memory"};
  for (SandboxOverlay way : ways) {
    ScratchFolder scratch;
    bool in_server = way == SandboxOverlay::kMemory && server_;
    if ((command.forked || command.on_kept) && !in_server) return last;
    SandboxPlan plan{&options_, &masked_, &filter_, &environment_, &edits, command.text, way, {}};
    plan.forked = command.forked;
    plan.keep = command.keep && in_server;
    plan.on_kept = command.on_kept;
    plan.report = command.report;
    plan.list_written =
        command.list_written && isolated && way != SandboxOverlay::kCopy && !command.keep && !command.on_kept;
    if (way != SandboxOverlay::kMemory) {
      RETURN_IF_ERROR(scratch.create());
      plan.scratch = scratch.path();
    }
    if (way == SandboxOverlay::kCopy) RETURN_IF_ERROR(scratch.copy_of(options_.folder));
    if (!isolated) RETURN_IF_ERROR(lay_edits(plan.scratch, edits));
    Pipe output, message, go;
    if (!output.open() || !message.open() || !go.open())
      return error_from_errno(errno, "open", "pipes for the check");
    SandboxPipes pipes{output.write, message.write, go.read};
    pid_t child = -1;
    if (in_server) {
      RETURN_IF_ERROR(server_->run(plan, pipes));
    } else {
      std::vector<char*> environment = environment_of(plan);
      int plan_file = isolated ? memory_file(packed_single(plan)) : -1;
      if (isolated && plan_file < 0) return error_from_errno(errno, "hand on", "the edits");
      child = fork_single();
      if (child == 0) {
        isolated ? become_single(plan_file, pipes) : run_unisolated_child(plan, environment, pipes);
      }
      int number = errno;
      if (plan_file >= 0) ::close(plan_file);
      if (child < 0) return error_from_errno(number, "start", "a process for the check");
    }
    output.close_write();
    message.close_write();
    Collector collector(options_, command.time_ms, scratch, output, message, go, child);
    last = collector.collect(progress, cancelled);
    // Only a missing overlay is a reason to try the next kind; nothing else weakens the sandbox.
    if (!collector.overlay_missing()) return last;
  }
  return last;
}

}  // namespace suit
