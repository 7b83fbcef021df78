// Pages about a repository, from what its files say of themselves: what it is, its modules and what they
// depend on, its key types, how it is built and tested. Each sentence that states a fact ends with the file
// and line where it stands.
#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "search/catalogue.h"
#include "search/relevance.h"

namespace suit {

// Where a fact stands.
struct Place {
  size_t file = 0;  // of the catalogue
  size_t line = 0;  // from 1
};

struct WikiSymbol {
  std::string name, signature;
  Place place;
  std::string says = {};  // the first sentence of its comment
  Place says_at = {};
  double score = 0;
  std::vector<Place> users = {};  // where other files name it first
};

struct WikiDependency {
  size_t module = 0;  // that it depends on
  size_t count = 0;   // of imports
  Place example = {};
};

struct WikiModule {
  std::string path;  // "src/base"; "" for the files at the top
  std::vector<size_t> files = {};
  uint64_t lines = 0;
  int64_t tokens = 0;
  std::string says = {};  // what it is
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
  Place title_at = {}, says_at = {};  // line 0: nowhere
  std::vector<WikiModule> modules = {};
  std::vector<WikiSymbol> symbols = {};  // of all
  std::vector<BuildStep> steps = {};
};

struct WikiOptions {
  std::string name;  // of the folder, where no page gives a title
  FactsCache* cache = nullptr;
  const std::atomic<bool>* cancelled = nullptr;
};

// Errors: kNotFound (no text at all), kCancelled, those of the folder.
Result<Wiki> make_wiki(Folder& folder, const Catalogue& catalogue, const WikiOptions& options);

// In words of another, with what they stand on.
struct WikiSentence {
  std::string text;
  Place place;
};

struct WikiPage {
  std::string path;  // "index.md", "modules/src-base.md"
  std::string markdown;
};
// `to_root`: what leads from the pages' folder to the repository's: "../../"; links to files are relative to
// it. `prose`: what a module's page says besides, by module.
std::vector<WikiPage> wiki_pages(const Wiki& wiki, const Catalogue& catalogue, const std::string& to_root,
                                 const std::vector<std::vector<WikiSentence>>& prose = {});

std::string wiki_page_of(const WikiModule& module);  // its path

// How a folder is built and tested, by its own files: targets of make, scripts of npm, commands in fences of
// its first page …
std::vector<BuildStep> build_steps(Folder& folder, const Catalogue& catalogue);

}  // namespace suit
