#include "verify/protected.h"

#include "base/glob.h"
#include "base/text.h"
#include "support/testing.h"

namespace suit {
namespace {

TEST(Protected, EveryPatternMatchesAnExampleOfItself) {
  for (const ProtectedRow& row : protected_rows()) {
    EXPECT_FALSE(row.reader.empty() || row.effect.empty() || row.source.empty()) << row.patterns;
    for (std::string_view pattern : split(row.patterns, ' ')) {
      ASSERT_FALSE(pattern.empty()) << row.patterns;
      EXPECT_EQ(pattern, to_lower(pattern)) << "paths are folded before they are compared";
      EXPECT_EQ(glob_error(pattern), "") << pattern;
      std::string example;
      for (char c : pattern) example += c == '*' ? "a" : std::string(1, c);
      ProtectedPlace place = find_protected("sub/" + example);
      ASSERT_TRUE(place) << example;
      EXPECT_GE(static_cast<int>(place.tier()), static_cast<int>(row.tier)) << example;
    }
  }
}

TEST(Protected, NeverWithoutAPerson) {
  for (const char* path : {".devcontainer.json",
                           "mise.toml",
                           "mise.local.toml",
                           "AGENTS.override.md",
                           "CLAUDE.local.md",
                           "opencode.json",
                           "opencode.jsonc",
                           "lefthook.yaml",
                           "lefthook.toml",
                           ".lefthook.json",
                           ".appveyor.yml",
                           ".nvimrc",
                           ".gitpod.yml",
                           ".run/x.run.xml",
                           ".jj/repo/config.toml",
                           ".cargo/config.toml",
                           ".pnpmfile.cjs",
                           "sitecustomize.py",
                           ".Rprofile",
                           "sub/deep/.claude/settings.json",
                           ".github/workflows/ci.yml",
                           ".zed/tasks.json",
                           ".goosehints",
                           "CRUSH.md",
                           ".roomodes",
                           ".pi/extensions/x.ts",
                           ".qwen/settings.json",
                           ".vs/launch.vs.json",
                           "x.code-workspace",
                           ".config/mise/config.toml",
                           "tools/bazel",
                           ".readthedocs.yaml",
                           "renovate.json",
                           ".woodpecker.yaml",
                           "ci/build.Jenkinsfile",
                           "lint-staged.config.mjs",
                           ".irbrc",
                           ".gdbinit",
                           ".yarn/releases/yarn.cjs",
                           "bunfig.toml",
                           "nuget.config"})
    EXPECT_EQ(find_protected(path).tier(), Protection::kNever) << path;
}

TEST(Protected, Asks) {
  for (const char* path : {"package.json",
                           "web/package.json",
                           "setup.py",
                           "build.rs",
                           "Makefile",
                           "sub/makefile",
                           "rules.mk",
                           "CMakeLists.txt",
                           "Rakefile",
                           "Gemfile",
                           "gulpfile.mjs",
                           "Dockerfile",
                           "Dockerfile.dev",
                           "compose.yaml",
                           "app/build.gradle.kts",
                           "pom.xml",
                           "justfile",
                           "Taskfile.yml",
                           "Vagrantfile",
                           "binding.gyp",
                           "ext/extconf.rb",
                           "x.gemspec",
                           "Podfile",
                           "Package.swift",
                           "meson.build",
                           "SConstruct",
                           "flake.nix",
                           "requirements-dev.txt",
                           "pnpm-lock.yaml",
                           "BUILD",
                           "scripts/install.sh",
                           "debian/rules",
                           "debian/postinst",
                           "infra/main.tf",
                           "go.mod",
                           "configure.ac"})
    EXPECT_EQ(find_protected(path).tier(), Protection::kAsks) << path;
}

// Files that only checks read, sources, and names that merely resemble a protected one.
TEST(Protected, OrdinaryFilesAreNone) {
  for (const char* path : {"src/git/x",
                           "src/hooks/use_state.ts",
                           "build/x.cc",
                           "src/build.cc",
                           "conftest.py",
                           "tests/conftest.py",
                           "tox.ini",
                           "pytest.ini",
                           "jest.config.js",
                           ".eslintrc.json",
                           ".gitignore",
                           ".clang-format",
                           "docs/agents/list.md",
                           "README.md",
                           "src/makefile_parser.cc",
                           "tests/package.json.txt",
                           "src/vscode/api.ts",
                           "workspace/a.py",
                           "x.git",
                           "gitmodules",
                           "targets/x86.c",
                           "claude.py",
                           "mise/main.go",
                           "caf\xe9.txt",
                           "src/tasks.py",
                           ".nvmrc",
                           ".env",
                           "data/config.json"})
    EXPECT_FALSE(find_protected(path)) << path << ": " << find_protected(path).pattern;
}

TEST(Protected, SpellingDoesNotHelp) {
  for (const char* path : {".GIT/hooks/x", ".Git/config", ".git /hooks/x", ".git./hooks/x",
                           ".git::$INDEX_ALLOCATION/hooks/x", "git~1/hooks/x", ".g\u200cit/hooks/x",
                           ".git\ufeff/config", ".gitmodules ", "GITMOD~1", ".HU\u017fKY/x", ".hus\u212ay/x",
                           ".VSCODE/tasks.json", "Agents.MD", ".gitcon\ufb01g", "sub/.GIT . . /hooks/x"})
    EXPECT_EQ(find_protected(path).tier(), Protection::kNever) << path;
  for (const char* path : {"MAKEFILE", "PACKAGE.JSON", "Package.json.", "setup.py:stream"})
    EXPECT_EQ(find_protected(path).tier(), Protection::kAsks) << path;
}

TEST(Protected, ARuleOpensAPlaceByItsName) {
  auto named = [](const char* glob, const char* path) {
    return names_place(glob, path, find_protected(path));
  };
  EXPECT_TRUE(named(".github/**", ".github/workflows/ci.yml"));
  EXPECT_TRUE(named("x.code-workspace", "x.code-workspace"));
  EXPECT_TRUE(named("*.code-workspace", "x.code-workspace"));
  EXPECT_TRUE(named("AGENTS.md", "AGENTS.md"));
  EXPECT_TRUE(named("web/package.json", "web/package.json"));
  EXPECT_TRUE(named("Makefile", "sub/Makefile"));
  EXPECT_FALSE(named("**", ".github/workflows/ci.yml"));
  EXPECT_FALSE(named(".g*/**", ".github/workflows/ci.yml"));
  EXPECT_FALSE(named(".github/**", ".gitlab-ci.yml"));
  EXPECT_FALSE(named(".suit/**", ".suit/ledger.db"));
  EXPECT_FALSE(named("sub/.suit/ledger.db", "sub/.suit/ledger.db"));
}

TEST(Protected, WhatAManifestOnlyDescribesDoesNotConcern) {
  auto concerns_reader = [](std::string_view path, std::string_view before, std::string_view after) {
    return concern_of(path, before, after) != Concern::kNothing;
  };
  std::string package =
      R"({"name": "a", "version": "1.0.0", "scripts": {"test": "jest"}, "dependencies": {"b": "1"}})";
  auto with = [&](std::string_view from, std::string_view to) {
    std::string text = package;
    return text.replace(text.find(from), from.size(), to);
  };
  EXPECT_FALSE(concerns_reader("package.json", package, with("1.0.0", "1.0.1")));
  EXPECT_FALSE(concerns_reader("web/package.json", package, "  " + package + "\n")) << "spaces";
  EXPECT_TRUE(concerns_reader("package.json", package, with("\"test\"", "\"postinstall\"")));
  EXPECT_TRUE(concerns_reader("package.json", package, with("\"b\": \"1\"", "\"b\": \"2\"")));
  EXPECT_TRUE(concerns_reader("package.json", package, with("}}", "}, \"bin\": \"x\"}")));
  EXPECT_TRUE(concerns_reader("package.json", package, "{")) << "what can't be read";
  EXPECT_FALSE(concerns_reader("Cargo.toml", "[package]\nversion = \"1\"\n",
                               "[package]\nversion = \"2\"\ndescription = \"x\"\n"));
  EXPECT_TRUE(concerns_reader("Cargo.toml", "[package]\nversion = \"1\"\n",
                              "[package]\nversion = \"1\"\nbuild = \"x.rs\"\n"));
  EXPECT_FALSE(concerns_reader("pyproject.toml", "[project]\nversion = \"1\"\n",
                               "[project]\nversion = \"2\"\n[tool.ruff]\nline-length = 9\n"));
  EXPECT_TRUE(concerns_reader("pyproject.toml", "[project]\nversion = \"1\"\n",
                              "[project]\nversion = \"1\"\n[build-system]\nrequires = []\n"));
  EXPECT_TRUE(concerns_reader("Makefile", "a:\n", "a:\n\n")) << "no manifest";
  EXPECT_EQ(concern_of("package.json", package, with("\"b\": \"1\"", "\"b\": \"2\"")), Concern::kInstalls);
  EXPECT_EQ(concern_of("package.json", package, with("\"jest\"", "\"rm -rf ~\"")), Concern::kRuns);
}

}  // namespace
}  // namespace suit
