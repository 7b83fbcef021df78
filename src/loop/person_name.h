// The name of the person who gives verdicts.
#pragma once

#include <string>

namespace suit {

// As git would write it in a commit: $GIT_AUTHOR_NAME, else user.name of the folder's or the user's
// configuration; else the login name. Printable, at most 100 bytes; "" if there is none.
std::string person_name(const std::string& folder);

}  // namespace suit
