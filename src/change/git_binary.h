// The parts of git's own diffs that `diff -u` has not: ids of contents, and binary patches
// (`git diff --binary`). Formats: git's documentation of diff-generate-patch; base85.c, delta.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace suit {

// The new content of a file, or what makes it from the old content.
struct BinaryPatch {
  bool is_delta = false;
  std::string data;
};

// Largest content of a binary patch, in bytes.
inline constexpr uint64_t kBinaryBytesMax = 64u << 20;

// Decodes the lines after "GIT binary patch" that lead from the old content to the new one: "literal SIZE" or
// "delta SIZE", then lines of base85. nullopt: malformed, or larger than kBinaryBytesMax.
std::optional<BinaryPatch> read_binary_patch(const std::vector<std::string_view>& lines);
// The new content. nullopt: the patch is not for this content, or malformed.
std::optional<std::string> apply_binary_patch(const BinaryPatch& patch, std::string_view old_content);

// Is this the start, at least 4 digits, of git's id (SHA-1 or SHA-256) of the content?
bool is_git_id(std::string_view id, std::string_view content);

}  // namespace suit
