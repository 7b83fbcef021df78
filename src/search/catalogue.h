// What is known of a folder's files without showing them: their sorts, encodings, secrets and exact tokens.
// Files are read on all cores, and what was known of one before is taken from a cache, if neither its size,
// its inode nor its time of change is another.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "code/symbols.h"
#include "folder/folder.h"
#include "folder/text_file.h"
#include "tokens/tokenizer.h"

namespace suit {

// Whose tokens are counted; nullopt: nobody's, which saves most of the time.
using Counted = std::optional<Vocabulary>;

struct FileFacts {
  TextFileKind kind = TextFileKind::kUnreadable;
  Encoding encoding = Encoding::kUtf8;
  bool plain = true;    // the bytes are the text: nothing was decoded or masked
  uint32_t errors = 0;  // bytes that are no UTF-8
  uint32_t lines = 0;
  int64_t tokens = 0;  // of the text; 0 where it is none, or nobody has counted them
  // Tokens that a newline after a text without one at its end adds, and the text's first piece (see
  // text_pieces.h; some more where it begins with line ends or slashes): what the tokens of a text within
  // another depend on. Over 60 bytes it is left out: `long_piece`. `single_piece`: there is no other.
  int8_t newline_tokens = 0;
  bool long_piece = false, single_piece = false;
  std::string first_piece = {};
  // What it takes to fence the text in: its longest run of backticks, and the first number n, from 0, for
  // which it has no
  // "</file>" (0) or "</file-n>".
  uint8_t backticks = 0, closings = 0;
  std::string secrets = {};  // "12 a GitHub token", a line each
};

struct CatalogueFile {
  std::string path;
  uint64_t bytes = 0;
  FileFacts facts = {};
  int64_t changed_ns = 0;    // as FileInfo has it
  std::string content = {};  // the key of what the bytes are, in the cache; empty where there is none
};

// $XDG_CACHE_HOME/suit, made where it was not; empty where it can't be, or there is no home.
std::string users_cache();

// Facts by what a file's bytes are. A file of SQLite; without it all is read again, so nothing here is an
// error. Thread-safe.
class FactsCache {
 public:
  static constexpr uint64_t kBytesMax = 1u << 30;  // larger, it starts again
  // "" is the user's own place: $XDG_CACHE_HOME/suit/context.db.
  static std::unique_ptr<FactsCache> open(std::string path = {});
  virtual ~FactsCache() = default;

  struct Known {
    uint64_t bytes = 0, inode = 0;
    int64_t changed_ns = 0;
    std::string content =
        {};  // the key of its facts; empty: they are not known, or the file may have changed unseen
    FileFacts facts = {};
  };
  // What was known of a folder's files, by path.
  virtual std::vector<std::pair<std::string, Known>> files_of(const std::string& folder, Counted counted) = 0;
  virtual bool facts_of(const std::string& content, Counted counted, FileFacts& facts) = 0;
  virtual bool symbols_of(const std::string& content, FileSymbols& symbols) = 0;
  virtual void store_symbols(const std::vector<std::pair<std::string, FileSymbols>>& symbols) = 0;
  // Replaces what was known of these files of the folder, and forgets those of `gone`.
  virtual void store(const std::string& folder, Counted counted,
                     const std::vector<std::pair<std::string, Known>>& files,
                     const std::vector<std::string>& gone) = 0;
};

struct CatalogueOptions {
  Counted counted = Vocabulary::kO200k;
  std::function<bool(std::string_view path)> accepts = [](std::string_view) { return true; };
  // Shown though they are named by rule (lock files, generated and minified ones).
  std::function<bool(std::string_view path)> shows = [](std::string_view) { return false; };
  FactsCache* cache = nullptr;
  const std::atomic<bool>* cancelled = nullptr;
  std::function<void(size_t done, size_t all)> progress = {};  // from one thread at a time
};

struct Catalogue {
  std::vector<CatalogueFile> files;  // sorted by path
  size_t files_read = 0;             // the others were known
  uint64_t bytes_read = 0;
};

// Errors: those of the folder; kCancelled.
Result<Catalogue> catalogue_of(Folder& folder, const CatalogueOptions& options);

// The facts of one file, and its text.
struct KnownText {
  FileFacts facts;
  std::string text;  // as shown; empty where it is not text
};
KnownText facts_of(std::string_view path, std::string bytes, Counted counted, bool show);

}  // namespace suit
