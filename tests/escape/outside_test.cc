// Paths outside the folder that belong to it are shown; paths that are only claimed to belong are not. What
// ordinary tests need from a machine is available.
#include <filesystem>
#include <fstream>

#include "escape/stage.h"
#include "sandbox/folder_links.h"

namespace suit::escape {
namespace {

namespace fs = std::filesystem;

class EscapeOutside : public testing::Test {
 protected:
  EscapeOutside() {
    ::setenv("HOME", home().c_str(), 1);
    ::unsetenv("PYENV_ROOT");
    fs::create_directories(home());
  }
  ~EscapeOutside() override { before_ ? ::setenv("HOME", before_->c_str(), 1) : ::unsetenv("HOME"); }

  std::string home() const { return top_.path() + "/home"; }
  std::string place(const std::string& name) const { return top_.path() + "/" + name; }
  void sh(const std::string& command) {
    std::string line = "cd " + top_.path() + " && export HOME=" + home() +
                       " GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b "
                       "GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b && { " +
                       command + "; } >log 2>&1";
    ASSERT_EQ(std::system(line.c_str()), 0) << command << must(read_file(place("log"), 1 << 20));
  }
  std::string run(const std::string& folder, const std::string& command, SandboxOptions options = {}) {
    options.folder = place(folder);
    auto sandbox = must(Sandbox::create(options));
    return must(sandbox.run(command, {})).output;
  }
  void make_repository(const std::string& name) {
    sh("git init -q -b main " + name + " && cd " + name +
       " && echo one >a.txt && git add a.txt && git commit -qm first && git tag v1");
  }

 private:
  std::optional<std::string> before_ =
      std::getenv("HOME") ? std::optional<std::string>(std::getenv("HOME")) : std::nullopt;
  TemporaryFolder top_;
};

constexpr const char* kAskGit =
    "git rev-parse --is-inside-work-tree && git describe --tags && git status --porcelain && git log "
    "--format=%s -1";
constexpr const char* kGitAnswers = "true\nv1\nfirst\n";

TEST_F(EscapeOutside, git_in_a_worktree) {
  make_repository("main");
  sh("cd main && git worktree add -q ../tree && git worktree add -q inner");
  EXPECT_EQ(run("tree", kAskGit), kGitAnswers);
  EXPECT_EQ(run("main/inner", kAskGit), kGitAnswers);
  for (SandboxOverlay overlay : {SandboxOverlay::kDisk, SandboxOverlay::kCopy})
    EXPECT_EQ(run("tree", kAskGit, on(overlay)), kGitAnswers);
  // Read-only, and nothing around it.
  EXPECT_EQ(run("tree", kTry + "TRY touch " + place("main/.git/x") + "; TRY ls " + place("main/a.txt")),
            "contained\ncontained\n");
  EXPECT_EQ(run("tree", "echo two >a.txt; git diff --stat | tail -1"),
            " 1 file changed, 1 insertion(+), 1 deletion(-)\n");
}

TEST_F(EscapeOutside, git_in_a_submodule) {
  make_repository("lib");
  make_repository("main");
  sh("cd main && git -c protocol.file.allow=always submodule -q add ../lib sub && git commit -qm sub");
  EXPECT_EQ(run("main/sub", kAskGit), kGitAnswers);
  EXPECT_EQ(run("main", "cd sub && " + std::string(kAskGit)), kGitAnswers);
}

TEST_F(EscapeOutside, git_in_a_separate_folder) {
  make_repository("main");
  sh("cd main && git init -q --separate-git-dir=../apart");
  EXPECT_EQ(run("main", kAskGit), kGitAnswers);
}

// A .git file planted in an archive.
TEST_F(EscapeOutside, another_repository_is_not_shown) {
  make_repository("private");
  make_repository("bare");
  sh("git clone -q --bare bare bare.git; mkdir keys; touch keys/HEAD; cd private && git worktree add -q "
     "../tree");
  for (const char* target :
       {"private/.git", "bare.git", "private/.git/worktrees/tree", "keys", "home", "nothing", ".."}) {
    fs::create_directories(place("hostile"));
    std::ofstream(place("hostile/.git")) << "gitdir: " << place(target) << "\n";
    EXPECT_EQ(run("hostile", kTry + "TRY ls " + place(target) + "/HEAD; TRY git log"),
              "contained\ncontained\n")
        << target;
    auto links = find_folder_links({.folder = place("hostile")});
    ASSERT_EQ(links.notes.size(), 1u) << target;
    EXPECT_NE(links.notes[0].find("checks can't see"), std::string::npos);
    EXPECT_TRUE(links.shown.empty()) << target;
  }
}

TEST_F(EscapeOutside, an_interpreter_behind_links) {
  for (std::string version :
       {".pyenv/versions/3.12.1", ".local/share/uv/python/cpython-3.12.4-linux", "miniconda3/envs/x"}) {
    fs::create_directories(home() + "/" + version + "/bin");
    fs::copy_file("/bin/sh", home() + "/" + version + "/bin/python3.12");
    fs::create_symlink("python3.12", home() + "/" + version + "/bin/python");
    std::ofstream(home() + "/" + version + "/../secret") << "planted";
    fs::remove_all(place("project"));
    fs::create_directories(place("project/.venv/bin"));
    std::ofstream(place("project/.venv/pyvenv.cfg")) << "home = " << home() << "/" << version << "/bin\n";
    fs::create_symlink(home() + "/" + version + "/bin/python", place("project/.venv/bin/python"));
    EXPECT_EQ(run("project", ".venv/bin/python -c 'echo runs'; " + kTry + "TRY cat " + home() + "/" +
                                 version + "/../secret"),
              "runs\ncontained\n")
        << version;
  }
  // A link within the toolchains, as uv creates for the minor version.
  fs::create_directory_symlink("cpython-3.12.4-linux", home() + "/.local/share/uv/python/cpython-3.12-linux");
  fs::remove(place("project/.venv/bin/python"));
  fs::create_symlink(home() + "/.local/share/uv/python/cpython-3.12-linux/bin/python",
                     place("project/.venv/bin/python"));
  EXPECT_EQ(run("project", ".venv/bin/python -c 'echo runs'"), "runs\n");
}

TEST_F(EscapeOutside, a_link_to_anything_else_shows_nothing) {
  fs::create_directories(home() + "/.ssh/bin");
  std::ofstream(home() + "/.ssh/bin/python") << "planted";
  fs::create_directories(place("project/.venv/bin"));
  std::ofstream(place("project/.venv/pyvenv.cfg")) << "home = " << home() << "/.ssh/bin\n";
  for (const char* target : {"/.ssh/bin/python", "/.pyenv/versions/../../.ssh/bin/python", "/.pyenv"}) {
    fs::remove(place("project/.venv/bin/python"));
    fs::create_symlink(home() + target, place("project/.venv/bin/python"));
    EXPECT_EQ(run("project", kTry + "TRY cat " + home() + "/.ssh/bin/python; TRY ls " + home()),
              "contained\ncontained\n")
        << target;
  }
}

TEST_F(EscapeOutside, what_ordinary_tests_need) {
  fs::create_directories(place("project"));
  // An identity for commits, if none is set.
  EXPECT_EQ(run("project",
                "git init -q x && cd x && git commit -q --allow-empty -m c && git log --format='%an %ae'"),
            "check check@localhost\n");
  EXPECT_EQ(run("project",
                "git init -q x && cd x && git config user.name me && git commit -q --allow-empty -m c && git "
                "log --format=%an"),
            "me\n");
  EXPECT_EQ(run("project", "git config --global user.name mine && git config user.name"), "mine\n");
  // Interfaces and routes.
  EXPECT_EQ(run("project", "python3 -c 'import socket; print(socket.if_nameindex())'"), "[(1, 'lo')]\n");
  EXPECT_EQ(
      run("project",
          "python3 -c '\nimport socket, struct\ns = socket.socket(16, 3, 0)\n"
          "s.send(struct.pack(\"=IHHIIB3x\", 20, 22, 0x301, 1, 0, 0))\nprint(len(s.recv(65536)) > 60)'"),
      "True\n");
  // Loopback with IPv4 and IPv6, the host's own name, a home, shared memory, a terminal.
  EXPECT_EQ(run("project",
                "python3 -c '\nimport os, pty, socket, tempfile, multiprocessing\n"
                "for family, address in ((2, \"127.0.0.1\"), (10, \"::1\")):\n"
                "  s = socket.socket(family); s.bind((address, 0)); s.listen(); "
                "socket.create_connection(s.getsockname()[:2])\n"
                "print(socket.gethostbyname(socket.gethostname()).startswith(\"127.\"))\n"
                "open(os.path.expanduser(\"~/x\"), \"w\").close(); multiprocessing.Lock(); pty.openpty()\n'"),
            "True\n");
  EXPECT_EQ(run("project", "echo $SHELL $HOME $TERM"), "/bin/sh /tmp/home dumb\n");
}

}  // namespace
}  // namespace suit::escape
