#include "propose/answer/citation.h"

#include <algorithm>
#include <optional>
#include <set>

#include "base/text.h"
#include "search/words.h"

namespace suit {
namespace {

constexpr size_t kQuoteBytesLeast = 8;
constexpr size_t kLinesRound = 2;  // of the quote: context for the claim

// A text normalized for comparison: lower case, single blanks, no comment markers, straight quotation marks;
// with each byte's position in the original.
struct Plain {
  std::string text;
  std::vector<size_t> origin;

  explicit Plain(std::string_view original) {
    bool line_start = true, blank = false;
    for (size_t i = 0; i < original.size();) {
      auto c = static_cast<unsigned char>(original[i]);
      if (c <= ' ') {
        line_start |= c == '\n';
        blank = true;
        ++i;
        continue;
      }
      if (line_start && (c == '/' || c == '#' || c == '*' || c == ';' || c == '>' || c == '-')) {
        ++i;
        continue;
      }
      line_start = false;
      if (blank && !text.empty()) add(' ', i);
      blank = false;
      size_t length = std::max<size_t>(1, utf8_length(original.substr(i)));
      std::string_view one = original.substr(i, length);
      if (one == "“" || one == "”" || one == "„" || one == "«" || one == "»" || one == "\"" || one == "`") {
        add('"', i);
      } else if (one == "‘" || one == "’") {
        add('\'', i);
      } else if (one == "–" || one == "—" || one == "‐" || one == "‑") {
        add('-', i);
      } else if (one == "*" || one == "\\") {
        // Markdown emphasis and escapes, which quotes often omit
      } else {
        for (size_t k = 0; k < length; ++k)
          add('A' <= one[k] && one[k] <= 'Z' ? static_cast<char>(one[k] | 0x20) : one[k], i + k);
      }
      i += length;
    }
  }

 private:
  void add(char c, size_t at) {
    text += c;
    origin.push_back(at);
  }
};

// The parts of a quote between its omissions.
std::vector<std::string> parts_of(std::string_view quote) {
  std::string text(quote);
  for (size_t at = text.find("…"); at != text.npos; at = text.find("…", at)) text.replace(at, 3, "...");
  std::vector<std::string> parts;
  for (size_t at = 0; at <= text.size();) {
    size_t end = std::min(text.find("...", at), text.size());
    std::string part = Plain(std::string_view(text).substr(at, end - at)).text;
    while (!part.empty() &&
           (part.back() == '.' || part.back() == ',' || part.back() == '"' || part.back() == ' '))
      part.pop_back();
    size_t begin = part.find_first_not_of("\" ");
    if (begin != part.npos) parts.push_back(part.substr(begin));
    at = end + 3;
  }
  return parts;
}

struct Span {
  size_t begin = 0, end = 0;
};

std::optional<Span> find_quote(const Plain& plain, const std::vector<std::string>& parts) {
  std::optional<Span> span;
  size_t at = 0;
  for (const std::string& part : parts) {
    size_t found = plain.text.find(part, at);
    if (found == plain.text.npos) return std::nullopt;
    at = found + part.size();
    span = {span ? span->begin : plain.origin[found], plain.origin[at - 1] + 1};
  }
  return span;
}

std::set<std::string> words_in(std::string_view text) {
  std::set<std::string> words;
  std::string part;
  for_each_identifier(text, [&](std::string_view identifier) {
    for_each_word(identifier, part, [&](const std::string& word) { words.insert(word); });
  });
  return words;
}

// Numbers, identifiers and words in code marks, which a claim must not invent. In lower case.
std::vector<std::string> names_in(std::string_view claim) {
  std::vector<std::string> names;
  bool in_code = false;
  size_t checked = 0;
  for_each_identifier(claim, [&](std::string_view identifier) {
    size_t at = static_cast<size_t>(identifier.data() - claim.data());
    for (; checked < at; ++checked) in_code ^= claim[checked] == '`';
    bool digit =
        std::any_of(identifier.begin(), identifier.end(), [](char c) { return c >= '0' && c <= '9'; });
    bool inner_capital =
        std::any_of(identifier.begin() + 1, identifier.end(), [](char c) { return c >= 'A' && c <= 'Z'; }) &&
        std::any_of(identifier.begin(), identifier.end(), [](char c) { return c >= 'a' && c <= 'z'; });
    bool joined = identifier.find('_') != identifier.npos;
    if (digit || inner_capital || joined || in_code) names.push_back(to_lower(identifier));
  });
  return names;
}

// The span with some lines around it.
std::string_view with_lines_round(std::string_view text, Span span) {
  size_t begin = span.begin, end = span.end;
  for (size_t lines = 0; begin > 0; --begin)
    if (text[begin - 1] == '\n' && lines++ == kLinesRound) break;
  for (size_t lines = 0; end < text.size(); ++end)
    if (text[end] == '\n' && lines++ == kLinesRound) break;
  return text.substr(begin, end - begin);
}

// "" if the quote supports the claim, else the reason.
std::string why_not(const StatedClaim& claim, const Source& source, Span span,
                    const std::set<std::string>& question) {
  std::vector<std::string> words = question_words(claim.text);
  std::set<std::string> quoted =
      words_in(std::string_view(source.text).substr(span.begin, span.end - span.begin));
  std::set<std::string> round = words_in(with_lines_round(source.text, span)), place = words_in(source.place);
  auto held = static_cast<size_t>(std::count_if(words.begin(), words.end(), [&](const std::string& word) {
    return round.contains(word) || place.contains(word);
  }));
  bool touches =
      std::any_of(words.begin(), words.end(), [&](const std::string& word) { return quoted.contains(word); });
  if (words.empty() || !touches || held * 2 < words.size()) return "what it quotes has little to do with it";
  std::string passage = to_lower(source.text), asked;
  for (const std::string& name : names_in(claim.text)) {
    bool known = passage.find(name) != passage.npos || to_lower(source.place).find(name) != std::string::npos;
    for (const std::string& part : words_in(name))
      known |= question.contains(part) && words_in(name).size() == 1;
    if (!known) return "it names " + name + ", which is not in what it quotes";
  }
  return "";
}

size_t line_of(const Source& source, size_t at) {
  return source.first_line +
         static_cast<size_t>(
             std::count(source.text.begin(), source.text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
}

}  // namespace

CheckedClaims check_claims(const std::vector<StatedClaim>& stated, const std::vector<Source>& sources,
                           std::string_view question) {
  std::vector<Plain> plain;
  for (const Source& source : sources) plain.emplace_back(source.text);
  std::set<std::string> asked = words_in(question);
  CheckedClaims checked;
  for (const StatedClaim& claim : stated) {
    std::string text(trim(claim.text));
    if (text.empty()) continue;
    std::vector<std::string> parts = parts_of(claim.quote);
    size_t bytes = 0;
    for (const std::string& part : parts) bytes += part.size();
    if (bytes < kQuoteBytesLeast) {
      checked.removed.push_back(
          {text, parts.empty() ? "it quotes nothing" : "its quote is too short to say anything"});
      continue;
    }
    std::optional<Span> span;
    size_t found = claim.source;
    if (claim.source < sources.size()) span = find_quote(plain[claim.source], parts);
    for (size_t i = 0; i < sources.size() && !span; ++i)
      if ((span = find_quote(plain[i], parts))) found = i;
    if (!span) {
      checked.removed.push_back({text, "its quote is nowhere in the sources"});
      continue;
    }
    if (std::string why = why_not(claim, sources[found], *span, asked); !why.empty()) {
      checked.removed.push_back({text, why});
      continue;
    }
    checked.kept.push_back({text, found, line_of(sources[found], span->begin),
                            line_of(sources[found], span->end - 1),
                            sources[found].text.substr(span->begin, span->end - span->begin)});
  }
  return checked;
}

}  // namespace suit
