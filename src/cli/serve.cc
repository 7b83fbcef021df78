// suit serve, and suit without a command: the workbench.
#include <fcntl.h>
#include <spawn.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "cli/command.h"
#include "http/workbench.h"

namespace suit {
namespace {

constexpr int64_t kOpening_ms = 600'000;  // covers starting a browser on a slow machine

bool make_private_folder(const std::string& path) {
  struct stat st;
  return (::mkdir(path.c_str(), 0700) == 0 || errno == EEXIST) && ::lstat(path.c_str(), &st) == 0 &&
         S_ISDIR(st.st_mode) && st.st_uid == ::geteuid() && (st.st_mode & 077) == 0;
}

// A private folder; "" if none can be created.
std::string runtime_folder() {
  auto below = [](const char* variable, const std::string& name) {
    const char* top = std::getenv(variable);
    std::string folder = top && *top == '/' ? top + name : std::string();
    return !folder.empty() && make_private_folder(folder) ? folder : std::string();
  };
  if (std::string folder = below("XDG_RUNTIME_DIR", "/suit"); !folder.empty()) return folder;
  if (const char* home = std::getenv("HOME")) (void)::mkdir((std::string(home) + "/.cache").c_str(), 0700);
  return below("HOME", "/.cache/suit-run");
}

// A private page that redirects to the address: other users can read command lines, so the address must not
// be on one.
class OpeningPage {
 public:
  OpeningPage() = default;
  OpeningPage(const OpeningPage&) = delete;
  ~OpeningPage() { remove(); }

  // False: the page can't be written.
  bool write(int port, const std::string& url) {
    std::string folder = runtime_folder();
    if (folder.empty()) return false;
    path_ = folder + "/workbench-" + std::to_string(port) + ".html";
    remove();  // left by a killed server
    int file = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (file < 0) return false;
    std::string text =
        "<!doctype html>\n<meta charset=\"utf-8\">\n<meta name=\"referrer\" content=\"no-referrer\">\n"
        "<meta http-equiv=\"refresh\" content=\"0; url=" +
        url +
        "\">\n<title>Suit</title>\n"
        "<p><a href=\"" +
        url + "\">Open the workbench</a>: this page works once.\n";
    bool written = ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    ::close(file);
    return written;
  }
  void remove() const {
    if (!path_.empty()) (void)::unlink(path_.c_str());
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

bool has_screen() {
  return std::getenv("DISPLAY") || std::getenv("WAYLAND_DISPLAY");
}

// Opens a page with xdg-open. False: it can't be started.
bool open_in_browser(const std::string& path) {
  posix_spawn_file_actions_t files;
  ::posix_spawn_file_actions_init(&files);
  for (int descriptor : {0, 1, 2})
    ::posix_spawn_file_actions_addopen(&files, descriptor, "/dev/null", O_RDWR, 0);
  std::string program = "xdg-open", page = path;
  char* arguments[] = {program.data(), page.data(), nullptr};
  pid_t child;
  bool started = ::posix_spawnp(&child, "xdg-open", &files, nullptr, arguments, ::environ) == 0;
  ::posix_spawn_file_actions_destroy(&files);
  return started;
}

}  // namespace

int run_serve(const ServeOptions& options, const Parts& parts) {
  return guarded(options.common, [&]() -> Result<int> {
    WorkbenchOptions wanted{.folder = options.common.folder};
    if (options.port >= 0) wanted.port = options.port;
    OpeningPage page;  // outlives the server, which removes it
    ASSIGN_OR_RETURN(std::unique_ptr<Workbench> workbench, Workbench::open(wanted, parts));
    if (!workbench->recovered().empty()) std::fprintf(stderr, "suit: %s\n", workbench->recovered().c_str());
    bool opened =
        options.open && has_screen() &&
        page.write(workbench->port(), workbench->make_url(kOpening_ms, [&page] { page.remove(); })) &&
        open_in_browser(page.path());
    std::string url = workbench->make_url();
    if (options.common.json) {
      print_json({{"url", url},
                  {"port", workbench->port()},
                  {"token", workbench->token()},
                  {"folder", json_of_bytes(workbench->folder())}});
    } else {
      std::printf("the workbench of %s%s:\n  %s\n", printable(workbench->folder()).c_str(),
                  opened ? " opens in your browser; if it does not, use" : " is at", url.c_str());
      std::printf("The address works once. Ctrl-C stops the server; proposals stay pending\n");
    }
    std::fflush(stdout);
    workbench->run(Server::Signals::kStop);
    return 0;
  });
}

}  // namespace suit
