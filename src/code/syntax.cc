#include "code/syntax.h"

#include "base/text.h"

extern "C" {
const TSLanguage* tree_sitter_python();
const TSLanguage* tree_sitter_c();
const TSLanguage* tree_sitter_cpp();
const TSLanguage* tree_sitter_javascript();
const TSLanguage* tree_sitter_typescript();
const TSLanguage* tree_sitter_tsx();
const TSLanguage* tree_sitter_go();
const TSLanguage* tree_sitter_rust();
const TSLanguage* tree_sitter_java();
}

namespace suit {
namespace {

constexpr uint64_t kParseTime_us = 10'000'000;  // for what is made to take long; 50 MB of code pass

struct Entry {
  std::string_view name;
  const TSLanguage* (*language)();
  std::string_view extensions;  // with blanks around each
};

constexpr Entry kEntries[kGrammarCount] = {
    {"python", tree_sitter_python, " py pyi pyw "},
    {"c", tree_sitter_c, " c "},
    {"cpp", tree_sitter_cpp, " cc cpp cxx c++ h hh hpp hxx h++ ipp tcc "},
    {"javascript", tree_sitter_javascript, " js mjs cjs jsx "},
    {"typescript", tree_sitter_typescript, " ts mts cts "},
    {"tsx", tree_sitter_tsx, " tsx "},
    {"go", tree_sitter_go, " go "},
    {"rust", tree_sitter_rust, " rs "},
    {"java", tree_sitter_java, " java "},
};

}  // namespace

std::string_view name_of(Grammar grammar) {
  return kEntries[static_cast<size_t>(grammar)].name;
}

std::optional<Grammar> grammar_of(std::string_view path) {
  std::string extension = extension_of(path);
  if (extension.empty()) return std::nullopt;
  std::string wanted = " " + extension.substr(1) + " ";
  for (size_t i = 0; i < kGrammarCount; ++i)
    if (kEntries[i].extensions.find(wanted) != std::string_view::npos) return static_cast<Grammar>(i);
  return std::nullopt;
}

Result<SyntaxTree> SyntaxTree::parse(Grammar grammar, std::string_view source) {
  if (source.size() > UINT32_MAX)
    return Error{ErrorCode::kLimit, "a text of more than 4 GiB can't be parsed"};
  std::unique_ptr<TSParser, decltype(&ts_parser_delete)> parser(ts_parser_new(), ts_parser_delete);
  // Fails only for a grammar of an ABI that the runtime does not know; the versions are pinned together.
  CHECK(ts_parser_set_language(parser.get(), kEntries[static_cast<size_t>(grammar)].language()));
  ts_parser_set_timeout_micros(parser.get(), kParseTime_us);
  TSTree* tree =
      ts_parser_parse_string(parser.get(), nullptr, source.data(), static_cast<uint32_t>(source.size()));
  if (!tree) return Error{ErrorCode::kLimit, "the text takes too long to parse"};
  return SyntaxTree(tree);
}

}  // namespace suit
