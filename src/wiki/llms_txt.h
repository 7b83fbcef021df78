// llms.txt (llmstxt.org): a Markdown file that lists a documentation folder's pages for models.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "folder/folder.h"

namespace suit {

// Generates one for a folder's Markdown files: title and summary from the README or index, then the pages by
// folder, with their titles and first sentences; less important pages go under "Optional". `name` is used if
// no page has a title; `base` is put before each path ("" for relative links). Errors: those of the folder;
// kNotFound (no Markdown files).
Result<std::string> make_llms_txt(Folder& folder, std::string_view name, std::string_view base);

struct LlmsProblem {
  size_t line = 0;  // one-based
  std::string what;
};
// `is_there` tells whether a relative link leads to a file; links with a scheme are not followed.
std::vector<LlmsProblem> check_llms_txt(std::string_view text,
                                        const std::function<bool(const std::string& path)>& is_there);

}  // namespace suit
