#include "functions/llms_txt_file.h"

#include <filesystem>

#include "base/text.h"
#include "wiki/llms_txt.h"

namespace suit::functions {
namespace {

constexpr uint64_t kLlmsTxtBytesMax = 16u << 20;

}  // namespace

Result<LlmsTxt::Answer> LlmsTxt::run(Session& session, const Request& request, Watch&) {
  Answer answer;
  if (request.check.empty()) {
    ASSIGN_OR_RETURN(std::string path, session.existing(request.path));
    ASSIGN_OR_RETURN(auto files, open_files(path));
    Folder folder(*files);
    ASSIGN_OR_RETURN(answer.text, make_llms_txt(folder, name_in(path), request.base));
    answer.folder = std::move(path);
    return answer;
  }
  ASSIGN_OR_RETURN(std::string path, session.path_of(request.check));
  ASSIGN_OR_RETURN(std::string text, read_file(path, kLlmsTxtBytesMax));
  std::filesystem::path folder = std::filesystem::path(path).parent_path();
  auto is_there = [&](const std::string& link) {
    std::error_code failed;
    return std::filesystem::is_regular_file(folder / link, failed);
  };
  answer.file = request.check;
  answer.problems.emplace();
  for (const LlmsProblem& one : check_llms_txt(text, is_there))
    answer.problems->push_back({static_cast<int64_t>(one.line), one.what});
  return answer;
}

}  // namespace suit::functions
