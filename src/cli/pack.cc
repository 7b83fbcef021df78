// suit pack and suit map: a folder as a model should read it.
#include <openssl/evp.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "base/clock.h"
#include "base/glob.h"
#include "base/output_file.h"
#include "base/signals.h"
#include "cli/command.h"
#include "cli/folder_changes.h"
#include "cli/terminal.h"
#include "context/pack.h"
#include "folder/git.h"
#include "functions/checkout.h"
#include "functions/documents.h"
#include "model/ledger_egress.h"

namespace suit {
namespace {

// "100k", "1.5M" or a plain number of tokens. Errors: kInvalid.
Result<int64_t> read_tokens(const std::string& text) {
  double value = 0;
  auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
  std::string unit = to_lower(std::string(end, text.data() + text.size()));
  double factor = unit.empty() ? 1 : unit == "k" ? 1e3 : unit == "m" ? 1e6 : 0;
  if (failed != std::errc() || factor == 0 || !(value > 0) || value * factor > 1e12 || value * factor < 1)
    return Error{ErrorCode::kInvalid, printable(text) + " is no number of tokens",
                 "say it as 8000, 100k or 1.5M"};
  return static_cast<int64_t>(value * factor);
}

bool any_matches(const std::vector<std::string>& globs, std::string_view path) {
  return std::any_of(globs.begin(), globs.end(),
                     [&](const std::string& glob) { return scope_glob_matches(glob, path); });
}

std::string to_base64(const std::string& bytes) {
  std::string text(bytes.size() / 3 * 4 + 5, '\0');
  int length =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                      reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  text.resize(static_cast<size_t>(length));
  return text;
}

// "out.xml" → "out-2.xml".
std::string part_path(const std::string& path, size_t part, size_t parts) {
  if (parts == 1) return path;
  std::string extension = extension_of(path);
  return path.substr(0, path.size() - extension.size()) + "-" + std::to_string(part + 1) + extension;
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

class PackCommand {
 public:
  PackCommand(const PackCommandOptions& options, const Parts& parts) : options_(options), parts_(parts) {}

  Result<int> run(bool map) {
    RETURN_IF_ERROR(read_options(map));
    ASSIGN_OR_RETURN(files_, open_files(folder_));
    CatchInterrupt interrupt;
    pack_.cancelled = &interrupt.flag();
    std::unique_ptr<FactsCache> cache = options_.no_cache ? nullptr : FactsCache::open();
    pack_.cache = cache.get();
    for (;;) {
      std::optional<FolderChanges> changes;
      if (options_.watch)
        changes.emplace(*files_, folder_,
                        [this](std::string_view file) { return accepts(file); });  // before it is read
      Folder now(*files_);
      ASSIGN_OR_RETURN(int code, once(now, map));
      if (!options_.watch || code != 0) return code;
      if (!changes->wait(interrupt.flag())) return 130;
    }
  }

 private:
  Result<void> read_options(bool map) {
    std::string path = options_.path.empty() ? options_.common.folder : options_.path;
    if (path.find("://") != path.npos || path.starts_with("git@"))
      return Error{ErrorCode::kUnsupported, "repositories are fetched over https alone",
                   "or clone it first: git clone " + shell_quote(path) + ", then suit pack in it"};
    std::error_code failed;
    folder_ = std::filesystem::canonical(path, failed).string();
    if (failed) return Error{ErrorCode::kNotFound, printable(path) + " is not there"};
    if (std::filesystem::is_regular_file(folder_)) {
      only_ = std::string(name_in(folder_));
      folder_ = std::string(parent_of(folder_));
    }
    if (output() != "-") {
      std::string output =
          std::filesystem::weakly_canonical(std::filesystem::absolute(options_.output, failed), failed)
              .string();
      if (output.starts_with(folder_ + "/")) output_inner_ = output.substr(folder_.size() + 1);
    }
    for (const std::vector<std::string>* globs : {&options_.include, &options_.exclude})
      for (const std::string& glob : *globs)
        if (std::string_view wrong = glob_error(glob); !wrong.empty())
          return Error{ErrorCode::kInvalid,
                       "the pattern " + printable(glob) + " is malformed: " + std::string(wrong)};
    pack_.format = options_.format == "md"      ? PackFormat::kMarkdown
                   : options_.format == "json"  ? PackFormat::kJson
                   : options_.format == "plain" ? PackFormat::kPlain
                                                : PackFormat::kXml;
    RETURN_IF_ERROR(read_vocabulary());
    if (!options_.budget.empty()) {
      ASSIGN_OR_RETURN(pack_.budget_tokens, read_tokens(options_.budget));
    }
    if (!options_.split.empty()) {
      ASSIGN_OR_RETURN(pack_.split_tokens, read_tokens(options_.split));
    }
    if (pack_.split_tokens > 0 && (output() == "-" || pack_.format == PackFormat::kJson))
      return Error{ErrorCode::kInvalid,
                   "--split writes several texts: it needs -o FILE and a format other than json"};
    if (map && pack_.budget_tokens == 0) pack_.budget_tokens = 4'000;
    pack_.compress = options_.compress;
    pack_.question = options_.ask;
    pack_.name = std::string(name_in(folder_));
    return {};
  }

  // A vocabulary, or a model of the settings.
  Result<void> read_vocabulary() {
    const std::string& name = options_.vocabulary;
    pack_.vocabulary = name == "cl100k" ? Vocabulary::kCl100k : Vocabulary::kO200k;
    if (name == "o200k" || name == "cl100k") return {};
    ASSIGN_OR_RETURN(Workspace workspace, open_workspace(options_.common, WorkspaceMode::kTrial));
    const ModelConfig* config = find_model(workspace.settings(), name);
    if (!config)
      return Error{ErrorCode::kNotFound,
                   printable(name) + " is neither a vocabulary nor a model of your settings",
                   "say o200k, cl100k, or a name that `suit model` lists"};
    ASSIGN_OR_RETURN(model_tokens_, open_model_tokens(*config, parts_.make_model));
    pack_.other = model_tokens_.tokens;
    return {};
  }

  bool accepts(std::string_view path) const {
    if (!only_.empty()) return path == only_;
    if (!output_inner_.empty() && is_output(path)) return false;
    if (!options_.include.empty() && !any_matches(options_.include, path)) return false;
    return !any_matches(options_.exclude, path);
  }

  // What is written here is no part of it, nor is a part of it.
  bool is_output(std::string_view path) const {
    if (path == output_inner_) return true;
    std::string extension = extension_of(output_inner_);
    std::string stem = output_inner_.substr(0, output_inner_.size() - extension.size()) + "-";
    if (options_.split.empty() || !path.starts_with(stem) || !path.ends_with(extension) ||
        path.size() <= stem.size() + extension.size())
      return false;
    std::string_view number = path.substr(stem.size(), path.size() - stem.size() - extension.size());
    return std::all_of(number.begin(), number.end(), [](char c) { return c >= '0' && c <= '9'; });
  }

  Result<Catalogue> read_catalogue(Folder& folder, bool map) {
    CatalogueOptions options;
    options.counted = map ? Counted() : pack_.vocabulary;
    options.cache = pack_.cache;
    options.cancelled = pack_.cancelled;
    options.accepts = [this](std::string_view path) { return accepts(path); };
    // Named outright, a lock file is wanted.
    options.shows = [this](std::string_view path) {
      return path == only_ ||
             std::find(options_.include.begin(), options_.include.end(), path) != options_.include.end();
    };
    ProgressLine status;
    int64_t begun_us = monotonic_us();
    options.progress = [&](size_t done, size_t all) {
      if (monotonic_us() - begun_us > 1'000'000)
        status.show("reading: " + std::to_string(done) + " of " + counted(all, "file"));
    };
    auto catalogue = catalogue_of(folder, options);
    status.clear();
    return catalogue;
  }

  // As the user names them, from where they stand; below the folder.
  Result<std::vector<std::string>> focus(const Catalogue& catalogue) const {
    std::vector<std::string> focus;
    for (const std::string& named : options_.focus) {
      std::string path = named;
      while (path.ends_with('/')) path.pop_back();
      if (path.starts_with(folder_ + "/")) path.erase(0, folder_.size() + 1);
      while (path.starts_with("./")) path.erase(0, 2);
      bool known = std::any_of(
          catalogue.files.begin(), catalogue.files.end(),
          [&](const CatalogueFile& file) { return file.path == path || file.path.starts_with(path + "/"); });
      if (!known)
        return Error{ErrorCode::kNotFound, "there is no file " + printable(named) + " to focus on",
                     "name it as the tree of `suit pack` does"};
      focus.push_back(path);
    }
    return focus;
  }

  Result<int> once(Folder& folder, bool map) {
    int64_t begun_us = monotonic_us();
    ASSIGN_OR_RETURN(Catalogue catalogue, read_catalogue(folder, map));
    if (catalogue.files.empty()) {
      bool all = options_.include.empty() && options_.exclude.empty() && only_.empty();
      return Error{
          ErrorCode::kNotFound,
          "no file of " + printable(folder_) + (all ? " is to be packed" : " is taken by the patterns"),
          all ? "is all of it ignored? see .gitignore, .ignore and .suitignore"
              : "patterns are as in .gitignore: --include 'src/**/*.cc'"};
    }
    ASSIGN_OR_RETURN(pack_.focus, focus(catalogue));
    if (map) {
      ASSIGN_OR_RETURN(std::string text, symbol_map(folder, catalogue, pack_));
      if (text.empty())
        return Error{ErrorCode::kNotFound, "no symbols were found",
                     "maps are of Python, C, C++, JavaScript, TypeScript, Go, Rust and Java"};
      RETURN_IF_ERROR(write_output(output(), text));
      return 0;
    }
    RETURN_IF_ERROR(read_git());
    size_t read = catalogue.files_read;
    ASSIGN_OR_RETURN(Pack pack, Pack::plan(folder, std::move(catalogue), pack_));
    if (auto written = write(pack); !written) {
      Error error = written.error();
      if (error.message.starts_with("standard output")) error.message.replace(0, 15, "the pack");
      return error;
    }
    report(pack, folder, read, monotonic_us() - begun_us);
    return 0;
  }

  Result<void> read_git() {
    if (!options_.difference && options_.log == 0) return {};
    ASSIGN_OR_RETURN(std::unique_ptr<GitRepository> git, GitRepository::find(folder_));
    if (!git)
      return Error{ErrorCode::kNotFound,
                   printable(folder_) + " is in no git repository, so it has no --diff and no --log"};
    if (options_.difference) {
      ASSIGN_OR_RETURN(pack_.difference,
                       git->difference(options_.revision.empty() ? "HEAD" : options_.revision));
    }
    if (options_.log > 0) pack_.log = log_of(*git, static_cast<size_t>(options_.log));
    return {};
  }

  Result<void> write(Pack& pack) {
    if (options_.copy) RETURN_IF_ERROR(copy(pack));
    if (options_.copy && options_.output.empty()) return {};
    for (size_t part = 0; part < pack.parts(); ++part) {
      ASSIGN_OR_RETURN(OutputFile file, OutputFile::open(part_path(output(), part, pack.parts())));
      RETURN_IF_ERROR(pack.write(part, [&](std::string_view text) { return file.write(text); }));
      RETURN_IF_ERROR(file.keep());
    }
    return {};
  }

  std::string output() const { return options_.output.empty() ? "-" : options_.output; }

  // By the terminal's own sequence (OSC 52), which works through ssh too.
  Result<void> copy(Pack& pack) {
    if (!::isatty(2))
      return Error{ErrorCode::kUnsupported, "--copy needs a terminal, which puts the text on the clipboard",
                   "use -o FILE"};
    std::string all;
    for (size_t part = 0; part < pack.parts(); ++part)
      RETURN_IF_ERROR(pack.write(part, [&](std::string_view text) -> Result<void> {
        if (all.size() + text.size() > kCopiedBytesMax)
          return Error{ErrorCode::kLimit,
                       "that is too much for a clipboard: over " + human_bytes(kCopiedBytesMax),
                       "use -o FILE, or --budget"};
        all += text;
        return {};
      }));
    return write_output("/dev/stderr", "\x1b]52;c;" + to_base64(all) + "\a");
  }

  // What came of it, for a person, beside the text.
  void report(const Pack& pack, const Folder& folder, size_t read, int64_t took_us) const {
    std::string text;
    size_t whole = 0, signatures = 0, named = 0;
    std::vector<const PackEntry*> left;
    for (const PackEntry& entry : pack.entries()) {
      const FileFacts& facts = pack.catalogue().files[entry.file].facts;
      whole += entry.how == PackEntry::How::kWhole;
      signatures += entry.how == PackEntry::How::kSignatures;
      named += entry.how == PackEntry::How::kName;
      if (entry.how == PackEntry::How::kName && facts.kind == TextFileKind::kText) left.push_back(&entry);
    }
    text += std::to_string(pack.tokens()) + " tokens: " + std::to_string(whole) + " files whole" +
            (signatures ? ", " + std::to_string(signatures) + " by signatures" : "") +
            (named ? ", " + std::to_string(named) + " by name" : "") + "; " + counted(read, "file") +
            " read in " + with_one_decimal(static_cast<double>(took_us) / 1e6) + " s\n";
    std::stable_sort(left.begin(), left.end(), [](auto* a, auto* b) { return a->score > b->score; });
    if (!left.empty()) {
      text += "left out, the most relevant first:\n";
      for (size_t i = 0; i < std::min<size_t>(left.size(), 8); ++i) {
        const CatalogueFile& file = pack.catalogue().files[left[i]->file];
        text += "  " + printable(file.path) + " (" + std::to_string(file.facts.tokens) + " tokens)\n";
      }
      if (left.size() > 8) text += "  and " + counted(left.size() - 8, "other") + "\n";
      text += "to have one all the same: a larger --budget, --focus FILE or --include FILE\n";
    }
    size_t secrets = 0;
    for (const PackEntry& entry : pack.entries()) {
      const CatalogueFile& file = pack.catalogue().files[entry.file];
      for (std::string_view line : split_lines(file.facts.secrets)) {
        if (++secrets > 20) continue;
        size_t blank = line.find(' ');
        text += "masked: " + printable(file.path) + ":" + std::string(line.substr(0, blank)) + " " +
                std::string(trim(line.substr(blank + 1))) + "\n";
      }
      bool is_known = file.facts.encoding != Encoding::kUnknown,
           is_shown = file.facts.kind == TextFileKind::kText;
      if (file.facts.encoding > Encoding::kUnknown)
        text +=
            "decoded: " + printable(file.path) + " from " + std::string(name_of(file.facts.encoding)) + "\n";
      if (!is_known)
        text += "unknown encoding: " + printable(file.path) + (is_shown ? "" : ", not shown") + "\n";
      if (file.facts.errors && is_shown)
        text += (is_known ? "not UTF-8: " : "undecodable: ") + printable(file.path) + ", " +
                counted(file.facts.errors, "byte") + " shown as \xEF\xBF\xBD\n";
    }
    if (pack.masked_besides() > 0)
      text += "masked: " + counted(pack.masked_besides(), "secret") + " in the difference and the log\n";
    if (secrets > 20) text += "masked: " + std::to_string(secrets - 20) + " more\n";
    for (const std::string& path : pack.changed())
      text += "changed while it was read: " + printable(path) + "\n";
    for (const std::string& repository : folder.repositories())
      text += "a repository of its own, not packed: " + printable(repository) + "\n";
    for (const std::string& skipped : folder.skipped()) text += printable(skipped) + "\n";
    std::fputs(text.c_str(), stderr);
  }

  static constexpr size_t kCopiedBytesMax = 8u << 20;
  const PackCommandOptions& options_;
  const Parts& parts_;
  ModelTokens model_tokens_;
  PackOptions pack_;
  std::string folder_, only_, output_inner_;
  std::unique_ptr<Files> files_;
};

// Of an address, a repository that is fetched for this and is gone afterwards.
Result<int> run_fetched(PackCommandOptions options, const Parts& parts, bool map) {
  if (options.watch)
    return Error{ErrorCode::kInvalid,
                 "--watch needs a folder: a repository elsewhere says nothing when it changes"};
  ASSIGN_OR_RETURN(Workspace workspace, open_workspace(options.common, WorkspaceMode::kChange));
  LedgerEgress egress(*workspace.ledger(),
                      workspace.settings().offline ? Network::kOffline : Network::kAllowed);
  ProgressLine progress;
  std::optional<CatchInterrupt> interrupt(std::in_place);
  auto checkout = fetch_repository(options.path, workspace.settings(), egress, &interrupt->flag(),
                                   [&](uint64_t bytes) { progress.show("fetching: " + human_bytes(bytes)); });
  interrupt.reset();
  progress.clear();
  if (!checkout) return checkout.error();
  options.path = checkout->path;
  return PackCommand(options, parts).run(map);
}

int run(const PackCommandOptions& options, const Parts& parts, bool map) {
  return guarded(options.common, [&] {
    return is_address(options.path) ? run_fetched(options, parts, map) : PackCommand(options, parts).run(map);
  });
}

}  // namespace

int run_pack(const PackCommandOptions& options, const Parts& parts) {
  return run(options, parts, false);
}
int run_map(const PackCommandOptions& options, const Parts& parts) {
  return run(options, parts, true);
}

}  // namespace suit
