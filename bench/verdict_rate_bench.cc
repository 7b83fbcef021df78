// Verdict throughput on all cores, with a check that does nothing, against forking the same program,
// bubblewrap with only a read-only bind, and copying the folder for each. verdict_rate_bench [FILES …]: the
// sizes of the folders.
#include <filesystem>
#include <thread>

#include "base/text.h"
#include "measure.h"
#include "sandbox/sandbox.h"

using namespace suit;
using namespace suit::bench;

namespace {

constexpr size_t kFilesAFolder = 250;

void make_tree(const std::string& root, size_t count) {
  for (size_t i = 0; i < count; ++i) {
    std::string folder = root + "/part-" + std::to_string(i / kFilesAFolder);
    if (i % kFilesAFolder == 0) std::filesystem::create_directories(folder);
    write(folder + "/file-" + std::to_string(i) + ".txt", "file " + std::to_string(i) + "\nof some text\n");
  }
}

// Wall time per call for `each * cores` calls on all cores.
Run side_by_side(size_t each, const std::function<void()>& one) {
  size_t cores = std::max(1u, std::thread::hardware_concurrency());
  double start = now_ms();
  std::vector<std::thread> threads;
  for (size_t at = 0; at < cores; ++at)
    threads.emplace_back([&] {
      for (size_t i = 0; i < each; ++i) one();
    });
  for (std::thread& thread : threads) thread.join();
  return {(now_ms() - start) / static_cast<double>(each * cores), 0, 0};
}

}  // namespace

int main(int argument_count, char** arguments) {
  std::vector<size_t> sizes;
  for (int i = 1; i < argument_count; ++i) sizes.push_back(std::stoul(arguments[i]));
  if (sizes.empty()) sizes = {100, 50'000};
  constexpr size_t kTurns = 15, kEach = 100, kCopies = 2;
  ScratchFolder scratch;
  Report report("verdicts, on all cores", "wall_ms");
  for (size_t count : sizes) {
    std::string root = scratch.path() + "/tree-" + std::to_string(count);
    std::filesystem::create_directory(root);
    make_tree(root, count);
    write(root + "/edited.txt", "one\n");
    shell("sync -f .", scratch.path());
    std::vector<FileEdit> edits(1);
    edits[0].path = "edited.txt";
    edits[0].after = FileVersion::file("two\n", 0644);
    int cores = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
    Sandbox sandbox = must(Sandbox::create({.folder = root, .parallel = cores}));
    std::atomic<size_t> copies{0};
    auto all = measure(
        {{"fork and /bin/true", [&] { return side_by_side(kEach, [] { run_program({"/bin/true"}); }); }},
         {"sh -c true", [&] { return side_by_side(kEach, [] {
                                run_program({"sh", "-c", "true"});
                              }); }},
         {"bwrap --ro-bind / / true",
          [&] { return side_by_side(kEach, [] {
                  run_program({"bwrap", "--ro-bind", "/", "/", "true"});
                }); }},
         {"sandbox, ready",
          [&] {
            return side_by_side(kEach, [&] {
              if (!must(sandbox.run("true", edits)).passed()) give_up("the check failed");
            });
          }},
         {"sandbox, made for each",
          [&] {
            return side_by_side(kEach / 4, [&] {
              Sandbox own = must(Sandbox::create({.folder = root}));
              if (!must(own.run("true", edits)).passed()) give_up("the check failed");
            });
          }},
         {"copying the folder",
          [&] {
            return side_by_side(1, [&] {
              std::string copy = scratch.path() + "/copy-" + std::to_string(copies++);
              run_program({"sh", "-c", "cp -a " + root + " " + copy + " && rm -rf " + copy});
            });
          },
          {},
          {},
          kCopies}},
        kTurns);
    double bare = median(all[0].wall_ms);
    for (size_t i = 0; i < all.size(); ++i)
      report.add(counted(count, "file"), all[i].name, all[i].wall_ms, i ? std::optional(bare) : std::nullopt,
                 i == 3 ? "<= 3.3" : "");
  }
}
