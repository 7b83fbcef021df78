#include "functions/read_document.h"

#include "base/text.h"
#include "functions/documents.h"
#include "model/ledger_egress.h"
#include "tokens/tokenizer.h"

namespace suit::functions {
namespace {

Result<OpenedDocument> open_place(Session& session, const ReadDocument::Request& request, Watch& watch) {
  HtmlOptions html{.base = request.base, .part = request.all ? HtmlPart::kAll : HtmlPart::kMainContent};
  bool fetches = is_address(request.place);
  ASSIGN_OR_RETURN(Workspace * workspace,
                   session.open(fetches ? WorkspaceMode::kChange : WorkspaceMode::kLook, watch));
  if (fetches) {
    bool offline = workspace->settings().offline || request.offline;
    LedgerEgress egress(*workspace->ledger(), offline ? Network::kOffline : Network::kAllowed);
    return open_document_at(request.place, html, *workspace, egress, watch.cancelled());
  }
  if (request.place == "-")
    return open_document_bytes(request.input, "standard input", html, workspace->sandbox_options(),
                               watch.cancelled());
  ASSIGN_OR_RETURN(std::string path, session.path_of(request.place));
  return open_document_file(path, html, workspace->sandbox_options(), watch.cancelled());
}

}  // namespace

Result<ReadDocument::Answer> ReadDocument::run(Session& session, const Request& request, Watch& watch) {
  watch.state("reading");
  ASSIGN_OR_RETURN(OpenedDocument opened, open_place(session, request, watch));
  Document& document = opened.document;
  if (trim(document.markdown).empty()) {
    std::string hint = document.form == DocumentForm::kPdf ? "its pages are images and need OCR"
                       : document.form == DocumentForm::kHtml
                           ? "scripts may generate the text, and are not run; --all shows the whole page"
                           : "";
    return Error{ErrorCode::kUnsupported, printable(opened.place) + " has no text", hint};
  }
  bool is_file = request.place != "-" && !is_address(request.place);
  return Answer{.place = printable(is_file ? request.place : opened.place),
                .title = document.title,
                .form = std::string(name_of(document.form)),
                .tokens = static_cast<int64_t>(Tokenizer::of(Vocabulary::kO200k).count(document.markdown)),
                .markdown = std::move(document.markdown)};
}

}  // namespace suit::functions
