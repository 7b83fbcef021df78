// OpenSSL's own configuration: one value changes, everything else stays, and OpenSSL still accepts it.
#include "base/text.h"
#include "real/tree.h"

namespace suit::real {
namespace {

std::string installed_configuration() {
  std::string line = run_or_fail({"openssl", "version", "-d"}, "/");  // OPENSSLDIR: "/usr/lib/ssl"
  size_t open = line.find('"'), close = line.rfind('"');
  return line.substr(open + 1, close - open - 1) + "/openssl.cnf";
}

TEST(OpensslConfiguration, OneValueIsSetAndEveryCommentStays) {
  TemporaryFolder tree;
  run_or_fail({"cp", "--dereference", installed_configuration(), tree.path() + "/openssl.cnf"}, "/");
  std::string before = tree.read("openssl.cnf");
  ASSERT_EQ(count_of("\ndefault_bits", before), 1u);

  Ran ran = run_suit({"do", "--yes", "--no-checks", "set default_bits to 4096 in openssl.cnf"}, tree.path());
  ASSERT_EQ(ran.code, 0) << ran.out << ran.err;

  std::string after = tree.read("openssl.cnf");
  auto old_lines = split_lines(before), new_lines = split_lines(after);
  ASSERT_EQ(old_lines.size(), new_lines.size());
  std::vector<size_t> changed;
  for (size_t i = 0; i < old_lines.size(); ++i)
    if (old_lines[i] != new_lines[i]) changed.push_back(i);
  ASSERT_EQ(changed.size(), 1u);
  EXPECT_EQ(new_lines[changed[0]], replaced(std::string(old_lines[changed[0]]), "2048", "4096"));

  // OpenSSL reads it and uses the value.
  run_or_fail({"openssl", "req", "-config", "openssl.cnf", "-batch", "-new", "-newkey", "rsa", "-nodes",
               "-keyout", "key.pem", "-out", "request.pem"},
              tree.path());
  std::string text = run_or_fail({"openssl", "req", "-in", "request.pem", "-noout", "-text"}, tree.path());
  EXPECT_NE(text.find("4096 bit"), std::string::npos) << text;

  ASSERT_EQ(run_suit({"undo"}, tree.path()).code, 0);
  EXPECT_EQ(tree.read("openssl.cnf"), before);
}

TEST(OpensslConfiguration, AKeyThatSeveralSectionsHaveIsAQuestion) {
  TemporaryFolder tree;
  run_or_fail({"cp", "--dereference", installed_configuration(), tree.path() + "/openssl.cnf"}, "/");
  std::string before = tree.read("openssl.cnf");
  ASSERT_GT(count_of("\nbasicConstraints", before), 1u);
  Ran ran =
      run_suit({"do", "--yes", "--no-checks", "set basicConstraints to CA:true in openssl.cnf"}, tree.path());
  EXPECT_EQ(ran.code, 3) << ran.out << ran.err;
  EXPECT_EQ(tree.read("openssl.cnf"), before);
}

}  // namespace
}  // namespace suit::real
