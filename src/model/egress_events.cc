#include "model/egress_events.h"

namespace suit {
namespace {

int port_of(const Json& body) {
  return static_cast<int>(integer_or(body, "port", 0));
}

uint64_t bytes_in(const Json& body, const char* key) {
  return static_cast<uint64_t>(std::max<int64_t>(integer_or(body, key, 0), 0));
}

}  // namespace

Json EgressEvent::json() const {
  return {{"host", json_of_bytes(host)}, {"port", port}};
}

EgressEvent EgressEvent::of(const Event& event) {
  return {.host = bytes_or(event.body, "host", ""), .port = port_of(event.body)};
}

Json EgressEndEvent::json() const {
  Json body = {{"host", json_of_bytes(entry.host)},
               {"port", entry.port},
               {"model", entry.model},
               {"bytes_out", entry.bytes_out},
               {"bytes_in", entry.bytes_in}};
  if (!entry.failure.empty()) body["failure"] = json_of_bytes(entry.failure);
  return body;
}

EgressEndEvent EgressEndEvent::of(const Event& event) {
  const Json& body = event.body;
  return {.entry = {.host = bytes_or(body, "host", ""),
                    .port = port_of(body),
                    .model = string_or(body, "model", ""),
                    .bytes_out = bytes_in(body, "bytes_out"),
                    .bytes_in = bytes_in(body, "bytes_in"),
                    .failure = bytes_or(body, "failure", "")}};
}

}  // namespace suit
