#include "loop/typed_scope.h"

#include "base/text.h"
#include "folder/typed_path.h"

namespace suit {
namespace {

// ":10-40" at the end of an item; "" if it names no lines.
std::string lines_of(const std::string& item) {
  size_t colon = item.rfind(':');
  if (colon == item.npos || colon + 1 == item.size()) return "";
  return item.find_first_not_of("0123456789-", colon + 1) == item.npos ? item.substr(colon) : "";
}

}  // namespace

Result<Scope> scope_from_here(Workspace& workspace, const std::vector<std::string>& items,
                              const std::function<std::optional<size_t>(const Question&)>& ask) {
  if (workspace.here().empty()) return Scope::parse(items);
  Folder folder(workspace.files());
  std::vector<std::string> from_top;
  for (const std::string& item : items) {
    std::string lines = lines_of(item), typed = item.substr(0, item.size() - lines.size());
    if (typed.empty() || typed.starts_with('/')) {
      from_top.push_back(item);  // Scope::parse reports the error
      continue;
    }
    ASSIGN_OR_RETURN(TypedPath found, find_typed_path(folder, workspace.here(), typed));
    std::string path = found.only;
    if (found.is_unclear()) {
      auto answer = ask ? ask({"which " + printable(typed) + " is meant: the one in " +
                                   printable(workspace.here()) + ", or the one at the top?",
                               {*found.here, *found.top}})
                        : std::nullopt;
      if (!answer)
        return Error{
            ErrorCode::kInvalid,
            "scope " + printable(typed) + " exists both in " + printable(workspace.here()) +
                " and at the top",
            "write ./" + printable(typed) + " for the first, or ../ as far up as needed for the second"};
      path = *answer == 0 ? *found.here : *found.top;
    }
    if (is_explicitly_relative(typed) && path != "**" && path.find('/') == path.npos) path.insert(0, kAtTop);
    from_top.push_back(path + lines);
  }
  return Scope::parse(from_top);
}

std::vector<Check> checks_from_here(const std::string& here, const std::vector<std::string>& commands) {
  std::vector<Check> checks;
  for (const std::string& command : commands)
    checks.push_back(
        {command, here.empty() ? command : "cd " + shell_quote(here) + " && {\n" + command + "\n}", {}});
  return checks;
}

}  // namespace suit
