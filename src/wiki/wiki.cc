#include "wiki/wiki.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "code/imports.h"
#include "code/syntax.h"
#include "folder/path_kind.h"
#include "search/words.h"
#include "wiki/prose.h"

namespace suit {
namespace {

constexpr size_t kModulesMax = 40, kSymbolsOfModule = 12, kSymbolsOfAll = 30, kUsersMax = 3;

bool is_source(const CatalogueFile& file) {
  return file.facts.kind == TextFileKind::kText && grammar_of(file.path).has_value();
}

// A Python field or constant: neither a type nor a function.
bool is_assignment(std::string_view path, std::string_view signature) {
  if (grammar_of(path) != Grammar::kPython) return false;
  return !signature.starts_with("class ") && !signature.starts_with("def ") &&
         !signature.starts_with("async def ") && !signature.starts_with('@');
}

// Folders by which files are grouped: the top ones, and the subfolders of one that holds most of the source.
class Grouping {
 public:
  explicit Grouping(const Catalogue& catalogue) {
    for (const CatalogueFile& file : catalogue.files) {
      if (file.facts.kind != TextFileKind::kText) continue;
      ++all_;
      for (std::string_view folder = parent_of(file.path);; folder = parent_of(folder)) {
        ++files_[std::string(folder)];
        if (folder.empty()) break;
        below_[std::string(parent_of(folder))].insert(std::string(folder));
      }
    }
    split(std::string(), 0);
  }

  // The longest chosen folder that contains the path.
  std::string group_of(std::string_view path) const {
    std::string folder(parent_of(path));
    while (!folder.empty() && !chosen_.contains(folder)) folder = parent_of(folder);
    return folder;
  }

 private:
  void split(const std::string& folder, int depth) {
    chosen_.insert(folder);
    bool holds_most = folder.empty() || files_[folder] * 5 > all_ * 2;
    auto below = below_.find(folder);
    if (depth > 3 || !holds_most || below == below_.end()) return;
    for (const std::string& one : below->second) split(one, depth + 1);
  }

  size_t all_ = 0;
  std::map<std::string, size_t> files_;
  std::map<std::string, std::set<std::string>> below_;
  std::set<std::string> chosen_;
};

class WikiMaker {
 public:
  WikiMaker(Folder& folder, const Catalogue& catalogue, const WikiOptions& options)
      : folder_(folder), catalogue_(catalogue), options_(options) {}

  Result<Wiki> run() {
    ASSIGN_OR_RETURN(relevance_, relevance_of(folder_, catalogue_,
                                              {.cancelled = options_.cancelled, .cache = options_.cache}));
    group();
    if (wiki_.modules.empty()) return Error{ErrorCode::kNotFound, "the folder has no text files"};
    introduce();
    for (WikiModule& module : wiki_.modules) describe(module);
    if (options_.cancelled && *options_.cancelled) return Error{ErrorCode::kCancelled, "stopped"};
    find_dependencies();
    choose_symbols();
    wiki_.steps = build_steps(folder_, catalogue_);
    return std::move(wiki_);
  }

 private:
  std::string text_of(size_t file) { return shown_text(folder_, catalogue_.files[file]); }

  void group() {
    Grouping grouping(catalogue_);
    std::map<std::string, std::vector<size_t>> groups;
    for (size_t i = 0; i < catalogue_.files.size(); ++i)
      if (catalogue_.files[i].facts.kind == TextFileKind::kText)
        groups[grouping.group_of(catalogue_.files[i].path)].push_back(i);
    for (auto& [path, files] : groups) {
      WikiModule module{.path = path, .files = std::move(files)};
      for (size_t file : module.files) {
        module.lines += catalogue_.files[file].facts.lines;
        module.tokens += catalogue_.files[file].facts.tokens;
      }
      wiki_.modules.push_back(std::move(module));
    }
    std::stable_sort(wiki_.modules.begin(), wiki_.modules.end(),
                     [](const WikiModule& a, const WikiModule& b) { return a.tokens > b.tokens; });
    if (wiki_.modules.size() > kModulesMax) wiki_.modules.resize(kModulesMax);
    std::sort(wiki_.modules.begin(), wiki_.modules.end(),
              [](const WikiModule& a, const WikiModule& b) { return a.path < b.path; });
    module_of_.assign(catalogue_.files.size(), SIZE_MAX);
    for (size_t i = 0; i < wiki_.modules.size(); ++i)
      for (size_t file : wiki_.modules[i].files) module_of_[file] = i;
  }

  // The folder's "README.md"; SIZE_MAX: none.
  size_t page_of(const std::string& folder, const std::vector<size_t>& files) const {
    for (const char* wanted : {"readme.md", "readme", "readme.txt", "readme.rst", "index.md"})
      for (size_t file : files)
        if (parent_of(catalogue_.files[file].path) == folder &&
            to_lower(name_in(catalogue_.files[file].path)) == wanted)
          return file;
    return SIZE_MAX;
  }

  void introduce() {
    wiki_.title = options_.name;
    std::vector<size_t> all;
    for (size_t i = 0; i < catalogue_.files.size(); ++i) all.push_back(i);
    size_t page = page_of("", all);
    if (page == SIZE_MAX) return;
    PageSummary summary = summary_of_page(text_of(page));
    if (!summary.title.empty()) {
      wiki_.title = summary.title;
      wiki_.title_at = {page, summary.title_line};
    }
    wiki_.says = summary.paragraph;
    wiki_.says_at = {page, summary.paragraph_line};
  }

  // Whether the file's description applies to the module: its index, the file with the folder's name, or its
  // only file.
  bool speaks_for(size_t file, const WikiModule& module) const {
    const std::string& path = catalogue_.files[file].path;
    std::string name = to_lower(name_in(path));
    std::string stem = name.substr(0, name.find('.'));
    for (std::string_view index : {"__init__", "mod", "lib", "doc", "package-info", "index", "main"})
      if (stem == index && parent_of(path) == module.path) return true;
    auto sources = std::count_if(module.files.begin(), module.files.end(), [&](size_t one) {
      return is_source(catalogue_.files[one]) && !is_test(catalogue_.files[one].path);
    });
    return sources == 1 || stem == to_lower(name_in(module.path));
  }

  // Uses its own page, else the file that most others import.
  void describe(WikiModule& module) {
    if (size_t page = page_of(module.path, module.files); page != SIZE_MAX) {
      PageSummary summary = summary_of_page(text_of(page));
      if (!summary.paragraph.empty()) {
        module.says = first_sentence(summary.paragraph);
        module.says_at = {page, summary.paragraph_line};
        return;
      }
    }
    std::vector<size_t> files = module.files;
    std::stable_sort(files.begin(), files.end(), [&](size_t a, size_t b) {
      bool own = speaks_for(a, module);
      return own != speaks_for(b, module) ? own : relevance_.scores[a] > relevance_.scores[b];
    });
    for (size_t i = 0; i < std::min<size_t>(files.size(), 8); ++i) {
      if (!is_source(catalogue_.files[files[i]]) || is_test(catalogue_.files[files[i]].path)) continue;
      Remark remark = remark_of_file(text_of(files[i]));
      if (remark.line == 0) continue;
      const std::string& path = catalogue_.files[files[i]].path;
      module.says = (speaks_for(files[i], module) ? "" : std::string(name_in(path)) + ": ") +
                    first_sentence(remark.text);
      module.says_at = {files[i], remark.line};
      return;
    }
  }

  void find_dependencies() {
    std::vector<std::string> paths;
    for (const CatalogueFile& file : catalogue_.files) {
      by_path_.emplace(file.path, paths.size());
      paths.push_back(file.path);
    }
    ImportResolver resolver(paths);
    importers_.resize(paths.size());
    for (size_t i = 0; i < paths.size(); ++i)
      if (name_in(paths[i]) == "go.mod" && catalogue_.files[i].facts.kind == TextFileKind::kText)
        resolver.add_go_module(paths[i], text_of(i));
    for (size_t i = 0; i < paths.size(); ++i) {
      if (!is_source(catalogue_.files[i]) || module_of_[i] == SIZE_MAX) continue;
      if (options_.cancelled && *options_.cancelled) return;
      for (const Import& import : resolver.imports_of(paths[i], text_of(i))) {
        importers_[import.target].push_back(i);
        size_t from = module_of_[i], to = module_of_[import.target];
        if (to == SIZE_MAX || to == from || is_test(paths[i])) continue;
        auto& needs = wiki_.modules[from].needs;
        auto known = std::find_if(needs.begin(), needs.end(),
                                  [&](const WikiDependency& one) { return one.module == to; });
        if (known == needs.end()) known = needs.insert(needs.end(), {to, 0, {i, import.line}});
        ++known->count;
      }
    }
    for (WikiModule& module : wiki_.modules)
      std::stable_sort(module.needs.begin(), module.needs.end(),
                       [](const WikiDependency& a, const WikiDependency& b) { return a.count > b.count; });
  }

  void choose_symbols() {
    std::vector<WikiSymbol> all;
    for (size_t file = 0; file < catalogue_.files.size(); ++file) {
      if (module_of_[file] == SIZE_MAX || is_test(catalogue_.files[file].path)) continue;
      const auto& definitions = relevance_.symbols[file].definitions;
      for (size_t i = 0; i < definitions.size(); ++i) {
        double score = i < relevance_.symbol_scores[file].size() ? relevance_.symbol_scores[file][i] : 0;
        bool is_member = definitions[i].name.ends_with('_') ||
                         is_assignment(catalogue_.files[file].path, definitions[i].signature);
        if (definitions[i].name.size() > 2 && !is_member)
          all.push_back({.name = definitions[i].name,
                         .signature = definitions[i].signature,
                         .place = {file, definitions[i].line},
                         .score = score});
      }
    }
    std::stable_sort(all.begin(), all.end(),
                     [](const WikiSymbol& a, const WikiSymbol& b) { return a.score > b.score; });
    std::set<std::string> named;
    for (WikiSymbol& symbol : all) {
      WikiModule& module = wiki_.modules[module_of_[symbol.place.file]];
      if (module.symbols.size() >= kSymbolsOfModule || !named.insert(module.path + "\n" + symbol.name).second)
        continue;
      Place declared = declaration_of(symbol);
      Remark remark = remark_of_line(known_text(declared.file), declared.line);
      if (remark.line) {
        symbol.says = first_sentence(remark.text);
        symbol.says_at = {declared.file, remark.line};
      }
      find_users(symbol, declared.file);
      module.symbols.push_back(symbol);
      if (wiki_.symbols.size() < kSymbolsOfAll) wiki_.symbols.push_back(symbol);
    }
  }

  const std::string& known_text(size_t file) {
    auto known = texts_.find(file);
    return known == texts_.end() ? texts_.emplace(file, text_of(file)).first->second : known->second;
  }

  // The first line that names it; 0: none.
  size_t line_with(size_t file, const std::string& name) {
    const std::string& text = known_text(file);
    for (size_t at = text.find(name); at != text.npos; at = text.find(name, at + 1)) {
      size_t end = at + name.size();
      if ((at > 0 && is_word_byte(text[at - 1])) || (end < text.size() && is_word_byte(text[end]))) continue;
      return static_cast<size_t>(
                 std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n')) +
             1;
    }
    return 0;
  }

  // For a definition in a source file: the declaration in its header, which has the comment; else the
  // definition.
  Place declaration_of(const WikiSymbol& symbol) {
    const std::string& path = catalogue_.files[symbol.place.file].path;
    size_t dot = path.rfind('.');
    for (const char* ending : {".h", ".hpp", ".hh"}) {
      auto header = by_path_.find(path.substr(0, dot) + ending);
      if (header == by_path_.end() || header->second == symbol.place.file) continue;
      if (size_t line = line_with(header->second, symbol.name); line > 0) return {header->second, line};
    }
    return symbol.place;
  }

  // Files that import the declaring file and name the symbol.
  void find_users(WikiSymbol& symbol, size_t declared) {
    for (size_t importer : importers_[declared]) {
      if (symbol.users.size() == kUsersMax) return;
      if (importer == symbol.place.file) continue;
      if (size_t line = line_with(importer, symbol.name); line > 0) symbol.users.push_back({importer, line});
    }
  }

  Folder& folder_;
  const Catalogue& catalogue_;
  const WikiOptions& options_;
  Wiki wiki_;
  Relevance relevance_;
  std::vector<size_t> module_of_;
  std::vector<std::vector<size_t>> importers_;
  std::map<std::string, size_t> by_path_;
  std::map<size_t, std::string> texts_;  // of files already read
};

}  // namespace

Result<Wiki> make_wiki(Folder& folder, const Catalogue& catalogue, const WikiOptions& options) {
  return WikiMaker(folder, catalogue, options).run();
}

}  // namespace suit
