// suit ask: what a folder says to a question.
#include <algorithm>
#include <filesystem>

#include "base/glob.h"
#include "base/signals.h"
#include "cli/run.h"
#include "cli/terminal.h"
#include "context/passages.h"

namespace suit {

int run_ask(const AskOptions& options) {
  return guarded(options.common, [&]() -> Result<int> {
    std::error_code failed;
    std::string path = std::filesystem::canonical(options.common.folder, failed).string();
    if (failed) return Error{ErrorCode::kNotFound, printable(options.common.folder) + " is not there"};
    std::string question;
    for (const std::string& word : options.words) question += (question.empty() ? "" : " ") + word;
    CatalogueOptions reading;
    for (const std::string& glob : options.scope)
      if (std::string_view wrong = glob_error(glob); !wrong.empty())
        return Error{ErrorCode::kInvalid, "the pattern " + printable(glob) + " is malformed: " + std::string(wrong)};
    reading.accepts = [&](std::string_view file) {
      return options.scope.empty() || std::any_of(options.scope.begin(), options.scope.end(), [&](const std::string& glob) { return scope_glob_matches(glob, file); });
    };
    CatchInterrupt interrupt;
    reading.cancelled = &interrupt.flag();
    std::unique_ptr<FactsCache> cache = options.no_cache ? nullptr : FactsCache::open();
    reading.cache = cache.get();
    ProgressLine progress;
    progress.show("searching");
    ASSIGN_OR_RETURN(auto files, open_files(path));
    Folder folder(*files);
    ASSIGN_OR_RETURN(Catalogue catalogue, catalogue_of(folder, reading));
    ASSIGN_OR_RETURN(std::vector<Passage> passages, find_passages(folder, catalogue, question, static_cast<size_t>(options.limit), &interrupt.flag()));
    progress.clear();
    if (options.common.json) {
      Json list = Json::array();
      for (const Passage& one : passages)
        list.push_back({{"path", printable(one.path)}, {"first_line", one.first_line}, {"last_line", one.last_line}, {"score", one.score}, {"text", one.text}});
      print_json({{"question", printable(question)}, {"level", "search"}, {"passages", std::move(list)}});
      return passages.empty() ? 1 : 0;
    }
    if (passages.empty()) return Error{ErrorCode::kNotFound, "no file here has a word of that question", "other words, or another folder: suit -C DIR ask \"…\""};
    for (const Passage& one : passages) {
      std::printf("%s:%zu-%zu\n", printable(one.path).c_str(), one.first_line, one.last_line);
      size_t number = one.first_line;
      for (std::string_view line : split_lines(one.text)) std::printf("%6zu  %s\n", number++, printable(without_terminator(line)).c_str());
      std::printf("\n");
    }
    return 0;
  });
}

}  // namespace suit
