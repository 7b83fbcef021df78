// The command line by example: each file in transcripts/ is a session in a new folder. sh runs each line "$
// command" with suit on the PATH. Its output (both streams) follows, then "[exit N]" if N is not 0. UPDATE=1
// rewrites the files. The clock is fixed; times and the folder's path are replaced.
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>

#include "base/text.h"
#include "support/testing.h"

namespace suit {
namespace {

namespace fs = std::filesystem;

const std::string kTranscripts = std::string(SUIT_SOURCE_DIR) + "/tests/cli/transcripts";

std::vector<std::string> transcript_names() {
  std::vector<std::string> names;
  for (auto& entry : fs::directory_iterator(kTranscripts))
    if (entry.path().extension() == ".txt") names.push_back(entry.path().stem());
  std::sort(names.begin(), names.end());
  return names;
}

std::string blanked(std::string text, const std::string& folder) {
  for (size_t at; (at = text.find(folder)) != text.npos;) text.replace(at, folder.size(), "FOLDER");
  text = std::regex_replace(text, std::regex("\\([0-9.]+ s\\)"), "(T s)");
  text = std::regex_replace(text, std::regex("\"duration_ms\":[0-9]+"), "\"duration_ms\":0");
  text = std::regex_replace(text, std::regex("\"token\":\"[0-9a-f]{8}\""), "\"token\":\"TOKEN\"");
  return std::regex_replace(text, std::regex("[0-9.]+ [kM]B on disk"), "N kB on disk");
}

class Transcript : public testing::TestWithParam<std::string> {};

TEST_P(Transcript, IsWhatHappens) {
  std::string path = kTranscripts + "/" + GetParam() + ".txt";
  std::ifstream file(path);
  std::string expected{std::istreambuf_iterator<char>(file), {}}, actual;
  TemporaryFolder folder;
  std::string binaries = fs::path(SUIT_BINARY).parent_path().string() + ":" + std::getenv("PATH");
  for (std::string_view raw : split_lines(expected)) {
    std::string_view line = without_terminator(raw);
    if (line.starts_with("#") || (line.empty() && actual.ends_with("\n\n"))) {
      actual.append(line).append("\n");
      continue;
    }
    if (!line.starts_with("$ ")) continue;  // the recorded output
    actual.append(line).append("\n");
    Ran ran =
        run_program({"sh", "-c", "exec 2>&1; " + std::string(line.substr(2))}, folder.path(), "",
                    {{"PATH", binaries}, {"SUIT_CLOCK_US", "1767225600000000"}, {"GIT_AUTHOR_NAME", "Ada"}});
    actual += blanked(ran.out, folder.path());
    if (!actual.ends_with('\n')) actual += '\n';
    if (ran.code != 0) actual += "[exit " + std::to_string(ran.code) + "]\n";
  }
  if (std::getenv("UPDATE")) {
    std::ofstream(path) << actual;
  } else {
    EXPECT_EQ(actual, expected) << "UPDATE=1 rewrites it";
  }
}

INSTANTIATE_TEST_SUITE_P(All, Transcript, testing::ValuesIn(transcript_names()),
                         [](const auto& one) { return one.param; });

}  // namespace
}  // namespace suit
