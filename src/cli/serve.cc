// suit serve, and suit alone: the workbench.
#include <fcntl.h>
#include <spawn.h>
#include <unistd.h>

#include "cli/run.h"
#include "serve/workbench.h"

namespace suit {
namespace {

// Hands the address to whatever opens addresses here. False: there is nothing, or no screen.
bool open_in_browser(const std::string& url) {
  if (!std::getenv("DISPLAY") && !std::getenv("WAYLAND_DISPLAY")) return false;
  posix_spawn_file_actions_t files;
  ::posix_spawn_file_actions_init(&files);
  for (int descriptor : {0, 1, 2}) ::posix_spawn_file_actions_addopen(&files, descriptor, "/dev/null", O_RDWR, 0);
  std::string program = "xdg-open", address = url;
  char* arguments[] = {program.data(), address.data(), nullptr};
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
    ASSIGN_OR_RETURN(std::unique_ptr<Workbench> workbench, Workbench::open(wanted, parts));
    if (!workbench->recovered().empty()) std::fprintf(stderr, "suit: %s\n", workbench->recovered().c_str());
    bool opened = options.open && open_in_browser(workbench->url());
    if (options.common.json) {
      print_json({{"url", workbench->url()}, {"port", workbench->port()}, {"token", workbench->token()},
                  {"folder", json_of_bytes(workbench->folder())}});
    } else {
      std::printf("the workbench of %s%s:\n  %s\n", printable(workbench->folder()).c_str(),
                  opened ? " opens in your browser" : " is at", workbench->url().c_str());
      std::printf("Ctrl-C ends it; what is pending stays pending\n");
    }
    std::fflush(stdout);
    workbench->run(Server::Signals::kStop);
    return 0;
  });
}

}  // namespace suit
