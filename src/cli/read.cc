// suit read: a document as clean Markdown.
#include <unistd.h>

#include <array>

#include "base/output_file.h"
#include "base/signals.h"
#include "cli/command.h"
#include "cli/terminal.h"
#include "functions/documents.h"
#include "model/ledger_egress.h"
#include "tokens/tokenizer.h"

namespace suit {
namespace {

Result<std::string> read_input() {
  std::string bytes;
  std::array<char, 64 << 10> buffer;
  for (;;) {
    ssize_t count = ::read(STDIN_FILENO, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) return Error{ErrorCode::kCancelled, "stopped"};
    if (count < 0) return error_from_errno(errno, "read", "standard input");
    if (count == 0) return bytes;
    bytes.append(buffer.data(), static_cast<size_t>(count));
    if (bytes.size() > kDocumentBytesMax)
      return Error{ErrorCode::kLimit, "standard input has more than " + human_bytes(kDocumentBytesMax)};
  }
}

Result<OpenedDocument> open(const ReadOptions& options, const HtmlOptions& html,
                            const std::atomic<bool>* stop) {
  if (is_address(options.place)) {
    ASSIGN_OR_RETURN(Workspace workspace, open_workspace(options.common, WorkspaceMode::kChange));
    LedgerEgress egress(*workspace.ledger(), workspace.settings().offline || options.offline
                                                 ? Network::kOffline
                                                 : Network::kAllowed);
    return open_document_at(options.place, html, workspace, egress, stop);
  }
  ASSIGN_OR_RETURN(Workspace workspace, open_workspace(options.common, WorkspaceMode::kLook));
  if (options.place == "-") {
    ASSIGN_OR_RETURN(std::string bytes, read_input());
    return open_document_bytes(bytes, "standard input", html, workspace.sandbox_options(), stop);
  }
  return open_document_file(options.place, html, workspace.sandbox_options(), stop);
}

}  // namespace

int run_read(const ReadOptions& options) {
  return guarded(options.common, [&]() -> Result<int> {
    CatchInterrupt interrupt;
    ProgressLine progress;
    progress.show("reading");
    HtmlOptions html{.base = options.base, .part = options.all ? HtmlPart::kAll : HtmlPart::kMainContent};
    ASSIGN_OR_RETURN(OpenedDocument opened, open(options, html, &interrupt.flag()));
    progress.clear();
    const Document& document = opened.document;
    if (trim(document.markdown).empty()) {
      std::string hint =
          document.form == DocumentForm::kPdf
              ? "its pages are pictures: it needs a program that reads letters (OCR)"
          : document.form == DocumentForm::kHtml
              ? "it may be made by scripts, which are not run; --all shows all that the page has"
              : "";
      return Error{ErrorCode::kUnsupported, printable(opened.place) + " has no text", hint};
    }
    bool to_file = !options.output.empty() && options.output != "-";
    if (to_file) RETURN_IF_ERROR(write_output(options.output, document.markdown));
    if (options.common.json) {
      Json json = {{"place", printable(opened.place)},
                   {"form", name_of(document.form)},
                   {"title", json_of_bytes(document.title)},
                   {"tokens", Tokenizer::of(Vocabulary::kO200k).count(document.markdown)},
                   {"untrusted", true}};
      if (!to_file) json["markdown"] = json_of_bytes(document.markdown);
      print_json(json);
    } else if (!to_file) {
      std::string text = ::isatty(STDOUT_FILENO) ? printable_lines(document.markdown) : document.markdown;
      std::fwrite(text.data(), 1, text.size(), stdout);
    }
    return 0;
  });
}

}  // namespace suit
