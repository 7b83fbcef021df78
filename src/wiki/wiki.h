// Generates pages about a repository from its files: purpose, modules and their dependencies, key types,
// build and tests. Each stated fact ends with its file and line.
#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "search/catalogue.h"
#include "search/relevance.h"

namespace suit {

// Location of a fact.
struct Place {
  size_t file = 0;  // index in the catalogue
  size_t line = 0;  // one-based
};

struct WikiSymbol {
  std::string name, signature;
  Place place;
  std::string says = {};  // the first sentence of its comment
  Place says_at = {};
  double score = 0;
  std::vector<Place> users = {};  // first uses in other files
};

struct WikiDependency {
  size_t module = 0;  // the module depended on
  size_t count = 0;   // of imports
  Place example = {};
};

struct WikiModule {
  std::string path;  // "src/base"; "" for top-level files
  std::vector<size_t> files = {};
  uint64_t lines = 0;
  int64_t tokens = 0;
  std::string says = {};  // description
  Place says_at = {};
  std::vector<WikiSymbol> symbols = {};
  std::vector<WikiDependency> needs = {};
};

struct BuildStep {
  std::string what;  // "make test", "a script of npm"
  std::string command;
  Place place = {};
};

struct Wiki {
  std::string title, says;
  Place title_at = {}, says_at = {};  // line 0: none
  std::vector<WikiModule> modules = {};
  std::vector<WikiSymbol> symbols = {};  // of all modules
  std::vector<BuildStep> steps = {};
};

struct WikiOptions {
  std::string name;  // the folder's name, if no page has a title
  FactsCache* cache = nullptr;
  const std::atomic<bool>* cancelled = nullptr;
};

// Errors: kNotFound (no text), kCancelled, those of the folder.
Result<Wiki> make_wiki(Folder& folder, const Catalogue& catalogue, const WikiOptions& options);

// A sentence by another author, with its sources.
struct WikiSentence {
  std::string text;
  Place place;
};

struct WikiPage {
  std::string path;  // "index.md", "modules/src-base.md"
  std::string markdown;
};
// `to_root`: relative path from the pages' folder to the repository's, for links to files: "../../". `prose`:
// additional sentences for each module's page.
std::vector<WikiPage> wiki_pages(const Wiki& wiki, const Catalogue& catalogue, const std::string& to_root,
                                 const std::vector<std::vector<WikiSentence>>& prose = {});

std::string wiki_page_of(const WikiModule& module);  // its path

// How to build and test a folder, from its own files: make targets, npm scripts, commands in code blocks of
// its first page …
std::vector<BuildStep> build_steps(Folder& folder, const Catalogue& catalogue);

}  // namespace suit
