// The workbench page, which the build embeds from web/.
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

// True for paths of the page and its assets. They are the same in every copy of Suit and hold no user data.
bool is_page_file(std::string_view path);

// The page or one of its assets; nullopt: another path.
std::optional<WebResponse> page_response(const WebRequest& request);

}  // namespace suit
