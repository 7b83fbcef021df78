#include "read/html_tag.h"

namespace suit {
namespace {

constexpr size_t kSlots = 1024, kLongest = 14;

// Hash with few collisions among the names used in pages.
constexpr size_t slot_of(std::string_view name) {
  uint32_t hash = static_cast<uint32_t>(name.size());
  for (char c : name) hash = hash * 31 + static_cast<unsigned char>(c);
  return (hash * 0x9E3779B1u) >> 22;
}

constexpr std::string_view kNames[] = {"", "",
#define TAG(name, text) text,
                                       SUIT_HTML_TAGS(TAG)
#undef TAG
};

constexpr auto make_slots() {
  std::array<HtmlTag, kSlots> slots{};
  for (size_t tag = 2; tag < std::size(kNames); ++tag) {
    size_t at = slot_of(kNames[tag]);
    while (slots[at] != HtmlTag::kNone) at = (at + 1) % kSlots;
    slots[at] = static_cast<HtmlTag>(tag);
  }
  return slots;
}
constexpr auto kTable = make_slots();

}  // namespace

HtmlTag html_tag(std::string_view name) {
  if (name.size() > kLongest) return HtmlTag::kOther;
  for (size_t at = slot_of(name); kTable[at] != HtmlTag::kNone; at = (at + 1) % kSlots)
    if (kNames[static_cast<size_t>(kTable[at])] == name) return kTable[at];
  return HtmlTag::kOther;
}

}  // namespace suit
