#include "loop/person_name.h"

#include <pwd.h>
#include <unistd.h>

#include <cstdlib>
#include <vector>

#include "base/text.h"
#include "folder/git.h"

namespace suit {
namespace {

std::string login_name() {
  passwd entry, *found = nullptr;
  std::vector<char> buffer(1u << 14);
  if (::getpwuid_r(::geteuid(), &entry, buffer.data(), buffer.size(), &found) == 0 && found && found->pw_name)
    return found->pw_name;
  return std::to_string(::geteuid());
}

}  // namespace

std::string person_name(const std::string& folder) {
  const char* author = std::getenv("GIT_AUTHOR_NAME");
  std::string name(trim(author ? author : ""));
  if (name.empty()) name = trim(git_user_name(folder));
  if (name.empty()) name = login_name();
  name = printable(name);
  if (name.size() > 100) {
    name.resize(100);
    while (!name.empty() && !is_utf8(name)) name.pop_back();
  }
  return name;
}

}  // namespace suit
