#include "folder/notebook.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "folder/left_out.h"

namespace suit {
namespace {

constexpr size_t kOutputLinesMax = 20, kOutputBytesMax = 2'000;

// A text, or a list of lines.
std::string text_in(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  std::string text;
  if (value.is_array())
    for (const Json& line : value)
      if (line.is_string()) text += line.get<std::string>();
  return text;
}

std::string text_in(const Json& object, const char* key) {
  auto found = object.is_object() ? object.find(key) : object.end();
  return found == object.end() ? std::string() : text_in(*found);
}

const Json& child(const Json& object, const char* key) {
  static const Json none;
  auto found = object.is_object() ? object.find(key) : object.end();
  return found == object.end() ? none : *found;
}

// Without a terminal's colour sequences.
std::string without_escapes(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\x1B') {
      out += text[i];
      continue;
    }
    if (i + 1 < text.size() && text[i + 1] == '[')
      for (i += 2; i < text.size() && !(text[i] >= '@' && text[i] <= '~');) ++i;
  }
  return out;
}

std::string shortened(std::string_view text) {
  std::vector<std::string_view> lines = split_lines(text);
  std::string out;
  size_t shown = 0;
  for (; shown < std::min(lines.size(), kOutputLinesMax) && out.size() < kOutputBytesMax; ++shown) {
    std::string_view line = lines[shown].substr(0, kOutputBytesMax);
    while (line.size() < lines[shown].size() && !is_utf8(line)) line.remove_suffix(1);
    out += line;
    if (line.size() < lines[shown].size())
      out += "… [" + human_bytes(lines[shown].size() - line.size()) + " left out]\n";
  }
  if (!out.empty() && !out.ends_with('\n')) out += '\n';
  if (shown < lines.size()) out += "… [" + counted(lines.size() - shown, "more line") + " left out]\n";
  return out;
}

std::string fenced(std::string_view text, std::string_view language) {
  std::string fence = "```";
  while (text.find(fence) != text.npos) fence += '`';
  return fence + std::string(language) + "\n" + std::string(text) +
         (text.empty() || text.ends_with('\n') ? "" : "\n") + fence + "\n\n";
}

// A name that is safe after a fence or in a note.
std::string plain_name(std::string_view name) {
  std::string out;
  for (char c : name.substr(0, 60))
    if (std::isalnum(static_cast<unsigned char>(c)) ||
        std::string_view("+-_./#").find(c) != std::string_view::npos)
      out += c;
  return out;
}

class NotebookText {
 public:
  explicit NotebookText(const Json& notebook) {
    const Json& metadata = child(notebook, "metadata");
    language_ = text_in(child(metadata, "language_info"), "name");
    if (language_.empty()) language_ = text_in(child(metadata, "kernelspec"), "language");
    language_ = plain_name(language_);
  }

  void add(const Json& cell) {
    std::string kind = text_in(cell, "cell_type"),
                source = text_in(cell, cell.contains("input") ? "input" : "source");
    if (kind == "code") {
      std::string language = plain_name(text_in(cell, "language"));
      if (!trim(source).empty()) out_ += fenced(source, language.empty() ? language_ : language);
      if (const Json& outputs = child(cell, "outputs"); outputs.is_array())
        for (const Json& output : outputs) add_output(output);
      return;
    }
    if (kind == "heading")
      out_ += std::string(static_cast<size_t>(std::clamp<int64_t>(integer_or(cell, "level", 1), 1, 6)), '#') +
              " ";
    if (kind == "raw")
      out_ += fenced(source, "");
    else if (!trim(source).empty())
      out_ += source + (source.ends_with('\n') ? "\n" : "\n\n");
    if (const Json& attachments = child(cell, "attachments"); attachments.is_object())
      for (const auto& [name, forms] : attachments.items())
        note("attachment " + printable(name),
             forms.dump(-1, ' ', false, Json::error_handler_t::replace).size());
  }

  std::string take() { return std::move(out_); }

 private:
  void note(const std::string& what, uint64_t bytes) {
    out_ += "[" + what + ", " + human_bytes(bytes) + ", left out]\n\n";
  }

  void add_text(std::string_view text) {
    std::string shown = shortened(without_escapes(text));
    if (!trim(shown).empty()) out_ += "Output:\n\n" + fenced(shown, "text");
  }

  void add_output(const Json& output) {
    if (!output.is_object()) return;
    std::string kind = text_in(output, "output_type");
    if (kind == "stream") return add_text(text_in(output, "text"));
    if (kind == "error" || kind == "pyerr")
      return add_text(text_in(output, "ename") + ": " + text_in(output, "evalue"));
    const Json& data =
        output.contains("data") ? output["data"] : output;  // in format 3 they are fields of it
    if (!data.is_object()) return;
    bool is_said = false;
    for (const char* form : {"text/plain", "text/markdown", "text/latex", "text"})
      if (std::string text = text_in(data, form); !is_said && !text.empty()) add_text(text), is_said = true;
    for (const auto& [form, value] : data.items()) {
      bool is_image = form.starts_with("image/") || form == "png" || form == "jpeg" || form == "svg";
      bool is_other = form.find('/') != form.npos && !form.starts_with("text/plain") && !is_said;
      if (is_image || is_other)
        note(plain_name(form), value.is_string() || value.is_array()
                                   ? text_in(value).size()
                                   : value.dump(-1, ' ', false, Json::error_handler_t::replace).size());
    }
  }

  std::string language_, out_;
};

}  // namespace

bool is_notebook(std::string_view path) {
  return extension_of(path) == ".ipynb";
}

std::optional<std::string> notebook_as_markdown(std::string_view json) {
  auto notebook = parse_json(json);
  if (!notebook || !notebook->is_object()) return std::nullopt;
  std::vector<const Json*> lists;
  if (const Json& cells = child(*notebook, "cells"); cells.is_array()) lists.push_back(&cells);
  if (const Json& sheets = child(*notebook, "worksheets"); sheets.is_array())
    for (const Json& sheet : sheets)
      if (const Json& cells = child(sheet, "cells"); cells.is_array()) lists.push_back(&cells);
  if (lists.empty()) return std::nullopt;
  NotebookText text(*notebook);
  for (const Json* cells : lists)
    for (const Json& cell : *cells)
      if (cell.is_object()) text.add(cell);
  std::string markdown = text.take();
  if (markdown.ends_with("\n\n")) markdown.pop_back();
  auto shortened = without_embedded_data(markdown);
  return shortened ? std::move(*shortened) : std::move(markdown);
}

}  // namespace suit
