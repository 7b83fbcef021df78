// Requests to the sandbox's server: a memory file with the text, and the ends of three pipes.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/sandbox_child.h"

namespace suit {

enum class RequestKind : char { kEnd = 0, kRun = 1, kForkServer = 2 };

// The memory file; then output, message and go of SandboxPipes. For a fork server the second is its socket.
using RequestDescriptors = std::array<int, 4>;

bool send_request(int socket, RequestKind kind, const RequestDescriptors& descriptors);
// kEnd after the last request.
RequestKind receive_request(int socket, RequestDescriptors& descriptors);

// For a run: the command and the edits.
std::string packed_run(const SandboxPlan& plan);
// For a server: the part that does not change between runs; for a fork server also its program.
std::string packed_server(const SandboxPlan& plan, const std::vector<std::string>& program = {});

struct UnpackedRun {
  std::string command;
  bool keep, on_kept, report, list_written;
  std::vector<FileEdit> edits;
};
UnpackedRun unpacked_run(std::string_view bytes);

struct UnpackedServer {
  SandboxOptions options;
  std::string filter;
  std::vector<std::string> masked, environment, program;
};
UnpackedServer unpacked_server(std::string_view bytes);

// For a run without a server: all of these, with the overlay and its scratch folder.
std::string packed_single(const SandboxPlan& plan);
struct UnpackedSingle {
  UnpackedServer server;
  UnpackedRun run;
  SandboxOverlay overlay;
  std::string scratch;
};
UnpackedSingle unpacked_single(std::string_view bytes);

// -1 with errno.
int memory_file(std::string_view bytes);
// Ends the process on malformed input, since the writer is Suit itself.
std::string content_of_memory_file(int file);

}  // namespace suit
