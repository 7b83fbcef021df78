// A file's bytes. Parts: its path, the bytes.
#include "base/secret.h"
#include "base/text.h"
#include "input.h"
#include "search/catalogue.h"

using namespace suit;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  auto parts = fuzz::parts_of(fuzz::view_of(data, size), 2);
  TextFile file = read_text_file(parts[0], parts[1]);
  if (file.kind != TextFileKind::kText) return 0;
  std::string_view text = file.text(parts[1]);
  CHECK(is_utf8(text));
  // Masking is idempotent.
  if (!file.secrets.empty())
    for (const SecretPlace& left : secrets_in(text)) CHECK(!left.certain);
  // Token counts add up as pack.cc assumes: after a preceding line, and with a final newline.
  for (Vocabulary vocabulary : {Vocabulary::kO200k, Vocabulary::kCl100k}) {
    FileFacts facts = facts_of(parts[0], std::string(parts[1]), vocabulary, true).facts;
    if (text.empty() || facts.long_piece || facts.single_piece) continue;
    const Tokenizer& tokenizer = Tokenizer::of(vocabulary);
    for (std::string before : {"<file path=\"a\">\n", "```py\n"}) {
      auto count = [&](const std::string& one) { return static_cast<int64_t>(tokenizer.count(one)); };
      int64_t wanted = count(before + std::string(text) + (text.ends_with('\n') ? "" : "\n") + "</file>\n");
      int64_t summed = count(before + facts.first_piece) - count(facts.first_piece) + facts.tokens +
                       facts.newline_tokens + count("</file>\n");
      CHECK(wanted == summed);
    }
  }
  return 0;
}
