// Checks documents against the code: the schema, the commands, the error codes, the settings, links between
// files.
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>

#include "base/text.h"
#include "change/edit_formats.h"
#include "code/language.h"
#include "functions/receipt.h"
#include "http/api.h"
#include "http/function_routes.h"
#include "ledger/ledger.h"
#include "model/provider.h"
#include "propose/context_sources.h"
#include "support/event_kinds.h"
#include "support/testing.h"
#include "trust/kind.h"
#include "verify/protected.h"
#include "verify/suppressions.h"

namespace suit {
namespace {

namespace fs = std::filesystem;
const std::string kTop = SUIT_SOURCE_DIR;

std::string text_of(const std::string& name) {
  std::ifstream file(kTop + "/" + name, std::ios::binary);
  EXPECT_TRUE(file.good()) << name;
  return {std::istreambuf_iterator<char>(file), {}};
}

// Compares a generated document, or writes it.
void expect_document(const std::string& name, const std::string& expected) {
  if (std::getenv("UPDATE")) std::ofstream(kTop + "/" + name) << expected;
  EXPECT_EQ(text_of(name), expected) << name << ": UPDATE=1 rewrites it";
}

// The same for the table in a document that has the same first line.
void expect_table(const std::string& name, const std::string& table) {
  std::string text = text_of(name);
  size_t begin = text.find(table.substr(0, table.find('\n') + 1));
  ASSERT_NE(begin, text.npos) << name << " has no such table:\n" << table;
  size_t end = std::min(text.find("\n\n", begin), text.size() - 1);
  expect_document(name, text.substr(0, begin) + table + text.substr(end + 1));
}

TEST(Docs, TheCommandsAreTheBinarys) {
  Ran manual = run_suit({"manual", "markdown"}, "/");
  ASSERT_EQ(manual.code, 0);
  expect_document("docs/cli.md", manual.out);
}

TEST(Docs, TheRoutesAreTheServers) {
  expect_document("docs/api.md", Api::markdown());
  expect_document("web/src/functions.ts", functions_typescript());
}

TEST(Docs, TheProtectedPlacesAreTheTables) {
  expect_document("docs/protected.md", protected_markdown());
}

TEST(Docs, TheKindsOfTaskAreTheRules) {
  expect_table("docs/trust.md", task_kinds_markdown());
}

TEST(Docs, TheSuppressionsAreTheTables) {
  expect_table("docs/verify.md", suppressions_markdown());
}

TEST(Docs, TheFieldsOfAReceiptAreTheStructs) {
  expect_table("docs/receipts.md", functions::receipt_markdown());
}

TEST(Docs, TheProvidersAreTheTables) {
  expect_table("docs/models.md", providers_markdown());
}

TEST(Docs, TheParsedLanguagesAreTheTables) {
  std::string names;
  for (std::string_view name : code::parsed_languages())
    names += (names.empty() ? "" : ", ") + std::string(name);
  for (const char* document : {"docs/pack.md", "docs/repair.md", "docs/wiki.md"}) {
    std::string text = text_of(document);
    std::replace(text.begin(), text.end(), '\n', ' ');
    EXPECT_TRUE(has(text, names)) << document << " must name " << names;
  }
}

TEST(Docs, TheLedgersSchemaIsTheRealOne) {
  EXPECT_NE(text_of("docs/ledger.md").find("```sql" + std::string(ledger_schema()) + "```"),
            std::string::npos)
      << "docs/ledger.md must hold, as an sql block: " << ledger_schema();
}

TEST(Docs, EveryKindOfEventIsDescribed) {
  std::set<std::string> declared, described;
  auto collect = [](const std::string& text, const char* pattern, std::set<std::string>& names) {
    std::regex regex(pattern);
    for (auto it = std::sregex_iterator(text.begin(), text.end(), regex); it != std::sregex_iterator(); ++it)
      names.insert((*it)[1]);
  };
  for (auto& entry : fs::recursive_directory_iterator(kTop + "/src")) {
    std::string path = entry.path();
    if (path.ends_with(".h"))
      collect(text_of(path.substr(kTop.size() + 1)), R"(kKind = "([a-z_]+)\")", declared);
  }
  std::string document = text_of("docs/ledger.md");
  size_t table = document.find("| kind | about | body |"), end = document.find("\n\n", table);
  collect(document.substr(table, end - table), "\n\\| `([a-z_]+)` \\|", described);
  EXPECT_EQ(declared, described);
  std::vector<std::string> all = event_kinds();
  EXPECT_EQ(declared, std::set<std::string>(all.begin(), all.end()))
      << "tests/support/event_kinds.h lists each";
}

TEST(Docs, EveryErrorCodeHasItsLine) {
  std::string document = text_of("docs/errors.md");
  for (int code = 0; code <= static_cast<int>(ErrorCode::kCancelled); ++code) {
    std::string name(name_of(static_cast<ErrorCode>(code)));
    EXPECT_NE(document.find("| `" + name + "` |"), std::string::npos) << name;
  }
}

TEST(Docs, EveryReasonToRefuseAnEditHasItsLine) {
  std::string document = text_of("docs/edit_formats.md");
  for (int reason = 0; reason <= static_cast<int>(kLastRefusalReason); ++reason) {
    std::string name(name_of(static_cast<RefusalReason>(reason)));
    EXPECT_NE(document.find("| `" + name + "` |"), std::string::npos) << name;
  }
  for (int format = 0; format < 4; ++format)
    EXPECT_NE(document.find("\n`" + std::string(name_of(static_cast<EditFormat>(format))) + "`: "),
              std::string::npos)
        << format;
}

TEST(Docs, EverySettingIsDescribed) {
  std::string source = text_of("src/settings/settings.cc"), document = text_of("docs/settings.md");
  std::regex key(R"(key == "([a-z]+\.[a-z_]+)\")");
  std::set<std::string> keys;
  for (auto it = std::sregex_iterator(source.begin(), source.end(), key); it != std::sregex_iterator(); ++it)
    keys.insert((*it)[1]);
  EXPECT_GE(keys.size(), 15u);
  for (const std::string& name : keys)
    EXPECT_NE(document.find("| `" + name + "` |"), std::string::npos) << name;
}

TEST(Docs, EverySourceOfContextIsDescribed) {
  std::string text = text_of("docs/context.md");
  for (const ContextSource& source : context_sources())
    EXPECT_TRUE(has(text, "\n| " + std::string(source.name) + " | ")) << source.name;
}

TEST(Docs, LinksLeadSomewhere) {
  std::regex link(R"(\]\(([^)#:]+)(#[^)]*)?\))");
  int links = 0;
  for (auto& entry : fs::recursive_directory_iterator(kTop)) {
    std::string path = fs::path(entry.path()).lexically_relative(kTop);
    if (path.starts_with("build") || path.starts_with("web/node_modules") || path.starts_with(".") ||
        path.find("testdata") != path.npos || !path.ends_with(".md"))
      continue;
    std::string text = text_of(path);
    // Links in code samples do not count.
    text = std::regex_replace(text, std::regex("```[^]*?```|`[^`\n]*`"), "");
    for (auto it = std::sregex_iterator(text.begin(), text.end(), link); it != std::sregex_iterator();
         ++it, ++links)
      EXPECT_TRUE(fs::exists(fs::path(kTop) / fs::path(path).parent_path() / (*it)[1].str()))
          << path << ": " << (*it)[1];
  }
  EXPECT_GT(links, 5);
}

TEST(Docs, ManPageAndCompletionsAreWellFormed) {
  TemporaryFolder folder;
  for (const char* format : {"man", "bash", "zsh", "fish"}) {
    Ran manual = run_suit({"manual", format}, "/");
    ASSERT_EQ(manual.code, 0);
    folder.write(format, manual.out);
  }
  Ran man = run_program({"man", "--warnings", "-E", "UTF-8", "-l", "./man"}, folder.path(), "",
                        {{"MANWIDTH", "80"}});
  EXPECT_EQ(man.code, 0) << man.err;
  EXPECT_EQ(man.err, "");
  EXPECT_NE(man.out.find("--trust-me"), std::string::npos);
  Ran bash = run_program(
      {"bash", "-c", "source ./bash; COMP_WORDS=(suit do --sc); COMP_CWORD=2; _suit; echo ${COMPREPLY[@]}"},
      folder.path());
  EXPECT_EQ(bash.out, "--scope\n") << bash.err;
  EXPECT_EQ(run_program({"zsh", "-n", "./zsh"}, folder.path()).code, 0);
  EXPECT_EQ(run_program({"fish", "--no-execute", "./fish"}, folder.path()).code, 0);
}

}  // namespace
}  // namespace suit
