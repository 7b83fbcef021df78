#include "propose/mechanic/preamble.h"

#include <gtest/gtest.h>

namespace suit::mechanic {
namespace {

// The text before the place; "none" if there is no place.
std::string before(std::string_view path, std::string_view content, std::string_view inserted = "# c") {
  auto at = after_preamble(language_of(path, content), content, inserted);
  return at ? std::string(content.substr(0, *at)) : "none";
}

TEST(Preamble, EncodingsAndInterpreters) {
  EXPECT_EQ(before("a.py", "#!/usr/bin/env python3\n# -*- coding: latin-1 -*-\nx\n"),
            "#!/usr/bin/env python3\n# -*- coding: latin-1 -*-\n");
  EXPECT_EQ(before("a.py", "# vim: set fileencoding=utf-8 :\r\nx"), "# vim: set fileencoding=utf-8 :\r\n");
  EXPECT_EQ(before("a.py", "# first\n# coding: utf-8\nx"), "# first\n# coding: utf-8\n");
  EXPECT_EQ(before("a.py", "x = 1\n# coding: utf-8\n"), "");
  EXPECT_EQ(before("a.py", "#!/bin/x\n# a\n# coding: utf-8\n"), "#!/bin/x\n");
  EXPECT_EQ(before("a.rb", "# frozen_string_literal: true\n# encoding: utf-8\n# other\n"),
            "# frozen_string_literal: true\n# encoding: utf-8\n");
  EXPECT_EQ(before("a.rs", "#![allow(x)]\nfn f() {}\n", "// c"), "");
  EXPECT_EQ(before("a.sh", "\xef\xbb\xbf#!/bin/sh\nx\n"), "\xef\xbb\xbf#!/bin/sh\n");
  EXPECT_EQ(before("_x", "#compdef x\n_x() {}\n"), "");  // not a known shell
  EXPECT_EQ(before("x.zsh", "#compdef x\n_x() {}\n"), "#compdef x\n");
  EXPECT_EQ(before("Dockerfile", "# syntax=docker/dockerfile:1\n# escape = `\n# x=y\nFROM a\n"),
            "# syntax=docker/dockerfile:1\n# escape = `\n");
}

TEST(Preamble, ModeLines) {
  EXPECT_EQ(before("a.el", ";;; a.el --- b -*- lexical-binding: t -*-\n(x)\n", ";; c"),
            ";;; a.el --- b -*- lexical-binding: t -*-\n");
  EXPECT_EQ(before("a.h", "/* -*- C++ -*- */\nint x;\n", "// c"), "/* -*- C++ -*- */\n");
  EXPECT_EQ(before("a.h", "// -*- C++ -*-\n// other\n", "// c"), "// -*- C++ -*-\n");
  EXPECT_EQ(before("a.h", "/* -*- C++ -*-\n * other */\nx", "// c"), "/* -*- C++ -*-\n * other */\n");
}

TEST(Preamble, Markup) {
  EXPECT_EQ(before("a.xml", "<?xml version=\"1.0\"\n?>\n<!DOCTYPE a [\n<!ENTITY x \">\">\n]>\n<a/>\n"),
            "<?xml version=\"1.0\"\n?>\n<!DOCTYPE a [\n<!ENTITY x \">\">\n]>\n");
  EXPECT_EQ(before("a.html", "<!doctype html><html>\n"), "<!doctype html>");
  EXPECT_EQ(before("a.html", "\n<!DOCTYPE html>\n<html>\n"), "\n<!DOCTYPE html>\n");
  EXPECT_EQ(before("a.svg", "<?xml version=\"1.0\"?><svg/>"), "<?xml version=\"1.0\"?>");
  EXPECT_EQ(before("a.html", "<p>"), "");
  EXPECT_EQ(before("a.css", "@charset \"utf-8\";\na {}\n", "/* c */"), "@charset \"utf-8\";\n");
}

TEST(Preamble, FrontMatter) {
  EXPECT_EQ(before("a.md", "---\ntitle: x\n---\n# X\n"), "---\ntitle: x\n---\n");
  EXPECT_EQ(before("a.md", "---\r\ntitle: x\r\n...\r\n# X\n"), "---\r\ntitle: x\r\n...\r\n");
  EXPECT_EQ(before("a.md", "+++\nx = 1\n+++\n"), "+++\nx = 1\n+++\n");
  EXPECT_EQ(before("a.html", "---\nlayout: x\n---\n<p>\n"), "---\nlayout: x\n---\n");
  EXPECT_EQ(before("a.md", "---\nno end\n"), "");
  EXPECT_EQ(before("a.lua", "---\nx\n---\n", "-- c"), "");
}

TEST(Preamble, Php) {
  EXPECT_EQ(before("a.php", "#!/usr/bin/php\n<?php\nx();\n", "// c"), "#!/usr/bin/php\n<?php\n");
  EXPECT_EQ(before("a.php", "<?php declare(strict_types=1);\nx();\n", "// c"),
            "<?php declare(strict_types=1);\n");
  EXPECT_EQ(before("a.php", "<?php /* a\n b */ x();\n", "// c"), "none");
  EXPECT_EQ(before("a.php", "<?php x() ?>\n<p>\n", "// c"), "none");
  EXPECT_EQ(before("a.php", "<?php\n// a\ndeclare(strict_types=1);\nnamespace A;\nx();\n", "use B;"),
            "<?php\n// a\ndeclare(strict_types=1);\nnamespace A;\n");
}

TEST(Preamble, FirstStatements) {
  EXPECT_EQ(before("a.js", "'use strict';\nx();\n", "// c"), "");
  EXPECT_EQ(before("a.js", "// a\n'use strict';\n\"use client\"\nx();\n", "import y from 'y';"),
            "// a\n'use strict';\n\"use client\"\n");
  EXPECT_EQ(before("a.js", "'a'.b();\n", "import y from 'y';"), "");
  EXPECT_EQ(before("a.py", "\"\"\"Doc\n\"\"\"\n\nfrom __future__ import (\n  annotations)\nimport a\n",
                   "import os"),
            "\"\"\"Doc\n\"\"\"\n\nfrom __future__ import (\n  annotations)\n");
  EXPECT_EQ(before("a.py", "import a\n\"\"\"no doc\"\"\"\n", "import os"), "");
  EXPECT_EQ(before("a.py", "\"\"\"Doc\"\"\"\n", "# c"), "");
  EXPECT_EQ(before("a.yaml", "# a\n%YAML 1.2\n---\nb: 1\n", "c: 2"), "# a\n%YAML 1.2\n---\n");
  EXPECT_EQ(before("a.yaml", "---\nb: 1\n", "# c"), "");
}

TEST(Preamble, HeadersAreFoundBeforeAndAfter) {
  const Language& python = language_named("Python");
  std::string_view content = "# H\n# coding: utf-8\n\n# K\n# L\nx\n";
  EXPECT_EQ(find_header(python, content, "# H"), 0u);
  EXPECT_EQ(find_header(python, content, "# K\n# L"), content.find("# K"));
  EXPECT_EQ(find_header(python, content, "# L"), std::nullopt);
  EXPECT_EQ(find_header(python, "", "# L"), std::nullopt);
  EXPECT_EQ(find_header(python, "# L", "# L\n"), 0u);
}

}  // namespace
}  // namespace suit::mechanic
