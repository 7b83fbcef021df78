#include "base/secret_masks.h"

#include <algorithm>
#include <optional>
#include <set>

#include "base/json.h"
#include "base/secret.h"
#include "base/text.h"

namespace suit {
namespace {

constexpr size_t kKnownBytesLeast = 8;  // a shorter one may be a word elsewhere
constexpr std::string_view kMask = "[secret ";

bool is_of_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

size_t occurrences(std::string_view text, std::string_view needle) {
  size_t count = 0;
  for (size_t at = 0; (at = text.find(needle, at)) != text.npos; at += needle.size()) ++count;
  return count;
}

// Words of a line without its masks, split at '_' and capitals.
std::set<std::string> words_beside_masks(std::string_view line) {
  std::set<std::string> words;
  std::string word;
  auto close = [&] {
    if (!word.empty()) words.insert(to_lower(word));
    word.clear();
  };
  for (size_t at = 0; at < line.size(); ++at) {
    if (line.substr(at).starts_with(kMask)) {
      close();
      at = std::min(line.find(']', at), line.size() - 1);
      continue;
    }
    char c = line[at];
    if (!is_of_word(c) || c == '_') {
      close();
      continue;
    }
    bool capital = c >= 'A' && c <= 'Z';
    if (capital && !word.empty() && !(word.back() >= 'A' && word.back() <= 'Z')) close();
    word += c;
  }
  close();
  return words;
}

// Is one a changed version of the other? Both contain half of the words of the longer one.
bool may_become(std::string_view old_line, std::string_view new_line) {
  if (trim(old_line) == trim(new_line)) return true;
  std::set<std::string> before = words_beside_masks(old_line), after = words_beside_masks(new_line);
  size_t common = 0;
  for (const std::string& word : before) common += after.contains(word);
  return common * 2 >= std::max(before.size(), after.size());
}

void mask_texts(Json& json, SecretMasks& masks, bool& changed) {
  if (json.is_string()) {
    std::string& text = json.get_ref<std::string&>();
    std::string masked = masks.masked(text);
    changed |= masked != text;
    text = std::move(masked);
  } else if (json.is_structured()) {
    for (Json& one : json) mask_texts(one, masks, changed);
  }
}

}  // namespace

const SecretMasks::Known& SecretMasks::known_as(std::string_view secret, std::string_view what,
                                                const std::vector<std::string_view>& lines) {
  auto [at, is_new] = by_text_.emplace(std::string(secret), secrets_.size());
  if (is_new) {
    std::string number = std::to_string(secrets_.size() + 1);
    Known known{what, {}};
    for (size_t i = 0; i < lines.size(); ++i)
      known.lines.push_back({std::string(kMask) + number +
                                 (i == 0 ? ": " + std::string(what) : ", line " + std::to_string(i + 1)) +
                                 "]",
                             std::string(lines[i])});
    secrets_.push_back(std::move(known));
  }
  return secrets_[at->second];
}

// A known secret is masked wherever it is a word of its own.
std::string SecretMasks::with_known(std::string text) const {
  for (const Known& known : secrets_)
    for (const Line& line : known.lines) {
      // The start and end lines are the same for every key.
      if (line.text.size() < kKnownBytesLeast || line.text.starts_with("----")) continue;
      for (size_t at = 0; (at = text.find(line.text, at)) != text.npos;) {
        size_t end = at + line.text.size();
        if ((at > 0 && is_of_word(text[at - 1]) && is_of_word(text[at])) ||
            (end < text.size() && is_of_word(text[end]) && is_of_word(text[end - 1]))) {
          ++at;
          continue;
        }
        text.replace(at, line.text.size(), line.mask);
        at += line.mask.size();
      }
    }
  return text;
}

std::string SecretMasks::masked(std::string_view text) {
  std::string out;
  size_t at = 0;
  for (const SecretPlace& place : secrets_in(text)) {
    std::vector<TextPiece> pieces = place.lines;
    if (pieces.empty()) pieces.push_back({place.begin, place.end});
    std::vector<std::string_view> lines;
    for (const TextPiece& piece : pieces) lines.push_back(text.substr(piece.begin, piece.end - piece.begin));
    const Known& known = known_as(text.substr(place.begin, place.end - place.begin), place.what, lines);
    for (size_t i = 0; i < pieces.size(); ++i) {
      out.append(text.substr(at, pieces[i].begin - at)).append(known.lines[i].mask);
      at = pieces[i].end;
    }
  }
  out.append(text.substr(at));
  return secrets_.empty() ? out : with_known(std::move(out));
}

std::string SecretMasks::masked_json(std::string_view json) {
  auto parsed = parse_json(json);
  if (!parsed) return masked(json);
  bool changed = false;
  mask_texts(*parsed, *this, changed);
  // A name with its value identifies more than the value alone.
  return masked(changed ? to_text(*parsed) : std::string(json));
}

Result<std::string> SecretMasks::unmasked(std::string_view path,
                                          const std::vector<std::string_view>& versions,
                                          std::string_view content) {
  if (content.find(kMask) == content.npos) return std::string(content);
  std::vector<std::string> masked_versions;
  std::set<std::string_view> literal;  // lines of the file with text that looks like a mask
  for (std::string_view version : versions) {
    masked_versions.push_back(masked(version));
    if (version.find(kMask) == version.npos) continue;
    for (std::string_view line : split_lines(version))
      if (line.find(kMask) != line.npos) literal.insert(without_terminator(line));
  }
  auto refused = [&](std::string_view mask, const std::string& why) {
    return Error{ErrorCode::kDenied, printable(path) + ": " + std::string(mask) + " " + why,
                 "a mask stands for a secret, which is put back only in its own file, on its own line; leave "
                 "that line as it is, or write code that reads the value from where it is"};
  };
  std::string out;
  for (std::string_view line : split_lines(content)) {
    std::string text(line);
    if (line.find(kMask) != line.npos && !literal.contains(without_terminator(line))) {
      for (const Known& known : secrets_)
        for (const Line& one : known.lines) {
          if (text.find(one.mask) == text.npos) continue;
          bool stood =
              std::any_of(masked_versions.begin(), masked_versions.end(), [&](const std::string& version) {
                for (std::string_view old : split_lines(version))
                  if (old.find(one.mask) != old.npos &&
                      may_become(without_terminator(old), without_terminator(line)))
                    return true;
                return false;
              });
          if (!stood) return refused(one.mask, "does not stand for a secret of that line");
          for (size_t at = 0; (at = text.find(one.mask, at)) != text.npos; at += one.text.size())
            text.replace(at, one.mask.size(), one.text);
        }
      // A misspelt mask would replace the secret.
      for (size_t at = 0; (at = text.find(kMask, at)) != text.npos; ++at) {
        size_t digits = at + kMask.size(), end = digits;
        while (end < text.size() && text[end] >= '0' && text[end] <= '9') ++end;
        size_t number = end > digits && end - digits < 6
                            ? static_cast<size_t>(std::stoul(text.substr(digits, end - digits)))
                            : 0;
        if (number >= 1 && number <= secrets_.size())
          return refused(text.substr(at, std::min(text.find(']', at), text.size() - 1) + 1 - at),
                         "is not written as it was given: " + secrets_[number - 1].lines[0].mask);
      }
    }
    out += text;
  }
  for (const Known& known : secrets_)
    for (const Line& one : known.lines) {
      size_t now = occurrences(content, one.mask), before = 0;
      for (const std::string& version : masked_versions)
        before = std::max(before, occurrences(version, one.mask));
      if (now > before) return refused(one.mask, "stands more often than the secret did");
    }
  return out;
}

}  // namespace suit
