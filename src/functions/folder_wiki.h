// Pages about a repository, each fact with the line where it stands. docs/wiki.md.
#pragma once

#include "functions/function.h"

namespace suit::functions {

struct WikiPageText {
  static constexpr std::string_view kShape = "WikiPage";
  std::string path;
  std::optional<Bytes> markdown;
  Fields fields() {
    return {{"path", path, "index.md, modules/src-base.md …"},
            {"markdown", markdown, "Where it was not written into a folder"}};
  }
};

struct MakeWiki {
  struct Request {
    std::string path, output;
    std::optional<std::string> model;
    bool offline = false, no_cache = false;
    Fields fields() {
      return {Field("path", path, "The folder (otherwise where you are)").positional().as("DIR"),
              Field("output", output, "Write the pages into this folder; -: standard output").as("DIR"),
              Field("model", model, "Ask this model too, by its name in the settings").as("NAME"),
              {"offline", offline, "Open no connection"},
              {"no_cache", no_cache, "Read all files again, and remember nothing"}};
    }
  };
  struct Answer {
    Bytes title;
    int64_t modules = 0, claims = 0, removed = 0;
    std::vector<WikiPageText> pages;
    Fields fields() {
      return {{"title", title, ""},
              {"modules", modules, "How many"},
              {"claims", claims, "Of the model, that hold"},
              {"removed", removed, "Of the model, that were thrown away"},
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
    Fields fields() { return {{"path", path, ""}, {"page", page, "Its path"}, {"lines", lines, ""}}; }
  };
  struct Need {
    int64_t from = 0, to = 0, count = 0;
    Bytes path;
    int64_t line = 0;
    Fields fields() {
      return {{"from", from, "The index of a module"},
              {"to", to, "Of the one that it needs"},
              {"count", count, "Of imports"},
              {"path", path, "An example"},
              {"line", line, "In it"}};
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

// For a page that shows it: kept for half a minute.
struct ShowWiki {
  struct Request {
    Fields fields() { return {}; }
  };
  using Answer = ShowWikiAnswer;
  static Result<Answer> run(Session& session, const Request& request, Watch& watch);
};

}  // namespace suit::functions
