#include "verify/policy.h"

#include <algorithm>
#include <set>

#include "base/glob.h"
#include "base/secret.h"
#include "base/text.h"
#include "verify/protected.h"

namespace suit {
namespace {

bool any_matches(const std::vector<std::string>& globs, std::string_view path) {
  return std::any_of(globs.begin(), globs.end(),
                     [&](const auto& glob) { return scope_glob_matches(glob, path); });
}

bool is_named(const PolicyRules& rules, std::string_view path, const ProtectedPlace& place) {
  return std::any_of(rules.allow.begin(), rules.allow.end(),
                     [&](const auto& glob) { return names_place(glob, path, place); });
}

std::string opening_of(const ProtectedPlace& place) {
  if (place.pattern == ".suit") return "nothing opens it";
  return "[scope] allow must name " + std::string(place.pattern);
}

// Collects the complaints of one policy.
class Finding {
 public:
  explicit Finding(std::string name) : name_(std::move(name)) {}
  void complain(const std::string& text) {
    if (count_++ < 3) detail_ += (detail_.empty() ? "" : "; ") + text;
  }
  CheckResult result() const {
    std::string detail = detail_;
    if (count_ > 3) detail += "; and " + std::to_string(count_ - 3) + " more";
    return {"policy:" + name_, count_ == 0 ? Outcome::kPassed : Outcome::kFailed, detail};
  }

 private:
  std::string name_, detail_;
  size_t count_ = 0;
};

bool is_within(const Hunk& hunk, const std::vector<LineRange>& ranges) {
  // An insertion is before the line with its number: inside a range, or right after its last line.
  size_t first = hunk.old_start + 1, last = hunk.old_start + hunk.old_count;
  return std::any_of(ranges.begin(), ranges.end(), [&](const LineRange& range) {
    return hunk.old_count == 0 ? first >= range.first && first <= range.last + 1
                               : first >= range.first && last <= range.last;
  });
}

class Examination {
 public:
  Examination(const Proposal& proposal, const Task& task, const PolicyRules& rules)
      : proposal_(proposal), task_(task), rules_(rules) {}

  PolicyVerdict run() {
    std::set<const FileEdit*> moved_away;
    for (const FileEdit& edit : proposal_.edits)
      if (const FileEdit* source = source_of_move(proposal_.edits, edit)) moved_away.insert(source);
    for (const FileEdit& edit : proposal_.edits) {
      // A moved file is compared with its source, and its old path is not a deletion.
      const FileEdit* source = source_of_move(proposal_.edits, edit);
      std::optional<FileEdit> moved;
      if (source) moved = FileEdit{edit.path, source->before, edit.after, edit.moved_from};
      const FileEdit& read = moved ? *moved : edit;
      FileDiff diff(read);
      scope(edit, diff);
      protection(edit);
      if (!moved_away.contains(&edit)) size(edit, diff);
      contents(read, diff);
    }
    level();
    if (lines_ > rules_.diff_lines_max)
      size_.complain(std::to_string(lines_) + " changed lines, at most " +
                     std::to_string(rules_.diff_lines_max) + " ([limits] diff_lines)");
    if (proposal_.edits.size() > rules_.files_max)
      size_.complain(counted(proposal_.edits.size(), "file") + ", at most " +
                     std::to_string(rules_.files_max) + " ([limits] files)");
    for (const Finding* finding :
         {&level_, &scope_, &rules_finding_, &protected_, &size_, &secrets_, &markers_})
      verdict_.results.push_back(finding->result());
    return std::move(verdict_);
  }

 private:
  void level() {
    if (task_.level <= Level::kEdit && proposal_.edits.size() > 1)
      level_.complain("level " + std::string(name_of(task_.level)) + " changes one file, this proposal " +
                      std::to_string(proposal_.edits.size()));
    if (task_.level == Level::kComplete && hunks_ > 1)
      level_.complain("level complete changes one place, this proposal " + std::to_string(hunks_));
  }

  void scope(const FileEdit& edit, const FileDiff& diff) {
    std::string path = printable(edit.path);
    if (!task_.scope.contains(edit.path)) {
      scope_.complain(path + " is outside the task's scope");
    } else if (auto ranges = task_.scope.lines_in(edit.path)) {
      bool whole = edit.before.type != FileType::kFile || edit.after.type != FileType::kFile || diff.binary;
      bool inside = !whole && std::all_of(diff.hunks.begin(), diff.hunks.end(),
                                          [&](const Hunk& hunk) { return is_within(hunk, *ranges); });
      if (!inside) scope_.complain(path + " changes outside the lines of the task's scope");
    }
    if (any_matches(rules_.deny, edit.path)) {
      rules_finding_.complain(path + " is denied by a rule");
    } else if (any_matches(rules_.ask, edit.path)) {
      verdict_.ask_reasons.push_back(path + " matches an ask rule");
    } else if (!rules_.allow.empty() && !any_matches(rules_.allow, edit.path)) {
      verdict_.ask_reasons.push_back(path + " matches no allow rule");
    }
  }

  void protection(const FileEdit& edit) {
    bool rewritten = edit.before.type == FileType::kFile && edit.after.type == FileType::kFile &&
                     edit.before.digest != edit.after.digest;
    if (rewritten && !(edit.before.mode & 0222))
      protected_.complain(printable(edit.path) + " is read-only: chmod u+w it first");
    ProtectedPlace place = find_protected(edit.path);
    if (!place || is_named(rules_, edit.path, place)) return;
    if (place.tier() == Protection::kNever) {
      protected_.complain(printable(edit.path) + " is a protected place (" + describe(place) +
                          "): " + opening_of(place));
    } else if (edit.before.type != FileType::kFile || edit.after.type != FileType::kFile ||
               edit.before.mode != edit.after.mode ||
               concern_of(edit.path, edit.before.content, edit.after.content) != Concern::kNothing) {
      verdict_.ask_reasons.push_back(printable(edit.path) + " is run by other tools later (" +
                                     describe(place) + ")");
    }
  }

  void size(const FileEdit& edit, const FileDiff& diff) {
    lines_ += diff.added() + diff.removed();
    hunks_ += diff.hunks.size();
    if (edit.after.content.size() > rules_.file_bytes_max)
      size_.complain(printable(edit.path) + " would have " + human_bytes(edit.after.content.size()) +
                     ", at most " + human_bytes(rules_.file_bytes_max) + " ([limits] file_kb)");
  }

  void contents(const FileEdit& edit, const FileDiff& diff) {
    if (diff.binary) {
      if (edit.before.digest != edit.after.digest && edit.after.type != FileType::kAbsent)
        verdict_.ask_reasons.push_back(printable(edit.path) + " is binary: its content is not shown");
      return;
    }
    for (const Hunk& hunk : diff.hunks) {
      for (size_t i = hunk.new_start; i < hunk.new_start + hunk.new_count; ++i) {
        std::string_view line = without_terminator(diff.new_lines[i]);
        auto place = [&] { return printable(edit.path) + ":" + std::to_string(i + 1); };
        // A secret that is in the file already is not new: its line may change.
        if (Secret secret = secret_in(line);
            secret.found() && edit.before.content.find(secret.text) == std::string::npos) {
          std::string text = place() + " looks like " + std::string(secret.what);
          secret.certain ? secrets_.complain(text) : verdict_.ask_reasons.push_back(text);
        }
        if (line.starts_with("<<<<<<< ") || line.starts_with(">>>>>>> ") || line.starts_with("||||||| "))
          markers_.complain(place() + " is a conflict marker");
      }
    }
  }

  const Proposal& proposal_;
  const Task& task_;
  const PolicyRules& rules_;
  PolicyVerdict verdict_;
  Finding level_{"level"}, scope_{"scope"}, rules_finding_{"rules"}, protected_{"protected"}, size_{"size"},
      secrets_{"secrets"}, markers_{"conflict-markers"};
  uint64_t lines_ = 0;
  uint64_t hunks_ = 0;
};

}  // namespace

PolicyVerdict examine_policy(const Proposal& proposal, const Task& task, const PolicyRules& rules) {
  return Examination(proposal, task, rules).run();
}

Result<void> permit_places(const std::vector<std::string>& paths, const PolicyRules& rules) {
  for (const std::string& path : paths) {
    ProtectedPlace place = find_protected(path);
    if (place.tier() != Protection::kNever || is_named(rules, path, place)) continue;
    return Error{ErrorCode::kDenied, printable(path) + " is a protected place (" + describe(place) + ")",
                 opening_of(place)};
  }
  return {};
}

}  // namespace suit
