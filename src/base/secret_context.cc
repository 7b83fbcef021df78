#include "base/secret_context.h"

#include <algorithm>

#include "base/secret_formats.h"
#include "base/secret_parts.h"
#include "base/secret_value.h"
#include "base/text.h"

namespace suit {
namespace {

// After the separator another parameter or nothing follows: "&next=…", ", ", ";".
bool ends_parameter(std::string_view value, size_t at) {
  std::string_view rest = value.substr(at + 1);
  if (rest.empty()) return true;
  if (value[at] == '&' && rest.starts_with("amp;")) return true;
  size_t name = 0;
  while (name < rest.size() && (is_name_character(rest[name]) || rest[name] == '.')) ++name;
  return name > 0 && name < rest.size() && rest[name] == '=';
}

// Without surrounding text: further parameters, signs that end a statement.
std::string_view without_neighbours(std::string_view value, char before_name, bool ends_at_semicolon) {
  bool query = before_name == '?' || before_name == '&' || before_name == ';';
  // A closing bracket that was not opened within it is not part of it.
  constexpr std::string_view kOpening = "([{", kClosing = ")]}";
  for (size_t i = 0; i < value.size(); ++i)
    if (size_t kind = kClosing.find(value[i]);
        kind != kClosing.npos && value.substr(0, i).find(kOpening[kind]) == value.npos) {
      bool ends = i + 1 == value.size() || query ||
                  std::string_view(",;)]}.").find(value[i + 1]) != std::string_view::npos;
      if (ends && (query || value[i] != ')')) value = value.substr(0, i);
      break;
    }
  for (size_t i = 0; i < value.size(); ++i) {
    bool ends = (value[i] == ';' && ends_at_semicolon) || (value[i] == '&' && query) ||
                (value[i] == '#' && before_name != ';' && query);
    if (ends || ((value[i] == '&' || value[i] == ',' || value[i] == ';') && ends_parameter(value, i)))
      return value.substr(0, i);
  }
  return value;
}

bool is_environment_name(std::string_view name) {
  return std::none_of(name.begin(), name.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

// The name begins its line, and the value ends it.
bool is_alone(std::string_view text, size_t name_begin, size_t value_end, size_t line_end) {
  while (name_begin > 0 && text[name_begin - 1] != '\n') {
    if (std::string_view(" \t-+.\"'").find(text[name_begin - 1]) == std::string_view::npos &&
        !is_name_character(text[name_begin - 1]))
      return false;
    --name_begin;
  }
  std::string_view rest = trim(text.substr(value_end, line_end - value_end));
  return rest.empty() || rest.starts_with('#');
}

bool is_connection_text(std::string_view line) {
  return line.find("host=") != line.npos || line.find("dbname=") != line.npos ||
         line.find("user=") != line.npos;
}

// The name in name="…", key="…" or id="…", the last one of the text.
const SecretName* name_in_attribute(std::string_view before) {
  std::string lower = to_lower(before);
  for (std::string_view attribute : {"name=", "key=", "id="}) {
    size_t at = lower.rfind(attribute), first = at + attribute.size() + 1;
    if (at == lower.npos || first >= before.size() || !is_quote(before[first - 1])) continue;
    size_t close = before.find(before[first - 1], first);
    if (close == before.npos) continue;
    size_t word = close;
    while (word > first && is_name_character(before[word - 1])) --word;
    return secret_name(before.substr(word, close - word));
  }
  return nullptr;
}

// "value" next to a key or name of a credential: <add key="Password" value="…"/>, also on the line before, as
// in Kubernetes manifests.
const SecretName* name_beside(std::string_view text, size_t begin) {
  std::string_view before = line_before(text, begin, 160);
  if (std::string_view bare = trim(before); !bare.empty() && bare != "<") return name_in_attribute(before);
  size_t end = begin - before.size();
  before = trim(line_before(text, end == 0 ? 0 : end - 1, 160));
  if (before.starts_with("- ")) before = trim(before.substr(2));
  if (!before.starts_with("name:")) return name_in_attribute(before);
  before = trim(before.substr(5));
  while (!before.empty() && is_quote(before.back())) before.remove_suffix(1);
  while (!before.empty() && is_quote(before.front())) before.remove_prefix(1);
  return std::all_of(before.begin(), before.end(), is_name_character) ? secret_name(before) : nullptr;
}

// Four groups of four letters, Google's format for an app password.
bool is_app_password(std::string_view value) {
  if (value.size() != 19) return false;
  for (size_t i = 0; i < value.size(); ++i)
    if (i % 5 == 4 ? value[i] != ' ' : !in_alphabet(value[i], SecretAlphabet::kAlnum)) return false;
  return true;
}

// The name in `name: type = "value"`.
NameBefore name_before_type(std::string_view text, size_t at) {
  size_t value = std::min(text.find_first_not_of(" \t", at + 1), text.size());
  if (value >= text.size() || !is_quote(text[value]) || at == 0 || at_or(text, at - 1) == '=') return {};
  std::string_view before = line_before(text, at, 60);
  size_t colon = before.rfind(':');
  if (colon == before.npos || colon == 0 || before.find_first_of("\"'`=(,;", colon) != before.npos) return {};
  return name_before(text, at - before.size() + colon);
}

}  // namespace

Secret named_secret_at(std::string_view text, size_t at) {
  char sign = text[at], next = at_or(text, at + 1);
  if (sign == ':' && (next == ':' || next == '=' || next == '/')) return {};
  NameBefore name = name_before(text, at);
  if (!name.found() && sign == '=') name = name_before_type(text, at);
  if (!name.found()) return {};
  std::string_view word = text.substr(name.begin, name.end - name.begin);
  if (to_lower(word).ends_with("authorization")) {
    ValueAt value = value_from(text, at + 1, line_end_of(text, at));
    size_t begin = static_cast<size_t>(value.text.data() - text.data());
    Secret secret =
        authorization_in(value.quoted ? value.text : text.substr(begin, line_end_of(text, at) - begin));
    return value.quoted || secret.text.data() != value.text.data() ? secret : Secret();
  }
  bool is_value = word == "value" || word == "Value";
  const SecretName* known = is_value ? nullptr : secret_name(word);
  if (!known && !is_value) return {};
  size_t end = line_end_of(text, at), from = at + 1;
  bool compares = sign == '=' && next == '=';
  while (from < end && (text[from] == '=' || (text[from] == '>' && from == at + 1 && sign == '='))) ++from;
  ValueAt value = value_from(text, from, end);
  if (value.text.empty() || (compares && !value.quoted)) return {};
  if (is_value)
    known = looks_secret(value.text, ValueContext::kLiteral) ? name_beside(text, name.begin) : nullptr;
  if (!known || value.text.size() < std::min<size_t>(known->least, 6)) return {};
  char before = name.begin > 0 ? text[name.begin - 1] : '\n';
  ValueContext context = value.quoted ? ValueContext::kQuoted : ValueContext::kPlain;
  size_t least = known->least;
  if (!value.quoted) {
    size_t value_begin = static_cast<size_t>(value.text.data() - text.data()),
           value_end = value_begin + value.text.size();
    bool adjacent = sign == '=' && name.end == at && value_begin == at + 1;
    bool environment = adjacent && is_environment_name(word) &&
                       (is_blank(before) || before == '\n' || is_quote(before) ||
                        std::string_view(";+-,").find(before) != std::string_view::npos);
    bool query = before == '?' || before == '&' || before == ';';
    if (environment && least == 7) least = 6;
    size_t near = name.begin - std::min<size_t>(name.begin, 120);
    std::string_view line = text.substr(near, std::min(end, value_begin + 120) - near);
    std::string_view whole = value.text;
    value.text = without_neighbours(value.text, before, !environment);
    bool ended = value.text.size() < whole.size() && whole[value.text.size()] == ';' &&
                 value.text.size() + 1 < whole.size();
    if (environment || query || ended || (adjacent && is_connection_text(line)) ||
        is_alone(text, name.begin, value_end, end))
      context = ValueContext::kLiteral;
  }
  if (known->name == "auth")
    return is_basic_credential(value.text) ? Secret{known->what, value.text, false} : Secret();
  // A variable of the environment is followed by text, not by an expression.
  bool environment = context == ValueContext::kLiteral && is_environment_name(word);
  if (environment && known->what == "a password" && is_word_password(value.text))
    return {known->what, value.text, false};
  if (value.quoted && known->what == "a password" && is_app_password(value.text))
    return {known->what, value.text, false};
  if (context == ValueContext::kLiteral && known->what == "a password") least = std::min<size_t>(least, 6);
  if (value.text.size() < least || !looks_secret(value.text, context)) return {};
  // AWS's format: forty characters of base64 after that name.
  bool amazon = known->name == "secretaccesskey" && value.text.size() == 40 &&
                std::all_of(value.text.begin(), value.text.end(),
                            [](char c) { return in_alphabet(c, SecretAlphabet::kBase64); });
  return {amazon ? "an AWS secret access key" : known->what, value.text, amazon};
}

Secret element_secret_at(std::string_view text, size_t at) {
  if (at < 3) return {};
  size_t end = at;
  if (is_quote(text[end - 1])) {  // attributes
    size_t least = at - std::min<size_t>(at, 120), open = text.substr(least, at - least).rfind('<');
    if (open == text.npos) return {};
    end = least + open + 1;
    while (end < at && (is_name_character(text[end]) || text[end] == ':' || text[end] == '.')) ++end;
  }
  if (end == at && !may_end_name(text[end - 1])) return {};
  size_t begin = end;
  while (begin > 0 && end - begin < kSecretNameBytesMax &&
         (is_name_character(text[begin - 1]) || text[begin - 1] == '.'))
    --begin;
  char before = begin > 0 ? text[begin - 1] : '\n';
  if (before != '<' && !(before == ':' && begin >= 2 && text[begin - 2] != '/')) return {};
  std::string_view tag = text.substr(begin, end - begin);
  const SecretName* known =
      tag == "value" || tag == "Value" ? name_beside(text, begin - 1) : secret_name(tag);
  if (!known && end < at && before == '<') known = name_in_attribute(text.substr(end, at - end));
  if (!known) return {};
  constexpr size_t kElementBytesMax = 600;
  size_t from = at + 1, line_end = std::min(line_end_of(text, at), from + kElementBytesMax);
  constexpr std::string_view kLiteral = "<![CDATA[";
  bool literal = text.substr(from).starts_with(kLiteral);
  if (literal) from += kLiteral.size();
  size_t close = text.substr(0, line_end).find(literal ? "]]>" : "</", from);
  if (close == text.npos) return {};
  std::string_view value = text.substr(from, close - from);
  if (value.size() < std::min<size_t>(known->least, 6) || value.find('<') != value.npos) return {};
  bool is_password = known->what == "a password" && is_word_password(value);
  if (!is_password && !looks_secret(value, ValueContext::kLiteral)) return {};
  return {known->what, value, false};
}

}  // namespace suit
