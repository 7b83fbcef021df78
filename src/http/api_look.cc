// Looking at the folder, the settings, the record.
#include <algorithm>

#include "base/clock.h"
#include "base/glob.h"
#include "base/text.h"
#include "folder/folder.h"
#include "folder/ignore.h"
#include "functions/as_json.h"
#include "functions/suggestions.h"
#include "http/api.h"
#include "loop/history.h"
#include "loop/standing.h"
#include "trust/outcomes.h"

namespace suit {
namespace {

constexpr uint64_t kFileShownBytesMax = 8u << 20;
constexpr uint64_t kIgnoreFileBytesMax = 1u << 20;
constexpr int64_t kListingKept_us = 5'000'000;

std::string_view kind_name(ModelKind kind) {
  switch (kind) {
    case ModelKind::kLlama:
      return "llama";
    case ModelKind::kOpenAi:
      return "openai";
    case ModelKind::kAnthropic:
      return "anthropic";
  }
  return "";
}

// What version control and Suit keep for themselves is not for the screen.
bool is_kept_back(std::string_view path) {
  std::string_view top = path.substr(0, path.find('/'));
  return top == ".suit" || top == ".git";
}

Result<void> permit_path(const std::string& path) {
  if (!path.empty() && !is_inner_path(path))
    return Error{ErrorCode::kInvalid, printable(path) + " is not a path inside the folder"};
  if (is_kept_back(path)) return Error{ErrorCode::kDenied, printable(path) + " is not shown here"};
  return {};
}

// The ignore rules that hold in `folder`, and whether it is ignored itself.
bool read_rules(Files& files, const std::string& folder, IgnoreRules& rules) {
  auto add = [&](const std::string& at, const char* name) {
    auto text = files.read(at.empty() ? name : at + "/" + name, kIgnoreFileBytesMax);
    if (text) rules.add(at, *text);
  };
  add("", ".git/info/exclude");
  for (size_t end = 0;;) {
    std::string at = folder.substr(0, end);
    if (!at.empty() && rules.ignores(at, true)) return true;
    add(at, ".gitignore");
    add(at, ".ignore");
    if (end >= folder.size()) return false;
    end = folder.find('/', end + (end > 0));
    if (end == std::string::npos) end = folder.size();
  }
}

// How well a path fits what was typed, nullopt: not at all. The letters in order; runs and the file's name
// count.
std::optional<int> fit(std::string_view path, const std::string& typed) {
  std::string lower = to_lower(path);
  if (size_t at = lower.rfind(typed); at != lower.npos) {
    bool in_name = at >= path.size() - name_in(path).size();
    return 1000 + (in_name ? 500 : 0) - static_cast<int>(std::min<size_t>(path.size(), 400));
  }
  size_t next = 0;
  int score = 0, run = 0;
  for (char c : lower) {
    bool hit = next < typed.size() && c == typed[next];
    next += hit;
    run = hit ? run + 1 : 0;
    score += run;
  }
  if (next < typed.size()) return std::nullopt;
  return score - static_cast<int>(std::min<size_t>(path.size(), 400));
}

}  // namespace

// Looked for again when something happened here.
Json Api::suggestions(Workspace& workspace, Sequence newest) {
  constexpr size_t kSuggestions = 6;
  std::lock_guard lock(suggesting_);
  if (suggested_at_ != newest)
    suggested_ = suggested_tasks(workspace.files(), workspace.checks(), workspace.ledger(), kSuggestions);
  suggested_at_ = newest;
  return suggested_;
}

Result<WebResponse> Api::status(ApiCall&) {
  ASSIGN_OR_RETURN(Workspace workspace, open(WorkspaceMode::kChange));
  Ledger& ledger = *workspace.ledger();
  const Settings& settings = workspace.settings();
  ASSIGN_OR_RETURN(std::vector<Event> pending, pending_proposals(ledger));
  ASSIGN_OR_RETURN(Sequence newest, ledger.newest());
  Json models = Json::array(), checks = Json::array(), notes = Json::array();
  for (const ModelConfig& model : settings.models)
    models.push_back({{"name", model.name},
                      {"kind", kind_name(model.kind)},
                      {"default", model.name == settings.default_model},
                      {"local", model.kind == ModelKind::kLlama}});
  for (const Check& check : workspace.checks())
    checks.push_back({{"name", check.name}, {"command", json_of_bytes(check.command)}});
  if (!settings.has_checks)
    for (const std::string& note : detect_checks(workspace.files()).notes) notes.push_back(note);
  Json json = {{"version", SUIT_VERSION},
               {"folder", json_of_bytes(workspace.root())},
               {"level", name_of(settings.level)},
               {"pending", pending.size()},
               {"running", runs_.running()},
               {"sequence", newest},
               {"models", std::move(models)},
               {"checks", std::move(checks)},
               {"check_notes", std::move(notes)},
               {"examples", parts_.without_model.examples()},
               {"suggestions", suggestions(workspace, newest)}};
  if (auto last = find_application(ledger, std::nullopt, HistoryDirection::kUndo)) {
    ASSIGN_OR_RETURN(Sequence proposal, find_proposal(ledger, *last));
    json["last_applied"] = proposal;
  }
  if (!workspace.recovered().empty()) json["recovered"] = workspace.recovered();
  return ok(json);
}

Result<WebResponse> Api::levels(ApiCall& call) {
  ASSIGN_OR_RETURN(Workspace workspace, open(WorkspaceMode::kChange));
  const Settings& settings = workspace.settings();
  std::vector<std::string> paths;
  for (auto [it, end] = call.request.query.equal_range("path"); it != end; ++it) paths.push_back(it->second);
  // Which kind of task it is shows what it touches. Of what the mechanic can be asked, its licences are
  // known.
  std::string operation = parts_.without_model.kind_of(call.query("task"));
  bool licensed = false;
  if (!operation.empty()) {
    ASSIGN_OR_RETURN(std::vector<TrustRecord> records, read_trust(workspace.evidence()));
    licensed = std::any_of(records.begin(), records.end(), [&](const TrustRecord& record) {
      return record.key.proposer == parts_.without_model.name() &&
             record.key.version == parts_.without_model.version() &&
             licence_of(record, settings.trust).level == Level::kAutopilot;
    });
  }
  Level highest = Level::kComplete;
  Json levels = Json::array();
  for (Level level : kLevels) {
    Json caps = Json::array();
    bool allowed = true;
    auto add = [&](const LevelCap& cap) { caps.push_back({{"why", cap.why}, {"lift", cap.lift}}); };
    for (const Ceiling& ceiling : settings.ceilings) {
      if (ceiling.level >= level) continue;
      for (const std::string& path : paths) {
        if (has_glob_characters(path) || !scope_glob_matches(ceiling.glob, path)) continue;
        add(cap_of(ceiling, path));
        allowed = false;
      }
      // Which files it will touch is not known yet.
      if (paths.empty())
        add({"where it touches " + ceiling.glob + ", " + std::string(name_of(ceiling.level)) +
                 " is the ceiling",
             cap_of(ceiling, "").lift});
    }
    if (level == Level::kAutopilot && !licensed) {
      add({"what kind of task this is, and so its record, is known only once it is proposed",
           "clean verdicts of a person, for each kind of task"});
      allowed = false;
    }
    if (allowed) highest = level;
    LevelRole role = role_of(level);
    levels.push_back({{"level", name_of(level)},
                      {"who_acts", role.who_acts},
                      {"who_watches", role.who_watches},
                      {"may_change", role.may_change},
                      {"allowed", allowed},
                      {"caps", std::move(caps)}});
  }
  Json json = {{"highest", name_of(highest)}, {"levels", std::move(levels)}};
  if (!operation.empty()) json["kind"] = operation;
  return ok(json);
}

Result<WebResponse> Api::folder(ApiCall& call) {
  std::string path = call.query("path");
  while (path.ends_with('/')) path.pop_back();
  RETURN_IF_ERROR(permit_path(path));
  ASSIGN_OR_RETURN(std::unique_ptr<Files> files, open_files(folder_));
  ASSIGN_OR_RETURN(std::vector<DirectoryEntry> entries, files->list(path));
  IgnoreRules rules;
  bool ignored = read_rules(*files, path, rules);
  Json list = Json::array();
  for (const DirectoryEntry& entry : entries) {
    std::string inner = path.empty() ? entry.name : path + "/" + entry.name;
    if (is_kept_back(inner)) continue;
    bool directory = entry.type == FileType::kDirectory;
    std::string_view type = directory                          ? "directory"
                            : entry.type == FileType::kFile    ? "file"
                            : entry.type == FileType::kSymlink ? "symlink"
                                                               : "other";
    list.push_back({{"name", json_of_bytes(entry.name)},
                    {"type", type},
                    {"ignored", ignored || rules.ignores(inner, directory)}});
  }
  return ok({{"path", json_of_bytes(path)}, {"entries", std::move(list)}});
}

Result<WebResponse> Api::files(ApiCall& call) {
  ASSIGN_OR_RETURN(int64_t limit, call.query_number("limit", 50, 1, 1'000));
  std::string typed = to_lower(call.query("match"));
  std::erase(typed, ' ');
  std::vector<std::pair<int, std::string>> found;
  {
    std::lock_guard lock(listing_);
    if (paths_at_us_ == 0 || monotonic_us() - paths_at_us_ > kListingKept_us) {
      ASSIGN_OR_RETURN(std::unique_ptr<Files> files, open_files(folder_));
      Folder folder(*files);
      ASSIGN_OR_RETURN(const std::vector<FolderFile>* all, folder.list());
      paths_.clear();
      for (const FolderFile& file : *all) paths_.push_back(file.path);
      paths_at_us_ = monotonic_us();
    }
    for (const std::string& path : paths_)
      if (auto score = fit(path, typed)) found.emplace_back(-*score, path);
  }
  size_t total = found.size(), shown = std::min(total, static_cast<size_t>(limit));
  std::partial_sort(found.begin(), found.begin() + static_cast<long>(shown), found.end());
  Json list = Json::array();
  for (size_t i = 0; i < shown; ++i) list.push_back(json_of_bytes(found[i].second));
  return ok({{"files", std::move(list)}, {"total", total}});
}

Result<WebResponse> Api::file(ApiCall& call) {
  std::string path = call.query("path");
  RETURN_IF_ERROR(permit_path(path));
  ASSIGN_OR_RETURN(std::unique_ptr<Files> files, open_files(folder_));
  ASSIGN_OR_RETURN(FileInfo info, files->info(path));
  if (info.type == FileType::kAbsent)
    return Error{ErrorCode::kNotFound, "there is no file " + printable(path)};
  if (info.type != FileType::kFile)
    return Error{ErrorCode::kInvalid, printable(path) + " is not a regular file"};
  ASSIGN_OR_RETURN(std::string content, files->read(path, kFileShownBytesMax));
  Json json = {
      {"path", json_of_bytes(path)}, {"size", content.size()}, {"digest", Digest::of(content).hex()}};
  if (is_binary(content)) {
    json["binary"] = true;
  } else {
    if (!is_utf8(content)) json["lossy"] = true;
    json["text"] = std::move(content);
  }
  return ok(json);
}

Result<WebResponse> Api::trust(ApiCall&) {
  ASSIGN_OR_RETURN(Workspace workspace, open(WorkspaceMode::kChange));
  const TrustBar& bar = workspace.settings().trust;
  ASSIGN_OR_RETURN(std::vector<TrustRecord> records, read_trust(workspace.evidence()));
  Json list = Json::array();
  for (const TrustRecord& record : records) list.push_back(json_of(record, bar));
  ASSIGN_OR_RETURN(std::vector<ModelOutcome> outcomes, read_outcomes(workspace.evidence()));
  Json models = Json::array();
  for (const ModelOutcome& outcome : outcomes) models.push_back(json_of(outcome, bar.error_rate));
  Json json = {{"reliability", bar.reliability},
               {"error_rate", bar.error_rate},
               {"records", std::move(list)},
               {"models", std::move(models)}};
  if (!workspace.origin().why.empty()) json["foreign"] = workspace.origin().why;
  return ok(json);
}

Result<WebResponse> Api::log(ApiCall& call) {
  ASSIGN_OR_RETURN(int64_t after, call.query_number("after", 0, 0, INT64_MAX));
  ASSIGN_OR_RETURN(int64_t limit, call.query_number("limit", 100, 1, 5'000));
  ASSIGN_OR_RETURN(Workspace workspace, open(WorkspaceMode::kChange));
  Ledger::Query query{.after = after, .limit = static_cast<size_t>(limit), .brief = true};
  ASSIGN_OR_RETURN(std::vector<Event> events, workspace.ledger()->events(query));
  Json list = Json::array();
  for (const Event& event : events) list.push_back(json_of(event));
  return ok({{"events", std::move(list)}});
}

Result<WebResponse> Api::events(ApiCall& call) {
  ASSIGN_OR_RETURN(Workspace workspace, open(WorkspaceMode::kChange));
  ASSIGN_OR_RETURN(Sequence newest, workspace.ledger()->newest());
  ASSIGN_OR_RETURN(int64_t after, call.query_number("after", newest, 0, INT64_MAX));
  // What the browser had last is newer than what the page was loaded with.
  if (std::string last = call.request.field("last-event-id"); !last.empty()) {
    ASSIGN_OR_RETURN(after, number_from(last, "Last-Event-ID", 0, INT64_MAX));
  }
  WebResponse response{.type = "text/event-stream"};
  response.stream = feed_.subscribe(after);
  return response;
}

}  // namespace suit
