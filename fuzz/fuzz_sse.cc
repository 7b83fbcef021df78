// An event stream, cut into pieces. Parts: the lengths of the pieces, as digits; the stream.
#include "input.h"
#include "model/sse.h"

using namespace suit;

namespace {

constexpr size_t kEventBytesMax = 600;

struct Read {
  std::vector<SseEvent> events;
  bool failed = false, within = false;
  int64_t retry_ms = -1;
};

template <class Next>
Read read(std::string_view stream, Next next_length) {
  SseParser parser(kEventBytesMax);
  Read all;
  while (!stream.empty() && !all.failed) {
    std::string_view piece = stream.substr(0, next_length());
    stream.remove_prefix(piece.size());
    auto fed = parser.feed(piece, [&](const SseEvent& event) {
      all.events.push_back(event);
      return true;
    });
    all.failed = !fed;
  }
  all.within = parser.is_within_event();
  all.retry_ms = parser.retry_ms();
  return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  auto parts = fuzz::parts_of(fuzz::view_of(data, size), 2);
  Read whole = read(parts[1], [&] { return parts[1].size(); });
  size_t at = 0;
  Read pieces = read(parts[1], [&] {
    if (parts[0].empty()) return size_t{1};
    return static_cast<size_t>(1 + static_cast<unsigned char>(parts[0][at++ % parts[0].size()]) % 16);
  });
  CHECK(whole.failed == pieces.failed && whole.events.size() == pieces.events.size());
  CHECK(whole.failed || (whole.within == pieces.within && whole.retry_ms == pieces.retry_ms));
  for (size_t i = 0; i < whole.events.size(); ++i) {
    const SseEvent &a = whole.events[i], &b = pieces.events[i];
    CHECK(a.type == b.type && a.data == b.data && a.id == b.id);
    CHECK(!a.type.empty() && a.data.size() <= kEventBytesMax && a.data.find('\r') == a.data.npos);
  }
  return 0;
}
