#include "propose/mechanic/rename_doubts.h"

#include "base/text.h"

namespace suit::mechanic {
namespace {

// The number of occurrences of one kind, and the first.
struct Seen {
  size_t count = 0;
  std::string first;

  void add(const std::string& path, const Lines& lines, size_t at) {
    if (count++ == 0) first = printable(path) + ":" + std::to_string(lines.number_at(at));
  }
  std::string text() const { return counted(count, "place") + " (first " + first + ")"; }
};

struct Doubts {
  Job& job;
  const std::string& name;
  std::string module_file = {};  // "util.py" or "util/", if it exists
  Seen words = {}, modules = {}, macro_definitions = {}, rust_names = {};

  // The file or folder that is a module of this name in the language; empty if there is none.
  Result<void> find_module() {
    ASSIGN_OR_RETURN(const std::vector<FolderFile>* all, job.folder().list());
    for (const FolderFile& file : *all) {
      std::string_view own = name_in(file.path);
      std::string extension = extension_of(file.path);
      Naming naming = language_of(file.path, "").naming;
      if (naming != Naming::kPython && naming != Naming::kRust && naming != Naming::kJava) continue;
      if (own.substr(0, own.size() - extension.size()) == name) module_file = file.path;
      for (std::string_view folder = parent_of(file.path); module_file.empty() && !folder.empty();
           folder = parent_of(folder))
        if (name_in(folder) == name) module_file = std::string(folder) + "/";
      if (!module_file.empty()) break;
    }
    return {};
  }

  // Does this line import modules, so that the name in it refers to a file?
  bool is_module_line(const Language& language, const std::string& path, std::string_view line) const {
    line = trim(line);
    if (language.naming == Naming::kPython) return line.starts_with("import ") || line.starts_with("from ");
    if (language.naming == Naming::kRust) {
      if (size_t mod = line.find("mod ");
          line.starts_with("mod ") || (line.starts_with("pub") && mod != line.npos))
        return trim(line.substr(mod + 4)).starts_with(name);
      return false;
    }
    if (language.naming != Naming::kJava) return false;
    return line.starts_with("import ") || line.starts_with("package ") || name_in(path) == name + ".java";
  }

  void look_at(const std::string& path) {
    const Language* language = &language_of(path, "");
    bool matters = language == &unknown_language() || language->special & (kWords | kValues) ||
                   language->special & kRustStrings || !module_file.empty();
    if (!matters) return;
    auto content = job.folder().read(path);
    if (!content || is_binary(*content)) return;
    language = &language_of(path, *content);
    if (language->family != Family::kCode) return;
    Lines lines = job.lines(path, *content);
    each_mention(*language, *content, name, [&](const Mention& mention) {
      size_t line = lines.number_at(mention.at);
      if (mention.part != Part::kCode || !lines.may_change(line)) return;
      if (mention.standing == Standing::kWord && names_a_path(job, path, name))
        words.add(path, lines, mention.at);
      std::string_view before = lines.text(line).substr(0, mention.at - lines.begin(line));
      if (mention.standing == Standing::kMacro && before.find("macro_rules") != before.npos)
        macro_definitions.add(path, lines, mention.at);
      if (mention.standing != Standing::kName) return;
      if (language->name == "Rust") rust_names.add(path, lines, mention.at);
      if (!module_file.empty() && is_module_line(*language, path, lines.text(line)))
        modules.add(path, lines, mention.at);
    });
  }
};

}  // namespace

bool names_a_path(Job& job, std::string_view path, std::string_view word) {
  for (std::string_view folder : {parent_of(path), std::string_view{}}) {
    auto info = job.folder().info(join_path(folder, word));
    if (info && (info->type == FileType::kFile || info->type == FileType::kDirectory)) return true;
  }
  return false;
}

Result<RenameChoice> settle_rename(Job& job, const Instruction& in, const std::string& old_name,
                                   const std::string& new_name, const std::vector<std::string>& paths) {
  Doubts doubts{job, old_name};
  RETURN_IF_ERROR(doubts.find_module());
  for (const std::string& path : paths) doubts.look_at(path);
  std::string task = "rename " + printable(old_name) + " to " + printable(new_name);
  RenameChoice choice;
  if (doubts.modules.count > 0) {
    ASSIGN_OR_RETURN(size_t answer,
                     job.ask(printable(old_name) + " is also the name of " + printable(doubts.module_file) +
                                 ", which keeps it; " + doubts.modules.text() + " may mean that",
                             {"rename the identifier anyway", "stop"}));
    if (answer == 1)
      return job.decline(task + ", which is also the name of " + printable(doubts.module_file),
                         "rename the file or folder, or choose files: " + task + " in FILES");
  }
  if (doubts.words.count > 0) {
    ASSIGN_OR_RETURN(size_t answer, job.ask(printable(old_name) + " is also a file or folder, and " +
                                                doubts.words.text() + " may mean that",
                                            {"leave those alone", "rename those too", "stop"}));
    if (answer == 2)
      return job.decline(task + ", which is also a file or folder",
                         "name the files to do it in: " + task + " in FILES");
    choice.words = answer == 1;
  }
  bool both = doubts.macro_definitions.count > 0 && doubts.rust_names.count > 0;
  choice.macros = in.symbol == "macro" || (doubts.macro_definitions.count > 0 && !both);
  if (both && in.symbol.empty()) {
    ASSIGN_OR_RETURN(size_t answer, job.ask(printable(old_name) + " is a macro as well (" +
                                                doubts.macro_definitions.first + ")",
                                            {"leave the macro alone", "rename the macro too", "stop"}));
    if (answer == 2)
      return job.decline(task + ", which is a macro as well", "rename the macro " + task.substr(7));
    choice.macros = answer == 1;
  }
  return choice;
}

}  // namespace suit::mechanic
