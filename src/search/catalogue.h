// Facts about a folder's files without their content: kinds, encodings, secrets and exact token counts. Files
// are read on all cores; facts come from a cache if size, inode and modification time are unchanged.
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

// The tokenizer to count with; nullopt: do not count, which saves most of the time.
using Counted = std::optional<Vocabulary>;

struct FileFacts {
  TextFileKind kind = TextFileKind::kUnreadable;
  Encoding encoding = Encoding::kUtf8;
  bool plain = true;    // the bytes are the text: not decoded or masked
  uint32_t errors = 0;  // bytes of invalid UTF-8
  uint32_t lines = 0;
  int64_t tokens = 0;  // of the text; 0 if it is not text or was not counted
  // Needed to count tokens when the text is embedded in another: how many tokens a newline adds after a text
  // that lacks a final one, and the text's first piece (see text_pieces.h; longer if it starts with line ends
  // or slashes). Omitted above 60 bytes: `long_piece`. `single_piece`: the text is one piece.
  int8_t newline_tokens = 0;
  bool long_piece = false, single_piece = false;
  std::string first_piece = {};
  // For fencing the text: its longest run of backticks, and the smallest n from 0 for which it does not
  // contain "</file>" (n = 0) or "</file-n>".
  uint8_t backticks = 0, closings = 0;
  std::string secrets = {};  // one per line: "12 a GitHub token"
};

struct CatalogueFile {
  std::string path;
  uint64_t bytes = 0;
  FileFacts facts = {};
  int64_t changed_ns = 0;    // as in FileInfo
  std::string content = {};  // content key in the cache; empty if none
};

// Returns $XDG_CACHE_HOME/suit, creating it if needed; empty if that fails or there is no home.
std::string users_cache();

// Caches facts by file content in an SQLite file. Without it all files are read again, so failures are not
// errors. Thread-safe.
class FactsCache {
 public:
  static constexpr uint64_t kBytesMax = 1u << 30;  // above this it is cleared
  // "" is the default: $XDG_CACHE_HOME/suit/context.db.
  static std::unique_ptr<FactsCache> open(std::string path = {});
  virtual ~FactsCache() = default;

  struct Known {
    uint64_t bytes = 0, inode = 0;
    int64_t changed_ns = 0;
    std::string content = {};  // key of its facts; empty: unknown, or the file may have changed unnoticed
    FileFacts facts = {};
  };
  // The known facts of a folder's files, by path.
  virtual std::vector<std::pair<std::string, Known>> files_of(const std::string& folder, Counted counted) = 0;
  virtual bool facts_of(const std::string& content, Counted counted, FileFacts& facts) = 0;
  virtual bool symbols_of(const std::string& content, FileSymbols& symbols) = 0;
  virtual void store_symbols(const std::vector<std::pair<std::string, FileSymbols>>& symbols) = 0;
  // Replaces the facts of these files of the folder, and removes those of `gone`.
  virtual void store(const std::string& folder, Counted counted,
                     const std::vector<std::pair<std::string, Known>>& files,
                     const std::vector<std::string>& gone) = 0;
};

struct CatalogueOptions {
  Counted counted = Vocabulary::kO200k;
  std::function<bool(std::string_view path)> accepts = [](std::string_view) { return true; };
  // Overrides hiding by name (lock files, generated and minified ones).
  std::function<bool(std::string_view path)> shows = [](std::string_view) { return false; };
  FactsCache* cache = nullptr;
  const std::atomic<bool>* cancelled = nullptr;
  std::function<void(size_t done, size_t all)> progress = {};  // from one thread at a time
};

struct Catalogue {
  std::vector<CatalogueFile> files;  // sorted by path
  size_t files_read = 0;             // the others came from the cache
  uint64_t bytes_read = 0;
};

// Errors: those of the folder; kCancelled.
Result<Catalogue> catalogue_of(Folder& folder, const CatalogueOptions& options);

// Facts and text of one file.
struct KnownText {
  FileFacts facts;
  std::string text;  // as shown; empty if it is not text
};
KnownText facts_of(std::string_view path, std::string bytes, Counted counted, bool show);

}  // namespace suit
