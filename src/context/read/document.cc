#include "context/read/document.h"

#include <iconv.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "context/read/zip_file.h"
#include "context/text_file.h"

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

// Whole, with U+FFFD for what is none of the character set; nullopt where the set is unknown.
std::optional<std::string> converted(std::string_view bytes, const std::string& charset) {
  bool sound = !charset.empty() && charset.size() < 40 && std::all_of(charset.begin(), charset.end(), [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_'; });
  if (!sound) return std::nullopt;
  iconv_t converter = iconv_open("UTF-8", charset.c_str());
  if (converter == reinterpret_cast<iconv_t>(-1)) return std::nullopt;
  std::string out;
  std::array<char, 16 << 10> buffer;
  char* from = const_cast<char*>(bytes.data());  // iconv() does not write there
  size_t left = bytes.size();
  while (left > 0) {
    char* to = buffer.data();
    size_t room = buffer.size();
    size_t done = iconv(converter, &from, &left, &to, &room);
    int failed = done == static_cast<size_t>(-1) ? errno : 0;
    out.append(buffer.data(), buffer.size() - room);
    if (failed == 0 || failed == E2BIG) continue;
    out += "\xEF\xBF\xBD";
    if (failed == EINVAL) break;  // cut off at its end
    ++from;
    --left;
  }
  iconv_close(converter);
  return out;
}

// As a browser would: a mark at the front, then what the server says, then what the page says, else UTF-8 or Latin-1.
std::string html_as_utf8(std::string_view bytes, std::string_view type) {
  bool marked = bytes.starts_with("\xEF\xBB\xBF") || bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF");
  std::string charset = marked ? "" : charset_in(type);
  std::string_view head = bytes.substr(0, 4096);
  if (charset.empty() && !marked)
    for (size_t at = head.find("<meta"); at != head.npos && charset.empty(); at = head.find("<meta", at + 1)) charset = charset_in(head.substr(at, head.find('>', at) - at));
  if (charset == "iso-8859-1" || charset == "latin1" || charset == "us-ascii") charset = "windows-1252";
  if (!charset.empty() && charset != "utf-8" && charset != "utf8" && !(charset.starts_with("utf-16") && is_utf8(bytes)))
    if (auto text = converted(bytes, charset)) return *text;
  return std::string(decode_text(bytes).text(bytes));
}

bool begins_html(std::string_view text) {
  std::string low = to_lower(trim(text.substr(0, 1024)));
  while (low.starts_with("<!--")) {
    size_t end = low.find("-->");
    if (end == low.npos) return true;
    low = trim(std::string_view(low).substr(end + 3));
  }
  if (low.starts_with("<?xml")) return low.find("<html") != low.npos || low.find("<!doctype html") != low.npos;
  for (std::string_view begin : {"<!doctype html", "<html", "<head", "<body", "<title", "<meta", "<script", "<div", "<p>", "<h1", "<table", "<article", "<main"})
    if (low.starts_with(begin)) return true;
  return false;
}

Result<DocumentForm> form_of_archive(std::string_view bytes) {
  ASSIGN_OR_RETURN(ZipFile zip, ZipFile::open(bytes));
  if (zip.has("META-INF/container.xml")) return DocumentForm::kEpub;
  if (zip.has("word/document.xml")) return DocumentForm::kDocx;
  return Error{ErrorCode::kUnsupported, "this archive is neither EPUB nor DOCX", "unpack it, and read what is in it"};
}

Result<Document> read_text(const DocumentSource& source, DocumentForm form) {
  TextFile file = decode_text(source.bytes);
  if (file.kind == TextFileKind::kBinary)
    return Error{ErrorCode::kUnsupported, printable(source.name) + " is neither text nor a document that can be read", "HTML, Markdown, PDF, EPUB, DOCX and plain text can"};
  return Document{form, "", std::string(file.text(source.bytes))};
}

}  // namespace

std::string_view name_of(DocumentForm form) {
  constexpr std::string_view names[] = {"text", "markdown", "html", "epub", "docx", "pdf"};
  return names[static_cast<size_t>(form)];
}

std::string html_escaped(std::string_view text) {
  std::string escaped;
  for (char c : text) escaped += c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '&' ? "&amp;" : c == '"' ? "&quot;" : std::string(1, c);
  return escaped;
}

Result<DocumentForm> form_of(const DocumentSource& source) {
  std::string_view bytes = source.bytes;
  if (bytes.substr(0, 1024).find("%PDF-") != bytes.npos) return DocumentForm::kPdf;
  if (bytes.starts_with("PK\x03\x04") || bytes.starts_with("PK\x05\x06")) return form_of_archive(bytes);
  if (bytes.starts_with("\xD0\xCF\x11\xE0")) return Error{ErrorCode::kUnsupported, "this is an old Office file (before 2007)", "save it as DOCX or PDF"};
  std::string type = to_lower(source.type.substr(0, source.type.find(';'))), ending = extension_of(source.name);
  type = trim(type);
  if (type == "text/markdown" || type == "text/x-markdown") return DocumentForm::kMarkdown;
  if (type == "text/html" || type == "application/xhtml+xml") return DocumentForm::kHtml;
  if (type == "text/plain") return ending == ".md" || ending == ".markdown" ? DocumentForm::kMarkdown : DocumentForm::kText;
  if (ending == ".md" || ending == ".markdown" || ending == ".mdx") return DocumentForm::kMarkdown;
  if (ending == ".html" || ending == ".htm" || ending == ".xhtml" || begins_html(bytes)) return DocumentForm::kHtml;
  return DocumentForm::kText;
}

Result<Document> read_document(const DocumentSource& source) {
  ASSIGN_OR_RETURN(DocumentForm form, form_of(source));
  std::string html;
  switch (form) {
    case DocumentForm::kText:
    case DocumentForm::kMarkdown:
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
  if (form != DocumentForm::kHtml) options.part = HtmlPart::kAll;  // all of it is content
  ASSIGN_OR_RETURN(HtmlText text, markdown_of_html(html, options));
  return Document{form, std::move(text.title), std::move(text.markdown), std::move(text.markdown_link)};
}

}  // namespace suit
