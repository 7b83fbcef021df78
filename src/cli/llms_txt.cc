// suit llms-txt: writes one for a folder of documents, and checks one.
#include "wiki/llms_txt.h"

#include <filesystem>

#include "base/output_file.h"
#include "cli/command.h"

namespace suit {
namespace {

constexpr uint64_t kFileBytesMax = 16u << 20;

Result<int> check(const LlmsTxtOptions& options) {
  ASSIGN_OR_RETURN(std::string text, read_file(options.check, kFileBytesMax));
  std::filesystem::path folder = std::filesystem::path(options.check).parent_path();
  auto problems = check_llms_txt(text, [&](const std::string& path) {
    std::error_code failed;
    return std::filesystem::is_regular_file(folder / path, failed);
  });
  if (options.common.json) {
    Json list = Json::array();
    for (const LlmsProblem& one : problems) list.push_back({{"line", one.line}, {"problem", one.what}});
    print_json({{"file", options.check}, {"problems", std::move(list)}});
  } else {
    for (const LlmsProblem& one : problems)
      std::printf("%s:%zu: %s\n", printable(options.check).c_str(), one.line, one.what.c_str());
    if (problems.empty()) std::printf("%s is sound\n", printable(options.check).c_str());
  }
  return problems.empty() ? 0 : 4;
}

}  // namespace

int run_llms_txt(const LlmsTxtOptions& options) {
  return guarded(options.common, [&]() -> Result<int> {
    if (!options.check.empty()) return check(options);
    std::error_code failed;
    std::string path =
        std::filesystem::canonical(options.path.empty() ? options.common.folder : options.path, failed)
            .string();
    if (failed) return Error{ErrorCode::kNotFound, printable(options.path) + " is not there"};
    ASSIGN_OR_RETURN(auto files, open_files(path));
    Folder folder(*files);
    ASSIGN_OR_RETURN(std::string text, make_llms_txt(folder, name_in(path), options.base));
    bool to_file = !options.output.empty() && options.output != "-";
    if (to_file || !options.common.json) RETURN_IF_ERROR(write_output(to_file ? options.output : "-", text));
    if (options.common.json)
      print_json({{"folder", json_of_bytes(path)}, {"text", to_file ? Json() : json_of_bytes(text)}});
    return 0;
  });
}

}  // namespace suit
