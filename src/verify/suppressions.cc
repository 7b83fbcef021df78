#include "verify/suppressions.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "base/text.h"
#include "change/diff.h"
#include "code/lexer.h"
#include "folder/path_kind.h"
#include "verify/assertion.h"

namespace suit {
namespace {

constexpr SuppressionRow kSuppressionRows[] = {
    // Python
    {SuppressionRow::kDirective, "noqa,flake8: noqa,ruff: noqa", "flake8 ruff pycodestyle pyflakes pylama"},
    {SuppressionRow::kDirective, "type: ignore", "mypy pyright basedpyright pyre pytype ty"},
    {SuppressionRow::kCode, "cast(,Any", "mypy pyright basedpyright pyre pytype ty", true},
    {SuppressionRow::kDirective, "mypy: ignore-errors,mypy: disable-error-code,mypy: allow-untyped", "mypy"},
    {SuppressionRow::kDirective, "pyright: ignore,pyright: basic", "pyright basedpyright"},
    {SuppressionRow::kDirective, "pylint: disable,pylint: skip-file", "pylint"},
    {SuppressionRow::kDirective, "pragma: no cover,pragma: no branch,pragma: nocover",
     "coverage --cov codecov fail_under"},
    {SuppressionRow::kDirective, "nosec", "bandit gosec golangci-lint"},
    {SuppressionRow::kDirective, "nosemgrep", "semgrep"},
    {SuppressionRow::kDirective, "fmt: off,fmt: skip,yapf: disable", "black ruff yapf"},
    {SuppressionRow::kDirective, "isort: skip,isort: off", "isort ruff"},
    // JavaScript and TypeScript
    {SuppressionRow::kDirective, "eslint-disable", "eslint xo standard"},
    {SuppressionRow::kSetting, "eslint", "eslint xo standard"},
    {SuppressionRow::kDirective, "eslint-env,global,globals,exported", "eslint xo standard", true},
    {SuppressionRow::kDirective, "@ts-ignore,@ts-nocheck,@ts-expect-error",
     "tsc vue-tsc typescript ts-jest tsd deno"},
    {SuppressionRow::kCode, "as any,as unknown as,as never,: any,<any>,any[],!.,!),!;,!]",
     "tsc vue-tsc typescript ts-jest tsd deno", true},
    {SuppressionRow::kDirective, "$flowfixme,@noflow,$flowignore", "flow"},
    {SuppressionRow::kDirective, "biome-ignore", "biome"},
    {SuppressionRow::kDirective, "deno-lint-ignore", "deno"},
    {SuppressionRow::kDirective, "tslint:disable", "tslint"},
    {SuppressionRow::kDirective, "oxlint-disable", "oxlint"},
    {SuppressionRow::kDirective, "prettier-ignore", "prettier"},
    {SuppressionRow::kDirective, "stylelint-disable", "stylelint"},
    {SuppressionRow::kDirective,
     "istanbul ignore,c8 ignore,v8 ignore,node:coverage ignore,node:coverage disable",
     "nyc istanbul c8 --coverage coverage --experimental-test-coverage"},
    // C and C++
    {SuppressionRow::kComment, "NOLINT,NOLINTNEXTLINE,NOLINTBEGIN", "clang-tidy cpplint"},
    {SuppressionRow::kDirective, "clang-format off", "clang-format"},
    {SuppressionRow::kDirective, "cppcheck-suppress", "cppcheck"},
    {SuppressionRow::kComment,
     "LCOV_EXCL_LINE,LCOV_EXCL_START,GCOVR_EXCL_LINE,GCOVR_EXCL_START,GCOV_EXCL_LINE", "lcov gcovr gcov"},
    {SuppressionRow::kCode, "diagnostic ignored,GCC system_header,pragma warning(disable,_Pragma(",
     "-Werror /WX"},
    {SuppressionRow::kMarker, "#,#line", "-Werror /WX"},
    {SuppressionRow::kCode, "#if,#ifdef,#ifndef", "-Werror /WX", true},
    {SuppressionRow::kCode, "no_sanitize", "-fsanitize sanitizer sanitize"},
    // Go
    {SuppressionRow::kDirective, "go:build,+build", "go", true},
    {SuppressionRow::kDirective, "nolint", "golangci-lint"},
    {SuppressionRow::kDirective, "lint:ignore,lint:file-ignore", "staticcheck golangci-lint"},
    // Rust
    {SuppressionRow::kCode, "#[allow(,#![allow(,#[expect(,#![expect(", "clippy RUSTFLAGS"},
    {SuppressionRow::kCode, "#[rustfmt::skip],#![rustfmt::skip]", "rustfmt fmt"},
    {SuppressionRow::kCode, "#[coverage(off)],not(tarpaulin_include)", "tarpaulin llvm-cov grcov"},
    // Java and others
    {SuppressionRow::kCode, "@SuppressWarnings,@SuppressFBWarnings",
     "-Werror -Xlint checkstyle pmd spotbugs"},
    {SuppressionRow::kComment, "NOPMD,CHECKSTYLE:OFF", "pmd checkstyle"},
    {SuppressionRow::kComment, "NOSONAR", "sonar sonar-scanner"},
    {SuppressionRow::kDirective, "rubocop:disable,rubocop:todo", "rubocop"},
    {SuppressionRow::kDirective, "phpcs:ignore,phpcs:disable", "phpcs"},
    {SuppressionRow::kDirective, "@phpstan-ignore", "phpstan"},
    {SuppressionRow::kDirective, "@psalm-suppress", "psalm"},
    {SuppressionRow::kDirective, "shellcheck disable", "shellcheck"},
    {SuppressionRow::kDirective, "hadolint ignore", "hadolint"},
    {SuppressionRow::kDirective, "yamllint disable", "yamllint"},
    {SuppressionRow::kDirective, "swiftlint:disable", "swiftlint"},
};

struct Suppression {
  const SuppressionRow* row = nullptr;
  std::string_view mark = {};
  std::set<std::string> codes = {};  // what it is limited to; empty: everything
  std::string text = {};
  size_t place = 0;  // in the text
  size_t line = 0;
};

bool is_tag_byte(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
}

// Is `mark`, at a place of a comment, what a tool obeys, not a word in a sentence?
bool begins_directive(std::string_view comment, size_t at) {
  while (at > 0 && (comment[at - 1] == ' ' || comment[at - 1] == '\t')) --at;
  return at == 0 || std::string_view("#/*!-;%").find(comment[at - 1]) != std::string_view::npos;
}

// " eqeqeq: off"
bool has_setting(std::string_view rest) {
  size_t at = rest.find_first_not_of(" \t\n*");
  size_t end = at == rest.npos || at == 0 ? rest.npos : rest.find_first_of(" \t\n:", at);
  size_t colon = end == rest.npos ? rest.npos : rest.find_first_not_of(" \t", end);
  return colon != rest.npos && rest[colon] == ':';
}

// `# 1 "part.h" 3` of a preprocessor.
bool is_line_marker(std::string_view text, size_t at, size_t end) {
  size_t before = text.find_last_not_of(" \t", at == 0 ? text.npos : at - 1);
  bool begins_line = at == 0 || before == text.npos || text[before] == '\n';
  size_t number = text.find_first_not_of(" \t", end);
  return begins_line && number != text.npos && number > end &&
         std::isdigit(static_cast<unsigned char>(text[number]));
}

// The rest of its line: what it is limited to.
void read_codes(std::string_view rest, Suppression& found) {
  rest = rest.substr(0, rest.find_first_of("\r\n"));
  for (std::string_view end : {"*/", "-->", "#", "--"}) rest = rest.substr(0, rest.find(end));
  std::string code;
  for (char c : std::string(rest) + " ") {
    if (is_tag_byte(c) || c == '-' || c == '/' || c == '@' || c == '.' || c == ':') {
      if (c != ':' || !code.empty()) code += c;
    } else if (!code.empty()) {
      found.codes.insert(std::exchange(code, ""));
    }
  }
  found.text = short_code(std::string(found.mark) + std::string(rest));
}

class SuppressionFinder {
 public:
  SuppressionFinder(std::string_view path, std::string_view text) : text_(text) {
    const code::Language& language = code::language_of(path, text);
    if (language.family != code::Family::kCode && language.family != code::Family::kMarkup) return;
    line_starts_.push_back(0);
    for (size_t i = 0; i < text.size(); ++i)
      if (text[i] == '\n') line_starts_.push_back(i + 1);
    size_t at = 0;
    for (const code::Region& region : code::lex(language, text)) {
      search(at, region.end, region.part);
      at = region.end;
    }
    std::sort(found_.begin(), found_.end(), [](const auto& a, const auto& b) { return a.place < b.place; });
  }
  std::vector<Suppression> take() { return std::move(found_); }

 private:
  void search(size_t begin, size_t end, code::Part part) {
    bool is_comment = part == code::Part::kComment;
    if (!is_comment && part != code::Part::kCode) return;
    std::string_view region = text_.substr(begin, end - begin);
    std::string low = is_comment ? to_lower(region) : std::string();
    for (const SuppressionRow& row : kSuppressionRows) {
      bool is_in_code = row.place == SuppressionRow::kCode || row.place == SuppressionRow::kMarker;
      if (is_in_code == is_comment) continue;
      bool is_any_case = row.place == SuppressionRow::kDirective || row.place == SuppressionRow::kSetting;
      for (std::string_view mark : split(row.marks, ',')) {
        std::string_view in = is_any_case ? std::string_view(low) : region;
        for (size_t at = in.find(mark); at != in.npos; at = in.find(mark, at + mark.size()))
          if (is_mark(row, region, at, mark)) add(row, mark, region, begin, at);
      }
    }
  }

  static bool is_mark(const SuppressionRow& row, std::string_view region, size_t at, std::string_view mark) {
    size_t end = at + mark.size();
    bool starts = at == 0 || !is_tag_byte(region[at - 1]) || !is_tag_byte(mark[0]);
    bool ends = end >= region.size() || !is_tag_byte(region[end]) || !is_tag_byte(mark.back());
    if (!starts || !ends) return false;
    switch (row.place) {
      case SuppressionRow::kDirective:
        return begins_directive(region, at);
      case SuppressionRow::kSetting:
        return begins_directive(region, at) && has_setting(region.substr(end));
      case SuppressionRow::kMarker:
        return is_line_marker(region, at, end);
      case SuppressionRow::kComment:
      case SuppressionRow::kCode:
        return true;
    }
    return false;
  }

  void add(const SuppressionRow& row, std::string_view mark, std::string_view region, size_t begin,
           size_t at) {
    // One comment may hold a mark that is the beginning of another one.
    size_t place = begin + at;
    if (!places_.insert(place).second) return;
    Suppression found{.row = &row, .mark = mark, .place = place};
    found.line = static_cast<size_t>(std::upper_bound(line_starts_.begin(), line_starts_.end(), place) -
                                     line_starts_.begin());
    std::string_view rest = row.place == SuppressionRow::kCode ? text_.substr(place + mark.size(), 200)
                                                               : region.substr(at + mark.size());
    read_codes(rest, found);
    found_.push_back(std::move(found));
  }

  std::string_view text_;
  std::vector<Suppression> found_;
  std::set<size_t> places_;
  std::vector<size_t> line_starts_;
};

bool allows_as_much(const Suppression& before, const Suppression& after) {
  return before.row == after.row &&
         (before.codes.empty() ||
          (!after.codes.empty() &&
           std::includes(before.codes.begin(), before.codes.end(), after.codes.begin(), after.codes.end())));
}

struct SuppressedFile {
  const FileEdit* edit;
  std::vector<Suppression> added;
};

// The lines of the new side that are not of the old one, from 1.
std::set<size_t> added_lines(const FileEdit& edit) {
  std::set<size_t> lines;
  FileDiff diff(edit);
  for (const Hunk& hunk : diff.hunks)
    for (size_t i = 0; i < hunk.new_count; ++i) lines.insert(hunk.new_start + i + 1);
  return lines;
}

}  // namespace

std::span<const SuppressionRow> suppression_rows() {
  return kSuppressionRows;
}

std::string suppressions_markdown() {
  std::string table = "| suppressions | read by checks that name | |\n|---|---|---|\n";
  for (const SuppressionRow& row : kSuppressionRows) {
    std::vector<std::string> marks;
    for (std::string_view mark : split(row.marks, ',')) marks.push_back("`" + std::string(mark) + "`");
    table += "| " + joined(marks, ", ") + " | " + joined(split(row.readers, ' '), ", ") +
             (row.is_evasion ? " | if the check failed before |\n" : " | |\n");
  }
  return table;
}

std::vector<Weakening> added_suppressions(const std::vector<const FileEdit*>& edits) {
  std::vector<SuppressedFile> files;
  std::vector<Suppression> removed;  // by any edit: one may have moved to another file
  for (const FileEdit* edit : edits) {
    if (is_test(edit->path) || is_binary(edit->before.content) || is_binary(edit->after.content)) continue;
    std::vector<Suppression> before, after;
    if (edit->before.type == FileType::kFile)
      before = SuppressionFinder(edit->path, edit->before.content).take();
    if (edit->after.type == FileType::kFile)
      after = SuppressionFinder(edit->path, edit->after.content).take();
    if (before.empty() && after.empty()) continue;
    std::set<size_t> lines = added_lines(*edit);
    SuppressedFile file{edit, {}};
    std::map<std::pair<const SuppressionRow*, std::string>, size_t> kept;
    for (Suppression& each : after) {
      if (lines.contains(each.line))
        file.added.push_back(std::move(each));
      else
        ++kept[{each.row, each.text}];
    }
    for (Suppression& each : before) {
      size_t& count = kept[{each.row, each.text}];
      if (count > 0)
        --count;
      else
        removed.push_back(std::move(each));
    }
    files.push_back(std::move(file));
  }
  std::vector<Weakening> found;
  for (SuppressedFile& file : files) {
    std::map<const SuppressionRow*, std::pair<size_t, size_t>> places;  // in `found`, and how many more
    for (const Suppression& each : file.added) {
      auto it = std::find_if(removed.begin(), removed.end(),
                             [&](const Suppression& old) { return allows_as_much(old, each); });
      if (it != removed.end()) {
        removed.erase(it);
        continue;
      }
      auto [place, is_new] = places.emplace(each.row, std::pair(found.size(), 0));
      if (!is_new) {
        ++place->second.second;
        continue;
      }
      found.push_back({.path = file.edit->path,
                       .line = each.line,
                       .kind = WeakeningKind::kSuppression,
                       .text = "suppression added: " + each.text,
                       .readers = each.row->readers,
                       .is_evasion = each.row->is_evasion});
    }
    for (const auto& [row, place] : places)
      if (place.second > 0) found[place.first].text += " (and " + std::to_string(place.second) + " more)";
  }
  return found;
}

}  // namespace suit
