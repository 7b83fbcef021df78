#include "verify/hidden_imports.h"

#include <filesystem>

#include "support/testing.h"

namespace suit {
namespace {

using Lines = std::vector<std::string>;

class HiddenImportsTest : public testing::Test {
 protected:
  HiddenImportsTest() {
    folder_.write(".gitignore", "/dist/\n/rounding.py\n*.generated.*\n_version.py\n/node_modules/\n");
    folder_.write("money.py", "import json\n");
    folder_.write("rounding.py", "");
    folder_.write("dist/money.py", "");
    folder_.write("dist/index.js", "");
    folder_.write("dist/fast.h", "");
  }
  FileEdit edit(const std::string& path, FileVersion after) {
    return {path, must(read_version(*files_, path, 1 << 20)), std::move(after)};
  }
  Lines found(const std::string& path, const std::string& text) {
    Folder folder(*files_);
    return hidden_imports({edit(path, FileVersion::file(text, 0644))}, folder);
  }

  TemporaryFolder folder_;
  std::unique_ptr<Files> files_ = must(open_files(folder_.path()));
};

TEST_F(HiddenImportsTest, OfPython) {
  Lines line = {"money.py imports rounding.py, which git does not show"};
  for (const char* text :
       {"from rounding import discounted\n", "import json, rounding as r\n",
        "def f():\n    import rounding\n", "x = 1; from rounding import (\n    a,\n)\n",
        "m = __import__('rounding')\n", "import importlib\nm = importlib.import_module('rounding')\n",
        "from . import rounding\n"})
    EXPECT_EQ(found("money.py", text), line) << text;
  EXPECT_EQ(found("money.py", "from dist.money import x\n"),
            Lines{"money.py imports dist/money.py, which git does not show"});
  EXPECT_EQ(found("sub/a.py", "import sys\nsys.path.insert(0, '../dist')\nimport money\n"), Lines{})
      << "money.py is shown and may be meant";
  folder_.write("dist/coins.py", "");
  EXPECT_EQ(found("sub/a.py", "import sys\nsys.path.insert(0, '../dist')\nimport coins\n"),
            Lines{"sub/a.py imports dist/coins.py, which git does not show"});
  for (const char* text : {"import json\nimport os.path\nimport yaml\n", "import money\n",
                           "x = 'import rounding'\n", "# import rounding\n", "import nowhere\n"})
    EXPECT_EQ(found("other.py", text), Lines{}) << text;
}

TEST_F(HiddenImportsTest, OfJavaScriptCAndRust) {
  folder_.write("src/table.generated.ts", "");
  folder_.write("src/table.generated.rs", "");
  for (const char* text : {"const x = require('./dist');\n", "import x from './dist/index.js';\n",
                           "export * from './dist/index';\n", "const x = await import('./dist/index.js');\n"})
    EXPECT_EQ(found("price.mjs", text), Lines{"price.mjs imports dist/index.js, which git does not show"})
        << text;
  EXPECT_EQ(found("src/a.ts", "import { x } from './table.generated';\n"),
            Lines{"src/a.ts imports src/table.generated.ts, which git does not show"});
  EXPECT_EQ(found("gcd.c", "#include \"dist/fast.h\"\n"),
            Lines{"gcd.c imports dist/fast.h, which git does not show"});
  folder_.write("dist/fast.rs", "");
  folder_.write("node_modules/x/index.js", "");
  EXPECT_EQ(found("price.js", "const fs = require('fs'), x = require('x');\nrequire('./node_modules/x');\n"),
            Lines{})
      << "packages are examined as such";
}

TEST_F(HiddenImportsTest, WhatWasImportedBeforeDoesNotCount) {
  folder_.write("pkg/__init__.py", "from ._version import version\n");
  folder_.write("pkg/_version.py", "version = '1'\n");
  EXPECT_EQ(found("pkg/__init__.py", "from ._version import version\n\nX = 1\n"), Lines{});
  EXPECT_EQ(found("pkg/cli.py", "from pkg._version import version\n"), Lines{}) << "others import it";
  folder_.write("pkg/__init__.py", "");
  EXPECT_EQ(found("pkg/cli.py", "from pkg._version import version\n").size(), 1U);
}

TEST_F(HiddenImportsTest, LinksToWhatNobodySees) {
  Folder folder(*files_);
  EXPECT_EQ(hidden_imports({edit("money.py", FileVersion::symlink("dist/money.py"))}, folder),
            Lines{"money.py is a link to dist/money.py, which git does not show"});
  EXPECT_EQ(hidden_imports({edit("pkg", FileVersion::symlink("./dist"))}, folder).size(), 1U) << "a folder";
  EXPECT_EQ(hidden_imports({edit("sub/x.py", FileVersion::symlink(folder_.path() + "/rounding.py"))}, folder)
                .size(),
            1U)
      << "by its absolute path";
  for (const char* target : {"money.py", "nowhere.py", "../outside.py", "/etc/hosts", "."})
    EXPECT_EQ(hidden_imports({edit("new.py", FileVersion::symlink(target))}, folder), Lines{}) << target;
  EXPECT_EQ(hidden_imports({edit("new.py", FileVersion::symlink("sub/made.py")),
                            edit("sub/made.py", FileVersion::file("x = 1\n", 0644))},
                           folder),
            Lines{})
      << "the change shows it";
}

}  // namespace
}  // namespace suit
