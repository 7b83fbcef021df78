// Memory available for large allocations.
#pragma once

#include <cstdint>

namespace suit {

// Bytes available without swapping: the kernel's estimate, or the rest of this control group's limit if that
// is less. UINT64_MAX if neither can be read.
uint64_t available_memory_bytes();

// Returns freed memory to the system.
void release_free_memory();

}  // namespace suit
