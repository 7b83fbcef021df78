// The packages from `make package`, on a fresh Debian without a compiler, in its own namespaces and without
// network.
#include <filesystem>

#include "support/testing.h"

namespace suit {
namespace {

namespace fs = std::filesystem;

// The main workflow with only a shell: propose, check in the sandbox, apply, undo.
constexpr const char* kMainJob = R"sh(
export HOME=$(mktemp -d)
sample=$(mktemp -d)
cd "$sample"
mkdir src
printf 'int parse_line(const char* text);\n' >src/record.h
printf '#include "record.h"\nint parse_line(const char* text) { return *text; }\n' >src/record.cc
suit doctor --help >/dev/null
suit do --yes --check 'grep -q parse_record src/record.h && ! grep -q parse_line src/record.cc' 'rename the function parse_line to parse_record'
grep -q parse_record src/record.cc
suit undo
grep -q parse_line src/record.cc && ! grep -rq parse_record src
suit pack . | grep -q parse_line
echo "the main job ran as $(id -u)"
)sh";

class Packages : public ::testing::Test {
 protected:
  // Both packages and the root of the fresh system, created once for all tests.
  static void SetUpTestSuite() {
    folder_ = new TemporaryFolder;
    Ran made = run_program({"cpack", "--config", std::string(SUIT_BUILD_DIR) + "/CPackConfig.cmake", "-B",
                            folder_->path() + "/packages"},
                           "/");
    ASSERT_EQ(made.code, 0) << made.out << made.err;
    Ran tar = run_program({std::string(SUIT_SOURCE_DIR) + "/tools/debian_root.sh"}, "/", "",
                          {{"HOME", getenv("HOME")}});
    ASSERT_EQ(tar.code, 0) << tar.err;
    fs::create_directory(root());
    Ran unpacked = run_program(
        {"tar", "-C", root(), "--exclude=./dev/*", "-xf", tar.out.substr(0, tar.out.find('\n'))}, "/");
    ASSERT_EQ(unpacked.code, 0) << unpacked.err;
  }
  static void TearDownTestSuite() { delete folder_; }

  static std::string root() { return folder_->path() + "/root"; }
  static std::string package(std::string_view ending) {
    for (const auto& entry : fs::directory_iterator(folder_->path() + "/packages"))
      if (entry.path().string().ends_with(ending)) return entry.path().filename();
    return {};
  }
  // Runs a shell script on the fresh system, as root or another user. Not with bubblewrap: it covers parts of
  // /proc, and then the kernel denies mounting another, which Suit's sandbox needs.
  static Ran on_fresh_system(const std::string& user, const std::string& script) {
    std::vector<std::string> command = {"unshare", "--mount", "--pid",       "--net",
                                        "--ipc",   "--fork",  "--kill-child"};
    if (geteuid() != 0) command.insert(command.end(), {"--user", "--map-root-user"});
    command.insert(command.end(), {"sh", "-euc", R"sh(
mount --bind "$1" "$1"
mount --rbind /dev "$1/dev"
mount -t proc proc "$1/proc"
mount -t tmpfs -o mode=1777 tmpfs "$1/tmp"
mkdir -p "$1/packages"
mount --bind "$2" "$1/packages"
cd "$1"
pivot_root . mnt
umount -l /mnt
as=
[ "$3" = 0 ] || as="unshare --user --map-user=$3 --map-group=$3"
exec env -i PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin $as sh -euc "$4"
)sh",
                                   "sh", root(), folder_->path() + "/packages", user, script});
    return run_program(command, "/");
  }
  static inline TemporaryFolder* folder_ = nullptr;
};

TEST_F(Packages, TheDebianPackageInstallsAndDoesTheMainJob) {
  std::string deb = package(".deb");
  ASSERT_FALSE(deb.empty());
  Ran installed =
      on_fresh_system("0", "dpkg -i /packages/" + deb + " && dpkg-query -W -f '${Depends}\\n' suit");
  ASSERT_EQ(installed.code, 0) << installed.out << installed.err;
  // Depends only on the C library.
  std::string depends = installed.out.substr(installed.out.rfind("libc6"));
  EXPECT_EQ(depends.find(','), depends.npos) << depends;
  for (const char* user : {"0", "1000"}) {
    Ran ran = on_fresh_system(user, kMainJob);
    EXPECT_EQ(ran.code, 0) << user << ": " << ran.out << ran.err;
    EXPECT_TRUE(has(ran.out, std::string("the main job ran as ") + user)) << ran.out;
  }
  Ran files = on_fresh_system(
      "0",
      "test -s /usr/share/man/man1/suit.1 -a -s /usr/share/bash-completion/completions/suit\n"
      "test -s /usr/share/zsh/site-functions/_suit -a -s /usr/share/fish/vendor_completions.d/suit.fish\n"
      "grep -q 'llama.cpp' /usr/share/doc/suit/copyright && grep -q 'Debian: libssl-dev' "
      "/usr/share/doc/suit/copyright\n"
      "dpkg -r suit && ! command -v suit");
  EXPECT_EQ(files.code, 0) << files.out << files.err;
}

TEST_F(Packages, TheTarballRunsWhereItIsUnpacked) {
  std::string tarball = package(".tar.gz");
  ASSERT_FALSE(tarball.empty());
  Ran ran =
      on_fresh_system("1000", "mkdir /tmp/here && tar -C /tmp/here --strip-components=1 -xzf /packages/" +
                                  tarball + "\nPATH=/tmp/here/bin:$PATH\n" + kMainJob);
  EXPECT_EQ(ran.code, 0) << ran.out << ran.err;
  EXPECT_TRUE(has(ran.out, "the main job ran as 1000")) << ran.out;
}

}  // namespace
}  // namespace suit
