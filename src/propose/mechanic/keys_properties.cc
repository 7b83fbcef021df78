// Java's .properties, by the rules of java.util.Properties.load: no quotes, no comments after a value,
// escapes.
#include "base/text.h"
#include "propose/mechanic/keys.h"

namespace suit::mechanic {
namespace {

bool is_gap(char c) {
  return c == ' ' || c == '\t' || c == '\f';
}

std::string decoded(std::string_view text) {
  std::string out;
  uint32_t high = 0;  // a high surrogate
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 >= text.size()) {
      out += text[i];
      continue;
    }
    char c = text[++i];
    if (c != 'u') {
      out += c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c == 'f' ? '\f' : c;
      continue;
    }
    uint32_t code = 0;
    for (size_t end = i + 5;
         i + 1 < end && i + 1 < text.size() && std::isxdigit(static_cast<unsigned char>(text[i + 1])); ++i) {
      char digit = text[i + 1];
      code = code * 16 + static_cast<uint32_t>(digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10);
    }
    if (code >= 0xd800 && code < 0xdc00) {
      high = code;
      continue;
    }
    if (code >= 0xdc00 && code < 0xe000)
      code = high ? 0x10000 + ((high - 0xd800) << 10) + (code - 0xdc00) : 0xfffd;
    high = 0;
    append_utf8(out, code);
  }
  return out;
}

void append_unit(std::string& out, uint32_t unit) {
  char buffer[16];
  std::snprintf(buffer, sizeof buffer, "\\u%04X", static_cast<unsigned>(unit));
  out += buffer;
}

}  // namespace

Result<std::vector<KeyEntry>> read_properties_keys(const std::string& content) {
  std::vector<KeyEntry> entries;
  for (size_t at = content.starts_with("\xef\xbb\xbf") ? 3 : 0; at < content.size();) {
    while (at < content.size() && is_gap(content[at])) ++at;
    // The line with its continuation lines after a final backslash.
    size_t end = at;
    bool several = false, comment = at < content.size() && (content[at] == '#' || content[at] == '!');
    while (end < content.size() && content[end] != '\n' && content[end] != '\r') {
      if (!comment && content[end] == '\\' && end + 1 < content.size()) {
        ++end;
        several = several || content[end] == '\n' || content[end] == '\r';
        if (content[end] == '\r' && end + 1 < content.size() && content[end + 1] == '\n') ++end;
      }
      ++end;
    }
    size_t next = std::min(end + 1, content.size());
    if (!comment && end > at) {
      size_t key_end = at;
      while (key_end < end && !is_gap(content[key_end]) && content[key_end] != '=' && content[key_end] != ':')
        key_end += content[key_end] == '\\' ? 2 : 1;
      key_end = std::min(key_end, end);
      size_t begin = key_end;
      while (begin < end && is_gap(content[begin])) ++begin;
      bool marked = begin < end && (content[begin] == '=' || content[begin] == ':');
      if (marked) ++begin;
      while (begin < end && is_gap(content[begin])) ++begin;
      KeyEntry entry{{decoded(std::string_view(content).substr(at, key_end - at))},
                     ValueType::kText,
                     decoded(std::string_view(content).substr(begin, end - begin)),
                     begin,
                     end};
      if (several) entry.refusal = "its value takes several lines";
      if (!marked && begin == key_end) entry.refusal = "it has no value, and no “=” to put one after";
      if (entries.size() >= kKeysMax) return Error{ErrorCode::kLimit, "the file has too many keys"};
      entries.push_back(std::move(entry));
    }
    at = next;
  }
  return entries;
}

Result<std::string> write_properties_value(const std::string& value) {
  std::string out;
  for (size_t at = 0; at < value.size();) {
    uint32_t code = 0;
    size_t length = utf8_length(std::string_view(value).substr(at), &code);
    if (length == 0) return Error{ErrorCode::kInvalid, "the value is not UTF-8"};
    bool first = at == 0, last = at + length == value.size();
    if (code == '\\') {
      out += "\\\\";
    } else if (code == '\n') {
      out += "\\n";
    } else if (code == '\r') {
      out += "\\r";
    } else if (code == '\t') {
      out += "\\t";
    } else if (first && (code == '=' || code == ':')) {
      out.append(1, '\\').append(1, value[at]);  // at the value's start it would count as the separator
    } else if (code < 0x20 || code > 0x7e || (code == ' ' && (first || last))) {
      // Every Java reads these, whether it expects Latin-1 or UTF-8.
      if (code >= 0x10000) append_unit(out, 0xd800 + ((code - 0x10000) >> 10));
      append_unit(out, code >= 0x10000 ? 0xdc00 + ((code - 0x10000) & 0x3ff) : code);
    } else {
      out += value[at];
    }
    at += length;
  }
  return out;
}

}  // namespace suit::mechanic
