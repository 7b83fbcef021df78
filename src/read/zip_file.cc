#include "read/zip_file.h"

#include <minizip/unzip.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <map>

#include "base/text.h"

namespace suit {
namespace {

// The in-memory archive as minizip's file.
struct Memory {
  std::string_view bytes;
  uint64_t at = 0;
};

Memory* memory_of(void* stream) {
  return static_cast<Memory*>(stream);
}

zlib_filefunc64_def memory_functions(Memory& memory) {
  zlib_filefunc64_def calls = {};
  calls.opaque = &memory;
  calls.zopen64_file = [](void* self, const void*, int) { return self; };
  calls.zread_file = [](void*, void* stream, void* buffer, uLong size) -> uLong {
    Memory& file = *memory_of(stream);
    uint64_t count = std::min<uint64_t>(size, file.bytes.size() - file.at);
    std::memcpy(buffer, file.bytes.data() + file.at, count);
    file.at += count;
    return static_cast<uLong>(count);
  };
  calls.zwrite_file = [](void*, void*, const void*, uLong) -> uLong { return 0; };
  calls.ztell64_file = [](void*, void* stream) -> ZPOS64_T { return memory_of(stream)->at; };
  calls.zseek64_file = [](void*, void* stream, ZPOS64_T offset, int origin) -> long {
    Memory& file = *memory_of(stream);
    uint64_t from = origin == ZLIB_FILEFUNC_SEEK_CUR   ? file.at
                    : origin == ZLIB_FILEFUNC_SEEK_END ? file.bytes.size()
                                                       : 0;
    if (offset > file.bytes.size() - from) return -1;
    file.at = from + offset;
    return 0;
  };
  calls.zclose_file = [](void*, void*) { return 0; };
  calls.zerror_file = [](void*, void*) { return 0; };
  return calls;
}

Error broken(const std::string& why) {
  return {ErrorCode::kInvalid, "the archive is broken: " + why};
}

}  // namespace

struct ZipFile::Parts {
  Memory memory;
  zlib_filefunc64_def calls;
  unzFile file = nullptr;
  ZipLimits limits;
  uint64_t left = 0;
  std::vector<std::string> names;
  std::map<std::string, unz64_file_pos, std::less<>> places;
  ~Parts() {
    if (file) unzClose(file);
  }
};

ZipFile::ZipFile(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
ZipFile::ZipFile(ZipFile&&) noexcept = default;
ZipFile::~ZipFile() = default;
const std::vector<std::string>& ZipFile::names() const {
  return parts_->names;
}
bool ZipFile::has(std::string_view name) const {
  return parts_->places.find(name) != parts_->places.end();
}

Result<ZipFile> ZipFile::open(std::string_view archive, const ZipLimits& limits) {
  auto parts = std::make_unique<Parts>();
  parts->memory.bytes = archive;
  parts->calls = memory_functions(parts->memory);
  parts->limits = limits;
  parts->left = limits.all_bytes;
  parts->file = unzOpen2_64("", &parts->calls);
  if (!parts->file) return Error{ErrorCode::kInvalid, "this is not a ZIP archive, or its end is missing"};
  for (int state = unzGoToFirstFile(parts->file); state != UNZ_END_OF_LIST_OF_FILE;
       state = unzGoToNextFile(parts->file)) {
    if (state != UNZ_OK) {
      if (parts->names.empty()) break;  // empty archive
      return broken("its list of files");
    }
    if (parts->names.size() >= limits.files)
      return Error{ErrorCode::kLimit, "the archive has more than " + counted(limits.files, "file")};
    std::array<char, 1024> name;
    unz64_file_pos place;
    if (unzGetCurrentFileInfo64(parts->file, nullptr, name.data(), name.size() - 1, nullptr, 0, nullptr, 0) !=
            UNZ_OK ||
        unzGetFilePos64(parts->file, &place) != UNZ_OK)
      return broken("its list of files");
    name.back() = 0;
    parts->names.emplace_back(name.data());
    parts->places.emplace(parts->names.back(), place);
  }
  return ZipFile(std::move(parts));
}

Result<std::string> ZipFile::read(std::string_view name) {
  auto place = parts_->places.find(name);
  if (place == parts_->places.end())
    return Error{ErrorCode::kNotFound, "the archive has no " + printable(name)};
  unz_file_info64 info;
  if (unzGoToFilePos64(parts_->file, &place->second) != UNZ_OK ||
      unzGetCurrentFileInfo64(parts_->file, &info, nullptr, 0, nullptr, 0, nullptr, 0) != UNZ_OK)
    return broken(printable(name));
  if (info.flag & 1) return Error{ErrorCode::kUnsupported, printable(name) + " is encrypted"};
  if (unzOpenCurrentFile(parts_->file) != UNZ_OK) return broken(printable(name));
  std::string text;
  std::array<char, 64 << 10> buffer;
  uint64_t allowed = std::min(parts_->limits.file_bytes,
                              parts_->left);  // sizes stated in the archive are not trusted
  for (;;) {
    int count = unzReadCurrentFile(parts_->file, buffer.data(), static_cast<unsigned>(buffer.size()));
    if (count < 0) {
      unzCloseCurrentFile(parts_->file);
      return broken(printable(name));
    }
    if (count == 0) break;
    text.append(buffer.data(), static_cast<size_t>(count));
    if (text.size() > allowed) {
      unzCloseCurrentFile(parts_->file);
      return Error{ErrorCode::kLimit,
                   "the archive unpacks to more than the " + human_bytes(allowed) + " that are read"};
    }
  }
  parts_->left -= text.size();
  if (unzCloseCurrentFile(parts_->file) != UNZ_OK) return broken(printable(name) + " has a wrong checksum");
  return text;
}

}  // namespace suit
