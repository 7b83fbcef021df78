// Reads a PDF's pages with poppler's pdftohtml in the sandbox: PDF readers have vulnerabilities.
#pragma once

#include <atomic>
#include <string>
#include <string_view>

#include "sandbox/sandbox.h"

namespace suit {

// Returns the output of `pdftohtml -xml`. `options` sets the isolation; folder and limits are set here.
// Errors: kUnsupported (no pdftohtml, no sandbox, encrypted, copying forbidden), kInvalid (not a PDF,
// damaged), kLimit (time, memory), kCancelled.
Result<std::string> pdf_pages(std::string_view pdf, const SandboxOptions& options,
                              const std::atomic<bool>* cancelled);

}  // namespace suit
