#include "loop/workspace.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

#include "base/text.h"
#include "base/user_state.h"
#include "change/edited_files.h"
#include "folder/git.h"

namespace suit {
namespace {

constexpr uint64_t kSettingsBytesMax = 1u << 20;
constexpr std::string_view kLedgerPath = ".suit/ledger.db";

bool exists(const std::string& path) {
  struct stat st;
  return ::lstat(path.c_str(), &st) == 0;
}

Result<Settings> read_all_settings(Files& files) {
  Settings settings;
  std::string own = user_settings_path();
  if (!own.empty() && exists(own)) {
    ASSIGN_OR_RETURN(std::string text, read_file(own, kSettingsBytesMax));
    RETURN_IF_ERROR(read_settings(text, printable(own), SettingsOwner::kUser, settings));
  }
  ASSIGN_OR_RETURN(FileInfo info, files.info("suit.toml"));
  if (info.type != FileType::kAbsent) {
    if (info.type != FileType::kFile) return Error{ErrorCode::kInvalid, "suit.toml is not a regular file"};
    ASSIGN_OR_RETURN(std::string text, files.read("suit.toml", kSettingsBytesMax));
    RETURN_IF_ERROR(read_settings(text, "suit.toml", SettingsOwner::kFolder, settings));
  }
  for (std::string& path : settings.sandbox_read)
    if (const char* home = std::getenv("HOME"); home && path.starts_with("~/")) path = home + path.substr(1);
  return settings;
}

Result<void> make_suit_directory(Files& files) {
  ASSIGN_OR_RETURN(FileInfo info, files.info(kSuitDirectory));
  if (info.type == FileType::kDirectory) return {};
  if (info.type != FileType::kAbsent)
    return Error{ErrorCode::kInvalid, ".suit exists, but is not a directory", "move it away and try again"};
  auto made = files.make_directory(kSuitDirectory, 0700);  // it contains contents of private files
  if (!made && made.error().code != ErrorCode::kConflict) return made.error();
  // Keeps version control from tracking the ledger.
  auto ignore = files.create(std::string(kSuitDirectory) + "/.gitignore", FileType::kFile, 0644, "*\n");
  if (!ignore && ignore.error().code != ErrorCode::kConflict) return ignore.error();
  return {};
}

}  // namespace

std::string find_root(const std::string& start) {
  char* resolved = ::realpath(start.c_str(), nullptr);
  if (!resolved) return start;
  std::string here(resolved);
  std::free(resolved);
  for (std::string at = here;; at = std::string(parent_of(at))) {
    for (const char* mark : {"/.suit", "/suit.toml", "/.git"})
      if (belongs_to_user(at + mark)) return at.empty() ? "/" : at;
    if (at.empty() || at == "/") return here;
  }
}

Result<Workspace> Workspace::open(const std::string& start, WorkspaceMode mode) {
  Workspace workspace;
  ASSIGN_OR_RETURN(workspace.files_, open_files(find_root(start)));
  if (char* here = ::realpath(start.c_str(), nullptr)) {
    std::string_view path = here, root = workspace.root();
    if (root == "/") root = "";
    if (path.size() > root.size() + 1 && path.starts_with(root) && path[root.size()] == '/')
      workspace.here_ = path.substr(root.size() + 1);
    std::free(here);
  }
  for (const char* mark : {"/.suit", "/suit.toml"})
    if (exists(workspace.root() + mark) && !belongs_to_user(workspace.root() + mark))
      return Error{ErrorCode::kDenied, printable(workspace.root() + mark) + " belongs to another user",
                   "Suit uses only your own settings and ledgers"};
  ASSIGN_OR_RETURN(workspace.settings_, read_all_settings(*workspace.files_));
  std::string path = workspace.ledger_path();
  if (mode == WorkspaceMode::kTrial) {
    ASSIGN_OR_RETURN(workspace.ledger_, Ledger::open(":memory:", LedgerMode::kCreate));
    if (auto past = Ledger::open(path, LedgerMode::kReadOnly)) workspace.past_ = std::move(*past);
    if (workspace.past_) {
      ASSIGN_OR_RETURN(workspace.origin_, origin_of(*workspace.past_, path));
      workspace.past_->set_foreign_until(workspace.origin_.foreign_until);
    }
    return workspace;
  }
  if (mode == WorkspaceMode::kChange) RETURN_IF_ERROR(make_suit_directory(*workspace.files_));
  if (mode == WorkspaceMode::kLook && !exists(path)) return workspace;
  ASSIGN_OR_RETURN(FileInfo marker, workspace.files_->info(kUnfinishedMarker));
  bool unfinished = marker.type != FileType::kAbsent;
  LedgerMode ledger_mode = mode == WorkspaceMode::kChange ? LedgerMode::kCreate
                           : unfinished                   ? LedgerMode::kReadWrite
                                                          : LedgerMode::kReadOnly;
  auto ledger = Ledger::open(path, ledger_mode);
  // SQLite must write to recover from a crash.
  if (!ledger && ledger.error().code == ErrorCode::kDenied && ledger_mode == LedgerMode::kReadOnly)
    ledger = Ledger::open(path, LedgerMode::kReadWrite);
  // A crash while it was created: as if there were none.
  if (!ledger && ledger.error().code == ErrorCode::kNotFound) return workspace;
  if (!ledger) return ledger.error();
  workspace.ledger_ = std::move(*ledger);
  bool claims = mode == WorkspaceMode::kChange;
  ASSIGN_OR_RETURN(workspace.origin_,
                   claims ? claim_ledger(*workspace.ledger_, path) : origin_of(*workspace.ledger_, path));
  workspace.ledger_->set_foreign_until(workspace.origin_.foreign_until);
  ASSIGN_OR_RETURN(workspace.newest_at_open_, workspace.ledger_->newest());
  if (workspace.origin_.taken_over)
    workspace.met_ = "the ledger in .suit is history, not evidence: " + workspace.origin_.why +
                     ". New events count as evidence; `suit trust --adopt` declares it yours";
  // Looking does not register a ledger's origin, so it must not recover anything for an unknown one.
  if (unfinished && !claims) unfinished = workspace.origin_.foreign_until != INT64_MAX;
  if (unfinished) {
    // The marker may belong to a running process, which holds the lock. A dead one's lock is free.
    auto lock =
        FileLock::acquire(workspace.root() + "/.suit/lock", mode == WorkspaceMode::kLook ? 0 : 30'000);
    if (lock) {
      ASSIGN_OR_RETURN(workspace.recovered_, recover({*workspace.files_, *workspace.ledger_, *lock}));
    } else if (mode == WorkspaceMode::kChange) {
      return lock.error();
    }
  }
  return workspace;
}

Result<Workspace> Workspace::of_version(const std::string& root, std::vector<FileEdit> from_disk) {
  Workspace workspace;
  ASSIGN_OR_RETURN(auto disk, open_files(root));
  workspace.files_ = std::make_unique<EditedFiles>(std::move(disk), from_disk);
  if (!from_disk.empty())
    workspace.version_ = std::make_shared<const std::vector<FileEdit>>(std::move(from_disk));
  ASSIGN_OR_RETURN(workspace.settings_, read_all_settings(*workspace.files_));
  return workspace;
}

// A ledger tracked by git travels with the repository, whoever wrote it.
const LedgerOrigin& Workspace::origin() {
  if (std::exchange(knows_tracked_, true)) return origin_;
  Ledger* record = past_ ? past_.get() : ledger_.get();
  if (!record || !may_track(root(), ".suit")) return origin_;
  auto repository = GitRepository::find(root());
  if (!repository || !*repository) return origin_;
  auto tracked = (*repository)->tracked();
  if (!tracked) return origin_;
  for (const TrackedFile& file : *tracked)
    if (to_lower(file.path).starts_with(kLedgerPath)) {  // or its journal
      origin_ = {INT64_MAX, "git tracks " + printable(file.path)};
      record->set_foreign_until(origin_.foreign_until);
      break;
    }
  return origin_;
}

Ledger& Workspace::evidence() {
  (void)origin();  // sets it
  return past_ ? *past_ : *ledger_;
}

std::string Workspace::ledger_path() const {
  return root() + "/" + std::string(kLedgerPath);
}

std::vector<Check> Workspace::checks() {
  return settings_.has_checks ? settings_.checks : detect_checks(*files_).checks;
}

SandboxOptions Workspace::sandbox_options() const {
  SandboxOptions options{root(),           settings_.sandbox_read, settings_.sandbox_environment,
                         settings_.limits, settings_.overlay,      settings_.isolation};
  options.version = version_;
  return options;
}

Result<FileLock> Workspace::lock() {
  return FileLock::acquire(root() + "/.suit/lock", 30'000);
}

std::string foreign_text(Workspace& workspace) {
  const LedgerOrigin& origin = workspace.origin();
  std::string what = origin.foreign_until == INT64_MAX
                         ? "the ledger"
                         : "the ledger up to event " + std::to_string(origin.foreign_until);
  return what + " is history, not evidence: " + printable(origin.why);
}

}  // namespace suit
