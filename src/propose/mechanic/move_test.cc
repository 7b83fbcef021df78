// Moving files, and references to them.
#include "propose/mechanic/folder_test.h"

namespace suit::mechanic {
namespace {

class Move : public FolderTest {};

TEST_F(Move, Includes) {
  put("src/util.h", "#include \"base/x.h\"\n#include \"near.h\"\n", 0600);
  put("src/near.h", "");
  put("src/base/x.h", "");
  put("src/a.cc", "#include \"util.h\"\n# include <util.h>\n// #include \"util.h\"\n");
  put("src/deep/b.cc", "#include \"../util.h\"\r\n#include \"util.h\"\n");
  put("CMakeLists.txt", "add_library(x src/util.h src/a.cc) # src/util.h\n");
  put("src/CMakeLists.txt", "set(f ${CMAKE_CURRENT_SOURCE_DIR}/util.h \"util.h\")\n");
  put("doc.txt", "see src/util.h\n");
  auto done = changes("move src/util.h to src/base/");
  EXPECT_EQ(
      done,
      (Files_{{"src/util.h", "(gone)"},
              {"src/base/util.h", "#include \"x.h\"\n#include \"../near.h\"\n"},
              {"src/a.cc", "#include \"base/util.h\"\n# include <base/util.h>\n// #include \"util.h\"\n"},
              {"src/deep/b.cc", "#include \"../base/util.h\"\r\n#include \"base/util.h\"\n"},
              {"CMakeLists.txt", "add_library(x src/base/util.h src/a.cc) # src/util.h\n"},
              {"src/CMakeLists.txt", "set(f ${CMAKE_CURRENT_SOURCE_DIR}/base/util.h \"base/util.h\")\n"}}));
  EXPECT_TRUE(noted("also mentioned in doc.txt:1"));
  for (const FileEdit& edit : last_.edits)
    if (edit.path == "src/base/util.h") {
      EXPECT_EQ(edit.moved_from, "src/util.h");
      EXPECT_EQ(edit.after.mode, 0600u);
    }
}

TEST_F(Move, Python) {
  put("src/pkg/__init__.py", "");
  put("src/pkg/mod.py", "from . import other\nfrom .other import f\n");
  put("src/pkg/other.py", "import pkg.mod\npkg.mod.g()  # pkg.mod\n");
  put("main.py", "from pkg import mod\nimport pkg.mod as m\nfrom pkg.mod import (\n  g)\n");
  EXPECT_EQ(changes("move src/pkg/mod.py to src/pkg/sub/part.py"),
            (Files_{{"src/pkg/mod.py", "(gone)"},
                    {"src/pkg/sub/part.py", "from .. import other\nfrom ..other import f\n"},
                    {"src/pkg/other.py", "import pkg.sub.part\npkg.sub.part.g()  # pkg.mod\n"},
                    {"main.py",
                     "from pkg.sub import part as mod\nimport pkg.sub.part as m\nfrom pkg.sub.part import "
                     "(\n  g)\n"}}));
}

TEST_F(Move, PythonOutOfItsPackage) {
  put("pkg/__init__.py", "");
  put("pkg/main.py", "from .util import x\nfrom . import util\nfrom .other import util as u\n");
  put("pkg/util.py", "from . import other\nfrom .other import y\nfrom .. import z\n");
  put("pkg/other.py", "y = 1\n");
  EXPECT_EQ(changes("move pkg/util.py to docs/"),
            (Files_{{"pkg/util.py", "(gone)"},
                    {"docs/util.py", "from pkg import other\nfrom pkg.other import y\nfrom .. import z\n"},
                    {"pkg/main.py",
                     "from docs.util import x\nfrom docs import util\nfrom .other import util as u\n"}}));
  EXPECT_EQ(changes("move pkg/util.py to tool.py")["pkg/main.py"],
            "from tool import x\nimport tool as util\nfrom .other import util as u\n");
  // Not a Python name: reported, not written.
  EXPECT_EQ(changes("move pkg/util.py to my-docs/").size(), 2u);
  EXPECT_TRUE(noted("pkg/main.py:1 imports .util, which could not be imported"));
  EXPECT_EQ(changes("move pkg/util.py to docs/util.txt").count("pkg/main.py"), 0u);
}

TEST_F(Move, PythonBetweenRoots) {
  put("src/pkg/__init__.py", "");
  put("src/pkg/a.py", "from .b import x\n");
  put("src/pkg/b.py", "x = 1\n");
  put("tests/test_b.py", "from pkg.b import x\nimport pkg.a\n");
  EXPECT_EQ(changes("move src/pkg/a.py to tools/"),
            (Files_{{"src/pkg/a.py", "(gone)"}, {"tools/a.py", "from pkg.b import x\n"}}));
  EXPECT_TRUE(noted("src must be on Python's module path"));
  EXPECT_TRUE(noted("tests/test_b.py:2 imports pkg.a, which could not be imported"));
  // Folders without __init__.py: only names that resolved before may be used.
  put("ns/a.py", "from .b import x\n");
  put("ns/b.py", "");
  EXPECT_EQ(changes("move ns/b.py to ns/sub/b.py")["ns/a.py"], "from .sub.b import x\n");
  EXPECT_EQ(changes("move ns/b.py to other/b.py")["ns/a.py"], "from other.b import x\n");
  EXPECT_EQ(changes("move the folder ns to new/ns").count("ns/a.py"), 1u);
  EXPECT_EQ(changes("move the folder ns to new/ns")["new/ns/a.py"], "from .b import x\n");
}

TEST_F(Move, Scripts) {
  put("web/a.ts",
      "import { x } from './lib/util';\nimport y from \"./lib/util.js\";\nconst z = "
      "require('./lib/util.ts'); // './lib/util'\n");
  put("web/lib/util.ts", "import '../a';\nexport * from '.';\n");
  put("web/lib/index.ts", "");
  EXPECT_EQ(changes("rename web/lib/util.ts to web/tools.ts"),
            (Files_{{"web/lib/util.ts", "(gone)"},
                    {"web/tools.ts", "import './a';\nexport * from './lib';\n"},
                    {"web/a.ts",
                     "import { x } from './tools';\nimport y from \"./tools.js\";\nconst z = "
                     "require('./tools.ts'); // './lib/util'\n"}}));
}

TEST_F(Move, Links) {
  put("README.md",
      "[a](docs/a.md#top \"t\") ![i](docs/i.png) `[a](docs/a.md)`\n[r]: docs/a.md\n<a "
      "href=\"docs/a.md?x\">\n[u](https://x/docs/a.md)\n");
  put("docs/a.md", "[up](../README.md) [self](#x) [i](i.png)\n");
  put("docs/i.png", "png");
  put("s/x.css", "@import \"y.css\";\n.a { background: url('../docs/i.png') }\n");
  put("s/y.css", "");
  EXPECT_EQ(changes("move docs/a.md to guide/first.md"),
            (Files_{{"docs/a.md", "(gone)"},
                    {"guide/first.md", "[up](../README.md) [self](#x) [i](../docs/i.png)\n"},
                    {"README.md",
                     "[a](guide/first.md#top \"t\") ![i](docs/i.png) `[a](docs/a.md)`\n[r]: "
                     "guide/first.md\n<a href=\"guide/first.md?x\">\n[u](https://x/docs/a.md)\n"}}));
  EXPECT_EQ(changes("move docs/i.png to img/")["s/x.css"],
            "@import \"y.css\";\n.a { background: url('../img/i.png') }\n");
  EXPECT_EQ(changes("move s/y.css to s/z/y.css")["s/x.css"],
            "@import \"z/y.css\";\n.a { background: url('../docs/i.png') }\n");
}

TEST_F(Move, FoldersAndSymlinks) {
  put("old/a.h", "#include \"b.h\"\n#include \"../c.h\"\n");
  put("old/b.h", "");
  put("c.h", "#include \"old/a.h\"\n");
  put("CMakeLists.txt", "add_subdirectory(old)\n");
  link("old/l", "../c.h");
  link("out", "old/b.h");
  EXPECT_EQ(changes("move the folder old to new/place"),
            (Files_{{"old/a.h", "(gone)"},
                    {"old/b.h", "(gone)"},
                    {"old/l", "(gone)"},
                    {"new/place/a.h", "#include \"b.h\"\n#include \"../../c.h\"\n"},
                    {"new/place/b.h", ""},
                    {"new/place/l", "-> ../../c.h"},
                    {"out", "-> new/place/b.h"},
                    {"c.h", "#include \"new/place/a.h\"\n"},
                    {"CMakeLists.txt", "add_subdirectory(new/place)\n"}}));
  EXPECT_EQ(changes("move out to old/"), (Files_{{"out", "(gone)"}, {"old/out", "-> b.h"}}));
}

TEST_F(Move, IntoAFolderOrToAName) {
  put("a.txt", "x");
  put("d/b.txt", "y");
  ASSERT_TRUE(std::filesystem::create_directory(root_ + "/empty"));
  EXPECT_EQ(changes("move a.txt to empty").count("empty/a.txt"), 1u);
  EXPECT_EQ(changes("move a.txt into the folder new").count("new/a.txt"), 1u);
  EXPECT_EQ(changes("move a.txt to c.txt").count("c.txt"), 1u);
  EXPECT_EQ(changes("rename the file a.txt to new").count("new"), 1u);
  EXPECT_EQ(question("move a.txt to new").choices,
            (std::vector<std::string>{"move it to new/a.txt", "move it to new"}));
  EXPECT_EQ(changes("move a.txt to new", {}, {0}).count("new/a.txt"), 1u);
  EXPECT_EQ(changes("move a.txt into new", {}, {1}).count("new"), 1u);
  EXPECT_EQ(changes("move the folder d to new").count("new/b.txt"), 1u);
  EXPECT_EQ(changes("move the folder d into empty").count("empty/d/b.txt"), 1u);
  EXPECT_EQ(question("move the folder d into the folder new").choices.front(), "move it to new/d");
}

TEST_F(Move, AFolderIsRenamedWithOrWithoutASlash) {
  put("test/a.txt", "x");
  put("other/b.txt", "y");
  put("a.md", "z");
  for (const char* text : {"rename test/ to tests/", "rename test to tests/", "rename test/ to tests",
                           "rename the folder test to tests", "rename the directory test/ into tests/",
                           "change the name of the folder test/ to tests/", "mv test/ tests/",
                           "git mv test tests", "rename the folder ./test to ./tests/"})
    EXPECT_EQ(changes(text), (Files_{{"test/a.txt", "(gone)"}, {"tests/a.txt", "x"}})) << text;
  EXPECT_EQ(changes("rename test/ to new/tests/").count("new/tests/a.txt"), 1u);
  for (const char* text : {"rename test/ to other/", "rename the folder test to other"}) {
    EXPECT_EQ(error(text).code, ErrorCode::kConflict) << text;
    EXPECT_NE(error(text).hint.find("move test into other/"), std::string::npos);
  }
  EXPECT_EQ(error("rename test/ to test").code, ErrorCode::kInvalid);
  for (const char* text :
       {"move test/ into other/", "move test/ to other", "mv test other", "mv test/ other/"})
    EXPECT_EQ(changes(text).count("other/test/a.txt"), 1u) << text;
  EXPECT_EQ(changes("move test/ into tests/").count("tests/test/a.txt"), 1u);
  EXPECT_EQ(question("move test/ to tests/").choices,
            (std::vector<std::string>{"move it to tests/test", "move it to tests"}));
  // A file keeps its name in a folder.
  EXPECT_EQ(changes("rename a.md to docs/").count("docs/a.md"), 1u);
  EXPECT_EQ(changes("mv a.md docs/").count("docs/a.md"), 1u);
  EXPECT_EQ(changes("mv a.md b.md").count("b.md"), 1u);
  EXPECT_EQ(changes("mv a.md other").count("other/a.md"), 1u);
}

TEST_F(Move, ABareNewNameForAPathIsAQuestion) {
  put("src/util/a.txt", "x");
  EXPECT_EQ(question("rename src/util/ to base/").choices,
            (std::vector<std::string>{"move it to src/base", "move it to base"}));
  EXPECT_EQ(changes("rename the file src/util/a.txt to b.txt", {}, {0}).count("src/util/b.txt"), 1u);
  EXPECT_EQ(changes("rename the file src/util/a.txt to ./b.txt").count("b.txt"), 1u);
}

TEST_F(Move, PathsCountFromWhereThePersonStands) {
  put("a.md", "top");
  put("b.md", "top");
  put("docs/x.md", "");
  put("ui/a.md", "ui");
  put("ui/src/c.md", "ui");
  here_ = "ui";
  EXPECT_EQ(changes("move src/c.md to c.md"), (Files_{{"ui/src/c.md", "(gone)"}, {"ui/c.md", "ui"}}));
  EXPECT_EQ(changes("move src/c.md to lib/").count("ui/lib/c.md"), 1u);
  EXPECT_EQ(changes("move src/c.md to ../docs/").count("docs/c.md"), 1u);
  EXPECT_EQ(changes("move src/c.md to docs/").count("ui/docs/c.md"), 0u) << "docs is only at the top";
  EXPECT_EQ(changes("move src/c.md to docs/").count("docs/c.md"), 1u);
  EXPECT_EQ(question("rename a.md to z.md").choices, (std::vector<std::string>{"ui/a.md", "a.md"}));
  EXPECT_EQ(changes("rename a.md to z.md", {}, {0}).count("ui/z.md"), 1u);
  EXPECT_EQ(changes("rename a.md to z.md", {}, {1}).count("z.md"), 1u);
  EXPECT_EQ(changes("rename ./a.md to z.md").count("ui/z.md"), 1u);
  EXPECT_EQ(changes("rename ../a.md to ../z.md").count("z.md"), 1u);
  EXPECT_EQ(changes("rename b.md to z.md").count("z.md"), 1u) << "only the top has it";
  EXPECT_EQ(error("move ./a.md to ../../z.md").code, ErrorCode::kInvalid);
  EXPECT_EQ(error("move nowhere.md to z.md").code, ErrorCode::kNotFound);
}

TEST_F(Move, WhatAFolderLeavesBehindIsSaid) {
  put(".gitignore", "*.o\nbuild/\n");
  put("old/a.txt", "x");
  put("old/a.o", "x");
  put("old/build/b.txt", "x");
  put("old/sub/c.txt", "x");
  ASSERT_TRUE(std::filesystem::create_directory(root_ + "/old/sub/empty"));
  ASSERT_EQ(::mkfifo((root_ + "/old/pipe").c_str(), 0600), 0);
  EXPECT_EQ(changes("move the folder old to new.d").size(), 4u);
  EXPECT_TRUE(
      noted("not moved, so that old stays: old/a.o (ignored), old/build/ (ignored, or without files), "
            "old/pipe (not a regular file), old/sub/empty/ (an empty folder)"));
  EXPECT_EQ(changes("move the folder old/sub to new.d").size(), 2u);
  EXPECT_TRUE(noted("so that old/sub stays: old/sub/empty/ (an empty folder)"));
  std::filesystem::remove(root_ + "/old/sub/empty");
  EXPECT_EQ(changes("move the folder old/sub to new.d").size(), 2u);
  EXPECT_FALSE(noted("stays"));
}

TEST_F(Move, Refuses) {
  put("a.txt", "x");
  put("b.txt", "y");
  put("d/e.txt", "z");
  EXPECT_EQ(error("move a.txt to b.txt").code, ErrorCode::kConflict);
  EXPECT_EQ(error("move a.txt to b.txt/c").code, ErrorCode::kConflict);
  EXPECT_EQ(error("move c.txt to d").code, ErrorCode::kNotFound);
  EXPECT_EQ(error("move a.txt to ../b").code, ErrorCode::kInvalid);
  EXPECT_EQ(error("move a.txt to a.txt").code, ErrorCode::kInvalid);
  EXPECT_EQ(error("move d to d/f").code, ErrorCode::kInvalid);
  EXPECT_EQ(error("move a.txt to d/q.txt", {"a.txt"}).code, ErrorCode::kDenied);
  EXPECT_EQ(error("move a.txt to d/", {"b.txt", "d"}).code, ErrorCode::kDenied);
  EXPECT_EQ(changes("move a.txt to d"), (Files_{{"a.txt", "(gone)"}, {"d/a.txt", "x"}}));
}

TEST_F(Move, NotesWhatIsOutsideTheScope) {
  put("s/a.h", "");
  put("b.cc", "#include \"s/a.h\"\n");
  EXPECT_EQ(changes("move s/a.h to s/c.h", {"s"}).size(), 2u);
  EXPECT_TRUE(noted("outside the task's scope: b.cc:1"));
}

TEST_F(Move, WhatNoReaderOfReferencesKnowsIsSaid) {
  put("src/lib/date.ts", "");
  put("src/app.ts",
      "import d from '@/lib/date';\nimport e from '~/lib/date';\nimport f from './lib/date';\nlet date = "
      "1;\n");
  put("src/other.ts",
      "import g from 'src/lib/date';\nimport h from '@/other/date';\nimport i from 'x/lib/date';\n");
  put("tsconfig.json", "{\"compilerOptions\": {\"paths\": {\"#date\": [\"./src/lib/date.ts\"]}}}\n");
  changes("move src/lib/date.ts to src/time/day.ts");
  EXPECT_TRUE(noted("may refer to a moved file: @/lib/date in src/app.ts:1"));
  EXPECT_TRUE(noted("may refer to a moved file: ~/lib/date in src/app.ts:2"));
  EXPECT_FALSE(noted("src/app.ts:3"));
  EXPECT_FALSE(noted("src/app.ts:4"));
  EXPECT_TRUE(noted("may refer to a moved file: src/lib/date in src/other.ts:1"));
  EXPECT_FALSE(noted("src/other.ts:2"));
  EXPECT_FALSE(noted("src/other.ts:3"));
  EXPECT_TRUE(noted("tsconfig.json:1"));

  put("acme/core/__init__.py", "");
  put("acme/core/parser.py", "");
  put("tests/t.py",
      "import acme.core.parser\nmock.patch(\"acme.core.parser.read\")\nimport_module('acme.core.parser')\n# "
      "parser\n");
  put("pyproject.toml", "[project.scripts]\nx = \"acme.core.parser:main\"\n");
  put("Makefile", "run:\n\tpython -m acme.core.parser\n");
  changes("move acme/core/parser.py to acme/core/reader.py");
  EXPECT_TRUE(noted("tests/t.py:3"));
  EXPECT_FALSE(noted("tests/t.py:1"));
  EXPECT_FALSE(noted("tests/t.py:4"));
  EXPECT_TRUE(noted("pyproject.toml:2"));
  EXPECT_TRUE(noted("Makefile:2"));

  put("src/main/java/com/acme/Parser.java", "package com.acme;\nclass Parser {}\n");
  put("src/main/java/com/other/Use.java", "import com.acme.Parser;\n");
  changes("move src/main/java/com/acme/Parser.java to src/main/java/com/acme/core/");
  EXPECT_TRUE(noted("“package com.acme;” in src/main/java/com/acme/Parser.java"));
  EXPECT_TRUE(noted("com.acme.Parser in src/main/java/com/other/Use.java:1"));

  put("docs/guide/first.md", "");
  put("docs/top.md", "");
  put("mkdocs.yml", "nav:\n  - A: guide/first.md\n  - B: top.md\n");
  changes("move docs/guide/first.md to docs/guide/start.md");
  EXPECT_TRUE(noted("mkdocs.yml:2"));
  changes("move docs/top.md to docs/guide/top.md");
  EXPECT_TRUE(noted("mkdocs.yml:3"));
}

TEST_F(Move, TwoFilesOfOneNameAreLeftAlone) {
  put("x/u.h", "");
  put("y/u.h", "");
  put("m.cc", "#include <u.h>\n");
  EXPECT_EQ(changes("move x/u.h to z/u.h").size(), 2u);
  EXPECT_TRUE(noted("which 2 files match"));
}

}  // namespace
}  // namespace suit::mechanic
