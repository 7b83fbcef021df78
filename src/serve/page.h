// The workbench's page, as the build embeds it from web/.
#pragma once

#include <string_view>
#include <vector>

#include "serve/web_message.h"

namespace suit {

struct PageFile {
  std::string_view name;
  std::string_view plain;
  std::string_view gzip;
};
const std::vector<PageFile>& page_files();

// The page and what it loads; nullopt: the path is none of them.
std::optional<WebResponse> page_response(const WebRequest& request);

}  // namespace suit
