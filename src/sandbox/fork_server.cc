#include "sandbox/fork_server.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "sandbox/world.h"

namespace suit {
namespace {

bool write_library(const char* path) {
  std::string_view bytes = fork_library();
  int file = ::open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0755);
  bool written = file >= 0;
  while (written && !bytes.empty()) {
    ssize_t count = ::write(file, bytes.data(), bytes.size());
    written = count > 0;
    if (written) bytes.remove_prefix(static_cast<size_t>(count));
  }
  if (file >= 0) ::close(file);
  return written;
}

}  // namespace

void be_fork_server(const RequestDescriptors& descriptors) {
  auto [request, socket, message, go] = descriptors;
  auto fail = [message = message](const char* step) {
    SandboxMessage failed{SandboxMessage::kFailed, errno, 0, {}};
    std::snprintf(failed.text, sizeof failed.text, "%s", step);
    (void)!::write(message, &failed, sizeof failed);
    ::_exit(1);
  };
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  UnpackedServer server = unpacked_server(content_of_memory_file(request));
  // At the path of each run's own /tmp; removed after loading.
  if (::mount("suit", kForkLibraryPlace, "tmpfs", MS_NOSUID | MS_NODEV, "size=16m,mode=755") != 0)
    fail("mount a place for the library");
  if (!write_library((std::string(kForkLibraryPlace) + "/suit.so").c_str())) fail("write the library");
  int root = ::open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (root < 0 || ::chroot(kWorldRoot) != 0 || ::chdir("/") != 0) fail("enter the system");
  int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  for (int stream : {0, 1, 2}) ::dup2(null, stream);
  for (int kept : {request, socket, message, root}) ::fcntl(kept, F_SETFD, 0);
  if (!keep_capabilities()) fail("keep capabilities");
  char descriptor_text[96];
  std::snprintf(descriptor_text, sizeof descriptor_text, "SUIT_FORK_SERVER=%d %d %d %d", request, socket,
                message, root);
  std::vector<char*> environment, arguments;
  for (std::string& variable : server.environment) environment.push_back(variable.data());
  char library[] = "SUIT_FORK_LIBRARY=/tmp/suit.so";
  for (char* variable : {descriptor_text, library, static_cast<char*>(nullptr)})
    environment.push_back(variable);
  for (std::string& argument : server.program) arguments.push_back(argument.data());
  arguments.push_back(nullptr);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::execve(arguments[0], arguments.data(), environment.data());
  fail("start the program that is to be forked");
  ::_exit(1);
}

}  // namespace suit
