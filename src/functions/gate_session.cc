#include "functions/gate_session.h"

#include <array>

#include "base/clock.h"
#include "base/text.h"
#include "base/user_state.h"

namespace suit {
namespace {

constexpr uint64_t kRecordBytesMax = 64u << 20;
constexpr int64_t kKept_us = int64_t{30} * 24 * 3'600 * 1'000'000;
constexpr std::array<std::string_view, 3> kTypes = {"absent", "file", "link"};

std::string folder_of(const std::string& id, const std::string& folder) {
  return "gates/sessions/" + Digest::of(id.empty() ? folder : "session " + id).hex().substr(0, 32);
}
std::string newest_name(const std::string& folder) {
  return "gates/folders/" + Digest::of(folder).hex().substr(0, 32);
}

std::string time_name(const std::string& folder) {
  return "gates/times/" + Digest::of(folder).hex().substr(0, 32);
}

Json json_of_base(const FolderVersion& base, std::string& contents) {
  Json changed = Json::array(), rules = Json::array();
  for (auto& [path, version] : base.changed) {
    size_t type = version.type == FileType::kFile ? 1 : version.type == FileType::kSymlink ? 2 : 0;
    changed.push_back({{"path", json_of_bytes(path)},
                       {"type", kTypes[type]},
                       {"mode", version.mode},
                       {"digest", version.digest.hex()},
                       {"at", contents.size()},
                       {"size", version.content.size()}});
    contents += version.content;
  }
  const FolderVersion::Surroundings& around = *base.surroundings;
  for (auto& [path, text] : around.rules)
    rules.push_back({{"path", json_of_bytes(path)}, {"text", json_of_bytes(text)}});
  return {{"commit", base.commit},
          {"changed", changed},
          {"excludes", json_of_bytes(around.excludes)},
          {"rules", rules},
          {"repositories", json_of_texts({around.repositories.begin(), around.repositories.end()})},
          {"notes", json_of_texts(around.notes)}};
}

Result<FolderVersion> base_of_json(const Json& json, const std::string& contents) {
  Error damaged{ErrorCode::kCorrupt, "the recorded base of the session is damaged",
                "name a commit with --base"};
  FolderVersion base;
  base.commit = string_or(json, "commit", "");
  for (const Json& one : list_in(json, "changed")) {
    std::string type = string_or(one, "type", ""), path = bytes_or(one, "path", "");
    auto at = static_cast<uint64_t>(integer_or(one, "at", 0)),
         size = static_cast<uint64_t>(integer_or(one, "size", 0));
    if (!is_inner_path(path) || at > contents.size() || size > contents.size() - at) return damaged;
    std::string content = contents.substr(at, size);
    FileVersion version =
        type == kTypes[1]
            ? FileVersion::file(std::move(content), static_cast<uint32_t>(integer_or(one, "mode", 0)))
        : type == kTypes[2] ? FileVersion::symlink(std::move(content))
                            : FileVersion::absent();
    if (version.type != FileType::kAbsent && version.digest.hex() != string_or(one, "digest", ""))
      return damaged;
    base.changed[path] = std::move(version);
  }
  FolderVersion::Surroundings around;
  around.excludes = bytes_or(json, "excludes", "");
  for (const Json& one : list_in(json, "rules"))
    around.rules[bytes_or(one, "path", "")] = bytes_or(one, "text", "");
  for (std::string& path : texts_in(json, "repositories")) around.repositories.insert(std::move(path));
  around.notes = texts_in(json, "notes");
  base.surroundings = std::move(around);
  return base;
}

void drop_old_sessions() {
  for (const std::string& name : list_user_state("gates/sessions")) {
    auto text = read_user_state("gates/sessions/" + name + "/session");
    auto json = text ? parse_json(*text) : Result<Json>(Json::object());
    if (json && integer_or(*json, "began_us", 0) + kKept_us < now_us())
      (void)remove_user_state("gates/sessions/" + name);
  }
}

Result<std::optional<GateSession>> read_session(const std::string& folder) {
  auto text = read_user_state(folder + "/session");
  if (!text && text.error().code == ErrorCode::kNotFound) return std::optional<GateSession>();
  if (!text) return text.error();
  ASSIGN_OR_RETURN(Json json, parse_json(*text));
  GateSession session{.id = string_or(json, "session", ""),
                      .tool = string_or(json, "tool", ""),
                      .folder = bytes_or(json, "folder", ""),
                      .began_us = integer_or(json, "began_us", 0),
                      .renewed = integer_or(json, "renewed", 0),
                      .base = {},
                      .blocks = integer_or(json, "blocks", 0)};
  ASSIGN_OR_RETURN(std::string record, read_user_state(folder + "/base", kRecordBytesMax));
  ASSIGN_OR_RETURN(std::string contents, read_user_state(folder + "/contents", kDifferenceBytesMax));
  ASSIGN_OR_RETURN(Json base, parse_json(record));
  ASSIGN_OR_RETURN(session.base, base_of_json(base, contents));
  return std::optional(std::move(session));
}

}  // namespace

Result<BegunSession> begin_gate_session(const std::string& folder, const std::string& id,
                                        const std::string& tool, bool renews) {
  ASSIGN_OR_RETURN(auto disk, open_files(folder));
  auto known = find_gate_session(id, disk->root());
  if (known && *known && !renews) return BegunSession{std::move(**known), false};
  ASSIGN_OR_RETURN(auto repository, GitRepository::find(disk->root()));
  if (!repository)
    return Error{ErrorCode::kUnsupported, printable(folder) + " is not in a git repository",
                 "the gate compares with a commit: `git init`, then commit"};
  auto head = repository->commit_of("HEAD");
  if (!head && head.error().code != ErrorCode::kNotFound) return head.error();
  GateSession session{.id = id, .tool = tool, .folder = disk->root(), .began_us = now_us()};
  if (known && *known) session.renewed = (*known)->renewed + 1;
  ASSIGN_OR_RETURN(session.base, version_on_disk(*repository, head ? *head : "", *disk));
  drop_old_sessions();
  std::string contents, record = to_text(json_of_base(session.base, contents));
  std::string place = folder_of(id, session.folder);
  RETURN_IF_ERROR(write_user_state(place + "/contents", contents));
  RETURN_IF_ERROR(write_user_state(place + "/base", record));
  RETURN_IF_ERROR(keep_gate_session(session));
  RETURN_IF_ERROR(write_user_state(newest_name(session.folder), place));
  return BegunSession{std::move(session), true};
}

Result<std::optional<GateSession>> find_gate_session(const std::string& id, const std::string& folder) {
  return read_session(folder_of(id, folder));
}

Result<std::optional<GateSession>> newest_gate_session(const std::string& folder) {
  auto name = read_user_state(newest_name(folder));
  if (!name && name.error().code == ErrorCode::kNotFound) return std::optional<GateSession>();
  if (!name) return name.error();
  ASSIGN_OR_RETURN(auto session, read_session(*name));
  if (session && session->folder != folder) session.reset();
  return session;
}

Result<void> keep_gate_session(const GateSession& session) {
  Json json = {
      {"session", session.id},        {"tool", session.tool},       {"folder", json_of_bytes(session.folder)},
      {"began_us", session.began_us}, {"renewed", session.renewed}, {"blocks", session.blocks}};
  return write_user_state(folder_of(session.id, session.folder) + "/session", to_text(json) + "\n");
}

int64_t gate_time_ms(const std::string& folder) {
  auto text = read_user_state(time_name(folder));
  return text ? decimal_number(trim(*text)).value_or(0) : 0;
}

void keep_gate_time(const std::string& folder, int64_t ms) {
  // Only `gate status` uses it.
  (void)write_user_state(time_name(folder), std::to_string(ms) + "\n");
}

}  // namespace suit
