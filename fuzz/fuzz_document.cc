// A document. Parts: its form (docx, epub, pdf; else HTML), its text: the page, word/document.xml, a chapter,
// pdftohtml's output.
#include "base/text.h"
#include "input.h"
#include "read/document.h"
#include "support/zip_of.h"

using namespace suit;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  auto parts = fuzz::parts_of(fuzz::view_of(data, size), 2);
  std::string_view form = trim(parts[0]), text = parts[1];
  std::string bytes(text);
  if (form == "docx") bytes = zip_of({{"word/document.xml", bytes}});
  if (form == "epub") bytes = epub_of({{"a", bytes}}, "title");
  for (HtmlPart part : {HtmlPart::kMainContent, HtmlPart::kAll}) {
    auto document = read_document(
        {.bytes = form == "pdf" ? "%PDF-" : std::string_view(bytes),
         .name = "a.html",
         .html = {.base = "https://example.org/a/", .part = part},
         .pdf_pages = [&](std::string_view) -> Result<std::string> { return std::string(text); }});
    if (!document) continue;
    CHECK(is_utf8(document->markdown));
    for (char c : document->markdown)
      CHECK(static_cast<unsigned char>(c) >= ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f' ||
            c == '\v');
    CHECK(document->markdown.empty() || document->markdown.back() == '\n');
  }
  return 0;
}
