// Applies 10,000 search/replace blocks, ten per answer, to files of 100 to 10,000 lines. The floor finds each
// search text with memmem and splices in the new one, without checking that it is unique. `plan_edits` goes
// from parsed blocks to file edits with digests; `plan_answer` also parses the answer.
#include <cmath>
#include <cstring>
#include <random>

#include "base/text.h"
#include "change/plan_edits.h"
#include "measure.h"

using namespace suit;
using namespace suit::bench;

namespace {

constexpr size_t kBlocks = 10'000, kBlocksInAnswer = 10;

struct Block {
  std::string search, replace;
};

struct Work {
  FileVersion file;
  std::vector<std::vector<Block>> answers;
  std::vector<std::string> texts;
};

Work work_of(size_t line_count) {
  std::mt19937 random(1);
  std::vector<std::string> lines;
  for (size_t i = 0; i < line_count; ++i)
    lines.push_back(std::string(4 * (random() % 4), ' ') + "auto value_" + std::to_string(i) + " = compute(" +
                    std::to_string(random() % 100) + ");\n");
  std::string content;
  for (const std::string& line : lines) content += line;
  Work work{FileVersion::file(std::move(content), 0644), {}, {}};
  for (size_t answer = 0; answer < kBlocks / kBlocksInAnswer; ++answer) {
    std::vector<Block> blocks;
    std::string text;
    for (size_t b = 0; b < kBlocksInAnswer; ++b) {
      // Each block edits its own part of the file, so that blocks do not overlap.
      size_t part = line_count / kBlocksInAnswer, at = b * part + random() % (part - 3);
      Block block{lines[at] + lines[at + 1] + lines[at + 2],
                  lines[at] + "changed(" + std::to_string(b) + ");\n" + lines[at + 2]};
      text += "src/file.cc\n<<<<<<< SEARCH\n" + block.search + "=======\n" + block.replace +
              ">>>>>>> REPLACE\n\n";
      blocks.push_back(std::move(block));
    }
    work.answers.push_back(std::move(blocks));
    work.texts.push_back(std::move(text));
  }
  return work;
}

std::string by_memmem(const std::string& content, const std::vector<Block>& blocks) {
  std::string text = content;
  for (const Block& block : blocks) {
    const void* hit = ::memmem(text.data(), text.size(), block.search.data(), block.search.size());
    if (!hit) give_up("the floor found nothing");
    text.replace(static_cast<size_t>(static_cast<const char*>(hit) - text.data()), block.search.size(),
                 block.replace);
  }
  return text;
}

}  // namespace

int main() {
  constexpr size_t kTurns = 9;
  Report report("applying 10,000 search/replace blocks", "blocks_per_s");
  for (size_t line_count : {100, 1'000, 10'000}) {
    Work work = work_of(line_count);
    PresentFiles files{[&](std::string_view) -> Result<FileVersion> { return work.file; }};
    std::vector<ParsedEdits> parsed;
    for (const std::string& text : work.texts)
      parsed.push_back(parse_edits(text, EditFormat::kSearchReplace));
    for (size_t i = 0; i < parsed.size(); ++i) {
      EditPlan plan = plan_edits(parsed[i], files);
      if (!plan.ok() || plan.edits[0].after.content != by_memmem(work.file.content, work.answers[i]))
        give_up("the results differ");
    }
    size_t sink = 0;
    auto turn = [&](auto apply) {
      return [&, apply] {
        double start = now_ms();
        for (size_t i = 0; i < work.answers.size(); ++i) sink += apply(i);
        return Run{now_ms() - start, 0, 0};
      };
    };
    auto all = measure(
        {{"memmem and splice",
          turn([&](size_t i) { return by_memmem(work.file.content, work.answers[i]).size(); })},
         {"memmem and splice, digest", turn([&](size_t i) {
            return FileVersion::file(by_memmem(work.file.content, work.answers[i]), 0644).content.size();
          })},
         {"plan_edits", turn([&](size_t i) { return plan_edits(parsed[i], files).edits.size(); })},
         {"plan_answer", turn([&](size_t i) {
            return plan_answer(work.texts[i], EditFormat::kSearchReplace, files).edits.size();
          })}},
        kTurns);
    if (sink == 0) give_up("nothing was applied");
    std::vector<std::vector<double>> rates(all.size());
    for (size_t i = 0; i < all.size(); ++i)
      for (double ms : all[i].wall_ms) rates[i].push_back(static_cast<double>(kBlocks) * 1000 / ms);
    for (size_t i = 0; i < all.size(); ++i)
      report.add(counted(line_count, "line"), all[i].name, rates[i],
                 i ? std::optional(median(rates[0])) : std::nullopt, i >= 2 ? ">= 0.33" : "");
  }
}
