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

struct VerifyOptions {
  CommonOptions common;
  std::vector<std::string> scope;
  std::vector<std::string> checks;  // commands
  bool no_checks = false;
  bool warm = false;
  bool unconfirmed = false;
  std::string limit;  // of one check's time: "20s"; "": that of the settings
  int all = -1;  // -1: standard input is one patch; else a JSON object a line, so many judged at once, 0: one
                 // a processor
};
int run_verify(const VerifyOptions& options);

struct ModelOptions {
  CommonOptions common;
  ModelConfig config;  // add
  std::string kind;
  std::string key_env, key_command, key_keyring;
  std::string name;  // test, use, remove, bench
  bool offline = false;
};
int run_model_add(const ModelOptions& options);
int run_model_list(const ModelOptions& options);
int run_model_use(const ModelOptions& options);
int run_model_remove(const ModelOptions& options);
int run_model_test(const ModelOptions& options, const Parts& parts);
int run_model_bench(const ModelOptions& options, const Parts& parts);
int run_model_find(const ModelOptions& options);

struct ServeOptions {
  CommonOptions common;
  int port = -1;      // -1: the usual one, or any where that is taken; 0: any
  bool open = false;  // in the browser
};
int run_serve(const ServeOptions& options, const Parts& parts);

struct DoctorOptions {
  CommonOptions common;
  bool no_checks = false;    // do not run them
  std::string time = "60s";  // for each
};
int run_doctor(const DoctorOptions& options);

}  // namespace suit
