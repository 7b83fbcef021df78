#include "http/function_routes.h"

#include <algorithm>

#include "base/text.h"
#include "http/run.h"

namespace suit {
namespace {

// The functions available over HTTP.
const std::vector<Function>& routed_functions() {
  static const std::vector<Function> routed = [] {
    std::vector<Function> all = function_table();
    std::erase_if(all, [](const Function& one) { return one.effects & kOwnSettings; });
    return all;
  }();
  return routed;
}

// Query text as JSON of the field's type. Reading the field rejects what does not fit.
Json json_of_query(const std::string& text, const FieldType& type) {
  if (type.kind == FieldType::Kind::kInteger)
    if (auto number = decimal_number(text)) return *number;
  if (type.kind == FieldType::Kind::kBool && (text == "true" || text == "false")) return text == "true";
  return text;
}

Json content_of(Json schema) {
  return {{"application/json", {{"schema", std::move(schema)}}}};
}

// A type in the documentation: "int", "[Edit]", "text".
std::string short_type(const FieldType& type) {
  switch (type.kind) {
    case FieldType::Kind::kBool:
      return "bool";
    case FieldType::Kind::kInteger:
      return "int";
    case FieldType::Kind::kNumber:
      return "number";
    case FieldType::Kind::kText:
      return "text";
    case FieldType::Kind::kEventId:
      return "event";
    case FieldType::Kind::kBytes:
      return "bytes";
    case FieldType::Kind::kAny:
      return "any";
    case FieldType::Kind::kEnum:
      return joined(type.choices, " | ");
    case FieldType::Kind::kList:
      return "[" + short_type(*type.item) + "]";
    case FieldType::Kind::kObject: {
      if (!type.shape.empty()) return std::string(type.shape);
      std::string text;
      for (const Field& field : type.fields(nullptr))
        text += (text.empty() ? "" : ", ") + std::string(field.name) +
                (field.type->is_optional ? "?: " : ": ") + short_type(*field.type);
      return "{ " + text + " }";
    }
  }
  return "";
}

void add_fields(std::string& text, const Fields& fields, SchemaOf what) {
  for (const Field& field : fields) {
    bool optional = what == SchemaOf::kRequest ? !field.is_required : field.type->is_optional;
    text += "- `" + std::string(field.name) + (optional ? "?" : "") + "` " +
            (field.choices.empty() ? short_type(*field.type) : joined(split(field.choices, '|'), " | "));
    if (!field.about.empty()) text += ": " + std::string(field.about);
    text += "\n";
  }
}

// Collects the named structs in these fields, recursively.
void collect_shapes(const Fields& fields, std::map<std::string, const FieldType*>& shapes) {
  for (const Field& field : fields) {
    const FieldType* type = field.type;
    while (type->kind == FieldType::Kind::kList) type = type->item;
    if (type->kind != FieldType::Kind::kObject) continue;
    if (!type->shape.empty() && !shapes.emplace(type->shape, type).second) continue;
    collect_shapes(type->fields(nullptr), shapes);
  }
}

std::map<std::string, const FieldType*> all_shapes() {
  std::map<std::string, const FieldType*> shapes;
  for (const Function& function : routed_functions()) {
    auto call = function.make();
    collect_shapes(call->request(), shapes);
    if (const FieldType& type = call->answer_type(); !type.shape.empty()) shapes.emplace(type.shape, &type);
    collect_shapes(call->answer(), shapes);
  }
  shapes.emplace(RunView::kShape, &field_type<RunView>());
  collect_shapes(field_type<RunView>().fields(nullptr), shapes);
  return shapes;
}

std::string typescript_of(const FieldType& type);

std::string union_of(const std::vector<std::string_view>& words) {
  std::string text;
  for (std::string_view word : words) text += (text.empty() ? "'" : " | '") + std::string(word) + "'";
  return text;
}

std::string typescript_of(const Fields& fields, SchemaOf what) {
  std::string text;
  for (const Field& field : fields) {
    bool optional = what == SchemaOf::kRequest ? !field.is_required : field.type->is_optional;
    text += "  " + std::string(field.name) + (optional ? "?: " : ": ") +
            (field.choices.empty() ? typescript_of(*field.type) : union_of(split(field.choices, '|'))) +
            ";\n";
  }
  return "{\n" + text + "}";
}

std::string typescript_of(const FieldType& type) {
  switch (type.kind) {
    case FieldType::Kind::kBool:
      return "boolean";
    case FieldType::Kind::kInteger:
    case FieldType::Kind::kNumber:
      return "number";
    case FieldType::Kind::kText:
      return "string";
    case FieldType::Kind::kEventId:
      return "EventId";
    case FieldType::Kind::kBytes:
      return "Bytes";
    case FieldType::Kind::kAny:
      return "unknown";
    case FieldType::Kind::kEnum:
      return union_of(type.choices);
    case FieldType::Kind::kList: {
      std::string item = typescript_of(*type.item);
      bool simple = item.find_first_of(" \n") == item.npos;
      return simple ? item + "[]" : "(" + item + ")[]";
    }
    case FieldType::Kind::kObject:
      if (!type.shape.empty()) return std::string(type.shape);
      return typescript_of(type.fields(nullptr), SchemaOf::kAnswer);
  }
  return "";
}

// "get proposal" → "GetProposal".
std::string type_name(std::string_view name) {
  std::string text;
  bool begins = true;
  for (char c : name) {
    if (c == ' ' || c == '-') {
      begins = true;
      continue;
    }
    text += begins ? static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c) : c;
    begins = false;
  }
  return text;
}

}  // namespace

std::optional<std::vector<EventId>> match_path(std::string_view pattern, std::string_view path) {
  auto wanted = split(pattern, '/'), given = split(path, '/');
  if (wanted.size() != given.size()) return std::nullopt;
  std::vector<EventId> ids;
  for (size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i] == "{id}") {
      auto id = EventId::parse(given[i]);
      if (!id) return std::nullopt;
      ids.push_back(*id);
    } else if (wanted[i] != given[i]) {
      return std::nullopt;
    }
  }
  return ids;
}

FunctionRoute find_route(const WebRequest& request) {
  FunctionRoute found;
  for (const Function& function : routed_functions()) {
    auto ids = match_path(function.path(), request.path);
    if (!ids) continue;
    found.known_path = true;
    if (function.method() != request.method) continue;
    found.function = &function;
    found.ids = std::move(*ids);
    break;
  }
  return found;
}

Result<void> read_request(const WebRequest& request, std::optional<EventId> id, const Fields& fields) {
  Json json = Json::object();
  bool is_query = request.method == "GET";
  if (!is_query) {
    ASSIGN_OR_RETURN(json, parse_json(request.body.empty() ? "{}" : request.body));
    if (!json.is_object()) return Error{ErrorCode::kInvalid, "the body must be of type object"};
  }
  for (const auto& [name, text] : request.query) {
    auto field =
        std::find_if(fields.begin(), fields.end(), [&](const Field& one) { return one.name == name; });
    if (!is_query || field == fields.end())
      return Error{ErrorCode::kInvalid, "there is no query field " + printable(name),
                   "docs/api.md lists the fields of each route"};
    if (field->type->kind == FieldType::Kind::kList)
      json[name].push_back(json_of_query(text, *field->type->item));
    else
      json[name] = json_of_query(text, *field->type);
  }
  if (id) json["id"] = id->json();
  return read_fields(json, fields, is_query ? "the query" : "the body");
}

Result<std::unique_ptr<Call>> call_of(const FunctionRoute& route, const WebRequest& request) {
  auto call = route.function->make();
  std::optional<EventId> id;
  if (!route.ids.empty()) id = route.ids.front();
  RETURN_IF_ERROR(read_request(request, id, call->request()));
  return call;
}

const std::vector<DescribedRoute>& described_functions() {
  static std::vector<std::unique_ptr<Call>> calls;  // keeps alive what the fields point into
  static const std::vector<DescribedRoute> all = [] {
    std::vector<DescribedRoute> routes;
    for (const Function& function : routed_functions()) {
      Call& call = *calls.emplace_back(function.make());
      routes.push_back({function.method(), function.path(), std::string(function.summary), function.name,
                        call.request(), &call.answer_type(), function.takes_long});
    }
    return routes;
  }();
  return all;
}

void describe(const DescribedRoute& route, Json& paths, std::map<std::string, Json>& named) {
  Json one = {{"summary", route.summary}}, parameters = Json::array();
  if (!route.function.empty()) one["operationId"] = route.function;
  bool has_id = route.path.find("{id}") != std::string::npos;
  Fields body;
  int64_t number = 0;
  Field of_path("id", number, "");
  Fields fields = route.takes;
  if (has_id &&
      std::none_of(fields.begin(), fields.end(), [](const Field& field) { return field.name == "id"; }))
    fields.insert(fields.begin(), of_path);
  for (const Field& field : fields) {
    bool in_path = has_id && field.name == "id";
    if (!in_path && route.method != "GET") {
      body.push_back(field);
      continue;
    }
    parameters.push_back({{"name", field.name},
                          {"in", in_path ? "path" : "query"},
                          {"required", in_path || field.is_required},
                          {"schema", schema_of_field(field, SchemaOf::kRequest, named)}});
  }
  if (!parameters.empty()) one["parameters"] = std::move(parameters);
  if (!body.empty())
    one["requestBody"] = {{"required", true},
                          {"content", content_of(schema_of_fields(body, SchemaOf::kRequest, named))}};
  Json error = {{"type", "object"}, {"properties", {{"error", {{"$ref", "#/components/schemas/Error"}}}}}};
  Json content = {{"text/event-stream", {{"schema", {{"type", "string"}}}}}};
  if (route.gives) {
    Json answer = schema_of_type(*route.gives, SchemaOf::kAnswer, named);
    Json run = schema_of_type(field_type<RunView>(), SchemaOf::kAnswer, named);
    content = content_of(route.starts_run ? std::move(run) : std::move(answer));
  }
  one["responses"] = {{"2XX", {{"description", "done"}, {"content", std::move(content)}}},
                      {"default", {{"description", "an error"}, {"content", content_of(std::move(error))}}}};
  paths[route.path][to_lower(route.method)] = std::move(one);
}

std::string markdown_of(const DescribedRoute& route) {
  std::string text = "### " + route.method + " " + route.path + "\n\n" + route.summary + "." +
                     (route.function.empty() ? "" : " `suit " + std::string(route.function) + "`") + "\n\n";
  if (!route.takes.empty()) text += "Takes:\n";
  add_fields(text, route.takes, SchemaOf::kRequest);
  if (!route.takes.empty()) text += "\n";
  if (!route.gives) return text + "Gives an event stream.\n\n";
  text += route.starts_run ? "Gives a Run, with 202 at once; its final `answer`:\n" : "Gives:\n";
  if (route.gives->kind == FieldType::Kind::kObject && route.gives->shape.empty())
    add_fields(text, route.gives->fields(nullptr), SchemaOf::kAnswer);
  else
    text += "- " + short_type(*route.gives) + "\n";
  return text + "\n";
}

std::string shapes_markdown() {
  std::string text;
  for (const auto& [name, type] : all_shapes()) {
    text += "### " + name + "\n\n";
    add_fields(text, type->fields(nullptr), SchemaOf::kAnswer);
    text += "\n";
  }
  return text;
}

std::string functions_typescript() {
  std::string text =
      "// Generated from the table of functions (src/functions/table.cc): UPDATE=1 "
      "build/release/tests/docs_tests.\n\n"
      "// Texts that may not be UTF-8 (paths, lines, model output, file text) are sent as hex if they are "
      "not.\n"
      "export type Bytes = string | { hex: string };\n"
      "export type EventId = number | string;\n";
  for (const auto& [name, type] : all_shapes())
    text +=
        "\nexport interface " + name + " " + typescript_of(type->fields(nullptr), SchemaOf::kAnswer) + "\n";
  for (const Function& function : routed_functions()) {
    auto call = function.make();
    std::string name = type_name(function.name);
    text += "\n// " + function.method() + " " + function.path() + "\n";
    if (!call->request().empty())
      text +=
          "export interface " + name + "Request " + typescript_of(call->request(), SchemaOf::kRequest) + "\n";
    const FieldType& answer = call->answer_type();
    text += answer.shape.empty() ? "export interface " + name + "Answer " + typescript_of(answer) + "\n"
                                 : "export type " + name + "Answer = " + std::string(answer.shape) + ";\n";
  }
  return text;
}

}  // namespace suit
