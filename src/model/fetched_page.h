// Fetches a page, only from hosts that the settings allow; each connection is in the egress log.
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
  std::vector<std::string>
      hosts;  // "example.org", "*.example.org" (with subdomains), optionally with ":8080"
  uint64_t bytes_max = 32u << 20;
  int redirects_max = 5;  // each to an allowed host
};

// Errors: kDenied (the host is not among them; the hint says how to allow it).
Result<void> permit_host(const Url& url, const std::vector<std::string>& hosts);

struct Page {
  std::string address;  // the final address
  std::string type;     // the server's media type
  std::string body;
};

// Prefers a version for models: for a site (no path) its /llms.txt, for a page the server's text/markdown.
// Errors: kInvalid (malformed address), kDenied (host not allowed, offline, untrusted certificate), kNotFound
// (404, 410), kUnavailable (no connection, any other status), kLimit, kCancelled.
Result<Page> fetch_page(std::string_view address, const PageRules& rules, Egress& egress,
                        const std::atomic<bool>* cancelled);

}  // namespace suit
