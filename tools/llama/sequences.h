// 64 sequences at most, not 256: with a cache that sequences share, llama.cpp looks at every pair of them in
// each step (55 µs of a tiny model's 150).
#include "llama-cparams.h"
#undef LLAMA_MAX_SEQ
#define LLAMA_MAX_SEQ 64
