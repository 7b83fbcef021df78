// HTML elements (and the SVG and MathML elements that the parser treats specially), and sets of them.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace suit {

// clang-format off
#define SUIT_HTML_TAGS(TAG) \
  TAG(A, "a") TAG(Address, "address") TAG(AnnotationXml, "annotation-xml") TAG(Applet, "applet") TAG(Area, "area") TAG(Article, "article") TAG(Aside, "aside") \
  TAG(Audio, "audio") TAG(B, "b") TAG(Base, "base") TAG(Basefont, "basefont") TAG(Bgsound, "bgsound") TAG(Big, "big") TAG(Blockquote, "blockquote") TAG(Body, "body") \
  TAG(Br, "br") TAG(Button, "button") TAG(Canvas, "canvas") TAG(Caption, "caption") TAG(Center, "center") TAG(Cite, "cite") TAG(Code, "code") TAG(Col, "col") \
  TAG(Colgroup, "colgroup") TAG(Datalist, "datalist") TAG(Dd, "dd") TAG(Del, "del") TAG(Desc, "desc") TAG(Details, "details") TAG(Dfn, "dfn") TAG(Dialog, "dialog") \
  TAG(Dir, "dir") TAG(Div, "div") TAG(Dl, "dl") TAG(Dt, "dt") TAG(Em, "em") TAG(Embed, "embed") TAG(Fieldset, "fieldset") TAG(Figcaption, "figcaption") \
  TAG(Figure, "figure") TAG(Font, "font") TAG(Footer, "footer") TAG(ForeignObject, "foreignobject") TAG(Form, "form") TAG(Frame, "frame") TAG(Frameset, "frameset") \
  TAG(H1, "h1") TAG(H2, "h2") TAG(H3, "h3") TAG(H4, "h4") TAG(H5, "h5") TAG(H6, "h6") TAG(Head, "head") TAG(Header, "header") TAG(Hgroup, "hgroup") TAG(Hr, "hr") \
  TAG(Html, "html") TAG(I, "i") TAG(Iframe, "iframe") TAG(Image, "image") TAG(Img, "img") TAG(Input, "input") TAG(Kbd, "kbd") TAG(Keygen, "keygen") \
  TAG(Legend, "legend") TAG(Li, "li") TAG(Link, "link") TAG(Listing, "listing") TAG(Main, "main") TAG(Malignmark, "malignmark") TAG(Map, "map") \
  TAG(Marquee, "marquee") TAG(Math, "math") TAG(Menu, "menu") TAG(Meta, "meta") TAG(Mglyph, "mglyph") TAG(Mi, "mi") TAG(Mn, "mn") TAG(Mo, "mo") TAG(Ms, "ms") \
  TAG(Mtext, "mtext") TAG(Nav, "nav") TAG(Nobr, "nobr") TAG(Noembed, "noembed") TAG(Noframes, "noframes") TAG(Noscript, "noscript") TAG(Object, "object") \
  TAG(Ol, "ol") TAG(Optgroup, "optgroup") TAG(Option, "option") TAG(P, "p") TAG(Param, "param") TAG(Plaintext, "plaintext") TAG(Pre, "pre") TAG(Q, "q") \
  TAG(Rb, "rb") TAG(Rp, "rp") TAG(Rt, "rt") TAG(Rtc, "rtc") TAG(Ruby, "ruby") TAG(S, "s") TAG(Samp, "samp") TAG(Script, "script") TAG(Search, "search") \
  TAG(Section, "section") TAG(Select, "select") TAG(Small, "small") TAG(Source, "source") TAG(Span, "span") TAG(Strike, "strike") TAG(Strong, "strong") \
  TAG(Style, "style") TAG(Sub, "sub") TAG(Summary, "summary") TAG(Sup, "sup") TAG(Svg, "svg") TAG(Table, "table") TAG(Tbody, "tbody") TAG(Td, "td") \
  TAG(Template, "template") TAG(Textarea, "textarea") TAG(Tfoot, "tfoot") TAG(Th, "th") TAG(Thead, "thead") TAG(Title, "title") TAG(Tr, "tr") TAG(Track, "track") \
  TAG(Tt, "tt") TAG(U, "u") TAG(Ul, "ul") TAG(Var, "var") TAG(Video, "video") TAG(Wbr, "wbr") TAG(Xmp, "xmp")

enum class HtmlTag : uint8_t {
  kNone,  // not an element
  kOther,  // no rule mentions it; its name identifies it
#define TAG(name, text) k##name,
  SUIT_HTML_TAGS(TAG)
#undef TAG
  kCount
};
// clang-format on

// `name` is in lower case.
HtmlTag html_tag(std::string_view name);

class HtmlTags {
 public:
  constexpr HtmlTags(std::initializer_list<HtmlTag> tags) {
    for (HtmlTag tag : tags)
      bits_[static_cast<size_t>(tag) / 64] |= uint64_t{1} << (static_cast<size_t>(tag) % 64);
  }
  constexpr bool has(HtmlTag tag) const {
    return bits_[static_cast<size_t>(tag) / 64] >> (static_cast<size_t>(tag) % 64) & 1;
  }
  constexpr HtmlTags operator|(const HtmlTags& other) const {
    HtmlTags both = *this;
    for (size_t i = 0; i < bits_.size(); ++i) both.bits_[i] |= other.bits_[i];
    return both;
  }

 private:
  std::array<uint64_t, 4> bits_{};
};

}  // namespace suit
