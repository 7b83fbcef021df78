#include "propose/repair/mutations.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>

#include "base/text.h"
#include "change/diff.h"
#include "folder/judge_files.h"
#include "propose/repair/changes.h"

namespace suit::repair {
namespace {

constexpr size_t kMutatedBytesMax = 1u << 20;  // of a file
constexpr size_t kMutationsMax = 20'000;       // examined for a line
constexpr size_t kLinesPerMutant = 4;          // examined: some have no mutant
constexpr size_t kMutantsTriedMax = 200;

// The kinds of changes that make mutants, best first. In typed languages only those that nearly always
// compile.
struct MutantKind {
  std::string_view what;
  bool compiles;
};
constexpr MutantKind kMutantKinds[] = {
    {"operator", true},          {"off by one", true},        {"negation", true},
    {"constant", true},          {"operands swapped", false}, {"sign", true},
    {"condition dropped", true}, {"operand dropped", false},  {"statement dropped", false},
};

bool is_typed(Grammar grammar) {
  return grammar != Grammar::kPython && grammar != Grammar::kJavaScript;
}

// The rank of a change's kind; nullopt: it makes no mutant.
std::optional<size_t> rank_of(const Source& source, const Change& change) {
  std::string_view old = source.text().substr(change.begin, change.end - change.begin);
  bool is_text = !old.empty() && (old.front() == '"' || old.front() == '\'' || old.front() == '`');
  if (is_text) return {};  // few tests look at messages
  const auto& words = source.words();
  bool is_word = old == words.true_ || old == words.false_ || old == words.null_;
  if (is_word && change.what != "constant") return {};
  for (size_t i = 0; i < std::size(kMutantKinds); ++i)
    if (kMutantKinds[i].what == change.what && (kMutantKinds[i].compiles || !is_typed(source.grammar())))
      return i;
  return {};
}

std::string line_of_text(std::string_view text, size_t line) {
  auto lines = split_lines(text);
  return line <= lines.size() ? std::string(trim(lines[line - 1])) : std::string();
}

std::string shortened(std::string text) {
  constexpr size_t kShown = 60;
  return text.size() > kShown ? printable(text.substr(0, kShown)) + " …" : printable(text);
}

struct MutableFile {
  size_t edit;
  Source source;
  std::map<size_t, std::vector<Change>> lines = {};  // what makes mutants of a changed line, the best first
  std::set<uint64_t> shapes = {};                    // of the texts that a mutant must differ from
};

// One change of each kind, then the second ones.
std::vector<Change> in_turns(std::map<size_t, std::vector<Change>>& kinds) {
  constexpr size_t kRounds = 3;
  std::vector<Change> order;
  for (auto& [rank, list] : kinds)
    std::stable_sort(list.begin(), list.end(),
                     [](const Change& a, const Change& b) { return a.prior > b.prior; });
  for (size_t round = 0; round < kRounds; ++round)
    for (auto& [rank, list] : kinds)
      if (round < list.size()) order.push_back(list[round]);
  return order;
}

// `most`: of its lines.
std::unique_ptr<MutableFile> mutable_file(const std::vector<FileEdit>& edits, size_t index, size_t most) {
  const FileEdit& edit = edits[index];
  auto grammar = grammar_of(edit.path);
  if (!grammar || edit.after.type != FileType::kFile || edit.after.content.size() > kMutatedBytesMax ||
      !why_judge_file(edit.path).empty())
    return {};
  auto source = Source::parse(edit.path, edit.after, *grammar);
  if (!source) return {};
  auto file = std::make_unique<MutableFile>(index, std::move(*source));
  const std::string& text = edit.after.content;
  size_t tests = grammar == Grammar::kRust ? text.find("#[cfg(test)]") : text.npos;
  std::vector<size_t> changed;
  FileDiff diff(edit);
  for (const Hunk& hunk : diff.hunks)
    for (size_t line = hunk.new_start + 1; line <= hunk.new_start + hunk.new_count; ++line)
      if (file->source.line_begin(line) < tests && !trim(diff.new_lines[line - 1]).empty())
        changed.push_back(line);
  size_t taken = std::min(most, changed.size());
  for (size_t i = 0; i < taken; ++i) {
    size_t line = changed[i * changed.size() / taken];
    auto touches = [&](size_t first, size_t last) { return first <= line && line <= last ? 1.0 : 0.0; };
    std::map<size_t, std::vector<Change>> kinds;
    for (Change& change : changes_of(file->source, touches, kMutationsMax))
      if (auto rank = rank_of(file->source, change); rank && change.line == line)
        kinds[*rank].push_back(std::move(change));
    if (!kinds.empty()) file->lines[line] = in_turns(kinds);
  }
  bool indented = file->source.by_indentation();
  file->shapes.insert(shape_of(file->source.root(), text, indented));
  // A mutant that restores the unchanged file says nothing: that its tests fail is known.
  if (edit.before.type == FileType::kFile)
    if (auto tree = SyntaxTree::parse(*grammar, edit.before.content))
      file->shapes.insert(shape_of(tree->root(), edit.before.content, indented));
  return file;
}

std::optional<Mutant> mutant_of(const std::vector<FileEdit>& edits, MutableFile& file, const Change& change) {
  const Source& source = file.source;
  std::string text(source.text().substr(0, change.begin));
  text += change.text;
  text += source.text().substr(change.end);
  auto tree = SyntaxTree::parse(source.grammar(), text);
  if (!tree || (tree->root().has_error() && !source.root().has_error())) return {};
  if (!file.shapes.insert(shape_of(tree->root(), text, source.by_indentation())).second) return {};
  std::string old = shortened(line_of_text(source.text(), change.line));
  Mutant mutant{printable(source.path()) + ":" + std::to_string(change.line) + " " + old, edits};
  mutant.text +=
      change.what == "statement dropped" ? " dropped" : " → " + shortened(line_of_text(text, change.line));
  FileVersion& after = mutant.edits[file.edit].after;
  after = FileVersion::file(std::move(text), after.mode);
  return mutant;
}

}  // namespace

std::vector<Mutant> mutants_of(const std::vector<FileEdit>& edits, size_t most) {
  struct Line {
    MutableFile* file;
    const std::vector<Change>* changes;
    size_t next = 0;
  };
  std::vector<std::unique_ptr<MutableFile>> files;
  std::vector<Line> lines;
  for (size_t i = 0; i < edits.size(); ++i) {
    auto file = mutable_file(edits, i, std::max<size_t>(1, most * kLinesPerMutant / edits.size()));
    if (!file) continue;
    for (auto& [line, changes] : file->lines) lines.push_back({file.get(), &changes});
    files.push_back(std::move(file));
  }
  // One of each line, spread over them if there are many, then the second ones.
  std::vector<Mutant> chosen;
  for (size_t tried = 0; chosen.size() < most && tried < kMutantsTriedMax;) {
    std::vector<Line*> left;
    for (Line& line : lines)
      if (line.next < line.changes->size()) left.push_back(&line);
    if (left.empty()) break;
    size_t taken = std::min(most - chosen.size(), left.size());
    for (size_t i = 0; i < taken; ++i, ++tried) {
      Line& line = *left[i * left.size() / taken];
      if (auto mutant = mutant_of(edits, *line.file, (*line.changes)[line.next++]))
        chosen.push_back(std::move(*mutant));
    }
  }
  return chosen;
}

}  // namespace suit::repair
