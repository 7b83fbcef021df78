// Outcome of a model's edits by format and by matching method. A scripted model writes down a known edit of a
// known file, with typical model mistakes at the rates of kRates. Seeded; no clock.
//   ladder   Suit's: exact, then a unique match except for indentation or trailing whitespace, else refused
//   exact    only the first step of the ladder
//   fuzzy    like tools that take the first or best match: exact, ignoring whitespace, then the most similar
//   lines with a ratio of at least 0.8 (Ratcliff and Obershelp's, as in Python's difflib); indentation
//   missing on all lines alike is restored
// "right": the file is as intended, except for whitespace at line ends. Any other applied edit is "wrong".
#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <random>

#include "base/text.h"
#include "change/plan_edits.h"
#include "measure.h"

using namespace suit;
using namespace suit::bench;

namespace {

constexpr size_t kAnswers = 4'000;  // per format

using Lines = std::vector<std::string>;

enum class Mistake {
  kNone,
  kLostIndentation,
  kTrailingBlanks,
  kWrongNumbers,
  kElision,
  kShortSearch,
  kWrongContext,
  kStale,
  kWrongPath,
  kCutOff
};
struct Rate {
  Mistake mistake;
  const char* name;
  size_t percent;
};
constexpr std::array<Rate, 10> kRates = {{{Mistake::kNone, "none", 52},
                                          {Mistake::kLostIndentation, "lost indentation", 8},
                                          {Mistake::kTrailingBlanks, "trailing blanks", 6},
                                          {Mistake::kWrongNumbers, "wrong line numbers", 8},
                                          {Mistake::kElision, "elision", 4},
                                          {Mistake::kShortSearch, "short search", 6},
                                          {Mistake::kWrongContext, "wrong context line", 6},
                                          {Mistake::kStale, "stale text", 4},
                                          {Mistake::kWrongPath, "wrong path", 3},
                                          {Mistake::kCutOff, "cut off", 3}}};

std::string joined(const Lines& lines, size_t from = 0, size_t to = SIZE_MAX) {
  std::string text;
  for (size_t i = from; i < std::min(to, lines.size()); ++i) text += lines[i] + "\n";
  return text;
}

std::string bare(std::string_view text) {  // without whitespace at line ends
  std::string out;
  for (std::string_view line : split_lines(text))
    (out += line.substr(0, without_terminator(line).find_last_not_of(" \t") + 1)) += '\n';
  return out;
}

// --- The scripted model ---

class ScriptedModel {
 public:
  explicit ScriptedModel(uint32_t seed) : random_(seed) {}
  size_t below(size_t n) { return random_() % n; }

  // Similar functions, as in real files.
  Lines file() {
    static const std::array<const char*, 12> bodies = {"if (!ready(%)) return false;",
                                                       "auto value = read(input, %);",
                                                       "count += %;",
                                                       "log(\"step %\");",
                                                       "if (value < 0) {",
                                                       "    return false;",
                                                       "}",
                                                       "for (int i = 0; i < %; ++i) {",
                                                       "    total += values[i];",
                                                       "}",
                                                       "check(value);",
                                                       "write(output, value);"};
    Lines lines = {"#include \"file.h\"", ""};
    for (size_t f = 0, n = 6 + below(10); f < n; ++f) {
      lines.push_back("bool step_" + std::to_string(f) + "(Input& input, Output& output) {");
      for (size_t i = 0, m = 4 + below(9); i < m; ++i) {
        std::string body = bodies[below(bodies.size())];
        if (size_t at = body.find('%'); at != body.npos) body.replace(at, 1, std::to_string(below(6)));
        lines.push_back("    " + body);
      }
      lines.push_back("    return true;");
      lines.push_back("}");
      lines.push_back("");
    }
    return lines;
  }

  struct Answer {
    Lines seen, present;  // the file as shown to the model, and its current state
    std::string meant;    // the intended result
    std::string text;
    Mistake mistake = Mistake::kNone;
  };

  Answer answer(EditFormat format, Mistake mistake) {
    Answer out;
    Lines seen = file();  // as the model knows it
    // The edit replaces one to three lines of a function's body.
    size_t first, count = 1 + below(3);
    do first = 3 + below(seen.size() - 6 - count);
    while (seen[first].empty() || indent(seen[first]) == 0);
    Lines put;
    for (size_t i = 0, n = 1 + below(3); i < n; ++i)
      put.push_back(std::string(indent(seen[first]), ' ') + "changed_" + std::to_string(below(50)) +
                    "(value);");
    size_t lead = mistake == Mistake::kShortSearch ? 0 : 2 + below(3),
           tail = mistake == Mistake::kShortSearch ? 0 : 1 + below(3);
    if (mistake == Mistake::kShortSearch) count = 1;
    lead = std::min(lead, first);
    tail = std::min(tail, seen.size() - first - count);
    Lines meant(seen.begin(), seen.begin() + static_cast<long>(first));
    meant.insert(meant.end(), put.begin(), put.end());
    meant.insert(meant.end(), seen.begin() + static_cast<long>(first + count), seen.end());
    out.seen = out.present = seen;
    if (mistake == Mistake::kStale) {
      // Somebody changed one of the lines since; that change must not be lost.
      size_t at = first - lead + below(lead + count + tail), shift = at < first ? at
                                                                     : at < first + count
                                                                         ? SIZE_MAX
                                                                         : at - count + put.size();
      out.present[at] = std::string(indent(out.present[at]), ' ') +
                        (out.present[at].empty() ? "// new" : trimmed(out.present[at]) + "  // fixed");
      if (shift != SIZE_MAX) meant[shift] = out.present[at];
    }
    out.meant = joined(meant);
    out.mistake = mistake;
    out.text = write(format, mistake, seen, put, first, count, lead, tail);
    return out;
  }

  Mistake mistake() {
    size_t roll = below(100);
    for (const Rate& rate : kRates) {
      if (roll < rate.percent) return rate.mistake;
      roll -= rate.percent;
    }
    return Mistake::kNone;
  }

 private:
  static size_t indent(const std::string& line) { return std::min(line.find_first_not_of(' '), line.size()); }
  static std::string trimmed(const std::string& line) { return std::string(trim(line)); }

  std::string write(EditFormat format, Mistake mistake, Lines seen, Lines put, size_t first, size_t count,
                    size_t lead, size_t tail) {
    const size_t begin = first - lead, end = first + count, stop = end + tail;
    if (mistake == Mistake::kLostIndentation) {
      size_t common = 64;
      for (size_t i = begin; i < stop; ++i)
        if (!seen[i].empty()) common = std::min(common, indent(seen[i]));
      // A line without indentation can't lose any: then the model adds four spaces.
      auto change = [&](std::string& line) {
        if (!line.empty()) line = common > 0 ? line.substr(std::min(common, indent(line))) : "    " + line;
      };
      for (size_t i = format == EditFormat::kWholeFile ? 0 : begin;
           i < (format == EditFormat::kWholeFile ? 0 : stop); ++i)
        change(seen[i]);
      if (format != EditFormat::kWholeFile)
        for (std::string& line : put) change(line);
    }
    if (mistake == Mistake::kTrailingBlanks)
      for (size_t i = begin; i < stop; ++i)
        if (below(2)) seen[i] += "  ";
    if (mistake == Mistake::kWrongContext) {
      std::string& line = seen[begin + below(lead + count)];
      if (line.size() > 6)
        line.replace(5 + below(line.size() - 5), 1, "_");
      else
        line += " // here";
    }
    std::string path = mistake == Mistake::kWrongPath ? "lib/file.cc" : "src/file.cc", text;
    Lines replace(seen.begin() + static_cast<long>(begin), seen.begin() + static_cast<long>(first));
    replace.insert(replace.end(), put.begin(), put.end());
    replace.insert(replace.end(), seen.begin() + static_cast<long>(end),
                   seen.begin() + static_cast<long>(stop));
    if (mistake == Mistake::kElision && format != EditFormat::kWholeFile)
      replace.push_back("    // ... rest of the function unchanged");
    switch (format) {
      case EditFormat::kWholeFile: {
        Lines all(seen.begin(), seen.begin() + static_cast<long>(begin));
        all.insert(all.end(), replace.begin(), replace.end());
        if (mistake == Mistake::kElision)
          all.push_back("// ... rest of the file unchanged");
        else
          all.insert(all.end(), seen.begin() + static_cast<long>(stop), seen.end());
        text = path + "\n```cpp\n" + joined(all) + "```\n";
        break;
      }
      case EditFormat::kSearchReplace:
        text = path + "\n```cpp\n<<<<<<< SEARCH\n" + joined(seen, begin, stop) + "=======\n" +
               joined(replace) + ">>>>>>> REPLACE\n```\n";
        break;
      case EditFormat::kUnifiedDiff:
      case EditFormat::kApplyPatch: {
        bool diff = format == EditFormat::kUnifiedDiff;
        size_t off = mistake == Mistake::kWrongNumbers ? 1 + below(20) : 0;
        std::string numbers = "@@ -" + std::to_string(begin + 1 + off) + "," + std::to_string(stop - begin) +
                              " +" + std::to_string(begin + 1 + off) + "," + std::to_string(replace.size()) +
                              " @@\n";
        text = diff ? "```diff\n--- a/" + path + "\n+++ b/" + path + "\n" + numbers
                    : "*** Begin Patch\n*** Update File: " + path + "\n@@\n";
        for (size_t i = begin; i < stop; ++i) {
          if (i == end)
            for (const std::string& line : put) text += "+" + line + "\n";
          text += (i < first || i >= end ? " " : "-") + seen[i] + "\n";
        }
        if (tail == 0)
          for (const std::string& line : put) text += "+" + line + "\n";
        if (mistake == Mistake::kElision) text += "+    // ... rest of the function unchanged\n";
        text += diff ? "```\n" : "*** End Patch\n";
      }
    }
    if (mistake == Mistake::kCutOff) text.resize(text.size() / 2 + below(text.size() / 3));
    return text;
  }

  std::mt19937 random_;
};

// --- The peer: the first or best match that is similar enough ---

size_t matching(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty()) return 0;
  std::vector<size_t> run(b.size() + 1, 0), last(b.size() + 1, 0);
  size_t best = 0, end_a = 0, end_b = 0;
  for (size_t i = 1; i <= a.size(); ++i) {
    for (size_t j = 1; j <= b.size(); ++j) {
      run[j] = a[i - 1] == b[j - 1] ? last[j - 1] + 1 : 0;
      if (run[j] > best) best = run[j], end_a = i, end_b = j;
    }
    std::swap(run, last);
  }
  if (best == 0) return 0;
  return best + matching(a.substr(0, end_a - best), b.substr(0, end_b - best)) +
         matching(a.substr(end_a), b.substr(end_b));
}

double ratio(std::string_view a, std::string_view b) {
  std::array<long, 256> count{};
  for (char c : a) ++count[static_cast<unsigned char>(c)];
  double common = 0, all = static_cast<double>(a.size() + b.size());
  for (char c : b) common += count[static_cast<unsigned char>(c)]-- > 0;
  if (2 * common / all < 0.8) return 0;  // an upper bound
  return 2 * static_cast<double>(matching(a, b)) / all;
}

std::string missing_indentation(const Lines& search, const Lines& lines, size_t place) {
  std::optional<std::string> more;
  for (size_t i = 0; i < search.size(); ++i) {
    const std::string& real = lines[place + i];
    std::string_view written = std::string_view(search[i]).substr(0, search[i].find_last_not_of(' ') + 1);
    if (written.empty()) continue;
    if (!real.ends_with(written)) return "";
    std::string here = real.substr(0, real.size() - written.size());
    if (more && *more != here) return "";
    more = here;
  }
  return more.value_or("");
}

// Applies the change at its first or most similar match; nullopt if nothing is similar enough.
std::optional<Lines> put_fuzzily(const Lines& lines, const Lines& search, const Lines& replace) {
  if (search.empty() || search.size() > lines.size()) return std::nullopt;
  auto first = [&](auto same) -> std::optional<size_t> {
    for (size_t at = 0; at + search.size() <= lines.size(); ++at)
      if (std::equal(search.begin(), search.end(), lines.begin() + static_cast<long>(at), same)) return at;
    return std::nullopt;
  };
  auto place = first([](const std::string& a, const std::string& b) { return a == b; });
  std::string more;  // indentation that the model omitted on all lines
  if (!place) {
    place = first([](const std::string& a, const std::string& b) { return trim(a) == trim(b); });
    if (place) more = missing_indentation(search, lines, *place);
  }
  if (!place) {
    double best = 0.8;
    std::string wanted = joined(search);
    for (size_t at = 0; at + search.size() <= lines.size(); ++at) {
      double here = ratio(wanted, joined(lines, at, at + search.size()));
      if (here > best || (here == best && !place)) best = here, place = at;
    }
  }
  if (!place) return std::nullopt;
  Lines out(lines.begin(), lines.begin() + static_cast<long>(*place));
  for (const std::string& line : replace) out.push_back(line.empty() ? line : more + line);
  out.insert(out.end(), lines.begin() + static_cast<long>(*place + search.size()), lines.end());
  return out;
}

Lines lines_of(std::string_view text) {
  Lines lines;
  for (std::string_view line : split_lines(text)) lines.emplace_back(without_terminator(line));
  return lines;
}

std::optional<std::string> fuzzily(const ParsedEdits& parsed, const Lines& present) {
  if (!parsed.refusals.empty()) return std::nullopt;
  Lines lines = present;
  for (const WishedEdit& edit : parsed.edits) {
    if (edit.path != "src/file.cc") {
      if (edit.action == EditAction::kWrite) return "another file";
      return std::nullopt;
    }
    if (edit.action == EditAction::kWrite) lines = lines_of(edit.content);
    for (const LineChange& change : edit.changes) {
      auto after = put_fuzzily(lines, lines_of(change.search), lines_of(change.replace));
      if (!after) return std::nullopt;
      lines = std::move(*after);
    }
  }
  return joined(lines);
}

std::optional<std::string> by_ladder(const ParsedEdits& parsed, const ScriptedModel::Answer& answer,
                                     Ladder ladder) {
  std::string content = joined(answer.present);
  Digest shown = Digest::of(joined(answer.seen));
  PresentFiles files{[&](std::string_view path) -> Result<FileVersion> {
    return path == "src/file.cc" ? FileVersion::file(content, 0644) : FileVersion::absent();
  }};
  files.shown = [&](std::string_view) { return shown; };
  EditPlan plan = plan_edits(parsed, files, ladder);
  if (!plan.ok()) return std::nullopt;
  if (plan.edits[0].path != "src/file.cc") return "another file: " + plan.edits[0].path;
  return plan.edits[0].after.content;
}

struct Count {
  size_t right = 0, refused = 0, wrong = 0;
  void add(const std::optional<std::string>& got, const std::string& meant) {
    ++(!got ? refused : bare(*got) == bare(meant) ? right : wrong);
  }
};

}  // namespace

int main() {
  constexpr std::array<const char*, 3> kWays = {"ladder", "exact", "fuzzy"};
  std::string table;
  std::map<std::string, std::array<Count, 3>> by_mistake;
  auto row = [&](const std::string& group, const char* way, const Count& count) {
    auto share = [&](size_t n) {
      return static_cast<double>(n * 1000 / (count.right + count.refused + count.wrong)) / 10;
    };
    std::printf("%s\n", to_text(Json{{"benchmark", "edit formats"},
                                     {"group", group},
                                     {"name", way},
                                     {"right", count.right},
                                     {"refused", count.refused},
                                     {"wrong", count.wrong}})
                            .c_str());
    char text[200];
    std::snprintf(text, sizeof text, "%-26s %-7s %6.1f%% %6.1f%% %6.1f%% %6zu\n", group.c_str(), way,
                  share(count.right), share(count.refused), share(count.wrong), count.wrong);
    table += text;
  };
  for (int f = 0; f < 4; ++f) {
    auto format = static_cast<EditFormat>(f);
    ScriptedModel model(42);
    std::array<Count, 3> counts;
    for (size_t i = 0; i < kAnswers; ++i) {
      Mistake mistake = model.mistake();
      ScriptedModel::Answer answer = model.answer(format, mistake);
      ParsedEdits parsed = parse_edits(answer.text, format);
      const std::array<std::optional<std::string>, 3> got = {by_ladder(parsed, answer, Ladder::kFull),
                                                             by_ladder(parsed, answer, Ladder::kExactOnly),
                                                             fuzzily(parsed, answer.present)};
      for (size_t way = 0; way < 3; ++way) {
        counts[way].add(got[way], answer.meant);
        by_mistake[std::string(format == EditFormat::kWholeFile ? "whole: " : "lines: ") +
                   kRates[static_cast<size_t>(mistake)].name][way]
            .add(got[way], answer.meant);
      }
    }
    for (size_t way = 0; way < 3; ++way) row(std::string(name_of(format)), kWays[way], counts[way]);
  }
  for (const auto& [name, counts] : by_mistake)
    for (size_t way = 0; way < 3; ++way) row(name, kWays[way], counts[way]);
  std::printf("\n%-26s %-7s %7s %7s %7s %6s\n%s\n", "", "", "right", "refused", "wrong", "wrong",
              table.c_str());
}
