// Finds models on this machine.
#pragma once

#include "functions/model_settings.h"

namespace suit::functions {

struct FindModels {
  struct Request {
    Fields fields() { return {}; }
  };
  struct Served {
    std::string server;
    ModelKind kind = ModelKind::kOpenAi;
    std::string url, id;
    Fields fields() {
      return {{"server", server, "Program that uses this port by default"},
              {"kind", kind, "API style"},
              {"url", url, "Base URL of the API"},
              {"id", id, "The server's name for the model"}};
    }
  };
  struct Answer {
    std::vector<Bytes> files;
    std::vector<Served> servers;
    std::vector<int64_t> ports;
    Fields fields() {
      return {{"files", files, "GGUF files in common folders of the home directory"},
              {"servers", servers, "Models offered by servers on this machine"},
              {"ports", ports, "Ports that were tried"}};
    }
  };
  // Connects only to this machine.
  static Result<Answer> run(Session& session, const Request& request, Watch& watch);
};

}  // namespace suit::functions
