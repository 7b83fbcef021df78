// Converts PDF to HTML: joins the text pieces that poppler's pdftohtml finds on each page into lines,
// paragraphs, headings, lists and code. A PDF only stores glyph positions, so the structure is guessed from
// positions, sizes and fonts. Tables come out as lines.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <map>
#include <optional>
#include <set>

#include "base/text.h"
#include "read/document.h"
#include "read/html_walk.h"

namespace suit {
namespace {

struct Font {
  int size = 0;
  bool mono = false;
};

struct Line {
  int page = 0, top = 0, left = 0, right = 0,
      height = 0;    // pdftohtml points, from the page's top left corner
  int size = 0;      // of its font, or of most of its text
  bool mono = true;  // all text is monospaced
  std::string text, html;
};

int number_of(const HtmlNode& node, const char* name) {
  std::string_view text = attribute(node, name);
  int number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return std::clamp(number, -1'000'000, 1'000'000);
}

bool is_mono(std::string_view family) {
  std::string low = to_lower(family);
  for (std::string_view sign : {"mono", "courier", "cmtt", "typewriter", "consol", "menlo", "code"})
    if (low.find(sign) != low.npos) return true;
  return false;
}

// A piece's inline markup: only <b>, <i> and <a href>.
void append_inline(const HtmlNode& node, std::string& html, int depth) {
  if (is_text(node)) {
    html += html_escaped(text_in(node));
    return;
  }
  HtmlTag tag = tag_of(node);
  std::string_view link = tag == HtmlTag::kA ? attribute(node, "href") : std::string_view();
  bool inner = link.find(".html#") != link.npos && link.find("://") == link.npos;  // link within the document
  std::string open, close;
  if (tag == HtmlTag::kB || tag == HtmlTag::kI) {
    open = tag == HtmlTag::kB ? "<b>" : "<i>";
    close = tag == HtmlTag::kB ? "</b>" : "</i>";
  } else if (!link.empty() && !inner) {
    open = "<a href=\"" + html_escaped(link) + "\">";
    close = "</a>";
  }
  html += open;
  if (depth < 20)
    for (const HtmlNode* child : HtmlChildren(node)) append_inline(*child, html, depth + 1);
  html += close;
}

class PdfPages {
 public:
  explicit PdfPages(const HtmlNode& root) { read(root); }

  std::string html() {
    drop_running_lines();
    rank_sizes();
    std::string out;
    for (size_t i = 0; i < lines_.size();) i = block(i, out);
    set_list(false, out);
    return out;
  }

 private:
  // HTML does not define these elements, so some stay open and contain what follows; document order suffices.
  void read(const HtmlNode& root) {
    bool inside = true;
    for (const HtmlNode* at = &root; at; at = next_node(*at, root, inside)) {
      std::string_view name = name_of(*at);
      inside = name != "text";
      if (name == "page") {
        ++pages_;
        height_ = std::max(1, number_of(*at, "height"));
      } else if (name == "fontspec") {
        fonts_[std::string(attribute(*at, "id"))] = {number_of(*at, "size"),
                                                     is_mono(attribute(*at, "family"))};
      } else if (name == "text") {
        piece(*at);
      }
    }
  }

  void piece(const HtmlNode& node) {
    std::string text = text_of(node, Lines::kAsBlanks);
    if (text.empty()) return;
    Font font = fonts_[std::string(attribute(node, "font"))];
    int top = number_of(node, "top"), left = number_of(node, "left"), width = number_of(node, "width"),
        height = std::max(1, number_of(node, "height"));
    std::string html;
    append_inline(node, html, 0);
    if (font.mono) html = "<code>" + html + "</code>";
    Line* line = lines_.empty() ? nullptr : &lines_.back();
    bool same = line && line->page == pages_ &&
                std::abs(top + height - line->top - line->height) * 2 < std::max(height, line->height) &&
                left >= line->right - height;
    if (!same) {
      tops_.push_back(static_cast<double>(top) / height_);
      lines_.push_back({pages_, top, left, left + width, height, font.size, font.mono, text, html});
      return;
    }
    bool blank = left - line->right > height / 6;
    line->text += (blank ? " " : "") + text;
    line->html += (blank ? " " : "") + html;
    line->right = left + width;
    line->mono &= font.mono;
    if (text.size() * 2 > line->text.size()) line->size = font.size;
  }

  bool at_edge(size_t i) const { return tops_[i] < 0.09 || tops_[i] > 0.91; }

  // The line's page index minus the number at its start or end, as in "Chapter 2: Names 17"; nullopt if there
  // is no number.
  static std::optional<int> number_offset(const Line& line) {
    size_t begin = line.text.find_last_not_of("0123456789") + 1,
           end = line.text.find_first_not_of("0123456789");
    std::string number = begin < line.text.size() ? line.text.substr(begin) : line.text.substr(0, end);
    if (number.empty() || number.size() > 5) return std::nullopt;
    return line.page - std::atoi(number.c_str());
  }

  // Drops page numbers with the text on their lines, and lines repeated at the same edge of several pages.
  void drop_running_lines() {
    std::map<std::string, std::set<int>> pages_with;
    std::map<int, std::set<int>> pages_off;
    auto words_of = [](const Line& line) {
      std::string words;
      for (char c : line.text)
        if (!std::isdigit(static_cast<unsigned char>(c))) words += c;
      return words;
    };
    for (size_t i = 0; i < lines_.size(); ++i) {
      if (!at_edge(i)) continue;
      pages_with[words_of(lines_[i])].insert(lines_[i].page);
      if (auto offset = number_offset(lines_[i])) pages_off[*offset].insert(lines_[i].page);
    }
    std::vector<Line> kept;
    for (size_t i = 0; i < lines_.size(); ++i) {
      if (at_edge(i)) {
        std::string words = words_of(lines_[i]);
        auto offset = number_offset(lines_[i]);
        bool number = words.find_first_not_of("ivxlc -–—.|") == words.npos && lines_[i].text.size() < 10;
        if (number || pages_with[words].size() >= 3 || (offset && pages_off[*offset].size() >= 3)) continue;
      }
      kept.push_back(std::move(lines_[i]));
    }
    lines_ = std::move(kept);
  }

  void rank_sizes() {
    std::map<int, size_t> letters;
    for (const Line& line : lines_) letters[line.size] += line.text.size();
    size_t most = 0;
    for (auto [size, count] : letters)
      if (count > most) {
        most = count;
        body_ = size;
      }
    std::vector<int> larger;
    for (auto [size, count] : letters)
      if (size > body_ + 1) larger.push_back(size);
    std::sort(larger.rbegin(), larger.rend());
    for (size_t i = 0; i < larger.size(); ++i)
      level_[larger[i]] = static_cast<int>(std::min<size_t>(i + 1, 4));
  }

  bool follows(const Line& before, const Line& line) const {
    if (before.page != line.page)
      return !before.text.ends_with('.') && !line.text.empty() &&
             std::islower(static_cast<unsigned char>(line.text[0])) && std::abs(before.size - line.size) <= 1;
    int step = line.top - before.top;
    return step > 0 && step < before.height * 8 / 5 && std::abs(before.size - line.size) <= 1;
  }

  static bool is_bullet(const Line& line) {
    for (std::string_view sign : {"•", "◦", "▪", "‣", "●", "○", "– ", "∙"})
      if (line.text.starts_with(sign)) return true;
    return false;
  }

  void set_list(bool in, std::string& out) {
    if (in != in_list_) out += in ? "<ul>" : "</ul>\n";
    in_list_ = in;
  }

  // Writes the block that starts at line `i`. Returns the index of the line after it.
  size_t block(size_t i, std::string& out) {
    const Line& first = lines_[i];
    size_t end = i + 1;
    auto heading = level_.find(first.size);
    bool is_heading = !first.mono && heading != level_.end() && first.text.size() < 200;
    bool bullet = !first.mono && !is_heading && is_bullet(first);
    set_list(bullet, out);
    if (first.mono) {
      out += "<pre>";
      int left = first.left;
      for (end = i; end < lines_.size() && lines_[end].mono && (end == i || lines_[end].page == first.page);
           ++end)
        left = std::min(left, lines_[end].left);
      for (size_t at = i; at < end; ++at) {
        int letter = std::max<int>(1, (lines_[at].right - lines_[at].left) /
                                          static_cast<int>(std::max<size_t>(1, lines_[at].text.size())));
        out.append(static_cast<size_t>(std::clamp((lines_[at].left - left) / letter, 0, 80)), ' ')
            .append(html_escaped(lines_[at].text))
            .append("\n");
      }
      out += "</pre>\n";
      return end;
    }
    while (end < lines_.size() && !lines_[end].mono && !is_bullet(lines_[end]) &&
           follows(lines_[end - 1], lines_[end]))
      ++end;
    std::string html;
    for (size_t at = i; at < end; ++at) join(html, lines_[at].html);
    if (bullet) {
      size_t sign = html.find_first_of(" <", 1);
      out += "<li>" + (sign == html.npos ? html : html.substr(sign)) + "</li>\n";
    } else {
      std::string tag = is_heading ? "h" + std::to_string(heading->second) : "p";
      out += "<" + tag + ">" + html + "</" + tag + ">\n";
    }
    return end;
  }

  // Rejoins a word hyphenated at the end of a line.
  static void join(std::string& html, const std::string& next) {
    bool parted = html.size() > 1 && html.ends_with('-') &&
                  std::isalpha(static_cast<unsigned char>(html[html.size() - 2])) && !next.empty() &&
                  std::islower(static_cast<unsigned char>(next[0]));
    if (parted) {
      html.pop_back();
    } else if (!html.empty()) {
      html += '\n';
    }
    html += next;
  }

  std::map<std::string, Font> fonts_;
  std::vector<Line> lines_;
  std::vector<double> tops_;  // of lines_, as fractions of the page height
  std::map<int, int> level_;  // heading level by font size
  int pages_ = 0, height_ = 1, body_ = 0;
  bool in_list_ = false;
};

}  // namespace

std::string html_of_pdf(std::string_view pages) {
  auto tree = HtmlTree::parse(pages);
  if (!tree) return "";
  return PdfPages(tree->root()).html();
}

}  // namespace suit
