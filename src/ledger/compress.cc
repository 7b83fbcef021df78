#include "ledger/compress.h"

#include <zstd.h>

#include <bit>
#include <memory>

namespace suit {
namespace {

// A frame's blocks have at least three bytes and at most 128 KiB of content. This bounds the size that a
// frame can state, so a damaged size does not allocate more than the ledger's own size justifies.
bool is_plausible(uint64_t content_bytes, uint64_t stored_bytes) {
  constexpr uint64_t kBlockBytesMin = 3, kBlockBytesMax = 128 << 10;
  return content_bytes / kBlockBytesMax <= stored_bytes / kBlockBytesMin;
}

constexpr int kCompressionLevel = 1;  // the fastest of zstd's ordinary levels: proposals wait for it

constexpr size_t kForgottenBytes = 128 << 10;

std::string compress_with(std::string_view prefix, std::string_view content) {
  static thread_local std::unique_ptr<ZSTD_CCtx, size_t (*)(ZSTD_CCtx*)> context(ZSTD_createCCtx(),
                                                                                 ZSTD_freeCCtx);
  CHECK(context);
  ZSTD_CCtx_reset(context.get(), ZSTD_reset_session_and_parameters);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, kCompressionLevel);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 0);  // the digest is checked instead
  if (!prefix.empty()) {
    // The window must cover the whole prefix.
    int window_log = static_cast<int>(std::bit_width(prefix.size() + content.size()));
    ZSTD_CCtx_setParameter(context.get(), ZSTD_c_windowLog, std::min(std::max(window_log, 10), 27));
    // The fast level ignores distant matches in a large prefix; this level does not. For small ones it is
    // only slower.
    ZSTD_CCtx_setParameter(context.get(), ZSTD_c_enableLongDistanceMatching, prefix.size() > kForgottenBytes);
    ZSTD_CCtx_refPrefix(context.get(), prefix.data(), prefix.size());
  }
  std::string data;
  data.resize(ZSTD_compressBound(content.size()));
  size_t size = ZSTD_compress2(context.get(), data.data(), data.size(), content.data(), content.size());
  CHECK(!ZSTD_isError(size));
  data.resize(size);
  return data;
}

}  // namespace

std::string compress(std::string_view content) {
  return compress_with({}, content);
}

std::string compress_against(std::string_view base, std::string_view content) {
  return compress_with(base, content);
}

Result<std::string> decompress(std::string_view base, std::string_view data, uint64_t size) {
  static thread_local std::unique_ptr<ZSTD_DCtx, size_t (*)(ZSTD_DCtx*)> context(ZSTD_createDCtx(),
                                                                                 ZSTD_freeDCtx);
  CHECK(context);
  Error corrupt{ErrorCode::kCorrupt, "a content in the ledger can't be decompressed"};
  if (!is_plausible(size, data.size()) || ZSTD_getFrameContentSize(data.data(), data.size()) != size)
    return corrupt;
  ZSTD_DCtx_reset(context.get(), ZSTD_reset_session_and_parameters);
  ZSTD_DCtx_setParameter(context.get(), ZSTD_d_windowLogMax, 27);
  if (!base.empty()) ZSTD_DCtx_refPrefix(context.get(), base.data(), base.size());
  std::string content;
  content.resize(size);
  size_t got = ZSTD_decompressDCtx(context.get(), content.data(), content.size(), data.data(), data.size());
  if (ZSTD_isError(got) || got != size) return corrupt;
  return content;
}

}  // namespace suit
