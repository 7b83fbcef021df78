#include "change/scope.h"

#include <algorithm>
#include <charconv>

#include "base/glob.h"
#include "base/text.h"

namespace suit {
namespace {

std::optional<size_t> number_of(std::string_view text) {
  size_t value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

Result<Scope> Scope::parse(const std::vector<std::string>& items) {
  Scope scope;
  for (const std::string& text : items) {
    auto invalid = [&](std::string_view why) {
      return Error{ErrorCode::kInvalid, "scope " + printable(text) + ": " + std::string(why),
                   "a scope is a glob such as src/**/*.cc, or a file with lines such as src/a.cc:10-40"};
    };
    ScopeItem item{text, {}};
    if (size_t colon = text.rfind(':'); colon != text.npos) {
      auto ends = split(std::string_view(text).substr(colon + 1), '-');
      auto first = number_of(ends.front()), last = number_of(ends.back());
      if (first && last && ends.size() <= 2) {
        if (*first == 0 || *last < *first)
          return invalid("the lines must count from 1 and end after they start");
        item = {text.substr(0, colon), LineRange{*first, *last}};
      }
    }
    if (item.glob.empty()) return invalid("it names nothing");
    if (item.glob.starts_with('/')) return invalid("it must be relative to the folder");
    for (std::string_view part : split(item.glob, '/'))
      if (part == "..") return invalid("it must not leave the folder");
    scope.items_.push_back(std::move(item));
  }
  return scope;
}

bool Scope::contains(std::string_view path) const {
  return items_.empty() || std::any_of(items_.begin(), items_.end(), [&](const ScopeItem& item) {
           return scope_glob_matches(item.glob, path);
         });
}

std::optional<std::vector<LineRange>> Scope::lines_in(std::string_view path) const {
  if (items_.empty()) return std::nullopt;
  std::vector<LineRange> ranges;
  for (const ScopeItem& item : items_) {
    if (!scope_glob_matches(item.glob, path)) continue;
    if (!item.lines) return std::nullopt;
    ranges.push_back(*item.lines);
  }
  return ranges;
}

std::vector<std::string> Scope::named_files() const {
  std::vector<std::string> paths;
  for (const ScopeItem& item : items_)
    if (item.glob.find_first_of("*?[{") == item.glob.npos) paths.push_back(item.glob);
  return paths;
}

std::vector<std::string> Scope::texts() const {
  std::vector<std::string> texts;
  for (const ScopeItem& item : items_) {
    std::string text = item.glob;
    if (item.lines) text += ":" + std::to_string(item.lines->first) + "-" + std::to_string(item.lines->last);
    texts.push_back(text);
  }
  return texts;
}

}  // namespace suit
