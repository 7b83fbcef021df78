// Mentions of moved files that no reference reader understands: "@/lib/date", "pkg.mod:main" in a string,
// package declarations. They are reported, not changed.
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

// Up to `most` mentions other than the fixed references, in order.
std::vector<MoveMention> find_move_mentions(const Source& source, size_t most);

// Returns the package declaration if it matches the file's folder, as in Java; else empty.
std::string package_declaration(const Source& source);

}  // namespace suit::mechanic
