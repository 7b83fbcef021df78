#include "functions/pack_folder.h"

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "base/clock.h"
#include "base/glob.h"
#include "base/text.h"
#include "folder/git.h"
#include "functions/checkout.h"
#include "functions/documents.h"
#include "model/ledger_egress.h"

namespace suit::functions {
namespace {

constexpr size_t kAnswerBytesMax = 16u << 20;  // limit of the texts in an answer
constexpr int64_t kQuiet_us = 1'000'000;       // no progress before this
constexpr size_t kMaskedNamed = 20;

// "100k", "1.5M" or a plain number of tokens; "": 0. Errors: kInvalid.
Result<int64_t> read_tokens(const std::string& text) {
  if (text.empty()) return 0;
  double value = 0;
  auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
  std::string unit = to_lower(std::string(end, text.data() + text.size()));
  double factor = unit.empty() ? 1 : unit == "k" ? 1e3 : unit == "m" ? 1e6 : 0;
  if (failed != std::errc() || factor == 0 || !(value > 0) || value * factor > 1e12 || value * factor < 1)
    return Error{ErrorCode::kInvalid, printable(text) + " is not a number of tokens",
                 "examples: 8000, 100k, 1.5M"};
  return static_cast<int64_t>(value * factor);
}

bool any_matches(const std::vector<std::string>& globs, std::string_view path) {
  return std::any_of(globs.begin(), globs.end(),
                     [&](const std::string& glob) { return scope_glob_matches(glob, path); });
}

std::string log_of(const GitRepository& git, size_t commits) {
  std::string text;
  (void)git.history(commits, [&](const Commit& commit, const std::vector<std::string>& paths) {
    text += commit.id.substr(0, 12) + " " + utc_text(commit.at_s * 1'000'000).substr(0, 10) + " " +
            printable(trim(commit.message.substr(0, commit.message.find('\n')))) + "\n";
    for (size_t i = 0; i < std::min<size_t>(paths.size(), 20); ++i) text += "  " + printable(paths[i]) + "\n";
    if (paths.size() > 20) text += "  and " + counted(paths.size() - 20, "other file") + "\n";
    return true;
  });
  return text;
}

// Resolves the user's relative paths to paths below the folder.
Result<std::vector<std::string>> focus_of(const PackChoice& choice, const std::string& folder,
                                          const Catalogue& catalogue) {
  std::vector<std::string> focus;
  for (const std::string& named : choice.focus) {
    std::string path = named;
    while (path.ends_with('/')) path.pop_back();
    if (path.starts_with(folder + "/")) path.erase(0, folder.size() + 1);
    while (path.starts_with("./")) path.erase(0, 2);
    bool known = std::any_of(catalogue.files.begin(), catalogue.files.end(), [&](const CatalogueFile& file) {
      return file.path == path || file.path.starts_with(path + "/");
    });
    if (!known)
      return Error{ErrorCode::kNotFound, "there is no file " + printable(named) + " to focus on",
                   "use a path from the tree of `suit pack`"};
    focus.push_back(path);
  }
  return focus;
}

Result<PackScope> scope_in(std::string path, const PackChoice& choice) {
  namespace fs = std::filesystem;
  for (const std::vector<std::string>* globs : {&choice.include, &choice.exclude})
    for (const std::string& glob : *globs)
      if (std::string_view wrong = glob_error(glob); !wrong.empty())
        return Error{ErrorCode::kInvalid,
                     "the pattern " + printable(glob) + " is malformed: " + std::string(wrong)};
  PackScope scope{.folder = std::move(path), .include = choice.include, .exclude = choice.exclude};
  std::error_code failed;
  if (fs::is_regular_file(scope.folder, failed)) {
    scope.only = std::string(name_in(scope.folder));
    scope.folder = std::string(parent_of(scope.folder));
  }
  std::string output =
      choice.output.empty() ? "" : fs::weakly_canonical(fs::absolute(choice.output, failed), failed).string();
  if (output.starts_with(scope.folder + "/")) scope.output = output.substr(scope.folder.size() + 1);
  return scope;
}

// The input of pack and map: the folder or fetched repository, its files and the options.
class Packing {
 public:
  Packing(Session& session, const PackChoice& choice, Watch& watch)
      : session_(session), choice_(choice), watch_(watch) {}

  Result<void> open(bool in_parts) {
    ASSIGN_OR_RETURN(options.budget_tokens, read_tokens(choice_.budget));
    RETURN_IF_ERROR(read_vocabulary());
    if (is_address(choice_.path)) {
      RETURN_IF_ERROR(fetch());
      ASSIGN_OR_RETURN(scope, scope_in(checkout_->path, choice_));
    } else {
      ASSIGN_OR_RETURN(scope, scope_of(session_, choice_));
    }
    scope.in_parts = in_parts;
    ASSIGN_OR_RETURN(files_, open_files(scope.folder));
    folder.emplace(*files_);
    if (!choice_.no_cache) cache_ = FactsCache::open();
    options.cache = cache_.get();
    options.cancelled = watch_.cancelled();
    options.question = choice_.ask;
    options.name = std::string(name_in(scope.folder));
    return {};
  }

  // Errors: also kNotFound (no file).
  Result<Catalogue> read(Counted counted) {
    CatalogueOptions reading{.counted = counted,
                             .accepts = [this](std::string_view path) { return scope.accepts(path); },
                             .cache = options.cache,
                             .cancelled = options.cancelled};
    // A file named explicitly is packed even if it is a lock file.
    reading.shows = [this](std::string_view path) {
      return path == scope.only ||
             std::find(scope.include.begin(), scope.include.end(), path) != scope.include.end();
    };
    int64_t begun_us = monotonic_us();
    reading.progress = [&](size_t done, size_t all) {
      if (monotonic_us() - begun_us > kQuiet_us)
        watch_.state("reading: " + std::to_string(done) + " of " + suit::counted(all, "file"));
    };
    ASSIGN_OR_RETURN(Catalogue catalogue, catalogue_of(*folder, reading));
    if (catalogue.files.empty()) {
      bool all = scope.include.empty() && scope.exclude.empty() && scope.only.empty();
      return Error{
          ErrorCode::kNotFound,
          "no file of " + printable(scope.folder) + (all ? " can be packed" : " matches the patterns"),
          all ? "all files may be ignored: see .gitignore, .ignore and .suitignore"
              : "patterns are as in .gitignore: --include 'src/**/*.cc'"};
    }
    ASSIGN_OR_RETURN(options.focus, focus_of(choice_, scope.folder, catalogue));
    return catalogue;
  }

  PackScope scope;
  PackOptions options;
  std::optional<Folder> folder;

 private:
  // A vocabulary, or a model of the settings.
  Result<void> read_vocabulary() {
    const std::string& name = choice_.tokens;
    options.vocabulary = name == "cl100k" ? Vocabulary::kCl100k : Vocabulary::kO200k;
    if (name == "o200k" || name == "cl100k") return {};
    ASSIGN_OR_RETURN(Workspace * workspace, session_.open(WorkspaceMode::kTrial, watch_));
    const ModelConfig* config = find_model(workspace->settings(), name);
    if (!config)
      return Error{ErrorCode::kNotFound,
                   printable(name) + " is neither a vocabulary nor a model of your settings",
                   "use o200k, cl100k or a name from `suit model list`"};
    ASSIGN_OR_RETURN(model_tokens_, open_model_tokens(*config, session_.parts().make_model));
    options.other = model_tokens_.tokens;
    return {};
  }

  // A repository fetched for this call and deleted afterwards.
  Result<void> fetch() {
    ASSIGN_OR_RETURN(Workspace workspace, Workspace::open(session_.start(), WorkspaceMode::kChange));
    LedgerEgress egress(*workspace.ledger(),
                        workspace.settings().offline ? Network::kOffline : Network::kAllowed);
    auto progress = [this](uint64_t bytes) { watch_.state("fetching: " + human_bytes(bytes)); };
    ASSIGN_OR_RETURN(Checkout fetched, fetch_repository(choice_.path, workspace.settings(), egress,
                                                        watch_.cancelled(), progress));
    checkout_.emplace(std::move(fetched));
    return {};
  }

  Session& session_;
  const PackChoice& choice_;
  Watch& watch_;
  ModelTokens model_tokens_;
  std::optional<Checkout> checkout_;
  std::unique_ptr<Files> files_;
  std::unique_ptr<FactsCache> cache_;
};

// Notes on masked secrets, decoded files, files not read …
void add_notes(const Pack& pack, const Folder& folder, std::vector<Bytes>& notes) {
  size_t secrets = 0;
  for (const PackEntry& entry : pack.entries()) {
    const CatalogueFile& file = pack.catalogue().files[entry.file];
    std::string path = printable(file.path);
    for (std::string_view line : split_lines(file.facts.secrets)) {
      if (++secrets > kMaskedNamed) continue;
      size_t blank = line.find(' ');
      notes.emplace_back("masked: " + path + ":" + std::string(line.substr(0, blank)) + " " +
                         std::string(trim(line.substr(blank + 1))));
    }
    bool is_known = file.facts.encoding != Encoding::kUnknown,
         is_shown = file.facts.kind == TextFileKind::kText;
    if (file.facts.encoding > Encoding::kUnknown)
      notes.emplace_back("decoded: " + path + " from " + std::string(name_of(file.facts.encoding)));
    if (!is_known) notes.emplace_back("unknown encoding: " + path + (is_shown ? "" : ", not shown"));
    if (file.facts.errors && is_shown)
      notes.emplace_back((is_known ? "not UTF-8: " : "undecodable: ") + path + ", " +
                         counted(file.facts.errors, "byte") + " shown as \xEF\xBF\xBD");
  }
  if (pack.masked_besides() > 0)
    notes.emplace_back("masked: " + counted(pack.masked_besides(), "secret") + " in the diff and the log");
  if (secrets > kMaskedNamed)
    notes.emplace_back("masked: " + std::to_string(secrets - kMaskedNamed) + " more");
  for (const std::string& path : pack.changed())
    notes.emplace_back("changed while being read: " + printable(path));
  for (const std::string& repository : folder.repositories())
    notes.emplace_back("nested repository, not packed: " + printable(repository));
  for (const std::string& skipped : folder.skipped()) notes.emplace_back(printable(skipped));
}

void add_figures(const Pack& pack, PackFolder::Answer& answer) {
  answer.tokens = pack.tokens();
  std::vector<const PackEntry*> left;
  for (const PackEntry& entry : pack.entries()) {
    answer.whole += entry.how == PackEntry::How::kWhole;
    answer.signatures += entry.how == PackEntry::How::kSignatures;
    answer.named += entry.how == PackEntry::How::kName;
    bool is_text = pack.catalogue().files[entry.file].facts.kind == TextFileKind::kText;
    if (entry.how == PackEntry::How::kName && is_text) left.push_back(&entry);
  }
  std::stable_sort(left.begin(), left.end(), [](auto* a, auto* b) { return a->score > b->score; });
  for (const PackEntry* entry : left) {
    const CatalogueFile& file = pack.catalogue().files[entry->file];
    answer.left_out.push_back({file.path, file.facts.tokens});
  }
}

Result<std::vector<Bytes>> packed_texts(Pack& pack) {
  std::vector<Bytes> texts(pack.parts());
  size_t bytes = 0;
  for (size_t part = 0; part < texts.size(); ++part)
    RETURN_IF_ERROR(pack.write(part, [&](std::string_view text) -> Result<void> {
      if ((bytes += text.size()) > kAnswerBytesMax)
        return Error{ErrorCode::kLimit, "the answer is too large: over " + human_bytes(kAnswerBytesMax),
                     "use a budget, or -o FILE on the command line"};
      texts[part] += text;
      return {};
    }));
  return texts;
}

Field path_field(std::string& path) {
  return Field("path", path,
               "A folder, a file or the address of a git repository (default: the current folder)")
      .positional()
      .as("PATH|URL");
}

}  // namespace

Fields PackChoice::fields() {
  return {
      path_field(path),
      Field("include", include,
            "Only matching files, with .gitignore patterns; a file named exactly is always included")
          .as("GLOB"),
      Field("exclude", exclude, "Exclude matching files").as("GLOB"),
      Field("budget", budget, "Maximum number of tokens: 8000, 100k, 1.5M").as("TOKENS"),
      Field("focus", focus, "Prefer these files or folders, shown whole, then their dependencies").as("FILE"),
      Field("ask", ask, "Prefer files relevant to this question").as("TEXT"),
      Field("tokens", tokens,
            "Tokenizer: o200k, cl100k or a model of your settings (exact for a local model, else a marked "
            "estimate)")
          .as("NAME"),
      {"no_cache", no_cache, "Read all files again; do not use or write the cache"}};
}

Fields PackFolder::Request::fields() {
  Fields all = PackChoice::fields();
  Fields more = {
      Field("format", format, "xml, md, json or plain").as("NAME"),
      {"compress", compress, "Show signatures instead of function bodies"},
      Field("split", split, "Split into texts of at most N tokens: out-1.xml, out-2.xml …").as("TOKENS"),
      {"diff", diff, "Add the diff to the last commit"},
      Field("since", since, "Add the diff to this revision").as("REV"),
      Field("log", log, "Add the newest N commits").between(0, 10'000).as("N")};
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

Fields PackFolder::Answer::fields() {
  return {{"tokens", tokens, "Total of all texts"},
          {"whole", whole, "Number of files shown whole"},
          {"signatures", signatures, "Number of files shown as signatures"},
          {"named", named, "Number of files only listed"},
          {"files_read", files_read, "Number of files read; the others were cached"},
          {"us", us, "Duration in microseconds"},
          {"left_out", left_out, "Files only listed, most relevant first"},
          {"notes", notes, "Masked secrets, decoded files and skipped files"},
          {"parts", parts, "The texts, unless written elsewhere"}};
}

bool PackScope::accepts(std::string_view path) const {
  if (!only.empty()) return path == only;
  // The output file and its parts are not packed.
  if (!output.empty() && path == output) return false;
  if (!output.empty() && in_parts) {
    std::string extension = extension_of(output);
    std::string stem = output.substr(0, output.size() - extension.size()) + "-";
    bool is_part =
        path.starts_with(stem) && path.ends_with(extension) && path.size() > stem.size() + extension.size();
    if (is_part && path.substr(stem.size(), path.size() - stem.size() - extension.size())
                           .find_first_not_of("0123456789") == path.npos)
      return false;
  }
  return (include.empty() || any_matches(include, path)) && !any_matches(exclude, path);
}

Result<PackScope> scope_of(const Session& session, const PackChoice& choice) {
  const std::string& path = choice.path;
  if (path.find("://") != path.npos || path.starts_with("git@"))
    return Error{ErrorCode::kUnsupported, "repositories are fetched only over https",
                 "or clone it first: git clone " + shell_quote(path) + ", then suit pack in it"};
  ASSIGN_OR_RETURN(std::string folder, session.existing(path));
  return scope_in(std::move(folder), choice);
}

Result<PackFolder::Answer> PackFolder::run(Session& session, const Request& request, Watch& watch) {
  int64_t begun_us = monotonic_us();
  Packing packing(session, request, watch);
  PackOptions& options = packing.options;
  options.format = request.format;
  options.compress = request.compress;
  ASSIGN_OR_RETURN(options.split_tokens, read_tokens(request.split));
  if (options.split_tokens > 0 && request.format == PackFormat::kJson)
    return Error{ErrorCode::kInvalid, "--split needs a format other than json"};
  RETURN_IF_ERROR(packing.open(options.split_tokens > 0));
  ASSIGN_OR_RETURN(Catalogue catalogue, packing.read(options.vocabulary));
  if (bool difference = request.diff || !request.since.empty(); difference || request.log > 0) {
    const std::string& folder = packing.scope.folder;
    ASSIGN_OR_RETURN(std::unique_ptr<GitRepository> git, GitRepository::find(folder));
    if (!git)
      return Error{ErrorCode::kNotFound,
                   printable(folder) + " is not in a git repository: --diff and --log need one"};
    if (difference) {
      ASSIGN_OR_RETURN(options.difference, git->difference(request.since.empty() ? "HEAD" : request.since));
    }
    if (request.log > 0) options.log = log_of(*git, static_cast<size_t>(request.log));
  }
  Answer answer{.files_read = static_cast<int64_t>(catalogue.files_read)};
  ASSIGN_OR_RETURN(Pack pack, Pack::plan(*packing.folder, std::move(catalogue), options));
  if (request.write) {
    RETURN_IF_ERROR(request.write(pack));
  } else {
    ASSIGN_OR_RETURN(answer.parts, packed_texts(pack));
  }
  add_figures(pack, answer);
  add_notes(pack, *packing.folder, answer.notes);
  answer.us = monotonic_us() - begun_us;
  return answer;
}

Result<MapFolder::Answer> MapFolder::run(Session& session, const Request& request, Watch& watch) {
  Packing packing(session, request, watch);
  RETURN_IF_ERROR(packing.open(false));
  if (request.budget.empty()) packing.options.budget_tokens = 4'000;
  ASSIGN_OR_RETURN(Catalogue catalogue, packing.read(std::nullopt));
  Answer answer;
  ASSIGN_OR_RETURN(answer.text, symbol_map(*packing.folder, catalogue, packing.options));
  if (answer.text.empty())
    return Error{ErrorCode::kNotFound, "no symbols were found",
                 "maps support " + listed(code::parsed_languages(), "and")};
  answer.tokens = count_tokens(answer.text, packing.options);
  return answer;
}

}  // namespace suit::functions
