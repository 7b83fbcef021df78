// What each command does. Every function returns the exit code; errors are printed, as text or as JSON.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "loop/chosen_proposer.h"

namespace suit {

struct CommonOptions {
  std::string folder = ".";  // -C
  bool json = false;
  bool no_pager = false;
};

struct PackCommandOptions {
  CommonOptions common;
  std::string path;  // "": the folder
  std::vector<std::string> include, exclude;
  std::string format = "xml";  // xml, md, json, plain
  std::string budget, split;   // "100k"; "": none
  std::vector<std::string> focus;
  std::string ask;
  bool compress = false;
  bool difference = false;  // to `revision`, "": HEAD
  std::string revision;
  int64_t log = 0;
  std::string output;  // "": standard output
  bool copy = false;
  std::string vocabulary = "o200k";  // or cl100k, or a model's name
  bool no_cache = false;
  bool watch = false;
};
int run_pack(const PackCommandOptions& options, const Parts& parts);
int run_map(const PackCommandOptions& options, const Parts& parts);

struct AskOptions {
  CommonOptions common;
  std::vector<std::string> words;  // the question, in one or several arguments
  std::string level = "search";    // search, research, deep
  std::vector<std::string> scope;
  std::vector<std::string> from;  // documents: paths, addresses
  bool only_from = false;         // not the folder
  int64_t limit = 5;              // passages
  std::string model;
  bool offline = false;
  bool background = false;
  int64_t resume = 0;  // a question that was cut off
  bool no_cache = false;
};
int run_ask(const AskOptions& options, const Parts& parts);

struct ReadOptions {
  CommonOptions common;
  std::string place;   // a file, an address, "-" for standard input
  std::string base;    // what relative links are relative to; "": where a page was fetched from
  std::string output;  // "": standard output
  bool all = false;    // of a page, more than its main content
  bool offline = false;
};
int run_read(const ReadOptions& options);

struct WikiCommandOptions {
  CommonOptions common;
  std::string path;    // "": the folder
  std::string output;  // a folder; "": all pages on standard output
  std::string model;   // "": by rules alone
  bool offline = false;
  bool no_cache = false;
};
int run_wiki(const WikiCommandOptions& options, const Parts& parts);

struct LlmsTxtOptions {
  CommonOptions common;
  std::string path;    // "": the folder
  std::string base;    // put before each path
  std::string check;   // a file
  std::string output;  // "": standard output
};
int run_llms_txt(const LlmsTxtOptions& options);

struct ServeOptions {
  CommonOptions common;
  int port = -1;      // -1: the usual one, or any where that is taken; 0: any
  bool open = false;  // in the browser
};
int run_serve(const ServeOptions& options, const Parts& parts);

}  // namespace suit
