#include "functions/checks.h"

#include <algorithm>
#include <cctype>

#include "base/text.h"

namespace suit::functions {
namespace {

constexpr size_t kPlacesMax = 200;
constexpr size_t kOutputSearchedBytes = 1u << 20;

// "src/a.cc:12" and the like in what a check printed, where it is a file of the folder.
class Places {
 public:
  Places(Files& files, const std::string& output) : files_(files), output_(output) {}

  std::vector<CheckOutput::Place> find() {
    std::vector<CheckOutput::Place> list;
    size_t end = std::min(output_.size(), kOutputSearchedBytes);
    for (size_t at = output_.find(':'); at < end && list.size() < kPlacesMax;
         at = output_.find(':', at + 1)) {
      size_t digits = at + 1;
      while (digits < end && std::isdigit(static_cast<unsigned char>(output_[digits]))) ++digits;
      size_t begin = at;
      while (begin > 0 && is_path_byte(output_[begin - 1])) --begin;
      if (digits == at + 1 || digits - at > 8 || begin == at) continue;
      add(list, output_.substr(begin, at - begin), output_.substr(at + 1, digits - at - 1), begin);
    }
    // Python: File "src/a.py", line 12
    for (size_t at = output_.find("File \""); at < end && list.size() < kPlacesMax;
         at = output_.find("File \"", at + 1)) {
      size_t quote = output_.find("\", line ", at + 6);
      if (quote == output_.npos || quote - at > 1'000) continue;
      size_t digits = quote + 8;
      while (digits < end && std::isdigit(static_cast<unsigned char>(output_[digits]))) ++digits;
      if (digits > quote + 8 && digits - quote < 16)
        add(list, output_.substr(at + 6, quote - at - 6), output_.substr(quote + 8, digits - quote - 8), at);
    }
    std::sort(list.begin(), list.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
    return list;
  }

 private:
  static bool is_path_byte(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || static_cast<unsigned char>(c) >= 0x80 ||
           std::string_view("._-/+@").find(c) != std::string_view::npos;
  }

  void add(std::vector<CheckOutput::Place>& list, std::string path, const std::string& line, size_t at) {
    if (path.starts_with(files_.root() + "/")) path.erase(0, files_.root().size() + 1);
    if (size_t slashes = path.find("//"); slashes != path.npos && path.starts_with("file"))
      path.erase(0, slashes + 2);
    path = join_path("", path);
    if (!is_inner_path(path) || !is_utf8(path)) return;
    auto known = known_.find(path);
    if (known == known_.end()) {
      auto info = files_.info(path);
      known = known_.emplace(path, info && info->type == FileType::kFile).first;
    }
    if (known->second && std::stoll(line) > 0)
      list.push_back({path, std::stoll(line), static_cast<int64_t>(at)});
  }

  Files& files_;
  const std::string& output_;
  std::map<std::string, bool> known_;
};

}  // namespace

Result<CheckOutput::Answer> CheckOutput::run(Session& session, const Request& request, Watch& watch) {
  ASSIGN_OR_RETURN(Ledger * ledger, session.record(watch));
  ASSIGN_OR_RETURN(Workspace * workspace, session.open(WorkspaceMode::kLook, watch));
  ASSIGN_OR_RETURN(Event event, ledger->event(request.id));
  if (event.kind != "check")
    return Error{ErrorCode::kNotFound, std::to_string(request.id) + " is not a check but a " + event.kind};
  ASSIGN_OR_RETURN(std::string output, content_named(*ledger, event.body, "output"));
  Answer answer{.name = string_or(event.body, "name", ""),
                .outcome = string_or(event.body, "outcome", ""),
                .duration_ms = integer_or(event.body, "duration_ms", 0)};
  if (auto detail = bytes_of_json(event.body.value("detail", Json()))) answer.detail = *detail;
  answer.places = Places(workspace->files(), output).find();
  answer.output = std::move(output);
  return answer;
}

}  // namespace suit::functions
