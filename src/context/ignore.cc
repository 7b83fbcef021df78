#include "context/ignore.h"

#include "base/glob.h"
#include "base/text.h"

namespace suit {

void IgnoreRules::add(std::string_view folder, std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  for (std::string_view raw : split_lines(text)) {
    std::string_view line = without_terminator(raw);
    // Trailing blanks go, unless quoted by a backslash.
    while (line.ends_with(' ') && !line.ends_with("\\ ")) line.remove_suffix(1);
    if (line.empty() || line.starts_with('#')) continue;
    Rule rule;
    rule.folder = folder;
    if (line.starts_with('!')) {
      rule.negated = true;
      line.remove_prefix(1);
    } else if (line.starts_with("\\!") || line.starts_with("\\#")) {
      line.remove_prefix(1);
    }
    if (line.ends_with('/')) {
      rule.directories_only = true;
      line.remove_suffix(1);
    }
    rule.anchored = line.find('/') != line.npos;
    if (line.starts_with('/')) line.remove_prefix(1);
    if (line.empty()) continue;
    rule.glob = line;
    rule.literal = !has_glob_characters(line) && line.find('\\') == line.npos;
    rules_.push_back(std::move(rule));
  }
}

bool IgnoreRules::ignores(std::string_view path, bool is_directory) const {
  for (size_t i = rules_.size(); i-- > 0;) {
    const Rule& rule = rules_[i];
    if (rule.directories_only && !is_directory) continue;
    std::string_view subject = path;
    if (!rule.folder.empty()) {
      if (!path.starts_with(rule.folder) || path.size() <= rule.folder.size() || path[rule.folder.size()] != '/')
        continue;
      subject = path.substr(rule.folder.size() + 1);
    }
    if (!rule.anchored) subject = name_in(subject);
    if (rule.literal ? subject == rule.glob : glob_matches(rule.glob, subject)) return !rule.negated;
  }
  return false;
}

}  // namespace suit
