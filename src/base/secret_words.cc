// Words that introduce a credential.
#include <algorithm>
#include <string>
#include <vector>

#include "base/secret_context.h"
#include "base/secret_parts.h"
#include "base/secret_value.h"
#include "base/text.h"

namespace suit {
namespace {

// An entry of .netrc, over several lines.
bool is_login_before(std::string_view text, size_t at) {
  std::string_view line = line_before(text, at, 200);
  if (line.find("machine ") != line.npos || line.find("login ") != line.npos) return true;
  if (!trim(line).empty()) return false;
  size_t least = at - std::min<size_t>(at, 300);
  std::vector<std::string_view> lines = split_lines(text.substr(least, at - least - line.size()));
  for (size_t i = lines.size(); i > 0 && lines.size() - i < 3; --i) {
    std::string_view one = trim(lines[i - 1]);
    for (std::string_view word : {"login", "machine", "account"})
      if (one.starts_with(word) && is_blank(at_or(one, word.size()))) return true;
  }
  return false;
}

}  // namespace

// A scheme and its credential: "Bearer …", "Basic …".
Secret authorization_in(std::string_view value) {
  size_t blank = value.find(' ');
  std::string scheme = to_lower(value.substr(0, std::min(blank, value.size())));
  bool known = false;
  for (std::string_view one :
       {"bearer", "basic", "token", "apikey", "api-key", "bot", "ssws", "splunk", "geniekey", "key"})
    known |= scheme == one;
  if (!known || blank == value.npos) {
    if (blank == value.npos && value.size() >= 20 && looks_secret(value, ValueContext::kQuoted))
      return {"a credential", value, false};
    return {};
  }
  size_t begin = std::min(value.find_first_not_of(' ', blank), value.size());
  size_t end = std::min(value.find_first_of(" \t\r\n\"'`,;<>\\)", begin), value.size());
  std::string_view credential = value.substr(begin, end - begin);
  if (credential.starts_with("token=")) credential.remove_prefix(6);
  if (scheme == "basic")
    return is_basic_credential(credential) ? Secret{"a password", credential, false} : Secret();
  if (credential.size() < 12 || !looks_secret(credential, ValueContext::kQuoted)) return {};
  return {"a token", credential, false};
}

Secret password_word_at(std::string_view text, size_t at) {
  std::string_view word = text.substr(at, 8);
  if (word != "password" && word != "PASSWORD") return {};
  size_t end = line_end_of(text, at), from = at + 8;
  if (!is_blank(at_or(text, from))) return {};
  char before = at > 0 ? text[at - 1] : '\n';
  ValueAt value = value_from(text, from, end);
  bool option = before == '-';
  if (!option && !is_blank(before) && before != '\n') return {};
  if (value.quoted) {
    // ALTER USER name WITH PASSWORD '…'
    return (option || text[static_cast<size_t>(value.text.data() - text.data()) - 1] == '\'') &&
                   value.text.size() >= 6 && looks_secret(value.text, ValueContext::kLiteral)
               ? Secret{"a password", value.text, false}
               : Secret();
  }
  if (option)
    return value.text.size() >= 6 && !value.text.starts_with('-') &&
                   looks_secret(value.text, ValueContext::kLiteral)
               ? Secret{"a password", value.text, false}
               : Secret();
  if (value.text.size() < 3 || !is_login_before(text, at) || is_placeholder(value.text)) return {};
  std::string_view rest =
      trim(text.substr(static_cast<size_t>(value.text.data() - text.data()) + value.text.size(),
                       end - (static_cast<size_t>(value.text.data() - text.data()) + value.text.size())));
  if (!rest.empty() && !rest.starts_with("account ") && !rest.starts_with("machine ") &&
      !rest.starts_with('#') && !rest.starts_with("port ") && !rest.starts_with("login "))
    return {};
  return {"a password", value.text, false};
}

// curl -u name:VALUE, --user name:VALUE
Secret user_option_at(std::string_view text, size_t at) {
  size_t from = at + 2;
  if (text.substr(from).starts_with("ser")) from += 3;
  if (!is_blank(at_or(text, from)) && at_or(text, from) != '=') return {};
  std::string_view line = line_before(text, at, 200);
  if (line.find("curl") == line.npos && line.find("wget") == line.npos && line.find("http") == line.npos)
    return {};
  ValueAt value = value_from(text, from + 1, line_end_of(text, at));
  size_t colon = value.text.find(':');
  if (colon == value.text.npos || colon + 4 > value.text.size()) return {};
  std::string_view password = value.text.substr(colon + 1);
  if (is_placeholder(password) || password.find_first_of(" \t") != password.npos) return {};
  return {"a password", password, false};
}

// --api-key VALUE, --token VALUE
Secret option_at(std::string_view text, size_t at) {
  if (at > 0 && !is_blank(text[at - 1]) && text[at - 1] != '\n' && !is_quote(text[at - 1])) return {};
  size_t end = at + 2;
  while (end < text.size() && end - at < kSecretNameBytesMax && is_name_character(text[end])) ++end;
  if (end - at < 5 || !is_blank(at_or(text, end)) || !may_end_name(text[end - 1])) return {};
  const SecretName* known = secret_name(text.substr(at + 2, end - at - 2));
  if (!known || known->name == "auth") return {};
  ValueAt value = value_from(text, end, line_end_of(text, at));
  if (value.text.size() < std::min<size_t>(known->least, 12) || value.text.starts_with('-') ||
      !looks_secret(value.text, ValueContext::kLiteral))
    return {};
  return {known->what, value.text, false};
}

// sshpass -p VALUE, mysql -pVALUE, docker login -p VALUE
Secret password_option_at(std::string_view text, size_t at) {
  if (at > 0 && !is_blank(text[at - 1])) return {};
  std::string_view line = line_before(text, at, 120);
  bool separate = line.find("sshpass") != line.npos || line.find("login") != line.npos;
  if (!separate && line.find("mysql") == line.npos && line.find("mariadb") == line.npos) return {};
  if (separate && !is_blank(at_or(text, at + 2)) && line.find("sshpass") == line.npos) return {};
  ValueAt value = value_from(text, at + 2, line_end_of(text, at));
  if (value.text.size() < 6 || !looks_secret(value.text, ValueContext::kLiteral)) return {};
  return {"a password", value.text, false};
}

Secret macro_at(std::string_view text, size_t at) {
  constexpr std::string_view kDefine = "#define ";
  if (!text.substr(at).starts_with(kDefine)) return {};
  size_t begin = std::min(text.find_first_not_of(" \t", at + kDefine.size()), text.size()), end = begin;
  while (end < text.size() && end - begin < kSecretNameBytesMax && is_name_character(text[end])) ++end;
  const SecretName* known = end > begin && may_end_name(text[end - 1]) && is_blank(at_or(text, end))
                                ? secret_name(text.substr(begin, end - begin))
                                : nullptr;
  if (!known || known->name == "auth") return {};
  ValueAt value = value_from(text, end, line_end_of(text, at));
  if (!value.quoted || value.text.size() < known->least || !looks_secret(value.text, ValueContext::kQuoted))
    return {};
  return {known->what, value.text, false};
}

// define('DB_PASSWORD', '…'), including WordPress's salts; `at` is the quote after the name.
Secret defined_at(std::string_view text, size_t at) {
  NameBefore name = name_before(text, at + 1);
  if (!name.found() || name.begin == 0) return {};
  std::string_view before = line_before(text, name.begin - 1, 40);
  if (before.find("define") == before.npos) return {};
  std::string_view word = text.substr(name.begin, name.end - name.begin);
  const SecretName* known = secret_name(word);
  bool salt = word.ends_with("_KEY") || word.ends_with("_SALT");
  if (!known && !salt) return {};
  ValueAt value = value_from(text, at + 2, line_end_of(text, at));
  if (!value.quoted || is_placeholder(value.text)) return {};
  bool random = salt && value.text.size() >= 60 && value.text.find_first_of("0123456789") != value.text.npos;
  if (!random && !(known && value.text.size() >= std::min<size_t>(known->least, 6) &&
                   looks_secret(value.text, ValueContext::kLiteral)))
    return {};
  return {known ? known->what : "a secret", value.text, false};
}

Secret authorization_word_at(std::string_view text, size_t at) {
  std::string_view rest = text.substr(at, 8);
  if (!rest.starts_with("Bearer ") && !rest.starts_with("Basic ")) return {};
  return authorization_in(text.substr(at, line_end_of(text, at) - at));
}

Secret identified_by_at(std::string_view text, size_t at) {
  std::string_view rest = text.substr(at, 4);
  if (rest != "BY '" && rest != "by '") return {};
  if (!to_lower(line_before(text, at, 20)).ends_with("identified ")) return {};
  ValueAt value = value_from(text, at + 2, line_end_of(text, at));
  return value.text.size() >= 6 && looks_secret(value.text, ValueContext::kLiteral)
             ? Secret{"a password", value.text, false}
             : Secret();
}

}  // namespace suit
