// A ZIP archive in memory, for tests.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace suit {

// Files in the order given, deflated.
std::string zip_of(const std::vector<std::pair<std::string, std::string>>& files);

// The smallest EPUB and DOCX with these contents.
std::string epub_of(const std::vector<std::pair<std::string, std::string>>& chapters,
                    const std::string& title);
std::string docx_of(const std::string& body,
                    const std::vector<std::pair<std::string, std::string>>& more = {});

// A PDF of one page with each line at its place: {size, x, y, text}. Without a table of its objects: readers
// make one.
struct PdfLine {
  int size, x, y;
  std::string text;
};
std::string pdf_of(const std::vector<PdfLine>& lines);

}  // namespace suit
