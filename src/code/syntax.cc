#include "code/syntax.h"

namespace suit {
namespace {

constexpr uint64_t kParseTime_us = 10'000'000;  // for hostile input; 50 MB of normal code fit

}  // namespace

std::optional<Grammar> grammar_of(std::string_view path) {
  const code::Parser* parser = code::parser_of(path);
  return parser ? std::optional(parser->grammar) : std::nullopt;
}

Result<SyntaxTree> SyntaxTree::parse(Grammar grammar, std::string_view source) {
  if (source.size() > UINT32_MAX)
    return Error{ErrorCode::kLimit, "a text of more than 4 GiB can't be parsed"};
  std::unique_ptr<TSParser, decltype(&ts_parser_delete)> parser(ts_parser_new(), ts_parser_delete);
  // Fails only for a grammar with an ABI that the runtime does not support; the versions are pinned together.
  CHECK(ts_parser_set_language(parser.get(), code::parser_of(grammar).language()));
  ts_parser_set_timeout_micros(parser.get(), kParseTime_us);
  TSTree* tree =
      ts_parser_parse_string(parser.get(), nullptr, source.data(), static_cast<uint32_t>(source.size()));
  if (!tree) return Error{ErrorCode::kLimit, "the text takes too long to parse"};
  return SyntaxTree(tree);
}

}  // namespace suit
