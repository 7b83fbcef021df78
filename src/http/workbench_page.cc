#include "http/workbench_page.h"

#include "base/text.h"
#include "http/gate.h"

namespace suit {

namespace {

const PageFile* page_file(std::string_view path) {
  std::string_view name = path.substr(1);
  if (name.empty()) name = "index.html";
  for (const PageFile& file : page_files())
    if (file.name == name) return &file;
  return nullptr;
}

}  // namespace

bool is_page_file(std::string_view path) {
  return page_file(path) != nullptr;
}

std::optional<WebResponse> page_response(const WebRequest& request) {
  const PageFile* file = page_file(request.path);
  if (!file) return std::nullopt;
  if (request.method != "GET")
    return error_response({ErrorCode::kInvalid, "method not allowed: " + request.method}, 405);
  std::string extension = extension_of(file->name);
  std::string_view ending = extension == ".js"    ? "text/javascript"
                            : extension == ".css" ? "text/css"
                            : extension == ".svg" ? "image/svg+xml"
                                                  : "text/html";
  WebResponse response{.type = std::string(ending) + "; charset=utf-8"};
  if (ending == "text/html") {
    // The editor adds inline styles to the page; the nonce of this response permits only those.
    constexpr std::string_view kMark = "__NONCE__";
    std::string nonce = random_token(16);
    response.body = file->plain;
    for (size_t at = response.body.find(kMark); at != std::string::npos; at = response.body.find(kMark, at))
      response.body.replace(at, kMark.size(), nonce);
    Gate::add_protection(response, nonce);
    return response;
  }
  bool zipped = request.field("accept-encoding").find("gzip") != std::string::npos;
  response.fixed = zipped ? file->gzip : file->plain;
  Gate::add_protection(response, "");
  if (zipped) response.fields.emplace_back("Content-Encoding", "gzip");
  return response;
}

}  // namespace suit
