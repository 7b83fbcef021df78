#include "base/secret_parts.h"

#include <algorithm>
#include <string>

namespace suit {
namespace {

constexpr size_t kBlanksMax = 40;
constexpr size_t kPlainBytesMax = 1'600, kShortBytesMax = 200;  // of a value without quotes
constexpr size_t kLineBytesMax = 2'000;                         // after a sign: a minified file is one line

bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}

}  // namespace

const SecretName* secret_name(std::string_view word) {
  char bare[kSecretNameBytesMax];
  size_t places[kSecretNameBytesMax], size = 0;
  for (size_t i = 0; i < word.size() && size < kSecretNameBytesMax; ++i)
    if (word[i] != '_' && word[i] != '-') {
      bare[size] = static_cast<char>(is_upper(word[i]) ? word[i] | 0x20 : word[i]);
      places[size++] = i;
    }
  std::string_view name(bare, size);
  const SecretName* found = nullptr;
  for (const SecretName& one : secret_names()) {
    if (!name.ends_with(one.name) || (found && found->name.size() > one.name.size())) continue;
    size_t first = places[size - one.name.size()];
    bool begins_word = first == 0 || word[first - 1] == '_' || word[first - 1] == '-' ||
                       (is_upper(word[first]) && !is_upper(word[first - 1]));
    if (!one.is_word || begins_word) found = &one;
  }
  return found;
}

bool may_end_name(char c) {
  return std::string_view("deytngswlhn").find(static_cast<char>(c | 0x20)) != std::string_view::npos;
}

NameBefore name_before(std::string_view text, size_t at) {
  size_t end = at, least = at - std::min(at, kBlanksMax);
  while (end > least && (is_blank(text[end - 1]) || text[end - 1] == ':')) --end;
  if (end > least && text[end - 1] == ']') --end;
  NameBefore name;
  if (end > least && is_quote(text[end - 1])) {
    --end, name.quoted = true;
    if (end > least && text[end - 1] == '\\') --end;
  }
  if (end == 0 || !may_end_name(text[end - 1])) return {};
  name.end = name.begin = end;
  while (name.begin > 0 && end - name.begin < kSecretNameBytesMax && is_name_character(text[name.begin - 1]))
    --name.begin;
  return name;
}

ValueAt value_from(std::string_view text, size_t at, size_t end) {
  while (at < end && is_blank(text[at])) ++at;
  // r"…", b'…', $"…", @"…"
  for (int i = 0;
       i < 2 && at + 1 < end && std::string_view("rRbBfFuULvV@$").find(text[at]) != std::string_view::npos;
       ++i)
    if (is_quote(text[at + 1]) || (i == 0 && at + 2 < end && is_quote(text[at + 2]))) ++at;
  bool escaped = at + 1 < end && text[at] == '\\' && is_quote(text[at + 1]);
  if (escaped) ++at;
  if (at < end && is_quote(text[at])) {
    char quote = text[at++];
    size_t close = at;
    while (close < end && text[close] != quote) close += !escaped && text[close] == '\\' ? 2 : 1;
    close = std::min(close, end);
    if (escaped && close > at && text[close - 1] == '\\') --close;
    return {text.substr(at, close - at), true};
  }
  size_t close = at;
  bool has_parts = false;  // "a=b", which a long value does not contain
  end = std::min(end, at + kPlainBytesMax);
  while (close < end && !(has_parts && close - at > kShortBytesMax) && !is_blank(text[close]) &&
         !is_quote(text[close]) && text[close] != '\r' && text[close] != '<' && text[close] != '>') {
    if (text[close] == '\\' &&
        std::string_view("nrt\"'").find(at_or(text, close + 1)) != std::string_view::npos)
      break;
    has_parts =
        has_parts || (text[close] == '=' && in_alphabet(at_or(text, close + 1), SecretAlphabet::kAlnum));
    ++close;
  }
  return {text.substr(at, close - at), false};
}

size_t line_end_of(std::string_view text, size_t at) {
  std::string_view after = text.substr(at, kLineBytesMax);
  return at + std::min(after.find('\n'), after.size());
}

std::string_view line_before(std::string_view text, size_t at, size_t most) {
  size_t least = at - std::min(at, most);
  std::string_view before = text.substr(least, at - least);
  size_t line = before.rfind('\n');
  return line == before.npos ? before : before.substr(line + 1);
}

}  // namespace suit
