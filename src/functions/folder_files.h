// The folder's files: what is in a folder of it, which fit some letters, one file's text.
#pragma once

#include "functions/function.h"

namespace suit::functions {

struct ListFolder {
  struct Request {
    std::string path;
    Fields fields() {
      return {Field("path", path, "A folder in it; without it the top").positional().as("PATH")};
    }
  };
  struct Entry {
    Bytes name;
    std::string type;
    bool ignored = false;
    Fields fields() {
      return {{"name", name, ""},
              Field("type", type, "").one_of("directory|file|symlink|other"),
              {"ignored", ignored, "By git's rules"}};
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
              Field("limit", limit, "At most so many").as("N").between(1, 1'000)};
    }
  };
  struct Answer {
    std::vector<Bytes> files;
    int64_t total = 0;
    Fields fields() { return {{"files", files, "The best fit first"}, {"total", total, "How many fit"}}; }
  };
  static Result<Answer> run(Session& session, const Request& request, Watch& watch);
};

struct ShowFile {
  struct Request {
    std::string path;
    Fields fields() {
      return {Field("path", path, "From the top of the folder").required().positional().as("PATH")};
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
              {"binary", binary, "It is not text, which is left out"},
              {"lossy", lossy, "It is not UTF-8: some of the text is replaced"},
              {"text", text, ""}};
    }
  };
  static Result<Answer> run(Session& session, const Request& request, Watch& watch);
};

}  // namespace suit::functions
