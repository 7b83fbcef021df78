#include "functions/gate_install.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "base/clock.h"
#include "base/output_file.h"
#include "base/text.h"
#include "base/user_state.h"
#include "change/diff.h"
#include "functions/gate_judge.h"
#include "functions/gate_tools.h"

namespace suit::functions {
namespace {

constexpr uint64_t kWrittenFileBytesMax = 16u << 20;
constexpr uint64_t kInstallationsBytesMax = 64u << 20;
constexpr std::string_view kInstallations = "gates/installed";

// What an installation wrote, to restore it and to notice that it was changed.
struct Installation {
  std::string tool;
  GatePlace place;
  struct File {
    std::string path;
    std::optional<std::string> before;  // nullopt: there was none
    Digest after;
  };
  std::vector<File> files;
  std::vector<std::string> folders;  // made for them, outermost first

  bool is_of(const GateTool& asked, const GatePlace& where) const {
    return tool == asked.name && place.project == where.project && place.server == where.server &&
           (place.root == where.root || is_users(asked, where));
  }
  // The user's own settings hold for every folder.
  static bool is_users(const GateTool& tool, const GatePlace& place) {
    return tool.has_project && !place.project;
  }

  Json json() const {
    Json list = Json::array();
    for (const File& file : files)
      list.push_back({{"path", json_of_bytes(file.path)},
                      {"before", file.before ? json_of_bytes(*file.before) : Json()},
                      {"after", file.after.hex()}});
    return {{"tool", tool},
            {"root", json_of_bytes(place.root)},
            {"project", place.project},
            {"server", json_of_bytes(place.server)},
            {"protect", json_of_texts(place.protect)},
            {"suit", json_of_bytes(place.suit)},
            {"time_s", place.time_s},
            {"files", list},
            {"folders", json_of_texts(folders)}};
  }
  static Installation of(const Json& json) {
    Installation one{.tool = string_or(json, "tool", "")};
    one.place.root = bytes_or(json, "root", "");
    one.place.project = bool_or(json, "project", false);
    one.place.server = bytes_or(json, "server", "");
    one.place.protect = texts_in(json, "protect");
    one.place.suit = bytes_or(json, "suit", "");
    one.place.time_s = integer_or(json, "time_s", 0);
    one.folders = texts_in(json, "folders");
    for (const Json& file : list_in(json, "files")) {
      File& known = one.files.emplace_back();
      known.path = bytes_or(file, "path", "");
      if (file.contains("before") && !file["before"].is_null()) known.before = bytes_or(file, "before", "");
      known.after = Digest::from_hex(string_or(file, "after", "")).value_or(Digest{});
    }
    return one;
  }
};

Result<std::vector<Installation>> read_installations() {
  auto text = read_user_state(std::string(kInstallations), kInstallationsBytesMax);
  if (!text && text.error().code == ErrorCode::kNotFound) return std::vector<Installation>();
  if (!text) return text.error();
  ASSIGN_OR_RETURN(Json json, parse_json(*text));
  std::vector<Installation> all;
  for (const Json& one : json) all.push_back(Installation::of(one));
  return all;
}

Result<void> keep_installations(const std::vector<Installation>& all) {
  Json json = Json::array();
  for (const Installation& one : all) json.push_back(one.json());
  return write_user_state(std::string(kInstallations), to_text(json) + "\n");
}

const Installation* find_installation(const std::vector<Installation>& all, const GateTool& tool,
                                      const GatePlace& place) {
  for (const Installation& one : all)
    if (one.is_of(tool, place)) return &one;
  return nullptr;
}

std::string this_program() {
  std::error_code failed;
  std::string path = std::filesystem::read_symlink("/proc/self/exe", failed).string();
  constexpr std::string_view kGone = " (deleted)";
  if (path.ends_with(kGone)) path.resize(path.size() - kGone.size());
  return path;
}

Result<std::pair<const GateTool*, GatePlace>> read_place(Session& session, const GateInstallation& asked) {
  const GateTool* tool = find_gate_tool(asked.tool);
  if (!tool) return Error{ErrorCode::kInvalid, "there is no gate for " + printable(asked.tool)};
  if (asked.project && !tool->has_project) return Error{ErrorCode::kInvalid, "--project is for agents"};
  if (asked.server && tool->name != "git") return Error{ErrorCode::kInvalid, "--server is for git"};
  GatePlace place{.root = gate_root(session.start()), .project = asked.project, .suit = this_program()};
  if (asked.server) {
    std::error_code failed;
    place.server = std::filesystem::canonical(*asked.server, failed).string();
    if (failed) return Error{ErrorCode::kNotFound, printable(*asked.server) + " does not exist"};
    if (!std::filesystem::exists(place.server + "/objects", failed)) place.server += "/.git";
    RETURN_IF_ERROR(
        GitRepository::bare(place.server).has_value()
            ? Result<void>()
            : Result<void>(Error{ErrorCode::kNotFound, printable(*asked.server) + " is not a repository"}));
    place.root.clear();
  }
  return std::pair(tool, std::move(place));
}

// A file to write, or to remove (no `after`).
struct Written {
  std::string path;
  uint32_t mode = 0644;
  std::optional<std::string> before, after;
  bool changes() const { return before != after; }
};

Result<std::optional<std::string>> present_text(const std::string& path) {
  auto text = read_file(path, kWrittenFileBytesMax);
  if (text) return std::optional(std::move(*text));
  if (text.error().code == ErrorCode::kNotFound) return std::optional<std::string>();
  return text.error();
}

FileVersion version_of_text(const std::optional<std::string>& text, uint32_t mode) {
  return text ? FileVersion::file(*text, mode) : FileVersion::absent();
}

// Shows the changes and asks. False: declined, or a dry run.
Result<bool> is_wanted(const std::vector<Written>& files, const GateInstallation& asked,
                       const std::string& what, Watch& watch) {
  Proposal proposal{.proposer = "gate", .summary = what};
  for (const Written& file : files)
    if (file.changes())
      proposal.edits.push_back(
          {file.path, version_of_text(file.before, file.mode), version_of_text(file.after, file.mode)});
  watch.proposed(proposal);
  if (asked.dry_run) return false;
  if (asked.yes) return true;
  if (!watch.can_be_asked())
    return Error{ErrorCode::kDenied, "nothing was written: nobody can be asked here", "--yes writes it"};
  return watch.answer({"Write this?", {"yes", "no"}}) == std::optional<size_t>(0);
}

Result<void> put(const Written& file, const std::optional<std::string>& text) {
  if (text) return write_output(file.path, *text, file.mode);
  if (::unlink(file.path.c_str()) != 0 && errno != ENOENT)
    return error_from_errno(errno, "remove", printable(file.path));
  return {};
}

// Makes missing parents; adds them to `made`.
Result<void> make_parents(const std::string& path, std::vector<std::string>& made) {
  for (size_t end = path.find('/', 1); end != path.npos; end = path.find('/', end + 1)) {
    std::string part = path.substr(0, end);
    if (::mkdir(part.c_str(), 0755) == 0)
      made.push_back(part);
    else if (errno != EEXIST)
      return error_from_errno(errno, "make", printable(part));
  }
  return {};
}

void remove_empty(const std::vector<std::string>& folders) {
  for (auto it = folders.rbegin(); it != folders.rend(); ++it) ::rmdir(it->c_str());
}

// All or none: after an error the files are as before.
Result<void> write_all(const std::vector<Written>& files, std::vector<std::string>& made) {
  for (size_t i = 0; i < files.size(); ++i) {
    if (!files[i].changes()) continue;
    Result<void> done = files[i].after ? make_parents(files[i].path, made) : Result<void>();
    if (done) done = put(files[i], files[i].after);
    if (done) continue;
    for (size_t back = i; back-- > 0;)
      if (files[back].changes()) (void)put(files[back], files[back].before);
    remove_empty(made);
    return done.error();
  }
  return {};
}

GateInstalled answer_of(const GateTool& tool, const std::vector<Written>& files) {
  GateInstalled answer{.tool = std::string(tool.name)};
  for (const Written& file : files) {
    FileEdit edit{file.path, version_of_text(file.before, file.mode), version_of_text(file.after, file.mode)};
    std::string change = !file.changes() ? "unchanged"
                         : !file.before  ? "created"
                         : file.after    ? "changed"
                                         : "removed";
    answer.files.push_back({file.path, change, file.changes() ? unified_diff(edit) : ""});
  }
  return answer;
}

std::vector<Bytes> sentences(std::string_view texts) {
  std::vector<Bytes> list;
  for (std::string_view rest = texts; !rest.empty();) {
    size_t end = rest.find("; ");
    list.emplace_back(rest.substr(0, end));
    rest = end == rest.npos ? "" : rest.substr(end + 2);
  }
  return list;
}

// Another installation may have written to the same files since: restoring what was before it must not bring
// this one back.
void forget(const Installation& removed, const std::vector<Written>& files, std::vector<Installation>& all) {
  const GateTool* tool = find_gate_tool(removed.tool);
  std::erase_if(all, [&](const Installation& one) { return one.is_of(*tool, removed.place); });
  auto find = [](auto& list, const std::string& path) {
    return std::find_if(list.begin(), list.end(), [&](auto& file) { return file.path == path; });
  };
  for (Installation& other : all)
    for (Installation::File& file : other.files) {
      auto mine = find(removed.files, file.path);
      auto now = find(files, file.path);
      if (mine == removed.files.end() || now == files.end()) continue;
      if (file.before && Digest::of(*file.before) == mine->after) file.before = mine->before;
      if (now->before && now->after && Digest::of(*now->before) == file.after)
        file.after = Digest::of(*now->after);
      for (const std::string& folder : removed.folders)
        if (file.path.starts_with(folder + "/")) other.folders.push_back(folder);
    }
}

// Does the text hold nothing but what an installation leaves of an empty file?
bool is_empty_settings(std::string_view text) {
  std::string_view content = trim(text);
  return content.empty() || content == "{}";
}

}  // namespace

Fields GateInstall::Request::fields() {
  return {Field("tool", tool, "claude-code, codex, opencode, git or github")
              .required()
              .positional()
              .as("TOOL")
              .one_of("claude-code|codex|opencode|git|github"),
          {"project", project, "Write the agent's settings in this folder, not your own"},
          Field("server", server, "For git: a pre-receive hook in this bare repository").as("DIR"),
          Field("protect", protect, "With --server: a protected branch; default: that of HEAD").as("BRANCH"),
          Field("time", time, "Time that the tool gives the gate, such as 30m").as("TIME"),
          {"dry_run", dry_run, "Only show what would be written"},
          {"yes", yes, "Write without asking"}};
}

Fields GateRemove::Request::fields() {
  return {Field("tool", tool, "claude-code, codex, opencode, git or github")
              .required()
              .positional()
              .as("TOOL")
              .one_of("claude-code|codex|opencode|git|github"),
          {"project", project, "The agent's settings in this folder, not your own"},
          Field("server", server, "For git: the bare repository").as("DIR"),
          {"dry_run", dry_run, "Only show what would be changed"},
          {"yes", yes, "Change without asking"}};
}

Result<GateInstalled> GateInstall::run(Session& session, const Request& request, Watch& watch) {
  ASSIGN_OR_RETURN(auto found, read_place(session, request));
  auto& [tool, place] = found;
  place.protect = request.protect;
  ASSIGN_OR_RETURN(int64_t time_ms, read_time(request.time));
  place.time_s = time_ms / 1'000;
  if (place.time_s < 2) return Error{ErrorCode::kInvalid, "--time must be at least 2 s"};
  ASSIGN_OR_RETURN(std::vector<GateFile> wanted, tool->files(place));
  std::vector<Written> files;
  for (const GateFile& file : wanted) {
    ASSIGN_OR_RETURN(auto before, present_text(file.path));
    auto after = file.with(before.value_or(""));
    if (!after)
      return Error{after.error().code,
                   after.error().code == ErrorCode::kConflict
                       ? after.error().message
                       : printable(file.path) + ": " + after.error().message,
                   after.error().hint};
    files.push_back({file.path, file.mode, std::move(before), std::move(*after)});
  }
  GateInstalled answer = answer_of(*tool, files);
  answer.notes = sentences(tool->lets_through);
  for (Bytes& note : answer.notes) note.insert(0, "not stopped: ");
  ASSIGN_OR_RETURN(auto all, read_installations());
  bool is_new = std::any_of(files.begin(), files.end(), [](const Written& file) { return file.changes(); });
  if (!is_new && find_installation(all, *tool, place)) {
    answer.done = true;
    return answer;
  }
  if (is_new) {
    ASSIGN_OR_RETURN(answer.done,
                     is_wanted(files, request, "the gate for " + std::string(tool->name), watch));
    if (!answer.done) return answer;
  }
  Installation installation{.tool = std::string(tool->name), .place = place};
  if (const Installation* old = find_installation(all, *tool, place)) installation.folders = old->folders;
  RETURN_IF_ERROR(write_all(files, installation.folders));
  for (const Written& file : files) {
    Installation::File known{file.path, file.before, Digest::of(*file.after)};
    // A second installation over the first: what was before the first counts.
    if (const Installation* old = find_installation(all, *tool, place))
      for (const Installation::File& one : old->files)
        if (one.path == file.path && file.before && Digest::of(*file.before) == one.after)
          known.before = one.before;
    installation.files.push_back(std::move(known));
  }
  std::erase_if(
      all, [&, &what = *tool, &where = place](const Installation& one) { return one.is_of(what, where); });
  all.push_back(std::move(installation));
  RETURN_IF_ERROR(keep_installations(all));
  answer.done = true;
  return answer;
}

Result<GateInstalled> GateRemove::run(Session& session, const Request& request, Watch& watch) {
  ASSIGN_OR_RETURN(auto found, read_place(session, request));
  auto& [tool, place] = found;
  ASSIGN_OR_RETURN(auto all, read_installations());
  const Installation* known = find_installation(all, *tool, place);
  if (known) {
    std::string root = place.root;
    place = known->place;
    if (Installation::is_users(*tool, place)) place.root = root;
  }
  ASSIGN_OR_RETURN(std::vector<GateFile> wanted, tool->files(place));
  std::vector<Written> files;
  bool is_there = known != nullptr;
  for (const GateFile& file : wanted) {
    Written written{.path = file.path, .mode = file.mode};
    ASSIGN_OR_RETURN(written.before, present_text(file.path));
    written.after = written.before;
    is_there |= written.before && file.has(*written.before);
    const Installation::File* recorded = nullptr;
    for (size_t i = 0; known && i < known->files.size(); ++i)
      if (known->files[i].path == file.path) recorded = &known->files[i];
    if (recorded && written.before && Digest::of(*written.before) == recorded->after) {
      written.after = recorded->before;
    } else if (written.before) {
      ASSIGN_OR_RETURN(std::string left, file.without(*written.before));
      bool was_made = recorded ? !recorded->before : file.has(*written.before);
      if (left != *written.before && was_made && is_empty_settings(left))
        written.after.reset();
      else
        written.after = std::move(left);
    }
    files.push_back(std::move(written));
  }
  if (!is_there)
    return Error{ErrorCode::kNotFound, "the gate is not installed for " + std::string(tool->name),
                 "`suit gate status` lists what is installed"};
  GateInstalled answer = answer_of(*tool, files);
  bool changes = std::any_of(files.begin(), files.end(), [](const Written& file) { return file.changes(); });
  if (changes) {
    ASSIGN_OR_RETURN(answer.done,
                     is_wanted(files, request, "without the gate for " + std::string(tool->name), watch));
    if (!answer.done) return answer;
  }
  std::vector<std::string> made;
  RETURN_IF_ERROR(write_all(files, made));
  if (known) remove_empty(known->folders);
  if (known) forget(Installation(*known), files, all);
  RETURN_IF_ERROR(keep_installations(all));
  answer.done = true;
  return answer;
}

namespace {

// nullopt: it is not installed there.
std::optional<GateStatus::Gate> look_at(const GateTool& tool, GatePlace place,
                                        const std::vector<Installation>& all) {
  const Installation* known = find_installation(all, tool, place);
  std::string root = place.root;
  if (known) {
    place = known->place;
    if (Installation::is_users(tool, place)) place.root = root;
  }
  place.usual_ms = gate_time_ms(place.server.empty() ? place.root : place.server);
  auto files = tool.files(place);
  if (!files) return std::nullopt;
  const GateFile& file = files->front();
  auto text = present_text(file.path);
  bool is_there = text && *text && file.has(**text);
  if (!is_there && !known) return std::nullopt;
  GateStatus::Gate gate{
      .tool = std::string(tool.name), .file = file.path, .stops = std::string(tool.holds_back)};
  auto& problems = gate.problems;
  if (!text) {
    problems.emplace_back(text.error().message);
  } else if (!is_there) {
    problems.emplace_back("it no longer calls the gate: it was changed or removed since the installation");
  } else if (!known) {
    problems.emplace_back("there is no record of this installation: `suit gate install " +
                          std::string(tool.name) + "` checks and renews it");
  } else if (auto same = file.with(**text); !same || *same != **text) {
    problems.emplace_back("it was changed since the installation: `suit gate install " +
                          std::string(tool.name) + "` shows how");
  }
  if (known && tool.name != "github" && ::access(place.suit.c_str(), X_OK) != 0)
    problems.emplace_back(printable(place.suit) + ", which it starts, can't be run");
  if (is_there && tool.problems)
    for (std::string& problem : tool.problems(place)) problems.emplace_back(std::move(problem));
  gate.holds = problems.empty();
  gate.lets_through = sentences(tool.lets_through);
  return gate;
}

Bytes base_text(const std::string& root) {
  auto repository = GitRepository::find(root);
  if (!repository || !*repository) return "this folder is not in a git repository";
  auto base = choose_base(**repository, root, std::nullopt, "");
  if (!base) return base.error().message;
  const std::string& commit = base->version.commit;
  return (commit.empty() ? "no commit" : commit.substr(0, 12)) + ", " + base->from;
}

}  // namespace

Result<GateStatus::Answer> GateStatus::run(Session& session, const Request&, Watch&) {
  ASSIGN_OR_RETURN(auto all, read_installations());
  std::string root = gate_root(session.start());
  Answer answer;
  auto add = [&](const GateTool& tool, const GatePlace& place) {
    if (auto gate = look_at(tool, place, all)) answer.gates.push_back(std::move(*gate));
  };
  for (const GateTool& tool : gate_tools()) {
    answer.tools.emplace_back(tool.name);
    if (tool.has_project || !root.empty()) add(tool, {.root = root, .suit = this_program()});
    if (tool.has_project && !root.empty()) add(tool, {.root = root, .project = true, .suit = this_program()});
    for (const Installation& one : all)
      if (one.tool == tool.name && !one.place.server.empty()) add(tool, one.place);
  }
  answer.base = root.empty() ? Bytes("this folder is not in a git repository") : base_text(root);
  return answer;
}

}  // namespace suit::functions
