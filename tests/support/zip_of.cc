#include "support/zip_of.h"

#include <zlib.h>

#include <cstdint>

namespace suit {
namespace {

void little(std::string& out, uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) out += static_cast<char>(i < 8 ? value >> (8 * i) & 0xFF : 0);
}

std::string deflated(const std::string& text) {
  z_stream stream = {};
  deflateInit2(&stream, 9, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, text.size()), 0);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

}  // namespace

std::string zip_of(const std::vector<std::pair<std::string, std::string>>& files) {
  std::string out, list;
  for (const auto& [name, text] : files) {
    std::string packed = deflated(text), common;
    little(common, 20, 2);  // version needed
    little(common, 0, 2);
    little(common, 8, 2);  // deflated
    little(common, 0, 4);  // time
    little(common, crc32(0, reinterpret_cast<const Bytef*>(text.data()), static_cast<uInt>(text.size())), 4);
    little(common, packed.size(), 4);
    little(common, text.size(), 4);
    little(common, name.size(), 2);
    little(common, 0, 2);
    list += "PK\x01\x02";
    little(list, 20, 2);  // version made by
    list += common;
    little(list, 0, 10);  // comment, disk, attributes
    little(list, out.size(), 4);
    list += name;
    out += "PK\x03\x04" + common + name + packed;
  }
  size_t at = out.size();
  out += list + "PK\x05\x06";
  little(out, 0, 4);
  little(out, files.size(), 2);
  little(out, files.size(), 2);
  little(out, list.size(), 4);
  little(out, at, 4);
  little(out, 0, 2);
  return out;
}

std::string epub_of(const std::vector<std::pair<std::string, std::string>>& chapters,
                    const std::string& title) {
  std::string manifest, spine;
  std::vector<std::pair<std::string, std::string>> files = {
      {"mimetype", "application/epub+zip"},
      {"META-INF/container.xml",
       "<container xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\"><rootfiles><rootfile "
       "full-path=\"OEBPS/book.opf\"/></rootfiles></container>"}};
  for (const auto& [name, text] : chapters) {
    manifest +=
        "<item id=\"" + name + "\" href=\"" + name + ".xhtml\" media-type=\"application/xhtml+xml\"/>";
    spine += "<itemref idref=\"" + name + "\"/>";
    files.push_back({"OEBPS/" + name + ".xhtml", text});
  }
  files.push_back({"OEBPS/book.opf",
                   "<package xmlns=\"http://www.idpf.org/2007/opf\" "
                   "xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><metadata><dc:title>" +
                       title + "</dc:title></metadata><manifest>" + manifest + "</manifest><spine>" + spine +
                       "</spine></package>"});
  return zip_of(files);
}

std::string docx_of(const std::string& body, const std::vector<std::pair<std::string, std::string>>& more) {
  std::vector<std::pair<std::string, std::string>> files = {
      {"[Content_Types].xml", "<Types/>"},
      {"word/document.xml",
       "<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:document "
       "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>" +
           body + "</w:body></w:document>"}};
  files.insert(files.end(), more.begin(), more.end());
  return zip_of(files);
}

std::string pdf_of(const std::vector<PdfLine>& lines) {
  std::string text = "BT\n";
  for (const PdfLine& line : lines)
    text += "/F1 " + std::to_string(line.size) + " Tf 1 0 0 1 " + std::to_string(line.x) + " " +
            std::to_string(line.y) + " Tm (" + line.text + ") Tj\n";
  text += "ET";
  return "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 "
         "R] /Count 1 >>\nendobj\n"
         "3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font "
         "<< /F1 5 0 R >> >> >>\nendobj\n"
         "4 0 obj\n<< /Length " +
         std::to_string(text.size()) + " >>\nstream\n" + text +
         "\nendstream\nendobj\n"
         "5 0 obj\n<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>\nendobj\ntrailer\n<< /Root 1 0 R "
         ">>\n%%EOF\n";
}

}  // namespace suit
