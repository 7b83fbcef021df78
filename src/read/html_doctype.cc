#include "read/html_doctype.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/text.h"
#include "read/html_tokenizer.h"

namespace suit {
namespace {

// Prefixes of public identifiers, in lower case.
constexpr std::array<std::string_view, 55> kQuirksLeads = {
    "+//silmaril//dtd html pro v0r11 19970101//",
    "-//as//dtd html 3.0 aswedit + extensions//",
    "-//advasoft ltd//dtd html 3.0 aswedit + extensions//",
    "-//ietf//dtd html 2.0 level 1//",
    "-//ietf//dtd html 2.0 level 2//",
    "-//ietf//dtd html 2.0 strict level 1//",
    "-//ietf//dtd html 2.0 strict level 2//",
    "-//ietf//dtd html 2.0 strict//",
    "-//ietf//dtd html 2.0//",
    "-//ietf//dtd html 2.1e//",
    "-//ietf//dtd html 3.0//",
    "-//ietf//dtd html 3.2 final//",
    "-//ietf//dtd html 3.2//",
    "-//ietf//dtd html 3//",
    "-//ietf//dtd html level 0//",
    "-//ietf//dtd html level 1//",
    "-//ietf//dtd html level 2//",
    "-//ietf//dtd html level 3//",
    "-//ietf//dtd html strict level 0//",
    "-//ietf//dtd html strict level 1//",
    "-//ietf//dtd html strict level 2//",
    "-//ietf//dtd html strict level 3//",
    "-//ietf//dtd html strict//",
    "-//ietf//dtd html//",
    "-//metrius//dtd metrius presentational//",
    "-//microsoft//dtd internet explorer 2.0 html strict//",
    "-//microsoft//dtd internet explorer 2.0 html//",
    "-//microsoft//dtd internet explorer 2.0 tables//",
    "-//microsoft//dtd internet explorer 3.0 html strict//",
    "-//microsoft//dtd internet explorer 3.0 html//",
    "-//microsoft//dtd internet explorer 3.0 tables//",
    "-//netscape comm. corp.//dtd html//",
    "-//netscape comm. corp.//dtd strict html//",
    "-//o'reilly and associates//dtd html 2.0//",
    "-//o'reilly and associates//dtd html extended 1.0//",
    "-//o'reilly and associates//dtd html extended relaxed 1.0//",
    "-//sq//dtd html 2.0 hotmetal + extensions//",
    "-//softquad software//dtd hotmetal pro 6.0::19990601::extensions to html 4.0//",
    "-//softquad//dtd hotmetal pro 4.0::19971010::extensions to html 4.0//",
    "-//spyglass//dtd html 2.0 extended//",
    "-//sun microsystems corp.//dtd hotjava html//",
    "-//sun microsystems corp.//dtd hotjava strict html//",
    "-//w3c//dtd html 3 1995-03-24//",
    "-//w3c//dtd html 3.2 draft//",
    "-//w3c//dtd html 3.2 final//",
    "-//w3c//dtd html 3.2//",
    "-//w3c//dtd html 3.2s draft//",
    "-//w3c//dtd html 4.0 frameset//",
    "-//w3c//dtd html 4.0 transitional//",
    "-//w3c//dtd html experimental 19960712//",
    "-//w3c//dtd html experimental 970421//",
    "-//w3c//dtd w3 html//",
    "-//w3o//dtd w3 html 3.0//",
    "-//webtechs//dtd mozilla html 2.0//",
    "-//webtechs//dtd mozilla html//"};

class Doctype {
 public:
  explicit Doctype(std::string_view text) : text_(text) {}

  bool is_quirks() {
    skip_blanks();
    size_t from = at_;
    while (!at_end() && !is_html_blank(text_[at_])) ++at_;
    std::string name = to_lower(text_.substr(from, at_ - from));
    bool sound = !name.empty() && identifiers();
    at_ = std::min(text_.find('>', at_), text_.size());
    if (at_ == text_.size() || !sound || name != "html") return true;
    std::string pub = to_lower(public_), sys = to_lower(system_);
    auto leads = [&](std::string_view lead) { return pub.starts_with(lead); };
    return pub == "-//w3o//dtd w3 html strict 3.0//en//" || pub == "-/w3c/dtd html 4.0 transitional/en" ||
           pub == "html" || sys == "http://www.ibm.com/data/dtd/v11/ibmxhtml1-transitional.dtd" ||
           std::any_of(kQuirksLeads.begin(), kQuirksLeads.end(), leads) ||
           (!has_system_ &&
            (leads("-//w3c//dtd html 4.01 frameset//") || leads("-//w3c//dtd html 4.01 transitional//")));
  }

  size_t length() const { return std::min(at_ + 1, text_.size()); }

 private:
  bool at_end() const { return at_ >= text_.size() || text_[at_] == '>'; }
  void skip_blanks() {
    while (at_ < text_.size() && is_html_blank(text_[at_])) ++at_;
  }

  // Whether the identifiers are well formed.
  bool identifiers() {
    skip_blanks();
    if (at_end()) return at_ < text_.size();
    std::string word = to_lower(text_.substr(at_, 6));
    if (word != "public" && word != "system") return false;
    at_ += 6;
    if (word == "system") return has_system_ = identifier(system_);
    if (!identifier(public_)) return false;
    skip_blanks();
    if (at_end()) return true;
    return has_system_ = identifier(system_);
  }

  bool identifier(std::string_view& found) {
    skip_blanks();
    if (at_end() || (text_[at_] != '"' && text_[at_] != '\'')) return false;
    size_t from = at_ + 1, end = std::min(text_.find(text_[at_], from), text_.find('>', from));
    if (end == text_.npos || text_[end] == '>') {
      at_ = std::min(end, text_.size());
      return false;
    }
    found = text_.substr(from, end - from);
    at_ = end + 1;
    return true;
  }

  std::string_view text_;
  size_t at_ = 0;
  std::string_view public_, system_;
  bool has_system_ = false;
};

}  // namespace

bool is_quirks_doctype(std::string_view text, size_t& length) {
  Doctype doctype(text);
  bool quirks = doctype.is_quirks();
  length = doctype.length();
  return quirks;
}

}  // namespace suit
