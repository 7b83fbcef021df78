// Names of what moves that no reader of references knows: "@/lib/date", "pkg.mod:main" in a text, package
// declarations. They are said, and left alone.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "propose/mechanic/references.h"

namespace suit::mechanic {

struct MoveMention {
  size_t offset = 0;
  std::string name;  // as written
};

// What the text says besides what is fixed in it, in order. At most `most`.
std::vector<MoveMention> find_move_mentions(const Source& source, size_t most);

// Does the file declare the package that its folder is, as in Java? Empty, or the declaration.
std::string package_declaration(const Source& source);

}  // namespace suit::mechanic
