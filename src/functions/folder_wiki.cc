#include "functions/folder_wiki.h"

#include <filesystem>

#include "base/output_file.h"
#include "base/text.h"
#include "functions/inquiry.h"
#include "wiki/wiki.h"

namespace suit::functions {
namespace {

namespace fs = std::filesystem;

constexpr int64_t kWikiKept_us = 30'000'000;

// The link prefix from the pages to the repository: relative if both are on one file tree.
std::string way_to(const std::string& repository, const std::string& pages) {
  fs::path way = fs::path(repository).lexically_relative(pages);
  return way.empty() ? repository + "/" : way.string() + "/";
}

Result<void> write_pages(const std::vector<WikiPage>& pages, const std::string& folder) {
  std::error_code failed;
  fs::create_directories(fs::path(folder) / "modules", failed);
  if (failed) return error_from_errno(failed.value(), "make", printable(folder) + "/modules");
  for (const WikiPage& page : pages)
    RETURN_IF_ERROR(OutputFile::open_in(folder, page.path));  // write all pages or none
  for (const WikiPage& page : pages) {
    ASSIGN_OR_RETURN(OutputFile file, OutputFile::open_in(folder, page.path));
    RETURN_IF_ERROR(file.write(page.markdown));
    RETURN_IF_ERROR(file.keep());
  }
  return {};
}

// A wiki with its sources.
struct MadeWiki {
  std::unique_ptr<Files> files;
  std::unique_ptr<Folder> folder;
  Catalogue catalogue;
  Wiki wiki;
};

// `own`: the subfolder of an earlier wiki, which is not a source. "": none.
Result<MadeWiki> make_from(const std::string& path, const std::string& own, FactsCache* cache, Watch& watch) {
  MadeWiki made;
  ASSIGN_OR_RETURN(made.files, open_files(path));
  made.folder = std::make_unique<Folder>(*made.files);
  CatalogueOptions reading{.cache = cache, .cancelled = watch.cancelled()};
  if (!own.empty()) reading.accepts = [&](std::string_view file) { return !file.starts_with(own); };
  ASSIGN_OR_RETURN(made.catalogue, catalogue_of(*made.folder, reading));
  ASSIGN_OR_RETURN(
      made.wiki,
      make_wiki(*made.folder, made.catalogue,
                {.name = std::string(name_in(path)), .cache = cache, .cancelled = watch.cancelled()}));
  return made;
}

std::vector<WikiPageText> page_texts(const std::vector<WikiPage>& pages, bool with_text) {
  std::vector<WikiPageText> texts;
  for (const WikiPage& page : pages)
    texts.push_back({page.path, with_text ? std::optional(Bytes(page.markdown)) : std::nullopt});
  return texts;
}

Result<ShowWikiAnswer> show(const std::string& path, Watch& watch) {
  std::unique_ptr<FactsCache> cache = FactsCache::open();
  ASSIGN_OR_RETURN(MadeWiki made, make_from(path, "", cache.get(), watch));
  ShowWikiAnswer answer{.title = made.wiki.title,
                        .pages = page_texts(wiki_pages(made.wiki, made.catalogue, ""), true)};
  for (size_t i = 0; i < made.wiki.modules.size(); ++i) {
    const WikiModule& module = made.wiki.modules[i];
    answer.modules.push_back({module.path, wiki_page_of(module), static_cast<int64_t>(module.lines)});
    for (const WikiDependency& need : module.needs)
      answer.needs.push_back({static_cast<int64_t>(i), static_cast<int64_t>(need.module),
                              static_cast<int64_t>(need.count), made.catalogue.files[need.example.file].path,
                              static_cast<int64_t>(need.example.line)});
  }
  return answer;
}

}  // namespace

Result<MakeWiki::Answer> MakeWiki::run(Session& session, const Request& request, Watch& watch) {
  ASSIGN_OR_RETURN(std::string path, session.existing(request.path));
  std::string output;
  if (!request.output.empty() && request.output != "-") {
    ASSIGN_OR_RETURN(output, session.path_of(request.output));
    std::error_code failed;
    output = fs::weakly_canonical(fs::absolute(output), failed).string();
    while (output.ends_with('/')) output.pop_back();
  }
  watch.state("reading");
  std::unique_ptr<FactsCache> cache = request.no_cache ? nullptr : FactsCache::open();
  std::string own = output.starts_with(path + "/") ? output.substr(path.size() + 1) + "/" : "";
  ASSIGN_OR_RETURN(MadeWiki made, make_from(path, own, cache.get(), watch));
  WikiProse prose;
  if (request.model) {
    ASSIGN_OR_RETURN(Workspace * workspace, session.open(WorkspaceMode::kChange, watch));
    InquiryParts parts{.workspace = *workspace,
                       .folder = path,
                       .make_model = session.parts().make_model,
                       .model = *request.model,
                       .offline = request.offline,
                       .cache = cache.get(),
                       .watch = watch};
    ASSIGN_OR_RETURN(prose, describe_modules(made.wiki, *made.folder, made.catalogue, parts));
  }
  std::vector<WikiPage> pages =
      wiki_pages(made.wiki, made.catalogue, output.empty() ? "" : way_to(path, output), prose.by_module);
  if (!output.empty()) RETURN_IF_ERROR(write_pages(pages, output));
  return Answer{.title = made.wiki.title,
                .modules = static_cast<int64_t>(made.wiki.modules.size()),
                .claims = static_cast<int64_t>(prose.kept),
                .removed = static_cast<int64_t>(prose.removed),
                .pages = page_texts(pages, output.empty())};
}

Result<ShowWikiAnswer> ShowWiki::run(Session& session, const Request&, Watch& watch) {
  ASSIGN_OR_RETURN(std::string path, session.existing(""));
  ASSIGN_OR_RETURN(auto kept, session.cache().wiki.get(kWikiKept_us, "the wiki is being generated",
                                                       [&] { return show(path, watch); }));
  return *kept;
}

}  // namespace suit::functions
