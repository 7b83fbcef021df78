// Checks a GGUF file before llama.cpp reads it: refuses a truncated or hostile one with the reason. Knows
// only the format (versions 2 and 3, little-endian; see ggml/include/gguf.h).
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "base/result.h"

namespace suit {

// The header's values; 0 if missing.
struct GgufSummary {
  std::string architecture;    // general.architecture
  std::string type;            // general.type: "" or "model"; "adapter"
  int64_t context_tokens = 0;  // of the training
  int64_t layers = 0;
  int64_t width = 0;  // floats per position
  int64_t heads = 0;  // of the first layer, if they differ
  int64_t kv_heads = 0;
  int64_t key_width = 0;  // floats of a head's key; 0: width / heads
  int64_t value_width = 0;
  int64_t files = 1;  // of a split model
  uint64_t tensors = 0;
  uint64_t tensor_bytes = 0;  // of this file
  uint64_t header_bytes = 0;  // before the tensors' data

  // Bytes of attention memory per token, at two bytes per number.
  uint64_t cache_bytes_per_token() const;
};

// Copies `length` bytes at `offset` to `to`; returns false on failure.
using GgufBytes = std::function<bool(uint64_t offset, char* to, size_t length)>;

// Validates the header against the size: every count and length is bounded by the rest of the file before
// anything is allocated, and every tensor is inside it. Reads only the header. Errors: kInvalid (not a GGUF
// file), kCorrupt (truncated, or impossible numbers), kUnsupported (unknown version or tensor type), kIo.
Result<GgufSummary> read_gguf(const GgufBytes& bytes, uint64_t size_bytes);

// The same for a file. Additional errors: kNotFound, kDenied, kInvalid (not a regular file).
Result<GgufSummary> read_gguf_file(const std::string& path);

// A name for the content, "gguf:" and 16 hexadecimal digits: SHA-256 of the size, the header and 16 samples
// spread over the tensors. Reading all of a large model would take longer than loading it. Errors: kIo.
Result<std::string> fingerprint_of_gguf(const std::string& path, const GgufSummary& summary);

}  // namespace suit
