// Builds ZIP archives in memory, for tests.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace suit {

// Files in the given order, deflated.
std::string zip_of(const std::vector<std::pair<std::string, std::string>>& files);

// The smallest EPUB and DOCX with these contents.
std::string epub_of(const std::vector<std::pair<std::string, std::string>>& chapters,
                    const std::string& title);
std::string docx_of(const std::string& body,
                    const std::vector<std::pair<std::string, std::string>>& more = {});

// A PDF of one page with lines at given positions: {size, x, y, text}. It has no cross-reference table;
// readers rebuild it.
struct PdfLine {
  int size, x, y;
  std::string text;
};
std::string pdf_of(const std::vector<PdfLine>& lines);

}  // namespace suit
