// EPUB 2 and 3: reads the chapters in spine order.
#include <map>

#include "base/link.h"
#include "base/text.h"
#include "folder/text_file.h"
#include "read/document.h"
#include "read/xml.h"
#include "read/zip_file.h"

namespace suit {
namespace {

// Ignores the namespace prefix: "opf:item" is "item".
std::string_view local_name(pugi::xml_node node) {
  std::string_view name = node.name();
  return name.substr(name.find(':') == name.npos ? 0 : name.find(':') + 1);
}

pugi::xml_node child_of(pugi::xml_node parent, std::string_view name) {
  for (pugi::xml_node child : parent.children())
    if (local_name(child) == name) return child;
  return {};
}

struct Book {
  std::string title;
  std::vector<std::string> chapters;  // names in the archive
};

Result<Book> read_package(ZipFile& zip) {
  ASSIGN_OR_RETURN(std::string container, zip.read("META-INF/container.xml"));
  pugi::xml_document xml;
  RETURN_IF_ERROR(parse_xml(xml, container, "META-INF/container.xml"));
  std::string path =
      child_of(child_of(xml.document_element(), "rootfiles"), "rootfile").attribute("full-path").value();
  ASSIGN_OR_RETURN(std::string package, zip.read(path));
  RETURN_IF_ERROR(parse_xml(xml, package, path));
  Book book;
  book.title = as_utf8(trim(child_of(child_of(xml.document_element(), "metadata"), "title").text().get()));
  std::map<std::string, std::string> items;
  for (pugi::xml_node item : child_of(xml.document_element(), "manifest").children())
    if (std::string_view type = item.attribute("media-type").value(); type.find("html") != type.npos)
      items[item.attribute("id").value()] = item.attribute("href").value();
  for (pugi::xml_node entry : child_of(xml.document_element(), "spine").children()) {
    auto item = items.find(entry.attribute("idref").value());
    if (item != items.end())
      book.chapters.push_back(join_path(parent_of(path), percent_decoded(item->second)));
  }
  return book;
}

}  // namespace

Result<Document> read_epub(std::string_view bytes, const HtmlOptions& given) {
  ASSIGN_OR_RETURN(ZipFile zip, ZipFile::open(bytes));
  ASSIGN_OR_RETURN(Book book, read_package(zip));
  if (book.chapters.empty()) return Error{ErrorCode::kInvalid, "the book has no chapters that can be read"};
  HtmlOptions options = given;
  options.part = HtmlPart::kAll;
  Document document{DocumentForm::kEpub, book.title};
  for (const std::string& name : book.chapters) {
    auto chapter = zip.read(name);
    if (!chapter && chapter.error().code == ErrorCode::kNotFound) continue;  // listed, but missing
    if (!chapter) return chapter.error();
    if (zip.has("META-INF/encryption.xml") && !is_utf8(*chapter))
      return Error{ErrorCode::kUnsupported, "the book is encrypted (DRM)"};
    TextFile file = decode_text(*chapter);
    ASSIGN_OR_RETURN(HtmlText text, markdown_of_html(file.text(*chapter), options));
    if (text.markdown.empty()) continue;
    if (!document.markdown.empty()) document.markdown += '\n';
    document.markdown += text.markdown;
  }
  return document;
}

}  // namespace suit
