#include "program/prompt.h"

#include <yaml-cpp/yaml.h>

#include "base/digest.h"
#include "base/text.h"
#include "program/built_in.h"

namespace suit {
namespace {

constexpr int kDepthMax = 32;

Error malformed(std::string_view name, size_t line, const std::string& why) {
  return {ErrorCode::kInvalid, printable(name) + ":" + std::to_string(line) + ": " + why,
          "docs/programs.md has the format"};
}

// One tag {{…}} and the text before it.
struct Token {
  std::string_view text;
  std::string_view tag;  // trimmed; empty at the end
  size_t line = 1;       // of the tag
};

Result<std::vector<Token>> tokens_of(std::string_view name, std::string_view body) {
  std::vector<Token> tokens;
  size_t line = 1;
  for (size_t at = 0; at < body.size();) {
    size_t open = std::min(body.find("{{", at), body.size());
    Token token{body.substr(at, open - at), {}, 0};
    line += static_cast<size_t>(std::count(token.text.begin(), token.text.end(), '\n'));
    token.line = line;
    if (open == body.size()) {
      tokens.push_back(token);
      break;
    }
    size_t close = body.find("}}", open);
    if (close == body.npos) return malformed(name, line, "{{ is not closed");
    std::string_view tag = body.substr(open + 2, close - open - 2);
    line += static_cast<size_t>(std::count(tag.begin(), tag.end(), '\n'));
    token.tag = trim(tag);
    if (token.tag.empty()) return malformed(name, line, "{{}} is empty");
    at = close + 2;
    // As in Handlebars, a tag without output that is alone on its line leaves no empty line.
    bool silent = token.tag[0] == '#' || token.tag[0] == '/' || token.tag[0] == '!' || token.tag == "else" ||
                  token.tag.starts_with("role ");
    if (silent && (open == 0 || body[open - 1] == '\n') && at < body.size() && body[at] == '\n') ++at, ++line;
    tokens.push_back(token);
  }
  return tokens;
}

class Renderer {
 public:
  Renderer(const Prompt& prompt, const Json& inputs, const std::vector<Token>& tokens)
      : prompt_(prompt), tokens_(tokens), scopes_{&inputs} {}

  Result<std::vector<Message>> run() {
    RETURN_IF_ERROR(block("", true, 0));
    if (at_ < tokens_.size()) return error("closes nothing");
    flush();
    return std::move(messages_);
  }

 private:
  Error error(const std::string& why) {
    const Token& token = tokens_[std::min(at_, tokens_.size() - 1)];
    return malformed(prompt_.name, token.line, "{{" + printable(token.tag) + "}} " + why);
  }

  void flush() {
    std::string_view text = trim(text_);
    if (!text.empty()) messages_.push_back({role_, std::string(text)});
    text_.clear();
  }

  Result<void> switch_role(std::string_view argument) {
    flush();
    for (Role role : {Role::kSystem, Role::kUser, Role::kAssistant})
      if (argument == "\"" + std::string(name_of(role)) + "\"") return role_ = role, Result<void>();
    if (argument == "\"model\"") return role_ = Role::kAssistant, Result<void>();
    return error("does not name a role");
  }

  // Looks up a.b.c from the innermost scope outwards; null if not found.
  const Json* find(std::string_view path) {
    if (path == "this") return scopes_.back();
    auto parts = split(path, '.');
    if (parts[0] == "this") parts.erase(parts.begin());
    for (size_t scope = scopes_.size(); scope-- > 0;) {
      const Json* value = scopes_[scope];
      for (std::string_view part : parts) {
        auto it = value && value->is_object() ? value->find(std::string(part)) : Json::const_iterator();
        value = value && value->is_object() && it != value->end() ? &*it : nullptr;
      }
      if (value) return value;
    }
    return nullptr;
  }

  static bool is_true(const Json* value) {
    if (!value || value->is_null()) return false;
    if (value->is_boolean()) return value->get<bool>();
    if (value->is_string()) return !value->get_ref<const std::string&>().empty();
    if (value->is_number()) return value->get<double>() != 0;
    return !value->empty();
  }

  // Reads up to {{/name}}, or to {{else}} where allowed; writes only if `on`.
  Result<void> block(std::string_view name, bool on, int depth) {
    if (depth > kDepthMax) return error("is nested too deeply");
    for (; at_ < tokens_.size(); ++at_) {
      const Token& token = tokens_[at_];
      if (on) text_ += token.text;
      std::string_view tag = token.tag;
      if (tag.empty()) continue;
      if (tag == "else" || tag[0] == '/') {
        if (name.empty()) return error("closes nothing");
        if (tag[0] == '/' && trim(tag.substr(1)) != name)
          return error("closes {{#" + std::string(name) + "}}");
        return {};
      }
      if (tag[0] == '!') continue;
      if (tag.starts_with("role ")) {
        if (!name.empty()) return error("is not allowed in a block");
        RETURN_IF_ERROR(switch_role(trim(tag.substr(5))));
      } else if (tag[0] == '#') {
        RETURN_IF_ERROR(helper(trim(tag.substr(1)), on, depth));
      } else if (on) {
        RETURN_IF_ERROR(value(tag));
      }
    }
    if (!name.empty())
      return malformed(prompt_.name, tokens_.back().line, "{{#" + std::string(name) + "}} is not closed");
    return {};
  }

  Result<void> value(std::string_view path) {
    if (path.find_first_of(" \"'(") != path.npos) return error("is not a known helper");
    const Json* found = find(path);
    if (!found) return error("has no value");
    if (found->is_string()) {
      text_ += found->get_ref<const std::string&>();
    } else if (found->is_primitive()) {
      text_ += to_text(*found);
    } else {
      return error("is a list or object: use {{#each}}");
    }
    return {};
  }

  Result<void> helper(std::string_view tag, bool on, int depth) {
    size_t space = tag.find(' ');
    std::string_view name = tag.substr(0, space);
    std::string_view path = space == tag.npos ? std::string_view() : trim(tag.substr(space));
    if (name != "if" && name != "unless" && name != "each") return error("is not a known helper");
    if (path.empty()) return error("needs a value's name");
    const Json* found = on ? find(path) : nullptr;
    if (name == "each") return each(found, on, depth);
    bool holds = is_true(found) == (name == "if");
    return two_branches(name, on && holds, on && !holds, depth);
  }

  Result<void> two_branches(std::string_view name, bool first, bool second, int depth) {
    ++at_;
    RETURN_IF_ERROR(block(name, first, depth + 1));
    if (tokens_[at_].tag == "else") {
      ++at_;
      RETURN_IF_ERROR(block(name, second, depth + 1));
      if (tokens_[at_].tag == "else") return error("occurs twice");
    }
    return {};
  }

  Result<void> each(const Json* found, bool on, int depth) {
    if (found && !found->is_array()) return error("is not a list");
    size_t start = at_;
    if (!on || !found || found->empty()) return two_branches("each", false, on, depth);
    for (const Json& item : *found) {
      at_ = start;
      scopes_.push_back(&item);
      auto done = two_branches("each", true, false, depth);
      scopes_.pop_back();
      RETURN_IF_ERROR(std::move(done));
    }
    return {};
  }

  const Prompt& prompt_;
  const std::vector<Token>& tokens_;
  std::vector<const Json*> scopes_;
  size_t at_ = 0;
  Role role_ = Role::kUser;
  std::string text_;
  std::vector<Message> messages_;
};

// The front matter keys that are used here.
Result<void> read_front_matter(std::string_view text, Prompt& prompt) {
  try {
    YAML::Node top = YAML::Load(std::string(text));
    if (!top.IsMap()) return malformed(prompt.name, 2, "the front matter is not a map");
    for (const auto& entry : top) {
      auto key = entry.first.as<std::string>();
      if (key == "config") {
        prompt.tokens_out_max = entry.second["maxOutputTokens"].as<int64_t>(prompt.tokens_out_max);
        prompt.temperature = entry.second["temperature"].as<double>(prompt.temperature);
      } else if (key == "input") {
        for (const auto& input : entry.second["schema"]) {
          auto name = input.first.as<std::string>();
          bool optional = name.ends_with('?');
          if (!optional) prompt.inputs.push_back(name);
        }
      } else if (key != "description" && key != "model" && key != "output") {
        return malformed(prompt.name, static_cast<size_t>(entry.first.Mark().line) + 2,
                         "unknown key " + printable(key));
      }
    }
  } catch (const YAML::Exception& exception) {
    return malformed(prompt.name, static_cast<size_t>(std::max(0, exception.mark.line)) + 2,
                     printable(exception.msg));
  }
  if (prompt.tokens_out_max < 1) return malformed(prompt.name, 2, "config.maxOutputTokens must be positive");
  return {};
}

}  // namespace

Result<Prompt> parse_prompt(std::string_view name, std::string_view text) {
  Prompt prompt;
  prompt.name = name;
  prompt.version = Digest::of(text).hex().substr(0, 12);
  if (!text.starts_with("---\n"))
    return malformed(name, 1, "the front matter is missing: the first line must be ---");
  size_t end = text.find("\n---\n");
  if (end == text.npos) return malformed(name, 1, "the front matter is not closed by a line of ---");
  RETURN_IF_ERROR(read_front_matter(text.substr(4, end - 3), prompt));
  prompt.body = text.substr(end + 5);
  ASSIGN_OR_RETURN(std::vector<Token> tokens, tokens_of(name, prompt.body));
  if (tokens.empty()) return malformed(name, 1, "the body is empty");
  return prompt;
}

Result<std::vector<Message>> render(const Prompt& prompt, const Json& inputs) {
  for (const std::string& name : prompt.inputs)
    if (!inputs.contains(name)) return Error{ErrorCode::kInvalid, prompt.name + " needs the input " + name};
  ASSIGN_OR_RETURN(std::vector<Token> tokens, tokens_of(prompt.name, prompt.body));
  return Renderer(prompt, inputs, tokens).run();
}

Result<Prompt> built_in_prompt(std::string_view name) {
  for (const BuiltIn& one : built_in_programs())
    if (one.name == name) return parse_prompt(name, one.text);
  return Error{ErrorCode::kNotFound, "there is no program " + printable(name)};
}

std::vector<std::string_view> built_in_prompt_names() {
  std::vector<std::string_view> names;
  for (const BuiltIn& one : built_in_programs()) names.push_back(one.name);
  return names;
}

}  // namespace suit
