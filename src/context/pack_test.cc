#include "context/pack.h"
#include "search/passages.h"

#include <random>

#include "base/json.h"
#include "support/testing.h"

namespace suit {
namespace {

class PackTest : public testing::Test {
 protected:
  Pack plan(PackOptions options = {}) {
    if (!files_) files_ = must(open_files(folder_.path()));
    view_ = std::make_unique<Folder>(*files_);
    options.name = "it";
    CatalogueOptions catalogue;
    catalogue.counted = options.vocabulary;
    catalogue.cache = options.cache;
    return must(Pack::plan(*view_, must(catalogue_of(*view_, catalogue)), options));
  }
  static std::string written(Pack& pack) {
    std::string text;
    for (size_t part = 0; part < pack.parts(); ++part)
      must(pack.write(part, [&](std::string_view more) -> Result<void> {
        text += more;
        return {};
      }));
    return text;
  }
  std::string text(PackOptions options = {}) {
    Pack pack = plan(std::move(options));
    return written(pack);
  }

  TemporaryFolder folder_;
  std::unique_ptr<Files> files_;
  std::unique_ptr<Folder> view_;
};

TEST_F(PackTest, MaskedKeysMoveNoLines) {
  std::string pem =
      "-----BEGIN RSA PRIVATE"
      " KEY-----\n";
  for (int i = 0; i < 12; ++i) pem += std::string(64, static_cast<char>('A' + i)) + "\n";
  pem +=
      "-----END RSA PRIVATE"
      " KEY-----\n";
  folder_.write("a.py", "KEY = \"\"\"\n" + pem + "\"\"\"\n\n\ndef after_the_key(x):\n    return x\n");
  folder_.write("notes.md", "# Notes\n\n" + pem + "\nThe wombat sleeps.\n");
  PackOptions options;
  Pack planned = plan();
  EXPECT_NE(must(symbol_map(*view_, planned.catalogue(), options)).find("    19  def after_the_key(x):"),
            std::string::npos);
  PassageSearch search = must(PassageSearch::open(*view_, planned.catalogue(), {}, {}));
  std::vector<Passage> found = must(search.find("wombat", 1, nullptr));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].last_line, 18u);
  EXPECT_EQ(found[0].text.find("AAAA"), std::string::npos);
  std::string all = written(planned);
  EXPECT_NE(all.find("KEY = \"\"\"\n[masked: a private key]\n[masked]\n"), std::string::npos) << all;
  EXPECT_EQ(all.find("AAAA"), std::string::npos);
}

TEST_F(PackTest, DocumentsBesideTheFolderAreMasked) {
  PassageSearch search =
      must(PassageSearch::of_texts({{"doc.md", "The wombat lives at redis://:p4ssw0rd1@cache.\n"}}));
  std::vector<Passage> found = must(search.find("wombat", 1, nullptr));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].text, "The wombat lives at redis://:[masked: a password]@cache.\n");
}

TEST_F(PackTest, FilesAsTheyAre) {
  folder_.write("src/a.c", "int a;\n");
  folder_.write("b.txt", "no newline");
  folder_.write("empty", "");
  folder_.write("c.bin", std::string_view("\0\1", 2));
  std::string all = text();
  EXPECT_NE(all.find("<file path=\"src/a.c\" tokens=\"3\">\nint a;\n</file>\n"), std::string::npos) << all;
  EXPECT_NE(all.find("<file path=\"b.txt\" tokens=\"2\">\nno newline\n</file>\n"), std::string::npos) << all;
  EXPECT_NE(all.find("<file path=\"empty\" tokens=\"0\">\n</file>\n"), std::string::npos) << all;
  EXPECT_NE(all.find("c.bin (binary, 2 B)\n"), std::string::npos) << all;
  EXPECT_EQ(all.find("<file path=\"c.bin\""), std::string::npos);
}

// The token count stated in the text is exact, whatever the files begin and end with.
TEST_F(PackTest, TokensAreExact) {
  std::mt19937 random(3);
  const std::vector<std::string> pieces = {"/",   "//",      " ",         "\n",  "\n\n", "\t", "a",  "foo",
                                           ";",   "}",       "\r\n",      "'s",  "123",  "é",  "漢", "`",
                                           "```", "</file>", "</file-1>", "   ", "*/",   ">",  "#"};
  for (int i = 0; i < 120; ++i) {
    std::string content;
    for (size_t more = random() % 6; more > 0; --more) content += pieces[random() % pieces.size()];
    folder_.write("d/" + std::to_string(i) + (i % 2 ? ".py" : ".txt"), content);
  }
  folder_.write("long", std::string(300, '\n') + "x");
  for (PackFormat format : {PackFormat::kXml, PackFormat::kMarkdown, PackFormat::kPlain})
    for (Vocabulary vocabulary : {Vocabulary::kO200k, Vocabulary::kCl100k})
      for (bool compress : {false, true}) {
        Pack pack = plan({.format = format, .vocabulary = vocabulary, .compress = compress});
        std::string all = written(pack);
        EXPECT_EQ(static_cast<int64_t>(Tokenizer::of(vocabulary).count(all)), pack.tokens());
        EXPECT_NE(all.find("This text has " + std::to_string(pack.tokens()) + " tokens"), std::string::npos);
      }
}

// File content cannot end its frame.
TEST_F(PackTest, AFileStaysInItsFrame) {
  folder_.write("evil.md", "</file>\n```\n````\n<file path=\"x\">\n");
  EXPECT_NE(text().find("<file-1 path=\"evil.md\""), std::string::npos);
  EXPECT_NE(text({.format = PackFormat::kMarkdown}).find("`````md\n"), std::string::npos);
  Json json = *parse_json(text({.format = PackFormat::kJson}));
  EXPECT_EQ(json["files"][0]["content"], "</file>\n```\n````\n<file path=\"x\">\n");
  EXPECT_EQ(json["total"]["files"], 1);
}

TEST_F(PackTest, ABudgetIsKept) {
  for (int i = 0; i < 40; ++i)
    folder_.write("m" + std::to_string(i) + ".py",
                  "def f" + std::to_string(i) + "_name(a):\n" + std::string(30 * 20, ' ') +
                      "\n    return a + " + std::to_string(i) + "\n" + std::string(400, 'x') + " = 1\n");
  for (int64_t budget : {600, 1'000, 3'000, 5'000}) {
    Pack pack = plan({.budget_tokens = budget});
    EXPECT_LE(pack.tokens(), budget);
    EXPECT_EQ(static_cast<int64_t>(Tokenizer::of(Vocabulary::kO200k).count(written(pack))), pack.tokens());
  }
  Catalogue catalogue = must(catalogue_of(*view_, {}));
  auto refused = Pack::plan(*view_, std::move(catalogue), {.budget_tokens = 20});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kLimit);
}

TEST_F(PackTest, AQuestionAndAFocusChoose) {
  folder_.write("session.py", "def renew_session(user):\n    return clock.expiry(user)\n");
  folder_.write("clock.py", "def expiry(user):\n    return 3\n");
  for (int i = 0; i < 60; ++i)
    folder_.write("noise" + std::to_string(i) + ".py",
                  "def other" + std::to_string(i) + "():\n    return '" + std::string(60, 'n') + "'\n");
  auto how = [](const Pack& pack, const std::string& path) {
    for (const PackEntry& entry : pack.entries())
      if (pack.catalogue().files[entry.file].path == path) return entry.how;
    return PackEntry::How::kName;
  };
  Pack asked = plan({.budget_tokens = 700, .question = "where are sessions renewed?"});
  EXPECT_EQ(how(asked, "session.py"), PackEntry::How::kWhole);
  // Files related to the focus are included.
  Pack focused = plan({.budget_tokens = 700, .focus = {"session.py"}});
  EXPECT_EQ(how(focused, "session.py"), PackEntry::How::kWhole);
  EXPECT_EQ(how(focused, "clock.py"), PackEntry::How::kWhole);
}

TEST_F(PackTest, SplitsBetweenFiles) {
  for (int i = 0; i < 10; ++i)
    folder_.write(std::to_string(i) + ".txt", std::string(400, 'a') + " " + std::to_string(i) + "\n");
  Pack pack = plan({.split_tokens = 400});
  EXPECT_GT(pack.parts(), 2u);
  std::string all = written(pack);
  for (int i = 0; i < 10; ++i)
    EXPECT_NE(all.find("<file path=\"" + std::to_string(i) + ".txt\""), std::string::npos);
  EXPECT_EQ(static_cast<int64_t>(Tokenizer::of(Vocabulary::kO200k).count(all)), pack.tokens());
}

TEST_F(PackTest, WhatChangesMeanwhileIsSaid) {
  folder_.write("a.txt", "one two three\n");
  folder_.write("b.txt", "x\n");
  Pack pack = plan();
  folder_.write("a.txt", "one two three four\n");
  ASSERT_EQ(::unlink((folder_.path() + "/b.txt").c_str()), 0);
  EXPECT_NE(written(pack).find("one two three four\n"), std::string::npos);
  EXPECT_EQ(pack.changed(), (std::vector<std::string>{"a.txt", "b.txt: gone"}));
}

TEST_F(PackTest, TheCacheTellsTheSame) {
  folder_.write("a.py", "def f(x):\n    return x\n");
  folder_.write("b.txt", "caf\xE9\n");
  TemporaryFolder place;
  auto cache = FactsCache::open(place.path() + "/c.db");
  ASSERT_TRUE(cache);
  ::usleep(120'000);  // recently changed files are not trusted
  std::string first = text({.compress = true, .cache = cache.get()});
  Pack again = plan({.compress = true, .cache = cache.get()});
  EXPECT_EQ(again.catalogue().files_read, 0u);
  EXPECT_EQ(written(again), first);
  folder_.write("a.py", "def g(x):\n    return x\n");
  Pack changed = plan({.compress = true, .cache = cache.get()});
  EXPECT_EQ(changed.catalogue().files_read, 1u);
  EXPECT_NE(written(changed).find("def g"), std::string::npos);
  // A file shown because it was named is not shown the next time.
  folder_.write("yarn.lock", "x\n");
  ::usleep(120'000);
  CatalogueOptions by_name{.shows = [](std::string_view) { return true; }, .cache = cache.get()};
  must(catalogue_of(*view_, by_name));
  EXPECT_NE(text({.cache = cache.get()}).find("yarn.lock (lock file"), std::string::npos);
  // A damaged cache is rebuilt.
  cache.reset();
  std::string damaged = place.path() + "/c.db";
  ASSERT_EQ(run_program({"sh", "-c", "head -c 5000 /dev/urandom > " + damaged}, place.path()).code, 0);
  EXPECT_TRUE(FactsCache::open(damaged));
}

// A caller that does not need tokens reuses counted files, and does not leave files uncounted for one that
// does.
TEST(Catalogue, WhatWasNotCountedIsCountedWhenItIsAskedFor) {
  TemporaryFolder folder, place;
  folder.write("a.txt", "one two three\n");
  ::usleep(120'000);
  auto files = must(open_files(folder.path()));
  for (bool counted_first : {false, true}) {
    auto cache = FactsCache::open(place.path() + (counted_first ? "/a.db" : "/b.db"));
    ASSERT_TRUE(cache);
    Folder view(*files);
    CatalogueOptions counted{.cache = cache.get()}, uncounted{.counted = std::nullopt, .cache = cache.get()};
    if (counted_first) must(catalogue_of(view, counted));
    Catalogue without = must(catalogue_of(view, uncounted));
    EXPECT_EQ(without.files_read, counted_first ? 0u : 1u);
    EXPECT_EQ(without.files.at(0).facts.lines, 1u);
    EXPECT_EQ(must(catalogue_of(view, uncounted)).files_read, 0u);
    EXPECT_EQ(must(catalogue_of(view, counted)).files.at(0).facts.tokens, 4);
  }
}

TEST(Pack, CountsAsAnotherModelDoes) {
  TemporaryFolder folder;
  for (int i = 0; i < 20; ++i) folder.write("f" + std::to_string(i) + ".txt", std::string(400, 'x') + "\n");
  auto files = must(open_files(folder.path()));
  Folder view(*files);
  auto text_of = [&](PackOptions options) {
    Pack pack = must(Pack::plan(view, must(catalogue_of(view, {})), options));
    std::string text;
    must(pack.write(0, [&](std::string_view part) -> Result<void> {
      text += part;
      return {};
    }));
    return std::pair(text, pack.tokens());
  };
  auto letters = [](std::string_view text) { return static_cast<int64_t>(text.size()); };
  auto [text, tokens] = text_of({.other = OtherTokens{"letters", letters}, .name = "it"});
  EXPECT_EQ(tokens, letters(text));
  EXPECT_TRUE(
      has(text, "8020 tokens (letters, by its own tokenizer). This text has " + std::to_string(tokens)))
      << text.substr(0, 300);
  auto [small, fewer] =
      text_of({.other = OtherTokens{"letters", letters}, .budget_tokens = 5'000, .name = "it"});
  EXPECT_LE(letters(small), 5'000);
  EXPECT_TRUE(has(small, "xxxx"));
  auto [guessed, about] = text_of({.other = OtherTokens{"far"}, .name = "it"});
  EXPECT_TRUE(has(guessed, "(far; an estimate: those of o200k)"));
}

TEST(Passages, AreWholeAndBestFirst) {
  TemporaryFolder folder;
  std::string guide = "# Guide\n\nHello.\n\n";
  for (int i = 0; i < 40; ++i) guide += "Filler line " + std::to_string(i) + ".\n" + (i % 7 == 0 ? "\n" : "");
  guide += "\n## Sessions\n\nA session is renewed by renewSession() each hour.\n\n## Other\n\nNothing.\n";
  folder.write("guide.md", guide);
  folder.write("code.c", "int a;\n");
  auto files = must(open_files(folder.path()));
  Folder view(*files);
  Catalogue catalogue = must(catalogue_of(view, {}));
  PassageSearch search = must(PassageSearch::open(view, catalogue, {}, {}));
  auto found = must(search.find("When are sessions renewed?", 2, nullptr));
  ASSERT_FALSE(found.empty());
  EXPECT_EQ(found[0].text, "## Sessions\n\nA session is renewed by renewSession() each hour.\n\n");
  EXPECT_EQ(found[0].first_line, 52u);
  EXPECT_EQ(found[0].last_line, 55u);
  EXPECT_TRUE(must(search.find("zebra", 2, nullptr)).empty());
  EXPECT_TRUE(must(search.find("", 2, nullptr)).empty());
  // The passages cover the whole text.
  std::string all;
  for (const PassageRange& one : passages_in(guide)) all += guide.substr(one.begin, one.end - one.begin);
  EXPECT_EQ(all, guide);
}

TEST(Symbols, SignaturesOfManyLanguages) {
  auto signatures = [](Grammar grammar, std::string_view source) {
    return must(symbols_of(grammar, source)).signatures;
  };
  EXPECT_EQ(signatures(Grammar::kPython,
                       "import a\n\nclass A:\n    x = 1\n\n    def f(self):\n        return 1\n\n@dec\ndef "
                       "g(\n    a,\n):\n    pass\n"),
            "⋮\nclass A:\n    x = 1\n    def f(self):\n⋮\n@dec\ndef g(\n    a,\n):\n⋮\n");
  EXPECT_EQ(signatures(Grammar::kC, "#define N 3\nstatic int f(int a) {\n  return a;\n}\nint g(void);\n"),
            "#define N 3\nstatic int f(int a) {\n⋮\nint g(void);\n");
  EXPECT_EQ(
      signatures(Grammar::kTypeScript,
                 "export interface A {\n  b: string;\n}\nexport function f(a: A): void {\n  go();\n}\n"),
      "export interface A {\n  b: string;\n}\nexport function f(a: A): void {\n⋮\n");
  EXPECT_EQ(signatures(Grammar::kGo, "package a\n\nfunc (s *S) F(x int) error {\n\treturn nil\n}\n"),
            "⋮\nfunc (s *S) F(x int) error {\n⋮\n");
  EXPECT_EQ(signatures(Grammar::kRust, "impl A {\n    pub fn f(&self) -> u8 {\n        1\n    }\n}\n"),
            "impl A {\n    pub fn f(&self) -> u8 {\n⋮\n}\n");
  EXPECT_EQ(signatures(Grammar::kJava, "class A {\n  int f() {\n    return 1;\n  }\n}\n"),
            "class A {\n  int f() {\n⋮\n}\n");
}

// Bodies that are the signature are kept.
TEST(Symbols, DeclarationsStay) {
  auto signatures = [](Grammar grammar, std::string_view source) {
    return must(symbols_of(grammar, source)).signatures;
  };
  EXPECT_EQ(signatures(Grammar::kPython, R"("""Orders.

More.
"""
import a

MAX = 3
limits: dict[str, int] = {
    'a': 1,
    'b': 2,
    'c': 3,
}

@dataclass
class Order(Base):
    """
    One order.
    """
    id: int
    total: Decimal = Decimal(0)

    class Meta:
        ordering = ['id']

    def pay(self, by):
        r'''Pays it.'''
        self.x = 1
        return by
)"),
            R"("""Orders.
⋮
MAX = 3
limits: dict[str, int] = {
    'a': 1,
    'b': 2,
⋮
@dataclass
class Order(Base):
    """
    One order.
⋮
    id: int
    total: Decimal = Decimal(0)
    class Meta:
        ordering = ['id']
    def pay(self, by):
        r'''Pays it.'''
⋮
)");
  EXPECT_EQ(signatures(Grammar::kPython, R"(class Color(Enum):
    RED = 1
    BLUE = 2

class P(NamedTuple):
    x: int
    y: int = 0

try:
    import json
    HAS = True
except ImportError:
    HAS = False
)"),
            "class Color(Enum):\n    RED = 1\n    BLUE = 2\nclass P(NamedTuple):\n    x: int\n    y: int = "
            "0\n⋮\n    HAS = True\n⋮\n    HAS = False\n");
  // Long ones are cut, with a note of how much was cut.
  auto many = [](std::string begin, std::string_view line, std::string_view end) {
    for (int i = 0; i < 60; ++i) begin += line;
    return begin + std::string(end);
  };
  for (auto& [grammar, source] :
       {std::pair(Grammar::kC, many("struct s {\n", "  int a;\n", "};\n")),
        {Grammar::kC, many("enum e {\n", "  A,\n", "};\n")},
        {Grammar::kC, many("typedef struct {\n", "  int a;\n", "} s;\n")},
        {Grammar::kCpp, many("struct S {\n", "  int a;\n", "};\n")},
        {Grammar::kGo, many("package a\n\ntype S struct {\n", "\tA int\n", "}\n")},
        {Grammar::kGo, many("package a\n\nconst (\n", "\tA = 1\n", ")\n")},
        {Grammar::kRust, many("pub struct S {\n", "    a: u8,\n", "}\n")},
        {Grammar::kRust, many("enum E {\n", "    A(u8),\n", "}\n")},
        {Grammar::kTypeScript, many("interface I {\n", "  a: string;\n", "}\n")},
        {Grammar::kTypeScript, many("export type T = {\n", "  a: string;\n", "};\n")},
        {Grammar::kTypeScript, many("enum E {\n", "  A = 'a',\n", "}\n")}}) {
    std::string text = signatures(grammar, source);
    EXPECT_TRUE(has(text, "⋮ 21 more lines\n")) << text;
    EXPECT_GE(std::count(text.begin(), text.end(), '\n'), 42);
  }
  std::string_view java =
      "public record P(int x, String y) {}\nenum E {\n  A(1), B(2);\n  final int n;\n  E(int n) { this.n = "
      "n; }\n}\n";
  EXPECT_EQ(signatures(Grammar::kJava, java), java);
  std::string members = signatures(Grammar::kJava, many("interface I {\n  int MAX = 3;\n", "  void f();\n",
                                                        "  default int g() {\n    return 1;\n  }\n}\n"));
  EXPECT_TRUE(has(members, "interface I {\n  int MAX = 3;\n  void f();\n")) << members;
  EXPECT_TRUE(has(members, "  default int g() {\n⋮\n}\n")) << members;
  EXPECT_EQ(signatures(Grammar::kJavaScript,
                       "const a = 1;\nexports.run = function (x) {\n  return x;\n};\nmodule.exports = { a "
                       "};\nA.prototype.f = function () {\n  go();\n};\nlocal.x = 1;\n"),
            "const a = 1;\nexports.run = function (x) {\n⋮\nmodule.exports = { a };\nA.prototype.f = "
            "function () {\n⋮\n");
  std::string names;
  for (const Symbol& one :
       must(symbols_of(Grammar::kPython, "MAX = 3\na, b = 1, 2\nclass C:\n    size: int = 1\n")).definitions)
    names += one.name + ":" + std::to_string(one.line) + " " + one.signature + ", ";
  EXPECT_EQ(names, "MAX:1 MAX = 3, C:3 class C:, size:4 size: int = 1, ");
}

TEST(Symbols, DefinitionsHaveNamesAndLines) {
  auto symbols =
      must(symbols_of(Grammar::kCpp,
                      "namespace n {\n// Says it.\ntemplate <class T>\nclass Box : Base {\n public:\n  int "
                      "size() const { return 1; }\n};\nint Box::grow(int by) {\n  return by;\n}\n}\n"));
  std::vector<std::string> names;
  for (const Symbol& one : symbols.definitions) names.push_back(one.name + ":" + std::to_string(one.line));
  EXPECT_EQ(names, (std::vector<std::string>{"Box:4", "size:6", "grow:8"}));
  EXPECT_EQ(symbols.definitions[2].signature, "int Box::grow(int by)");
}

TEST(Symbols, DeepNestingIsNoTrouble) {
  std::string deep;
  for (int i = 0; i < 2000; ++i) deep += "namespace a { ";
  EXPECT_TRUE(symbols_of(Grammar::kCpp, deep));
}

}  // namespace
}  // namespace suit
