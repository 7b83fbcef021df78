// An llms.txt for a folder of documents, or a check of one.
#pragma once

#include "functions/function.h"

namespace suit::functions {

struct LlmsTxt {
  struct Request {
    std::string path, base, check;
    Fields fields() {
      return {Field("path", path, "The folder (default: the current one)").positional().as("DIR"),
              Field("base", base, "Prefix of each path").as("URL"),
              Field("check", check, "Check this file instead").as("FILE")};
    }
  };
  struct Problem {
    int64_t line = 0;
    std::string problem;
    Fields fields() { return {{"line", line, "From 1"}, {"problem", problem, ""}}; }
  };
  struct Answer {
    std::optional<Bytes> folder, text, file;
    std::optional<std::vector<Problem>> problems;
    Fields fields() {
      return {{"folder", folder, ""},
              {"text", text, "Generated llms.txt"},
              {"file", file, "Checked file"},
              {"problems", problems, "Broken links and malformed lines in that file"}};
    }
  };
  static Result<Answer> run(Session& session, const Request& request, Watch& watch);
};

}  // namespace suit::functions
