// The commands that are not functions. They return the exit code and print errors as text or JSON.
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
  int port = -1;      // -1: the default, or any if that is taken; 0: any
  bool open = false;  // open the browser
};
int run_serve(const ServeOptions& options, const Parts& parts);

}  // namespace suit
