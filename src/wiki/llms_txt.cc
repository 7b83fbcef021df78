#include "wiki/llms_txt.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/link.h"
#include "base/secret.h"
#include "base/text.h"
#include "wiki/prose.h"

namespace suit {
namespace {

constexpr uint64_t kPageBytesMax = 4u << 20;

bool is_optional(std::string_view path) {
  std::string lower = to_lower(path);
  for (std::string_view part : {"changelog", "changes", "license", "contributing", "code_of_conduct",
                                "security", "decisions/", "adr/", "archive/", "history"})
    if (lower.find(part) != lower.npos) return true;
  return false;
}

bool is_first_page(std::string_view path) {
  std::string lower = to_lower(path);
  return lower == "readme.md" || lower == "index.md";
}

std::string section_of(const std::string& path) {
  if (is_optional(path)) return "Optional";
  std::string folder = path.substr(0, path.find('/'));
  if (folder == path) return "Docs";
  for (char& c : folder)
    if (c == '_' || c == '-') c = ' ';
  if (folder[0] >= 'a' && folder[0] <= 'z') folder[0] = static_cast<char>(folder[0] - 0x20);
  return folder;
}

// The target of "- [words](target)" or "- [words](target): notes"; empty if the form differs.
std::string_view target_in(std::string_view line) {
  if (!line.starts_with("- [") && !line.starts_with("* [")) return {};
  size_t close = line.find("](", 3), end = close == line.npos ? close : line.find(')', close + 2);
  if (end == line.npos || close == 3) return {};
  std::string_view rest = line.substr(end + 1);
  if (!rest.empty() && !rest.starts_with(":") && !rest.starts_with(" ")) return {};
  return line.substr(close + 2, end - close - 2);
}

}  // namespace

Result<std::string> make_llms_txt(Folder& folder, std::string_view name, std::string_view base) {
  ASSIGN_OR_RETURN(const std::vector<FolderFile>* list, folder.list());
  std::string title(name), summary;
  std::map<std::string, std::string> sections;
  for (const FolderFile& file : *list) {
    if (file.type != FileType::kFile || !is_markdown(file.path)) continue;
    auto text = folder.files().read(file.path, kPageBytesMax);
    if (!text || !is_utf8(*text)) continue;
    PageSummary page = summary_of_page(without_secrets(*text));
    if (is_first_page(file.path) && summary.empty()) {
      if (!page.title.empty()) title = page.title;
      summary = page.paragraph;
    }
    std::string words = page.title.empty() ? std::string(name_in(file.path)) : page.title;
    std::replace(words.begin(), words.end(), '[', '(');
    std::replace(words.begin(), words.end(), ']', ')');
    std::string said = first_sentence(page.paragraph);
    sections[section_of(file.path)] += "- [" + printable(words) + "](" + std::string(base) +
                                       percent_encoded(file.path) + ")" +
                                       (said.empty() ? "" : ": " + printable(said)) + "\n";
  }
  if (sections.empty())
    return Error{ErrorCode::kNotFound, printable(name) + " has no Markdown files",
                 "llms.txt lists *.md, *.mdx and *.markdown"};
  std::string text =
      "# " + printable(title) + "\n\n" + (summary.empty() ? "" : "> " + printable(summary) + "\n\n");
  auto add = [&](const std::string& section) {
    auto found = sections.find(section);
    if (found == sections.end()) return;
    text += "## " + printable(section) + "\n\n" + found->second + "\n";
    sections.erase(found);
  };
  std::string optional =
      sections.contains("Optional") ? sections.extract("Optional").mapped() : std::string();
  add("Docs");
  while (!sections.empty()) add(sections.begin()->first);
  if (!optional.empty()) text += "## Optional\n\n" + optional + "\n";
  text.pop_back();
  return text;
}

std::vector<LlmsProblem> check_llms_txt(std::string_view text,
                                        const std::function<bool(const std::string&)>& is_there) {
  std::vector<LlmsProblem> problems;
  if (!is_utf8(text)) return {{1, "it is not UTF-8"}};
  size_t number = 0, titles = 0, section_line = 0;
  bool any = false, said = false;
  std::set<std::string, std::less<>> seen;
  auto end_section = [&] {
    if (section_line && !any) problems.push_back({section_line, "the section lists no page"});
  };
  for (std::string_view raw : split_lines(text)) {
    ++number;
    std::string_view line = trim(without_terminator(raw));
    if (line.empty()) continue;
    if (titles == 0 && !line.starts_with("# ") && !said) {
      problems.push_back({number, "it has to begin with a title: # Name"});
      said = true;
    }
    if (line.starts_with("# ")) {
      if (++titles == 2) problems.push_back({number, "there is a second title"});
    } else if (line.starts_with("## ")) {
      end_section();
      section_line = number;
      any = false;
    } else if (line.starts_with("###")) {
      problems.push_back({number, "sections have no sections of their own"});
    } else if (section_line) {
      std::string_view target = target_in(line);
      if (target.empty()) {
        problems.push_back({number, "not of the form - [name](link): notes"});
        continue;
      }
      any = true;
      if (!seen.emplace(target).second) problems.push_back({number, "listed twice: " + printable(target)});
      bool elsewhere =
          target.find("://") != target.npos || target.starts_with("mailto:") || target.starts_with("//");
      if (!elsewhere &&
          !is_there(percent_decoded(std::string_view(target).substr(0, target.find_first_of("#?")))))
        problems.push_back({number, "leads nowhere: " + printable(target)});
    }
  }
  end_section();
  if (titles == 0 && !said) problems.push_back({1, "it is empty: it has to begin with a title"});
  return problems;
}

}  // namespace suit
