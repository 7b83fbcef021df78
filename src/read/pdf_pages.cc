#include "read/pdf_pages.h"

#include "base/files.h"
#include "base/text.h"
#include "base/vanishing_folder.h"

namespace suit {
namespace {

constexpr SandboxLimits kLimits = {.time_ms = 120'000,
                                   .memory_bytes = uint64_t{1} << 30,
                                   .processes = 16,
                                   .output_bytes = 256u << 20,
                                   .scratch_bytes = 64u << 20};
constexpr int kMissing = 127;
// Skips hidden text and images; shows pdftohtml's errors only if it fails.
constexpr const char* kCommand = R"(command -v pdftohtml >/dev/null || exit 127
pdftohtml -xml -i -stdout document.pdf 2>/tmp/complaints || { code=$?; head -c 2000 /tmp/complaints; exit $code; })";

Error why_not(const SandboxRun& run) {
  if (run.end == SandboxEnd::kCancelled) return {ErrorCode::kCancelled, "stopped"};
  if (run.end != SandboxEnd::kExited)
    return {ErrorCode::kLimit, "the PDF could not be read: " + std::string(name_of(run.end)),
            "it may be crafted to never finish"};
  if (run.code == kMissing)
    return {ErrorCode::kUnsupported, "PDF is read by pdftohtml, which is not installed",
            "apt install poppler-utils"};
  std::string said(trim(run.output));
  if (said.find("Incorrect password") != said.npos)
    return {ErrorCode::kUnsupported, "the PDF is encrypted: it needs a password"};
  if (said.find("not allowed") != said.npos)
    return {ErrorCode::kUnsupported, "the PDF forbids copying its text"};
  return {ErrorCode::kInvalid,
          "the PDF is broken: " + printable(said.substr(0, said.find('\n')).substr(0, 300))};
}

}  // namespace

Result<std::string> pdf_pages(std::string_view pdf, const SandboxOptions& options,
                              const std::atomic<bool>* cancelled) {
  ASSIGN_OR_RETURN(VanishingFolder folder, VanishingFolder::make());
  RETURN_IF_ERROR(write_file(folder.path() + "/document.pdf", pdf, 0600));
  SandboxOptions own = options;
  own.folder = folder.path();
  own.read.clear();
  own.environment.clear();
  own.limits = kLimits;
  ASSIGN_OR_RETURN(Sandbox sandbox, Sandbox::create(own));
  ASSIGN_OR_RETURN(SandboxRun run, sandbox.run(kCommand, {}, {}, cancelled));
  if (!run.passed()) return why_not(run);
  return std::move(run.output);
}

}  // namespace suit
