#include <algorithm>

#include "base/link.h"
#include "base/text.h"
#include "wiki/wiki.h"

namespace suit {
namespace {

// Escapes Markdown in foreign text. An underscore between letters is literal.
std::string words(std::string_view text) {
  std::string shown = printable(text), out;
  auto is_letter = [&](size_t at) {
    return at < shown.size() && (std::isalnum(static_cast<unsigned char>(shown[at])) ||
                                 static_cast<unsigned char>(shown[at]) >= 0x80);
  };
  for (size_t i = 0; i < shown.size(); ++i) {
    bool marks = std::string_view("|<[]*`\\~&").find(shown[i]) != std::string_view::npos;
    if (shown[i] == '_') marks = i == 0 || !is_letter(i - 1) || !is_letter(i + 1);
    if (i == 0) marks |= std::string_view("#>+-=").find(shown[i]) != std::string_view::npos;
    out.append(marks ? "\\" : "").append(1, shown[i]);
  }
  // "1. x" would be a list.
  size_t digits = std::min(out.find_first_not_of("0123456789"), out.size());
  if (digits > 0 && digits < out.size() && (out[digits] == '.' || out[digits] == ')') &&
      (digits + 1 == out.size() || out[digits + 1] == ' '))
    out.insert(digits, "\\");
  return out;
}

std::string code(std::string_view text) {
  std::string out = printable(text);
  size_t longest = 0, run = 0;
  for (char c : out) longest = std::max(longest, run = c == '`' ? run + 1 : 0);
  std::string marks(longest + 1, '`');
  bool padded = out.starts_with('`') || out.ends_with('`');
  return marks + (padded ? " " : "") + out + (padded ? " " : "") + marks;
}

// In a table, "|" ends the cell, even in code.
std::string code_in_table(std::string_view text) {
  std::string out = code(text);
  for (size_t at = out.find('|'); at != out.npos; at = out.find('|', at + 2)) out.insert(at, "\\");
  return out;
}

class WikiWriter {
 public:
  WikiWriter(const Wiki& wiki, const Catalogue& catalogue, const std::string& to_root,
             const std::vector<std::vector<WikiSentence>>& prose)
      : wiki_(wiki), catalogue_(catalogue), root_(to_root), prose_(prose) {}

  std::vector<WikiPage> run() {
    std::vector<WikiPage> pages = {{"index.md", index()}};
    for (size_t i = 0; i < wiki_.modules.size(); ++i) pages.push_back({page_of(i), module(i)});
    if (!wiki_.symbols.empty()) pages.push_back({"types.md", types()});
    if (!wiki_.steps.empty()) pages.push_back({"build.md", build()});
    return pages;
  }

 private:
  static std::string name_of(const WikiModule& module) { return module.path.empty() ? "(top)" : module.path; }
  std::string page_of(size_t module) const { return wiki_page_of(wiki_.modules[module]); }
  std::string cite(const Place& place, const std::string& up) const {
    const std::string& path = catalogue_.files[place.file].path;
    std::string line = std::to_string(std::max<size_t>(1, place.line));
    return "[" + words(path) + ":" + line + "](" + up + root_ + percent_encoded(path) + "#L" + line + ")";
  }
  std::string said(const std::string& text, const Place& at, const std::string& up) const {
    return text.empty() ? "" : words(text) + " " + cite(at, up);
  }

  std::string index() const {
    std::string text = "# " + words(wiki_.title) + "\n\n";
    if (!wiki_.says.empty()) text += said(wiki_.says, wiki_.says_at, "") + "\n\n";
    text += "## Modules\n\n| module | files | lines | tokens | what it is |\n|---|---|---|---|---|\n";
    for (size_t i = 0; i < wiki_.modules.size(); ++i) {
      const WikiModule& one = wiki_.modules[i];
      text += "| [" + words(name_of(one)) + "](" + page_of(i) + ") | " + std::to_string(one.files.size()) +
              " | " + std::to_string(one.lines) + " | " + std::to_string(one.tokens) + " | " +
              said(one.says, one.says_at, "") + " |\n";
    }
    text += diagram();
    text += "\n## More\n\n";
    if (!wiki_.symbols.empty()) text += "- [Key types and functions](types.md)\n";
    if (!wiki_.steps.empty()) text += "- [How it is built and tested](build.md)\n";
    return text;
  }

  // Imports between modules, with one source line for each arrow.
  std::string diagram() const {
    std::string arrows, table;
    std::vector<bool> drawn(wiki_.modules.size());
    for (size_t i = 0; i < wiki_.modules.size(); ++i)
      for (const WikiDependency& need : wiki_.modules[i].needs) {
        drawn[i] = drawn[need.module] = true;
        arrows += "  m" + std::to_string(i) + " --> m" + std::to_string(need.module) + "\n";
        table += "| " + words(name_of(wiki_.modules[i])) + " | " +
                 words(name_of(wiki_.modules[need.module])) + " | " + std::to_string(need.count) + " | " +
                 cite(need.example, "") + " |\n";
      }
    if (arrows.empty()) return "";
    std::string nodes;
    for (size_t i = 0; i < wiki_.modules.size(); ++i) {
      std::string label = printable(name_of(wiki_.modules[i]));
      std::replace_if(
          label.begin(), label.end(), [](char c) { return c == '"' || c == '`' || c == '\\'; }, '\'');
      if (drawn[i]) nodes += "  m" + std::to_string(i) + "[\"" + label + "\"]\n";
    }
    return "\n## What depends on what\n\n```mermaid\ngraph TD\n" + nodes + arrows +
           "```\n\n| module | needs | imports | such as |\n|---|---|---|---|\n" + table;
  }

  std::string module(size_t index) const {
    const WikiModule& one = wiki_.modules[index];
    std::string text = "# " + words(name_of(one)) + "\n\n";
    if (!one.says.empty()) text += said(one.says, one.says_at, "../") + "\n\n";
    if (index < prose_.size() && !prose_[index].empty()) {
      for (const WikiSentence& sentence : prose_[index])
        text += said(sentence.text, sentence.place, "../") + "\n";
      text += "\n";
    }
    if (!one.symbols.empty()) text += "## Key types and functions\n\n" + symbols(one.symbols, "../");
    std::string needs, needed;
    for (const WikiDependency& need : one.needs)
      needs += "- [" + words(name_of(wiki_.modules[need.module])) + "](../" + page_of(need.module) +
               "): " + counted(need.count, "import") + ", such as " + cite(need.example, "../") + "\n";
    for (size_t i = 0; i < wiki_.modules.size(); ++i)
      for (const WikiDependency& need : wiki_.modules[i].needs)
        if (need.module == index)
          needed += "- [" + words(name_of(wiki_.modules[i])) + "](../" + page_of(i) +
                    "): " + counted(need.count, "import") + ", such as " + cite(need.example, "../") + "\n";
    if (!needs.empty()) text += "\n## Needs\n\n" + needs;
    if (!needed.empty()) text += "\n## Needed by\n\n" + needed;
    text += "\n## Files\n\n| file | lines | tokens |\n|---|---|---|\n";
    for (size_t file : one.files) {
      const CatalogueFile& entry = catalogue_.files[file];
      text += "| " + cite({file, 1}, "../") + " | " + std::to_string(entry.facts.lines) + " | " +
              std::to_string(entry.facts.tokens) + " |\n";
    }
    return text;
  }

  std::string symbols(const std::vector<WikiSymbol>& list, const std::string& up) const {
    std::string text;
    for (const WikiSymbol& symbol : list) {
      text += "- " + code(symbol.signature.empty() ? symbol.name : symbol.signature) + " " +
              cite(symbol.place, up);
      if (!symbol.says.empty()) text += ": " + said(symbol.says, symbol.says_at, up);
      if (!symbol.users.empty()) text += " Used in ";
      for (size_t i = 0; i < symbol.users.size(); ++i) text += (i ? ", " : "") + cite(symbol.users[i], up);
      text += "\n";
    }
    return text;
  }

  std::string types() const {
    return "# Key types and functions\n\nWhat is named most by files that are themselves named most.\n\n" +
           symbols(wiki_.symbols, "");
  }

  std::string build() const {
    std::string text =
        "# How it is built and tested\n\n| command | what for | where it stands |\n|---|---|---|\n";
    for (const BuildStep& step : wiki_.steps)
      text += "| " + code_in_table(step.command) + " | " + words(step.what) + " | " + cite(step.place, "") +
              " |\n";
    return text;
  }

  const Wiki& wiki_;
  const Catalogue& catalogue_;
  const std::string& root_;
  const std::vector<std::vector<WikiSentence>>& prose_;
};

}  // namespace

std::string wiki_page_of(const WikiModule& module) {
  std::string name = module.path.empty() ? "top" : module.path;
  for (char& c : name)
    if (!std::isalnum(static_cast<unsigned char>(c)) && c != '-' && c != '_' && c != '.') c = '-';
  return "modules/" + name + ".md";
}

std::vector<WikiPage> wiki_pages(const Wiki& wiki, const Catalogue& catalogue, const std::string& to_root,
                                 const std::vector<std::vector<WikiSentence>>& prose) {
  return WikiWriter(wiki, catalogue, to_root, prose).run();
}

}  // namespace suit
