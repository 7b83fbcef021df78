// -o of every command that has it: regular files are written atomically, other outputs directly.
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <filesystem>
#include <thread>

#include "support/testing.h"

namespace suit {
namespace {

namespace fs = std::filesystem;

struct Writes {
  const char* name;
  const char* command;  // -o FILE is appended
  const char* holds;    // part of its output
};

class OutputTest : public testing::TestWithParam<Writes> {
 protected:
  OutputTest() {
    folder_.write("work/docs/a.md", "# Tea\n\nMakes tea.\n");
    folder_.write("work/src/a.py", "def boil(cups):\n    return cups\n");
    folder_.write("work/docs/index.html",
                  "<html><body><main><h1>Tea</h1><p>Makes tea.</p></main></body></html>\n");
    folder_.write("out/here", "");
  }
  std::string at(const std::string& name) const { return folder_.path() + "/out/" + name; }
  std::string out(const std::string& name) const { return folder_.read("out/" + name); }
  Ran suit(const std::string& place, const std::string& after = "", const std::string& before = "") {
    std::string line = before + SUIT_BINARY " " + GetParam().command + " -o '" + place + "' " + after;
    return run_program({"sh", "-c", line}, folder_.path() + "/work");
  }
  bool is_written(const std::string& text) const { return has(text, GetParam().holds); }
  mode_t mode_of(const std::string& name) const {
    struct stat st;
    return ::lstat(at(name).c_str(), &st) == 0 ? st.st_mode : 0;
  }
  TemporaryFolder folder_;
};

TEST_P(OutputTest, ARegularFileIsReplacedWholeAndKeepsWhatItIs) {
  EXPECT_EQ(suit(at("new")).code, 0);
  EXPECT_TRUE(is_written(out("new")));
  folder_.write("out/old", "old", 0640);
  if (::geteuid() == 0) {
    ASSERT_EQ(::chown(at("old").c_str(), 12345, 54321), 0);
  }
  struct stat before, after;
  ASSERT_EQ(::stat(at("old").c_str(), &before), 0);
  EXPECT_EQ(suit(at("old")).code, 0);
  ASSERT_EQ(::stat(at("old").c_str(), &after), 0);
  EXPECT_TRUE(is_written(out("old")));
  EXPECT_EQ(before.st_mode, after.st_mode);
  EXPECT_EQ(before.st_uid, after.st_uid);
  EXPECT_EQ(before.st_gid, after.st_gid);
  // A full disk (here: a file size limit) leaves the old content and nothing else.
  folder_.write("out/old", "old", 0640);
  Ran ran = suit(at("old"), "", "ulimit -f 0; ");
  EXPECT_NE(ran.code, 0);
  EXPECT_EQ(out("old"), "old");
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_.path() + "/out"), fs::directory_iterator()), 3);
}

TEST_P(OutputTest, LinksAreFollowed) {
  folder_.write("out/deep/target", "old", 0600);
  fs::create_symlink("target", at("deep/second"));
  fs::create_symlink("deep/second", at("first"));
  fs::create_symlink("deep/missing", at("dangling"));
  fs::create_symlink("circle", at("circle"));
  EXPECT_EQ(suit(at("first")).code, 0);
  EXPECT_TRUE(is_written(out("deep/target")));
  EXPECT_TRUE(fs::is_symlink(at("first")) && fs::is_symlink(at("deep/second")));
  EXPECT_EQ(suit(at("dangling")).code, 0);
  EXPECT_TRUE(fs::is_symlink(at("dangling")));
  EXPECT_TRUE(is_written(out("deep/missing")));
  EXPECT_NE(suit(at("circle")).code, 0);
  EXPECT_TRUE(fs::is_symlink(at("circle")));
}

TEST_P(OutputTest, DevicesAndPipesAreWrittenThrough) {
  for (bool ordinary : {false, true}) {
    if (ordinary && ::geteuid() != 0) continue;
    std::string as = ordinary ? "setpriv --reuid 65534 --regid 65534 --clear-groups " : "";
    fs::permissions(folder_.path(), fs::perms::all);
    fs::permissions(folder_.path() + "/out", fs::perms::all);
    if (::mknod(at("null").c_str(), S_IFCHR | 0666, makedev(1, 3)) == 0) {
      fs::permissions(at("null"), static_cast<fs::perms>(0666));
      fs::create_symlink("null", at("link"));
      for (const char* name : {"null", "link"}) {
        Ran ran = suit(at(name), "", as);
        EXPECT_EQ(ran.code, 0) << ran.err;
        EXPECT_EQ(mode_of("null"), static_cast<mode_t>(S_IFCHR | 0666));
      }
      EXPECT_TRUE(fs::is_symlink(at("link")));
      fs::remove(at("null")), fs::remove(at("link"));
    }
    ASSERT_EQ(::mkfifo(at("pipe").c_str(), 0666), 0);
    fs::permissions(at("pipe"), static_cast<fs::perms>(0666));
    std::string read;
    std::thread reader([&] { read = run_program({"cat", at("pipe")}, folder_.path()).out; });
    Ran ran = suit(at("pipe"), "", as);
    EXPECT_EQ(ran.code, 0) << ran.err;
    reader.join();
    EXPECT_TRUE(is_written(read));
    EXPECT_TRUE(S_ISFIFO(mode_of("pipe")));
    fs::remove(at("pipe"));
  }
}

TEST_P(OutputTest, DescriptorsAreWrittenFromWhereTheyStand) {
  for (const char* place : {"-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"}) {
    Ran ran = suit(place);
    EXPECT_EQ(ran.code, 0) << place << ran.err;
    EXPECT_TRUE(is_written(ran.out)) << place;
    ran = suit(place, "; echo after; } > " + at("all"), "{ echo before; ");
    EXPECT_TRUE(out("all").starts_with("before\n") && out("all").ends_with("after\n") &&
                is_written(out("all")))
        << place << out("all");
  }
  EXPECT_FALSE(fs::exists(folder_.path() + "/work/-"));
  EXPECT_EQ(suit("/dev/fd/3", "3> " + at("third")).code, 0);
  EXPECT_TRUE(is_written(out("third")));
  // Descriptors that Suit opened itself, or that the test's parent left open, are rejected.
  for (int i = 3; i < 10; ++i)
    EXPECT_NE(suit("/dev/fd/" + std::to_string(i), "3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-").code, 0) << i;
  EXPECT_NE(suit("/dev/fd/0", "< " + at("here")).code, 0);
}

TEST_P(OutputTest, WhatCannotBeIsSaid) {
  fs::create_directory(at("folder"));
  Ran ran = suit(at("folder"));
  EXPECT_EQ(ran.code, 2);
  EXPECT_TRUE(has(ran.err, "is a folder")) << ran.err;
  EXPECT_TRUE(has(suit(at("folder/")).err, "is a folder"));
  EXPECT_TRUE(has(suit(at("new/")).err, "is a folder"));
  EXPECT_TRUE(has(suit(at("none/file")).err, "its folder does not exist"));
  EXPECT_TRUE(has(suit(at("here/file")).err, "can't be written"));
}

TEST_P(OutputTest, WhereTheFolderIsClosedItIsWrittenInPlace) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root may act for another user";
  std::string as = "setpriv --reuid 65534 --regid 65534 --clear-groups ";
  fs::permissions(folder_.path(), fs::perms::all);
  folder_.write("out/open", std::string(100'000, 'x'), 0666);
  fs::permissions(folder_.path() + "/out", static_cast<fs::perms>(0755));
  Ran ran = suit(at("open"), "", as);
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_TRUE(is_written(out("open")) && !has(out("open"), "xxx"));
  // Another user's file in one's own folder keeps its owner; an unwritable file stays unchanged.
  fs::permissions(folder_.path() + "/out", fs::perms::all);
  ASSERT_EQ(::chown((folder_.path() + "/out").c_str(), 65534, 65534), 0);
  folder_.write("out/open", "x", 0666);
  EXPECT_EQ(suit(at("open"), "", as).code, 0);
  struct stat st;
  ASSERT_EQ(::stat(at("open").c_str(), &st), 0);
  EXPECT_EQ(st.st_uid, 0u);
  EXPECT_TRUE(is_written(out("open")));
  folder_.write("out/closed", "mine", 0444);
  EXPECT_NE(suit(at("closed"), "", as).code, 0);
  EXPECT_EQ(out("closed"), "mine");
}

INSTANTIATE_TEST_SUITE_P(All, OutputTest,
                         testing::Values(Writes{"pack", "pack --no-cache", "Makes tea."},
                                         Writes{"map", "map --no-cache", "boil"},
                                         Writes{"read", "read docs/index.html", "Makes tea."},
                                         Writes{"llms_txt", "llms-txt docs", "Tea"}),
                         [](const auto& one) { return one.param.name; });

class WikiOutputTest : public testing::Test {
 protected:
  WikiOutputTest() {
    folder_.write("work/src/a.py", "def boil(cups):\n    return cups\n");
    folder_.write("secret", "mine\n");
    fs::create_directories(folder_.path() + "/work/wiki/modules");
  }
  Ran wiki(const std::string& place) {
    return run_suit({"wiki", "--no-cache", "-o", place}, folder_.path() + "/work");
  }
  TemporaryFolder folder_;
};

TEST_F(WikiOutputTest, NothingIsWrittenThroughALinkThatLeadsOut) {
  for (const std::string& page : {std::string("index.md"), std::string("modules/src.md")}) {
    for (const char* target : {"secret", "missing"}) {
      std::string link = folder_.path() + "/work/wiki/" + page;
      fs::remove(link);
      fs::create_symlink(folder_.path() + "/" + target, link);
      Ran ran = wiki("wiki");
      EXPECT_EQ(ran.code, 4) << ran.err;
      EXPECT_TRUE(has(ran.err, "leads out of")) << ran.err;
      EXPECT_EQ(folder_.read("secret"), "mine\n");
      EXPECT_FALSE(folder_.exists("missing"));
      EXPECT_FALSE(folder_.exists("work/wiki/modules/src.md") &&
                   folder_.exists("work/wiki/index.md"));  // nor any other page
      fs::remove(link);
    }
  }
  fs::remove(folder_.path() + "/work/wiki/modules");
  fs::create_directory(folder_.path() + "/elsewhere");
  fs::create_directory_symlink("../../elsewhere", folder_.path() + "/work/wiki/modules");
  EXPECT_EQ(wiki("wiki").code, 4);
  EXPECT_TRUE(fs::is_empty(folder_.path() + "/elsewhere"));
}

TEST_F(WikiOutputTest, ALinkThatStaysInIsFollowedAndSoIsTheFolder) {
  folder_.write("work/wiki/home.md", "old\n");
  fs::create_symlink("home.md", folder_.path() + "/work/wiki/index.md");
  fs::create_directory_symlink("work/wiki", folder_.path() + "/pages");
  Ran ran = wiki(folder_.path() + "/pages");
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_TRUE(has(folder_.read("work/wiki/home.md"), "# "));
  EXPECT_TRUE(fs::is_symlink(folder_.path() + "/work/wiki/index.md"));
  EXPECT_TRUE(folder_.exists("work/wiki/modules/src.md"));
  ASSERT_EQ(::mkfifo((folder_.path() + "/work/wiki/modules/pipe").c_str(), 0600), 0);
  fs::rename(folder_.path() + "/work/wiki/modules/pipe", folder_.path() + "/work/wiki/modules/src.md");
  EXPECT_EQ(wiki("wiki").code, 4);
  ran = wiki("-");
  EXPECT_TRUE(has(ran.out, "<!-- index.md -->")) << ran.err;
  EXPECT_FALSE(folder_.exists("work/-"));
}

TEST(SettingsOutputTest, TheUsersSettingsMayBeALink) {
  TemporaryFolder folder;
  folder.write("dotfiles/suit.toml", "# mine\n", 0640);
  fs::create_symlink("dotfiles/suit.toml", folder.path() + "/suit.toml");
  Ran ran = run_program(
      {SUIT_BINARY, "model", "add", "m", "--kind", "openai", "--url", "https://example.org/v1", "--id", "x"},
      folder.path(), "", {{"SUIT_CONFIG", folder.path() + "/suit.toml"}});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_TRUE(fs::is_symlink(folder.path() + "/suit.toml"));
  EXPECT_TRUE(has(folder.read("dotfiles/suit.toml"), "# mine\n"));
  EXPECT_TRUE(has(folder.read("dotfiles/suit.toml"), "example.org"));
}

}  // namespace
}  // namespace suit
