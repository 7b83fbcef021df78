#include "model/llama_template.h"

#include <jinja/caps.h>
#include <jinja/lexer.h>
#include <jinja/parser.h>
#include <jinja/runtime.h>
#include <jinja/value.h>
#include <json.h>

#include "base/text.h"

namespace suit {
namespace {

constexpr std::string_view kPlain =
    "{% for message in messages %}{{ message.role + ':\n' + message.content + '\n\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ 'assistant:\n' }}{% endif %}";
constexpr std::string_view kCallStart = "<tool_call>", kCallEnd = "</tool_call>";

// A private-use character that does not occur in the texts.
std::string unused_character(std::string_view texts) {
  for (unsigned code = 0xF0001;; ++code) {
    std::string character = {
        static_cast<char>(0xF0 | (code >> 18)), static_cast<char>(0x80 | (code >> 12 & 0x3F)),
        static_cast<char>(0x80 | (code >> 6 & 0x3F)), static_cast<char>(0x80 | (code & 0x3F))};
    if (texts.find(character) == texts.npos) return character;
  }
}

void guard_all(Json& value, const LlamaVocabulary& vocabulary, const std::string& guard) {
  if (value.is_string()) {
    value = vocabulary.guarded(value.get_ref<const std::string&>(), guard);
  } else if (value.is_array()) {
    for (Json& item : value) guard_all(item, vocabulary, guard);
  } else if (value.is_object()) {
    Json renamed = Json::object();
    for (auto& [key, item] : value.items()) {
      guard_all(item, vocabulary, guard);
      renamed[vocabulary.guarded(key, guard)] = std::move(item);
    }
    value = std::move(renamed);
  }
}

Json tools_of(const Context& context) {
  Json tools = Json::array();
  for (const Tool& tool : context.tools)
    tools.push_back(
        {{"type", "function"},
         {"function",
          {{"name", tool.name}, {"description", tool.description}, {"parameters", tool.parameters}}}});
  return tools;
}

Json calls_of(const Message& message, bool as_objects) {
  Json calls = Json::array();
  for (const ToolCall& call : message.tool_calls) {
    Json arguments = call.arguments;
    if (as_objects) {
      if (auto parsed = parse_json(call.arguments)) arguments = *parsed;
    }
    calls.push_back({{"id", call.id},
                     {"type", "function"},
                     {"function", {{"name", call.name}, {"arguments", arguments}}}});
  }
  return calls;
}

}  // namespace

struct LlamaTemplate::Program {
  std::string source;
  jinja::program program;
};

LlamaTemplate::LlamaTemplate(std::unique_ptr<Program> program, const LlamaVocabulary& vocabulary)
    : program_(std::move(program)), vocabulary_(vocabulary) {}

LlamaTemplate::~LlamaTemplate() = default;

Result<std::unique_ptr<LlamaTemplate>> LlamaTemplate::create(const std::string& source,
                                                             const LlamaVocabulary& vocabulary) {
  auto program = std::make_unique<Program>();
  program->source = source.empty() ? std::string(kPlain) : source;
  try {
    jinja::lexer lexer;
    program->program = jinja::parse_from_tokens(lexer.tokenize(program->source));
    jinja::caps caps = jinja::caps_get(program->program);
    std::unique_ptr<LlamaTemplate> made(new LlamaTemplate(std::move(program), vocabulary));
    made->takes_system_ = caps.supports_system_role;
    made->wants_objects_ = caps.supports_object_arguments;
    made->wants_parts_ = caps.supports_typed_content && !caps.supports_string_content;
    made->takes_tools_ =
        caps.supports_tools && caps.supports_tool_calls && source.find(kCallStart) != source.npos;
    return made;
  } catch (const std::exception& failure) {
    return Error{ErrorCode::kInvalid,
                 "the model's chat template can't be read: " + printable_lines(failure.what())};
  }
}

Json LlamaTemplate::input_of(const Context& context, std::string& guard) const {
  Json messages = Json::array();
  std::string system;  // for a template without that role: put before the first user message
  std::vector<std::pair<std::string, std::string>> names;
  for (const Message& message : context.messages) {
    if (message.role == Role::kSystem && !takes_system_) {
      system += message.text + "\n\n";
      continue;
    }
    std::string text = message.text;
    if (message.role == Role::kUser) text.insert(0, std::exchange(system, ""));
    Json one = {{"role", std::string(suit::name_of(message.role))}};
    one["content"] = wants_parts_ ? Json::array({{{"type", "text"}, {"text", text}}}) : Json(text);
    if (!message.tool_calls.empty()) one["tool_calls"] = calls_of(message, wants_objects_);
    for (const ToolCall& call : message.tool_calls) names.emplace_back(call.id, call.name);
    if (message.role == Role::kTool) {
      one["tool_call_id"] = message.tool_call_id;
      for (const auto& [id, name] : names)
        if (id == message.tool_call_id) one["name"] = name;
    }
    messages.push_back(std::move(one));
  }
  if (!system.empty()) messages.push_back({{"role", "user"}, {"content", system}});
  Json input = {{"messages", std::move(messages)}};
  if (!context.tools.empty()) input["tools"] = tools_of(context);
  guard = unused_character(to_text(input));
  guard_all(input, vocabulary_, guard);
  input["bos_token"] = vocabulary_.name_of(llama_vocab_bos(vocabulary_.get()));
  input["eos_token"] = vocabulary_.name_of(llama_vocab_eos(vocabulary_.get()));
  input["add_generation_prompt"] = true;
  return input;
}

std::vector<LlamaTemplate::Part> LlamaTemplate::render(const Json& input) const {
  std::lock_guard lock(mutex_);
  jinja::context context(program_->source);
  jinja::global_from_json(context, common_json::parse(to_text(input)), true);
  // Text of Suit, not of the messages: templates build their control tokens from it.
  auto own = [](const std::string& text) { return jinja::mk_val<jinja::value_string>(text); };
  for (const char* name : {"bos_token", "eos_token"}) context.set_val(name, own(string_or(input, name, "")));
  auto messages = context.get_val("messages");
  for (const auto& message : messages->as_array())
    message->insert(own("role"), own(message->at("role")->as_string().str()));
  jinja::runtime runtime(context);
  std::vector<Part> parts;
  for (const auto& part :
       jinja::runtime::gather_string_parts(runtime.execute(program_->program))->as_string().parts)
    parts.push_back({part.is_input, part.val});
  return parts;
}

Result<Tokens> LlamaTemplate::tokens(const Context& context) const {
  try {
    std::string guard;
    Json input = input_of(context, guard);
    Tokens all;
    for (const Part& part : render(input)) {
      for (size_t start = 0; start <= part.text.size();) {
        size_t end = std::min(part.text.find(guard, start), part.text.size());
        std::string_view piece = std::string_view(part.text).substr(start, end - start);
        Tokens some = part.input ? vocabulary_.text(piece) : vocabulary_.markup(piece);
        all.insert(all.end(), some.begin(), some.end());
        start = end + guard.size();
      }
    }
    llama_token first = llama_vocab_bos(vocabulary_.get());
    if (llama_vocab_get_add_bos(vocabulary_.get()) && first != LLAMA_TOKEN_NULL &&
        (all.empty() || all[0] != first))
      all.insert(all.begin(), first);
    return all;
  } catch (const std::exception& failure) {
    return Error{ErrorCode::kInvalid,
                 "the model's chat template refuses this: " + printable_lines(failure.what())};
  }
}

std::vector<ToolCall> take_tool_calls(std::string& text) {
  std::vector<ToolCall> calls;
  std::string rest;
  size_t at = 0;
  for (size_t start; (start = text.find(kCallStart, at)) != text.npos;) {
    size_t body = start + kCallStart.size(), end = text.find(kCallEnd, body);
    if (end == text.npos) break;
    auto call = parse_json(trim(std::string_view(text).substr(body, end - body)));
    size_t next = end + kCallEnd.size();
    if (call && call->is_object() && !string_or(*call, "name", "").empty()) {
      rest += text.substr(at, start - at);
      Json arguments = call->value("arguments", Json::object());
      calls.push_back({"call_" + std::to_string(calls.size() + 1), string_or(*call, "name", ""),
                       arguments.is_string() ? arguments.get<std::string>() : to_text(arguments)});
    } else {
      rest += text.substr(at, next - at);
    }
    at = next;
  }
  rest += text.substr(at);
  text = calls.empty() ? std::move(rest) : std::string(trim(rest));
  return calls;
}

size_t shown_before_tool_call(std::string_view text) {
  if (size_t start = text.find(kCallStart); start != text.npos) return start;
  for (size_t length = std::min(text.size(), kCallStart.size() - 1); length > 0; --length)
    if (kCallStart.starts_with(text.substr(text.size() - length))) return text.size() - length;
  return text.size();
}

}  // namespace suit
