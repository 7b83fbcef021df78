#include "read/html_markdown.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/link.h"
#include "base/text.h"
#include "read/html_table.h"
#include "read/html_walk.h"
#include "read/main_content.h"
#include "read/markdown_writer.h"

namespace suit {
namespace {

constexpr int kDepthMax = 500;  // deeper nodes become plain text

std::string fence_for(std::string_view code, size_t least) {
  size_t longest = 0, run = 0;
  for (char c : code) longest = std::max(longest, run = c == '`' ? run + 1 : 0);
  return std::string(std::max(least, longest + 1), '`');
}

int number_in(std::string_view text, int otherwise) {
  int number = otherwise;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return std::clamp(number, 0, 1'000'000'000);
}

std::string as_target(std::string link) {
  std::string target;
  for (char c : link)
    target += c == '('   ? "%28"
              : c == ')' ? "%29"
              : c == '<' ? "%3C"
              : c == '>' ? "%3E"
              : c == '|' ? "%7C"
                         : std::string(1, c);
  return target;
}

bool is_block_of_item(HtmlTag tag) {
  switch (tag) {
    case HtmlTag::kP:
    case HtmlTag::kPre:
    case HtmlTag::kBlockquote:
    case HtmlTag::kTable:
    case HtmlTag::kDiv:
    case HtmlTag::kFigure:
    case HtmlTag::kH1:
    case HtmlTag::kH2:
    case HtmlTag::kH3:
    case HtmlTag::kH4:
    case HtmlTag::kH5:
    case HtmlTag::kH6:
      return true;
    default:
      return false;
  }
}

bool is_tight(const HtmlNode& item) {
  size_t blocks = 0;
  for (const HtmlNode* child : HtmlChildren(item)) blocks += is_block_of_item(tag_of(*child));
  return blocks < 2;
}

// The permalink sign next to a heading.
bool is_anchor_sign(const HtmlNode& link, std::string_view target) {
  if (target.find('#') == target.npos) return false;
  if (!link.child) return true;
  if (link.child->next || !is_text(*link.child)) return false;
  std::string_view text = trim(text_in(*link.child));
  return text.empty() || text == "#" || text == "¶" || text == "§" || text == "🔗" || text == "∞";
}

class HtmlToMarkdown {
 public:
  HtmlToMarkdown(const HtmlOptions& options, MarkdownWriter& writer, int depth = 0)
      : options_(options), writer_(writer), depth_(depth) {}

  void children(const HtmlNode& node) {
    if (++depth_ > kDepthMax) {
      writer_.text(text_of(node, Lines::kAsBlanks));
    } else {
      for (const HtmlNode* child : HtmlChildren(node)) visit(*child);
    }
    --depth_;
  }

  int first_level() const { return first_level_; }  // lowest level of the headings written; 7: none

 private:
  bool is_shown(const HtmlNode& node) const {
    PagePart part = part_of(node);
    return part == PagePart::kContent || (part == PagePart::kFrame && options_.part == HtmlPart::kAll);
  }

  void visit(const HtmlNode& node) {
    if (is_text(node)) return writer_.text(text_in(node));
    if (is_element(node) && is_shown(node)) element(node, tag_of(node));
  }

  void element(const HtmlNode& node, HtmlTag tag) {
    switch (tag) {
      case HtmlTag::kH1:
      case HtmlTag::kH2:
      case HtmlTag::kH3:
      case HtmlTag::kH4:
      case HtmlTag::kH5:
      case HtmlTag::kH6:
        return heading(node, static_cast<int>(tag) - static_cast<int>(HtmlTag::kH1) + 1);
      case HtmlTag::kA:
        return link(node);
      case HtmlTag::kStrong:
      case HtmlTag::kB:
        return marked(node, "**", "**", strong_);
      case HtmlTag::kEm:
      case HtmlTag::kI:
      case HtmlTag::kVar:
      case HtmlTag::kDfn:
      case HtmlTag::kCite:
        return marked(node, "*", "*", emphasis_);
      case HtmlTag::kDel:
      case HtmlTag::kS:
      case HtmlTag::kStrike:
        return marked(node, "~~", "~~", strike_);
      case HtmlTag::kSup:
        return marked(node, "<sup>", "</sup>", script_);
      case HtmlTag::kSub:
        return marked(node, "<sub>", "</sub>", script_);
      case HtmlTag::kQ:
        return marked(node, "\"", "\"", quoted_);
      case HtmlTag::kRt:
        return marked(node, "(", ")", quoted_);
      case HtmlTag::kCode:
      case HtmlTag::kKbd:
      case HtmlTag::kSamp:
      case HtmlTag::kTt:
        return code(node);
      case HtmlTag::kBr:
        return writer_.line_break();
      case HtmlTag::kImg:
        return image(node);
      case HtmlTag::kMath:
      case HtmlTag::kScript:
        return formula(node);
      case HtmlTag::kVideo:
      case HtmlTag::kAudio:
      case HtmlTag::kIframe:
        return media(node);
      case HtmlTag::kPre:
      case HtmlTag::kListing:
      case HtmlTag::kXmp:
      case HtmlTag::kPlaintext:
        return preformatted(node);
      case HtmlTag::kUl:
      case HtmlTag::kMenu:
      case HtmlTag::kDir:
      case HtmlTag::kOl:
        return list(node, tag == HtmlTag::kOl);
      case HtmlTag::kLi:
        return item(node, "- ");
      case HtmlTag::kDt:
        return block(node, 2, 1);
      case HtmlTag::kDd:
        return item(node, ": ");
      case HtmlTag::kBlockquote:
        return quote(node);
      case HtmlTag::kTable:
        return table(node);
      case HtmlTag::kHr:
        return rule();
      case HtmlTag::kDiv:
        return has_class(node, "fragment") ? preformatted(node) : block(node, 2, 2);  // Doxygen's code
      case HtmlTag::kP:
      case HtmlTag::kSection:
      case HtmlTag::kArticle:
      case HtmlTag::kMain:
      case HtmlTag::kAside:
      case HtmlTag::kHeader:
      case HtmlTag::kFooter:
      case HtmlTag::kNav:
      case HtmlTag::kDl:
      case HtmlTag::kFigure:
      case HtmlTag::kFigcaption:
      case HtmlTag::kAddress:
      case HtmlTag::kForm:
      case HtmlTag::kFieldset:
      case HtmlTag::kLegend:
      case HtmlTag::kDetails:
      case HtmlTag::kSummary:
      case HtmlTag::kCenter:
      case HtmlTag::kHgroup:
      case HtmlTag::kCaption:
      case HtmlTag::kTr:
      case HtmlTag::kBody:
        return block(node, 2, 2);
      case HtmlTag::kTd:
      case HtmlTag::kTh:
        return cell(node);
      default:
        return children(node);
    }
  }

  void block(const HtmlNode& node, int before, int after) {
    writer_.end_block(before);
    children(node);
    writer_.end_block(after);
  }

  void heading(const HtmlNode& node, int level) {
    writer_.end_block(2);
    if (!writer_.in_cell()) writer_.opener(std::string(static_cast<size_t>(level), '#') + " ");
    ++strong_;  // headings are already bold
    children(node);
    --strong_;
    if (writer_.in_line()) first_level_ = std::min(first_level_, level);
    writer_.end_block(2);
  }

  // `depth`: nesting of equivalent elements; only the outermost writes the mark.
  void marked(const HtmlNode& node, const char* open, const char* close, int& depth) {
    if (depth++ == 0) writer_.push({open, close});
    children(node);
    if (--depth == 0) writer_.pop();
  }

  void link(const HtmlNode& node) {
    std::string target = as_target(resolve_link(options_.base, attribute(node, "href")));
    if (is_anchor_sign(node, target)) return;
    if (target.empty() || target == "#" || linked_) return children(node);
    linked_ = true;
    writer_.push({"[", "](" + target + ")"});
    children(node);
    writer_.pop();
    linked_ = false;
  }

  // Links inside are kept: each becomes a link around code.
  void code(const HtmlNode& node) {
    HtmlChildren all(node);
    bool has_links = !linked_ && std::any_of(all.begin(), all.end(), [](const HtmlNode* child) {
      return tag_of(*child) == HtmlTag::kA && !attribute(*child, "href").empty();
    });
    if (!has_links) return code_piece(text_of(node, Lines::kAsBlanks));
    for (const HtmlNode* child : all) {
      std::string target = tag_of(*child) == HtmlTag::kA
                               ? as_target(resolve_link(options_.base, attribute(*child, "href")))
                               : "";
      if (!target.empty()) writer_.push({"[", "](" + target + ")"});
      code_piece(text_of(*child, Lines::kAsBlanks));
      if (!target.empty()) writer_.pop();
    }
  }

  void code_piece(std::string text) {
    if (text.empty()) return;
    if (writer_.in_cell())
      for (size_t at = text.find('|'); at != text.npos; at = text.find('|', at + 2)) text.insert(at, "\\");
    std::string fence = fence_for(text, 1);
    const char* pad = text.front() == '`' || text.back() == '`' ? " " : "";
    writer_.piece(fence + pad + text + pad + fence);
  }

  void image(const HtmlNode& node) {
    std::string source = as_target(resolve_link(options_.base, attribute(node, "src"))), words;
    append_visible(words, attribute(node, "alt"));
    std::replace_if(
        words.begin(), words.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; }, ' ');
    words = trim(words);
    if (attribute(node, "class").find("math") != std::string_view::npos && !words.empty())
      return writer_.piece("$" + words + "$");
    int width = number_in(attribute(node, "width"), 100), height = number_in(attribute(node, "height"), 100);
    if ((source.empty() && words.empty()) || width < 3 || height < 3) return;
    std::string escaped;
    for (char c : words)
      escaped +=
          c == '[' || c == ']' || (c == '|' && writer_.in_cell()) ? std::string("\\") + c : std::string(1, c);
    writer_.piece("![" + escaped + "](" + source + ")");
  }

  void formula(const HtmlNode& node) {
    std::string tex = tex_of(node);
    if (tex.empty()) return writer_.text(text_of(node, Lines::kAsBlanks));
    bool apart = attribute(node, "display") == "block" ||
                 attribute(node, "type").find("mode=display") != std::string_view::npos;
    writer_.piece((apart ? "$$" : "$") + tex + (apart ? "$$" : "$"));
  }

  void media(const HtmlNode& node) {
    std::string_view source = attribute(node, "src"), title = attribute(node, "title");
    for (const HtmlNode* child : HtmlChildren(node))
      if (source.empty() && tag_of(*child) == HtmlTag::kSource) source = attribute(*child, "src");
    std::string target = as_target(resolve_link(options_.base, source));
    if (target.empty() || (title.empty() && tag_of(node) == HtmlTag::kIframe)) return;
    writer_.push({"[", "](" + target + ")"});
    writer_.text(!title.empty() ? title : tag_of(node) == HtmlTag::kVideo ? "video" : "audio");
    writer_.pop();
  }

  void preformatted(const HtmlNode& node) {
    std::string text = text_of(node, Lines::kKept);
    while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ') text.pop_back();
    size_t lead = text.find_first_not_of("\r\n");
    if (lead == text.npos) return;
    text.erase(0, lead);
    writer_.end_block(2);
    if (writer_.in_cell()) {
      std::string lines;
      for (std::string_view line : split(text, '\n'))
        lines += (lines.empty() ? "`" : "<br>`") + std::string(line) + "`";
      writer_.piece(lines);
    } else {
      std::string fence = fence_for(text, 3);
      writer_.lines(fence + code_language(node) + "\n" + text + "\n" + fence);
    }
    writer_.end_block(2);
  }

  void list(const HtmlNode& node, bool numbered) {
    writer_.end_block(2);
    int number = numbered ? number_in(attribute(node, "start"), 1) : 0;
    for (const HtmlNode* child : HtmlChildren(node)) {
      if (tag_of(*child) != HtmlTag::kLi) {
        visit(*child);
        continue;
      }
      if (!is_shown(*child)) continue;
      if (numbered) number = number_in(attribute(*child, "value"), number);
      item(*child, numbered ? std::to_string(number++) + ". " : "- ");
    }
    writer_.end_block(2);
  }

  void item(const HtmlNode& node, std::string marker) {
    for (const HtmlNode* child : HtmlChildren(node))
      if (tag_of(*child) == HtmlTag::kInput && attribute(*child, "type") == "checkbox")
        marker += find_attribute(*child, "checked") ? "[x] " : "[ ] ";
    writer_.end_block(1);
    if (writer_.in_cell() && marker == "- ") marker = "• ";
    writer_.enter_item(marker);
    bool tight = is_tight(node), before = writer_.set_tight(tight);
    children(node);
    writer_.end_block(1);
    writer_.set_tight(before);
    writer_.leave();
    writer_.end_block(tight ? 1 : 2);
  }

  void quote(const HtmlNode& node) {
    writer_.end_block(2);
    if (writer_.in_cell()) return block(node, 1, 1);
    writer_.enter_quote();
    children(node);
    writer_.end_block(2);
    writer_.leave();
  }

  void rule() {
    writer_.end_block(2);
    if (!writer_.in_cell()) writer_.lines("---");
    writer_.end_block(2);
  }

  void table(const HtmlNode& node) {
    bool lays_out = writer_.in_cell() || !is_data_table(node);
    if (lays_out) return block(node, 2, 2);
    for (const HtmlNode* child : HtmlChildren(node))
      if (tag_of(*child) == HtmlTag::kCaption) block(*child, 2, 2);
    std::vector<HtmlTable> parts = read_table(node, [&](const HtmlNode& cell) {
      MarkdownWriter writer(MarkdownWriter::Kind::kCell);
      HtmlToMarkdown inner(options_, writer, depth_ + 1);
      inner.children(cell);
      return writer.take();
    });
    for (const HtmlTable& part : parts) {
      if (part.heading) block(*part.heading, 2, 2);
      if (part.rows.empty()) continue;
      writer_.end_block(2);
      writer_.lines(text_of_table(part));
      writer_.end_block(2);
    }
  }

  // A cell of a layout table: if it holds only words, it stays on one line with its neighbours.
  void cell(const HtmlNode& node) {
    HtmlChildren all(node);
    bool has_blocks = std::any_of(all.begin(), all.end(), [](const HtmlNode* child) {
      return is_block_of_item(tag_of(*child)) || tag_of(*child) == HtmlTag::kUl ||
             tag_of(*child) == HtmlTag::kOl || tag_of(*child) == HtmlTag::kDl;
    });
    if (has_blocks) return block(node, 1, 1);
    writer_.space();
    children(node);
    writer_.space();
  }

  const HtmlOptions& options_;
  MarkdownWriter& writer_;
  int depth_ = 0;
  int strong_ = 0, emphasis_ = 0, strike_ = 0, script_ = 0, quoted_ = 0;
  bool linked_ = false;
  int first_level_ = 7;
};

// The page's metadata.
void read_head(const HtmlNode& html, HtmlOptions& options, HtmlText& text) {
  for (const HtmlNode* head : HtmlChildren(html)) {
    if (tag_of(*head) != HtmlTag::kHead) continue;
    for (const HtmlNode* node : HtmlChildren(*head)) {
      HtmlTag tag = tag_of(*node);
      if (tag == HtmlTag::kTitle && text.title.empty()) text.title = text_of(*node, Lines::kAsBlanks);
      if (tag == HtmlTag::kBase && !options.base.empty() && !attribute(*node, "href").empty())
        options.base = resolve_link(options.base, attribute(*node, "href"));
      if (tag == HtmlTag::kLink && attribute(*node, "rel") == "alternate" &&
          attribute(*node, "type") == "text/markdown" && text.markdown_link.empty())
        text.markdown_link = resolve_link(options.base, attribute(*node, "href"));
    }
  }
}

bool begins_with_heading(std::string_view markdown, std::string_view title) {
  size_t begin = markdown.find_first_not_of('#');
  return begin > 0 && begin != markdown.npos &&
         trim(markdown.substr(begin, markdown.find('\n') - begin)) == title;
}

}  // namespace

Result<HtmlText> markdown_of_html(std::string_view html, const HtmlOptions& given) {
  ASSIGN_OR_RETURN(HtmlTree tree, HtmlTree::parse(html));
  HtmlText text;
  HtmlOptions options = given;
  read_head(tree.root(), options, text);
  MarkdownWriter writer;
  HtmlToMarkdown walker(options, writer);
  const HtmlNode& top = options.part == HtmlPart::kAll ? tree.root() : main_content(tree.root());
  walker.children(top);
  text.markdown = writer.take();
  if (options.part == HtmlPart::kMainContent && walker.first_level() > 1 &&
      !text.markdown.empty()) {  // the title is outside the main content
    const HtmlNode* heading = find_element(tree.root(), HtmlTag::kH1);
    std::string title = heading ? text_of(*heading, Lines::kAsBlanks) : text.title;
    if (!title.empty() && !begins_with_heading(text.markdown, title))
      text.markdown = "# " + title + "\n\n" + text.markdown;
  }
  return text;
}

}  // namespace suit
