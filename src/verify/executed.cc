#include "verify/executed.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "change/diff.h"
#include "code/syntax.h"
#include "folder/judge_files.h"
#include "verify/judge.h"
#include "verify/word_list.h"

namespace suit {
namespace {

constexpr size_t kExaminedBytesMax = 4u << 20;  // of a file
constexpr size_t kNotExecutedShown = 8, kNotExecutedMax = 100;

constexpr std::string_view kBlocks =
    "module block program statement_block class_body switch_case switch_default";
constexpr std::string_view kBodied =
    "function_definition function_declaration generator_function_declaration method_definition";
// Parts of a statement that run on their own lines.
constexpr std::string_view kClauses = "elif_clause except_clause case_clause switch_case";

bool is_python(std::string_view path) {
  return grammar_of(path) == Grammar::kPython;
}

bool is_comment(SyntaxNode node) {
  return node.type().find("comment") != std::string_view::npos;
}

bool is_docstring(SyntaxNode node) {
  return node.type() == "expression_statement" && node.named_child_count() == 1 &&
         is_one_of(node.named_child(0).type(), "string concatenated_string");
}

struct StatementLines {
  size_t first = 0, last = 0;
};

// For each line, from 1, the lines of the innermost statement whose head it is in; {0, 0} without one.
std::vector<StatementLines> statements_by_line(Grammar grammar, std::string_view text) {
  auto tree = SyntaxTree::parse(grammar, text);
  std::vector<StatementLines> lines(split_lines(text).size() + 2);
  if (!tree) return lines;
  walk(tree->root(), [&](SyntaxNode node) {
    if (is_comment(node)) return false;
    bool is_statement = node.is_named() && node.parent() && is_one_of(node.parent().type(), kBlocks) &&
                        !is_one_of(node.type(), "block statement_block");
    if (!is_statement && !is_one_of(node.type(), kClauses)) return true;
    SyntaxNode body = node.field("body") ? node.field("body") : node.field("consequence");
    size_t head = node.last_line();
    if (body) {
      bool own_line = grammar == Grammar::kPython && body.line() > node.line();
      head = own_line ? body.line() - 1 : body.line();
    }
    StatementLines runs{node.line(), head};
    // The head of a function runs where it is defined, which says nothing: its body counts.
    if (body && is_one_of(node.type(), kBodied)) runs = {body.line(), body.last_line()};
    if (is_docstring(node)) runs = {};
    for (size_t line = node.line(); line <= (body ? head : node.last_line()) && line < lines.size(); ++line)
      lines[line] = runs;
    // Else, braces and the like run with the statements in them.
    for (size_t line = head + 1; line <= node.last_line() && line < lines.size(); ++line) lines[line] = {};
    return true;
  });
  return lines;
}

bool has_code(std::string_view line, bool python) {
  line = trim(line);
  return !line.empty() && !line.starts_with(python ? "#" : "//") &&
         line.find_first_not_of(python ? ")]}," : ")]};,{") != line.npos;
}

// Processes whose lines are not all recorded: it forked, or ended without its exit handlers.
bool has_unwatched(const Observation& seen) {
  for (std::string_view line : split_lines(seen.starts)) {
    auto json = parse_json(line);
    if (json && json->is_object() && json->contains("started") && (*json)["started"].is_object() &&
        bool_or((*json)["started"], "unwatched", false))
      return true;
  }
  return false;
}

}  // namespace

std::vector<ChangedLine> changed_lines(const std::vector<FileEdit>& edits) {
  std::vector<ChangedLine> found;
  for (const FileEdit& edit : edits) {
    auto grammar = grammar_of(edit.path);
    if (grammar != Grammar::kPython && grammar != Grammar::kJavaScript) continue;
    if (edit.after.type != FileType::kFile || edit.after.content.size() > kExaminedBytesMax ||
        !why_judge_file(edit.path).empty())
      continue;
    FileDiff diff(edit);
    auto statements = statements_by_line(*grammar, edit.after.content);
    for (const Hunk& hunk : diff.hunks)
      for (size_t i = hunk.new_start; i < hunk.new_start + hunk.new_count; ++i) {
        size_t line = i + 1;
        if (line >= statements.size() || statements[line].first == 0) continue;
        if (!has_code(diff.new_lines[i], grammar == Grammar::kPython)) continue;
        found.push_back({edit.path, line, statements[line].first, statements[line].last});
      }
  }
  return found;
}

std::optional<ExecutedLines> executed_lines(const std::vector<ChangedLine>& changed,
                                            const std::vector<Observation>& seen) {
  std::map<std::string, std::set<size_t>> ran;
  std::set<std::string> transformed;
  bool saw_python = false, saw_script = false, is_complete = true;
  for (const Observation& one : seen) {
    is_complete &= one.passed && !has_unwatched(one);
    saw_python |= !one.starts.empty();
    for (const TestRun& test : one.tests) {
      transformed.insert(test.transformed.begin(), test.transformed.end());
      for (auto& [path, lines] : test.lines) {
        ran[path].insert(lines.begin(), lines.end());
        saw_script |= !is_python(path);
      }
    }
  }
  ExecutedLines executed;
  for (const ChangedLine& line : changed) {
    bool is_seen = is_python(line.path) ? saw_python : saw_script && !transformed.contains(line.path);
    if (!is_seen) return {};
    ++executed.of;
    auto of_file = ran.find(line.path);
    auto runs =
        of_file == ran.end() ? std::set<size_t>::const_iterator() : of_file->second.lower_bound(line.first);
    if (of_file != ran.end() && runs != of_file->second.end() && *runs <= line.last) {
      ++executed.lines;
    } else if (executed.missed.size() < kNotExecutedMax) {
      executed.missed.push_back(line.path + ":" + std::to_string(line.line));
    }
  }
  if (executed.of == 0 || (!is_complete && executed.lines < executed.of)) return {};
  return executed;
}

std::string text_of(const ExecutedLines& executed) {
  std::string text = std::to_string(executed.lines) + " of " + counted(executed.of, "changed line");
  for (size_t i = 0; i < std::min(executed.missed.size(), kNotExecutedShown); ++i)
    text += (i ? ", " : ", not ") + printable(executed.missed[i]);
  if (size_t missed = executed.of - executed.lines; missed > kNotExecutedShown)
    text += " and " + std::to_string(missed - kNotExecutedShown) + " more";
  return text;
}

Result<void> Judge::run_executed(const Passed& passed, const Proposal& proposal, const Parts& parts,
                                 const Taker& take, Judgement& judgement, Watch& watch) {
  // Tracing makes Python several times slower.
  constexpr int64_t kUnaskedMax_ms = 3'000, kSlower = 10, kExtra_ms = 2'000;
  int64_t usual_ms = 0;
  bool turned_green = false;
  for (auto& [check, run] : passed) {
    usual_ms += run.result.duration_ms;
    turned_green |= !run.result.turned_green.empty();
  }
  bool unasked = turned_green && usual_ms <= kUnaskedMax_ms && !options_.quick_look;
  std::vector<ChangedLine> changed = changed_lines(parts.others);
  if (!options_.coverage && (!unasked || changed.empty())) return {};
  std::vector<Observation> seen;
  CheckRun done{{.name = std::string(kExecutedLines)}};
  Trials trials(options_.sandbox);
  for (auto& [check, run] : passed) {
    if (changed.empty()) break;
    ASSIGN_OR_RETURN(Measure measure, trials.measure(*check));
    measure.all_tests = true;
    if (!options_.coverage) measure.check_ms = kSlower * run.result.duration_ms + kExtra_ms;
    auto one = trials.observe(measure, Trials::Watching::kLines, watch.cancelled(), proposal.edits);
    if (!one && one.error().code == ErrorCode::kCancelled) return one.error();
    // A patch that has files of the watcher's name can't be watched.
    seen.push_back(one ? std::move(*one) : Observation());
    done.result.duration_ms += seen.back().duration_ms;
  }
  done.result.executed = executed_lines(changed, seen);
  if (!done.result.executed && !options_.coverage) return {};
  done.result.detail = done.result.executed ? text_of(*done.result.executed) : "unknown";
  if (done.result.executed && done.result.executed->lines == 0)
    judgement.notes.push_back("no check executes the change");
  return take(done);
}

}  // namespace suit
