#include "model/gguf_file.h"

#include <ggml.h>

#include <array>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <set>

#include "base/digest.h"
#include "base/text.h"

namespace suit {
namespace {

// Far above any existing model; limits the work for a hostile header.
constexpr uint64_t kTensorsMax = 1'000'000;
constexpr uint64_t kKeysMax = 100'000;
constexpr uint64_t kStringMax = 64'000'000;
constexpr uint64_t kNameMax = 4'096;

enum ValueType : uint32_t {
  kU8,
  kI8,
  kU16,
  kI16,
  kU32,
  kI32,
  kF32,
  kBool,
  kString,
  kArray,
  kU64,
  kI64,
  kF64
};
constexpr std::array<uint64_t, 13> kValueBytes = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};

Error corrupt(std::string what) {
  return Error{ErrorCode::kCorrupt, "the GGUF file is damaged: " + std::move(what),
               "copy or download it again, and compare its size"};
}

// Reads the header through a window, so that skipping a vocabulary does not cost a call per word.
class Header {
 public:
  Header(const GgufBytes& bytes, uint64_t size) : bytes_(bytes), size_(size) {}
  uint64_t at() const { return at_; }
  uint64_t left() const { return size_ - at_; }

  Result<void> skip(uint64_t count, std::string_view what) {
    if (count > left()) return corrupt("it ends within " + std::string(what));
    at_ += count;
    return {};
  }
  template <class T>
  Result<T> number(std::string_view what) {
    std::array<char, sizeof(T)> raw;
    RETURN_IF_ERROR(copy(raw.data(), raw.size(), what));
    T value;
    std::memcpy(&value, raw.data(), sizeof value);
    return value;
  }
  Result<std::string> text(uint64_t limit, std::string_view what) {
    ASSIGN_OR_RETURN(uint64_t length, number<uint64_t>(what));
    if (length > left()) return corrupt("it ends within " + std::string(what));
    if (length > limit) return corrupt(std::string(what) + " of " + human_bytes(length));
    std::string value(length, '\0');
    RETURN_IF_ERROR(copy(value.data(), value.size(), what));
    return value;
  }

 private:
  Result<void> copy(char* to, size_t length, std::string_view what) {
    if (length > left()) return corrupt("it ends within " + std::string(what));
    if (at_ < window_at_ || at_ + length > window_at_ + window_.size()) {
      window_.resize(std::max<uint64_t>(length, std::min<uint64_t>(left(), 65'536)));
      window_at_ = at_;
      if (!bytes_(at_, window_.data(), window_.size()))
        return Error{ErrorCode::kIo, "the GGUF file could not be read at byte " + std::to_string(at_)};
    }
    std::memcpy(to, window_.data() + (at_ - window_at_), length);
    at_ += length;
    return {};
  }

  const GgufBytes& bytes_;
  uint64_t size_, at_ = 0, window_at_ = 0;
  std::string window_;
};

// An integer of any width; a float or bool is not needed and reads as 0.
Result<int64_t> integer(Header& header, uint32_t type) {
  auto as = [](auto result) -> Result<int64_t> {
    if (!result) return result.error();
    return static_cast<int64_t>(*result);
  };
  switch (type) {
    case kU8:
      return as(header.number<uint8_t>("a value"));
    case kI8:
      return as(header.number<int8_t>("a value"));
    case kU16:
      return as(header.number<uint16_t>("a value"));
    case kI16:
      return as(header.number<int16_t>("a value"));
    case kU32:
      return as(header.number<uint32_t>("a value"));
    case kI32:
      return as(header.number<int32_t>("a value"));
    case kU64:
      return as(header.number<uint64_t>("a value"));
    case kI64:
      return as(header.number<int64_t>("a value"));
    default:
      RETURN_IF_ERROR(header.skip(kValueBytes[type], "a value"));
      return int64_t{0};
  }
}

struct Value {
  std::string text = {};
  int64_t number = 0;  // the first of a list
};

Result<Value> list(Header& header) {
  ASSIGN_OR_RETURN(uint32_t type, header.number<uint32_t>("a list"));
  ASSIGN_OR_RETURN(uint64_t count, header.number<uint64_t>("a list"));
  if (type >= kValueBytes.size() || type == kArray) return corrupt("a list of type " + std::to_string(type));
  uint64_t least = type == kString ? 8 : kValueBytes[type];
  if (count > header.left() / least)
    return corrupt("a list of " + std::to_string(count) + " values in " + human_bytes(header.left()));
  Value value;
  if (type == kString) {
    for (uint64_t i = 0; i < count; ++i) {
      ASSIGN_OR_RETURN(uint64_t length, header.number<uint64_t>("a list"));
      RETURN_IF_ERROR(header.skip(length, "a list"));
    }
    return value;
  }
  if (count == 0) return value;
  ASSIGN_OR_RETURN(value.number, integer(header, type));
  RETURN_IF_ERROR(header.skip((count - 1) * least, "a list"));
  return value;
}

Result<Value> value_of(Header& header, uint32_t type) {
  if (type >= kValueBytes.size()) return corrupt("a value of type " + std::to_string(type));
  if (type == kArray) return list(header);
  Value value;
  if (type == kString) {
    ASSIGN_OR_RETURN(value.text, header.text(kStringMax, "a text"));
  } else {
    ASSIGN_OR_RETURN(value.number, integer(header, type));
  }
  return value;
}

Result<void> note(GgufSummary& summary, uint64_t& alignment, std::string_view key, const Value& value) {
  if (key == "general.architecture") summary.architecture = value.text;
  if (key == "general.type") summary.type = value.text;
  if (key == "split.count" && value.number > 1) summary.files = value.number;
  if (key == "general.alignment") {
    if (value.number < 8 || value.number > 65'536 || (value.number & (value.number - 1)) != 0)
      return corrupt("an alignment of " + std::to_string(value.number));
    alignment = static_cast<uint64_t>(value.number);
  }
  // These keys start with the architecture, which comes first in every file; "" before it.
  if (summary.architecture.empty() || !key.starts_with(summary.architecture + ".")) return {};
  std::string_view field = key.substr(summary.architecture.size() + 1);
  const std::pair<std::string_view, int64_t*> fields[] = {{"context_length", &summary.context_tokens},
                                                          {"block_count", &summary.layers},
                                                          {"embedding_length", &summary.width},
                                                          {"attention.head_count", &summary.heads},
                                                          {"attention.head_count_kv", &summary.kv_heads},
                                                          {"attention.key_length", &summary.key_width},
                                                          {"attention.value_length", &summary.value_width}};
  for (const auto& [name, to] : fields) {
    if (field != name) continue;
    if (value.number < 0 || value.number > 1'000'000'000)
      return corrupt(std::string(key) + " is " + std::to_string(value.number));
    *to = value.number;
  }
  return {};
}

struct Tensor {
  uint64_t offset = 0, bytes = 0;
};

Result<Tensor> tensor(Header& header, std::set<std::string>& names) {
  ASSIGN_OR_RETURN(std::string name, header.text(kNameMax, "a tensor's name"));
  if (!names.insert(name).second) return corrupt("two tensors named " + printable(name));
  ASSIGN_OR_RETURN(uint32_t dimensions, header.number<uint32_t>("a tensor"));
  if (dimensions > GGML_MAX_DIMS) return corrupt("a tensor of " + std::to_string(dimensions) + " dimensions");
  uint64_t elements = 1, row = 1;
  for (uint32_t i = 0; i < dimensions; ++i) {
    ASSIGN_OR_RETURN(uint64_t length, header.number<uint64_t>("a tensor"));
    if (i == 0) row = length;
    // 2^60 numbers exceed any disk, and leave room for the computations below.
    if (length == 0 || length > (uint64_t{1} << 60) / elements)
      return corrupt("the dimensions of " + printable(name));
    elements *= length;
  }
  ASSIGN_OR_RETURN(uint32_t type, header.number<uint32_t>("a tensor"));
  Tensor result;
  ASSIGN_OR_RETURN(result.offset, header.number<uint64_t>("a tensor"));
  int64_t block = type < GGML_TYPE_COUNT ? ggml_blck_size(static_cast<ggml_type>(type)) : 0;
  if (block <= 0)
    return Error{ErrorCode::kUnsupported, printable(name) + " has numbers of type " + std::to_string(type) +
                                              ", which this version does not support"};
  if (row % static_cast<uint64_t>(block) != 0)
    return corrupt("a row of " + printable(name) + " is not a whole number of blocks");
  result.bytes = elements / static_cast<uint64_t>(block) * ggml_type_size(static_cast<ggml_type>(type));
  return result;
}

}  // namespace

uint64_t GgufSummary::cache_bytes_per_token() const {
  int64_t head = heads > 0 ? width / heads : 0;
  int64_t kv = kv_heads > 0 ? kv_heads : heads;
  int64_t numbers =
      layers * kv * ((key_width > 0 ? key_width : head) + (value_width > 0 ? value_width : head));
  return 2 * static_cast<uint64_t>(std::max<int64_t>(0, numbers));
}

Result<GgufSummary> read_gguf(const GgufBytes& bytes, uint64_t size_bytes) {
  Header header(bytes, size_bytes);
  auto magic = header.number<uint32_t>("its first bytes");
  if (!magic || *magic != 0x46554747)
    return Error{ErrorCode::kInvalid, "this is not a GGUF file", "name a file that ends in .gguf"};
  ASSIGN_OR_RETURN(uint32_t version, header.number<uint32_t>("its first bytes"));
  if (version < 2 || version > 3)
    return Error{ErrorCode::kUnsupported,
                 "version " + std::to_string(version) + " of GGUF can't be read; 2 and 3 can"};
  GgufSummary summary;
  ASSIGN_OR_RETURN(summary.tensors, header.number<uint64_t>("its first bytes"));
  ASSIGN_OR_RETURN(uint64_t keys, header.number<uint64_t>("its first bytes"));
  if (summary.tensors > kTensorsMax || keys > kKeysMax)
    return corrupt("it claims " + std::to_string(summary.tensors) + " tensors and " + std::to_string(keys) +
                   " keys");
  uint64_t alignment = 32;
  std::set<std::string> names;
  for (uint64_t i = 0; i < keys; ++i) {
    ASSIGN_OR_RETURN(std::string key, header.text(kNameMax, "a key"));
    if (!names.insert(key).second) return corrupt("the key " + printable(key) + " occurs twice");
    ASSIGN_OR_RETURN(uint32_t type, header.number<uint32_t>("a key"));
    ASSIGN_OR_RETURN(Value value, value_of(header, type));
    RETURN_IF_ERROR(note(summary, alignment, key, value));
  }
  names.clear();
  uint64_t end = 0;
  for (uint64_t i = 0; i < summary.tensors; ++i) {
    ASSIGN_OR_RETURN(Tensor one, tensor(header, names));
    if (one.offset % alignment != 0) return corrupt("a tensor that is not aligned");
    if (one.offset > size_bytes || one.bytes > size_bytes - one.offset)
      return corrupt("it has " + human_bytes(size_bytes) + ", and a tensor claims " + human_bytes(one.bytes) +
                     " at " + human_bytes(one.offset));
    end = std::max(end, one.offset + one.bytes);
    summary.tensor_bytes += one.bytes;
  }
  summary.header_bytes = (header.at() + alignment - 1) / alignment * alignment;
  if (summary.tensors > 0 && (summary.header_bytes > size_bytes || end > size_bytes - summary.header_bytes))
    return corrupt("it has " + human_bytes(size_bytes) + " of " + human_bytes(summary.header_bytes + end));
  summary.header_bytes = std::min(summary.header_bytes, size_bytes);
  // Otherwise a small file with overlapping tensors could claim any amount of memory.
  if (summary.tensor_bytes > size_bytes) return corrupt("its tensors overlap");
  return summary;
}

namespace {

// Opens the file and passes its bytes to `use`; returns the Result of `use`.
template <class Use>
auto with_file(const std::string& path, Use use) -> decltype(use(GgufBytes{}, uint64_t{})) {
  namespace fs = std::filesystem;
  std::error_code failure;
  auto status = fs::status(path, failure);
  if (status.type() == fs::file_type::not_found)
    return Error{ErrorCode::kNotFound, printable(path) + " does not exist"};
  if (status.type() != fs::file_type::regular)
    return Error{ErrorCode::kInvalid, printable(path) + " is not a regular file"};
  uint64_t size = fs::file_size(path, failure);
  std::ifstream file(path, std::ios::binary);
  if (failure || !file) return Error{ErrorCode::kDenied, printable(path) + " can't be opened"};
  return use(
      [&](uint64_t offset, char* to, size_t length) {
        file.clear();
        file.seekg(static_cast<std::streamoff>(offset));
        file.read(to, static_cast<std::streamsize>(length));
        return static_cast<size_t>(file.gcount()) == length;
      },
      size);
}

}  // namespace

Result<GgufSummary> read_gguf_file(const std::string& path) {
  auto summary =
      with_file(path, [](const GgufBytes& bytes, uint64_t size) { return read_gguf(bytes, size); });
  if (summary) return summary;
  Error error = summary.error();
  if (error.message.find(printable(path)) == error.message.npos)
    error.message = printable(path) + ": " + error.message;
  return error;
}

Result<std::string> fingerprint_of_gguf(const std::string& path, const GgufSummary& summary) {
  return with_file(path, [&](const GgufBytes& bytes, uint64_t size) -> Result<std::string> {
    constexpr uint64_t kSample = 65'536, kSamples = 16;
    std::string all = std::to_string(size) + "\n";
    auto add = [&](uint64_t offset, uint64_t length) {
      std::string part(std::min(length, size - offset), '\0');
      bool read = bytes(offset, part.data(), part.size());
      all += part;
      return read;
    };
    bool read = add(0, summary.header_bytes);
    for (uint64_t i = 0; i < kSamples && read; ++i)
      read = add(summary.header_bytes + (size - summary.header_bytes) / kSamples * i, kSample);
    if (!read) return Error{ErrorCode::kIo, printable(path) + " could not be read"};
    return "gguf:" + Digest::of(all).hex().substr(0, 16);
  });
}

}  // namespace suit
