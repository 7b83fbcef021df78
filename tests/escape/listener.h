// Sockets that an attack from the sandbox must not reach.
#pragma once

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>

namespace suit::escape {

// Another process on this machine that accepts connections.
class Listener {
 public:
  Listener(int family, const sockaddr* address, socklen_t length)
      : socket_(::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    if (::bind(socket_, address, length) != 0 || ::listen(socket_, 64) != 0)
      throw std::runtime_error("listen");
    ::fcntl(socket_, F_SETFL, O_NONBLOCK);
  }
  ~Listener() { ::close(socket_); }
  // Connections since the last call.
  int connections() {
    int count = 0;
    for (int one; (one = ::accept(socket_, nullptr, nullptr)) >= 0; ++count) ::close(one);
    return count;
  }
  int port() const {
    sockaddr_in address{};
    socklen_t length = sizeof address;
    ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &length);
    return ntohs(address.sin_port);
  }

 private:
  int socket_;
};

inline std::unique_ptr<Listener> listen_tcp() {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return std::make_unique<Listener>(AF_INET, reinterpret_cast<sockaddr*>(&address), sizeof address);
}

// `name` is a path, or an abstract name after a NUL.
inline std::unique_ptr<Listener> listen_unix(const std::string& name) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, name.data(), name.size());
  auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
  auto listener = std::make_unique<Listener>(AF_UNIX, reinterpret_cast<sockaddr*>(&address), length);
  if (name[0] != 0) ::chmod(name.c_str(), 0777);
  return listener;
}

}  // namespace suit::escape
