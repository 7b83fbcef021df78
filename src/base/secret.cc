#include "base/secret.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/text.h"

namespace suit {
namespace {

// Formats as their issuers publish them: a fixed prefix, then at least so many characters of an alphabet.
struct SecretFormat {
  std::string_view prefix;
  enum Alphabet { kUpper, kWord, kDash, kAny } alphabet;
  size_t length;
  std::string_view what;
};
constexpr SecretFormat kSecrets[] = {
    {"AKIA", SecretFormat::kUpper, 16, "an AWS access key"},
    {"ASIA", SecretFormat::kUpper, 16, "an AWS session key"},
    {"ghp_", SecretFormat::kWord, 36, "a GitHub token"},
    {"gho_", SecretFormat::kWord, 36, "a GitHub token"},
    {"ghu_", SecretFormat::kWord, 36, "a GitHub token"},
    {"ghs_", SecretFormat::kWord, 36, "a GitHub token"},
    {"ghr_", SecretFormat::kWord, 36, "a GitHub token"},
    {"github_pat_", SecretFormat::kWord, 60, "a GitHub token"},
    {"glpat-", SecretFormat::kDash, 20, "a GitLab token"},
    {"sk-ant-", SecretFormat::kDash, 24, "an Anthropic key"},
    {"sk-proj-", SecretFormat::kDash, 24, "an OpenAI key"},
    {"sk-", SecretFormat::kWord, 40, "an API key"},
    {"sk_live_", SecretFormat::kWord, 20, "a Stripe key"},
    {"rk_live_", SecretFormat::kWord, 20, "a Stripe key"},
    {"xoxb-", SecretFormat::kDash, 20, "a Slack token"},
    {"xoxp-", SecretFormat::kDash, 20, "a Slack token"},
    {"xapp-", SecretFormat::kDash, 20, "a Slack token"},
    {"AIza", SecretFormat::kDash, 35, "a Google API key"},
    {"ya29.", SecretFormat::kDash, 20, "a Google token"},
    {"npm_", SecretFormat::kWord, 36, "an npm token"},
    {"pypi-", SecretFormat::kDash, 50, "a PyPI token"},
    {"hf_", SecretFormat::kWord, 30, "a Hugging Face token"},
    {"SG.", SecretFormat::kDash, 20, "a SendGrid key"},
    {"AGE-SECRET-KEY-1", SecretFormat::kUpper, 50, "an age key"},
    {"PRIVATE KEY-----", SecretFormat::kAny, 0, "a private key"},
};

bool in_alphabet(char c, SecretFormat::Alphabet alphabet) {
  bool upper = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  bool word = upper || (c >= 'a' && c <= 'z') || c == '_';
  switch (alphabet) {
    case SecretFormat::kUpper: return upper;
    case SecretFormat::kWord: return word;
    case SecretFormat::kDash: return word || c == '-' || c == '.';
    case SecretFormat::kAny: return true;
  }
  return false;
}

Secret published_in(std::string_view line) {
  for (const SecretFormat& format : kSecrets) {
    for (size_t at = line.find(format.prefix); at != line.npos; at = line.find(format.prefix, at + 1)) {
      // In the middle of a word it is something else.
      if (at > 0 && format.length > 0 && in_alphabet(line[at - 1], SecretFormat::kWord)) continue;
      size_t end = at + format.prefix.size();
      while (end < line.size() && in_alphabet(line[end], format.alphabet) && format.length > 0) ++end;
      if (end - at - format.prefix.size() < format.length) continue;
      bool begins_key = format.length > 0 || line.substr(0, at).find("-----BEGIN ") != line.npos;
      if (begins_key) return {format.what, line.substr(at, end - at), true};
    }
  }
  return {};
}

// A name that a credential is given to, without '_', '-' and case, as the end of a longer one too.
struct SecretName {
  std::string_view name, what;
  size_t length;  // shorter values are none
};
constexpr SecretName kNames[] = {
    {"password", "a password", 8},        {"passwd", "a password", 8},         {"passphrase", "a password", 8},
    {"pwd", "a password", 8},             {"secretaccesskey", "a secret key", 16}, {"secretkey", "a secret key", 16},
    {"clientsecret", "a secret", 16},     {"secret", "a secret", 16},          {"apikey", "an API key", 16},
    {"accesskey", "an access key", 16},   {"privatekey", "a private key", 16}, {"authtoken", "a token", 16},
    {"accesstoken", "a token", 16},       {"token", "a token", 16},            {"connectionstring", "a credential", 24}};

bool is_name_character(char c) { return in_alphabet(c, SecretFormat::kWord) || c == '-'; }

const SecretName* secret_name(std::string_view word) {
  std::string bare;
  for (char c : to_lower(word))
    if (c != '_' && c != '-') bare += c;
  for (const SecretName& one : kNames)
    if (bare.ends_with(one.name)) return &one;
  return nullptr;
}

// Neither an example nor a place for one, nor a word of a language: letters and digits mixed, and not all alike.
bool looks_random(std::string_view value, bool quoted) {
  auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  bool mixed = std::any_of(value.begin(), value.end(), is_digit) && std::any_of(value.begin(), value.end(), is_letter);
  std::string kinds;
  for (char c : value)
    if (kinds.find(c) == kinds.npos) kinds += c;
  if (!mixed || kinds.size() < 5) return false;
  if (value.find_first_of("{}<>$()[] \t") != value.npos) return false;
  std::string lower = to_lower(value);
  // A long value with "example" in it may be a real key all the same: AWS's own samples look like that.
  for (std::string_view placeholder : {"example", "placeholder", "changeme", "your", "xxxx", "dummy"})
    if (lower.find(placeholder) != lower.npos && !(placeholder == "example" && value.size() >= 30)) return false;
  // Without quotes it may be a name in a program: those have no such signs, or parts with '_' and '.'.
  return quoted || value.find_first_of("_.") == value.npos;
}

// NAME = VALUE, NAME: VALUE, "NAME": "VALUE", --NAME=VALUE.
Secret named_in(std::string_view line) {
  for (size_t at = line.find_first_of("=:"); at != line.npos; at = line.find_first_of("=:", at + 1)) {
    size_t end = at;
    while (end > 0 && (line[end - 1] == ' ' || line[end - 1] == '\t' || line[end - 1] == ':')) --end;
    if (end > 0 && (line[end - 1] == '"' || line[end - 1] == '\'')) --end;
    size_t start = end;
    while (start > 0 && is_name_character(line[start - 1])) --start;
    const SecretName* name = secret_name(line.substr(start, end - start));
    if (!name) continue;
    size_t value = line.find_first_not_of(" \t=", at + 1);
    if (value == line.npos) continue;
    char quote = line[value];
    bool quoted = quote == '"' || quote == '\'' || quote == '`';
    if (quoted) ++value;
    size_t stop = quoted ? line.find(quote, value) : line.find_first_of(" \t,;\r", value);
    std::string_view text = line.substr(value, stop == line.npos ? stop : stop - value);
    if (text.size() < name->length || !looks_random(text, quoted)) continue;
    // AWS's own form: forty characters of base64 under that name.
    bool amazon = name->name == "secretaccesskey" && text.size() == 40 &&
                  std::all_of(text.begin(), text.end(), [](char c) {
                    return (in_alphabet(c, SecretFormat::kWord) && c != '_') || c == '/' || c == '+' || c == '=';
                  });
    return {amazon ? "an AWS secret access key" : name->what, text, amazon};
  }
  return {};
}

// What a byte may be the begin of, so that nearly all of a text is passed over: 1 a published format, 2 the sign behind a name.
const std::array<uint8_t, 256>& triggers() {
  static const std::array<uint8_t, 256> table = [] {
    std::array<uint8_t, 256> made{};
    for (const SecretFormat& format : kSecrets) made[static_cast<unsigned char>(format.prefix[0])] |= 1;
    made['='] |= 2;
    made[':'] |= 2;
    return made;
  }();
  return table;
}

bool begins_format(std::string_view text, size_t at) {
  for (const SecretFormat& format : kSecrets)
    if (text.compare(at, format.prefix.size(), format.prefix) == 0) return true;
  return false;
}

// Could a name that a credential is given to end before this sign? Cheap: nearly all say no.
bool ends_name(std::string_view text, size_t at) {
  while (at > 0 && (text[at - 1] == ' ' || text[at - 1] == '\t' || text[at - 1] == ':' || text[at - 1] == '"' || text[at - 1] == '\'')) --at;
  if (at == 0) return false;
  char last = text[at - 1] | 0x20;
  if (last != 'd' && last != 'e' && last != 't' && last != 'y' && last != 'n' && last != 'g') return false;
  size_t start = at;
  while (start > 0 && at - start < 40 && is_name_character(text[start - 1])) --start;
  return secret_name(text.substr(start, at - start)) != nullptr;
}

}  // namespace

std::vector<SecretPlace> secrets_in(std::string_view text) {
  std::vector<SecretPlace> places;
  const auto& table = triggers();
  size_t line_begin = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    uint8_t trigger = table[static_cast<unsigned char>(text[i])];
    if (trigger == 0) continue;
    bool likely = ((trigger & 1) && begins_format(text, i)) || ((trigger & 2) && ends_name(text, i));
    if (!likely) continue;
    size_t before = text.rfind('\n', i);
    line_begin = std::max(line_begin, before == text.npos ? 0 : before + 1);
    size_t line_end = std::min(text.find('\n', i), text.size());
    // A minified file is one line: what is far from here tells nothing.
    constexpr size_t kAround = 2'000;
    line_begin = std::max(line_begin, i - std::min(i, kAround));
    line_end = std::min(line_end, i + kAround);
    Secret secret = secret_in(text.substr(line_begin, line_end - line_begin));
    if (!secret.found()) continue;
    auto begin = static_cast<size_t>(secret.text.data() - text.data()), end = begin + secret.text.size();
    if (secret.what == "a private key") {
      size_t open = text.rfind("-----BEGIN ", begin), close = text.find("-----END ", end);
      if (open != text.npos && open >= line_begin) begin = open;
      // What does not close is masked to the end of its line.
      size_t close_end = close == text.npos ? close : text.find("-----", close + 9);
      end = close_end == text.npos ? line_end : close_end + 5;
    }
    places.push_back({begin, end, secret.what, secret.certain});
    line_begin = end;
    i = std::max(i, end > 0 ? end - 1 : 0);
  }
  return places;
}

Secret secret_in(std::string_view line) {
  Secret secret = published_in(line);
  return secret.found() ? secret : named_in(line);
}

}  // namespace suit
