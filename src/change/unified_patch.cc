#include "change/unified_patch.h"

#include <charconv>

#include "base/text.h"
#include "change/diff.h"

namespace suit {
namespace {

// "12,5" or "12" from the front of `text`.
bool take_range(std::string_view& text, size_t& start, size_t& count) {
  auto number = [&](size_t& value) {
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc()) return false;
    text.remove_prefix(static_cast<size_t>(end - text.data()));
    return true;
  };
  if (!number(start)) return false;
  count = 1;
  if (!text.starts_with(',')) return true;
  text.remove_prefix(1);
  return number(count);
}

// nullopt for "@@ ... @@" and the like: a hunk without numbers.
std::optional<StatedLines> numbers_of(std::string_view header) {
  StatedLines stated;
  header.remove_prefix(2);
  header = trim(header);
  if (!header.starts_with('-')) return std::nullopt;
  header.remove_prefix(1);
  if (!take_range(header, stated.old_start, stated.old_count)) return std::nullopt;
  header = trim(header);
  if (!header.starts_with('+')) return std::nullopt;
  header.remove_prefix(1);
  if (!take_range(header, stated.new_start, stated.new_count)) return std::nullopt;
  return stated;
}

// The path after "--- " or "+++ ": without a timestamp and quotes.
std::string side_path(std::string_view line) {
  line = line.substr(4);
  line = trim(line.substr(0, line.find('\t')));
  if (line.size() > 2 && line.front() == line.back() && line[0] == '`')
    line = line.substr(1, line.size() - 2);
  return unquoted_path(line);
}

// The first of git's prefixes of the two sides, if the text begins with one: "a/", or "b/" for a reversed
// diff, or others of diff.mnemonicPrefix.
std::string_view prefix_of(std::string_view path) {
  bool is_prefix = path.size() > 2 && path[1] == '/' && std::string_view("abciow").find(path[0]) != path.npos;
  return is_prefix ? path.substr(0, 2) : std::string_view();
}

class Diffs {
 public:
  Diffs(const AnswerLines& lines, ParsedEdits& parsed) : lines_(lines), parsed_(parsed) {}

  void parse() {
    std::optional<size_t> diff_in_fence;  // a diff's line in the fence that is open
    while (at_ < lines_.size()) {
      std::string_view line = lines_[at_];
      bool git = line.starts_with("diff --git ");
      if (auto fence = fence_at(line)) {
        in_fence_ = !(in_fence_ && fence->info.empty());
        diff_in_fence.reset();
        if (in_fence_) open_fence();
        ++at_;
      } else if (git || is_diff_header(lines_, at_)) {
        if (in_fence_) diff_in_fence = at_;
        file(git);
      } else {
        if (line.starts_with("@@ ") && numbers_of(line))
          refuse(RefusalReason::kNoPath, at_,
                 "a hunk that belongs to no file: --- and +++ lines must precede it");
        if (line.starts_with("GIT binary patch"))
          refuse(RefusalReason::kNotText, at_, "binary patches are not supported");
        ++at_;
      }
    }
    if (diff_in_fence)
      refuse(RefusalReason::kIncomplete, *diff_in_fence,
             "the fenced diff is not closed: the answer was cut off");
  }

 private:
  struct Header {
    std::string old_path, new_path, rename_from, rename_to;
    std::string old_prefix = "a/", new_prefix = "b/";
    std::optional<uint32_t> mode;
    std::string old_id, new_id;
    bool creates = false, removes = false;
    size_t line = 0;
  };

  void refuse(RefusalReason reason, size_t at, std::string message) {
    parsed_.refusals.push_back({reason, path_, at + 1, std::move(message)});
  }

  // A whole file next to the diff, or one that contains diffs.
  void open_fence() {
    if (path_of_fence(lines_, at_, 0).empty()) return;
    size_t first = at_ + 1;
    while (first < lines_.size() && lines_.blank(first)) ++first;
    if (first < lines_.size() && !is_diff_header(lines_, first) &&
        !lines_[first].starts_with("diff --git ") && !lines_[first].starts_with("Index: "))
      refuse(RefusalReason::kOtherFormat, at_,
             "a fenced block with a path, but without a diff, is next to a unified diff");
  }

  static std::string without_prefix(const std::string& path, std::string_view prefix) {
    return path.starts_with(prefix) ? path.substr(prefix.size()) : path;
  }

  // The one path of both sides; empty and refused if they differ.
  bool choose_path(const Header& header) {
    std::string a = without_prefix(header.old_path, header.old_prefix),
                b = without_prefix(header.new_path, header.new_prefix);
    bool no_old = header.old_path.empty() || header.creates,
         no_new = header.new_path.empty() || header.removes;
    if (no_old && no_new)
      path_.clear();
    else if (no_old)
      path_ = b;
    else if (no_new)
      path_ = a;
    else if (header.old_path == header.new_path)
      path_ = header.old_path;
    else if (a == b)
      path_ = a;
    else
      path_.clear();
    if (!path_.empty()) return true;
    refuse(no_old && no_new ? RefusalReason::kNoPath : RefusalReason::kBadPath, header.line,
           no_old && no_new ? "the diff names no file"
                            : "--- and +++ name two files, " + printable(header.old_path) + " and " +
                                  printable(header.new_path) +
                                  "; a move needs the lines \"rename from\" and \"rename to\"");
    return false;
  }

  void file(bool git) {
    Header header;
    header.line = at_;
    path_.clear();
    const size_t refused = parsed_.refusals.size();
    if (git) extended_header(header);
    if (at_ < lines_.size() && is_diff_header(lines_, at_)) {
      header.old_path = side_path(lines_[at_]);
      header.new_path = side_path(lines_[at_ + 1]);
      header.creates |= header.old_path == "/dev/null";
      header.removes |= header.new_path == "/dev/null";
      at_ += 2;
    }
    WishedEdit edit{EditAction::kChange, {}, header.line + 1};
    bool named = true;
    if (!header.rename_from.empty() && !header.rename_to.empty()) {
      path_ = header.rename_from;
      edit.move_to = header.rename_to;
    } else {
      named = choose_path(header);
    }
    edit.path = path_;
    edit.mode = header.mode;
    edit.old_id = header.old_id;
    edit.new_id = header.new_id;
    if (git && at_ < lines_.size() && lines_[at_] == "GIT binary patch") {
      ++at_;
      edit.binary = binary();
      if (edit.binary) (void)binary(true);  // back to the old content
    }
    while (at_ < lines_.size() && lines_[at_].starts_with("@@")) hunk(edit);
    if (!named || parsed_.refusals.size() > refused) return;
    finish(header, std::move(edit));
  }

  void extended_header(Header& header) {
    // Two paths on one line can't be split if they contain blanks; used only if nothing else names them.
    std::string_view paths = lines_[at_].substr(11);
    auto words = split(paths, ' ');
    if (words.size() == 2)
      header.old_path = unquoted_path(words[0]), header.new_path = unquoted_path(words[1]);
    auto bare = [](std::string_view text) { return text.starts_with('"') ? text.substr(1) : text; };
    std::string_view first = prefix_of(bare(paths));
    for (size_t at = paths.find(' '); !first.empty() && at != paths.npos; at = paths.find(' ', at + 1)) {
      std::string_view second = prefix_of(bare(paths.substr(at + 1)));
      if (!second.empty() && second != first) header.old_prefix = first, header.new_prefix = second;
    }
    for (++at_; at_ < lines_.size(); ++at_) {
      std::string_view line = lines_[at_];
      auto value = [&](std::string_view key) {
        return line.starts_with(key) ? std::optional(std::string(trim(line.substr(key.size()))))
                                     : std::nullopt;
      };
      auto mode = [&](const std::string& text) {
        if (text == "100755") header.mode = 0755;
        if (text == "100644") header.mode = 0644;
        if (text != "100755" && text != "100644")
          refuse(RefusalReason::kNotAFile, at_, "mode " + printable(text) + " is not a file's mode");
      };
      if (auto text = value("new file mode ")) {
        header.creates = true;
        mode(*text);
      } else if (value("deleted file mode ")) {
        header.removes = true;
      } else if (auto new_mode = value("new mode ")) {
        mode(*new_mode);
      } else if (auto from = value("rename from ")) {
        header.rename_from = unquoted_path(*from);
      } else if (auto to = value("rename to ")) {
        header.rename_to = unquoted_path(*to);
      } else if (line.starts_with("Binary files ")) {
        refuse(RefusalReason::kNotText, at_, "the diff lacks the binary content; `git diff --binary` has it");
      } else if (line.starts_with("copy from ") || line.starts_with("copy to ")) {
        refuse(RefusalReason::kMalformed, at_, "copies are not supported; give the new file's lines");
      } else if (auto ids = value("index ")) {
        std::string_view both = std::string_view(*ids).substr(0, ids->find(' '));
        size_t dots = both.find("..");
        if (dots == both.npos) continue;
        header.old_id = both.substr(0, dots);
        header.new_id = both.substr(dots + 2);
      } else if (!value("old mode ") && !value("similarity index ") && !value("dissimilarity index ")) {
        return;
      }
    }
  }

  // The lines up to an empty one.
  std::optional<BinaryPatch> binary(bool may_lack = false) {
    std::vector<std::string_view> block;
    size_t first = at_;
    for (; at_ < lines_.size() && !lines_[at_].empty(); ++at_) block.push_back(lines_[at_]);
    if (at_ < lines_.size()) ++at_;
    bool begins = !block.empty() && (block[0].starts_with("literal ") || block[0].starts_with("delta "));
    if (!begins && may_lack) {
      at_ = first;
      return {};
    }
    auto read = read_binary_patch(block);
    if (!read)
      refuse(RefusalReason::kMalformed, first,
             "the binary patch is damaged, or larger than " + human_bytes(kBinaryBytesMax));
    return read;
  }

  void finish(const Header& header, WishedEdit edit) {
    if (edit.binary && !header.removes) {
      edit.action = header.creates ? EditAction::kCreate : EditAction::kChange;
      parsed_.edits.push_back(std::move(edit));
      return;
    }
    edit.binary.reset();
    bool only_added = !edit.changes.empty() && header.old_path != edit.path + "/";
    for (const LineChange& change : edit.changes) only_added &= change.search.empty();
    bool from_nothing =
        header.creates || (edit.changes.size() == 1 && only_added && edit.changes[0].stated &&
                           edit.changes[0].stated->old_start == 0 && edit.changes[0].stated->old_count == 0);
    if (from_nothing && !header.removes && edit.move_to.empty()) {
      edit.action = EditAction::kCreate;
      edit.may_be_empty = !header.creates;
      for (const LineChange& change : edit.changes) {
        if (!change.search.empty())
          return refuse(RefusalReason::kMalformed, change.line - 1,
                        "a new file's diff can only have lines with '+'");
        edit.content += change.replace;
        if (change.final_newline == FinalNewline::kRemoved) edit.content.pop_back();
      }
      edit.changes.clear();
    } else if (header.removes) {
      edit.action = EditAction::kRemove;
      edit.mode.reset();
      for (const LineChange& change : edit.changes)
        if (!change.replace.empty())
          return refuse(RefusalReason::kMalformed, change.line - 1,
                        "a removed file's diff can only have lines with '-'");
    } else if (edit.changes.empty() && edit.move_to.empty() && !edit.mode) {
      return refuse(RefusalReason::kIncomplete, header.line, "the diff of this file has no hunk");
    }
    parsed_.edits.push_back(std::move(edit));
  }

  struct Counts {
    size_t old_lines = 0, new_lines = 0;
    bool fulfil(const std::optional<StatedLines>& stated) const {
      return stated && old_lines == stated->old_count && new_lines == stated->new_count;
    }
  };

  // "--- x" and "+++ y" within a hunk: another file, or a removed "-- x" and an added "++ y"? Right counts
  // decide.
  enum class Next { kContent, kHeader, kUnclear };
  Next header_or_content(const Counts& counts, const std::optional<StatedLines>& stated) const {
    if (counts.fulfil(stated)) return Next::kHeader;
    std::string a = side_path(lines_[at_]), b = side_path(lines_[at_ + 1]);
    bool paths = a == "/dev/null" || b == "/dev/null" ||
                 a.substr(prefix_of(a).size()) == b.substr(prefix_of(b).size());
    bool hunk_follows = at_ + 2 < lines_.size() && lines_[at_ + 2].starts_with("@@");
    Counts with{counts.old_lines + 1, counts.new_lines + 1};
    if (with.fulfil(stated)) return paths && hunk_follows ? Next::kUnclear : Next::kContent;
    if (paths && hunk_follows) return Next::kHeader;
    return paths || hunk_follows ? Next::kUnclear : Next::kContent;
  }

  // The line in [at_, size) where the hunk's body ends, if right counts do not end it.
  bool ends_body(std::string_view line) const {
    return line.starts_with("@@") || line.starts_with("diff --git ") || line.starts_with("Index: ") ||
           (fence_at(line) && line[0] != ' ');
  }

  bool is_body(std::string_view line) const {
    return line.empty() || line[0] == ' ' || line[0] == '-' || line[0] == '+' || line[0] == '\\';
  }

  // A hunk during parsing.
  struct Open {
    LineChange change;
    Counts counts;
    size_t pending = 0;  // empty lines, which are blank context if a line follows
    char last_sign = 0;
    bool old_bare = false, new_bare = false;  // "\ No newline at end of file"
    bool broken = false;                      // refused already

    void put(char sign, std::string_view content) {
      if (sign != '+') (change.search += content) += '\n', ++counts.old_lines;
      if (sign != '-') (change.replace += content) += '\n', ++counts.new_lines;
      last_sign = sign;
    }
  };

  void hunk(WishedEdit& edit) {
    Open open;
    open.change.line = at_ + 1;
    open.change.stated = numbers_of(lines_[at_++]);
    while (at_ < lines_.size() && body_line(open, lines_[at_])) ++at_;
    LineChange& change = open.change;
    const std::optional<StatedLines>& stated = change.stated;
    auto too_few = [&] {
      return stated &&
             (open.counts.old_lines < stated->old_count || open.counts.new_lines < stated->new_count);
    };
    // Empty lines at the end are context only if the counts require them.
    for (; open.pending > 0 && too_few() && within(open.counts, 1, stated); --open.pending) open.put(' ', "");
    if (!in_fence_ && at_ >= lines_.size() && too_few() && !open.broken) {
      refuse(
          RefusalReason::kIncomplete, change.line - 1,
          "the hunk has fewer lines than its @@ line says: the answer was cut off, or the counts are wrong");
      open.broken = true;
    }
    change.at_end = open.old_bare || open.new_bare;
    if (open.old_bare != open.new_bare && !change.replace.empty())
      change.final_newline = open.new_bare ? FinalNewline::kRemoved : FinalNewline::kAdded;
    // With wrong counts the numbers are ignored.
    if (!open.counts.fulfil(stated)) change.stated.reset();
    if (open.broken) return;
    if (change.search.empty() && change.replace.empty())
      return refuse(RefusalReason::kIncomplete, change.line - 1, "the hunk has no lines");
    edit.changes.push_back(std::move(change));
  }

  // Adds one line to the hunk; false if it does not belong to it.
  bool body_line(Open& open, std::string_view line) {
    auto break_off = [&](std::string message) {
      if (!open.broken) refuse(RefusalReason::kMalformed, at_, std::move(message));
      open.broken = true;
    };
    if (ends_body(line)) return false;
    if (is_diff_header(lines_, at_)) {
      Next next = header_or_content(open.counts, open.change.stated);
      if (next == Next::kHeader) return false;
      if (next == Next::kUnclear)
        break_off(
            "it is not clear whether this line starts another file; give right counts in the hunk's @@ line");
    }
    if (!is_body(line)) {
      if (in_fence_) break_off("a line of the hunk does not start with ' ', '-' or '+'");
      return in_fence_;
    }
    if (line.empty()) {
      ++open.pending;
      return true;
    }
    // Without a fence, text below the diff may start with a dash, and a hunk with wrong counts may continue.
    if (!in_fence_ && line[0] != '\\') {
      bool fulfilled = open.counts.fulfil(open.change.stated);
      if (fulfilled && open.pending) return false;
      if (fulfilled) break_off("the hunk has more lines than its @@ line says");
      if (!fulfilled && open.pending && !within(open.counts, open.pending, open.change.stated))
        break_off("it is not clear whether this line belongs to the hunk above; put the diff into a fence");
      if (open.broken) return false;
    }
    for (; open.pending > 0; --open.pending) open.put(' ', "");
    if (line[0] == '\\') {
      open.old_bare |= open.last_sign == ' ' || open.last_sign == '-';
      open.new_bare |= open.last_sign == ' ' || open.last_sign == '+';
    } else {
      open.put(line[0], line.substr(1));
    }
    return true;
  }

  static bool within(const Counts& counts, size_t pending, const std::optional<StatedLines>& stated) {
    return stated && counts.old_lines + pending <= stated->old_count &&
           counts.new_lines + pending <= stated->new_count;
  }

  const AnswerLines& lines_;
  ParsedEdits& parsed_;
  size_t at_ = 0;
  std::string path_;
  bool in_fence_ = false;
};

}  // namespace

bool is_diff_header(const AnswerLines& lines, size_t at) {
  return at + 1 < lines.size() && lines[at].starts_with("--- ") && lines[at + 1].starts_with("+++ ") &&
         lines[at].size() > 4 && lines[at + 1].size() > 4;
}

void parse_unified_diff(const AnswerLines& lines, ParsedEdits& parsed) {
  Diffs(lines, parsed).parse();
}

}  // namespace suit
