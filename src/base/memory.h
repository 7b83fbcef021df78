// How much memory there is for something large.
#pragma once

#include <cstdint>

namespace suit {

// What could be used now without swapping, in bytes: the kernel's own estimate, or what this control group
// has left where that is less. UINT64_MAX where neither can be read.
uint64_t available_memory_bytes();

// Gives back to the system what something large has left free.
void release_free_memory();

}  // namespace suit
