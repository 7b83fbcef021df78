// Addresses with a password, and addresses that are credentials.
#include <algorithm>
#include <array>

#include "base/secret_context.h"
#include "base/secret_formats.h"
#include "base/secret_value.h"
#include "base/text.h"

namespace suit {
namespace {

constexpr size_t kAddressBytesMax = 600;
constexpr std::array<bool, 256> kEndsAddress = [] {
  std::array<bool, 256> table{};
  for (char c : std::string_view(" \t\r\n\"'`<>(){}|\\")) table[static_cast<unsigned char>(c)] = true;
  return table;
}();

bool is_scheme_character(char c) {
  return in_alphabet(c, SecretAlphabet::kAlnum) || c == '+' || c == '-' || c == '.';
}

bool is_host(std::string_view text) {
  size_t end = std::min(text.find_first_of(":/?#,;"), text.size());
  return end > 0 && std::all_of(text.begin(), text.begin() + static_cast<ptrdiff_t>(end), [](char c) {
           return in_alphabet(c, SecretAlphabet::kDot) || c == '[' || c == ']' || c == '%' || c == '$' ||
                  c == '*';
         });
}

// A path that makes an address a credential.
Secret secret_path(std::string_view address) {
  size_t slash = address.find('/');
  if (slash == address.npos) return {};
  std::string_view host = address.substr(0, slash);
  for (const SecretAddress& one : secret_addresses()) {
    bool is_it = one.host.starts_with('.') ? host.ends_with(one.host) : one.host.empty() || host == one.host;
    if (!is_it || !address.substr(slash).starts_with(one.path)) continue;
    size_t begin = slash + one.path.size(), end = begin;
    while (end < address.size() && in_alphabet(address[end], one.alphabet)) ++end;
    while (end > begin && std::string_view(".,:?/").find(address[end - 1]) != std::string_view::npos) --end;
    std::string_view path = address.substr(begin, end - begin);
    bool has_digit = path.find_first_of("0123456789") != path.npos;
    if (path.size() >= one.least && has_digit && !is_placeholder(path)) return {one.what, path, true};
  }
  return {};
}

}  // namespace

Secret address_secret_at(std::string_view text, size_t at) {
  if (at < 3 || text[at - 1] != ':' || !is_scheme_character(text[at - 2])) return {};
  size_t begin = at + 2;
  std::string_view rest = text.substr(begin, kAddressBytesMax);
  size_t length = 0;
  while (length < rest.size() && !kEndsAddress[static_cast<unsigned char>(rest[length])]) ++length;
  rest = rest.substr(0, length);
  if (Secret path = secret_path(rest); path.found()) return path;
  size_t authority = std::min(rest.find_first_of("/?#"), rest.size());
  size_t sign = rest.substr(0, authority).rfind('@'), colon = rest.find(':');
  if (rest.starts_with('[')) return {};  // an IPv6 host
  if (sign == rest.npos) {
    // A password with an unescaped slash or the like.
    sign = rest.find('@');
    if (sign == rest.npos || colon == rest.npos || colon > sign || colon > authority) return {};
    std::string_view port = rest.substr(colon + 1, authority - colon - 1);
    if (is_digits(port) || port.empty() || rest.substr(0, sign).find("://") != rest.npos ||
        sign - colon > 100)
      return {};
  }
  if (!is_host(rest.substr(sign + 1))) return {};
  if (colon != rest.npos && colon < sign) {
    std::string_view password = rest.substr(colon + 1, sign - colon - 1);
    if (password.size() < 3 || is_placeholder(password)) return {};
    return {"a password", password, false};
  }
  std::string_view token = rest.substr(0, sign);
  // A Sentry DSN's key is public.
  if (token.size() < 20 || rest.find("sentry") != rest.npos || !looks_secret(token, ValueContext::kLiteral))
    return {};
  return {"a token", token, false};
}

Secret pgpass_secret_at(std::string_view text, size_t at) {
  if (at + 1 >= text.size() || (text[at + 1] != '*' && (text[at + 1] < '1' || text[at + 1] > '9'))) return {};
  constexpr size_t kLineBytesMax = 300;
  size_t begin = at;
  for (; begin > 0 && text[begin - 1] != '\n'; --begin)
    if (text[begin - 1] == ':' || text[begin - 1] == ' ' || at - begin > kLineBytesMax) return {};
  std::string_view line = text.substr(begin, kLineBytesMax);
  line = line.substr(0, std::min(line.find_first_of(" \t\r\n\"'`"), line.size()));
  if (begin + line.size() < text.size() && text[begin + line.size()] != '\n' &&
      text[begin + line.size()] != '\r')
    return {};
  if (line.find(':') != at - begin || std::count(line.begin(), line.end(), ':') < 4) return {};
  std::vector<std::string_view> fields = split(line, ':');
  std::string_view host = fields[0], port = fields[1];
  bool is_any = port == "*", is_port = is_digits(port) && port.size() >= 4 && port.size() <= 5;
  bool is_postgres = port == "5432" || port == "5433" || port == "6432";
  bool is_known =
      host == "localhost" || host == "*" || (host.find('.') != host.npos && host.find('/') == host.npos);
  if (!(is_any || is_port) || host.empty() || fields[2].empty() || fields[3].empty()) return {};
  if (is_digits(fields[2]) || is_digits(fields[3])) return {};
  size_t password = host.size() + port.size() + fields[2].size() + fields[3].size() + 4;
  std::string_view value = line.substr(password);
  if (value.size() < 4 || is_placeholder(value)) return {};
  if (!is_any && !is_known && !is_postgres && !looks_secret(value, ValueContext::kLiteral)) return {};
  return {"a password", value, false};
}

}  // namespace suit
