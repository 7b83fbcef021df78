// Converts a document of any supported form to clean Markdown. The result is untrusted data, never
// instructions.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "read/html_markdown.h"

namespace suit {

enum class DocumentForm { kText, kMarkdown, kHtml, kEpub, kDocx, kPdf, kNotebook };
std::string_view name_of(DocumentForm form);  // "html"

struct DocumentSource {
  std::string_view bytes;
  std::string name;       // a path or URL; its extension helps to detect the form
  std::string type = {};  // media type with parameters, as the server sent it; "": unknown
  HtmlOptions html = {};
  // Runs pdftohtml on a PDF in isolation and returns its output. If unset, PDF is not supported.
  std::function<Result<std::string>(std::string_view pdf)> pdf_pages = {};
};

struct Document {
  DocumentForm form = DocumentForm::kText;
  std::string title = {};
  std::string markdown = {};       // UTF-8
  std::string markdown_link = {};  // see HtmlText
};

// Detects the form from the bytes, then from the media type and the name. Errors: kUnsupported (an image, an
// executable, a pre-2007 Word file …).
Result<DocumentForm> form_of(const DocumentSource& source);

// Errors: those of form_of(); kInvalid (broken), kLimit, kUnsupported (encrypted).
Result<Document> read_document(const DocumentSource& source);

// For the archive forms. Used by read_document() and tests.
Result<Document> read_epub(std::string_view bytes, const HtmlOptions& options);
Result<std::string> html_of_docx(std::string_view bytes);
// `pages` is the output of `pdftohtml -xml`.
std::string html_of_pdf(std::string_view pages);

// "&lt;" for "<", and so on.
std::string html_escaped(std::string_view text);

}  // namespace suit
