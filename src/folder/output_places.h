// The output of a build or test run: places in files, failed tests, and the informative part.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"

namespace suit {

struct OutputPlace {
  std::string path;  // of a file of the folder
  size_t line = 0;   // from 1
  size_t at = 0;     // its position in the output, in bytes
};

// "src/a.cc:12:3" and Python's `File "src/a.py", line 12`, in the order of the output. `find` maps a printed
// path to a file of the folder, "" for none. At most 200 places, from the first megabyte.
std::vector<OutputPlace> places_in_output(std::string_view output,
                                          const std::function<std::string(const std::string& printed)>& find);
// The same for paths of files below `files`, relative to it or absolute.
std::vector<OutputPlace> places_in_output(std::string_view output, Files& files);

// The failed tests, each once, with the name in their source: "test_add" of pytest and unittest, "TestAdd" of
// Go, "Adds" of GoogleTest, "adds" of cargo, the titles of Jest, Vitest, Mocha and TAP. At most 20.
std::vector<std::string> failed_tests_in(std::string_view output);

// At most `bytes_max` of the output, whole lines, safe to print: the first lines that report a failure, since
// a compiler's first error explains the later ones, and the end.
std::string telling_part(std::string_view output, size_t bytes_max);

}  // namespace suit
