// suit wiki: pages about a repository, each fact with the line where it stands.
#include "wiki/wiki.h"

#include <filesystem>

#include "base/output_file.h"
#include "base/signals.h"
#include "cli/command.h"
#include "cli/terminal.h"
#include "cli/terminal_watch.h"
#include "functions/inquiry.h"

namespace suit {
namespace {

namespace fs = std::filesystem;

// What leads from the pages to the repository: as links, relative where both are on one tree.
std::string way_to(const std::string& repository, const std::string& pages) {
  fs::path way = fs::path(repository).lexically_relative(pages);
  return way.empty() ? repository + "/" : way.string() + "/";
}

Result<void> write_pages(const std::vector<WikiPage>& pages, const std::string& folder) {
  std::error_code failed;
  fs::create_directories(fs::path(folder) / "modules", failed);
  if (failed) return error_from_errno(failed.value(), "make", printable(folder) + "/modules");
  for (const WikiPage& page : pages)
    RETURN_IF_ERROR(OutputFile::open_in(folder, page.path));  // all can be written, or none is
  for (const WikiPage& page : pages) {
    ASSIGN_OR_RETURN(OutputFile file, OutputFile::open_in(folder, page.path));
    RETURN_IF_ERROR(file.write(page.markdown));
    RETURN_IF_ERROR(file.keep());
  }
  return {};
}

}  // namespace

int run_wiki(const WikiCommandOptions& options, const Parts& parts) {
  return guarded(options.common, [&]() -> Result<int> {
    std::error_code failed;
    std::string path =
        fs::canonical(options.path.empty() ? options.common.folder : options.path, failed).string();
    if (failed) return Error{ErrorCode::kNotFound, printable(options.path) + " is not there"};
    auto watch = terminal_watch({.quiet = options.common.json, .catches_interrupts = true});
    std::unique_ptr<FactsCache> cache = options.no_cache ? nullptr : FactsCache::open();
    watch->state("reading");
    ASSIGN_OR_RETURN(auto files, open_files(path));
    Folder folder(*files);
    std::string output = options.output.empty() || options.output == "-"
                             ? ""
                             : fs::weakly_canonical(fs::absolute(options.output), failed).string();
    while (output.ends_with('/')) output.pop_back();
    std::string own = output.starts_with(path + "/") ? output.substr(path.size() + 1) + "/"
                                                     : "";  // what was written before is no source
    CatalogueOptions reading;
    reading.accepts = [&](std::string_view file) { return own.empty() || !file.starts_with(own); };
    reading.cache = cache.get();
    reading.cancelled = watch->cancelled();
    ASSIGN_OR_RETURN(Catalogue catalogue, catalogue_of(folder, reading));
    ASSIGN_OR_RETURN(Wiki wiki, make_wiki(folder, catalogue,
                                          {.name = std::string(name_in(path)),
                                           .cache = cache.get(),
                                           .cancelled = watch->cancelled()}));
    WikiProse prose;
    if (!options.model.empty()) {
      ASSIGN_OR_RETURN(Workspace workspace, open_workspace(options.common, WorkspaceMode::kChange));
      InquiryParts needed{.workspace = workspace,
                          .folder = *files,
                          .make_model = parts.make_model,
                          .model = options.model,
                          .offline = options.offline,
                          .cache = cache.get(),
                          .watch = *watch};
      ASSIGN_OR_RETURN(prose, describe_modules(wiki, catalogue, needed));
    }
    ProgressLine::clear_shown();
    std::vector<WikiPage> pages =
        wiki_pages(wiki, catalogue, output.empty() ? "" : way_to(path, output), prose.by_module);
    if (!output.empty()) RETURN_IF_ERROR(write_pages(pages, output));
    if (options.common.json) {
      Json list = Json::array();
      for (const WikiPage& page : pages)
        list.push_back(
            {{"path", page.path}, {"markdown", output.empty() ? json_of_bytes(page.markdown) : Json()}});
      print_json({{"title", json_of_bytes(wiki.title)},
                  {"modules", wiki.modules.size()},
                  {"claims", prose.kept},
                  {"removed", prose.removed},
                  {"pages", std::move(list)}});
      return 0;
    }
    if (output.empty()) {
      for (const WikiPage& page : pages)
        std::printf("%s<!-- %s -->\n\n%s", &page == &pages[0] ? "" : "\n", page.path.c_str(),
                    printable_lines(page.markdown).c_str());
      return 0;
    }
    std::printf("%s in %s: begin with %s/index.md\n", counted(pages.size(), "page").c_str(),
                printable(options.output).c_str(), printable(options.output).c_str());
    if (!options.model.empty())
      std::printf("claims of the model: %llu kept, %llu thrown away\n",
                  static_cast<unsigned long long>(prose.kept),
                  static_cast<unsigned long long>(prose.removed));
    return 0;
  });
}

}  // namespace suit
