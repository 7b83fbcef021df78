#include "change/reindent.h"

#include "base/text.h"

namespace suit {
namespace {

bool only(std::string_view text, char c) {
  return text.find_first_not_of(c) == text.npos;
}

std::string in_blanks(std::string_view indentation) {
  if (only(indentation, ' ')) return counted(indentation.size(), "space");
  if (only(indentation, '\t')) return counted(indentation.size(), "tab");
  return counted(indentation.size(), "blank");
}

}  // namespace

std::string_view indentation_of(std::string_view line) {
  size_t end = line.find_first_not_of(" \t");
  return line.substr(0, end == line.npos ? line.size() : end);
}

void Reindent::learn(std::string_view written, std::string_view real) {
  if (trim(written).empty()) return;
  auto [pair, fresh] = pairs_.try_emplace(std::string(indentation_of(written)), indentation_of(real));
  if (!fresh && pair->second != indentation_of(real)) clear_ = false;
}

bool Reindent::changes_anything() const {
  for (const auto& [written, real] : pairs_)
    if (written != real) return true;
  return false;
}

// All pairs differ by the same prefix.
std::optional<std::string> Reindent::prefix_changed(std::string_view indentation) const {
  if (pairs_.empty()) return std::string(indentation);
  const auto& [written, real] = *pairs_.begin();
  bool more = real.size() >= written.size();
  const std::string prefix =
      more ? real.substr(0, real.size() - written.size()) : written.substr(0, written.size() - real.size());
  for (const auto& [a, b] : pairs_)
    if (more ? b != prefix + a : a != prefix + b) return std::nullopt;
  if (more) return prefix + std::string(indentation);
  if (!indentation.starts_with(prefix)) return std::nullopt;
  return std::string(indentation.substr(prefix.size()));
}

// Spaces where the file has tabs or vice versa, with one width for all pairs.
std::optional<std::string> Reindent::tabs_changed(std::string_view indentation) const {
  std::optional<std::string> found;
  for (size_t width : {2, 3, 4, 8}) {
    for (bool to_tabs : {true, false}) {
      bool fits = true, tells = false;
      for (const auto& [written, real] : pairs_) {
        const std::string& tabs = to_tabs ? real : written;
        const std::string& spaces = to_tabs ? written : real;
        fits &= only(tabs, '\t') && only(spaces, ' ') && spaces.size() == tabs.size() * width;
        tells |= !tabs.empty();
      }
      if (!fits || !tells || !only(indentation, to_tabs ? ' ' : '\t')) continue;
      if (to_tabs && indentation.size() % width != 0) continue;
      found = to_tabs ? std::string(indentation.size() / width, '\t')
                      : std::string(indentation.size() * width, ' ');
    }
  }
  return found;
}

std::optional<std::string> Reindent::apply(std::string_view written) const {
  std::string_view indentation = indentation_of(written), rest = written.substr(indentation.size());
  if (rest.empty()) return std::string(written);
  if (auto pair = pairs_.find(indentation); pair != pairs_.end()) return pair->second + std::string(rest);
  std::optional<std::string> real = prefix_changed(indentation);
  if (!real) real = tabs_changed(indentation);
  if (!real) return std::nullopt;
  return *real + std::string(rest);
}

std::string Reindent::in_words() const {
  if (pairs_.empty()) return "";
  const auto& [written, real] = *pairs_.begin();
  if (!prefix_changed("") && !prefix_changed(written)) return "indented as the file is";
  if (real.size() > written.size())
    return "indented by " + in_blanks(std::string_view(real).substr(0, real.size() - written.size())) +
           " more";
  return "indented by " + in_blanks(std::string_view(written).substr(0, written.size() - real.size())) +
         " less";
}

}  // namespace suit
