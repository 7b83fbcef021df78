// Fetches a page: from hosts that the settings allow and from nowhere else, each connection in the egress
// log.
#pragma once

#include <atomic>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/egress.h"
#include "model/url.h"

namespace suit {

struct PageRules {
  std::vector<std::string> hosts;  // "example.org", "*.example.org" (and what is below), either with ":8080"
  uint64_t bytes_max = 32u << 20;
  int redirects_max = 5;  // each to an allowed host
};

// Errors: kDenied with how to allow it, where the host is not among them.
Result<void> permit_host(const Url& url, const std::vector<std::string>& hosts);

struct Page {
  std::string address;  // where it was found in the end
  std::string type;     // its media type, as the server says it
  std::string body;
};

// A version for models comes first: of a site as such (no path) its /llms.txt, of a page what the server has
// as text/markdown. Errors: kInvalid (no such address can be), kDenied (the host is not allowed, offline, its
// certificate is not trusted), kNotFound (404, 410), kUnavailable (no connection, any other status), kLimit,
// kCancelled.
Result<Page> fetch_page(std::string_view address, const PageRules& rules, Egress& egress,
                        const std::atomic<bool>* cancelled);

}  // namespace suit
