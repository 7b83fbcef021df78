// Converts DOCX (ECMA-376) to equivalent HTML.
#include <map>
#include <set>

#include "base/text.h"
#include "read/document.h"
#include "read/xml.h"
#include "read/zip_file.h"

namespace suit {
namespace {

constexpr int kElementsDeepMax = 200;

std::string_view value_of(pugi::xml_node node, const char* name = "w:val") {
  return node.attribute(name).value();
}
bool is_on(pugi::xml_node property) {
  if (!property) return false;
  std::string_view value = value_of(property);
  return value != "0" && value != "false" && value != "none" && value != "off";
}

class DocxReader {
 public:
  Result<void> open(ZipFile& zip) {
    ASSIGN_OR_RETURN(std::string main, zip.read("word/document.xml"));
    RETURN_IF_ERROR(parse_xml(main_, main, "word/document.xml"));
    pugi::xml_document xml;
    auto part = [&](const char* name) {  // optional, and may be damaged
      auto text = zip.has(name) ? zip.read(name) : Result<std::string>(std::string());
      return text && !text->empty() && parse_xml(xml, *text, name).has_value();
    };
    if (part("word/_rels/document.xml.rels"))
      for (pugi::xml_node link : xml.document_element().children("Relationship"))
        if (std::string_view(link.attribute("TargetMode").value()) == "External")
          links_[link.attribute("Id").value()] = link.attribute("Target").value();
    if (part("word/styles.xml"))
      for (pugi::xml_node style : xml.document_element().children("w:style"))
        levels_[style.attribute("w:styleId").value()] = level_of_style(style);
    if (part("word/numbering.xml")) read_numbering(xml.document_element());
    if (part("word/footnotes.xml")) {
      notes_.reset(xml);
      for (pugi::xml_node note : notes_.document_element().children("w:footnote"))
        note_of_[std::string(value_of(note, "w:id"))] = note;
    }
    return {};
  }

  std::string html() {
    blocks(main_.document_element().child("w:body"), 0);
    close_lists(0);
    if (!cited_.empty()) {
      out_ += "<hr>";
      for (size_t i = 0; i < cited_.size(); ++i) {  // a note may cite another
        out_ += "<p>[" + std::to_string(i + 1) + "] ";
        for (pugi::xml_node paragraph : note_of_[cited_[i]].children("w:p")) runs(paragraph, 0);
        out_ += "</p>";
      }
    }
    return std::move(out_);
  }

 private:
  // 1 to 6 for a heading style, 0 for others.
  static int level_of_style(pugi::xml_node style) {
    std::string name = to_lower(value_of(style.child("w:name")));
    if (name == "title") return 1;
    if (name.starts_with("heading ") && name.size() == 9 && name[8] >= '1' && name[8] <= '9')
      return std::min(name[8] - '0', 6);
    pugi::xml_node outline = style.child("w:pPr").child("w:outlineLvl");
    return outline ? std::min(outline.attribute("w:val").as_int() + 1, 6) : 0;
  }

  void read_numbering(pugi::xml_node root) {
    std::map<std::string, std::set<int>> bulleted;  // abstract number -> levels with bullets
    for (pugi::xml_node one : root.children("w:abstractNum"))
      for (pugi::xml_node level : one.children("w:lvl"))
        if (value_of(level.child("w:numFmt")) == "bullet")
          bulleted[one.attribute("w:abstractNumId").value()].insert(level.attribute("w:ilvl").as_int());
    for (pugi::xml_node one : root.children("w:num"))
      bullets_[one.attribute("w:numId").value()] =
          bulleted[std::string(value_of(one.child("w:abstractNumId")))];
  }

  void blocks(pugi::xml_node parent, int depth) {
    if (depth > kElementsDeepMax) return;
    for (pugi::xml_node node : parent.children()) {
      std::string_view name = node.name();
      if (name == "w:p") {
        paragraph(node);
      } else if (name == "w:tbl") {
        close_lists(0);
        table(node, depth);
      } else if (name == "w:sdt") {
        blocks(node.child("w:sdtContent"), depth + 1);
      } else if (name == "w:ins" || name == "w:smartTag" || name == "w:customXml" ||
                 name == "mc:AlternateContent" || name == "mc:Choice") {
        blocks(node, depth + 1);
      }
    }
  }

  void paragraph(pugi::xml_node node) {
    pugi::xml_node properties = node.child("w:pPr"), number = properties.child("w:numPr");
    auto style = levels_.find(std::string(value_of(properties.child("w:pStyle"))));
    int level = style == levels_.end() ? 0 : style->second;
    std::string id(value_of(number.child("w:numId")));
    if (level > 0) {
      close_lists(0);
      wrap("h" + std::to_string(level), node);
    } else if (!id.empty() && id != "0") {
      int depth = std::clamp(number.child("w:ilvl").attribute("w:val").as_int(), 0, 8);
      open_list(static_cast<size_t>(depth) + 1,
                bullets_[id].contains(depth) || !bullets_.contains(id) ? "ul" : "ol");
      out_ += "<li>";
      runs(node, 0);
    } else {
      close_lists(0);
      wrap("p", node);
    }
  }

  void wrap(const std::string& tag, pugi::xml_node node) {
    out_ += "<" + tag + ">";
    runs(node, 0);
    out_ += "</" + tag + ">\n";
  }

  void open_list(size_t depth, const char* tag) {
    close_lists(depth);
    if (lists_.size() == depth && lists_.back() != std::string_view(tag)) close_lists(depth - 1);
    while (lists_.size() < depth) {
      out_ += std::string("<") + tag + ">";
      lists_.push_back(tag);
    }
  }

  void close_lists(size_t keep) {
    while (lists_.size() > keep) {
      out_ += "</" + std::string(lists_.back()) + ">\n";
      lists_.pop_back();
    }
  }

  void table(pugi::xml_node node, int depth) {
    out_ += "<table>";
    bool first = true;
    for (pugi::xml_node row : node.children("w:tr")) {
      out_ += first ? "<thead><tr>" : "<tr>";
      for (pugi::xml_node cell : row.children("w:tc")) {
        pugi::xml_node span = cell.child("w:tcPr").child("w:gridSpan");
        out_ +=
            "<td colspan=" + std::to_string(std::clamp(span ? span.attribute("w:val").as_int() : 1, 1, 100)) +
            ">";
        blocks(cell, depth + 1);
        close_lists(0);
        out_ += "</td>";
      }
      out_ += first ? "</tr></thead>" : "</tr>";
      first = false;
    }
    out_ += "</table>\n";
  }

  // Content of a paragraph, without deleted text (w:del) and field instructions.
  void runs(pugi::xml_node parent, int depth) {
    if (depth > kElementsDeepMax) return;
    for (pugi::xml_node node : parent.children()) {
      std::string_view name = node.name();
      if (name == "w:r") {
        run(node);
      } else if (name == "w:hyperlink") {
        auto link = links_.find(node.attribute("r:id").value());
        if (link != links_.end()) out_ += "<a href=\"" + html_escaped(link->second) + "\">";
        runs(node, depth + 1);
        if (link != links_.end()) out_ += "</a>";
      } else if (name == "m:oMath" || name == "m:oMathPara") {
        formula(node, depth);
      } else if (name == "w:sdt") {
        runs(node.child("w:sdtContent"), depth + 1);
      } else if (name == "w:ins" || name == "w:smartTag" || name == "w:fldSimple" || name == "w:customXml") {
        runs(node, depth + 1);
      }
    }
  }

  void run(pugi::xml_node node) {
    pugi::xml_node properties = node.child("w:rPr");
    if (is_on(properties.child("w:vanish"))) return;
    std::string tail;
    auto mark = [&](const char* property, const char* tag) {
      if (!is_on(properties.child(property))) return;
      out_ += std::string("<") + tag + ">";
      tail = std::string("</") + tag + ">" + tail;
    };
    mark("w:b", "b");
    mark("w:i", "i");
    mark("w:strike", "del");
    if (std::string_view align = value_of(properties.child("w:vertAlign"));
        align == "superscript" || align == "subscript") {
      out_ += align == "superscript" ? "<sup>" : "<sub>";
      tail = (align == "superscript" ? "</sup>" : "</sub>") + tail;
    }
    for (pugi::xml_node piece : node.children()) {
      std::string_view name = piece.name();
      if (name == "w:t") out_ += html_escaped(piece.text().get());
      if (name == "w:tab" || name == "w:noBreakHyphen") out_ += name == "w:tab" ? " " : "-";
      if (name == "w:br" || name == "w:cr") out_ += "<br>";
      if (name == "w:footnoteReference") note(std::string(value_of(piece, "w:id")));
      if (name == "w:drawing")
        if (std::string_view words = piece.first_child().child("wp:docPr").attribute("descr").value();
            !words.empty())
          out_ += "<img alt=\"" + html_escaped(words) + "\">";
    }
    out_ += tail;
  }

  void note(const std::string& id) {
    if (!note_of_.contains(id) || cited_.size() > 10'000) return;
    cited_.push_back(id);
    out_ += "[" + std::to_string(cited_.size()) + "]";
  }

  // Only its letters, in order: Office's formula structure is not converted to TeX.
  void formula(pugi::xml_node node, int depth) {
    if (depth > kElementsDeepMax) return;
    for (pugi::xml_node child : node.children()) {
      if (std::string_view(child.name()) == "m:t")
        out_ += html_escaped(child.text().get());
      else
        formula(child, depth + 1);
    }
  }

  pugi::xml_document main_, notes_;
  std::map<std::string, std::string> links_;
  std::map<std::string, int> levels_;
  std::map<std::string, std::set<int>> bullets_;
  std::map<std::string, pugi::xml_node> note_of_;
  std::vector<std::string> cited_;
  std::vector<const char*> lists_;
  std::string out_;
};

}  // namespace

Result<std::string> html_of_docx(std::string_view bytes) {
  ASSIGN_OR_RETURN(ZipFile zip, ZipFile::open(bytes));
  DocxReader reader;
  RETURN_IF_ERROR(reader.open(zip));
  return reader.html();
}

}  // namespace suit
