// replace_text: any text, or what a regular expression matches.
#include <algorithm>

#include "base/text.h"
#include "propose/mechanic/job.h"
#include "propose/mechanic/regex.h"

namespace suit::mechanic {
namespace {

Result<std::string> replace_text(Job& job, const Instruction& in) {
  ASSIGN_OR_RETURN(Search search,
                   Search::create(in.old_text, in.has("words") ? Search::Words::kWhole : Search::Words::kAny,
                                  in.has("nocase") ? Search::Case::kIgnored : Search::Case::kExact));
  RETURN_IF_ERROR(search.check_replacement(in.new_text.text));
  if (!in.old_text.regex && in.old_text.text == in.new_text.text && !in.has("nocase"))
    return Error{ErrorCode::kInvalid, "the old and the new text are the same"};
  ASSIGN_OR_RETURN(Selection selection, job.select(in.globs));
  std::vector<std::string> paths = selection.paths;
  if (!search.needle().empty() && paths.size() > 1) {
    ASSIGN_OR_RETURN(paths, job.folder().containing(search.needle(), [&](std::string_view path) {
      return std::binary_search(selection.paths.begin(), selection.paths.end(), path);
    }));
  }
  std::vector<size_t> counts(paths.size()), out_of_lines(paths.size());
  std::vector<std::optional<Error>> errors(paths.size());
  job.change_files(
      paths,
      [&](size_t i, const std::string& path, const std::string& content) -> std::optional<std::string> {
        std::optional<Lines> lines;
        if (job.scope().lines_in(path)) lines.emplace(job.lines(path, content));
        auto result = search.replace(content, in.new_text.text, counts[i], [&](Found found) {
          bool inside = !lines || lines->may_change_span(found.begin, found.end);
          out_of_lines[i] += !inside;
          return inside;
        });
        if (!result) {
          errors[i] = Error{result.error().code, printable(path) + ": " + result.error().message,
                            result.error().hint};
          return std::nullopt;
        }
        return std::move(*result);
      });
  size_t total = 0, files = 0, left = 0;
  for (size_t i = 0; i < paths.size(); ++i) {
    if (errors[i]) return *errors[i];
    total += counts[i];
    files += counts[i] > 0;
    left += out_of_lines[i];
  }
  std::string what = in.old_text.regex ? "/" + in.old_text.text + "/" : "“" + in.old_text.text + "”";
  if (total == 0)
    return Error{ErrorCode::kNotFound, printable(what) + " does not occur in the selected files",
                 left > 0 ? "it occurs only outside the lines in scope" : ""};
  if (left > 0) job.note(std::to_string(left) + " more outside the lines of the scope, left alone");
  return "replace " + what + " by “" + in.new_text.text + "”: " + counted(total, "place") + " in " +
         counted(files, "file");
}

}  // namespace

const Kind kReplaceText = {
    .wording =
        {.name = "replace_text",
         .phrasings = {{"replace [all|every|each] [occurrences of|occurrence of] [the] "
                        "[text|string|phrase|word <words>] {old:text} (by|with) {new:text} {tail}",
                        "replace \"http://\" by \"https://\" in docs/**/*.md"},
                       {"replace [all|every|each] [the] [text|string|phrase|word <words>] {old:text} {tail} "
                        "(by|with) {new:text} {tail}",
                        "replace colour in docs with color"},
                       {"in {files} [,] replace [all|every|each] [the] [text|string|phrase|word <words>] "
                        "{old:text} (by|with) {new:text} {tail}",
                        "in all markdown files, replace \"e-mail\" with \"email\""},
                       {"change [all|every|each] [the] [text|string|phrase|word <words>] {old:text} "
                        "(to|into) {new:text} in {files} {tail}",
                        "change \"2024\" to \"2025\" in LICENSE"},
                       {"in {files} [,] change [all|every] [the] [text|string|phrase|word <words>] "
                        "{old:text} (to|into) {new:text} {tail}",
                        "in LICENSE, change \"2024\" to \"2025\""},
                       {"substitute {new:text} for {old:text} {tail}", "substitute color for colour in docs"},
                       {"substitute {old:text} (by|with) {new:text} {tail}",
                        "substitute colour with color in docs"},
                       {"replace [all|every] [the] (regex|regexp|regular expression|pattern) <regex> "
                        "{old:text} (by|with) {new:text} {tail}",
                        "replace the regex \"v(\\d+)\" by \"version $1\" in docs/*.md"},
                       {"in {files} [,] replace [all|every] [the] (regex|regexp|regular expression|pattern) "
                        "<regex> {old:text} (by|with) {new:text} {tail}",
                        "in docs, replace the pattern /colou?r/i with hue"}},
         .tail =
             "[,] ([and] in {files}|everywhere|[as|matching|only] whole words <words> [only]|whole words "
             "only <words>|ignoring case <nocase>|case-insensitively <nocase>|case insensitively <nocase>)"},
    .describe =
        [](const Instruction& in) {
          return std::string("replace ") + (in.old_text.regex ? "what matches " : "the text ") +
                 shown(in.old_text) + " by " + shown(in.new_text) + in_files(in);
        },
    .act = replace_text,
    .yields_to = &kSetKey,
};

}  // namespace suit::mechanic
