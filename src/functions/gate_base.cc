#include <unistd.h>

#include <cstdlib>

#include "base/clock.h"
#include "base/text.h"
#include "functions/gate_judge.h"

namespace suit {
namespace {

constexpr int64_t kRecent_us = int64_t{24} * 3'600 * 1'000'000;

std::string ago(int64_t at_us) {
  int64_t minutes = std::max<int64_t>((now_us() - at_us) / 60'000'000, 0);
  if (minutes < 1) return "just now";
  if (minutes < 120) return counted(static_cast<uint64_t>(minutes), "minute") + " ago";
  if (minutes < 48 * 60) return counted(static_cast<uint64_t>(minutes / 60), "hour") + " ago";
  return counted(static_cast<uint64_t>(minutes / 60 / 24), "day") + " ago";
}

}  // namespace

std::string gate_root(const std::string& start) {
  char* resolved = ::realpath(start.c_str(), nullptr);
  if (!resolved) return {};
  std::string here(resolved);
  std::free(resolved);
  auto repository = GitRepository::find(here);
  if (!repository || !*repository) return {};
  std::string top = (*repository)->top().empty() ? "/" : (*repository)->top(), root = find_root(here);
  if (root.size() > top.size() && root.starts_with(top + "/")) {
    auto head = (*repository)->commit_of("HEAD");
    if (head && (*repository)->text_at(*head, root.substr(top.size() + 1) + "/suit.toml")) return root;
  }
  return top;
}

Result<GateBase> base_of_session(const GitRepository& repository, const GateSession& session) {
  GateBase base{.version = session.base, .from = {}};
  base.from = "recorded when the ";
  base.from += session.tool.empty() ? "session" : session.tool + " session";
  base.from += " began, " + ago(session.began_us);
  if (session.renewed > 0)
    base.from += "; recorded again " + counted(static_cast<uint64_t>(session.renewed), "time");
  if (base.version.commit.empty()) return base;
  auto files = repository.files_of(base.version.commit);
  if (!files)
    return Error{files.error().code, "the base of the session can't be read: " + files.error().message,
                 "name another commit with --base"};
  base.version.files = std::move(*files);
  return base;
}

Result<GateBase> choose_base(const GitRepository& repository, const std::string& root,
                             const std::optional<std::string>& named, const std::string& id) {
  if (named) {
    ASSIGN_OR_RETURN(std::string commit, repository.commit_of(*named));
    ASSIGN_OR_RETURN(FolderVersion version, version_of(repository, commit));
    return GateBase{std::move(version), "named with --base"};
  }
  ASSIGN_OR_RETURN(auto session, id.empty() ? newest_gate_session(root) : find_gate_session(id, root));
  if (session && (!id.empty() || session->began_us + kRecent_us > now_us()))
    return base_of_session(repository, *session);
  auto upstream = repository.upstream();
  auto head = repository.commit_of("HEAD");
  if (!upstream || !head)
    return Error{ErrorCode::kNotFound,
                 id.empty() ? "there is no base: no session began here, and the branch has no upstream"
                            : "there is no base: nothing was recorded when the session began, and the branch "
                              "has no upstream",
                 "`suit gate run --begin` records the present state as the base; --base COMMIT names one"};
  ASSIGN_OR_RETURN(std::string commit, repository.merge_base(*head, upstream->commit));
  if (commit.empty())
    return Error{ErrorCode::kNotFound, "the branch has no common ancestor with " + printable(upstream->name),
                 "--base COMMIT names a base; a shallow clone lacks its history"};
  ASSIGN_OR_RETURN(FolderVersion version, version_of(repository, commit));
  return GateBase{std::move(version), "the merge base with " + upstream->name};
}

}  // namespace suit
