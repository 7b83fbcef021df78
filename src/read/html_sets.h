// Sets of elements used by the tree construction rules (WHATWG HTML standard, 13.2.4 and 13.2.6).
#pragma once

#include "read/html_tree.h"

namespace suit {

inline constexpr HtmlTags kHeadingTags = {HtmlTag::kH1, HtmlTag::kH2, HtmlTag::kH3,
                                          HtmlTag::kH4, HtmlTag::kH5, HtmlTag::kH6};
inline constexpr HtmlTags kFormattingTags = {
    HtmlTag::kA,      HtmlTag::kB,      HtmlTag::kBig,  HtmlTag::kCode, HtmlTag::kEm,
    HtmlTag::kFont,   HtmlTag::kI,      HtmlTag::kNobr, HtmlTag::kS,    HtmlTag::kSmall,
    HtmlTag::kStrike, HtmlTag::kStrong, HtmlTag::kTt,   HtmlTag::kU};
inline constexpr HtmlTags kScopeTags = {HtmlTag::kApplet,  HtmlTag::kCaption, HtmlTag::kHtml,
                                        HtmlTag::kTable,   HtmlTag::kTd,      HtmlTag::kTh,
                                        HtmlTag::kMarquee, HtmlTag::kObject,  HtmlTag::kTemplate};
inline constexpr HtmlTags kTableContextTags = {HtmlTag::kTable, HtmlTag::kTbody, HtmlTag::kTfoot,
                                               HtmlTag::kThead, HtmlTag::kTr};
inline constexpr HtmlTags kTablePartTags = {HtmlTag::kCaption, HtmlTag::kCol,   HtmlTag::kColgroup,
                                            HtmlTag::kTbody,   HtmlTag::kTd,    HtmlTag::kTfoot,
                                            HtmlTag::kTh,      HtmlTag::kThead, HtmlTag::kTr};
inline constexpr HtmlTags kMathTextTags = {HtmlTag::kMi, HtmlTag::kMo, HtmlTag::kMn, HtmlTag::kMs,
                                           HtmlTag::kMtext};
inline constexpr HtmlTags kSvgHtmlTags = {HtmlTag::kForeignObject, HtmlTag::kDesc, HtmlTag::kTitle};
inline constexpr HtmlTags kImpliedEndTags = {HtmlTag::kDd,     HtmlTag::kDt, HtmlTag::kLi, HtmlTag::kOptgroup,
                                             HtmlTag::kOption, HtmlTag::kP,  HtmlTag::kRb, HtmlTag::kRp,
                                             HtmlTag::kRt,     HtmlTag::kRtc};
// The same in head and body.
inline constexpr HtmlTags kHeadContentTags = {
    HtmlTag::kBase,     HtmlTag::kBasefont, HtmlTag::kBgsound, HtmlTag::kLink,     HtmlTag::kMeta,
    HtmlTag::kNoframes, HtmlTag::kScript,   HtmlTag::kStyle,   HtmlTag::kTemplate, HtmlTag::kTitle};
// Elements whose start ends a paragraph.
inline constexpr HtmlTags kBlockTags = {
    HtmlTag::kAddress,  HtmlTag::kArticle,    HtmlTag::kAside,   HtmlTag::kBlockquote, HtmlTag::kCenter,
    HtmlTag::kDetails,  HtmlTag::kDialog,     HtmlTag::kDir,     HtmlTag::kDiv,        HtmlTag::kDl,
    HtmlTag::kFieldset, HtmlTag::kFigcaption, HtmlTag::kFigure,  HtmlTag::kFooter,     HtmlTag::kHeader,
    HtmlTag::kHgroup,   HtmlTag::kMain,       HtmlTag::kMenu,    HtmlTag::kNav,        HtmlTag::kOl,
    HtmlTag::kP,        HtmlTag::kSearch,     HtmlTag::kSection, HtmlTag::kSummary,    HtmlTag::kUl};
inline constexpr HtmlTags kSpecialTags =
    kHeadingTags | kScopeTags | kTableContextTags | kHeadContentTags | kBlockTags |
    HtmlTags{HtmlTag::kArea,    HtmlTag::kBody,     HtmlTag::kBr,     HtmlTag::kButton,
             HtmlTag::kCol,     HtmlTag::kColgroup, HtmlTag::kDd,     HtmlTag::kDt,
             HtmlTag::kEmbed,   HtmlTag::kForm,     HtmlTag::kFrame,  HtmlTag::kFrameset,
             HtmlTag::kHead,    HtmlTag::kHr,       HtmlTag::kIframe, HtmlTag::kImg,
             HtmlTag::kInput,   HtmlTag::kKeygen,   HtmlTag::kLi,     HtmlTag::kListing,
             HtmlTag::kNoembed, HtmlTag::kNoscript, HtmlTag::kParam,  HtmlTag::kPlaintext,
             HtmlTag::kPre,     HtmlTag::kSelect,   HtmlTag::kSource, HtmlTag::kTextarea,
             HtmlTag::kTrack,   HtmlTag::kWbr,      HtmlTag::kXmp};

inline bool is_special(const HtmlNode& node) {
  switch (node.space) {
    case HtmlSpace::kMath:
      return kMathTextTags.has(node.tag) || node.tag == HtmlTag::kAnnotationXml;
    case HtmlSpace::kSvg:
      return kSvgHtmlTags.has(node.tag);
    case HtmlSpace::kHtml:
      return kSpecialTags.has(node.tag) && node.tag != HtmlTag::kDialog;
  }
  return false;
}

}  // namespace suit
