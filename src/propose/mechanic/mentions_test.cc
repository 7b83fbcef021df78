#include "propose/mechanic/mentions.h"

#include <gtest/gtest.h>

namespace suit::mechanic {
namespace {

// One letter per occurrence of util: n(ame), . for a part of something, w(ord), m(acro).
std::string places(std::string_view path, std::string_view text, std::string_view name = "util") {
  std::string out;
  each_mention(language_of(path, text), text, name, [&](const Mention& mention) {
    EXPECT_EQ(text.substr(mention.at, name.size()), name);
    out += mention.standing == Standing::kName   ? 'n'
           : mention.standing == Standing::kPart ? '.'
           : mention.standing == Standing::kWord ? 'w'
                                                 : 'm';
  });
  return out;
}

TEST(Mentions, CodeHasOperators) {
  EXPECT_EQ(places("a.c", "util.c = util-1 + a/util; x->util; util2; _util;"), "nnnn");
  EXPECT_EQ(places("meson.build", "util.found(); util-1"), "nn");
  EXPECT_EQ(places("a.sql", "select util.c, a/util from util"), "nnn");
}

TEST(Mentions, Makefiles) {
  EXPECT_EQ(places("Makefile", "util.o: util.c src/util.h\n"), "...");
  EXPECT_EQ(places("Makefile", "$(util) ${util} $(util:.c=.o) $(call util,x)\n"), "nnnw");
  EXPECT_EQ(places("Makefile", "util+=a\nutil?=b\nutil := c\nutil=d\n"), "nnwn");
  EXPECT_EQ(places("Makefile", "util: util-objs util%.o util*.c\n\t@util x\n\t./util\n"), "w...w.");
  EXPECT_EQ(
      places("CMakeLists.txt", "add_library(util util.c src/util.c.in util-x ${util}/a ${CMAKE}/util)\n"),
      "w...n.");
  EXPECT_EQ(places("Dockerfile", "COPY util /opt/util\nRUN util --util=1\n"), "w.w.");
}

TEST(Mentions, Shells) {
  EXPECT_EQ(places("a.sh", "util() { ./util.sh; util-test; $util/x; ${util-y} ${util%.c}; }\n"), "n..nnn");
  EXPECT_EQ(places("a.sh", "util=1; a=$((util-1)); b=$((a/util*2)); util --util <util.in\n"), "nnnw..");
  EXPECT_EQ(places("a.sh", "echo \"$util/x ${util}\" | util\n"), "nnw");
}

TEST(Mentions, Configuration) {
  EXPECT_EQ(places("a.yaml", "util: 1\nb: src/util.c\nc: util.py\nd: util.enabled\ne: util@1.2\nf: util-x\n"),
            "w..n..");
  EXPECT_EQ(places("a.ini", "[util]\nutil = src/util\nx=util.log\ny = a.util\n"), "ww..n");
  EXPECT_EQ(places("a.toml", "util = 1\n[util.x]\n"), "wn");
}

TEST(Mentions, Prose) {
  EXPECT_EQ(places("a.md", "`util.c` `util()` `util.run()` `src/util` `util-test` `util`. `x.util`\n"),
            ".nn..wn");
  EXPECT_EQ(places("a.md", "util, util.c, src/util and util-based.\n"), "n..n");
  EXPECT_EQ(places("a.c", "// util.c: util/x //util, util's; \"util\" util-y\n"), "..nnnn");
  EXPECT_EQ(places("a.js", "import './util'; x = 'util'; y = 'util.js'\n"), ".n.");
}

TEST(Mentions, PathsThatAreStrings) {
  EXPECT_EQ(places("a.c", "#include <util>\n#include <util/x.h>\nbool b = a <util> c;"), "n.n");
  EXPECT_EQ(places("a.css", ".util { b: url(util/x.png) } .a.util {}"), "n.n");
  EXPECT_EQ(places("a.html", "<a href=util/x.html util=1>"), ".n");
}

TEST(Mentions, SuffixesAndMacros) {
  EXPECT_EQ(places("a.rb", "ok? ok! ok!= 1; ok == ok ? 1 : ok?==2", "ok"), "nnn");
  EXPECT_EQ(places("a.rb", "ok? || !ok?", "ok?"), "nn");
  EXPECT_EQ(places("a.ex", "!ok and ok?(1)", "ok"), "n");
  EXPECT_EQ(places("a.jl", "!ok && ok!(x) && ok!=2", "ok"), "nn");
  EXPECT_EQ(places("a.rs", "vec![1]; vec != 1; vec(!x); macro_rules! vec { () => {} }", "vec"), "mnnm");
}

TEST(Mentions, LongLinesTakeLinearTime) {
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += "util/-";
  EXPECT_EQ(places("Makefile", text).size(), 100'000u);
}

}  // namespace
}  // namespace suit::mechanic
