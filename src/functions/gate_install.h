// Installs the gate in other tools, removes it, and says whether it holds.
#pragma once

#include "functions/function.h"

namespace suit::functions {

// A file that was, or would be, written or removed.
struct GateFileChange {
  static constexpr std::string_view kShape = "GateFileChange";
  Bytes path;
  std::string change;
  Bytes diff;
  Fields fields() {
    return {{"path", path, ""},
            Field("change", change, "").one_of("created|changed|removed|unchanged"),
            {"diff", diff, "As a unified diff"}};
  }
};

struct GateInstalled {
  static constexpr std::string_view kShape = "GateInstalled";
  std::string tool;
  bool done = false;
  std::vector<GateFileChange> files;
  std::vector<Bytes> notes;
  Fields fields() {
    return {{"tool", tool, ""},
            {"done", done, "false: shown only, or declined"},
            {"files", files, ""},
            {"notes", notes, "What it does not stop, and what is left to do"}};
  }
};

struct GateInstallation {
  std::string tool;
  bool project = false, yes = false, dry_run = false;
  std::optional<std::string> server;
};

struct GateInstall {
  struct Request : GateInstallation {
    std::vector<std::string> protect;
    std::string time = "30m";
    Fields fields();
  };
  using Answer = GateInstalled;
  // Shows what it will write and asks. Errors: kInvalid; kConflict (a file is somebody else's); kDenied
  // (nobody can be asked, and `yes` is not set); those of writing: then the files written so far are
  // restored.
  static Result<Answer> run(Session& session, const Request& request, Watch& watch);
};

struct GateRemove {
  struct Request : GateInstallation {
    Fields fields();
  };
  using Answer = GateInstalled;
  // A file that nobody changed since the installation gets its bytes of before. Errors: kNotFound (not
  // installed); as above.
  static Result<Answer> run(Session& session, const Request& request, Watch& watch);
};

struct GateStatus {
  struct Request {
    Fields fields() { return {}; }
  };
  struct Gate {
    static constexpr std::string_view kShape = "Gate";
    std::string tool;
    Bytes file;
    bool holds = false;
    std::string stops;
    std::vector<Bytes> problems;
    std::vector<Bytes> lets_through;
    Fields fields() {
      return {{"tool", tool, ""},
              {"file", file, "Its configuration"},
              {"holds", holds, "false: it would let everything through"},
              {"stops", stops, "What it stops"},
              {"problems", problems, "Why it does not hold"},
              {"lets_through", lets_through, "What it does not stop even if it holds"}};
    }
  };
  struct Answer {
    std::vector<Gate> gates;
    std::vector<std::string> tools;
    std::optional<Bytes> base;
    Fields fields() {
      return {{"gates", gates, "Those installed for this user, this folder, and on this machine"},
              {"tools", tools, "Tools in which it can be installed"},
              {"base", base, "What the working tree would be compared with, or why that is unknown"}};
    }
  };
  // Errors: those of the user's state.
  static Result<Answer> run(Session& session, const Request& request, Watch& watch);
};

}  // namespace suit::functions
