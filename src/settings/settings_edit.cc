#include "settings/settings_edit.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>

#include "base/files.h"
#include "base/output_file.h"
#include "base/text.h"
#include "base/toml.h"
#include "settings/settings.h"

namespace suit {
namespace {

constexpr uint64_t kOwnSettingsBytesMax = 1u << 20;

std::string toml_string(std::string_view text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned char>(c));
      out += escape;
    } else {
      out += c;
    }
  }
  return out + "\"";
}

std::string list_of(const std::vector<std::string>& texts) {
  std::string out = "[";
  for (const std::string& text : texts) out += (out.size() > 1 ? ", " : "") + toml_string(text);
  return out + "]";
}

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%g", value);
  return text;
}

// The start of the line of a header or key; lines count from 1.
size_t start_of_line(std::string_view text, size_t line) {
  size_t at = 0;
  for (; line > 1 && at < text.size(); --line) {
    size_t end = text.find('\n', at);
    at = end == text.npos ? text.size() : end + 1;
  }
  return at;
}

Result<void> make_folder_of(const std::string& path) {
  for (size_t slash = path.find('/', 1); slash != path.npos; slash = path.find('/', slash + 1))
    if (::mkdir(path.substr(0, slash).c_str(), 0700) != 0 && errno != EEXIST)
      return error_from_errno(errno, "make", printable(path.substr(0, slash)));
  return {};
}

}  // namespace

std::string with_model(std::string_view text, const ModelConfig& model) {
  std::string out(text);
  if (!out.empty() && !out.ends_with('\n')) out += '\n';
  if (!out.empty()) out += '\n';
  out +=
      "[[model]]\nname = " + toml_string(model.name) + "\nkind = " + toml_string(name_of(model.kind)) + "\n";
  auto add = [&](const char* key, const std::string& value) {
    if (!value.empty()) out += std::string(key) + " = " + toml_string(value) + "\n";
  };
  add("path", model.path);
  add("url", model.url);
  add("id", model.id);
  if (model.api != "chat") add("api", model.api);
  if (model.key.kind == KeySource::kEnvironment) add("key_env", model.key.value);
  if (model.key.kind == KeySource::kCommand) add("key_command", model.key.value);
  if (model.key.kind == KeySource::kKeyring) add("key_keyring", model.key.value);
  if (!model.adapters.empty()) out += "adapters = " + list_of(model.adapters) + "\n";
  if (!model.fallbacks.empty()) out += "fallbacks = " + list_of(model.fallbacks) + "\n";
  if (model.context_tokens > 0) out += "context_tokens = " + std::to_string(model.context_tokens) + "\n";
  if (model.price.in > 0) out += "price_in = " + number(model.price.in) + "\n";
  if (model.price.cached > 0) out += "price_cached = " + number(model.price.cached) + "\n";
  if (model.price.out > 0) out += "price_out = " + number(model.price.out) + "\n";
  return out;
}

Result<std::string> without_model(std::string_view text, std::string_view name) {
  ASSIGN_OR_RETURN(toml::table table, parse_toml(text));
  const toml::array* models = table["model"].as_array();
  for (size_t i = 0; models && i < models->size(); ++i) {
    const toml::table* model = (*models)[i].as_table();
    if (!model || (*model)["name"].value_or(std::string()) != name) continue;
    size_t begin = start_of_line(text, model->source().begin.line);
    // Up to the next header; a comment directly above belongs to that header.
    size_t end = begin;
    do {
      size_t line_end = text.find('\n', end);
      end = line_end == text.npos ? text.size() : line_end + 1;
    } while (end < text.size() && text[end] != '[' && text[end] != '#');
    std::string out(text.substr(0, begin));
    out += text.substr(end);
    return out;
  }
  return Error{ErrorCode::kNotFound, "your settings name no model " + printable(name),
               "`suit model list` lists them"};
}

Result<std::string> with_default_model(std::string_view text, std::string_view name) {
  ASSIGN_OR_RETURN(toml::table table, parse_toml(text));
  std::string line = "default_model = " + toml_string(name) + "\n";
  std::string out(text);
  const toml::node* old = table.get("default_model");
  if (!old) return line + (out.empty() || out[0] == '\n' || !out.starts_with("[") ? "" : "\n") + out;
  size_t begin = start_of_line(text, old->source().begin.line);
  size_t end = text.find('\n', begin);
  out.replace(begin, end == text.npos ? out.size() - begin : end + 1 - begin, line);
  return out;
}

Result<void> edit_user_settings(const std::function<Result<std::string>(std::string_view text)>& change) {
  std::string path = user_settings_path();
  if (path.empty())
    return Error{ErrorCode::kNotFound, "no home folder for your settings",
                 "set SUIT_CONFIG to a file's path"};
  std::string text;
  if (::access(path.c_str(), F_OK) == 0) {
    ASSIGN_OR_RETURN(text, read_file(path, kOwnSettingsBytesMax));
  } else {
    RETURN_IF_ERROR(make_folder_of(path));
  }
  ASSIGN_OR_RETURN(std::string changed, change(text));
  Settings settings;
  RETURN_IF_ERROR(read_settings(changed, "the changed settings", SettingsOwner::kUser, settings));
  return write_output(path, changed, 0600);  // the file may be a link into a folder of such files
}

}  // namespace suit
