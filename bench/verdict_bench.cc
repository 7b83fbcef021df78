// Time from a proposal to its verdict, with a check that does nothing, in a small and a large folder.
// Compared with bubblewrap (with only a read-only bind, and with Suit's namespaces) and with a git worktree
// created for each run.
#include <filesystem>

#include "base/text.h"
#include "change/proposal.h"
#include "measure.h"
#include "sandbox/sandbox.h"
#include "verify/verifier.h"

using namespace suit;
using namespace suit::bench;

namespace {

constexpr size_t kFilesAFolder = 250;

// `count` files of a few hundred bytes, in folders of 250, committed to git.
void make_tree(const std::string& root, size_t count) {
  for (size_t i = 0; i < count; ++i) {
    std::string folder = root + "/part-" + std::to_string(i / kFilesAFolder);
    if (i % kFilesAFolder == 0) std::filesystem::create_directories(folder);
    std::string text = "file " + std::to_string(i) + "\n";
    for (int line = 0; line < 12; ++line) text += "line " + std::to_string(line) + " of some text\n";
    write(folder + "/file-" + std::to_string(i) + ".txt", text);
  }
  write(root + "/edited.txt", "one\n");
  shell("git init -q . && git add -A && git -c user.name=bench -c user.email=bench commit -q -m tree", root);
  std::filesystem::create_directory(root + "/.suit");
  write(root + "/.suit/.gitignore", "*\n");
}

class TreeFolder {
 public:
  TreeFolder(const std::string& root, size_t count) : root_(root), count_(count) {
    std::filesystem::create_directory(root);
    make_tree(root, count);
    files_ = must(open_files(root));
    ledger_ = must(Ledger::open(root + "/.suit/ledger.db", LedgerMode::kCreate));
    proposal_.proposer = proposal_.kind = proposal_.summary = "bench";
    FileVersion before = must(read_version(*files_, "edited.txt", 1 << 20));
    proposal_.edits = {{"edited.txt", before, FileVersion::file("two\n", before.mode)}};
    must(normalise(proposal_));
    must(record(*ledger_, proposal_));
  }

  Run sandbox() {
    return timed([&] {
      Sandbox sandbox = must(Sandbox::create({.folder = root_}));
      if (!must(sandbox.run("true", proposal_.edits)).passed()) give_up("the check failed");
    });
  }

  Run verdict(std::vector<Check> checks) {
    return timed([&] {
      Verifier verifier(*ledger_, *files_, {}, std::move(checks), {.folder = root_}, {});
      auto verdict = must(verifier.verify(proposal_, Task{}, nobody()));
      if (!std::holds_alternative<Verified>(verdict)) give_up("the proposal was refused");
    });
  }

  Run command() {
    const char* words[] = {"one", "two"};
    std::string task = std::string("replace \"") + words[turn_ % 2] + "\" by \"" + words[(turn_ + 1) % 2] +
                       "\" in edited.txt";
    ++turn_;
    return run_program({SUIT_BINARY, "do", "--yes", "--check", "true", task}, root_);
  }

  Run worktree() {
    return run_program({"sh", "-c",
                        "git worktree add -q --detach ../worktree && (cd ../worktree && true) && "
                        "git worktree remove --force ../worktree"},
                       root_);
  }

  size_t count() const { return count_; }

 private:
  template <class Body>
  Run timed(Body body) {
    double start = now_ms();
    body();
    return {now_ms() - start, 0, 0};
  }

  std::string root_;
  size_t count_;
  std::unique_ptr<Files> files_;
  std::unique_ptr<Ledger> ledger_;
  Proposal proposal_;
  size_t turn_ = 0;
};

}  // namespace

int main() {
  constexpr size_t kRepetitions = 60, kWorktrees = 5;
  ScratchFolder scratch;
  Report report("proposal to verdict", "wall_ms");
  for (size_t count : {size_t{1000}, size_t{50'000}}) {
    TreeFolder folder(scratch.path() + "/tree-" + std::to_string(count), count);
    shell("sync -f .", scratch.path());
    auto all =
        measure({{"bwrap --ro-bind / / true",
                  [] {
                    return run_program({"bwrap", "--ro-bind", "/", "/", "true"});
                  }},
                 {"bwrap, as closed, sh -c true",
                  [] {
                    return run_program({"bwrap", "--unshare-all", "--ro-bind", "/", "/", "--dev", "/dev",
                                        "--proc", "/proc", "--tmpfs", "/tmp", "sh", "-c", "true"});
                  }},
                 {"sandbox alone", [&] { return folder.sandbox(); }},
                 {"verdict, no check (policies)", [&] { return folder.verdict({}); }},
                 {"verdict, check true, ledger",
                  [&] {
                    return folder.verdict({{"true", "true"}});
                  }},
                 {"suit do --yes --check true", [&] { return folder.command(); }},
                 {"git worktree add, run, remove", [&] { return folder.worktree(); }, {}, {}, kWorktrees}},
                kRepetitions);
    double bwrap = median(all[0].wall_ms);
    for (size_t i = 0; i < all.size(); ++i)
      report.add(counted(count, "file"), all[i].name, all[i].wall_ms, i ? std::optional(bwrap) : std::nullopt,
                 i == 2 || i == 4 ? "< bwrap" : "");
  }
}
