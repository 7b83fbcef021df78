#include "verify/past_refusals.h"

#include "base/clock.h"
#include "base/digest.h"
#include "base/json.h"
#include "base/text.h"
#include "base/user_state.h"
#include "change/edit_list.h"
#include "folder/folder.h"

namespace suit {
namespace {

constexpr const char* kRefusalsFolder = "refusals";
constexpr size_t kRefusalsMax = 2'000;
constexpr int64_t kRemembered_us = int64_t{24} * 3600 * 1'000'000;

std::string name_of_refusal(const std::string& root, const std::vector<FileEdit>& edits,
                            const std::vector<Check>& checks) {
  std::string text = root + "\n" + to_text(json_of_edits(edits));
  for (const Check& check : checks) text += "\n" + check.command;
  return std::string(kRefusalsFolder) + "/" + Digest::of(text).hex();
}

// Of the files that the folder lists; "" if there are too many, or one can't be read.
std::string digest_of_listed(Files& files) {
  constexpr size_t kFilesMax = 100'000;
  constexpr uint64_t kTotalBytesMax = uint64_t{1} << 30;
  Folder folder(files);
  auto list = folder.list();
  if (!list || (*list)->size() > kFilesMax) return {};
  std::string all;
  uint64_t bytes = 0;
  for (const FolderFile& file : **list) {
    auto version = read_version(files, file.path, kTotalBytesMax);
    if (!version || (bytes += version->content.size()) > kTotalBytesMax) return {};
    all.append(file.path).append(1, '\0').append(std::to_string(version->mode)).append(version->digest.hex());
  }
  return Digest::of(all).hex();
}

}  // namespace

void keep_refusal(Files& files, const std::vector<FileEdit>& edits, const std::vector<Check>& checks,
                  const std::string& why) {
  std::string base = digest_of_listed(files);
  if (base.empty()) return;
  if (list_user_state(kRefusalsFolder).size() >= kRefusalsMax) (void)remove_user_state(kRefusalsFolder);
  Json json{{"time_us", now_us()}, {"base", base}, {"why", printable(why)}};
  (void)write_user_state(name_of_refusal(files.root(), edits, checks), to_text(json));
}

std::optional<std::string> past_refusal(Files& files, const std::vector<FileEdit>& edits,
                                        const std::vector<Check>& checks) {
  auto text = read_user_state(name_of_refusal(files.root(), edits, checks));
  auto json = text ? parse_json(*text) : Result<Json>(text.error());
  if (!json || !json->is_object()) return {};
  int64_t time_us = integer_or(*json, "time_us", 0), age_us = now_us() - time_us;
  if (age_us < 0 || age_us > kRemembered_us) return {};
  if (string_or(*json, "base", "") != digest_of_listed(files)) return {};
  return "refused on " + utc_text(time_us) + " UTC, with the same files: " + string_or(*json, "why", "") +
         "; a check that passes and fails is flaky";
}

}  // namespace suit
