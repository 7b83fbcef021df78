#include "base/secret.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/secret_context.h"
#include "base/secret_formats.h"
#include "base/secret_key_block.h"
#include "base/secret_value.h"
#include "base/text.h"

namespace suit {
namespace {

constexpr std::array<bool, 256> kWordCharacters = [] {
  std::array<bool, 256> table{};
  for (size_t c = 0; c < 256; ++c)
    table[c] = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
  return table;
}();
bool is_word(char c) {
  return kWordCharacters[static_cast<unsigned char>(c)];
}
bool is_decimal(char c) {
  return c >= '0' && c <= '9';
}

// Within a word a prefix does not count; an escape such as "\n" or "%22" is not part of the word.
bool begins_word(std::string_view text, size_t at) {
  if (at == 0 || !is_word(text[at - 1])) return true;
  if (at >= 2 && text[at - 2] == '\\')
    return std::string_view("nrt").find(text[at - 1]) != std::string_view::npos;
  return at >= 3 && text[at - 3] == '%';
}

bool ends_word(std::string_view text, size_t end) {
  return end >= text.size() || !is_word(text[end]);
}

size_t run_from(std::string_view text, size_t at, SecretAlphabet alphabet, size_t most = 4'000) {
  size_t end = at;
  while (end < text.size() && end - at < most && in_alphabet(text[end], alphabet)) ++end;
  return end;
}

size_t run_before(std::string_view text, size_t at, SecretAlphabet alphabet, size_t most) {
  size_t begin = at;
  while (begin > 0 && at - begin < most && in_alphabet(text[begin - 1], alphabet)) --begin;
  bool escape = begin > 0 && text[begin - 1] == '\\' && begin < at &&
                std::string_view("nrt").find(text[begin]) != std::string_view::npos;
  return escape ? begin + 1 : begin;
}

bool has_letter_and_digit(std::string_view text) {
  return std::any_of(text.begin(), text.end(), is_decimal) &&
         std::any_of(text.begin(), text.end(), [](char c) { return !is_decimal(c) && c != '_' && c != '-'; });
}

Secret found(std::string_view what, std::string_view text, size_t begin, size_t end, bool certain = true) {
  return {what, text.substr(begin, end - begin), certain};
}

// Formats with a prefix.
Secret prefixed_at(std::string_view text, size_t at, const SecretFormat& format) {
  size_t last = at + format.prefix.size() - 1;
  if (last >= text.size() || text[last] != format.prefix.back() ||
      text.compare(at, format.prefix.size(), format.prefix) != 0)
    return {};
  size_t begin = at + format.prefix.size(),
         end = run_from(text, begin, format.alphabet, format.most + size_t{1});
  while (end > begin &&
         (text[end - 1] == '.' || (format.alphabet == SecretAlphabet::kPath && text[end - 1] == ',')))
    --end;
  if (end - begin < format.least || end - begin > format.most || !ends_word(text, end)) return {};
  std::string_view body = text.substr(begin, end - begin);
  bool mixed = format.alphabet == SecretAlphabet::kMixed || format.alphabet == SecretAlphabet::kMixedWord;
  if (mixed && !has_letter_and_digit(body)) return {};
  // "ghp_xxxxxxxx…" in documentation.
  if (body.find_first_not_of("xX*.-_0") == body.npos) return {};
  return found(format.what, text, at, end);
}

// Three parts of base64; the first two start with a brace and a quote.
Secret web_token_at(std::string_view text, size_t at) {
  if (at > 0 && (text[at - 1] == '-' || text[at - 1] == '.')) return {};
  size_t head = run_from(text, at, SecretAlphabet::kDash);
  if (head - at < 12 || text.compare(head, 4, ".eyJ") != 0) return {};
  size_t claims = run_from(text, head + 1, SecretAlphabet::kDash);
  if (claims >= text.size() || text[claims] != '.' || claims - head < 12) return {};
  size_t end = run_from(text, claims + 1, SecretAlphabet::kDash);
  return end - claims > 16 ? found("a JSON Web Token", text, at, end, false) : Secret();
}

// The account's number in base64, six characters, at least twenty-seven.
Secret discord_token_at(std::string_view text, size_t at) {
  size_t id = run_from(text, at, SecretAlphabet::kDash, 40);
  if (id - at < 23 || id - at > 28 || id >= text.size() || text[id] != '.') return {};
  size_t time = run_from(text, id + 1, SecretAlphabet::kDash, 8);
  if (time - id != 7 || time >= text.size() || text[time] != '.') return {};
  size_t end = run_from(text, time + 1, SecretAlphabet::kDash, 60);
  return end - time >= 28 && end - time <= 45 && ends_word(text, end)
             ? found("a Discord token", text, at, end)
             : Secret();
}

// 8 to 10 digits, a colon, 35 characters that begin with AA.
Secret telegram_token_at(std::string_view text, size_t at) {
  if (text.compare(at, 3, ":AA") != 0) return {};
  size_t begin = at, end = run_from(text, at + 1, SecretAlphabet::kDash, 40);
  while (begin > 0 && is_decimal(text[begin - 1]) && at - begin < 12) --begin;
  bool starts = begins_word(text, begin) || text.substr(0, begin).ends_with("bot");
  return at - begin >= 8 && at - begin <= 10 && end - at == 36 && starts
             ? found("a Telegram token", text, begin, end)
             : Secret();
}

// Three characters, a digit, "Q~", 31 to 34 characters.
Secret azure_secret_at(std::string_view text, size_t at) {
  if (at < 4 || text.compare(at, 2, "Q~") != 0 || !is_decimal(text[at - 1])) return {};
  size_t end = at + 2, begin = at - 4;
  while (end < text.size() && (in_alphabet(text[end], SecretAlphabet::kDot) || text[end] == '~')) ++end;
  while (end > at && text[end - 1] == '.') --end;
  bool plain =
      std::all_of(text.begin() + static_cast<ptrdiff_t>(begin), text.begin() + static_cast<ptrdiff_t>(at),
                  [](char c) { return in_alphabet(c, SecretAlphabet::kDot) || c == '~'; });
  return plain && end - at >= 33 && end - at <= 36 && begins_word(text, begin)
             ? found("an Azure client secret", text, begin, end)
             : Secret();
}

// Recognizable keys of Microsoft: 52 characters, "JQQJ99", 26 to 30 with the service's four letters.
Secret microsoft_key_at(std::string_view text, size_t at) {
  if (text.compare(at, 6, "JQQJ99") != 0) return {};
  size_t begin = run_before(text, at, SecretAlphabet::kBase64, 60),
         end = run_from(text, at, SecretAlphabet::kBase64, 60);
  return at - begin >= 52 && end - at >= 32 ? found("an Azure key", text, begin, end) : Secret();
}

// Fourteen characters, ".atlasv1.", sixty or more.
Secret terraform_token_at(std::string_view text, size_t at) {
  if (text.compare(at, 9, ".atlasv1.") != 0) return {};
  size_t begin = run_before(text, at, SecretAlphabet::kAlnum, 20),
         end = run_from(text, at + 9, SecretAlphabet::kDash, 80);
  return at - begin == 14 && end - at >= 69 ? found("a Terraform token", text, begin, end) : Secret();
}

// Thirty-two hexadecimal digits, "-us" and one or two digits.
Secret mailchimp_key_at(std::string_view text, size_t at) {
  if (text.compare(at, 3, "-us") != 0) return {};
  size_t begin = run_before(text, at, SecretAlphabet::kHex, 40), end = at + 3;
  while (end < text.size() && is_decimal(text[end])) ++end;
  return at - begin == 32 && end > at + 3 && end <= at + 5 && ends_word(text, end) && begins_word(text, begin)
             ? found("a Mailchimp key", text, begin, end)
             : Secret();
}

// A private key in PEM, base64-encoded again, as in kubeconfig.
Secret packed_key_at(std::string_view text, size_t at) {
  if (text.compare(at, 14, "LS0tLS1CRUdJTi") != 0 || text.compare(at + 14, 6, "BDRVJU") == 0) return {};
  size_t end = run_from(text, at, SecretAlphabet::kBase64, 20'000);
  return end - at >= 120 ? found("a private key", text, at, end) : Secret();
}

struct Shape {
  std::string_view begin;  // two bytes
  Secret (*at)(std::string_view text, size_t at);
  bool begins_word;
};
constexpr Shape kShapes[] = {
    {"ey", web_token_at, true},          {"MD", discord_token_at, true},
    {"MT", discord_token_at, true},      {"Mj", discord_token_at, true},
    {"Mz", discord_token_at, true},      {"ND", discord_token_at, true},
    {"NT", discord_token_at, true},      {"Nj", discord_token_at, true},
    {"Nz", discord_token_at, true},      {"OD", discord_token_at, true},
    {"OT", discord_token_at, true},      {":A", telegram_token_at, false},
    {"Q~", azure_secret_at, false},      {"JQ", microsoft_key_at, false},
    {".a", terraform_token_at, false},   {"-u", mailchimp_key_at, false},
    {"LS", packed_key_at, true},         {"//", address_secret_at, false},
    {"pa", password_word_at, true},      {"PA", password_word_at, true},
    {"Be", authorization_word_at, true}, {"Ba", authorization_word_at, true},
    {"-u", user_option_at, false},       {"',", defined_at, false},
    {"\",", defined_at, false},          {"BY", identified_by_at, true},
    {"by", identified_by_at, true},      {"--", option_at, false},
    {"-p", password_option_at, false},   {"#d", macro_at, false},
};

size_t pair_of(std::string_view text, size_t at) {
  return static_cast<unsigned char>(text[at]) |
         (at + 1 < text.size() ? static_cast<size_t>(static_cast<unsigned char>(text[at + 1])) << 8 : 0u);
}

// Possible starts by two bytes, within a word and elsewhere, so that most of a text is skipped.
class Triggers {
 public:
  static constexpr uint16_t kSign = 1, kElement = 2, kKey = 4, kEscape = 8, kBucketShift = 4;

  Triggers() : table_(2 << 16) {
    buckets_.emplace_back();
    for (const SecretFormat& format : secret_formats()) bucket(format.prefix).formats.push_back(&format);
    for (const Shape& shape : kShapes) bucket(shape.begin).shapes.push_back(&shape);
    for (Bucket& one : buckets_)  // the longer prefix is more specific
      std::stable_sort(one.formats.begin(), one.formats.end(),
                       [](auto* a, auto* b) { return a->prefix.size() > b->prefix.size(); });
    for (size_t second = 0; second < 256; ++second) {
      table_['=' | second << 8] |= kSign;
      if (second != ':' && second != '=' && second != '/') table_[':' | second << 8] |= kSign;
      if (second > ' ' && second != '>' && second != ';' && second != ')' && second != '(')
        table_['>' | second << 8] |= kElement;
      if (second >= '0' && second <= '7') table_['%' | second << 8] |= kEscape;
    }
    for (std::string_view begin : {"PR", "Pr", "St"}) table_[pair_of(begin, 0)] |= kKey;
    for (std::string_view begin : {"\\n", "\\r", "\\t"}) table_[pair_of(begin, 0)] |= kEscape;
    for (size_t pair = 0; pair < 1 << 16; ++pair) {
      const Bucket& one = buckets_[table_[pair] >> kBucketShift];
      bool anywhere =
          std::any_of(one.shapes.begin(), one.shapes.end(), [](auto* shape) { return !shape->begins_word; });
      table_[pair | 1 << 16] =
          static_cast<uint16_t>(anywhere ? table_[pair] : table_[pair] & ((1 << kBucketShift) - 1));
    }
  }

  struct Bucket {
    std::vector<const SecretFormat*> formats;
    std::vector<const Shape*> shapes;
  };
  uint16_t of(std::string_view text, size_t at, bool in_word) const {
    return table_[pair_of(text, at) | static_cast<size_t>(in_word) << 16];
  }
  const Bucket* bucket_of(uint16_t trigger) const {
    return trigger >> kBucketShift ? &buckets_[trigger >> kBucketShift] : nullptr;
  }

 private:
  Bucket& bucket(std::string_view begin) {
    uint16_t& entry = table_[pair_of(begin, 0)];
    if (!(entry >> kBucketShift)) {
      entry = static_cast<uint16_t>(buckets_.size() << kBucketShift);
      buckets_.emplace_back();
    }
    return buckets_[entry >> kBucketShift];
  }

  std::vector<uint16_t> table_;
  std::vector<Bucket> buckets_;
};

const Triggers& triggers() {
  static const Triggers made;
  return made;
}

Secret published_at(std::string_view text, size_t at, const Triggers::Bucket& bucket) {
  bool begins = begins_word(text, at);
  if (begins)
    for (const SecretFormat* format : bucket.formats)
      if (Secret secret = prefixed_at(text, at, *format); secret.found()) return secret;
  for (const Shape* shape : bucket.shapes)
    if (begins || !shape->begins_word)
      if (Secret secret = shape->at(text, at); secret.found()) return secret;
  return {};
}

}  // namespace

std::vector<SecretPlace> secrets_in(std::string_view text) {
  std::vector<SecretPlace> places;
  const Triggers& table = triggers();
  for (size_t i = 0; i < text.size(); ++i) {
    uint16_t trigger = table.of(text, i, i > 0 && is_word(text[i - 1]));
    if (trigger == 0) continue;
    if (trigger & Triggers::kKey) {
      auto key = key_block_at(text, i);
      if (key && (places.empty() || places.back().end <= key->begin)) {
        i = key->end - 1;
        places.push_back(std::move(*key));
        continue;
      }
    }
    Secret secret;
    if (const Triggers::Bucket* bucket = table.bucket_of(trigger)) secret = published_at(text, i, *bucket);
    if (size_t behind = i + (text[i] == '%' ? 3 : 2); (trigger & Triggers::kEscape) && behind < text.size())
      if (const Triggers::Bucket* bucket = table.bucket_of(table.of(text, behind, false)))
        secret = published_at(text, behind, *bucket);
    if (!secret.found() && (trigger & (Triggers::kSign | Triggers::kElement))) {
      if (trigger & Triggers::kElement) secret = element_secret_at(text, i);
      if (trigger & Triggers::kSign) secret = named_secret_at(text, i);
      if (!secret.found() && text[i] == ':') secret = pgpass_secret_at(text, i);
      // A published format is more exact.
      if (secret.found() && !secret.certain)
        if (Secret exact = secret_in(secret.text); exact.certain || exact.text == secret.text) secret = exact;
    }
    if (!secret.found()) continue;
    auto begin = static_cast<size_t>(secret.text.data() - text.data()), end = begin + secret.text.size();
    if (!places.empty() && places.back().end > begin) continue;
    places.push_back({.begin = begin, .end = end, .what = secret.what, .certain = secret.certain});
    i = std::max(i, end - 1);
  }
  return places;
}

Secret secret_in(std::string_view line) {
  Secret first;
  for (const SecretPlace& place : secrets_in(line)) {
    Secret one{place.what, line.substr(place.begin, place.end - place.begin), place.certain};
    if (one.certain) return one;
    if (!first.found()) first = one;
  }
  if (is_key_begin(line)) return {"a private key", trim(line), true};
  return first;
}

std::string with_masks(std::string_view text, const std::vector<SecretPlace>& places) {
  std::string out;
  size_t at = 0;
  for (const SecretPlace& place : places) {
    std::vector<TextPiece> whole = {{place.begin, place.end}};
    const std::vector<TextPiece>& pieces = place.lines.empty() ? whole : place.lines;
    for (const TextPiece& piece : pieces) {
      out.append(text.substr(at, piece.begin - at)).append("[masked");
      if (&piece == &pieces.front()) out.append(": ").append(place.what);
      out += ']';
      at = piece.end;
    }
  }
  return out.append(text.substr(at));
}

std::string without_secrets(std::string_view text, size_t* count) {
  std::vector<SecretPlace> places = secrets_in(text);
  if (count) *count += places.size();
  return with_masks(text, places);
}

}  // namespace suit
