#include "verify/past_refusals.h"

#include "base/clock.h"
#include "base/digest.h"
#include "base/json.h"
#include "base/recent_state.h"
#include "base/text.h"
#include "change/edit_list.h"
#include "folder/folder.h"

namespace suit {
namespace {

constexpr const char* kRefusals = "refusals";
constexpr size_t kRefusalsMax = 2'000;

Digest key_of_refusal(const std::string& root, const std::vector<FileEdit>& edits,
                      const std::vector<Check>& checks) {
  std::string text = root + "\n" + to_text(json_of_edits(edits));
  for (const Check& check : checks) text += "\n" + check.command;
  return Digest::of(text);
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
  keep_recent_state(kRefusals, key_of_refusal(files.root(), edits, checks),
                    {{"base", base}, {"why", printable(why)}}, kRefusalsMax);
}

std::optional<std::string> past_refusal(Files& files, const std::vector<FileEdit>& edits,
                                        const std::vector<Check>& checks) {
  auto past = recent_state(kRefusals, key_of_refusal(files.root(), edits, checks));
  if (!past || !past->value.is_object() || string_or(past->value, "base", "") != digest_of_listed(files))
    return {};
  return "refused on " + utc_text(past->time_us) +
         " UTC, with the same files: " + string_or(past->value, "why", "") +
         "; a check that passes and fails is flaky";
}

}  // namespace suit
