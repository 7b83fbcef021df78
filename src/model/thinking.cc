#include "model/thinking.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/json.h"
#include "base/text.h"

namespace suit {
namespace {

constexpr size_t kTagBytesMax = 160;

enum class TagKind {
  kOpen,     // thinking begins
  kClose,    // thinking ends
  kChannel,  // harmony: a message that is not the answer begins
  kFinal,    // harmony: the answer begins
  kEnd,      // harmony: a message ends
  kFrame,    // surrounds the answer, without meaning
};

struct Tag {
  TagKind kind = TagKind::kOpen;
  size_t begin = 0, end = 0;
  bool in_code = false;
  bool is_mention = false;  // a word of a sentence, between blanks or punctuation, or part of a name
};

// Marks that are single tokens of a vocabulary, as in their makers' templates.
struct Literal {
  std::string_view text;
  TagKind kind;
};
constexpr auto kLiterals = std::to_array<Literal>({
    {"<|channel>thought", TagKind::kOpen},
    {"<channel|>", TagKind::kClose},
    {"<unused94>", TagKind::kOpen},
    {"<unused95>", TagKind::kClose},
    {"[unused16]", TagKind::kOpen},
    {"[unused17]", TagKind::kClose},
    {"<|inner_prefix|>", TagKind::kOpen},
    {"<|inner_suffix|>", TagKind::kClose},
    {"<|begin_of_solution|>", TagKind::kFrame},
    {"<|end_of_solution|>", TagKind::kFrame},
    {"<|START_RESPONSE|>", TagKind::kFrame},
    {"<|END_RESPONSE|>", TagKind::kFrame},
    {"<|end|>", TagKind::kEnd},
    {"<|return|>", TagKind::kEnd},
    {"<|call|>", TagKind::kEnd},
});

bool is_thinking_name(std::string_view name) {
  constexpr auto kNames = std::to_array<std::string_view>(
      {"think", "thinking", "thought", "thoughts", "thought_process", "reasoning", "reflection", "analysis",
       "scratchpad", "inner_thoughts", "inner_monologue", "chain_of_thought", "cot", "deliberation"});
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

bool is_name_byte(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-' || c == ':';
}

// "seed:think" → "think"; "Chain-of-Thought" → "chain_of_thought".
std::string plain_name(std::string_view name) {
  if (size_t colon = name.rfind(':'); colon != name.npos) name.remove_prefix(colon + 1);
  std::string plain = to_lower(name);
  std::replace(plain.begin(), plain.end(), '-', '_');
  return plain;
}

std::optional<TagKind> kind_of_name(std::string_view inner) {
  bool closes = inner.starts_with('/');
  if (closes) inner.remove_prefix(1);
  size_t end = 0;
  while (end < inner.size() && is_name_byte(inner[end])) ++end;
  bool has_attributes = end < inner.size();
  bool well_formed = !has_attributes || (inner[end] == ' ' && !inner.ends_with('/'));
  if (!well_formed || !is_thinking_name(plain_name(inner.substr(0, end)))) return std::nullopt;
  return closes ? TagKind::kClose : TagKind::kOpen;
}

// "begin_of_thought", "END_THINKING", "/think".
std::optional<TagKind> kind_of_token(std::string_view inner) {
  bool closes = inner.starts_with('/');
  if (closes) inner.remove_prefix(1);
  std::string name = plain_name(inner);
  bool thinks = false;
  for (std::string_view word : split(name, '_')) {
    if (word == "think" || word == "thinking" || word == "thought" || word == "thoughts" ||
        word == "reasoning")
      thinks = true;
    else if (word == "end")
      closes = true;
    else if (word != "begin" && word != "start" && word != "of")
      return std::nullopt;
  }
  if (!thinks) return std::nullopt;
  return closes ? TagKind::kClose : TagKind::kOpen;
}

struct Delimiters {
  std::string_view open, close;
  bool is_token = false;  // named like a token of a vocabulary
};
constexpr auto kDelimiters = std::to_array<Delimiters>({
    {"<|", "|>", true},
    {"<\xEF\xBD\x9C", "\xEF\xBD\x9C>", true},  // a full-width bar
    {"<", ">"},
    {"&lt;", "&gt;"},
    {"\xE2\x97\x81", "\xE2\x96\xB7"},  // ◁think▷
    {"[", "]"},
});

// "<|channel|>analysis<|message|>" and the text that may be between the two.
std::optional<Tag> channel_at(std::string_view text, size_t at) {
  std::string_view rest = text.substr(at, kTagBytesMax);
  constexpr std::string_view kStart = "<|start|>", kChannel = "<|channel|>", kMessage = "<|message|>";
  size_t channel = 0;
  if (rest.starts_with(kStart)) {
    channel = rest.find("<|", kStart.size());
    if (channel == rest.npos) return std::nullopt;
    if (rest.substr(channel).starts_with(kMessage))
      return Tag{TagKind::kFrame, at, at + channel + kMessage.size()};
  }
  if (!rest.substr(channel).starts_with(kChannel)) return std::nullopt;
  size_t message = rest.find(kMessage, channel);
  if (message == rest.npos) return std::nullopt;
  std::string_view name = trim(rest.substr(channel + kChannel.size(), message - channel - kChannel.size()));
  return Tag{name.starts_with("final") ? TagKind::kFinal : TagKind::kChannel, at,
             at + message + kMessage.size()};
}

std::optional<Tag> tag_at(std::string_view text, size_t at) {
  std::string_view rest = text.substr(at, kTagBytesMax);
  if (auto channel = channel_at(text, at)) return channel;
  for (const Literal& literal : kLiterals)
    if (rest.starts_with(literal.text)) return Tag{literal.kind, at, at + literal.text.size()};
  for (const Delimiters& delimiters : kDelimiters) {
    if (!rest.starts_with(delimiters.open)) continue;
    size_t close = rest.find(delimiters.close, delimiters.open.size());
    if (close == rest.npos) return std::nullopt;
    std::string_view inner = rest.substr(delimiters.open.size(), close - delimiters.open.size());
    if (inner.find_first_of("\n<") != inner.npos) return std::nullopt;
    auto kind = delimiters.is_token ? kind_of_token(inner) : kind_of_name(inner);
    size_t end = close + delimiters.close.size();
    bool is_link = delimiters.open == "[" && end < rest.size() && (rest[end] == '(' || rest[end] == ':');
    if (!kind || is_link) return std::nullopt;
    return Tag{*kind, at, at + end};
  }
  return std::nullopt;
}

// Is there a later line that ends such code? Remembers failed searches.
struct CodeEnds {
  bool search = true, patch = true, json = true;
  size_t braces_until = 0;  // within braces that are not JSON
};

// Finds tags from a position on, and knows which of them are in code.
class Tags {
 public:
  Tags(std::string_view text, size_t from, CodeEnds& ends) : text_(text), at_(from), ends_(&ends) {
    begin_line();
  }

  std::optional<Tag> next() {
    while (at_ < text_.size()) {
      if (at_ >= line_end_) {
        begin_line();
        continue;
      }
      char c = text_[at_];
      backticks_ += c == '`';
      bool may_begin = c == '<' || c == '[' || c == '&' || c == '\xE2';
      auto tag = may_begin ? tag_at(text_, at_) : std::nullopt;
      if (!tag) {
        ++at_;
        continue;
      }
      tag->in_code = tag->begin < code_end_ ||
                     (backticks_ % 2 == 1 && last_backtick_ != text_.npos && last_backtick_ >= tag->end);
      tag->is_mention = is_mention(*tag);
      mentioned_ |= tag->is_mention && tag->kind == TagKind::kOpen;
      at_ = tag->end;
      return tag;
    }
    return std::nullopt;
  }

 private:
  void begin_line() {
    line_begin_ = at_;
    size_t end = text_.find('\n', at_);
    line_end_ = end == text_.npos ? text_.size() : end + 1;
    backticks_ = 0;
    mentioned_ = false;
    std::string_view line = text_.substr(line_begin_, line_end_ - line_begin_);
    size_t last = line.rfind('`');
    last_backtick_ = last == line.npos ? text_.npos : line_begin_ + last;
    if (line_begin_ >= code_end_) code_end_ = end_of_code(trim(line));
  }

  // The end of the code that this line begins; 0 if it begins none.
  size_t end_of_code(std::string_view line) {
    if (in_hunk_) in_hunk_ = line_begin_ < text_.size() && is_hunk_line(text_[line_begin_]);
    if (in_hunk_) return line_end_;
    in_hunk_ = line.starts_with("@@ ");
    if (line.starts_with("```") || line.starts_with("~~~")) return end_of_fence(line);
    if (line.starts_with("<<<<<") && line.ends_with("SEARCH"))
      return end_with(ends_->search, [](std::string_view one) {
        return one.starts_with(">>>>>") && one.ends_with("REPLACE");
      });
    if (line == "*** Begin Patch")
      return end_with(ends_->patch, [](std::string_view one) { return one == "*** End Patch"; });
    if (line.starts_with('{')) return end_of_json();
    return 0;
  }

  static bool is_hunk_line(char first) {
    return first == ' ' || first == '+' || first == '-' || first == '\\' || first == '\n' || first == '\r' ||
           first == '@';
  }

  size_t end_of_fence(std::string_view line) {
    size_t length = std::min(line.find_first_not_of(line[0]), line.size());
    if (line[0] == '`' && line.find('`', length) != line.npos) return 0;  // ```x``` is code within a line
    for (size_t at = line_end_; at < text_.size();) {
      size_t end = std::min(text_.find('\n', at), text_.size());
      std::string_view one = trim(text_.substr(at, end - at));
      if (one.size() >= length && one.find_first_not_of(line[0]) == one.npos)
        return std::min(end + 1, text_.size());
      at = end + 1;
    }
    return text_.size();  // unclosed
  }

  template <class IsEnd>
  size_t end_with(bool& there_is, IsEnd is_end) {
    for (size_t at = line_end_; there_is && at < text_.size();) {
      size_t end = std::min(text_.find('\n', at), text_.size());
      if (is_end(trim(text_.substr(at, end - at)))) return std::min(end + 1, text_.size());
      at = end + 1;
    }
    there_is = false;
    return 0;
  }

  size_t end_of_json() {
    if (line_begin_ < ends_->braces_until) return 0;
    int depth = 0;
    bool in_string = false;
    for (size_t at = line_begin_; ends_->json && at < text_.size(); ++at) {
      char c = text_[at];
      if (in_string && c == '\\')
        ++at;
      else if (c == '"')
        in_string = !in_string;
      else if (!in_string && c == '{')
        ++depth;
      else if (!in_string && c == '}' && --depth == 0) {
        ends_->braces_until = at + 1;
        return parse_json(text_.substr(line_begin_, at + 1 - line_begin_)) ? at + 1 : 0;
      }
    }
    ends_->json = false;
    return 0;
  }

  bool is_mention(const Tag& tag) const {
    if (tag.kind != TagKind::kOpen && tag.kind != TagKind::kClose) return false;
    if (trim(text_.substr(line_begin_, tag.begin - line_begin_)).empty()) return false;
    constexpr std::string_view kBefore = " \t\"'(,", kAfter = " \t.,;:)\"'!?";
    // "vector<think>"
    if (tag.kind == TagKind::kOpen && is_name_byte(text_[tag.begin - 1])) return true;
    if (kBefore.find(text_[tag.begin - 1]) == kBefore.npos) return false;
    if (tag.kind == TagKind::kClose && mentioned_) return true;
    return tag.end < text_.size() && kAfter.find(text_[tag.end]) != kAfter.npos;
  }

  std::string_view text_;
  size_t at_;
  size_t line_begin_ = 0, line_end_ = 0;
  size_t code_end_ = 0;                            // of the current code; 0: none
  size_t last_backtick_ = std::string_view::npos;  // of the line
  size_t backticks_ = 0;                           // of the line so far
  bool mentioned_ = false;                         // an opening mark, in this line
  bool in_hunk_ = false;
  CodeEnds* ends_;
};

// The end of thinking that begins at `from`: as many marks closed as opened. If they do not balance, one was
// only mentioned; then the last closing mark ends it, preferably outside of code. nullopt: it never ends.
std::optional<Tag> end_of_thinking(std::string_view text, size_t from, CodeEnds& ends) {
  Tags tags(text, from, ends);
  std::optional<Tag> last, last_in_code;
  int depth = 1;
  while (auto tag = tags.next()) {
    bool closes = tag->kind == TagKind::kClose;
    if (closes) (tag->in_code ? last_in_code : last) = *tag;
    if (tag->in_code) continue;
    if (tag->kind == TagKind::kOpen && !tag->is_mention) ++depth;
    if (closes && --depth == 0) return tag;
  }
  return last ? last : last_in_code;
}

// Harmony's marks are tokens, so code does not hide them.
size_t end_of_message(std::string_view text, size_t from) {
  size_t end = text.size();
  for (std::string_view mark : {"<|end|>", "<|return|>", "<|call|>", "<|start|>", "<|channel|>"})
    end = std::min(end, text.find(mark, from));
  return end;
}

class Splitter {
 public:
  explicit Splitter(std::string_view text) : text_(text) {}

  SplitAnswer split() {
    Tags tags(text_, 0, ends_);
    while (auto tag = tags.next()) {
      bool counts = !tag->in_code && !tag->is_mention;
      if (!counts) continue;
      switch (tag->kind) {
        case TagKind::kOpen: {
          auto end = end_of_thinking(text_, tag->end, ends_);
          cut(tag->begin, tag->end, end ? end->begin : text_.size(), end ? end->end : text_.size());
          break;
        }
        case TagKind::kChannel: {
          size_t end = end_of_message(text_, tag->end);
          cut(tag->begin, tag->end, end, end);
          is_harmony_ = true;
          break;
        }
        case TagKind::kFinal:
          if (!has_final_) all_before(*tag);
          is_harmony_ = has_final_ = true;
          break;
        case TagKind::kClose:
          all_before(*tag);
          break;
        case TagKind::kEnd:
        case TagKind::kFrame:
          if (!found_ && !is_harmony_) continue;
          cut(tag->begin, tag->end, tag->end, tag->end);
          break;
      }
      tags = Tags(text_, from_, ends_);
    }
    if (!found_) return {"", std::string(text_)};
    piece(text_.size());
    return {std::move(thinking_), std::move(answer_)};
  }

 private:
  // The answer continues from `resumes`, after thinking.
  void cut(size_t begin, size_t thinking_begin, size_t thinking_end, size_t resumes) {
    piece(begin);
    think(text_.substr(thinking_begin, thinking_end - thinking_begin));
    from_ = resumes;
  }

  void all_before(const Tag& tag) {
    piece(tag.begin);
    think(std::exchange(answer_, ""));
    from_ = tag.end;
  }

  void piece(size_t end) {
    std::string_view part = text_.substr(from_, end - from_);
    bool glues = !answer_.empty() && !part.empty() && answer_.back() != '\n' && part.front() != '\n';
    answer_.append(glues ? "\n" : "").append(part);
    from_ = end;
  }

  void think(std::string_view part) {
    found_ = true;
    part = trim(part);
    if (!part.empty()) thinking_.append(thinking_.empty() ? "" : "\n").append(part);
  }

  std::string_view text_;
  size_t from_ = 0;  // start of the next piece of the answer
  std::string thinking_, answer_;
  bool found_ = false, is_harmony_ = false, has_final_ = false;
  CodeEnds ends_;
};

// If a server dropped the tokens: "analysisWe need …assistantfinalDone."
std::optional<SplitAnswer> harmony_without_marks(std::string_view text) {
  constexpr std::string_view kAnalysis = "analysis", kFinal = "assistantfinal";
  std::string_view body = trim(text);
  size_t final = body.find(kFinal);
  if (!body.starts_with(kAnalysis) || final == body.npos) return std::nullopt;
  return SplitAnswer{std::string(trim(body.substr(kAnalysis.size(), final - kAnalysis.size()))),
                     std::string(body.substr(final + kFinal.size()))};
}

// Two models use words: "Here is my thought process: … Here is my response: …".
std::optional<SplitAnswer> in_words(std::string_view text) {
  std::string_view body = trim(text);
  for (std::string_view begin : {"Here is my thought process:", "Here's my thought process:"})
    for (std::string_view end : {"Here is my response:", "Here's my response:"}) {
      size_t at = body.starts_with(begin) ? body.find(end) : body.npos;
      if (at == body.npos) continue;
      return SplitAnswer{std::string(trim(body.substr(begin.size(), at - begin.size()))),
                         std::string(body.substr(at + end.size()))};
    }
  return std::nullopt;
}

// "<answer>…</answer>" around everything, as some reasoning models were trained.
std::string_view without_wrapper(std::string_view text) {
  std::string_view body = trim(text);
  for (std::string_view name : {"answer", "response", "output", "solution", "final_answer"}) {
    std::string open = "<" + std::string(name) + ">", close = "</" + std::string(name) + ">";
    if (body.size() >= open.size() + close.size() && body.starts_with(open) && body.ends_with(close))
      return body.substr(open.size(), body.size() - open.size() - close.size());
  }
  return text;
}

}  // namespace

SplitAnswer split_thinking(std::string_view text) {
  std::optional<SplitAnswer> split = harmony_without_marks(text);
  if (!split) split = in_words(text);
  bool is_whole = !split;
  if (!split) split = Splitter(text).split();
  if (is_whole && split->answer.size() == text.size()) return std::move(*split);
  std::string_view answer = without_wrapper(split->answer);
  // The blank lines between the two.
  size_t begin = answer.find_first_not_of("\r\n \t");
  size_t line = begin == answer.npos ? answer.size() : answer.rfind('\n', begin);
  if (line == answer.npos)
    line = begin == answer.npos ? answer.size() : begin;
  else if (line < answer.size())
    ++line;
  split->answer = std::string(answer.substr(line));
  return std::move(*split);
}

void take_thinking(Completion& completion) {
  SplitAnswer split = split_thinking(completion.text);
  completion.text = std::move(split.answer);
  if (!split.thinking.empty())
    completion.thinking += (completion.thinking.empty() ? "" : "\n") + split.thinking;
}

}  // namespace suit
