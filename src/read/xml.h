// Parses the XML parts of a document.
#pragma once

#include <pugixml.hpp>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/text.h"

namespace suit {

// Errors: kInvalid; the message names the part.
inline Result<void> parse_xml(pugi::xml_document& xml, const std::string& text, std::string_view part) {
  pugi::xml_parse_result parsed =
      xml.load_buffer(text.data(), text.size(), pugi::parse_default | pugi::parse_ws_pcdata);
  if (!parsed)
    return Error{ErrorCode::kInvalid,
                 "the document is broken: " + printable(part) + " is not valid XML: " + parsed.description()};
  return {};
}

}  // namespace suit
