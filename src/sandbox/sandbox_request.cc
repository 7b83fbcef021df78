#include "sandbox/sandbox_request.h"

#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <type_traits>

namespace suit {
namespace {

void put(std::string& bytes, uint64_t number) {
  bytes.append(reinterpret_cast<const char*>(&number), sizeof number);
}
void put(std::string& bytes, std::string_view text) {
  put(bytes, uint64_t{text.size()});
  bytes += text;
}
void put(std::string& bytes, const std::vector<std::string>& texts) {
  put(bytes, uint64_t{texts.size()});
  for (const std::string& text : texts) put(bytes, std::string_view(text));
}

// Written by this program: malformed input is a defect, not bad input.
class Unpacker {
 public:
  explicit Unpacker(std::string_view bytes) : rest_(bytes) {}
  uint64_t number() {
    CHECK(rest_.size() >= sizeof(uint64_t));
    uint64_t number;
    std::memcpy(&number, rest_.data(), sizeof number);
    rest_.remove_prefix(sizeof number);
    return number;
  }
  std::string text() {
    uint64_t size = number();
    CHECK(rest_.size() >= size);
    std::string text(rest_.substr(0, size));
    rest_.remove_prefix(size);
    return text;
  }
  bool at_end() const { return rest_.empty(); }
  std::vector<std::string> texts() {
    std::vector<std::string> texts(number());
    for (std::string& one : texts) one = text();
    return texts;
  }

 private:
  std::string_view rest_;
};

// One byte and the descriptors.
struct Parcel {
  RequestKind kind = RequestKind::kEnd;
  iovec text{&kind, 1};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(RequestDescriptors))] = {};
  msghdr message{};

  Parcel() {
    message.msg_iov = &text;
    message.msg_iovlen = 1;
    message.msg_control = &control;
    message.msg_controllen = sizeof control;
  }
  Parcel(const Parcel&) = delete;
};

}  // namespace

bool send_request(int socket, RequestKind kind, const RequestDescriptors& descriptors) {
  Parcel parcel;
  parcel.kind = kind;
  cmsghdr* header = CMSG_FIRSTHDR(&parcel.message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof descriptors);
  std::memcpy(CMSG_DATA(header), descriptors.data(), sizeof descriptors);
  ssize_t sent;
  while ((sent = ::sendmsg(socket, &parcel.message, MSG_NOSIGNAL)) < 0 && errno == EINTR) {
  }
  return sent == 1;
}

RequestKind receive_request(int socket, RequestDescriptors& descriptors) {
  Parcel parcel;
  ssize_t got;
  while ((got = ::recvmsg(socket, &parcel.message, MSG_CMSG_CLOEXEC)) < 0 && errno == EINTR) {
  }
  cmsghdr* header = CMSG_FIRSTHDR(&parcel.message);
  if (got != 1 || !header || header->cmsg_len != CMSG_LEN(sizeof descriptors)) return RequestKind::kEnd;
  std::memcpy(descriptors.data(), CMSG_DATA(header), sizeof descriptors);
  return parcel.kind;
}

std::string packed_run(const SandboxPlan& plan) {
  std::string bytes;
  put(bytes, std::string_view(plan.command));
  put(bytes, uint64_t{plan.keep});
  put(bytes, uint64_t{plan.on_kept});
  put(bytes, uint64_t{plan.report});
  put(bytes, uint64_t{plan.list_written});
  put(bytes, uint64_t{plan.edits->size()});
  for (const FileEdit& edit : *plan.edits) {
    put(bytes, std::string_view(edit.path));
    put(bytes, static_cast<uint64_t>(edit.after.type));
    put(bytes, uint64_t{edit.after.mode});
    put(bytes, std::string_view(edit.after.content));
  }
  return bytes;
}

UnpackedRun unpacked_run(std::string_view bytes) {
  Unpacker unpacker(bytes);
  UnpackedRun run{.command = unpacker.text(),
                  .keep = unpacker.number() != 0,
                  .on_kept = unpacker.number() != 0,
                  .report = unpacker.number() != 0,
                  .list_written = unpacker.number() != 0,
                  .edits = std::vector<FileEdit>(unpacker.number())};
  for (FileEdit& edit : run.edits) {
    edit.path = unpacker.text();
    edit.after.type = static_cast<FileType>(unpacker.number());
    edit.after.mode = static_cast<decltype(edit.after.mode)>(unpacker.number());
    edit.after.content = unpacker.text();
  }
  return run;
}

std::string packed_server(const SandboxPlan& plan, const std::vector<std::string>& program) {
  static_assert(std::is_trivially_copyable_v<SandboxLimits>);
  std::string bytes;
  put(bytes, std::string_view(plan.options->folder));
  put(bytes, plan.options->read);
  put(bytes, std::string_view(reinterpret_cast<const char*>(&plan.options->limits), sizeof(SandboxLimits)));
  put(bytes, uint64_t{static_cast<unsigned>(plan.options->parallel)});
  put(bytes, std::string_view(*plan.filter));
  put(bytes, *plan.masked);
  put(bytes, *plan.environment);
  put(bytes, program);
  for (auto& [name, text] : plan.options->programs) {
    put(bytes, std::string_view(name));
    put(bytes, std::string_view(text));
  }
  return bytes;
}

UnpackedServer unpacked_server(std::string_view bytes) {
  Unpacker unpacker(bytes);
  UnpackedServer server;
  server.options.folder = unpacker.text();
  server.options.read = unpacker.texts();
  std::string limits = unpacker.text();
  CHECK(limits.size() == sizeof server.options.limits);
  std::memcpy(&server.options.limits, limits.data(), limits.size());
  server.options.parallel = static_cast<int>(unpacker.number());
  server.filter = unpacker.text();
  server.masked = unpacker.texts();
  server.environment = unpacker.texts();
  server.program = unpacker.texts();
  while (!unpacker.at_end()) {
    auto& [name, text] = server.options.programs.emplace_back();
    name = unpacker.text();
    text = unpacker.text();
  }
  return server;
}

std::string packed_single(const SandboxPlan& plan) {
  std::string bytes;
  put(bytes, std::string_view(packed_server(plan)));
  put(bytes, std::string_view(packed_run(plan)));
  put(bytes, static_cast<uint64_t>(plan.overlay));
  put(bytes, std::string_view(plan.scratch));
  return bytes;
}

UnpackedSingle unpacked_single(std::string_view bytes) {
  Unpacker unpacker(bytes);
  std::string server = unpacker.text(), run = unpacker.text();
  UnpackedSingle single{unpacked_server(server), unpacked_run(run),
                        static_cast<SandboxOverlay>(unpacker.number()), unpacker.text()};
  return single;
}

int memory_file(std::string_view bytes) {
  int file = ::memfd_create("suit-run", MFD_CLOEXEC);
  while (file >= 0 && !bytes.empty()) {
    ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) {
      ::close(file);
      return -1;
    }
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return file;
}

std::string content_of_memory_file(int file) {
  struct stat st;
  std::string bytes;
  if (::fstat(file, &st) != 0 || st.st_size == 0) return bytes;
  void* mapped = ::mmap(nullptr, static_cast<size_t>(st.st_size), PROT_READ, MAP_PRIVATE, file, 0);
  if (mapped == MAP_FAILED) ::_exit(1);
  bytes.assign(static_cast<const char*>(mapped), static_cast<size_t>(st.st_size));
  ::munmap(mapped, static_cast<size_t>(st.st_size));
  return bytes;
}

}  // namespace suit
