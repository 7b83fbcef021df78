#include "propose/mechanic/phrasebook.h"

#include <algorithm>
#include <cctype>

#include "base/text.h"

namespace suit::mechanic {
namespace {

// Skips "please", "can you" and the like.
void drop_courtesy(std::vector<Token>& tokens) {
  auto is = [&](size_t i, std::string_view word) {
    return i < tokens.size() && !tokens[i].quoted && to_lower(tokens[i].text) == word;
  };
  size_t start = 0;
  if (is(0, "please")) start = 1;
  if ((is(start, "can") || is(start, "could") || is(start, "would")) && is(start + 1, "you")) start += 2;
  if (start > 0 && is(start, "please")) ++start;
  if (start > 0 && is(start, ",")) ++start;
  tokens.erase(tokens.begin(), tokens.begin() + static_cast<ptrdiff_t>(start));
  if (tokens.size() > 1 && is(tokens.size() - 1, "please")) tokens.pop_back();
  if (tokens.size() > 1 && is(tokens.size() - 1, ",")) tokens.pop_back();
}

std::string text_up_to(const std::vector<Token>& tokens, size_t count) {
  std::string text;
  for (size_t i = 0; i < count && text.size() < 200; ++i) text.append(i ? " " : "").append(tokens[i].text);
  return printable(text.substr(0, 200));
}

// The template for people: slots in capitals, no flags.
std::string readable(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '<') {
      i = text.find('>', i);
      while (!out.empty() && out.back() == ' ') out.pop_back();
    } else if (text[i] == '{') {
      size_t end = text.find('}', i);
      std::string_view name = text.substr(i + 1, end - i - 1);
      if (name.starts_with("was:")) name = "ending";
      name = name.substr(0, name.find(':'));
      if (name == "tail") {
        out += "…";
      } else if (name == "line_count") {
        out += "COUNT";
      } else if (name == "assign") {
        out += "KEY=VALUE";
      } else {
        for (char c : name) out += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
      }
      i = end;
    } else {
      out += text[i];
    }
  }
  return out;
}

}  // namespace

Phrasebook::Phrasebook(std::string_view owner, std::vector<const Wording*> wordings)
    : owner_(owner), wordings_(std::move(wordings)) {
  for (size_t i = 0; i < wordings_.size(); ++i)
    for (const Phrasing& phrasing : wordings_[i]->phrasings)
      entries_.push_back({i, &phrasing, Pattern::compile(phrasing.text, wordings_[i]->tail)});
}

Result<void> Phrasebook::check(std::string_view text) const {
  if (text.size() > kTaskTextBytesMax)
    return Error{ErrorCode::kInvalid, "the task text has " + std::to_string(text.size()) + " bytes; " +
                                          owner_ + " reads " + std::to_string(kTaskTextBytesMax)};
  if (!is_utf8(text)) return Error{ErrorCode::kInvalid, "the task text is not UTF-8"};
  for (char c : text)
    if ((static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' && c != '\r') || c == 0x7f)
      return Error{ErrorCode::kInvalid, "the task text has control characters",
                   "write them as \\t or \\n in quotes"};
  if (trim(text).empty()) return Error{ErrorCode::kInvalid, "the task text is empty"};
  return {};
}

// Finds the phrasing that matched furthest into the text; among equals the one that shares most words with
// it.
Declined Phrasebook::refusal(const std::vector<Token>& tokens) const {
  std::vector<std::string> said;
  for (size_t i = 0; i < tokens.size() && i < 200; ++i) said.push_back(to_lower(tokens[i].text));
  size_t read = 0;
  Declined declined{
      .understood = "", .nearest = std::string(entries_.front().phrasing->example), .nearness = 0};
  for (const Entry& entry : entries_) {
    const Phrasing& phrasing = *entry.phrasing;
    size_t furthest = entry.pattern.match(tokens).furthest;
    // A phrasing that opens with a slot matches any first word, which says nothing about similarity.
    bool open = phrasing.text.starts_with('[') || phrasing.text.starts_with("in {");
    if (open && furthest < 4) furthest = 0;
    size_t shared = 0;
    for (const std::string& word : plain_words(phrasing.text))
      shared += std::find(said.begin(), said.end(), word) != said.end();
    for (const std::string_view word : split(phrasing.example, ' '))
      shared += std::find(said.begin(), said.end(), word) != said.end();
    if (furthest == 1 && said.front() == "make") furthest = shared = 0;  // half of "make sure"
    constexpr size_t kWordsMax = 1000;                                   // of a phrasing and its example
    if (size_t nearness = furthest * kWordsMax + shared; nearness > declined.nearness) {
      declined.nearness = nearness;
      declined.nearest = phrasing.example;
      read = furthest;
    }
  }
  if (read == 0) {
    declined.understood = owner_ + " knows no instruction that begins like this";
  } else if (read == tokens.size()) {
    declined.understood =
        "“" + text_up_to(tokens, read) + "” was understood, but something is missing at its end";
  } else {
    declined.understood = "“" + text_up_to(tokens, read) + "” was understood, but not “" +
                          printable(tokens[read].text.substr(0, 60)) + "” after it";
  }
  return declined;
}

Result<Phrasebook::Read> Phrasebook::read(std::string_view text) const {
  RETURN_IF_ERROR(check(text));
  std::vector<std::vector<Token>> variants;
  std::optional<Error> failure;
  for (bool slashes_quote : {true, false}) {
    for (bool keep_final_period : {false, true}) {
      auto tokens = tokenize(text, {keep_final_period, slashes_quote});
      if (!tokens) {
        failure = tokens.error();
        continue;
      }
      drop_courtesy(*tokens);
      if (std::find(variants.begin(), variants.end(), *tokens) == variants.end())
        variants.push_back(std::move(*tokens));
    }
  }
  Read read;
  for (const auto& tokens : variants)
    for (const Entry& entry : entries_)
      if (Match match = entry.pattern.match(tokens); match.complete)
        read.readings.push_back({entry.wording, entry.phrasing, std::move(match)});
  if (read.readings.empty()) {
    if (failure) return *failure;
    read.declined = refusal(variants.front());
  }
  return read;
}

std::string Phrasebook::kind_of(std::string_view text) const {
  auto found = read(text);
  if (!found || found->readings.empty()) return "";
  size_t wording = found->readings.front().wording;
  for (const Reading& reading : found->readings)
    if (reading.wording != wording) return "";
  return std::string(wordings_[wording]->name);
}

std::vector<std::string> Phrasebook::examples() const {
  std::vector<std::string> texts;
  for (const Entry& entry : entries_) texts.emplace_back(entry.phrasing->example);
  return texts;
}

std::string Phrasebook::markdown() const {
  std::string out;
  for (const Wording* wording : wordings_) {
    out.append(out.empty() ? "" : "\n").append("### ").append(wording->name).append("\n\n");
    if (!wording->tail.empty())
      out.append("`…` stands for any of, in any order: `").append(readable(wording->tail)).append("`\n\n");
    for (const Phrasing& one : wording->phrasings)
      out.append("- `").append(readable(one.text)).append("`<br>\n  `").append(one.example).append("`\n");
  }
  return out;
}

}  // namespace suit::mechanic
