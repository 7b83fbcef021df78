#include "base/link.h"

#include <vector>

#include "base/text.h"

namespace suit {
namespace {

// "https:" with the colon; "" if there is none.
std::string_view scheme_of(std::string_view address) {
  for (size_t i = 0; i < address.size(); ++i) {
    char c = address[i];
    if (c == ':') return i > 0 ? address.substr(0, i + 1) : std::string_view();
    bool fits = std::isalpha(static_cast<unsigned char>(c)) ||
                (i > 0 && (std::isdigit(static_cast<unsigned char>(c)) || c == '+' || c == '-' || c == '.'));
    if (!fits) break;
  }
  return {};
}

std::string without_dots(std::string_view path) {
  std::vector<std::string_view> kept;
  bool folder = false;
  for (std::string_view part : split(path.substr(1), '/')) {
    folder = part == "." || part == "..";
    if (part == ".." && !kept.empty()) kept.pop_back();
    if (!folder) kept.push_back(part);
  }
  std::string joined;
  for (std::string_view part : kept) joined.append("/").append(part);
  return joined + (folder ? "/" : "");
}

}  // namespace

std::string resolve_link(std::string_view base, std::string_view reference) {
  reference = trim(reference);
  std::string clean;
  for (char c : reference)  // as browsers do; blanks would end a Markdown link
    if (c == ' ') {
      clean += "%20";
    } else if (static_cast<unsigned char>(c) > ' ') {
      clean += c;
    }
  std::string scheme = to_lower(scheme_of(clean));
  if (scheme == "javascript:" || scheme == "data:" || scheme == "vbscript:" || scheme == "blob:") return "";
  std::string_view own = scheme_of(base);
  if (!scheme.empty() || own.empty() || clean.empty()) return clean;
  if (clean.starts_with("//")) return std::string(own) + clean;
  size_t host = base.substr(own.size()).starts_with("//") ? own.size() + 2 : own.size();
  size_t path = std::min(base.find_first_of("/?#", host), base.size());
  std::string_view before = base.substr(0, path);
  if (clean[0] == '#') return std::string(base.substr(0, base.find('#'))) + clean;
  if (clean[0] == '?') return std::string(base.substr(0, base.find_first_of("?#", path))) + clean;
  size_t end = std::min(clean.find_first_of("?#"), clean.size());
  std::string_view rest = std::string_view(clean).substr(end);
  std::string to(clean.substr(0, end));
  if (to[0] != '/') {
    std::string_view folder = base.substr(path, base.find_first_of("?#", path) - path);
    size_t slash = folder.rfind('/');
    to = (slash == folder.npos ? "/" : std::string(folder.substr(0, slash + 1))) + to;
  }
  return std::string(before) + without_dots(to) + std::string(rest);
}

std::string percent_encoded(std::string_view path) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  for (char c : path) {
    auto byte = static_cast<unsigned char>(c);
    bool safe = (byte < 0x80 && std::isalnum(byte)) ||
                std::string_view("-._~/+@,;=").find(c) != std::string_view::npos;
    out += safe ? std::string(1, c) : std::string{'%', kDigits[byte >> 4], kDigits[byte & 15]};
  }
  return out;
}

std::string percent_decoded(std::string_view text) {
  auto digit = [](char c) {
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
  };
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    bool coded = text[i] == '%' && i + 2 < text.size() && digit(text[i + 1]) >= 0 && digit(text[i + 2]) >= 0;
    out += coded ? static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2])) : text[i];
    if (coded) i += 2;
  }
  return out;
}

}  // namespace suit
