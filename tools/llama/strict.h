// Included before json-schema-to-grammar.cpp: its one use of fprintf warns that a part of the schema is not
// held
// ("accepting any string"). A caller who asked for a constraint must hear that as an error.
#pragma once
#include <cstdio>
#include <stdexcept>
#define fprintf(stream, format, ...) throw std::invalid_argument(std::string("not held: ") + (__VA_ARGS__))
