// The commands that read for a model: pack, map, read, ask, wiki, llms-txt.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>

#include "cli/commands.h"

namespace suit {

class ContextCommands {
 public:
  // Adds them to `app`. The one that is chosen puts what it does into `run`. All must outlive it, and it what
  // is run.
  ContextCommands(CLI::App& app, const CommonOptions& common, const Parts& parts, std::function<int()>& run);
  ContextCommands(const ContextCommands&) = delete;

 private:
  void add_pack();
  void add_read();
  void add_ask();
  void add_wiki();
  void add_llms_txt();
  void add_choice(CLI::App* command);
  void add_output(CLI::App* command, std::string& output);
  CLI::App* command_of(const char* name, const char* description, const char* footer);

  CLI::App& app_;
  const CommonOptions& common_;
  const Parts& parts_;
  std::function<int()>& run_;
  PackCommandOptions pack_;
  ReadOptions read_;
  AskOptions ask_;
  WikiCommandOptions wiki_;
  LlmsTxtOptions llms_txt_;
};

}  // namespace suit
