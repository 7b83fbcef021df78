#include "model/fetched_page.h"

#include <algorithm>

#include "base/link.h"
#include "base/text.h"
#include "model/http.h"

namespace suit {
namespace {

struct Place {
  Url host;
  std::string path;  // including its query, at least "/"
};

Result<Place> place_of(std::string_view address) {
  address = address.substr(0, address.find('#'));
  size_t scheme = address.find("://");
  size_t path = scheme == address.npos ? address.npos : address.find_first_of("/?", scheme + 3);
  path = std::min(path, address.size());
  ASSIGN_OR_RETURN(Url host, parse_url(address.substr(0, path)));
  std::string rest(address.substr(path));
  if (!rest.starts_with('/')) rest.insert(0, "/");
  for (char c : rest)
    if (static_cast<unsigned char>(c) <= ' ' || c == '\x7f')
      return Error{ErrorCode::kInvalid, "the URL has a blank or a control character"};
  return Place{std::move(host), std::move(rest)};
}

bool is_allowed_host(const Url& url, const std::vector<std::string>& hosts) {
  int usual = url.tls ? 443 : 80;
  return std::any_of(hosts.begin(), hosts.end(), [&](const std::string& rule) {
    std::string host = to_lower(rule);
    int port = usual;
    size_t colon = host.rfind(':');
    if (colon != host.npos && host.find(':') == colon) {
      port = std::atoi(host.c_str() + colon + 1);
      host.resize(colon);
    }
    if (port != url.port) return false;
    if (host.starts_with("*."))
      return url.host.ends_with(std::string_view(host).substr(1)) && url.host.size() > host.size() - 1;
    return host == url.host;
  });
}

struct Fetched {
  Page page;
  std::string redirect;  // "": none
  int status = 0;
};

Result<Fetched> fetch_once(const std::string& address, const PageRules& rules, Egress& egress,
                           const std::atomic<bool>* cancelled) {
  ASSIGN_OR_RETURN(Place place, place_of(address));
  RETURN_IF_ERROR(permit_host(place.host, rules.hosts));
  HttpOptions options{.url = place.host, .model = "the page"};
  options.timeouts = {.connect = 10'000, .first_byte = 30'000, .between_tokens = 30'000, .total = 120'000};
  options.limits.answer_bytes = rules.bytes_max;
  HttpClient client(options, egress);
  Fetched fetched;
  HttpRequest request{.method = "GET", .path = place.path};
  request.fields = {
      {"Accept", "text/markdown, text/html;q=0.9, application/xhtml+xml;q=0.9, text/plain;q=0.8, */*;q=0.5"}};
  HttpOutcome outcome = client.call(
      request,
      [&](const HttpHead&, std::string_view piece) {
        fetched.page.body.append(piece);
        return Flow::kMore;
      },
      cancelled);
  fetched.status = outcome.head.status;
  fetched.page.address = address;
  fetched.page.type = outcome.head.field("content-type");
  if (fetched.status / 100 == 3 && !outcome.head.field("location").empty()) {
    fetched.redirect = resolve_link(address, outcome.head.field("location"));
    return fetched;
  }
  if (outcome.failure) return outcome.failure->error;
  return fetched;
}

// Follows redirects. A status other than success is an error.
Result<Page> fetch(std::string address, const PageRules& rules, Egress& egress,
                   const std::atomic<bool>* cancelled) {
  for (int step = 0; step <= rules.redirects_max; ++step) {
    ASSIGN_OR_RETURN(Fetched fetched, fetch_once(address, rules, egress, cancelled));
    if (!fetched.redirect.empty()) {
      address = fetched.redirect;
      continue;
    }
    if (fetched.status / 100 == 2) return std::move(fetched.page);
    bool missing = fetched.status == 404 || fetched.status == 410;
    return Error{missing ? ErrorCode::kNotFound : ErrorCode::kUnavailable,
                 printable(address) +
                     (missing ? " is not there"
                              : " can't be fetched: the server answers " + std::to_string(fetched.status))};
  }
  return Error{ErrorCode::kUnavailable,
               printable(address) + " redirects more than " + std::to_string(rules.redirects_max) + " times"};
}

}  // namespace

Result<void> permit_host(const Url& url, const std::vector<std::string>& hosts) {
  if (is_allowed_host(url, hosts)) return {};
  return Error{
      ErrorCode::kDenied, "fetching from " + printable(url.authority()) + " is not allowed",
      "to allow it, put into your own settings: [read] hosts = [\"" + printable(url.authority()) + "\"]"};
}

Result<Page> fetch_page(std::string_view given, const PageRules& rules, Egress& egress,
                        const std::atomic<bool>* cancelled) {
  std::string address(given);
  ASSIGN_OR_RETURN(Place place, place_of(address));
  if (place.path == "/") {
    auto index = fetch(resolve_link(address + (address.ends_with('/') ? "" : "/"), "/llms.txt"), rules,
                       egress, cancelled);
    if (index && trim(index->body).starts_with("#") && index->type.find("html") == std::string::npos) {
      index->type = "text/markdown";  // servers say text/plain
      return index;
    }
    if (!index && (index.error().code == ErrorCode::kDenied || index.error().code == ErrorCode::kCancelled))
      return index.error();
  }
  return fetch(std::move(address), rules, egress, cancelled);
}

}  // namespace suit
