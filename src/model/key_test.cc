#include "model/config.h"
#include "support/testing.h"

namespace suit {
namespace {

ErrorCode failure_of(const KeySource& source) {
  auto key = read_key(source);
  EXPECT_FALSE(key);
  if (key) return ErrorCode::kIo;
  EXPECT_EQ(key.error().message.find("hunter2"), std::string::npos) << key.error().message;
  EXPECT_EQ(key.error().hint.find("hunter2"), std::string::npos) << key.error().hint;
  return key.error().code;
}

TEST(Key, None) {
  EXPECT_EQ(must(read_key({})), "");
}

TEST(Key, FromTheEnvironment) {
  ::setenv("SUIT_TEST_KEY", "  hunter2hunter2\n", 1);
  EXPECT_EQ(must(read_key({KeySource::kEnvironment, "SUIT_TEST_KEY"})), "hunter2hunter2");
  ::setenv("SUIT_TEST_KEY", "hunter2\r\nX-Evil: 1", 1);
  EXPECT_EQ(failure_of({KeySource::kEnvironment, "SUIT_TEST_KEY"}), ErrorCode::kDenied);
  ::setenv("SUIT_TEST_KEY", " ", 1);
  EXPECT_EQ(failure_of({KeySource::kEnvironment, "SUIT_TEST_KEY"}), ErrorCode::kNotFound);
  ::unsetenv("SUIT_TEST_KEY");
  EXPECT_EQ(failure_of({KeySource::kEnvironment, "SUIT_TEST_KEY"}), ErrorCode::kNotFound);
}

TEST(Key, FromACommand) {
  EXPECT_EQ(must(read_key({KeySource::kCommand, "echo noise >&2; echo hunter2 | tr -d '\\n'; echo x"})),
            "hunter2x");
  EXPECT_EQ(failure_of({KeySource::kCommand, "echo hunter2; echo hunter2 >&2; exit 3"}), ErrorCode::kDenied);
  EXPECT_EQ(failure_of({KeySource::kCommand, "true"}), ErrorCode::kNotFound);
  EXPECT_EQ(failure_of({KeySource::kCommand, "echo one hunter2"}), ErrorCode::kDenied);
  EXPECT_EQ(failure_of({KeySource::kCommand, "yes hunter2"}), ErrorCode::kDenied);
  EXPECT_EQ(failure_of({KeySource::kCommand, "no-such-program-of-mine"}), ErrorCode::kDenied);
  EXPECT_EQ(must(read_key({KeySource::kCommand, "cat; echo no-input"})), "no-input");
}

TEST(Key, ACommandThatNeverEndsCanBeCancelled) {
  TemporaryFolder folder;
  std::atomic<bool> cancelled{true};
  for (const char* command : {"sleep 1000", "exec >&-; sleep 1000", "sleep 1000 & wait"})
    EXPECT_EQ(read_key({KeySource::kCommand, command}, &cancelled).error().code, ErrorCode::kCancelled);
}

TEST(Key, FromTheKeyringThroughItsProgram) {
  TemporaryFolder folder;
  std::string path = ::getenv("PATH");
  folder.write("bin/secret-tool",
               "#!/bin/sh\n[ \"$*\" = 'lookup service my provider' ] && echo hunter2hunter2\n", 0755);
  ::setenv("PATH", (folder.path() + "/bin:" + path).c_str(), 1);
  EXPECT_EQ(must(read_key({KeySource::kKeyring, "my provider"})), "hunter2hunter2");
  EXPECT_EQ(failure_of({KeySource::kKeyring, "another; echo secret"}), ErrorCode::kNotFound);
  ::setenv("PATH", (folder.path() + "/none").c_str(), 1);
  auto missing = read_key({KeySource::kKeyring, "my provider"});
  ::setenv("PATH", path.c_str(), 1);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
  EXPECT_NE(missing.error().message.find("secret-tool is not installed"), std::string::npos);
}

}  // namespace
}  // namespace suit
