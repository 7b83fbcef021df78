// Offers the output of failing checks, the source of the failed tests, and the files that either of them
// names.
#include <algorithm>
#include <map>

#include "base/text.h"
#include "code/imports.h"
#include "context/offer.h"
#include "folder/output_places.h"
#include "folder/path_kind.h"

namespace suit {
namespace {

constexpr double kOutputWeight = 800, kTestWeight = 450, kNamedCodeWeight = 400, kTestedCodeWeight = 200;
constexpr size_t kChecksMax = 3, kTestFilesMax = 3, kCodeFilesMax = 3;
constexpr size_t kOutputForms_bytes[] = {6'000, 2'000, 600};
constexpr size_t kOutputRead_bytes = 1u << 20;  // of the output's end
constexpr size_t kSmallTest_lines = 80;         // shown whole if it fits
constexpr size_t kAbovePlace_lines = 20, kBelowPlace_lines = 10;
constexpr size_t kAboveName_lines = 2, kBelowName_lines = 30;
constexpr size_t kTestMax_lines = 60;  // from the test's name to the failing line

class FailureSource {
 public:
  FailureSource(const ContextRequest& request, const std::vector<FolderFile>& all) : request_(request) {
    for (const FolderFile& file : all)
      if (file.type == FileType::kFile) paths_.push_back(file.path);
    for (size_t i = 0; i < paths_.size(); ++i) by_name_[name_in(paths_[i])].push_back(i);
  }

  Result<Offer> offer(const std::vector<FailedCheck>& failed) {
    for (const FailedCheck& check : failed) {
      if (checks_++ == kChecksMax) {
        offer_.left_out.push_back("what " + counted(failed.size() - kChecksMax, "further check") +
                                  " printed");
        break;
      }
      if (!check.is_said) add_output(check);
      RETURN_IF_ERROR(add_what_it_names(check));
    }
    return std::move(offer_);
  }

 private:
  void add_output(const FailedCheck& check) {
    std::string_view end = check.output;
    end.remove_prefix(end.size() - std::min(end.size(), kOutputRead_bytes));
    std::string output = as_shown(request_, end);
    OfferedPart part{
        .kind = PartKind::kCheck,
        .name = "what the check " + printable(check.name) + " printed",
        .title = "The check " + printable(check.name) + " fails " + check.where + ". It printed:",
        .why = "the check fails " + check.where,
        .weight = kOutputWeight};
    for (size_t bytes : kOutputForms_bytes) {
      OfferedPart form = part;
      form.text = telling_part(output, bytes);
      if (part.shorter.empty() || part.shorter.back().text != form.text)
        part.shorter.push_back(std::move(form));
    }
    part.text = part.shorter.front().text;
    part.shorter.erase(part.shorter.begin());
    if (output.size() > kOutputForms_bytes[0])
      offer_.left_out.push_back(part.name + ": all but " + human_bytes(part.text.size()) + " of " +
                                human_bytes(check.output.size()));
    offer_.parts.push_back(std::move(part));
  }

  // Resolves a printed path to a file: by its full path, or by a suffix that only one file has.
  std::string file_named(const std::string& printed) const {
    std::string path = printed, root = request_.folder->files().root() + "/";
    if (path.starts_with(root)) path.erase(0, root.size());
    path = join_path("", path);
    if (path.empty()) return "";
    if (std::binary_search(paths_.begin(), paths_.end(), path)) return path;
    auto named = by_name_.find(name_in(path));
    std::string found, end = "/" + path;
    for (size_t i : named == by_name_.end() ? std::vector<size_t>() : named->second) {
      if (!paths_[i].ends_with(end)) continue;
      if (!found.empty()) return "";
      found = paths_[i];
    }
    return found;
  }

  Result<void> add_what_it_names(const FailedCheck& check) {
    auto find = [this](const std::string& printed) { return file_named(printed); };
    std::vector<std::string> names = failed_tests_in(check.output);
    std::map<std::string, size_t> tests;  // path -> line; 0: found by a name in it
    std::vector<std::string> order;
    for (const OutputPlace& place : places_in_output(check.output, find)) {
      if (!is_test(place.path))
        add_code(place.path, place.line, kNamedCodeWeight,
                 "the check " + printable(check.name) + " names it");
      else if (tests.emplace(place.path, place.line).second)
        order.push_back(place.path);
    }
    std::vector<std::string_view> needles(names.begin(), names.end());
    if (order.empty() && !needles.empty()) {
      ASSIGN_OR_RETURN(auto lists, request_.folder->containing_each(needles, is_test));
      for (const std::vector<std::string>& paths : lists)
        for (const std::string& path : paths)
          if (tests.emplace(path, 0).second) order.push_back(path);
    }
    for (const std::string& path : order) {
      if (tests_ == kTestFilesMax) {
        offer_.left_out.push_back(printable(path) + ": a failing test, beyond the first " +
                                  std::to_string(kTestFilesMax));
        continue;
      }
      add_test(check, path, tests[path], names);
    }
    return {};
  }

  // Lines from the test's name to the failing line.
  static std::pair<size_t, size_t> lines_of_test(const OfferedPart& file, size_t place,
                                                 const std::vector<std::string>& names) {
    std::vector<std::string_view> lines = split_lines(file.text);
    size_t named = 0;
    for (size_t i = 0; i < lines.size() && (place == 0 ? named == 0 : i < place); ++i)
      for (const std::string& name : names)
        if (lines[i].find(name) != std::string_view::npos) named = i + 1;
    bool is_near = named > 0 && named + kTestMax_lines > place;
    size_t first = is_near ? named - std::min(named - 1, kAboveName_lines)
                           : place - std::min(place - 1, kAbovePlace_lines);
    size_t last = place > 0 ? place + kBelowPlace_lines : named + kBelowName_lines;
    return {first, last};
  }

  void add_test(const FailedCheck& check, const std::string& path, size_t place,
                const std::vector<std::string>& names) {
    if (std::find(known_.begin(), known_.end(), path) != known_.end()) return;
    known_.push_back(path);
    auto file = file_part(request_, path);
    if (!file) return offer_.left_out.push_back(printable(path) + ": " + file.error().message);
    ++tests_;
    auto [first, last] = lines_of_test(*file, place, names);
    OfferedPart lines = lines_of(*file, first, last);
    auto describe = [&](OfferedPart& part) {
      part.kind = PartKind::kCheck;
      part.title = "The failing test, from " + printable(path) + ", lines " +
                   std::to_string(part.first_line) + " to " + std::to_string(part.last_line) + ":";
      part.why = place > 0 ? "the check " + printable(check.name) + " names its line " + std::to_string(place)
                           : "a test in it fails in the check " + printable(check.name);
      part.weight = kTestWeight;
    };
    describe(lines);
    add_tested_code(*file);
    if (!lines.whole && file->last_line <= kSmallTest_lines) {
      describe(*file);
      file->shorter.push_back(std::move(lines));
      offer_.parts.push_back(std::move(*file));
    } else {
      offer_.parts.push_back(std::move(lines));
    }
  }

  // Adds what the test imports or, in languages that keep tests next to code, the file of the same name.
  void add_tested_code(const OfferedPart& test) {
    ImportResolver resolver(paths_);
    std::string why = "the failing test " + printable(test.name) + " imports it";
    bool imports = false;
    for (const Import& one : resolver.imports_of(test.name, test.text)) {
      if (is_test(paths_[one.target])) continue;
      imports = true;
      add_code(paths_[one.target], 0, kTestedCodeWeight, why);
    }
    if (imports) return;
    std::string beside = std::string(parent_of(test.name)), ending = extension_of(test.name);
    std::string stem = tested_stem(name_in(test.name).substr(0, name_in(test.name).find('.')));
    std::string path = (beside.empty() ? "" : beside + "/") + stem + ending;
    if (path != test.name && std::binary_search(paths_.begin(), paths_.end(), path))
      add_code(path, 0, kTestedCodeWeight, "it has the name of the failing test " + printable(test.name));
  }

  void add_code(const std::string& path, size_t line, double weight, std::string why) {
    if (!request_.may_change(path) || code_ == kCodeFilesMax) return;
    if (request_.selection && request_.selection->path == path) return;
    if (std::find(known_.begin(), known_.end(), path) != known_.end()) return;
    known_.push_back(path);
    auto file = file_part(request_, path);
    if (!file) return offer_.left_out.push_back(printable(path) + ": " + file.error().message);
    ++code_;
    file->why = std::move(why);
    file->weight = weight;
    if (line > 0) {
      OfferedPart lines =
          lines_of(*file, line - std::min(line - 1, kAbovePlace_lines), line + kBelowPlace_lines);
      if (!lines.whole) file->shorter.push_back(std::move(lines));
    }
    offer_.parts.push_back(std::move(*file));
  }

  const ContextRequest& request_;
  std::vector<std::string> paths_;  // of all files in the folder, sorted
  std::map<std::string_view, std::vector<size_t>> by_name_;
  std::vector<std::string> known_;  // files already offered
  size_t checks_ = 0, tests_ = 0, code_ = 0;
  Offer offer_;
};

Result<Offer> offer_failures(const ContextRequest& request) {
  Offer offer;
  if (!request.failed_checks) return offer;
  auto failed = request.failed_checks();
  if (!failed && failed.error().code == ErrorCode::kCancelled) return failed.error();
  if (!failed) {
    offer.left_out.push_back("what the checks print: " + failed.error().message);
    return offer;
  }
  if (failed->empty()) return offer;
  ASSIGN_OR_RETURN(const std::vector<FolderFile>* all, request.folder->list());
  return FailureSource(request, *all).offer(*failed);
}

}  // namespace

ContextSource failure_source() {
  return {.name = "failures", .kind = PartKind::kCheck, .offer = offer_failures, .share = .5};
}

}  // namespace suit
