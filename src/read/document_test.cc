#include "read/document.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "read/zip_file.h"
#include "support/testing.h"
#include "support/zip_of.h"

namespace suit {
namespace {

Result<Document> read_form(std::string_view bytes, std::string name = "", std::string type = "") {
  return read_document({.bytes = bytes, .name = std::move(name), .type = std::move(type)});
}
std::string markdown(std::string_view bytes, std::string name = "", std::string type = "") {
  auto document = read_form(bytes, std::move(name), std::move(type));
  return document ? document->markdown : "error: " + document.error().message;
}

TEST(DocumentForm, ByBytesThenTypeThenName) {
  auto form = [](std::string_view bytes, std::string name, std::string type = "") {
    return form_of({.bytes = bytes, .name = std::move(name), .type = std::move(type)});
  };
  EXPECT_EQ(*form("%PDF-1.4", "x.html"), DocumentForm::kPdf);
  EXPECT_EQ(*form("# x", "a.md"), DocumentForm::kMarkdown);
  EXPECT_EQ(*form("x", "a.md", "text/html; charset=utf-8"), DocumentForm::kHtml);
  EXPECT_EQ(*form("<p>x", "a.txt", "text/plain"), DocumentForm::kText);
  EXPECT_EQ(*form("\n<!-- c --><!DOCTYPE HTML>", "page"), DocumentForm::kHtml);
  EXPECT_EQ(*form("if (a<b)", "page"), DocumentForm::kText);
  EXPECT_EQ(*form("<?xml version=\"1.0\"?><html xmlns=\"x\">", "page"), DocumentForm::kHtml);
  EXPECT_EQ(form("\xD0\xCF\x11\xE0", "a.doc").error().code, ErrorCode::kUnsupported);
  EXPECT_EQ(form(zip_of({{"a.txt", "x"}}), "a.zip").error().code, ErrorCode::kUnsupported);
  EXPECT_EQ(form("PK\x03\x04 and no end", "a.zip").error().code, ErrorCode::kInvalid);
}

TEST(DocumentText, AnyCharacterSet) {
  EXPECT_EQ(markdown("<p>gr\xFC\xDF", "a.html"), "grüß\n");
  EXPECT_EQ(markdown("<meta charset=\"shift_jis\"><p>\x93\xFA\x96\x7B", "a.html"), "日本\n");
  EXPECT_EQ(markdown("<p>\xCF\xF0\xE8", "a.html", "text/html; charset=windows-1251"), "При\n");
  EXPECT_EQ(markdown("<meta charset=no-such-set><p>ok", "a.html"), "ok\n");
  EXPECT_EQ(markdown("<meta charset=utf-8><p>bad \xFF byte", "a.html").substr(0, 4), "bad ");
  EXPECT_TRUE(is_utf8(markdown("<meta charset=euc-jp><p>\xFF\xFF\xA4", "a.html")));
  EXPECT_EQ(markdown("caf\xE9", "a.txt"), "café");
  EXPECT_EQ(read_form(std::string_view("\x7F"
                                       "ELF\0\0\1",
                                       7),
                      "a.out")
                .error()
                .code,
            ErrorCode::kUnsupported);
}

TEST(Epub, ChaptersInTheOrderOfTheSpine) {
  std::string book = epub_of({{"two words",
                               "<html><head><title>no</title></head><body><h1>One</h1><p>first &amp; "
                               "<i>foremost</i></p></body></html>"},
                              {"b", "<body><h1>Two</h1></body>"}},
                             "The Book");
  auto document = read_form(book, "b.epub");
  ASSERT_TRUE(document) << document.error().message;
  EXPECT_EQ(document->title, "The Book");
  EXPECT_EQ(document->markdown, "# One\n\nfirst & *foremost*\n\n# Two\n");
  EXPECT_TRUE(
      has(markdown(zip_of({{"META-INF/container.xml", "<container><rootfiles>"}}), "b.epub"), "broken"));
  EXPECT_TRUE(
      has(markdown(zip_of({{"META-INF/container.xml",
                            "<c><rootfiles><rootfile full-path=\"../../etc/passwd\"/></rootfiles></c>"}}),
                   "b.epub"),
          "has no ../../etc/passwd"));
}

std::string paragraph(const std::string& text, const std::string& properties = "") {
  return "<w:p><w:pPr>" + properties + "</w:pPr><w:r><w:t>" + text + "</w:t></w:r></w:p>";
}

TEST(Docx, WhatItSays) {
  std::string list = "<w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr>",
              nested = "<w:numPr><w:ilvl w:val=\"1\"/><w:numId w:val=\"1\"/></w:numPr>";
  std::string body =
      paragraph("Titel", "<w:pStyle w:val=\"berschrift1\"/>") +
      "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>bold</w:t></w:r><w:r><w:t xml:space=\"preserve\"> and </w:t></w:r>"
      "<w:hyperlink "
      "r:id=\"r1\"><w:r><w:t>link</w:t></w:r></w:hyperlink><w:del><w:r><w:delText>gone</w:delText></w:r></"
      "w:del><w:ins><w:r><w:t>!</w:t></w:r></w:ins></w:p>" +
      paragraph("a", list) + paragraph("b", nested) + paragraph("c", list) + "<w:tbl><w:tr><w:tc>" +
      paragraph("h1") + "</w:tc><w:tc>" + paragraph("h2") + "</w:tc></w:tr><w:tr><w:tc>" + paragraph("1") +
      "</w:tc><w:tc>" + paragraph("x &lt; y") +
      "</w:tc></w:tr></w:tbl>"
      "<w:p><w:r><w:t>note</w:t><w:footnoteReference "
      "w:id=\"2\"/></w:r></w:p><w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r></w:p>";
  std::string bytes = docx_of(
      body,
      {{"word/styles.xml",
        "<w:styles xmlns:w=\"w\"><w:style w:styleId=\"berschrift1\"><w:name w:val=\"heading "
        "1\"/></w:style></w:styles>"},
       {"word/_rels/document.xml.rels",
        "<Relationships><Relationship Id=\"r1\" TargetMode=\"External\" "
        "Target=\"https://x.org/?a=1&amp;b=2\"/></Relationships>"},
       {"word/numbering.xml",
        "<w:n xmlns:w=\"w\"><w:abstractNum w:abstractNumId=\"0\"><w:lvl w:ilvl=\"0\"><w:numFmt "
        "w:val=\"decimal\"/></w:lvl><w:lvl w:ilvl=\"1\"><w:numFmt w:val=\"bullet\"/></w:lvl></w:abstractNum>"
        "<w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num></w:n>"},
       {"word/footnotes.xml", "<w:footnotes xmlns:w=\"w\"><w:footnote w:id=\"2\">" +
                                  paragraph("what it notes") + "</w:footnote></w:footnotes>"}});
  EXPECT_EQ(markdown(bytes, "a.docx"),
            "# Titel\n\n**bold** and [link](https://x.org/?a=1&b=2)!\n\n1. a\n   - b\n2. c\n\n| h1 | h2 "
            "|\n|---|---|\n| 1 | x < y |\n\nnote[1]\n\n---\n\n[1] what it notes\n");
  EXPECT_TRUE(has(markdown(docx_of("<w:p><w:r>"), "a.docx"), "is not valid XML"));
}

TEST(ZipFile, BombsAndBrokenOnes) {
  std::string archive = zip_of({{"a", std::string(1 << 20, 'x')}, {"b", "small"}});
  ASSERT_LT(archive.size(), 5'000u);
  auto tight = ZipFile::open(archive, {.file_bytes = 1000});
  ASSERT_TRUE(tight);
  EXPECT_EQ(tight->read("a").error().code, ErrorCode::kLimit);
  EXPECT_EQ(*tight->read("b"), "small");
  EXPECT_EQ(tight->read("c").error().code, ErrorCode::kNotFound);
  auto all = ZipFile::open(archive, {.all_bytes = (1 << 20) + 2});
  EXPECT_TRUE(all->read("a"));
  EXPECT_EQ(all->read("b").error().code, ErrorCode::kLimit);
  EXPECT_EQ(ZipFile::open(archive, {.files = 1}).error().code, ErrorCode::kLimit);
  // With any one byte corrupted: an error or the right text, never a different text.
  std::string small = zip_of({{"a", "the quick brown fox jumps over the lazy dog"}});
  for (size_t i = 0; i < small.size(); ++i) {
    std::string broken = small;
    broken[i] = static_cast<char>(broken[i] ^ 0x21);
    auto zip = ZipFile::open(broken);
    if (!zip || !zip->has("a")) continue;
    auto text = zip->read("a");
    EXPECT_EQ(text ? *text : "the quick brown fox jumps over the lazy dog",
              "the quick brown fox jumps over the lazy dog")
        << i;
  }
}

TEST(Pdf, LinesBecomeWhatTheyWere) {
  std::string pages =
      "<?xml version=\"1.0\"?><pdf2xml><page number=\"1\" height=\"1000\" width=\"900\"><fontspec id=\"0\" "
      "size=\"30\" family=\"A\"/><fontspec id=\"1\" size=\"16\" family=\"A\"/><fontspec id=\"2\" size=\"16\" "
      "family=\"ABCDEF+CMTT10\"/>"
      "<text top=\"100\" left=\"100\" width=\"200\" height=\"30\" font=\"0\">A title</text>"
      "<text top=\"150\" left=\"100\" width=\"600\" height=\"16\" font=\"1\">Some text that goes on and is "
      "hyphen-</text>"
      "<text top=\"170\" left=\"100\" width=\"300\" height=\"16\" font=\"1\">ated, with </text><text "
      "top=\"171\" left=\"405\" width=\"50\" height=\"15\" font=\"2\">code()</text><text top=\"170\" "
      "left=\"460\" width=\"50\" height=\"16\" font=\"1\"><a href=\"https://x.org/\"><b>and</b> a "
      "link</a></text>"
      "<text top=\"230\" left=\"100\" width=\"10\" height=\"16\" font=\"1\">•</text><text top=\"230\" "
      "left=\"120\" width=\"100\" height=\"16\" font=\"1\">an item</text>"
      "<text top=\"290\" left=\"100\" width=\"100\" height=\"15\" font=\"2\">if (x)</text><text top=\"310\" "
      "left=\"132\" width=\"100\" height=\"15\" font=\"2\">y();</text>"
      "<text top=\"970\" left=\"450\" width=\"10\" height=\"16\" font=\"1\">7</text></page></pdf2xml>";
  auto text = markdown_of_html(html_of_pdf(pages), {.part = HtmlPart::kAll});
  ASSERT_TRUE(text);
  EXPECT_EQ(text->markdown,
            "# A title\n\nSome text that goes on and is hyphenated, with `code()` [**and** a "
            "link](https://x.org/)\n\n- an item\n\n```\nif (x)\n y();\n```\n");
  EXPECT_EQ(read_form(pdf_of({}), "a.pdf").error().code,
            ErrorCode::kUnsupported);  // no PDF reader was given
}

}  // namespace
}  // namespace suit
