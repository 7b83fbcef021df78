// A folder as one text for a model to read: a summary, the tree with its tokens, and the files, fitted to a
// budget of tokens. Written as it is read: memory does not grow with the folder.
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

// A model that counts in tokens of its own.
struct OtherTokens {
  std::string name = {};  // as the text calls it
  // Of a text of any length; empty: nobody knows, and o200k's stand for them, which is said.
  std::function<int64_t(std::string_view text)> count = {};
};

struct PackOptions {
  PackFormat format = PackFormat::kXml;
  Vocabulary vocabulary = Vocabulary::kO200k;
  std::optional<OtherTokens> other = {};  // in place of the vocabulary
  int64_t budget_tokens = 0;              // of the whole text; 0: none
  bool compress = false;                  // signatures instead of bodies
  std::vector<std::string> focus = {};
  std::string question = {};
  int64_t split_tokens = 0;     // a part has so many at most, unless one file has more; 0: one part
  std::string name = {};        // of the folder
  std::string difference = {};  // a patch to show; secrets in it are masked
  std::string log = {};         // commits to show, likewise
  FactsCache* cache = nullptr;
  const std::atomic<bool>* cancelled = nullptr;
};

// As the options say.
int64_t count_tokens(std::string_view text, const PackOptions& options);

struct PackEntry {
  enum class How { kWhole, kSignatures, kName } how = How::kWhole;
  size_t file = 0;       // in the catalogue
  int64_t tokens = 0;    // of what is shown of its text
  int64_t in_frame = 0;  // the same with what stands round it
  std::string signatures = {};
  double score = 0;
};

class Pack {
 public:
  // Errors: those of the folder; kCancelled; kLimit (the budget does not even hold a summary).
  static Result<Pack> plan(Folder& folder, Catalogue catalogue, const PackOptions& options);

  const Catalogue& catalogue() const { return catalogue_; }
  const std::vector<PackEntry>& entries() const { return entries_; }  // by path
  // Of all that is written, exactly; of JSON that of the texts in it. In tokens of another model the parts'
  // sum, which is some more than those of the whole.
  int64_t tokens() const { return tokens_; }
  size_t parts() const { return parts_.size(); }

  using Sink = std::function<Result<void>(std::string_view)>;
  // One part, from 0. A file that changed since it was counted is written as it is now, and named in
  // changed(). Errors: those of the sink; kCancelled.
  Result<void> write(size_t part, const Sink& sink);
  const std::vector<std::string>& changed() const { return changed_; }
  // Secrets masked in the difference and in the log.
  size_t masked_besides() const { return masked_besides_; }

 private:
  struct Part {
    size_t begin, end;  // of entries_
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

// The ranked map of symbols alone, within a budget of tokens: path, line and signature of what is named most.
// Errors: kCancelled; those of the folder; kLimit (the budget holds no symbol).
Result<std::string> symbol_map(Folder& folder, const Catalogue& catalogue, const PackOptions& options);

}  // namespace suit
