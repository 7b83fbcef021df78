// A file that refers to others, when all of them move: fixes are inside the file and do not overlap.
#include <algorithm>

#include "input.h"
#include "propose/mechanic/references.h"

using namespace suit;
using namespace suit::mechanic;

namespace {

Moves make_moves() {
  std::vector<FolderFile> files;
  std::map<std::string, std::string> moved;
  for (const char* path :
       {"a.h", "d/a.md", "a.md", "y.py", "x.py", "a/b.py", "a.ts", "a.css", "d/CMakeLists.txt", "d/z"}) {
    files.push_back({path, FileType::kFile});
    moved[path] = std::string("n/") + path;
  }
  return Moves(files, std::move(moved), "", "");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const Moves moves = make_moves();
  std::string_view text = fuzz::view_of(data, size);
  for (const Language& language : languages()) {
    Source source{moves, "d/z", "n/d/z", text, language, lex(language, text)};
    find_fixes(source);
    std::sort(source.fixes.begin(), source.fixes.end(),
              [](const Fix& a, const Fix& b) { return a.begin < b.begin; });
    for (const Fix& fix : source.fixes) CHECK(fix.begin <= fix.end && fix.end <= text.size());
  }
  return 0;
}
