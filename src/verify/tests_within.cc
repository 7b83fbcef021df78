#include "verify/tests_within.h"

#include <algorithm>
#include <map>
#include <vector>

#include "base/text.h"
#include "change/diff.h"
#include "code/syntax.h"
#include "verify/assertion.h"

namespace suit {
namespace {

constexpr size_t kTextBytesMax = 4u << 20;
constexpr size_t kRegionsMax = 20'000;
constexpr size_t kModuleDepthMax = 32;

// A stretch of a file that holds tests, or could: what has the same key in both versions is the same.
struct TestRegion {
  std::string key;
  size_t begin = 0, end = 0;  // bytes; empty where nothing stands but something could: the place for it
  std::string examples = {};  // what of it is run; "" for none
  std::string indent = {};    // of a docstring that is to be inserted
};

struct RegionText {
  std::string_view text;
  std::vector<TestRegion> regions;
  bool is_malformed = false;
};

// A line end and the indentation of a node that begins a line; "" if it does not.
std::string before_in_line(std::string_view text, SyntaxNode node) {
  std::string_view before = text.substr(0, node.begin());
  before = before.substr(before.rfind('\n') + 1);
  return trim(before).empty() ? "\n" + std::string(before) : "";
}

// Numbers equal keys, so that the second `impl` differs from the first.
void number_keys(std::vector<TestRegion>& regions) {
  std::map<std::string, size_t> count;
  for (TestRegion& region : regions)
    if (size_t n = count[region.key]++; n > 0) region.key += "#" + std::to_string(n);
}

// --- Python: docstrings

bool is_example_begin(std::string_view line) {
  line = trim(line);
  return line.starts_with(">>>");
}

// The lines from each `>>>` to the next empty line, without indentation.
std::string python_examples(std::string_view docstring) {
  std::string examples;
  bool inside = false;
  for (std::string_view line : split_lines(docstring)) {
    std::string_view bare = trim(line);
    if (is_example_begin(line)) inside = true;
    if (bare.empty() || bare == "\"\"\"" || bare == "'''") inside = false;
    if (inside) examples.append(bare).append("\n");
  }
  return examples;
}

std::string without_python_examples(std::string_view docstring) {
  std::string kept;
  bool inside = false;
  for (std::string_view line : split_lines(docstring)) {
    std::string_view bare = trim(line);
    if (bare.empty()) inside = false;
    if (is_example_begin(line)) inside = true;
    bool closes = bare.ends_with("\"\"\"") || bare.ends_with("'''");
    if (inside && closes) {
      kept.append(line.substr(0, line.find_first_not_of(" \t"))).append(bare.substr(bare.size() - 3));
      inside = false;
    } else if (!inside) {
      kept += line;
    }
  }
  return kept;
}

// The docstring of a module, class or function: the first statement of its block.
void add_docstring(SyntaxNode block, const std::string& key, std::string_view text,
                   std::vector<TestRegion>& regions) {
  SyntaxNode first;
  each_named_child(block, [&](SyntaxNode child, SyntaxNode) {
    if (!first && child.type() != "comment") first = child;
  });
  if (!first) return;
  SyntaxNode string = first.type() == "expression_statement" ? first.named_child(0) : SyntaxNode();
  if (string && string.type() == "string" && first.named_child_count() == 1) {
    regions.push_back({.key = key,
                       .begin = string.begin(),
                       .end = string.end(),
                       .examples = python_examples(string.text(text))});
    return;
  }
  regions.push_back(
      {.key = key, .begin = first.begin(), .end = first.begin(), .indent = before_in_line(text, first)});
}

void read_python(SyntaxNode root, RegionText& read) {
  add_docstring(root, "module", read.text, read.regions);
  struct Open {
    SyntaxNode node;
    std::string name;
  };
  std::vector<Open> waiting{{root, ""}};
  while (!waiting.empty() && read.regions.size() < kRegionsMax) {
    Open open = std::move(waiting.back());
    waiting.pop_back();
    std::vector<Open> found;
    each_named_child(open.node, [&](SyntaxNode child, SyntaxNode) {
      std::string name = open.name;
      bool is_definition = child.type() == "function_definition" || child.type() == "class_definition";
      if (is_definition) {
        name += "." + std::string(child.field("name").text(read.text));
        if (name.size() > 1'000) return;
        add_docstring(child.field("body"), name, read.text, read.regions);
      }
      bool holds = is_definition || child.type() == "block" || child.type() == "decorated_definition" ||
                   child.type() == "if_statement" || child.type() == "try_statement" ||
                   child.type() == "else_clause" || child.type() == "except_clause";
      if (holds) found.push_back({child, std::move(name)});
    });
    for (auto it = found.rbegin(); it != found.rend(); ++it) waiting.push_back(std::move(*it));
  }
}

// --- Rust: items for tests, examples in documentation

// Is it compiled only for tests, or a test itself?
bool is_for_tests(std::string_view attribute) {
  std::string bare;
  for (char c : attribute)
    if (c != ' ' && c != '\n' && c != '\t') bare += c;
  for (size_t at = bare.find("not(test)"); at != bare.npos; at = bare.find("not(test)")) bare.erase(at, 9);
  if (bare.find("cfg(") != bare.npos)
    return bare.find("(test)") != bare.npos || bare.find("(test,") != bare.npos ||
           bare.find(",test)") != bare.npos || bare.find(",test,") != bare.npos;
  return bare.ends_with("::test]") || bare.starts_with("#[test]") || bare.starts_with("#[rstest") ||
         bare.find("::test(") != bare.npos;
}

// What stands in fences, which rustdoc compiles and runs.
std::string rust_examples(std::string_view documentation) {
  std::string examples;
  bool inside = false;
  for (std::string_view line : split_lines(documentation)) {
    std::string_view bare = trim(line);
    for (std::string_view mark : {"///", "//!"})
      if (bare.starts_with(mark)) bare = trim(bare.substr(3));
    bool is_fence = bare.starts_with("```");
    if (is_fence) inside = !inside;
    if (is_fence && bare == "```rust") bare = "```";
    if (inside || is_fence) examples.append(bare).append("\n");
  }
  return examples;
}

void read_rust(SyntaxNode root, RegionText& read) {
  struct Open {
    SyntaxNode node;
    std::string name;
  };
  std::vector<Open> waiting{{root, ""}};
  while (!waiting.empty() && read.regions.size() < kRegionsMax) {
    Open open = std::move(waiting.back());
    waiting.pop_back();
    size_t begin = 0, doc_begin = 0, doc_end = 0;
    bool has_lead = false, for_tests = false, has_doc = false;
    each_named_child(open.node, [&](SyntaxNode child, SyntaxNode) {
      std::string_view type = child.type();
      bool is_comment = type == "line_comment" || type == "block_comment";
      if (is_comment || type == "attribute_item") {
        std::string_view text = child.text(read.text);
        if (!std::exchange(has_lead, true)) begin = child.begin();
        for_tests |= type == "attribute_item" && is_for_tests(text);
        if (is_comment && (text.starts_with("///") || text.starts_with("/**"))) {
          if (!std::exchange(has_doc, true)) doc_begin = child.begin();
          doc_end = child.end();
        }
        if (is_comment && text.starts_with("//") && !text.starts_with("///"))
          has_lead = has_doc = for_tests = false;
        return;
      }
      SyntaxNode name = child.field("name") ? child.field("name") : child.field("type");
      std::string key = open.name + "::" + std::string(type) + " " +
                        squeezed((name ? name : child).text(read.text).substr(0, 200));
      bool is_item = type.ends_with("_item") || type == "use_declaration" || type == "macro_definition" ||
                     type == "macro_invocation" || type == "function_signature_item";
      if (is_item) {
        // Every module and function may be one that the other version has for tests.
        read.regions.push_back({.key = key,
                                .begin = has_lead ? begin : child.begin(),
                                .end = child.end(),
                                .examples = for_tests ? std::string(child.text(read.text)) : ""});
        if (!for_tests && has_doc) {
          std::string examples = rust_examples(read.text.substr(doc_begin, doc_end - doc_begin));
          read.regions.push_back(
              {.key = "doc " + key, .begin = doc_begin, .end = doc_end, .examples = std::move(examples)});
        } else if (!for_tests) {
          read.regions.push_back({.key = "doc " + key,
                                  .begin = has_lead ? begin : child.begin(),
                                  .end = has_lead ? begin : child.begin(),
                                  .indent = before_in_line(read.text, child)});
        }
        bool holds = type == "mod_item" || type == "impl_item" || type == "trait_item";
        if (holds && !for_tests && child.field("body") && key.size() < kModuleDepthMax * 64)
          waiting.push_back({child.field("body"), key});
      }
      has_lead = has_doc = for_tests = false;
    });
  }
}

// --- JavaScript and TypeScript: if (import.meta.vitest) { … }

void read_script(SyntaxNode root, RegionText& read) {
  each_named_child(root, [&](SyntaxNode child, SyntaxNode) {
    if (child.type() != "if_statement") return;
    if (child.field("condition").text(read.text).find("import.meta.vitest") == std::string_view::npos) return;
    read.regions.push_back({.key = "vitest",
                            .begin = child.begin(),
                            .end = child.end(),
                            .examples = std::string(child.text(read.text))});
  });
}

RegionText read_regions(std::string_view path, std::string_view text) {
  RegionText read{.text = text, .regions = {}};
  std::optional<Grammar> grammar = grammar_of(path);
  if (!grammar) return read;
  bool may_hold = false;
  switch (*grammar) {
    case Grammar::kPython:
    case Grammar::kRust:
      may_hold = true;
      break;
    case Grammar::kJavaScript:
    case Grammar::kTypeScript:
    case Grammar::kTsx:
      may_hold = text.find("import.meta.vitest") != text.npos;
      break;
    default:
      break;
  }
  if (!may_hold) return read;
  auto tree = SyntaxTree::parse(*grammar, text);
  if (!tree) {
    read.is_malformed = true;
    return read;
  }
  read.is_malformed = tree->root().has_error();
  if (*grammar == Grammar::kPython)
    read_python(tree->root(), read);
  else if (*grammar == Grammar::kRust)
    read_rust(tree->root(), read);
  else
    read_script(tree->root(), read);
  read.is_malformed |= read.regions.size() >= kRegionsMax;
  number_keys(read.regions);
  return read;
}

bool may_hold_tests(std::string_view path, std::string_view text) {
  std::string ending = extension_of(path);
  if (ending == ".py" || ending == ".pyi") return text.find(">>>") != text.npos;
  if (ending == ".rs") return text.find("test") != text.npos || text.find("```") != text.npos;
  return text.find("import.meta.vitest") != text.npos;
}

struct Replacement {
  size_t begin, end;
  std::string text;
};

}  // namespace

bool has_tests_within(std::string_view path, std::string_view text) {
  if (text.size() > kTextBytesMax || !may_hold_tests(path, text)) return false;
  RegionText read = read_regions(path, text);
  return std::any_of(read.regions.begin(), read.regions.end(),
                     [](const TestRegion& region) { return !region.examples.empty(); });
}

std::optional<std::string> with_base_tests(std::string_view path, std::string_view before,
                                           std::string_view after) {
  if (std::max(before.size(), after.size()) > kTextBytesMax) return std::nullopt;
  if (!may_hold_tests(path, before) && !may_hold_tests(path, after)) return std::string(after);
  RegionText was = read_regions(path, before), is = read_regions(path, after);
  std::map<std::string, const TestRegion*> old_regions, new_regions;
  for (const TestRegion& region : was.regions) old_regions.emplace(region.key, &region);
  for (const TestRegion& region : is.regions) new_regions.emplace(region.key, &region);
  std::vector<Replacement> replacements;
  std::string appended;
  for (const auto& [key, old] : old_regions) {
    if (old->examples.empty()) continue;
    auto it = new_regions.find(key);
    std::string text(before.substr(old->begin, old->end - old->begin));
    if (it == new_regions.end()) {
      // At the top of a file it can stand at the end; elsewhere its surroundings are gone.
      bool is_top = key == "vitest" || (key.starts_with("::") && key.find("::", 2) == key.npos);
      if (!is_top) return std::nullopt;
      appended += "\n" + text + "\n";
      continue;
    }
    if (it->second->examples == old->examples) continue;
    bool is_place = it->second->begin == it->second->end;
    if (is_place && it->second->indent.empty()) return std::nullopt;
    if (is_place) text += std::string_view(it->second->indent).substr(text.ends_with('\n') ? 1 : 0);
    replacements.push_back({it->second->begin, it->second->end, std::move(text)});
  }
  for (const auto& added : new_regions) {
    const std::string& key = added.first;
    const TestRegion* fresh = added.second;
    auto it = old_regions.find(key);
    if (fresh->examples.empty() || (it != old_regions.end() && !it->second->examples.empty())) continue;
    bool is_replaced = std::any_of(replacements.begin(), replacements.end(), [&](const Replacement& each) {
      return each.begin <= fresh->begin && fresh->end <= each.end;
    });
    if (is_replaced) continue;
    std::string text;  // without the added tests
    if (grammar_of(path) == Grammar::kPython)
      text = without_python_examples(after.substr(fresh->begin, fresh->end - fresh->begin));
    else if (it != old_regions.end() && it->second->begin != it->second->end && !key.starts_with("doc "))
      return std::nullopt;  // code became a test
    replacements.push_back({fresh->begin, fresh->end, std::move(text)});
  }
  if (replacements.empty() && appended.empty()) return std::string(after);
  if (was.is_malformed || is.is_malformed) return std::nullopt;
  std::sort(replacements.begin(), replacements.end(),
            [](const Replacement& a, const Replacement& b) { return a.begin < b.begin; });
  std::string text;
  size_t at = 0;
  for (const Replacement& each : replacements) {
    if (each.begin < at) return std::nullopt;  // one inside another
    text += after.substr(at, each.begin - at);
    text += each.text;
    at = each.end;
  }
  text += after.substr(at);
  return text + appended;
}

std::vector<WeakenedExample> weakened_examples(std::string_view path, std::string_view before,
                                               std::string_view after) {
  std::vector<WeakenedExample> found;
  if (std::max(before.size(), after.size()) > kTextBytesMax || !may_hold_tests(path, before)) return found;
  RegionText was = read_regions(path, before), is = read_regions(path, after);
  std::map<std::string, const TestRegion*> new_regions;
  for (const TestRegion& region : is.regions) new_regions.emplace(region.key, &region);
  auto line_at = [](std::string_view text, size_t at) {
    return static_cast<size_t>(std::count(text.begin(), text.begin() + static_cast<ptrdiff_t>(at), '\n')) + 1;
  };
  for (const TestRegion& old : was.regions) {
    bool is_documentation = grammar_of(path) == Grammar::kPython || old.key.starts_with("doc ");
    if (old.examples.empty() || !is_documentation) continue;
    std::string name = short_code(old.key.substr(old.key.find_last_of(".: ") + 1));
    auto it = new_regions.find(old.key);
    if (it == new_regions.end() || it->second->examples.empty()) {
      found.push_back({line_at(before, old.begin), true, "the examples of " + name + " are gone"});
      continue;
    }
    std::vector<std::string_view> old_lines = split_lines(old.examples),
                                  new_lines = split_lines(it->second->examples);
    for (const Hunk& hunk : diff_lines(old_lines, new_lines)) {
      if (hunk.old_count == 0) continue;
      std::string_view now = hunk.new_count > 0 ? new_lines[hunk.new_start] : "";
      found.push_back({line_at(after, it->second->begin), false,
                       "an example of " + name + " changed: " + from_to(old_lines[hunk.old_start], now)});
      break;
    }
  }
  return found;
}

}  // namespace suit
