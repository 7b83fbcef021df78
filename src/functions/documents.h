// Opens a document from a file or an allowed host. Its content is untrusted data.
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
  std::string place;  // the file, or the address after redirects
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
// Logs each connection in the workspace's egress log. Errors: also those of fetch_page().
Result<OpenedDocument> open_document_at(const std::string& address, const HtmlOptions& options,
                                        Workspace& workspace, Egress& egress,
                                        const std::atomic<bool>* cancelled);

}  // namespace suit
