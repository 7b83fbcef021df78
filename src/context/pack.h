// Writes a folder as one text for a model: a summary, the tree with token counts, and the files, fitted to a
// token budget. Output is streamed: memory use does not grow with the folder.
#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "search/catalogue.h"
#include "search/relevance.h"

namespace suit {

enum class PackFormat { kXml, kMarkdown, kJson, kPlain };

// A model with its own tokenizer.
struct OtherTokens {
  std::string name = {};  // its name in the text
  // For a text of any length. Empty: unknown; o200k is used as an estimate, and the text says so.
  std::function<int64_t(std::string_view text)> count = {};
};

struct PackOptions {
  PackFormat format = PackFormat::kXml;
  Vocabulary vocabulary = Vocabulary::kO200k;
  std::optional<OtherTokens> other = {};  // replaces the vocabulary
  int64_t budget_tokens = 0;              // for the whole text; 0: unlimited
  bool compress = false;                  // signatures instead of bodies
  std::vector<std::string> focus = {};
  std::string question = {};
  int64_t split_tokens = 0;     // maximum for a part, unless one file is larger; 0: one part
  std::string name = {};        // of the folder
  std::string difference = {};  // a patch to include; its secrets are masked
  std::string log = {};         // commits to include; their secrets are masked
  FactsCache* cache = nullptr;
  const std::atomic<bool>* cancelled = nullptr;
};

// Counts with the tokenizer that the options select.
int64_t count_tokens(std::string_view text, const PackOptions& options);

struct PackEntry {
  enum class How { kWhole, kSignatures, kName } how = How::kWhole;
  size_t file = 0;       // index in the catalogue
  int64_t tokens = 0;    // tokens of the text shown
  int64_t in_frame = 0;  // the same including the frame around it
  std::string signatures = {};
  double score = 0;
};

class Pack {
 public:
  // Errors: those of the folder; kCancelled; kLimit (the budget cannot hold even a summary).
  static Result<Pack> plan(Folder& folder, Catalogue catalogue, const PackOptions& options);

  const Catalogue& catalogue() const { return catalogue_; }
  const std::vector<PackEntry>& entries() const { return entries_; }  // by path
  // Exact for everything written; for JSON, for the texts in it. With another model's tokenizer it is the sum
  // over the parts, slightly more than the count of the whole.
  int64_t tokens() const { return tokens_; }
  size_t parts() const { return parts_.size(); }

  using Sink = std::function<Result<void>(std::string_view)>;
  // Writes one part (zero-based). A file that changed since it was counted is written in its current state
  // and listed in changed(). Errors: those of the sink; kCancelled.
  Result<void> write(size_t part, const Sink& sink);
  const std::vector<std::string>& changed() const { return changed_; }
  // Secrets masked in the difference and the log.
  size_t masked_besides() const { return masked_besides_; }

 private:
  struct Part {
    size_t begin, end;  // range in entries_
    std::string head;
  };
  Pack(Folder& folder, Catalogue catalogue, const PackOptions& options)
      : folder_(folder), catalogue_(std::move(catalogue)), options_(options) {}
  Result<void> count_otherwise();
  Result<void> choose();
  void fit(const Relevance& relevance);
  void frame(PackEntry& entry);
  int64_t count(std::string_view text) const;
  int64_t framed(const PackEntry& entry);
  std::string header(const PackEntry& entry) const;
  std::string footer(const PackEntry& entry) const;
  std::string tree(size_t depth_max) const;
  std::string tree_for_budget() const;
  std::string extras() const;
  std::string head(int64_t tokens, size_t part, size_t parts) const;
  std::string tail() const;
  void finish();
  Result<void> write_entry(const PackEntry& entry, const Sink& sink, bool first);

  Folder& folder_;
  Catalogue catalogue_;
  PackOptions options_;
  std::vector<PackEntry> entries_;
  std::vector<Part> parts_;
  std::vector<std::string> changed_;
  std::string tree_;
  int64_t tokens_ = 0;
  size_t masked_besides_ = 0;
};

// Returns only the ranked symbol map, within a token budget: path, line and signature of the most referenced
// symbols. Errors: kCancelled; those of the folder; kLimit (the budget cannot hold one symbol).
Result<std::string> symbol_map(Folder& folder, const Catalogue& catalogue, const PackOptions& options);

}  // namespace suit
