#include "read/html_tree.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "base/files.h"
#include "base/text.h"
#include "support/testing.h"

namespace suit {
namespace {

// The public tests of html5lib, from Debian's golang-golang-x-net-dev.
constexpr const char* kPublicTests = "/usr/share/gocode/src/golang.org/x/net/html/testdata/webkit";

// The tree format of those tests, without what a text reader ignores: doctypes, case of SVG names, XML
// namespaces.
void write_tree(const HtmlNode& node, size_t depth, std::string& out) {
  std::string indent = "| " + std::string(2 * depth, ' ');
  for (const HtmlNode* child : HtmlChildren(node)) {
    if (is_text(*child)) {
      out += indent + '"' + std::string(child->text) + "\"\n";
      continue;
    }
    if (!is_element(*child)) {
      out += indent + "<!-- " + std::string(child->text) + " -->\n";
      continue;
    }
    out += indent + '<' +
           (child->space == HtmlSpace::kSvg    ? "svg "
            : child->space == HtmlSpace::kMath ? "math "
                                               : "") +
           std::string(child->text) + ">\n";
    std::vector<std::string> attributes;
    for (uint32_t i = 0; i < child->attribute_count; ++i)
      attributes.push_back(indent + "  " + std::string(child->attributes[i].name) + "=\"" +
                           std::string(child->attributes[i].value) + "\"\n");
    std::sort(attributes.begin(), attributes.end());
    for (const std::string& one : attributes) out += one;
    bool has_content = child->tag == HtmlTag::kTemplate && child->space == HtmlSpace::kHtml;
    if (has_content) out += indent + "  content\n";
    write_tree(*child, depth + 1 + has_content, out);
  }
}

std::string tree_of(std::string_view html) {
  auto tree = HtmlTree::parse(html);
  if (!tree) return "error: " + tree.error().message;
  std::string out;
  write_tree(tree->page(), 0, out);
  return out;
}

// Converts an expected line to the form of write_tree().
std::string plain_line(std::string_view line) {
  size_t begin = std::min(line.find_first_not_of("| "), line.size());
  std::string lead(line.substr(0, begin)), rest(line.substr(begin));
  if (rest.starts_with("<svg ")) return lead + to_lower(rest);
  size_t equals = rest.find("=\"");
  if (rest.starts_with('"') || rest.starts_with('<') || equals == rest.npos) return lead + rest;
  for (std::string_view space : {"xlink ", "xml ", "xmlns "})
    if (rest.starts_with(space)) rest[space.size() - 1] = ':';
  return lead + to_lower(rest.substr(0, equals)) + rest.substr(equals);
}

struct PublicTest {
  std::string data, tree;
  bool for_page = true;  // not a fragment test, and without scripts
};

std::vector<PublicTest> read_tests(const std::string& text) {
  std::vector<PublicTest> tests;
  for (size_t at = text.starts_with("#data\n") ? 0 : text.find("\n\n#data\n") + 2; at < text.size();) {
    size_t end = std::min(text.find("\n\n#data\n", at), text.size());
    std::string one = text.substr(at, end - at);
    at = end + 2;
    size_t errors = one.find("\n#errors"), document = one.find("\n#document\n");
    if (errors == one.npos || document == one.npos) continue;
    PublicTest test{.data = errors > 6 ? one.substr(6, errors - 6) : "", .tree = ""};
    std::string between = one.substr(errors, document - errors);
    test.for_page =
        between.find("#document-fragment") == between.npos && between.find("#script-on") == between.npos;
    std::vector<std::string> attributes;
    auto flush = [&] {
      std::sort(attributes.begin(), attributes.end());
      for (const std::string& line : attributes) test.tree += line + "\n";
      attributes.clear();
    };
    bool in_text = false;
    for (std::string_view line : split(std::string_view(one).substr(document + 11), '\n')) {
      if (line.starts_with("| <!DOCTYPE")) continue;
      std::string plain = in_text ? std::string(line) : plain_line(line);
      size_t begin = std::min(plain.find_first_not_of("| "), plain.size());
      if (!in_text && plain.find("=\"") != plain.npos && plain[begin] != '"' && plain[begin] != '<') {
        attributes.push_back(plain);
        continue;
      }
      flush();
      if (!in_text && plain.starts_with("| ") && begin < plain.size() && plain[begin] == '"') in_text = true;
      if (in_text && plain.ends_with('"') && plain.size() > begin + (plain.starts_with("| ") ? 1 : 0))
        in_text = false;
      test.tree += plain + "\n";
    }
    flush();
    while (test.tree.ends_with("\n\n")) test.tree.pop_back();
    tests.push_back(std::move(test));
  }
  return tests;
}

TEST(HtmlTree, IsWhatTheStandardsTestsExpect) {
  ASSERT_TRUE(std::filesystem::is_directory(kPublicTests)) << "install golang-golang-x-net-dev";
  int passed = 0, failed = 0;
  for (const auto& entry : std::filesystem::directory_iterator(kPublicTests)) {
    if (entry.path().extension() != ".dat") continue;
    for (const PublicTest& test : read_tests(read_file(entry.path().string(), 1 << 24).value())) {
      if (!test.for_page) continue;
      bool same = tree_of(test.data) == test.tree;
      ++(same ? passed : failed);
      if (!same && failed < 40)
        ADD_FAILURE() << entry.path().filename() << "\n"
                      << test.data << "\n-- expected\n"
                      << test.tree << "-- built\n"
                      << tree_of(test.data);
    }
  }
  EXPECT_GT(passed, 1500);
  EXPECT_EQ(failed, 0) << passed << " passed";
}

std::string repeated(std::string_view text, size_t times) {
  std::string all;
  for (size_t i = 0; i < times; ++i) all += text;
  return all;
}

std::string numbered(std::string_view before, std::string_view after, size_t times) {
  std::string all;
  for (size_t i = 0; i < times; ++i) all.append(before).append(std::to_string(i)).append(after);
  return all;
}

// Pages that cause quadratic time or excessive memory in a naive parser.
TEST(HtmlTree, HostilePagesEndWithinTheirBounds) {
  HtmlLimits limits{.memory_bytes = 64 << 20, .time_ms = 500};
  auto ends = [&](const std::string& page) {
    auto tree = HtmlTree::parse(page, limits);
    return tree || tree.error().code == ErrorCode::kLimit;
  };
  EXPECT_TRUE(HtmlTree::parse("<p" + numbered(" a", "=1", 300'000) + ">x"));
  EXPECT_TRUE(HtmlTree::parse(repeated("&", 1'000'000) + repeated("&a", 100'000) + repeated("&#", 100'000)));
  EXPECT_TRUE(HtmlTree::parse(repeated("a</x>&amp;", 300'000)));
  EXPECT_TRUE(HtmlTree::parse("<script>" + repeated("<!--<script", 100'000)));
  EXPECT_TRUE(HtmlTree::parse("<title>" + repeated("</titl", 300'000)));
  EXPECT_TRUE(HtmlTree::parse("<!--" + repeated("--", 300'000)));
  for (const char* tag :
       {"<div>", "<b>", "<a>", "<svg>", "<template>", "<table>", "<table><tr><td>", "<ul><li>", "<button>",
        "<select><option>", "<math><mi>", "<form>", "</b>", "<p></b>"})
    EXPECT_TRUE(ends(repeated(tag, 200'000))) << tag;
  EXPECT_TRUE(ends(numbered("<b a=", ">", 100'000) + repeated("<p>x</p>", 100'000)));
  EXPECT_TRUE(ends(repeated("<a><div>", 50'000) + repeated("</a>", 50'000)));
  EXPECT_TRUE(ends(repeated("<table><b>", 50'000) + "x"));
  EXPECT_TRUE(ends("<html" + numbered(" a", "", 200'000) + "><html" + numbered(" b", "", 200'000) + "><p>x"));
  EXPECT_TRUE(ends(numbered("<html a", ">", 50'000)));
  EXPECT_TRUE(ends("<i" + numbered(" a", "", 300'000) + ">x</i>" + repeated("<p>", 200'000)));
  std::string many = "<b" + numbered(" a", "", 390);
  EXPECT_TRUE(ends(numbered(many + " z=", ">", 5'000)));
}

TEST(HtmlTree, AnyBytesAreAPage) {
  EXPECT_EQ(tree_of(""), "| <html>\n|   <head>\n|   <body>\n");
  for (std::string_view cut :
       {"<", "</", "<!", "<!-", "<!--", "<!doctype", "<!doctype html public \"", "<a", "<a b",
        "<a b=", "<a b='", "<a b=c", "<a/", "&", "&#", "&#x", "&am", "<script><!--<script", "<![CDATA["})
    for (size_t length = 0; length <= cut.size(); ++length)
      EXPECT_TRUE(tree_of(cut.substr(0, length)).starts_with("|")) << cut;
  EXPECT_EQ(tree_of("a&NewLine;&Tab;&amp&AMP;&notin;&notit;&#x80;&#0;"),
            "| <html>\n|   <head>\n|   <body>\n|     \"a\n\t&&\u2209\u00ACit;\u20AC\uFFFD\"\n");
  EXPECT_EQ(tree_of("a\xC3(\xFF"),
            "| <html>\n|   <head>\n|   <body>\n|     \"a\xEF\xBF\xBD(\xEF\xBF\xBD\"\n");
  EXPECT_EQ(tree_of("\xEF\xBB\xBFx\r\ny\rz"), "| <html>\n|   <head>\n|   <body>\n|     \"x\ny\nz\"\n");
  EXPECT_EQ(tree_of(std::string_view("<p a\0='\0'>\0b<title>\0</title>", 28)),
            "| <html>\n|   <head>\n|   <body>\n|     <p>\n|       a\xEF\xBF\xBD=\"\xEF\xBF\xBD\"\n|       "
            "\"b\"\n|       <title>\n|         \"\xEF\xBF\xBD\"\n");
}

}  // namespace
}  // namespace suit
