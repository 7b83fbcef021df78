#include "wiki/llms_txt.h"

#include "support/testing.h"

namespace suit {
namespace {

TEST(LlmsTxt, OfAFolderOfDocuments) {
  TemporaryFolder folder;
  folder.write("README.md",
               "[![badge](x.svg)](y)\n# The *Thing*\n\nIt does [much](a.md). And more.\n\n## More\n");
  folder.write("guide/first steps.md",
               "---\ntitle: no\n---\nFirst steps\n===========\n\nHow to `begin`. Then go on.\n");
  folder.write("CHANGELOG.md", "# Changes\n");
  folder.write("code.py", "# not a page\n");
  auto files = must(open_files(folder.path()));
  Folder view(*files);
  EXPECT_EQ(must(make_llms_txt(view, "thing", "https://example.org/")),
            "# The Thing\n\n> It does much. And more.\n\n## Docs\n\n- [The "
            "Thing](https://example.org/README.md): It does much.\n\n"
            "## Guide\n\n- [First steps](https://example.org/guide/first%20steps.md): How to begin.\n\n## "
            "Optional\n\n- [Changes](https://example.org/CHANGELOG.md)\n");
  // The output passes its own check.
  auto is_there = [&](const std::string& path) { return folder.exists(path); };
  EXPECT_TRUE(check_llms_txt(must(make_llms_txt(view, "thing", "")), is_there).empty());
}

TEST(LlmsTxt, ProblemsHaveLines) {
  auto problems = [](std::string_view text) {
    std::string all;
    for (const LlmsProblem& one :
         check_llms_txt(text, [](const std::string& path) { return path == "a b.md"; }))
      all += std::to_string(one.line) + " " + one.what + "|";
    return all;
  };
  EXPECT_EQ(problems("# A\n\n> b\n\nwords\n\n## Docs\n- [a](a%20b.md#x): c\n- [web](https://example.org)\n"),
            "");
  EXPECT_EQ(problems(""), "1 it is empty: it has to begin with a title|");
  EXPECT_EQ(problems("words\n# A\n"), "1 it has to begin with a title: # Name|");
  EXPECT_EQ(problems("# A\n## B\n## C\n- [x](no.md)\n- [y](no.md)\nwords\n### D\n# E\n"),
            "2 the section lists no page|4 leads nowhere: no.md|5 listed twice: no.md|5 leads nowhere: "
            "no.md|6 not of the form - [name](link): notes|"
            "7 sections have no sections of their own|8 there is a second title|");
  EXPECT_EQ(problems("\xFF"), "1 it is not UTF-8|");
}

}  // namespace
}  // namespace suit
