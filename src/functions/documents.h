// Opens a document from wherever it is: a file, a host that the settings allow. What it says is data from
// outside.
#pragma once

#include <atomic>
#include <string>
#include <string_view>

#include "loop/workspace.h"
#include "model/egress.h"
#include "read/document.h"

namespace suit {

inline constexpr uint64_t kDocumentBytesMax = 128u << 20;

struct OpenedDocument {
  std::string place;  // the file, or the address where it was found in the end
  Document document;
};

bool is_address(std::string_view place);  // http://… or https://…

// Errors: those of read_document() and of reading a file.
Result<OpenedDocument> open_document_file(const std::string& path, const HtmlOptions& options,
                                          const SandboxOptions& sandbox, const std::atomic<bool>* cancelled);
// `name`: "" for a text of unknown origin.
Result<OpenedDocument> open_document_bytes(std::string_view bytes, const std::string& name,
                                           const HtmlOptions& options, const SandboxOptions& sandbox,
                                           const std::atomic<bool>* cancelled);
// With an entry in the workspace's egress log for each connection. Errors: also those of fetch_page().
Result<OpenedDocument> open_document_at(const std::string& address, const HtmlOptions& options,
                                        Workspace& workspace, Egress& egress,
                                        const std::atomic<bool>* cancelled);

}  // namespace suit
