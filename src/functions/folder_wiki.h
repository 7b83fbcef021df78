// Pages about a repository; each fact cites a file and line. docs/wiki.md.
#pragma once

#include "functions/function.h"

namespace suit::functions {

struct WikiPageText {
  static constexpr std::string_view kShape = "WikiPage";
  std::string path;
  std::optional<Bytes> markdown;
  Fields fields() {
    return {{"path", path, "index.md, modules/src-base.md …"},
            {"markdown", markdown, "Absent if the pages were written to a folder"}};
  }
};

struct MakeWiki {
  struct Request {
    std::string path, output;
    std::optional<std::string> model;
    bool offline = false, no_cache = false;
    Fields fields() {
      return {Field("path", path, "The folder (default: the current one)").positional().as("DIR"),
              Field("output", output, "Write the pages to this folder; -: standard output").as("DIR"),
              Field("model", model, "Also ask this model, by its name in the settings").as("NAME"),
              {"offline", offline, "Open no connections"},
              {"no_cache", no_cache, "Read all files again; do not use or write the cache"}};
    }
  };
  struct Answer {
    Bytes title;
    int64_t modules = 0, claims = 0, removed = 0;
    std::vector<WikiPageText> pages;
    Fields fields() {
      return {{"title", title, ""},
              {"modules", modules, "Number of modules"},
              {"claims", claims, "Model claims that passed the check"},
              {"removed", removed, "Model claims that failed the check"},
              {"pages", pages, ""}};
    }
  };
  static Result<Answer> run(Session& session, const Request& request, Watch& watch);
};

struct ShowWikiAnswer {
  static constexpr std::string_view kShape = "Wiki";
  struct Module {
    Bytes path;
    std::string page;
    int64_t lines = 0;
    Fields fields() { return {{"path", path, ""}, {"page", page, "Path of its page"}, {"lines", lines, ""}}; }
  };
  struct Need {
    int64_t from = 0, to = 0, count = 0;
    Bytes path;
    int64_t line = 0;
    Fields fields() {
      return {{"from", from, "Index of the importing module"},
              {"to", to, "Index of the imported module"},
              {"count", count, "Number of imports"},
              {"path", path, "File of an example"},
              {"line", line, "Line of the example"}};
    }
  };
  Bytes title;
  std::vector<WikiPageText> pages;
  std::vector<Module> modules;
  std::vector<Need> needs;
  Fields fields() {
    return {{"title", title, ""},
            {"pages", pages, "Links to files are relative to the folder"},
            {"modules", modules, ""},
            {"needs", needs, ""}};
  }
};

// For the workbench: cached for 30 seconds.
struct ShowWiki {
  struct Request {
    Fields fields() { return {}; }
  };
  using Answer = ShowWikiAnswer;
  static Result<Answer> run(Session& session, const Request& request, Watch& watch);
};

}  // namespace suit::functions
