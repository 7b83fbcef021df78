#include "propose/repair/mistakes.h"

namespace suit::repair {
namespace {

const std::vector<OperatorSwap> kSwaps = {
    {"<", {{"<=", 1.0}, {">", .6}, {">=", .4}, {"!=", .2}, {"==", .1}}},
    {"<=", {{"<", 1.0}, {">=", .6}, {">", .4}, {"==", .2}, {"!=", .1}}},
    {">", {{">=", 1.0}, {"<", .6}, {"<=", .4}, {"!=", .2}, {"==", .1}}},
    {">=", {{">", 1.0}, {"<=", .6}, {"<", .4}, {"==", .2}, {"!=", .1}}},
    {"==", {{"!=", .8}, {"<=", .3}, {">=", .3}, {"<", .2}, {">", .2}, {"===", .1}}},
    {"!=", {{"==", .8}, {"<", .3}, {">", .3}, {"<=", .1}, {">=", .1}}},
    {"===", {{"!==", .8}, {"==", .3}, {"<=", .3}, {">=", .3}, {"<", .2}, {">", .2}}},
    {"!==", {{"===", .8}, {"!=", .3}, {"<", .3}, {">", .3}}},
    {"and", {{"or", 1.0}}},
    {"or", {{"and", 1.0}}},
    {"&&", {{"||", 1.0}, {"&", .05}}},
    {"||", {{"&&", 1.0}, {"|", .05}, {"??", .1}}},
    {"??", {{"||", .4}, {"&&", .2}}},
    {"+", {{"-", .8}, {"*", .4}, {"/", .1}, {"|", .1}}},
    {"-", {{"+", .8}, {"*", .2}, {"/", .2}, {"%", .2}}},
    {"*", {{"/", .4}, {"+", .4}, {"**", .2}, {"-", .2}, {"//", .2}, {"&", .05}}},
    {"/", {{"*", .4}, {"//", .5}, {"%", .3}, {"-", .2}}},
    {"//", {{"/", .5}, {"%", .3}, {"*", .3}, {">>", .05}}},
    {"%", {{"/", .3}, {"//", .3}, {"*", .2}, {"+", .1}, {"&", .05}}},
    {"**", {{"*", .5}, {"^", .05}}},
    {"&", {{"|", .6}, {"^", .4}, {"&&", .2}}},
    {"|", {{"&", .6}, {"^", .4}, {"||", .2}}},
    {"^", {{"&", .6}, {"|", .5}, {"**", .3}}},
    {"<<", {{">>", .8}, {"<", .1}}},
    {">>", {{"<<", .8}, {">", .1}, {">>>", .2}}},
    {">>>", {{">>", .6}, {"<<", .3}}},
    {"in", {{"not in", .6}}},
    {"is", {{"is not", .6}, {"==", .4}}},
    {"is not", {{"is", .6}, {"!=", .4}}},
    {"not in", {{"in", .6}}},
    {"=", {{"+=", .4}, {"-=", .2}}},
    {"+=", {{"-=", .6}, {"=", .5}, {"*=", .2}}},
    {"-=", {{"+=", .6}, {"=", .4}}},
    {"*=", {{"/=", .4}, {"+=", .4}, {"=", .2}}},
    {"/=", {{"*=", .4}, {"-=", .2}, {"//=", .3}}},
    {"//=", {{"/=", .4}, {"-=", .3}, {"%=", .2}}},
    {"%=", {{"//=", .3}, {"/=", .3}}},
    {"|=", {{"&=", .6}, {"^=", .4}, {"=", .3}}},
    {"&=", {{"|=", .6}, {"^=", .3}, {"=", .3}}},
    {"^=", {{"|=", .4}, {"&=", .4}}},
    {"<<=", {{">>=", .6}}},
    {">>=", {{"<<=", .6}}},
    {"++", {{"--", .5}}},
    {"--", {{"++", .5}}},
    {"->", {{".", .02}}},
};

const std::vector<std::vector<std::string_view>> kKin = {
    {"min", "max"}, {"any", "all"}, {"append", "extend", "add", "insert"}, {"push", "unshift"}, {"pop", "shift", "popleft"},
    {"floor", "ceil", "round", "trunc"}, {"first", "last"}, {"lower", "upper"}, {"toLowerCase", "toUpperCase"},
    {"startswith", "endswith"}, {"startsWith", "endsWith"}, {"lstrip", "rstrip", "strip"}, {"trimStart", "trimEnd", "trim"},
    {"indexOf", "lastIndexOf"}, {"find", "rfind", "index"}, {"keys", "values", "items", "entries"}, {"begin", "end"},
    {"every", "some"}, {"slice", "splice", "substring"}, {"map", "filter", "forEach"}, {"sorted", "reversed", "list"},
    {"left", "right"}, {"start", "end", "stop"}, {"x", "y"}, {"width", "height"}, {"row", "column", "col"}, {"head", "tail"},
    {"next", "prev", "previous"}, {"low", "high"}, {"lo", "hi"}, {"lower_bound", "upper_bound"}, {"push_back", "push_front"},
    {"front", "back"}, {"pop_back", "pop_front"}, {"issubset", "issuperset"}, {"union", "intersection", "difference"},
    {"split", "rsplit"}, {"ljust", "rjust"}, {"isdigit", "isalpha", "isalnum", "isspace"}, {"int", "float"}, {"size", "length", "capacity"},
    {"strncmp", "strcmp"}, {"setdefault", "get"}, {"encode", "decode"}, {"sin", "cos"}, {"prefix", "suffix"},
};

}  // namespace

const std::vector<OperatorSwap>& operator_swaps() { return kSwaps; }
const std::vector<std::vector<std::string_view>>& kindred_names() { return kKin; }

}  // namespace suit::repair
