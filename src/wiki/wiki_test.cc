#include "wiki/wiki.h"

#include <gtest/gtest.h>

#include <regex>

#include "base/text.h"
#include "code/imports.h"
#include "support/testing.h"
#include "wiki/prose.h"

namespace suit {
namespace {

TEST(Prose, WhatAFileSaysOfItself) {
  EXPECT_EQ(remark_of_file("// Copyright 2024 X\n// SPDX-License-Identifier: MIT\n\n// Reads the log.\n// In "
                           "order.\n\nint x;\n")
                .text,
            "Reads the log. In order.");
  EXPECT_EQ(remark_of_file("/*\n * Keeps the index.\n *\n * More.\n */\n").line, 2u);
  EXPECT_EQ(
      remark_of_file("#!/usr/bin/python3\n# -*- coding: utf-8 -*-\n\"\"\"Makes tea.\n\nMore.\n\"\"\"\n").text,
      "Makes tea.");
  EXPECT_EQ(remark_of_file("\"\"\"\ntea.pots\n~~~~~~~~\n\nHolds the pots.\n\"\"\"\n").text,
            "Holds the pots.");
  EXPECT_EQ(remark_of_file("#include <x>\nint x;\n").line, 0u);
  EXPECT_EQ(remark_of_line("int a;\n\n// Adds one.\nint f();\n", 4).text, "Adds one.");
  EXPECT_EQ(remark_of_line("/** Adds\n *  two. */\ntemplate <class T>\nint f();\n", 4).text, "Adds two.");
  EXPECT_EQ(remark_of_line("def f():\n    '''Adds three.'''\n", 1).text, "Adds three.");
  EXPECT_EQ(remark_of_line("int f();\n", 1).line, 0u);
  EXPECT_EQ(remark_of_line("x", 7).line, 0u);
}

TEST(Imports, OfEachLanguage) {
  std::vector<std::string> paths = {"src/base/a.h",      "src/base/a.cc", "src/x/b.h",     "lib/base/a.h",
                                    "pkg/__init__.py",   "pkg/m.py",      "pkg/sub/n.py",  "web/a.ts",
                                    "web/b/index.ts",    "web/c.js",      "rs/src/lib.rs", "rs/src/io.rs",
                                    "java/org/x/Y.java", "go/util/u.go",  "src/string.h"};
  ImportResolver resolver(paths);
  auto of = [&](std::string_view path, std::string_view text) {
    std::string all;
    for (const Import& one : resolver.imports_of(path, text))
      all += std::to_string(one.line) + ":" + paths[one.target] + " ";
    return all;
  };
  EXPECT_EQ(of("src/x/b.cc",
               "#include \"b.h\"\n#include \"base/a.h\"\n# include <string.h>\n#include \"none.h\"\n"),
            "1:src/x/b.h 2:src/base/a.h ");
  EXPECT_EQ(of("lib/base/z.cc", "#include \"base/a.h\"\n"), "1:lib/base/a.h ");
  EXPECT_EQ(of("pkg/sub/n.py",
               "from ..m import f\nfrom .. import m\nimport pkg.m, os\nfrom pkg import m as other\n"),
            "1:pkg/m.py 4:pkg/__init__.py ");
  EXPECT_EQ(of("web/c.js",
               "import { x } from './a';\nconst b = require(\"./b\");\nimport './a.js';\nimport y from "
               "'left-pad';\n"),
            "1:web/a.ts 2:web/b/index.ts ");
  EXPECT_EQ(of("rs/src/lib.rs", "pub mod io;\nuse crate::io::Read;\n"), "1:rs/src/io.rs ");
  EXPECT_EQ(of("java/org/x/Z.java", "import org.x.Y;\n"), "1:java/org/x/Y.java ");
  EXPECT_EQ(of("go/main.go", "import (\n\t\"example.org/go/util\"\n)\n"), "2:go/util/u.go ");
  EXPECT_EQ(of("a.txt", "#include \"a.h\"\n"), "");
  // Imports inside docstrings and comments do not count.
  EXPECT_EQ(of("pkg/z.py",
               "\"\"\"Use it:\n\n    from pkg import m\n\"\"\"\nx = '''a\nimport pkg.m\n'''\ny = '\"\"\"'  # "
               "\"\"\"\nfrom pkg.sub import n\n"),
            "9:pkg/sub/n.py ");
  EXPECT_EQ(of("web/z.ts", "/*\nimport x from './a';\n*/\nimport y from './c'; /* one */\n"), "4:web/c.js ");
  std::vector<std::string> tested = {"src/app.py", "tests/shop/models.py", "tests/test_app.py"};
  EXPECT_TRUE(ImportResolver(tested).imports_of("src/app.py", "from shop.models import Order\n").empty());
  EXPECT_EQ(ImportResolver(tested).imports_of("tests/test_app.py", "from shop.models import Order\n").size(),
            1u);
}

// Text that only looks like an import.
TEST(Imports, StringsCommentsAndTheLanguagesOwnAreNone) {
  std::vector<std::string> paths = {"src/app/__init__.py",
                                    "src/app/core.py",
                                    "src/app/json.py",
                                    "tests/fixtures/core.py",
                                    "tests/typing.py",
                                    "tests/app.py",
                                    "web/a.ts",
                                    "lib/x.h",
                                    "rs/src/io.rs",
                                    "java/org/x/Y.java",
                                    "go.mod",
                                    "json/j.go",
                                    "util/u.go",
                                    "util/u_test.go",
                                    "scripts/helper.py",
                                    "scripts/run.py"};
  ImportResolver resolver(paths);
  auto of = [&](std::string_view path, std::string_view text) {
    std::string all;
    for (const Import& one : resolver.imports_of(path, text))
      all += std::to_string(one.line) + ":" + paths[one.target] + " ";
    return all;
  };
  EXPECT_EQ(of("src/app/core.py",
               "\"\"\"Doc.\n\n    import app\n    from core import x\n\"\"\"\nimport typing, json\nfrom core "
               "import y\n# import app\nimport app.json\n"),
            "9:src/app/json.py ");
  EXPECT_EQ(of("scripts/run.py", "import helper\nimport core\n"), "1:scripts/helper.py ");
  EXPECT_EQ(of("src/app/core.py", "from . import json\n"), "1:src/app/json.py ");
  EXPECT_EQ(of("web/b.ts",
               "// taken from './a'\nconst s = \"copied from './a'\";\n/*\nimport a from './a';\n*/\nconst t "
               "= `\nimport a from './a';\n`;\nx.require('./a');\n"),
            "");
  EXPECT_EQ(of("web/b.ts", "import {\n  a,\n} from './a';\n"), "3:web/a.ts ");
  EXPECT_EQ(
      of("lib/y.cc", "/*\n#include \"x.h\"\n*/\nauto s = R\"(\n#include \"x.h\"\n)\";\n#include \"x.h\"\n"),
      "7:lib/x.h ");
  EXPECT_EQ(of("rs/src/lib.rs", "/*\nmod io;\n*/\nlet s = \"\nmod io;\n\";\n"), "");
  EXPECT_EQ(of("java/Z.java", "/**\nimport org.x.Y;\n*/\nString s = \"\"\"\n import org.x.Y;\n\"\"\";\n"),
            "");
  EXPECT_EQ(of("main.go",
               "import (\n\t\"encoding/json\"\n\t\"github.com/other/util\"\n)\nvar s = "
               "\"example.org/mine/util\"\n"),
            "3:util/u.go ")
      << "by its folder, where no go.mod says more";
  resolver.add_go_module("go.mod", "// x\nmodule example.org/mine // y\n");
  EXPECT_EQ(of("main.go",
               "import (\n\t\"encoding/json\"\n\t\"github.com/other/util\"\n)\nimport u "
               "\"example.org/mine/util\"\nvar s = \"example.org/mine/json\"\n"),
            "5:util/u.go ");
}

TEST(Prose, SignsThatAreNoEmphasis) {
  EXPECT_EQ(plain_prose("*Tea* and **milk**, _hot_ or __cold__"), "Tea and milk, hot or __cold__")
      << "one word between two on both sides is a name of Python's";
  EXPECT_EQ(plain_prose("__very hot__ tea in `a*b_c`, `` `x` ``"), "very hot tea in a*b_c, `x`");
  EXPECT_EQ(plain_prose("2 * 3 is a_b_c of __init__.py and snake_case"),
            "2 * 3 is a_b_c of __init__.py and snake_case");
  EXPECT_EQ(plain_prose("takes *args, **kwargs and _private, not _other"),
            "takes *args, **kwargs and _private, not _other");
  EXPECT_EQ(remark_of_file("/* eslint-disable no-var */\n// @ts-check\n// Makes tea.\n").text, "Makes tea.");
  EXPECT_EQ(remark_of_file("# pylint: disable=x\n\"\"\"Makes tea.\"\"\"\n").text, "Makes tea.");
}

class WikiTest : public testing::Test {
 protected:
  // Every citation of every page: "path:line" with its link.
  static std::vector<std::pair<std::string, size_t>> citations(const std::vector<WikiPage>& pages) {
    std::vector<std::pair<std::string, size_t>> found;
    std::regex form(R"(\]\((?:\.\./)*([^)]*)#L(\d+)\))");
    for (const WikiPage& page : pages)
      for (std::sregex_iterator it(page.markdown.begin(), page.markdown.end(), form), end; it != end; ++it)
        found.emplace_back((*it)[1], std::stoul((*it)[2]));
    return found;
  }
  std::vector<WikiPage> make(const std::string& to_root = "") {
    auto files = must(open_files(folder_.path()));
    Folder folder(*files);
    Catalogue catalogue = must(catalogue_of(folder, {}));
    return wiki_pages(must(make_wiki(folder, catalogue, {.name = "fallback"})), catalogue, to_root);
  }
  TemporaryFolder folder_;
};

TEST_F(WikiTest, SaysWhatIsThereAndWhere) {
  folder_.write("README.md",
                "# Tea\n\nMakes *tea*, quickly.\n\n## Build\n\n```sh\nmake tea   # of all leaves\n```\n");
  folder_.write("Makefile", "# Boils.\ntea: water\n\ttrue\n");
  folder_.write("src/pot/pot.h",
                "// A pot that holds tea.\nstruct Pot {\n  int cups;\n};\n\n// Pours all of it.\nvoid "
                "pour(Pot& pot);\n");
  folder_.write("src/pot/pot.cc", "#include \"pot/pot.h\"\nvoid pour(Pot& pot) { pot.cups = 0; }\n");
  folder_.write("src/kitchen/kitchen.cc",
                "// Where tea is made.\n#include \"pot/pot.h\"\nvoid serve() { Pot pot; pour(pot); }\n");
  std::vector<WikiPage> pages = make("../");
  std::map<std::string, std::string> by_path;
  for (const WikiPage& page : pages) by_path[page.path] = page.markdown;
  const std::string& index = by_path["index.md"];
  for (const char* part :
       {"# Tea\n\nMakes tea, quickly. [README.md:3](../README.md#L3)",
        "A pot that holds tea. [src/pot/pot.h:1](../src/pot/pot.h#L1)",
        "Where tea is made. [src/kitchen/kitchen.cc:1]", "```mermaid\ngraph TD\n",
        "| src/kitchen | src/pot | 1 | [src/kitchen/kitchen.cc:2](../src/kitchen/kitchen.cc#L2) |"})
    EXPECT_NE(index.find(part), std::string::npos) << part << "\n" << index;
  EXPECT_NE(by_path["modules/src-pot.md"].find("`void pour(Pot& pot)"), std::string::npos)
      << by_path["modules/src-pot.md"];
  EXPECT_NE(by_path["modules/src-pot.md"].find(
                "Pours all of it. [src/pot/pot.h:6](../../src/pot/pot.h#L6) Used in"),
            std::string::npos)
      << by_path["modules/src-pot.md"];
  EXPECT_NE(by_path["build.md"].find("| `make tea` | Boils. | [Makefile:2](../Makefile#L2) |"),
            std::string::npos)
      << by_path["build.md"];
  EXPECT_NE(by_path["build.md"].find("| `make tea` | of all leaves | [README.md:8](../README.md#L8) |"),
            std::string::npos)
      << by_path["build.md"];
  // Each leads to an existing line.
  auto found = citations(pages);
  EXPECT_GT(found.size(), 15u);
  for (const auto& [path, line] : found) {
    std::string text = folder_.read(path);
    EXPECT_GE(split_lines(text).size(), line) << path;
  }
}

// Markdown in names is escaped.
TEST_F(WikiTest, NamesAndCodeAreLiteral) {
  folder_.write("README.md", "# Tea\n\nMakes tea.\n");
  folder_.write("pyproject.toml",
                "[project]\nname = \"tea\"\n\n[tool.tox.env.style]\nx = 1\n\n[tool.tox]\ny = 2\n");
  folder_.write(
      "src/tea/__init__.py",
      "\"\"\"Tea & more in __all__ of my_tea.\"\"\"\ndef pour(cup: str | bytes) -> None:\n    pass\n");
  folder_.write("src/use/use.py", "from tea import pour\npour('a')\n");
  std::map<std::string, std::string> by_path;
  for (const WikiPage& page : make("../")) by_path[page.path] = page.markdown;
  EXPECT_TRUE(has(by_path["index.md"],
                  "Tea \\& more in \\_\\_all\\_\\_ of my_tea. "
                  "[src/tea/\\_\\_init\\_\\_.py:1](../src/tea/__init__.py#L1)"))
      << by_path["index.md"];
  EXPECT_TRUE(has(by_path["types.md"], "`def pour(cup: str | bytes) -> None:`")) << by_path["types.md"];
  EXPECT_TRUE(has(by_path["build.md"], "| `pip install .` | the package tea | ")) << by_path["build.md"];
  EXPECT_TRUE(has(by_path["build.md"], "| `tox` | tested by tox | [pyproject.toml:7]"))
      << by_path["build.md"];
  EXPECT_FALSE(has(by_path["build.md"], "style")) << by_path["build.md"];
}

TEST_F(WikiTest, SignsOfMarkdownAreShownAsTheyAre) {
  folder_.write("app/__init__.py",
                "\"\"\"Uses __init__ and a|b & ~~c~~ \\d.\"\"\"\n\n\ndef load(value: str | bytes, "
                "mark=\"`\") -> int:\n    return 1\n");
  folder_.write("app/use.py", "from app import load\nload('a')\n");
  folder_.write("Makefile", "a__b: x\n\ttrue | cat\n");
  std::map<std::string, std::string> by_path;
  for (const WikiPage& page : make()) by_path[page.path] = page.markdown;
  std::string module = by_path["modules/app.md"];
  EXPECT_NE(module.find("[app/\\_\\_init\\_\\_.py:1](../app/__init__.py#L1)"), std::string::npos) << module;
  EXPECT_NE(module.find("Uses \\_\\_init\\_\\_ and a\\|b \\& \\~\\~c\\~\\~ \\\\d. "), std::string::npos)
      << module;
  EXPECT_NE(module.find("- ``def load(value: str | bytes, mark=\"`\") -> int"), std::string::npos) << module;
  EXPECT_EQ(module.find("str \\| bytes"), std::string::npos) << "a bar ends no cell outside of a table";
}

TEST_F(WikiTest, WhatOneFileSaysIsNotSaidOfItsModule) {
  folder_.write("src/a.py", "\"\"\"Boils water.\"\"\"\nimport b\n");
  folder_.write("src/b.py", "\"\"\"Pours it.\"\"\"\ndef pour():\n    pass\n");
  folder_.write("lib/__init__.py", "\"\"\"All of the tea.\"\"\"\n");
  folder_.write("lib/c.py", "\"\"\"A cup.\"\"\"\nimport lib\n");
  std::string index = make()[0].markdown;
  EXPECT_NE(index.find("a.py: Boils water. [src/a.py:1]"), std::string::npos) << index;
  EXPECT_NE(index.find("| All of the tea. [lib/"), std::string::npos) << index;
}

TEST_F(WikiTest, HowItIsBuiltIsReadWhereItStands) {
  folder_.write("pyproject.toml",
                "[project]\nname = \"tea\"\n\n[build-system]\nbuild-backend = "
                "\"flit_core.buildapi\"\n\n[tool.tox.env.style]\nname = "
                "\"no\"\n[tool.tox]\n\n[tool.pytest.ini_options]\n[tool.pytestx]\n");
  folder_.write(
      "pom.xml",
      "<project>\n <parent><artifactId>p</artifactId></parent>\n <artifactId>tea</artifactId>\n "
      "<dependencies><dependency>\n<artifactId>junit</artifactId></dependency></dependencies>\n</project>\n");
  folder_.write("Cargo.toml",
                "[package]\nname = \"leaf\"\n[dependencies.x]\nname = \"no\"\n[[bin]]\nname = \"pour\"\n");
  folder_.write("configure.ac", "AC_INIT([pot], [1.0])\n");
  folder_.write("meson.build", "project('kettle', 'c')\n");
  folder_.write("CMakeLists.txt", "project(cup)\nadd_executable(${x} a.c)\nenable_testing()\n");
  folder_.write("docs/Makefile", "html:\n\ttrue\n");
  folder_.write("web/package.json", "{\"scripts\": {\"unit\": \"node x\"}}\n");
  folder_.write("README.md",
                "# T\n\n```toml\npython = \"^3.9\"\n```\n\n```python\npython = 3\n```\n\n```sh\npython -m "
                "tea\n```\n\n```\ngo = 1\nmake tea\n```\n");
  std::map<std::string, std::string> by_path;
  for (const WikiPage& page : make()) by_path[page.path] = page.markdown;
  const std::string& build = by_path["build.md"];
  for (const char* part :
       {"| `pip install .` | the package tea | [pyproject.toml:2]",
        "| `pip install .` | built by flit_core.buildapi | [pyproject.toml:5]",
        "| `tox` | tested by tox | [pyproject.toml:9]", "| `pytest` | tested by pytest | [pyproject.toml:11]",
        "| `mvn package` | Maven builds tea | [pom.xml:3]", "the crate leaf | [Cargo.toml:2]",
        "a program pour | [Cargo.toml:6]", "autoconf configures pot |", "Meson builds the project kettle |",
        "CMake builds the project cup |", "| a program | [CMakeLists.txt:2]",
        "| `ctest --test-dir build` | runs its tests |", "| `python -m tea` |", "| `make tea` |",
        "| `make -C docs html` |", "| `npm --prefix web run unit` |"})
    EXPECT_NE(build.find(part), std::string::npos) << part << "\n" << build;
  for (const char* part : {"style", "junit", " no |", "python =", "go = ", "${x}"})
    EXPECT_EQ(build.find(part), std::string::npos) << part << "\n" << build;
}

TEST_F(WikiTest, OddFolders) {
  auto files = must(open_files(folder_.path()));
  Folder folder(*files);
  Catalogue none = must(catalogue_of(folder, {}));
  EXPECT_EQ(make_wiki(folder, none, {}).error().code, ErrorCode::kNotFound);
  folder_.write("a|b `c`/[x](y).py", "\"\"\"<b>bold</b> | *stars*\"\"\"\ndef f(): pass\n");
  std::string index = make()[0].markdown;
  EXPECT_EQ(index.find("<b>"),
            index.find("\\<b>") == std::string::npos ? index.find("<b>") : index.find("\\<b>") + 1);
  EXPECT_NE(index.find("a%7Cb%20%60c%60/%5Bx%5D%28y%29.py#L1"), std::string::npos) << index;
  EXPECT_NE(index.find("# fallback"), std::string::npos);
}

}  // namespace
}  // namespace suit
