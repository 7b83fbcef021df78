#include "base/secret.h"

#include <algorithm>
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

// One that begins just there.
Secret published_at(std::string_view text, size_t at) {
  for (const SecretFormat& format : kSecrets) {
    if (text.compare(at, format.prefix.size(), format.prefix) != 0) continue;
    // In the middle of a word it is something else.
    if (at > 0 && format.length > 0 && in_alphabet(text[at - 1], SecretFormat::kWord)) continue;
    size_t end = at + format.prefix.size();
    while (end < text.size() && in_alphabet(text[end], format.alphabet) && format.length > 0) ++end;
    if (end - at - format.prefix.size() < format.length) continue;
    constexpr size_t kKindBytesMax = 40;  // "-----BEGIN OPENSSH PRIVATE KEY-----"
    size_t begin = at - std::min(at, kKindBytesMax);
    bool begins_key = format.length > 0 || text.substr(begin, at - begin).find("-----BEGIN ") != text.npos;
    if (begins_key) return {format.what, text.substr(at, end - at), true};
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

uint32_t pair_of(std::string_view text, size_t at) {
  return static_cast<unsigned char>(text[at]) | static_cast<uint32_t>(at + 1 < text.size() ? static_cast<unsigned char>(text[at + 1]) : 0u) << 8;
}

// NAME = VALUE, NAME: VALUE, "NAME": "VALUE", --NAME=VALUE; `at` is the place of the sign, in a line.
Secret named_at(std::string_view line, size_t at) {
  constexpr size_t kBlanksMax = 40, kNameBytesMax = 80;
  size_t end = at, least = at - std::min(at, kBlanksMax);
  while (end > least && (line[end - 1] == ' ' || line[end - 1] == '\t' || line[end - 1] == ':')) --end;
  if (end > least && (line[end - 1] == '"' || line[end - 1] == '\'')) --end;
  if (end == 0) return {};
  // Cheap: nearly all say no.
  char last = static_cast<char>(line[end - 1] | 0x20);
  if (last != 'd' && last != 'e' && last != 't' && last != 'y' && last != 'n' && last != 'g') return {};
  size_t start = end;
  while (start > 0 && end - start < kNameBytesMax && is_name_character(line[start - 1])) --start;
  const SecretName* name = secret_name(line.substr(start, end - start));
  if (!name) return {};
  size_t value = line.find_first_not_of(" \t=", at + 1);
  if (value == line.npos) return {};
  char quote = line[value];
  bool quoted = quote == '"' || quote == '\'' || quote == '`';
  if (quoted) ++value;
  size_t stop = quoted ? line.find(quote, value) : line.find_first_of(" \t,;\r", value);
  std::string_view text = line.substr(value, stop == line.npos ? stop : stop - value);
  if (text.size() < name->length || !looks_random(text, quoted)) return {};
  // AWS's own form: forty characters of base64 under that name.
  bool amazon = name->name == "secretaccesskey" && text.size() == 40 &&
                std::all_of(text.begin(), text.end(), [](char c) {
                  return (in_alphabet(c, SecretFormat::kWord) && c != '_') || c == '/' || c == '+' || c == '=';
                });
  return {amazon ? "an AWS secret access key" : name->what, text, amazon};
}

// What two bytes may be the begin of, so that nearly all of a text is passed over: 1 a published format, 2 the sign behind a name.
const std::vector<uint8_t>& triggers() {
  static const std::vector<uint8_t> table = [] {
    std::vector<uint8_t> made(1 << 16);
    for (const SecretFormat& format : kSecrets) made[pair_of(format.prefix, 0)] |= 1;
    for (uint32_t second = 0; second < 256; ++second)
      for (char sign : {'=', ':'}) made[static_cast<unsigned char>(sign) | second << 8] |= 2;
    return made;
  }();
  return table;
}

}  // namespace

std::vector<SecretPlace> secrets_in(std::string_view text) {
  constexpr size_t kLineBytesMax = 2'000;  // behind a sign: a minified file is one line
  std::vector<SecretPlace> places;
  const auto& table = triggers();
  for (size_t i = 0; i < text.size(); ++i) {
    uint8_t trigger = table[pair_of(text, i)];
    if (trigger == 0) continue;
    Secret secret = trigger & 1 ? published_at(text, i) : Secret();
    if (!secret.found() && (trigger & 2)) {
      std::string_view after = text.substr(i, kLineBytesMax);
      secret = named_at(text.substr(0, i + std::min(after.find('\n'), after.size())), i);
      // What a published format says of it is more exact.
      if (secret.found())
        if (Secret exact = secret_in(secret.text); exact.certain) secret = exact;
    }
    if (!secret.found()) continue;
    auto begin = static_cast<size_t>(secret.text.data() - text.data()), end = begin + secret.text.size();
    if (secret.what == "a private key") {
      size_t open = text.rfind("-----BEGIN ", begin), close = text.find("-----END ", end);
      size_t close_end = close == text.npos ? close : text.find("-----", close + 9);
      begin = open;
      // What does not close is masked to the end of its line.
      end = close_end == text.npos ? std::min(text.find('\n', end), text.size()) : close_end + 5;
    }
    places.push_back({begin, end, secret.what, secret.certain});
    i = end - 1;
  }
  return places;
}

Secret secret_in(std::string_view line) {
  for (int wanted : {1, 2})
    for (size_t at = 0; at < line.size(); ++at) {
      if (!(triggers()[pair_of(line, at)] & wanted)) continue;
      if (Secret secret = wanted == 1 ? published_at(line, at) : named_at(line, at); secret.found()) return secret;
    }
  return {};
}

}  // namespace suit
