// The outputs of suit pack: standard output, one file per part, the clipboard; repeated with --watch.
#include <openssl/evp.h>
#include <unistd.h>

#include "base/output_file.h"
#include "cli/folder_changes.h"
#include "cli/function_commands.h"
#include "cli/terminal.h"
#include "functions/documents.h"
#include "functions/pack_folder.h"

namespace suit {
namespace {

using functions::PackFolder;

constexpr size_t kCopiedBytesMax = 8u << 20;

std::string to_base64(const std::string& bytes) {
  std::string text(bytes.size() / 3 * 4 + 5, '\0');
  int length =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                      reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  text.resize(static_cast<size_t>(length));
  return text;
}

// "out.xml" → "out-2.xml".
std::string part_path(const std::string& path, size_t part, size_t parts) {
  if (parts == 1) return path;
  std::string extension = extension_of(path);
  return path.substr(0, path.size() - extension.size()) + "-" + std::to_string(part + 1) + extension;
}

// By the terminal sequence OSC 52, which also works over ssh.
Result<void> copy(Pack& pack) {
  if (!::isatty(2))
    return Error{ErrorCode::kUnsupported, "--copy needs a terminal that can set the clipboard",
                 "use -o FILE"};
  std::string all;
  for (size_t part = 0; part < pack.parts(); ++part)
    RETURN_IF_ERROR(pack.write(part, [&](std::string_view text) -> Result<void> {
      if (all.size() + text.size() > kCopiedBytesMax)
        return Error{ErrorCode::kLimit, "too much for the clipboard: over " + human_bytes(kCopiedBytesMax),
                     "use -o FILE, or --budget"};
      all += text;
      return {};
    }));
  return write_output("/dev/stderr", "\x1b]52;c;" + to_base64(all) + "\a");
}

Result<void> write(Pack& pack, const std::string& output) {
  ProgressLine::clear_shown();
  for (size_t part = 0; part < pack.parts(); ++part) {
    auto written = [&]() -> Result<void> {
      ASSIGN_OR_RETURN(OutputFile file, OutputFile::open(part_path(output, part, pack.parts())));
      RETURN_IF_ERROR(pack.write(part, [&](std::string_view text) { return file.write(text); }));
      return file.keep();
    }();
    if (written) continue;
    Error error = written.error();
    if (error.message.starts_with("standard output")) error.message.replace(0, 15, "the pack");
    return error;
  }
  return {};
}

}  // namespace

Result<std::optional<int>> run_pack(TypedCall& typed, Session& session, Watch& watch) {
  auto& call = static_cast<CallOf<PackFolder>&>(typed.call);
  PackFolder::Request& request = call.typed_request;
  bool copies = typed.flags["copy"], again = typed.flags["watch"], to_file = typed.to_file();
  if (again && !to_file) return Error{ErrorCode::kInvalid, "--watch needs -o FILE"};
  if (again && is_address(request.path))
    return Error{ErrorCode::kInvalid, "--watch needs a folder: a remote repository can't be watched"};
  if (!request.split.empty() && !to_file && !typed.common.json)
    return Error{ErrorCode::kInvalid, "--split needs -o FILE and a format other than json"};
  if (to_file) request.output = typed.output;
  if (to_file || copies || !typed.common.json)
    request.write = [&](Pack& pack) -> Result<void> {
      if (copies) RETURN_IF_ERROR(copy(pack));
      if (copies && typed.output.empty()) return {};
      return write(pack, to_file ? typed.output : "-");
    };
  for (;;) {
    std::unique_ptr<Files> files;
    std::optional<FolderChanges> changes;  // created before the folder is read
    if (again) {
      ASSIGN_OR_RETURN(functions::PackScope scope, scope_of(session, request));
      scope.in_parts = !request.split.empty();
      ASSIGN_OR_RETURN(files, open_files(scope.folder));
      changes.emplace(*files, scope.folder, [scope](std::string_view path) { return scope.accepts(path); });
    }
    RETURN_IF_ERROR(call.run(session, watch));
    if (!again) return std::optional<int>();
    answer_text("pack")->print(call);
    if (!changes->wait(*watch.cancelled())) return std::optional<int>(130);
  }
}

}  // namespace suit
