#include "read/document.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "folder/encoding_guess.h"
#include "folder/left_out.h"
#include "folder/notebook.h"
#include "folder/text_file.h"
#include "read/zip_file.h"

namespace suit {
namespace {

// "utf-8" of "text/html; charset=utf-8".
std::string charset_in(std::string_view text) {
  std::string low = to_lower(text);
  size_t at = low.find("charset");
  if (at == low.npos) return "";
  at = low.find_first_not_of(" \t\r\n=\"'", at + 7);
  if (at == low.npos) return "";
  return low.substr(at, low.find_first_of(" \t\r\n\"';>/", at) - at);
}

// Same order as browsers: byte order mark, then the server's charset, then the page's; else a guess.
std::string html_as_utf8(std::string_view bytes, std::string_view type) {
  auto said = encoding_named(charset_in(type));
  if (!said) said = declared_encoding(bytes);
  TextFile file = decode_text(bytes, said);
  if (file.kind == TextFileKind::kText && file.encoding != Encoding::kUnknown)
    return std::string(file.text(bytes));
  return said ? decoded_with_replacements(*said, bytes) : std::string(file.text(bytes));
}

bool begins_html(std::string_view text) {
  std::string low = to_lower(trim(text.substr(0, 1024)));
  while (low.starts_with("<!--")) {
    size_t end = low.find("-->");
    if (end == low.npos) return true;
    low = trim(std::string_view(low).substr(end + 3));
  }
  if (low.starts_with("<?xml"))
    return low.find("<html") != low.npos || low.find("<!doctype html") != low.npos;
  for (std::string_view begin : {"<!doctype html", "<html", "<head", "<body", "<title", "<meta", "<script",
                                 "<div", "<p>", "<h1", "<table", "<article", "<main"})
    if (low.starts_with(begin)) return true;
  return false;
}

Result<DocumentForm> form_of_archive(std::string_view bytes) {
  ASSIGN_OR_RETURN(ZipFile zip, ZipFile::open(bytes));
  if (zip.has("META-INF/container.xml")) return DocumentForm::kEpub;
  if (zip.has("word/document.xml")) return DocumentForm::kDocx;
  return Error{ErrorCode::kUnsupported, "this archive is neither EPUB nor DOCX",
               "unpack it and read its files"};
}

Result<Document> read_text(const DocumentSource& source, DocumentForm form) {
  TextFile file = decode_text(source.bytes, encoding_named(charset_in(source.type)));
  if (file.kind == TextFileKind::kUndecodable)
    return Error{ErrorCode::kUnsupported, "the encoding of " + printable(source.name) + " is unknown",
                 "convert it to UTF-8, as with: iconv -f ENCODING -t UTF-8"};
  if (file.kind == TextFileKind::kBinary)
    return Error{ErrorCode::kUnsupported, printable(source.name) + " is not text or a supported document",
                 "HTML, Markdown, PDF, EPUB, DOCX and plain text are supported"};
  std::string text(file.text(source.bytes));
  if (form == DocumentForm::kNotebook) {
    auto markdown = notebook_as_markdown(text);
    if (!markdown)
      return Error{ErrorCode::kInvalid,
                   printable(source.name) + " is not a notebook: it is not JSON with a list of cells"};
    return Document{form, "", std::move(*markdown)};
  }
  auto shortened = without_embedded_data(text);
  return Document{form, "", shortened ? std::move(*shortened) : std::move(text)};
}

}  // namespace

std::string_view name_of(DocumentForm form) {
  constexpr std::string_view names[] = {"text", "markdown", "html", "epub", "docx", "pdf", "notebook"};
  return names[static_cast<size_t>(form)];
}

std::string html_escaped(std::string_view text) {
  std::string escaped;
  for (char c : text)
    escaped += c == '<'   ? "&lt;"
               : c == '>' ? "&gt;"
               : c == '&' ? "&amp;"
               : c == '"' ? "&quot;"
                          : std::string(1, c);
  return escaped;
}

Result<DocumentForm> form_of(const DocumentSource& source) {
  std::string_view bytes = source.bytes;
  if (bytes.substr(0, 1024).find("%PDF-") != bytes.npos) return DocumentForm::kPdf;
  if (bytes.starts_with("PK\x03\x04") || bytes.starts_with("PK\x05\x06")) return form_of_archive(bytes);
  if (bytes.starts_with("\xD0\xCF\x11\xE0"))
    return Error{ErrorCode::kUnsupported, "this is an old Office file (before 2007)",
                 "save it as DOCX or PDF"};
  std::string type = to_lower(source.type.substr(0, source.type.find(';'))),
              ending = extension_of(source.name);
  type = trim(type);
  if (ending == ".ipynb" || type == "application/x-ipynb+json") return DocumentForm::kNotebook;
  if (type == "text/markdown" || type == "text/x-markdown") return DocumentForm::kMarkdown;
  if (type == "text/html" || type == "application/xhtml+xml") return DocumentForm::kHtml;
  if (type == "text/plain")
    return ending == ".md" || ending == ".markdown" ? DocumentForm::kMarkdown : DocumentForm::kText;
  if (ending == ".md" || ending == ".markdown" || ending == ".mdx") return DocumentForm::kMarkdown;
  if (ending == ".html" || ending == ".htm" || ending == ".xhtml" || begins_html(bytes))
    return DocumentForm::kHtml;
  return DocumentForm::kText;
}

Result<Document> read_document(const DocumentSource& source) {
  ASSIGN_OR_RETURN(DocumentForm form, form_of(source));
  std::string html;
  switch (form) {
    case DocumentForm::kText:
    case DocumentForm::kMarkdown:
    case DocumentForm::kNotebook:
      return read_text(source, form);
    case DocumentForm::kEpub:
      return read_epub(source.bytes, source.html);
    case DocumentForm::kHtml:
      html = html_as_utf8(source.bytes, source.type);
      break;
    case DocumentForm::kDocx: {
      ASSIGN_OR_RETURN(html, html_of_docx(source.bytes));
      break;
    }
    case DocumentForm::kPdf: {
      if (!source.pdf_pages) return Error{ErrorCode::kUnsupported, "PDF can't be read here"};
      ASSIGN_OR_RETURN(std::string pages, source.pdf_pages(source.bytes));
      html = html_of_pdf(pages);
      break;
    }
  }
  HtmlOptions options = source.html;
  if (form != DocumentForm::kHtml) options.part = HtmlPart::kAll;  // other forms have no boilerplate
  ASSIGN_OR_RETURN(HtmlText text, markdown_of_html(html, options));
  return Document{form, std::move(text.title), std::move(text.markdown), std::move(text.markdown_link)};
}

}  // namespace suit
