#include "folder/left_out.h"

#include <algorithm>
#include <cctype>
#include <cstring>

#include "base/text.h"

namespace suit {
namespace {

constexpr size_t kShortBytes = 200;     // shorter ones are kept
constexpr size_t kPathBeginBytes = 40;  // of a path's beginning that is kept

bool is_base64(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '+' || c == '/' || c == '=' || c == '-' ||
         c == '_' || c == '%';
}
bool is_of_path(char c) {
  return std::isdigit(static_cast<unsigned char>(c)) ||
         std::string_view("MmLlHhVvCcSsQqTtAaZzEe.,+- \t\r\n").find(c) != std::string_view::npos;
}

// After a run of base64, which a JSON text may escape.
size_t base64_end(std::string_view text, size_t at) {
  while (at < text.size()) {
    if (is_base64(text[at]))
      ++at;
    else if (text[at] == '\\' && at + 1 < text.size() && (text[at + 1] == 'n' || text[at + 1] == '/'))
      at += 2;
    else
      break;
  }
  return at;
}

// Other text ends with its opening quote, and with its line.
size_t plain_end(std::string_view text, size_t at, char before) {
  char end = before == '(' ? ')' : before == '"' || before == '\'' ? before : ' ';
  while (at < text.size() && text[at] != end && text[at] != '\n') ++at;
  return at;
}

size_t place_of(std::string_view text, std::string_view wanted, size_t from) {
  if (from >= text.size()) return text.npos;
  const void* at = ::memmem(text.data() + from, text.size() - from, wanted.data(), wanted.size());
  return at ? static_cast<size_t>(static_cast<const char*>(at) - text.data()) : text.npos;
}

struct LeftOut {
  size_t begin = 0, end = 0;
};

// "data:image/png;base64,…" at `at`: the part after the comma.
LeftOut in_data_uri(std::string_view text, size_t at) {
  std::string_view head = text.substr(at, 120);
  size_t comma = head.find(',');
  if (comma == head.npos || head.substr(0, comma).find_first_of(" \t\n\"'<>(){}") != head.npos) return {};
  size_t begin = at + comma + 1;
  bool is_encoded = head.substr(0, comma).ends_with(";base64");
  bool is_media = head.substr(0, comma).find('/') != head.npos;
  if (!is_encoded && !is_media) return {};
  return {begin, is_encoded ? base64_end(text, begin) : plain_end(text, begin, at > 0 ? text[at - 1] : ' ')};
}

// The numbers of d="M1 2…" or points="…" after the kept beginning.
LeftOut in_path(std::string_view text, size_t at, size_t sign_bytes) {
  size_t begin = at + sign_bytes, end = begin;
  while (end < text.size() && is_of_path(text[end])) ++end;
  if (end >= text.size() || text[end] != text[begin - 1] || end - begin <= kShortBytes) return {};
  return {begin + kPathBeginBytes, end};
}

class Shortening {
 public:
  explicit Shortening(std::string_view text) : text_(text) {}

  // Each sign is searched separately, so its next place is known until it is passed.
  std::optional<std::string> shortened(SvgPaths paths) {
    struct Sign {
      std::string_view text;
      size_t next = 0;
    };
    Sign signs[] = {{"data:"}, {" d=\""}, {" d='"}, {"\nd=\""}, {" points=\""}, {"\td=\""}};
    for (Sign& sign : signs)
      sign.next = paths == SvgPaths::kNone && &sign != signs ? text_.npos : place_of(text_, sign.text, 0);
    for (;;) {
      Sign* first = std::min_element(std::begin(signs), std::end(signs),
                                     [](const Sign& a, const Sign& b) { return a.next < b.next; });
      if (first->next == text_.npos) break;
      if (first->next >= at_) {
        LeftOut one = first == signs ? in_data_uri(text_, first->next)
                                     : in_path(text_, first->next, first->text.size());
        if (one.end > one.begin + kShortBytes - (first == signs ? 0 : kPathBeginBytes)) leave_out(one);
      }
      first->next = place_of(text_, first->text, std::max(first->next + 1, at_));
    }
    if (at_ == 0) return std::nullopt;
    out_ += text_.substr(at_);
    return std::move(out_);
  }

  std::string without_runs() {
    for (size_t i = 0; i < text_.size();) {
      size_t end = base64_end(text_, i);
      if (end - i > 2 * kShortBytes) leave_out({i, end});
      i = std::max(end, i + 1);
    }
    out_ += text_.substr(at_);
    return std::move(out_);
  }

 private:
  void leave_out(LeftOut one) {
    out_ += text_.substr(at_, one.begin - at_);
    out_ += "[" + human_bytes(one.end - one.begin) + " left out]";
    out_.append(static_cast<size_t>(std::count(text_.begin() + static_cast<ptrdiff_t>(one.begin),
                                               text_.begin() + static_cast<ptrdiff_t>(one.end), '\n')),
                '\n');
    at_ = one.end;
  }

  std::string_view text_;
  std::string out_;
  size_t at_ = 0;  // text before it is in out_
};

}  // namespace

SvgPaths svg_paths_in(std::string_view path) {
  std::string ending = extension_of(path);
  for (std::string_view one : {".svg", ".html", ".htm", ".xhtml", ".xml", ".vue", ".svelte", ".astro", ".js",
                               ".jsx", ".mjs", ".ts", ".tsx", ".md", ".mdx", ".php", ".erb", ".css", ".json"})
    if (ending == one) return SvgPaths::kLookedFor;
  return SvgPaths::kNone;
}

std::optional<std::string> without_embedded_data(std::string_view text, SvgPaths paths) {
  return Shortening(text).shortened(paths);
}

std::string without_base64(std::string_view text) {
  std::optional<std::string> first = without_embedded_data(text);
  return Shortening(first ? std::string_view(*first) : text).without_runs();
}

}  // namespace suit
