// A file that names others, when all of them move: mends lie in the file and do not overlap.
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
    find_mends(source);
    std::sort(source.mends.begin(), source.mends.end(),
              [](const Mend& a, const Mend& b) { return a.begin < b.begin; });
    for (const Mend& mend : source.mends) CHECK(mend.begin <= mend.end && mend.end <= text.size());
  }
  return 0;
}
