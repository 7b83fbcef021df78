// A rename over a large tree, with ledger, diff, undo data and flushes, against the usual shell command
// without them. Each turn starts from the same files.
#include <cmath>
#include <filesystem>

#include "base/files.h"
#include "base/text.h"
#include "measure.h"

using namespace suit;
using namespace suit::bench;

namespace {

constexpr size_t kFilesMin = 20'000;

size_t count_files(const std::string& folder) {
  size_t count = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
    count += entry.is_regular_file();
  return count;
}

size_t count_hits(const std::string& folder, const std::string& name, const char* what) {
  std::string out = folder + "/../hits";
  shell(std::string("rg ") + what + " -w " + name + " . | wc -l >" + out, folder);
  return std::stoul(must(read_file(out, 64)));
}

}  // namespace

int main() {
  constexpr size_t kRepetitions = 7;
  ScratchFolder scratch;
  const std::string original = scratch.path() + "/original", tree = scratch.path() + "/tree";
  std::filesystem::create_directory(original);
  size_t files = 0;
  for (int copy = 0; files < kFilesMin; ++copy) {
    shell("cp -a /usr/include " + original + "/copy-" + std::to_string(copy));
    files = count_files(original);
  }
  write(original + "/suit.toml", "[limits]\ndiff_lines = 1000000\nfiles = 100000\n");
  Report report("rename over " + counted(files, "file"), "wall_ms");
  shell("cp -a original tree && find tree -type f -print0 | xargs -0 cat >/dev/null", scratch.path());
  for (std::string name : {"_GLIBCXX_VISIBILITY", "is_same"}) {
    const std::string fresh = "suit_" + name;
    // Restores all files that either may have changed, and flushes pending writes.
    auto prepare = [&] {
      shell("rm -rf ../tree/.suit && rg -l " + name + " . | xargs cp -a --parents -t ../tree && sync -f .",
            original);
    };
    const std::string shell_line =
        "rg -l " + name + " . | xargs sed -i 's/\\b" + name + "\\b/" + fresh + "/g'";
    auto all = measure(
        {{"rg | sed",
          [&] {
            return run_program({"sh", "-c", shell_line}, tree);
          },
          prepare},
         {"rg | sed, sync -f",
          [&] {
            return run_program({"sh", "-c", shell_line + "; sync -f ."}, tree);
          },
          prepare},
         {"suit do --yes --no-checks",
          [&] {
            return run_program({SUIT_BINARY, "do", "--yes", "--no-checks", "rename " + name + " to " + fresh},
                               tree);
          },
          prepare},
         {"suit do --dry-run --no-checks",
          [&] {
            return run_program(
                {SUIT_BINARY, "do", "--dry-run", "--no-checks", "rename " + name + " to " + fresh}, tree);
          },
          prepare}},
        kRepetitions);
    double floor = median(all[0].wall_ms), flushed = median(all[1].wall_ms);
    for (size_t i = 0; i < all.size(); ++i) {
      Json more = {{"cpu_ms", std::round(median(all[i].cpu_ms))}};
      if (i == 0) {
        more["files"] = count_hits(original, name, "-l");
        more["places"] = count_hits(original, name, "-o");
      }
      if (i == 2) more["ratio_flushed"] = std::round(median(all[i].wall_ms) / flushed * 100) / 100;
      report.add(name, all[i].name, all[i].wall_ms, i ? std::optional(floor) : std::nullopt,
                 i == 2 ? "<= 3x" : "", more);
    }
    prepare();
    shell("diff -rq --no-dereference original tree", scratch.path());  // nothing else was changed
  }
}
