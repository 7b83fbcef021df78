// A Jupyter notebook (.ipynb, formats 3 and 4) as Markdown: its cells as text and code, with short outputs.
// Images, widgets and long outputs are left out, with a note.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace suit {

bool is_notebook(std::string_view path);

// nullopt if it is not a notebook: no JSON, nested too deeply, or without cells.
std::optional<std::string> notebook_as_markdown(std::string_view json);

}  // namespace suit
