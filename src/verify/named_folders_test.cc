#include "verify/named_folders.h"

#include "support/testing.h"

namespace suit {
namespace {

class NamedFolders : public testing::Test {
 protected:
  std::string why(const std::string& path, const std::string& test) {
    Folder folder(*files_);
    std::vector<TestText> tests = {{"tests/test_report.py", test}};
    return why_in_named_folder(path, tests, folder);
  }
  TemporaryFolder folder_;
  std::unique_ptr<Files> files_ = must(open_files(folder_.path()));
};

TEST_F(NamedFolders, ATestNamesAPlace) {
  for (const char* test :
       {"SAMPLES = Path(__file__).parent / \"samples\"\n", "open('samples/' + name)\n",
        "glob(\"samples/*.txt\")\n", "Path('samples').glob('*')\n", "os.path.join(ROOT, 'samples', name)\n",
        "open(f\"../samples/{name}.txt\")\n", "fs.readFileSync(`samples/${name}.txt`)\n",
        "for name in os.listdir(\"./samples\"):\n"})
    EXPECT_EQ(why("samples/two.txt", test), "tests/test_report.py reads samples") << test;
  for (const char* test :
       {"x = {\"samples\": 1}\n", "open('samples/one.txt')\n", "glob('samples/*.json')\n",
        "say(\"samples of all\")\n", "Path('samples2')\n", "Path('resamples')\n", "Path('samples/other')\n"})
    EXPECT_EQ(why("samples/two.txt", test), "") << test;
  EXPECT_EQ(why("examples/data/two.txt", "ROOT / \"examples\" / \"data\"\n"),
            "tests/test_report.py reads examples/data");
  EXPECT_EQ(why("two.txt", "open('two.txt')\n"), "") << "no folder";
}

TEST_F(NamedFolders, DataThatCodeReadsTooIsOfTheCode) {
  folder_.write("report.py", "TEXTS = Path(__file__).parent / 'samples'\n");
  EXPECT_EQ(why("samples/two.txt", "Path('samples')\n"), "");
  folder_.write("report.py", "TITLE = 'samples'\n");
  EXPECT_NE(why("samples/two.txt", "Path('samples')\n"), "") << "not as a place";
  folder_.write("samples/make.py", "");
  EXPECT_EQ(why("samples/two.txt", "sys.path.insert(0, os.path.join(ROOT, 'samples'))\n"), "")
      << "a folder of code";
}

}  // namespace
}  // namespace suit
