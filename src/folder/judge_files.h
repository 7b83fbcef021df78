// Judge files: files that decide how a check judges. A change to one can make a check pass that should fail,
// so the judge runs the checks a second time with the base's judge files. docs/verify.md lists them.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace suit {

// One tool.
struct JudgeFileRow {
  std::string_view tool;
  // Separated by blanks, at any depth; * and ? as in a glob: a name, "folder/name", or "folder/" for
  // everything below a folder.
  std::string_view patterns;
  std::string_view effect;  // what the tool does with them: "loads it before the tests"
  std::string_view source;  // the document that says so
  bool builds = false;      // a manifest, build file or installed file: it decides about more than checks
};
std::span<const JudgeFileRow> judge_file_rows();

// "a test", "pytest: loads it before the tests"; "": not a judge file. Case is ignored.
std::string why_judge_file(std::string_view path);
// Is it the configuration of a check: a row of the table without `builds`?
bool configures_checks(std::string_view path);

}  // namespace suit
