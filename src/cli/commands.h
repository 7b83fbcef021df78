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

struct ServeOptions {
  CommonOptions common;
  int port = -1;      // -1: the usual one, or any where that is taken; 0: any
  bool open = false;  // in the browser
};
int run_serve(const ServeOptions& options, const Parts& parts);

}  // namespace suit
