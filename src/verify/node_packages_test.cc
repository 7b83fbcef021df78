#include "verify/node_packages.h"

#include <filesystem>

#include "support/testing.h"

namespace suit {
namespace {

using Lines = std::vector<std::string>;

// node_modules as npm writes it, copied from elsewhere: its times are in the past.
class NodePackages : public testing::Test {
 protected:
  NodePackages() {
    folder_.write("node_modules/chai/package.json", "{}");
    folder_.write("node_modules/chai/index.js", "");
    folder_.write("node_modules/@types/node/package.json", "{}");
    folder_.write("node_modules/chai/node_modules/deep/index.js", "");
    folder_.write("node_modules/mocha/bin/mocha.js", "");
    folder_.write("node_modules/.package-lock.json", R"({"packages": {
      "node_modules/chai": {"version": "1.0.0"}, "node_modules/@types/node": {}, "node_modules/chai/node_modules/deep": {},
      "node_modules/mocha": {"bin": {"mocha": "bin/mocha.js"}}, "node_modules/space": {"link": true}, "packages/a/node_modules/inner": {}}})");
    std::filesystem::create_directory(folder_.path() + "/node_modules/.bin");
    link("node_modules/.bin/mocha", "../mocha/bin/mocha.js");
    link("node_modules/space", "../packages/space");
    for (auto& entry : std::filesystem::recursive_directory_iterator(folder_.path()))
      if (entry.is_regular_file() && !entry.is_symlink())
        std::filesystem::last_write_time(
            entry.path(), std::filesystem::file_time_type::clock::now() - std::chrono::hours(24));
  }
  void link(const std::string& path, const std::string& target) {
    std::filesystem::remove(folder_.path() + "/" + path);
    std::filesystem::create_symlink(target, folder_.path() + "/" + path);
  }
  Lines findings(const std::vector<std::string>& folders = {"node_modules"},
                 const std::string& patched = "") {
    auto files = must(open_files(folder_.path()));
    return examine_node_modules(
        *files, folders, [&](std::string_view package) { return package == patched; },
        [](const std::string& path) { return path.starts_with("packages/"); });
  }
  std::string finding(const std::vector<std::string>& folders = {"node_modules"}) {
    Lines lines = findings(folders);
    EXPECT_EQ(lines.size(), 1U);
    return lines.empty() ? "" : lines[0];
  }

  TemporaryFolder folder_;
};

TEST_F(NodePackages, AsInstalledHasNoFindings) {
  EXPECT_EQ(findings(), Lines{});
  folder_.write("node_modules/.cache/babel/x.js", "");
  folder_.write("node_modules/.vite/results.json", "");
  folder_.write("packages/a/node_modules/inner/index.js", "");
  EXPECT_EQ(findings({"node_modules", "packages/a/node_modules"}), Lines{})
      << "caches, and packages of a workspace";
}

TEST_F(NodePackages, WhatTheListDoesNotHave) {
  folder_.write("node_modules/chai.js", "");
  EXPECT_EQ(finding(), "no package manager installed node_modules/chai.js");
  std::filesystem::remove(folder_.path() + "/node_modules/chai.js");
  folder_.write("node_modules/@types/evil/index.js", "");
  folder_.write("node_modules/chai/node_modules/other/package.json", "{}");
  EXPECT_EQ(finding(),
            "no package manager installed node_modules/@types/evil, node_modules/chai/node_modules/other");
}

TEST_F(NodePackages, NearerPackagesThatNoManagerMade) {
  folder_.write("test/node_modules/chai/index.js", "");
  EXPECT_EQ(finding({"node_modules", "test/node_modules"}),
            "no package manager installed test/node_modules/chai");
  std::filesystem::remove(folder_.path() + "/node_modules/.package-lock.json");
  EXPECT_TRUE(has(finding({"test/node_modules"}), "test/node_modules/chai"));
}

TEST_F(NodePackages, FilesThatChangedLater) {
  folder_.write("node_modules/mocha/bin/mocha.js", "process.exit(0)");
  folder_.write("node_modules/mocha/lib/added.js", "");
  EXPECT_EQ(finding(),
            "files of node_modules/mocha changed after it was installed: bin/mocha.js, lib/added.js");
  EXPECT_EQ(findings({"node_modules"}, "mocha"), Lines{}) << "patch-package does so";
}

TEST_F(NodePackages, ProgramsThatLeadElsewhere) {
  link("node_modules/.bin/mocha", "../chai/index.js");
  EXPECT_EQ(finding(), "no package manager installed node_modules/.bin/mocha");
  std::filesystem::remove(folder_.path() + "/node_modules/.bin/mocha");
  folder_.write("node_modules/.bin/mocha", "#!/bin/sh\n", 0755);
  EXPECT_EQ(finding(), "no package manager installed node_modules/.bin/mocha");
}

TEST_F(NodePackages, LinksToWhatNobodySees) {
  folder_.write("packages/space/index.js", "");
  folder_.write("dist/chai/index.js", "");
  EXPECT_EQ(findings(), Lines{}) << "a workspace";
  std::filesystem::remove_all(folder_.path() + "/node_modules/chai");
  link("node_modules/chai", "../dist/chai");
  EXPECT_EQ(finding(), "node_modules/chai is a link to dist/chai, which git does not show");
  link("node_modules/chai", "../packages/space");
  EXPECT_EQ(findings(), Lines{}) << "a person sees it";
  link("node_modules/chai", "../../elsewhere");
  EXPECT_EQ(findings(), Lines{}) << "out of the folder";
  link("node_modules/space", folder_.path() + "/dist/chai");
  EXPECT_EQ(finding(), "node_modules/space is a link to dist/chai, which git does not show");
  std::string list = folder_.read("node_modules/.package-lock.json");
  std::string start = "\"node_modules/space\": {";
  std::string linked = "\"node_modules/space\": {\"resolved\": \"dist/chai\", ";
  folder_.write("node_modules/.package-lock.json", list.replace(list.find(start), start.size(), linked));
  EXPECT_EQ(findings(), Lines{}) << "npm made it so: file:dist/chai";
}

TEST_F(NodePackages, LinksWithinPackages) {
  folder_.write("dist/index.js", "");
  std::filesystem::remove(folder_.path() + "/node_modules/mocha/bin/mocha.js");
  link("node_modules/mocha/bin/mocha.js", "../../../dist/index.js");
  EXPECT_EQ(finding(), "node_modules/mocha/bin/mocha.js is a link to dist/index.js, which git does not show");
}

TEST_F(NodePackages, PnpmLinksIntoItsStore) {
  std::filesystem::remove_all(folder_.path() + "/node_modules");
  folder_.write("node_modules/.modules.yaml", "{}");
  folder_.write("node_modules/.pnpm/chai@1.0.0/node_modules/chai/index.js", "");
  folder_.write("node_modules/.pnpm/deep@1.0.0/node_modules/deep/index.js", "");
  folder_.write("packages/space/index.js", "");
  folder_.write("dist/chai/index.js", "");
  link("node_modules/chai", ".pnpm/chai@1.0.0/node_modules/chai");
  link("node_modules/space", "../packages/space");
  link("node_modules/.pnpm/chai@1.0.0/node_modules/deep", "../../deep@1.0.0/node_modules/deep");
  EXPECT_EQ(findings(), Lines{});
  link("node_modules/.pnpm/chai@1.0.0/node_modules/deep", "../../../../dist/chai");
  link("node_modules/chai", "../dist/chai");
  EXPECT_EQ(findings().size(), 2U);
}

TEST_F(NodePackages, OneHardLinkDoesNotChangeWhichTimesCount) {
  folder_.write("node_modules/.package-lock.json", folder_.read("node_modules/.package-lock.json"));
  EXPECT_EQ(findings(), Lines{});
  std::filesystem::create_hard_link(folder_.path() + "/node_modules/chai/index.js",
                                    folder_.path() + "/other");
  EXPECT_EQ(findings(), Lines{});
}

TEST_F(NodePackages, AMalformedListListsNothing) {
  for (const char* text : {"", "{", "[]", R"({"packages": []})",
                           R"({"packages": {"../../x": {}, "": 1, "/etc": {"bin": {"a": 1}}}})"}) {
    folder_.write("node_modules/.package-lock.json", text);
    EXPECT_TRUE(has(finding(), "no package manager installed")) << text;
  }
}

}  // namespace
}  // namespace suit
