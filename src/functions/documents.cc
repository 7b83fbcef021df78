#include "functions/documents.h"

#include "model/fetched_page.h"
#include "read/pdf_pages.h"

namespace suit {
namespace {

Result<OpenedDocument> read(DocumentSource source, const SandboxOptions& sandbox,
                            const std::atomic<bool>* cancelled) {
  source.pdf_pages = [&](std::string_view pdf) { return pdf_pages(pdf, sandbox, cancelled); };
  ASSIGN_OR_RETURN(Document document, read_document(source));
  return OpenedDocument{source.name, std::move(document)};
}

}  // namespace

bool is_address(std::string_view place) {
  return place.starts_with("http://") || place.starts_with("https://");
}

Result<OpenedDocument> open_document_bytes(std::string_view bytes, const std::string& name,
                                           const HtmlOptions& options, const SandboxOptions& sandbox,
                                           const std::atomic<bool>* cancelled) {
  return read({.bytes = bytes, .name = name, .html = options}, sandbox, cancelled);
}

Result<OpenedDocument> open_document_file(const std::string& path, const HtmlOptions& options,
                                          const SandboxOptions& sandbox, const std::atomic<bool>* cancelled) {
  ASSIGN_OR_RETURN(std::string bytes, read_file(path, kDocumentBytesMax));
  return open_document_bytes(bytes, path, options, sandbox, cancelled);
}

Result<OpenedDocument> open_document_at(const std::string& address, const HtmlOptions& given,
                                        Workspace& workspace, Egress& egress,
                                        const std::atomic<bool>* cancelled) {
  PageRules rules{.hosts = workspace.settings().read_hosts};
  ASSIGN_OR_RETURN(Page page, fetch_page(address, rules, egress, cancelled));
  HtmlOptions options = given;
  options.base = page.address;
  auto read_page = [&](const Page& fetched) {
    return read({.bytes = fetched.body,
                 .name = fetched.address.substr(0, fetched.address.find_first_of("?#")),
                 .type = fetched.type,
                 .html = options},
                workspace.sandbox_options(), cancelled);
  };
  ASSIGN_OR_RETURN(OpenedDocument opened, read_page(page));
  if (std::string link = opened.document.markdown_link;
      !link.empty() && link != page.address) {  // the page links to its Markdown
    auto better = fetch_page(link, rules, egress, cancelled);
    if (better && better->type.find("markdown") != std::string::npos)
      if (auto read_better = read_page(*better)) return read_better;
  }
  opened.place = page.address;
  return opened;
}

}  // namespace suit
