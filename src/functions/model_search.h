// What models there are on this machine already.
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
      return {{"server", server, "The program whose usual port it is"},
              {"kind", kind, "Its style of API"},
              {"url", url, "The API's base"},
              {"id", id, "The model, as the server names it"}};
    }
  };
  struct Answer {
    std::vector<Bytes> files;
    std::vector<Served> servers;
    std::vector<int64_t> ports;
    Fields fields() {
      return {{"files", files, "GGUF files in the usual folders below the user's home"},
              {"servers", servers, "Models that servers on this machine offer"},
              {"ports", ports, "Where it looked for them"}};
    }
  };
  // Connects to this machine alone.
  static Result<Answer> run(Session& session, const Request& request, Watch& watch);
};

}  // namespace suit::functions
