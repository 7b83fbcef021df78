// The folder's files: list a folder, find paths by letters, read one file.
#pragma once

#include "functions/function.h"

namespace suit::functions {

struct ListFolder {
  struct Request {
    std::string path;
    Fields fields() { return {Field("path", path, "Subfolder; default: the root").positional().as("PATH")}; }
  };
  struct Entry {
    Bytes name;
    std::string type;
    bool ignored = false;
    Fields fields() {
      return {{"name", name, ""},
              Field("type", type, "").one_of("directory|file|symlink|other"),
              {"ignored", ignored, "Ignored by git"}};
    }
  };
  struct Answer {
    Bytes path;
    std::vector<Entry> entries;
    Fields fields() { return {{"path", path, ""}, {"entries", entries, ""}}; }
  };
  static Result<Answer> run(Session& session, const Request& request, Watch& watch);
};

struct FindFiles {
  struct Request {
    std::string match;
    int64_t limit = 50;
    Fields fields() {
      return {Field("match", match, "Letters of the path, in order").positional().as("LETTERS"),
              Field("limit", limit, "Maximum number of files").as("N").between(1, 1'000)};
    }
  };
  struct Answer {
    std::vector<Bytes> files;
    int64_t total = 0;
    Fields fields() { return {{"files", files, "Best match first"}, {"total", total, "Number of matches"}}; }
  };
  static Result<Answer> run(Session& session, const Request& request, Watch& watch);
};

struct ShowFile {
  struct Request {
    std::string path;
    Fields fields() {
      return {Field("path", path, "Path from the root of the folder").required().positional().as("PATH")};
    }
  };
  struct Answer {
    Bytes path;
    int64_t size = 0;
    std::string digest;
    std::optional<bool> binary, lossy;
    std::optional<std::string> text;
    Fields fields() {
      return {{"path", path, ""},
              {"size", size, "In bytes"},
              {"digest", digest, "SHA-256"},
              {"binary", binary, "Not text; the content is left out"},
              {"lossy", lossy, "Not UTF-8; invalid bytes are replaced"},
              {"text", text, ""}};
    }
  };
  static Result<Answer> run(Session& session, const Request& request, Watch& watch);
};

}  // namespace suit::functions
