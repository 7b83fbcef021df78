// How often tells are found in honest code. `tells_bench FOLDER…` treats each function of the folders' code
// as the one that a change adds. `tells_bench --changes OLD NEW` treats each hunk between two versions of a
// folder as a change. Without arguments: this machine's Python library. Minified files are left out, and
// judge files, which the rules do not read; tests of the folder (or of OLD) are the tests of each change.
#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "base/files.h"
#include "base/text.h"
#include "change/diff.h"
#include "folder/judge_files.h"
#include "folder/path_kind.h"
#include "measure.h"
#include "verify/tell_code.h"
#include "verify/tells.h"

using namespace suit;
using namespace suit::bench;

namespace {

constexpr uint64_t kFileBytesMax = 1 << 20, kLineBytesMean = 200;
constexpr size_t kContextLines = 3;

struct Source {
  std::string path, text;
};

struct Folder {
  std::vector<Source> code;
  std::vector<TestText> tests;
};

Folder folder_at(const std::string& root) {
  namespace fs = std::filesystem;
  Folder folder;
  std::error_code error;
  for (auto it = fs::recursive_directory_iterator(root, error); it != fs::recursive_directory_iterator();
       it.increment(error)) {
    if (error || !it->is_regular_file(error)) continue;
    std::string path = fs::relative(it->path(), root).string();
    if (!grammar_of(path)) continue;
    auto text = read_file(it->path().string(), kFileBytesMax);
    if (!text || is_binary(*text)) continue;
    size_t lines = static_cast<size_t>(std::count(text->begin(), text->end(), '\n')) + 1;
    if (text->size() / lines > kLineBytesMean) continue;
    if (is_test(path)) folder.tests.emplace_back(path, *text);
    if (why_judge_file(path).empty()) folder.code.push_back({path, std::move(*text)});
  }
  std::sort(folder.code.begin(), folder.code.end(),
            [](const Source& a, const Source& b) { return a.path < b.path; });
  return folder;
}

class Count {
 public:
  void add(const std::vector<Tell>& tells) {
    ++all_;
    if (tells.empty()) return;
    ++told_;
    std::set<TellRule> rules;
    for (const Tell& tell : tells) {
      rules.insert(tell.rule);
      if (shown_) std::printf("%s\n", tell.text().c_str());
    }
    for (TellRule rule : rules) ++by_rule_[rule];
  }
  void skip() { ++all_; }
  void report(const std::string& group, const std::string& of) const {
    auto share = [&](size_t count) {
      return all_ ? 100.0 * static_cast<double>(count) / static_cast<double>(all_) : 0;
    };
    std::printf("{\"benchmark\": \"tells\", \"group\": \"%s\", \"%s\": %zu, \"told\": %zu}\n", group.c_str(),
                of.c_str(), all_, told_);
    std::printf("%s: %zu %s, %zu with a tell (%.2f%%)\n", group.c_str(), all_, of.c_str(), told_,
                share(told_));
    for (const auto& [rule, count] : by_rule_)
      std::printf("  %-18s %5zu  %.3f%%\n", std::string(name_of(rule)).c_str(), count, share(count));
  }
  bool shown_ = std::getenv("SHOW") != nullptr;

 private:
  size_t all_ = 0, told_ = 0;
  std::map<TellRule, size_t> by_rule_;
};

FileVersion version(std::string text) {
  return FileVersion::file(std::move(text), 0644);
}

void measure_functions(const std::string& root) {
  using tells::Form;
  Folder folder = folder_at(root);
  Count count;
  for (const Source& source : folder.code) {
    auto code = tells::CodeFile::parse(*grammar_of(source.path), source.text);
    if (!code) continue;
    std::vector<Tell> whole =
        tells_of({{source.path, FileVersion::absent(), version(source.text)}}, folder.tests);
    for (tells::At at = 0; at < code->size(); ++at) {
      if (!code->is(at, Form::kFunction) || code->around(at, Form::kFunction) != tells::kNowhere) continue;
      std::string_view text = code->text(at);
      size_t first = code->line(at),
             last = first + static_cast<size_t>(std::count(text.begin(), text.end(), '\n'));
      // What the whole file does not tell, no part of it does.
      bool may = std::any_of(whole.begin(), whole.end(),
                             [&](const Tell& tell) { return tell.line >= first && tell.line <= last; });
      if (!may) {
        count.skip();
        continue;
      }
      size_t begin = static_cast<size_t>(text.data() - source.text.data());
      std::string before = source.text;
      before.replace(begin, text.size(), *grammar_of(source.path) == Grammar::kPython ? "pass" : "");
      count.add(tells_of({{source.path, version(before), version(source.text)}}, folder.tests));
    }
  }
  count.report(root, "functions");
}

void measure_changes(const std::string& old_root, const std::string& new_root) {
  Folder old_folder = folder_at(old_root), new_folder = folder_at(new_root);
  std::map<std::string, const Source*> olds;
  for (const Source& source : old_folder.code) olds[source.path] = &source;
  Count hunks, files;
  for (const Source& source : new_folder.code) {
    auto old = olds.find(source.path);
    if (old == olds.end() || old->second->text == source.text) continue;
    FileEdit edit{source.path, version(old->second->text), version(source.text)};
    files.add(tells_of({edit}, old_folder.tests));
    FileDiff diff(edit);
    for (const HunkGroup& group : group_hunks(diff, kContextLines)) {
      std::vector<bool> chosen(diff.hunks.size());
      for (size_t i = group.first; i < group.last; ++i) chosen[i] = true;
      hunks.add(tells_of({{source.path, edit.before, version(with_hunks(diff, chosen))}}, old_folder.tests));
    }
  }
  files.report(old_root + " to " + new_root, "files");
  hunks.report(old_root + " to " + new_root, "hunks");
}

}  // namespace

int main(int count, char** arguments) {
  std::vector<std::string> given(arguments + 1, arguments + count);
  if (given.size() == 3 && given[0] == "--changes") {
    measure_changes(given[1], given[2]);
    return 0;
  }
  if (given.empty()) given = {"/usr/lib/python3", "/usr/lib/python3.11"};
  for (const std::string& folder : given) measure_functions(folder);
}
