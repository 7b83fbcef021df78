// A folder prepared for a model: its files as one text, or a map of its symbols. docs/pack.md.
#pragma once

#include <array>

#include "context/pack.h"
#include "functions/function.h"

namespace suit {

template <>
struct EnumNames<PackFormat> {
  static constexpr std::array<std::string_view, 4> names = {"xml", "md", "json", "plain"};
};

namespace functions {

// The options that pack and map share.
struct PackChoice {
  std::string path;
  std::vector<std::string> include, exclude, focus;
  std::string budget, ask, tokens = "o200k";
  bool no_cache = false;
  std::string output = {};  // not a field: the caller's output file, which is not packed
  Fields fields();
};

// The files that a choice selects, before they are read.
struct PackScope {
  std::string folder;
  std::string only;    // one file in it; "": all
  std::string output;  // below the folder; "": outside it
  bool in_parts = false;
  std::vector<std::string> include, exclude;
  bool accepts(std::string_view path) const;
};
// Errors: kNotFound, kInvalid (a malformed pattern), kUnsupported (an address that is not https).
Result<PackScope> scope_of(const Session& session, const PackChoice& choice);

struct PackFolder {
  struct Request : PackChoice {
    PackFormat format = PackFormat::kXml;
    bool compress = false, diff = false;
    std::string split, since;
    int64_t log = 0;
    std::function<Result<void>(Pack&)> write = {};  // not a field: takes the text as it is read
    Fields fields();
  };
  struct File {
    Bytes path;
    int64_t tokens = 0;
    Fields fields() { return {{"path", path, ""}, {"tokens", tokens, ""}}; }
  };
  struct Answer {
    static constexpr std::string_view kShape = "Packed";
    int64_t tokens = 0, whole = 0, signatures = 0, named = 0, files_read = 0, us = 0;
    std::vector<File> left_out;
    std::vector<Bytes> notes;
    std::optional<std::vector<Bytes>> parts;
    Fields fields();
  };
  static Result<Answer> run(Session& session, const Request& request, Watch& watch);
};

struct MapFolder {
  using Request = PackChoice;
  struct Answer {
    Bytes text;
    int64_t tokens = 0;
    Fields fields() {
      return {{"text", text, "Path, line and signature of each symbol"},
              {"tokens", tokens, "Tokens of the text"}};
    }
  };
  static Result<Answer> run(Session& session, const Request& request, Watch& watch);
};

}  // namespace functions
}  // namespace suit
