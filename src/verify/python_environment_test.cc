#include "verify/python_environment.h"

#include <unistd.h>

#include <filesystem>

#include "base/digest.h"
#include "sandbox/toolchain.h"
#include "support/testing.h"

namespace suit {
namespace {

// base64url without padding.
std::string encoded(std::string_view bytes) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string text;
  uint32_t bits = 0;
  int count = 0;
  for (char c : bytes) {
    bits = bits << 8 | static_cast<unsigned char>(c);
    for (count += 8; count >= 6; count -= 6) text += kDigits[bits >> (count - 6) & 63];
  }
  if (count > 0) text += kDigits[bits << (6 - count) & 63];
  return text;
}

std::string with_instead(std::string text, std::string_view from, std::string_view to) {
  size_t at = text.find(from);
  return at == text.npos ? text : text.replace(at, from.size(), to);
}

class PythonEnvironment : public testing::Test {
 protected:
  PythonEnvironment() {
    write("site-packages/runner/__init__.py", "");
    write("site-packages/runner/main.py", "print(1)\n");
    write("../../bin/runner", "#!/bin/sh\n");
    install("runner-2.1", {"runner/__init__.py", "runner/main.py", "../../../bin/runner"});
    folder_.write(".venv/pyvenv.cfg", "home = /usr/bin\n");
  }
  void write(const std::string& path, std::string_view text) {
    folder_.write(must_join(".venv/lib/python3.11", path), text);
  }
  static std::string must_join(const std::string& folder, const std::string& path) {
    return (std::filesystem::path(folder) / path).lexically_normal().string();
  }
  // Writes the metadata of a distribution that has these files.
  void install(const std::string& name, const std::vector<std::string>& paths) {
    std::string record;
    for (const std::string& path : paths) {
      std::string text = folder_.read(must_join(".venv/lib/python3.11/site-packages", path));
      record +=
          path + ",sha256=" + encoded(Digest::of(text).view()) + "," + std::to_string(text.size()) + "\n";
    }
    write("site-packages/" + name + ".dist-info/RECORD", record + name + ".dist-info/RECORD,,\n");
  }
  std::vector<std::string> findings(const std::string& environment = ".venv") {
    auto files = must(open_files(folder_.path()));
    return examine_environment(*files, environment, [](const std::string& path) {
      return path.empty() || path == "src" || path.starts_with("src/");
    });
  }
  std::string finding() {
    auto lines = findings();
    EXPECT_EQ(lines.size(), 1U);
    return lines.empty() ? "" : lines[0];
  }

  TemporaryFolder folder_;
};

using Lines = std::vector<std::string>;

TEST_F(PythonEnvironment, AsInstalledHasNoFindings) {
  EXPECT_EQ(findings(), Lines{});
  write("site-packages/runner/__pycache__/main.cpython-311.pyc", "x");
  write("site-packages/runner/data.txt", "x");
  write("site-packages/README.txt", "x");
  write("site-packages/runner-2.1.dist-info/INSTALLER", "pip\n");
  write("site-packages/runner-2.1.dist-info/direct_url.json", "{}");
  folder_.write(".venv/pyvenv.cfg", "home = /usr/bin\nuv = 0.5.1\n");
  folder_.write(".venv/bin/activate.fish", "x");
  folder_.write(".venv/bin/Activate.ps1", "x");
  EXPECT_EQ(findings(), Lines{}) << "bytecode, data and leftovers of installers";
}

TEST_F(PythonEnvironment, ARealOneHasNoFindings) {
  for (const char* copies : {"--symlinks", "--copies"}) {
    std::filesystem::remove_all(folder_.path() + "/real");
    ASSERT_EQ(
        run_program({find_program("python3"), "-m", "venv", "--without-pip", copies, "real"}, folder_.path())
            .code,
        0);
    EXPECT_EQ(findings("real"), Lines{}) << copies;
  }
}

TEST_F(PythonEnvironment, FilesThatNoPackageInstalled) {
  write("site-packages/evil.pth", "import os\n");
  write("site-packages/runner/added.py", "");
  write("site-packages/usercustomize.py", "");
  folder_.write(".venv/bin/other", "#!/bin/sh\n");
  EXPECT_EQ(
      finding(),
      "the environment .venv has files that no package installed: lib/python3.11/site-packages/evil.pth, "
      "lib/python3.11/site-packages/usercustomize.py, lib/python3.11/site-packages/runner/added.py and 1 "
      "more");
}

TEST_F(PythonEnvironment, PackagesWithoutDigestsCountForNothing) {
  write("site-packages/quiet.py", "");
  write("site-packages/quiet-1.0.dist-info/entry_points.txt", "[pytest11]\nquiet = quiet\n");
  write("site-packages/quiet-1.0.dist-info/RECORD", "quiet.py,,\nquiet-1.0.dist-info/entry_points.txt,,\n");
  EXPECT_TRUE(has(finding(), "quiet.py")) << "installers state the digest of all code";
  write("site-packages/quiet-1.0.dist-info/RECORD",
        "quiet.py,sha512=AAAA,0\nquiet-1.0.dist-info/entry_points.txt,sha256=?,0\n");
  EXPECT_TRUE(has(finding(), "quiet.py"));
}

TEST_F(PythonEnvironment, ChangedAndMissingFiles) {
  write("site-packages/runner/main.py", "print(2)\n");
  EXPECT_EQ(finding(),
            "files of runner 2.1 in .venv are not as installed: lib/python3.11/site-packages/runner/main.py");
  std::filesystem::remove(folder_.path() + "/.venv/lib/python3.11/site-packages/runner/main.py");
  EXPECT_EQ(finding(),
            "files of runner 2.1 in .venv are not as installed: lib/python3.11/site-packages/runner/main.py");
  std::filesystem::create_symlink("/usr/bin/true",
                                  folder_.path() + "/.venv/lib/python3.11/site-packages/runner/main.py");
  EXPECT_TRUE(has(finding(), "runner/main.py")) << "a link in place of the file";
}

TEST_F(PythonEnvironment, AChangedProgram) {
  folder_.write(".venv/bin/runner", "#!/bin/sh\nexit 0\n");
  EXPECT_EQ(finding(), "files of runner 2.1 in .venv are not as installed: bin/runner");
}

TEST_F(PythonEnvironment, TheInterpreterIsTheOneThatItStates) {
  auto link = [&](const std::string& target) {
    std::filesystem::remove(folder_.path() + "/.venv/bin/python");
    std::filesystem::create_symlink(target, folder_.path() + "/.venv/bin/python");
  };
  folder_.write(".venv/bin/python", "#!/bin/sh\nexit 0\n", 0755);
  EXPECT_EQ(finding(), "the interpreter .venv/bin/python is a script");
  link("/usr/bin/true");
  EXPECT_EQ(finding(), "the interpreter .venv/bin/python is not the one that pyvenv.cfg states");
  folder_.write("python3", "#!/bin/sh\n", 0755);
  link("../../python3");
  EXPECT_EQ(finding(), "the interpreter .venv/bin/python is not the one that pyvenv.cfg states");
  folder_.write(".venv/pyvenv.cfg", "home = " + folder_.path() + "\n");
  EXPECT_EQ(finding(), "the interpreter .venv/bin/python is a script");
  folder_.write(".venv/pyvenv.cfg", "home = /usr/bin\n");
  link("/usr/bin/python3");
  EXPECT_EQ(findings(), Lines{});
}

TEST_F(PythonEnvironment, LinksToOtherPackages) {
  std::filesystem::create_symlink("lib", folder_.path() + "/.venv/lib64");
  EXPECT_EQ(findings(), Lines{}) << "venv makes it";
  std::filesystem::rename(folder_.path() + "/.venv/lib", folder_.path() + "/elsewhere");
  std::filesystem::create_symlink("../elsewhere", folder_.path() + "/.venv/lib");
  Lines lines = findings();
  ASSERT_FALSE(lines.empty());
  EXPECT_EQ(lines[0], ".venv/lib is a link");
}

TEST_F(PythonEnvironment, LeftoversOfDevelopmentInstallations) {
  write("site-packages/easy-install.pth", folder_.path() + "/src\n");
  write("site-packages/mine.egg-link", folder_.path() + "/src\n../\n");
  EXPECT_EQ(findings(), Lines{});
  write("site-packages/easy-install.pth", "import os; os._exit(0)\n");
  EXPECT_TRUE(has(finding(), "easy-install.pth"));
}

TEST_F(PythonEnvironment, ScriptsOfActivationAreThoseOfItsPython) {
  TemporaryFolder python;  // with the templates of venv
  python.write("lib/python3.11/venv/scripts/common/activate",
               "deactivate () {\n    unset -f deactivate\n}\nVIRTUAL_ENV=__VENV_DIR__\nexport VIRTUAL_ENV\n"
               "PATH=\"$VIRTUAL_ENV/\"__VENV_BIN_NAME__\":$PATH\"\nPS1=__VENV_PROMPT__\"${PS1:-}\"\n");
  python.write("bin/python3", "");
  ::usleep(50'000);  // by the kernel's coarse clock
  folder_.write(".venv/pyvenv.cfg", "home = " + python.path() + "/bin\n");
  std::string place = folder_.path() + "/.venv";
  std::string own = "deactivate () {\n    unset -f deactivate\n}\nVIRTUAL_ENV=" + place +
                    "\nexport VIRTUAL_ENV\nPATH=\"$VIRTUAL_ENV/\"bin\":$PATH\"\nPS1='(a (b)) '\"${PS1:-}\"\n";
  folder_.write("dist/bin/python", "");
  folder_.write(".venv/bin/activate", own);
  EXPECT_EQ(findings(), Lines{});
  for (std::string changed :
       {own + "python() { :; }\n", with_instead(own, "/.venv\n", "/.venv; python() { :; }\n"),
        with_instead(own, "VIRTUAL_ENV=", "VIRTUAL_ENV=/usr; B="),
        with_instead(own, "\"bin\"", "../dist/bin"), with_instead(own, "(b)) '", "(b)) ' PATH='/x'"),
        with_instead(own, place, folder_.path() + "/dist")}) {
    ASSERT_NE(changed, own);
    folder_.write(".venv/bin/activate", changed);
    EXPECT_EQ(findings(), Lines{".venv/bin/activate changed after the environment was made"}) << changed;
  }
  for (const std::string& other : {std::string("/nowhere"), python.path(), folder_.path() + "/gone"}) {
    folder_.write(".venv/bin/activate", with_instead(own, place, other));
    EXPECT_EQ(findings(), Lines{}) << "copied or moved from " << other;
  }
  python.write("lib/python3.11/venv/scripts/common/activate", "another\n");
  EXPECT_EQ(findings(), Lines{}) << "an update of Python came later";
  folder_.write("scripts/activate", own);
  std::filesystem::remove(folder_.path() + "/.venv/bin/activate");
  std::filesystem::create_symlink("../../scripts/activate", folder_.path() + "/.venv/bin/activate");
  EXPECT_EQ(findings().size(), 1U) << "a link";
}

TEST_F(PythonEnvironment, RealScriptsOfActivationHaveNoFindings) {
  for (const char* prompt : {"a (b)", "it's"}) {
    std::filesystem::remove_all(folder_.path() + "/real");
    ASSERT_EQ(
        run_program({find_program("python3"), "-m", "venv", "--without-pip", "--prompt", prompt, "real"},
                    folder_.path())
            .code,
        0);
    EXPECT_EQ(findings("real"), Lines{}) << prompt;
  }
}

TEST_F(PythonEnvironment, PathsThatLeadToWhatNobodySees) {
  write("site-packages/__editable__.mine-1.0.pth", folder_.path() + "/src\n");
  install("mine-1.0", {"__editable__.mine-1.0.pth"});
  folder_.write("src/mine.py", "");
  folder_.write("build/lib/sitecustomize.py", "");
  EXPECT_EQ(findings(), Lines{}) << "pip install -e .";
  write("site-packages/poetry.pth", folder_.path() + "\n");
  install("project-1.0", {"poetry.pth"});
  EXPECT_EQ(findings(), Lines{}) << "the folder itself";
  write("site-packages/easy-install.pth", folder_.path() + "/build/lib\n");
  EXPECT_EQ(
      finding(),
      ".venv/lib/python3.11/site-packages/easy-install.pth leads to build/lib, which git does not show");
  write("site-packages/easy-install.pth", "# nothing\n../../../../build/lib\n");
  EXPECT_EQ(findings().size(), 2U) << "relative, which no installer writes";
  std::filesystem::remove(folder_.path() + "/.venv/lib/python3.11/site-packages/easy-install.pth");
  write("site-packages/__editable__.mine-1.0.pth", folder_.path() + "/build/lib\n");
  install("mine-1.0", {"__editable__.mine-1.0.pth"});
  EXPECT_TRUE(has(finding(), "__editable__.mine-1.0.pth leads to build/lib"));
}

TEST_F(PythonEnvironment, HostileRecordsAreHarmless) {
  std::string digest = encoded(Digest::of("x").view());
  std::string hostile = "../../../../../../etc/passwd,sha256=" + digest + ",1\n/etc/passwd,sha256=" + digest +
                        ",1\n\xff\xfe,sha256=" + digest + ",1\n\"a,\"\"b" + std::string(1 << 20, 'q') +
                        "\n,,,,,,\n" + std::string(1 << 20, ',') + "\nrunner/main.py,sha256=" + digest +
                        ",99999999999999999999999\n" + std::string(100'000, '\n');
  write("site-packages/hostile-1.dist-info/RECORD", hostile);
  EXPECT_LE(findings().size(), 1U) << "a missing file of a name that is not UTF-8";
  std::filesystem::create_directories(folder_.path() +
                                      "/.venv/lib/python3.11/site-packages/odd-1.dist-info/RECORD");
  EXPECT_LE(findings().size(), 1U);
  EXPECT_EQ(findings("nowhere"), Lines{});
}

}  // namespace
}  // namespace suit
