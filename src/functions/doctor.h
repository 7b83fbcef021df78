// Diagnoses checks, the sandbox, settings and the ledger.
#pragma once

#include "functions/function.h"

namespace suit::functions {

struct Doctor {
  struct Request {
    bool no_checks = false;
    std::string time = "60s";
    Fields fields() {
      return {
          {"no_checks", no_checks, "Do not run the checks"},
          Field("time", time, "Time limit of each check, such as 90s, 5m or 1h (default 60s)").as("TIME")};
    }
  };
  enum class Now { kPasses, kFails, kUnknown };
  // The result of a check on the current folder.
  struct CheckNow {
    Now outcome = Now::kUnknown;
    Bytes text;
    int64_t duration_ms = 0;
    Fields fields() {
      return {{"outcome", outcome, "unknown: it timed out or could not be run"},
              {"text", text, ""},
              {"duration_ms", duration_ms, ""}};
    }
  };
  struct Missing {
    std::string program;
    Bytes why;
    Fields fields() { return {{"program", program, ""}, {"why", why, ""}}; }
  };
  struct FoundCheck {
    std::string name, command;
    std::vector<std::string> when;
    std::optional<CheckNow> now;
    std::optional<std::vector<Missing>> missing;
    Fields fields() {
      return {{"name", name, ""},
              {"command", command, ""},
              {"when", when, "Globs: it runs if a matching file changes; empty: always"},
              {"now", now, "Result on the current folder, if it was run"},
              {"missing", missing, "Programs missing in the sandbox"}};
    }
  };
  struct Fact {
    std::string name;
    bool good = false;
    Bytes text;
    Fields fields() { return {{"name", name, ""}, {"good", good, ""}, {"text", text, ""}}; }
  };
  struct LedgerState {
    bool good = false;
    Bytes text;
    Fields fields() { return {{"good", good, ""}, {"text", text, "Damage found"}}; }
  };
  struct Answer {
    static constexpr std::string_view kShape = "Doctor";
    enum class From { kSettings, kDetected };
    bool healthy = false;
    Bytes folder, settings;
    From checks_from = From::kDetected;
    std::vector<FoundCheck> checks;
    std::vector<Bytes> notes;
    std::vector<Fact> sandbox;
    std::optional<LedgerState> ledger;
    Fields fields() {
      return {{"healthy", healthy, "Nothing is missing or damaged, and no check fails"},
              {"folder", folder, "Workspace root"},
              {"settings", settings, "The user's settings file"},
              {"checks_from", checks_from, ""},
              {"checks", checks, ""},
              {"notes", notes, ""},
              {"sandbox", sandbox, "Features available on this machine"},
              {"ledger", ledger, "Absent if the folder has no ledger yet"}};
    }
  };
  // Errors: kInvalid (the time), kCancelled, those of Workspace::open.
  static Result<Answer> run(Session& session, const Request& request, Watch& watch);
};

}  // namespace suit::functions

namespace suit {
template <>
struct EnumNames<functions::Doctor::Now> {
  static constexpr std::array<std::string_view, 3> names = {"passes", "fails", "unknown"};
};
template <>
struct EnumNames<functions::Doctor::Answer::From> {
  static constexpr std::array<std::string_view, 2> names = {"settings", "detected"};
};
}  // namespace suit
