// llms.txt (llmstxt.org): a Markdown file that tells a model which pages a folder of documents has.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "folder/folder.h"

namespace suit {

// One for the Markdown files of a folder: a title and a summary from its README or index, then the pages with
// their own titles and first sentences, by folder; what can be left out stands under "Optional". `name` is
// the folder's, for where no page gives a title; `base` is put before each path ("" for relative links).
// Errors: those of the folder; kNotFound (it has no Markdown file).
Result<std::string> make_llms_txt(Folder& folder, std::string_view name, std::string_view base);

struct LlmsProblem {
  size_t line = 0;  // from 1
  std::string what;
};
// `is_there` says whether a relative link leads to a file; links with a scheme are not followed.
std::vector<LlmsProblem> check_llms_txt(std::string_view text,
                                        const std::function<bool(const std::string& path)>& is_there);

}  // namespace suit
