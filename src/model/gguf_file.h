// Looks at a GGUF file before llama.cpp does: a truncated or hostile one is refused here, with the reason.
// Knows the format (version 2 and 3, little-endian; ggml/include/gguf.h describes it), nothing of what models
// compute.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "base/result.h"

namespace suit {

// What the header says. Numbers are 0 where it says nothing.
struct GgufSummary {
  std::string architecture;    // general.architecture
  std::string type;            // general.type: "" or "model"; "adapter"
  int64_t context_tokens = 0;  // that it was trained for
  int64_t layers = 0;
  int64_t width = 0;  // floats of one position
  int64_t heads = 0;  // of the first layer, where they differ
  int64_t kv_heads = 0;
  int64_t key_width = 0;  // floats of one head's key; 0: width / heads
  int64_t value_width = 0;
  int64_t files = 1;  // that the model is split into
  uint64_t tensors = 0;
  uint64_t tensor_bytes = 0;  // of this file
  uint64_t header_bytes = 0;  // before the tensors' data

  // Memory for what attention remembers of one token, in bytes, at two bytes a number.
  uint64_t cache_bytes_per_token() const;
};

// Copies `length` bytes at `offset` to `to`; false where it can't.
using GgufBytes = std::function<bool(uint64_t offset, char* to, size_t length)>;

// Checks the header against the size: every count and length is bounded by what is left of the file before
// anything is allocated, every tensor lies inside it. Reads the header only. Errors: kInvalid (no GGUF file),
// kCorrupt (truncated, or numbers that can't be), kUnsupported (a version or tensor type that is not known),
// kIo.
Result<GgufSummary> read_gguf(const GgufBytes& bytes, uint64_t size_bytes);

// The same of a file. Errors besides: kNotFound, kDenied, kInvalid (no regular file).
Result<GgufSummary> read_gguf_file(const std::string& path);

// A name for the content, "gguf:" and 16 hexadecimal digits: SHA-256 over the size, the header and 16 samples
// spread over the tensors. Reading all of a large model would take longer than loading it. Errors: kIo.
Result<std::string> fingerprint_of_gguf(const std::string& path, const GgufSummary& summary);

}  // namespace suit
