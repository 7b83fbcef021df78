#include "change/elision.h"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <unordered_set>

#include "base/text.h"

namespace suit {
namespace {

bool starts_with_any(std::string_view text, std::initializer_list<std::string_view> starts) {
  return std::any_of(starts.begin(), starts.end(),
                     [&](std::string_view start) { return text.starts_with(start); });
}
bool ends_with_any(std::string_view text, std::initializer_list<std::string_view> ends) {
  return std::any_of(ends.begin(), ends.end(), [&](std::string_view end) { return text.ends_with(end); });
}

// Removes comment signs and brackets; were there any?
bool strip_comment(std::string_view& text) {
  bool any = false;
  for (bool more = true; more;) {
    more = false;
    for (std::string_view sign : {"//", "/*", "<!--", "{/*", "#", "--", ";", "%", "[", "(", "{", "*"})
      if (text.starts_with(sign)) {
        text = trim(text.substr(sign.size()));
        more = any = true;
      }
    for (std::string_view sign : {"*/}", "*/", "-->", "]", ")", "}"})
      if (any && text.ends_with(sign)) {
        text = trim(text.substr(0, text.size() - sign.size()));
        more = true;
      }
  }
  return any;
}

// Removes "..." or "…" at both ends; were there any?
bool strip_dots(std::string_view& text) {
  bool any = false;
  for (bool more = true; more;) {
    more = false;
    for (std::string_view dots : {"...", "…"}) {
      if (text.starts_with(dots)) text = trim(text.substr(dots.size())), more = any = true;
      if (text.ends_with(dots)) text = trim(text.substr(0, text.size() - dots.size())), more = any = true;
    }
    while (any && text.starts_with('.')) text.remove_prefix(1);
  }
  return any;
}

bool says_left_out(std::string_view text) {
  for (std::string_view article : {"the ", "all ", "your ", "any "})
    if (text.starts_with(article)) text.remove_prefix(article.size());
  while (text.ends_with('.') || text.ends_with('!')) text.remove_suffix(1);
  if (std::count(text.begin(), text.end(), ' ') > 7) return false;
  if (text == "unchanged" || text == "no changes" || text == "same as before" || text == "same as above" ||
      text == "omitted" || text == "existing code" || text == "snip" || text == "unchanged code" ||
      text == "remaining code")
    return true;
  bool ends = ends_with_any(
      text, {"unchanged", "remains the same", "remain the same", "stays the same", "stay the same",
             "omitted for brevity", "code omitted", "as before", "as is", "same as before", "goes here"});
  bool starts = starts_with_any(
      text, {"rest of", "remaining", "remainder of", "existing", "other", "previous", "same"});
  bool names_code = ends_with_any(
      text, {"code", "file", "class", "function", "functions", "method", "methods", "implementation", "here",
             "script", "module", "content", "contents", "imports", "tests", "above", "below"});
  bool vague = starts_with_any(text, {"rest of", "remaining", "remainder of"}) || ends;
  return vague && (ends || names_code) && (starts || ends);
}

}  // namespace

bool is_elision(std::string_view line) {
  std::string_view text = trim(line);
  if (text.size() < 3 || text.size() > 120) return false;
  // Most lines end here: they start like code and do not end in dots.
  bool starts_as_code =
      (text[0] >= 'a' && text[0] <= 'z') || (text[0] >= 'A' && text[0] <= 'Z') || text[0] == '_';
  if (starts_as_code && !text.ends_with("...") && !text.ends_with("…")) return false;
  std::string lower = to_lower(text);
  text = lower;
  bool dots = strip_dots(text);
  if (dots && text.empty()) return true;
  bool comment = strip_comment(text);
  dots |= strip_dots(text);
  if (dots) strip_comment(text);
  if (dots && text.empty()) return true;
  if (!comment && !dots) return false;
  if (says_left_out(text)) return true;
  // With dots a few plain words suffice: "// ... existing code ...", "... other methods ...".
  return dots && std::count(text.begin(), text.end(), ' ') <= 6 &&
         starts_with_any(
             text, {"rest", "the rest", "existing", "remaining", "other", "previous", "same", "unchanged",
                    "omitted", "code", "more", "etc", "keep", "as before", "snip", "your"}) &&
         comment + (text.find_first_of("(;={") == text.npos) > 0;
}

std::string_view elision_added(std::string_view before, std::string_view after, bool dots_are_code) {
  std::vector<std::string_view> elisions;
  for (std::string_view rest = after; !rest.empty();) {
    size_t end = std::min(rest.find('\n'), rest.size() - 1) + 1;
    std::string_view text = trim(rest.substr(0, end));
    if (is_elision(text) && !(dots_are_code && text == "...")) elisions.push_back(text);
    rest.remove_prefix(end);
  }
  if (elisions.empty()) return {};
  std::unordered_map<std::string_view, long> more;
  for (std::string_view text : elisions) ++more[text];
  for (std::string_view line : split_lines(before))
    if (auto it = more.find(trim(line)); it != more.end()) --it->second;
  for (std::string_view line : split_lines(after))
    if (auto it = more.find(trim(line)); it != more.end() && it->second > 0) return it->first;
  return {};
}

std::string without_entities(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, char>, 6> entities = {
      {{"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}, {"&quot;", '"'}, {"&#39;", '\''}, {"&apos;", '\''}}};
  std::string plain;
  plain.reserve(text.size());
  while (!text.empty()) {
    size_t at = std::min(text.find('&'), text.size());
    plain += text.substr(0, at);
    text.remove_prefix(at);
    if (text.empty()) break;
    auto entity = std::find_if(entities.begin(), entities.end(),
                               [&](const auto& one) { return text.starts_with(one.first); });
    plain += entity == entities.end() ? '&' : entity->second;
    text.remove_prefix(entity == entities.end() ? 1 : entity->first.size());
  }
  return plain;
}

std::string_view escaped_line(std::string_view before, std::string_view after) {
  if (after.find('&') == after.npos) return {};
  std::unordered_set<std::string_view> there;
  for (std::string_view line : split_lines(before)) there.insert(trim(line));
  for (std::string_view line : split_lines(after)) {
    std::string_view text = trim(line);
    if (text.find('&') == text.npos || there.contains(text)) continue;
    std::string plain = without_entities(text);
    if (plain != text && there.contains(plain)) return text;
  }
  return {};
}

}  // namespace suit
