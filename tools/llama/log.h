// Included before llama-grammar.cpp: what it prints goes to the log callback like everything else.
#pragma once
#include <cstdio>

#include "llama-impl.h"
#define fprintf(stream, ...) llama_log_internal(GGML_LOG_LEVEL_ERROR, __VA_ARGS__)
