// The workbench's page, as the build embeds it from web/.
#pragma once

#include <string_view>
#include <vector>

#include "http/web_message.h"

namespace suit {

struct PageFile {
  std::string_view name;
  std::string_view plain;
  std::string_view gzip;
};
const std::vector<PageFile>& page_files();

// Is it a path of the page or of what it loads? These are the same in every copy of Suit and hold nothing of
// the folder.
bool is_page_file(std::string_view path);

// The page and what it loads; nullopt: the path is none of them.
std::optional<WebResponse> page_response(const WebRequest& request);

}  // namespace suit
