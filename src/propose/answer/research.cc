#include "propose/answer/research.h"

#include "base/text.h"
#include "context/builder.h"
#include "program/prompt.h"
#include "propose/answer/asking.h"
#include "propose/program/tools.h"

namespace suit {
namespace {

// Relative to the weight of the previous passage, so that they are taken in search order, whatever their
// lengths.
constexpr double kNextPassage = .01;

// The outermost braces: models add words and fences around the JSON.
Result<Json> json_in(std::string_view text) {
  size_t begin = text.find('{'), end = text.rfind('}');
  if (begin == text.npos || end == text.npos || end < begin)
    return Error{ErrorCode::kInvalid, "there is no JSON in it"};
  ASSIGN_OR_RETURN(Json json, parse_json(text.substr(begin, end - begin + 1)));
  if (!json.is_object()) return Error{ErrorCode::kInvalid, "it is not a JSON object"};
  return json;
}

std::vector<StatedClaim> stated_in(const Json& answer) {
  std::vector<StatedClaim> stated;
  for (const Json& item : list_in(answer, "claims")) {
    if (!item.is_object()) continue;
    int64_t number = integer_or(item, "source", 0);
    stated.push_back({printable(string_or(item, "claim", "")),
                      number > 0 ? static_cast<size_t>(number - 1) : SIZE_MAX, string_or(item, "quote", "")});
  }
  return stated;
}

}  // namespace

Json list_schema(Json items) {
  return {{"type", "array"}, {"items", std::move(items)}};
}

Json object_schema(std::initializer_list<std::pair<const char*, Json>> fields) {
  Json properties = Json::object(), required = Json::array();
  for (const auto& [name, schema] : fields) {
    properties[name] = schema;
    required.push_back(name);
  }
  return {{"type", "object"},
          {"properties", std::move(properties)},
          {"required", std::move(required)},
          {"additionalProperties", false}};
}

Result<Json> Asking::call(std::string_view program, const Json& inputs, const Json& schema,
                          std::vector<ContextPart> parts, std::vector<std::string> left_out) {
  ASSIGN_OR_RETURN(Prompt prompt, built_in_prompt(program));
  Context context{.tokens_out_max = prompt.tokens_out_max,
                  .temperature = prompt.temperature,
                  .stable_messages = 1,
                  .parts = std::move(parts),
                  .left_out = std::move(left_out),
                  .program = prompt.name,
                  .task = task_};
  if (int64_t window = model_.capabilities().context_tokens; window > 0)
    context.tokens_out_max = std::min(context.tokens_out_max, window / 3);
  if (model_.capabilities().json_schema) context.constraint = MatchSchema{schema};
  ASSIGN_OR_RETURN(context.messages, render(prompt, inputs));
  std::string why;
  for (int attempt = 1; attempt <= 2; ++attempt) {
    CallWatch call_watch;
    call_watch.cancelled = watch_.cancelled();
    call_watch.on_text = [](std::string_view) {};  // streaming, so that a stall is noticed
    ++calls_;
    ASSIGN_OR_RETURN(Completion completion, completion_of(model_.complete(context, call_watch)));
    answered_by_ = completion.answered_by;
    auto json = json_in(completion.text);
    if (json) return json;
    why = completion.finish == Finish::kLength ? "it was cut at its bound" : json.error().message;
    context.messages.push_back({Role::kAssistant, completion.text});
    context.messages.push_back(
        {Role::kUser, "That can't be read: " + why + ". Answer again, with the JSON alone" +
                          (completion.finish == Finish::kLength ? ", and shorter." : ".")});
  }
  return Error{ErrorCode::kInvalid, model_.name() + " does not answer in the requested form: " + why,
               "another model, or --level search, which needs none"};
}

Result<ChosenSources> choose_sources(Model& model, std::vector<Source> found, const std::string& question,
                                     const ResearchOptions& options) {
  int64_t window = model.capabilities().context_tokens;
  ContextRequest wanted{
      .task = question,
      .budget_tokens = window > 0 ? std::min(options.context_tokens, std::max<int64_t>(window / 2 - 900, 200))
                                  : options.context_tokens,
      .parts_max = options.sources,
      .count_tokens = [&model](std::string_view text) { return model.count_tokens(text); }};
  auto offer = [&](const ContextRequest&) -> Result<Offer> {
    Offer passages;
    double weight = 1;
    for (Source& source : found) {
      auto lines = static_cast<size_t>(std::count(source.text.begin(), source.text.end(), '\n'));
      OfferedPart part{.name = source.place,
                       .text = std::move(source.text),
                       .why = "relevant to the question",
                       .weight = weight,
                       .first_line = source.first_line,
                       .last_line = source.first_line + lines,
                       .whole = false,
                       .untrusted = source.untrusted};
      passages.parts.push_back(std::move(part));
      weight *= kNextPassage;
    }
    return passages;
  };
  ASSIGN_OR_RETURN(BuiltContext built,
                   build_context(wanted, {{.name = "passages", .kind = PartKind::kFile, .offer = offer}}));
  ChosenSources chosen{.left_out = std::move(built.left_out)};
  for (OfferedPart& part : built.parts)
    chosen.sources.push_back({std::move(part.name), part.first_line, std::move(part.text), part.untrusted});
  return chosen;
}

Result<Reading> read_sources(Asking& asking, const std::string& question, const ChosenSources& chosen,
                             const std::vector<std::string>& reasons) {
  const std::vector<Source>& sources = chosen.sources;
  static const Json schema =
      object_schema({{"claims", list_schema(object_schema({{"claim", {{"type", "string"}}},
                                                           {"source", {{"type", "integer"}}},
                                                           {"quote", {{"type", "string"}}}}))},
                     {"not_found", {{"type", "string"}}}});
  Json list = Json::array(), wrong = Json::array();
  std::vector<ContextPart> parts;
  for (size_t i = 0; i < sources.size(); ++i) {
    list.push_back({{"number", std::to_string(i + 1)},
                    {"place", printable(sources[i].place)},
                    {"content", marked_as_data(printable_lines(sources[i].text))}});
    auto lines = static_cast<size_t>(std::count(sources[i].text.begin(), sources[i].text.end(), '\n'));
    parts.push_back(
        {ContextPart::kFile, sources[i].place, asking.model().count_tokens(sources[i].text),
         "relevant to the question",
         std::to_string(sources[i].first_line) + " to " + std::to_string(sources[i].first_line + lines)});
  }
  for (const std::string& reason : reasons) wrong.push_back(printable(reason));
  ASSIGN_OR_RETURN(Json answer, asking.call("research",
                                            {{"question", printable_lines(question)},
                                             {"sources", std::move(list)},
                                             {"reasons", std::move(wrong)}},
                                            schema, std::move(parts), chosen.left_out));
  return Reading{check_claims(stated_in(answer), sources, question),
                 printable(string_or(answer, "not_found", ""))};
}

Error nothing_found() {
  return {ErrorCode::kNotFound, "no source contains a word of the question",
          "use other words, or another folder: suit -C DIR ask \"…\""};
}

Result<CitedAnswer> research(Model& model, const std::string& question, const FindSources& find,
                             const ResearchOptions& options, int64_t task, Watch& watch) {
  Asking asking(model, task, watch);
  asking.state("searching");
  ASSIGN_OR_RETURN(std::vector<Source> found, find(question, options.sources * 2));
  CitedAnswer answer;
  ASSIGN_OR_RETURN(ChosenSources chosen, choose_sources(model, std::move(found), question, options));
  if (chosen.sources.empty()) return nothing_found();
  answer.sources = chosen.sources;
  std::vector<std::string> reasons;
  for (int attempt = 1; attempt <= 2; ++attempt) {
    asking.state(attempt == 1 ? "reading " + counted(answer.sources.size(), "passage")
                              : "no claim holds: asking again");
    ASSIGN_OR_RETURN(Reading reading, read_sources(asking, question, chosen, reasons));
    answer.claims = std::move(reading.checked.kept);
    answer.not_found = std::move(reading.not_found);
    for (RemovedClaim& one : reading.checked.removed) {
      reasons.push_back("\"" + one.text + "\": " + one.why);
      answer.removed.push_back(std::move(one));
    }
    if (!answer.claims.empty() || reasons.empty()) break;
  }
  answer.calls = asking.calls();
  answer.answered_by = asking.answered_by();
  return answer;
}

}  // namespace suit
