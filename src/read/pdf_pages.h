// The pages of a PDF, by poppler's pdftohtml, in the sandbox: a PDF is a program in all but name, and readers
// of it have holes.
#pragma once

#include <atomic>
#include <string>
#include <string_view>

#include "sandbox/sandbox.h"

namespace suit {

// What `pdftohtml -xml` prints. Of `options`, how isolated it is; folder and limits are its own.
// Errors: kUnsupported (no pdftohtml, no sandbox, encrypted, copying forbidden), kInvalid (no PDF, a broken
// one), kLimit (time, memory), kCancelled.
Result<std::string> pdf_pages(std::string_view pdf, const SandboxOptions& options,
                              const std::atomic<bool>* cancelled);

}  // namespace suit
