// Who gives the verdicts here.
#pragma once

#include <string>

namespace suit {

// As git would write them into a commit: $GIT_AUTHOR_NAME, else user.name of the folder's or the user's
// configuration; else the name they are logged in with. Printable, at most 100 bytes; "" where there is none
// of these.
std::string person_name(const std::string& folder);

}  // namespace suit
