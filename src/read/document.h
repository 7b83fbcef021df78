// A document, whatever its form, as clean Markdown. What comes of it is data from outside: nothing in it is
// an instruction.
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
  std::string name;       // a path or an address: its ending helps to tell the form
  std::string type = {};  // a media type with its parameters, as a server says it; "" where nobody did
  HtmlOptions html = {};
  // Runs pdftohtml on a PDF where it can do no harm, and gives what it says. None: PDF is not supported.
  std::function<Result<std::string>(std::string_view pdf)> pdf_pages = {};
};

struct Document {
  DocumentForm form = DocumentForm::kText;
  std::string title = {};
  std::string markdown = {};       // UTF-8
  std::string markdown_link = {};  // see HtmlText
};

// By the bytes first, then by what the server and the name say. Errors: kUnsupported (an image, a program, an
// old Word file …).
Result<DocumentForm> form_of(const DocumentSource& source);

// Errors: those of form_of(); kInvalid (broken), kLimit, kUnsupported (encrypted).
Result<Document> read_document(const DocumentSource& source);

// Of the forms that are archives. For read_document() and tests.
Result<Document> read_epub(std::string_view bytes, const HtmlOptions& options);
Result<std::string> html_of_docx(std::string_view bytes);
// `pages` is what `pdftohtml -xml` prints.
std::string html_of_pdf(std::string_view pages);

// "&lt;" for "<", and so on.
std::string html_escaped(std::string_view text);

}  // namespace suit
