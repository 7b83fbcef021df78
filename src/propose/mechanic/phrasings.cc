// Every phrasing that the mechanic understands. To add one, add a line here and to instruction_test.cc.
#include "propose/mechanic/instruction.h"

namespace suit::mechanic {

const std::vector<Wording>& wordings() {
  static const std::vector<Wording> all = {
      {"rename_identifier",
       {{"rename [all|every|each] [occurrences of|occurrence of|uses of] [the] [{symbol}] {old:word} "
         "(to|into|as|->|=>|→) {new:word} {tail}",
         "rename function parse_line to parse_record"},
        {"rename [the] [{symbol}] {old:word} {tail} (to|into|as) {new:word} {tail}",
         "rename parse_line in src/**/*.cc to parse_record"},
        {"in {files} [,] rename [the] [{symbol}] {old:word} (to|into|as) {new:word} {tail}",
         "in src and tests, rename the class Parser to Reader"},
        {"change the name of [the] [{symbol}] {old:word} (to|into) {new:word} {tail}",
         "change the name of the variable n to count"},
        {"change the {symbol} name {old:word} (to|into) {new:word} {tail}",
         "change the function name run to start"},
        {"call [the] [{symbol}] {old:word} {new:word} instead {tail}",
         "call parse_line parse_record instead"},
        {"[the] [{symbol}] {old:word} should be (called|named|renamed to) {new:word} {tail}",
         "the field size should be called length"},
        {"use the name {new:word} (for|instead of) [the] [{symbol}] {old:word} {tail}",
         "use the name parse_record for parse_line"},
        {"give [the] [{symbol}] {old:word} the name {new:word} {tail}",
         "give the method run the name start"}},
       "[,] (in code only <code>|[including|and|also] [in] [the] (comments <comments>|strings "
       "<strings>|prose <prose>)|"
       "[and] in {files}|everywhere|too|[in] whole words)"},
      {"replace_text",
       {{"replace [all|every|each] [occurrences of|occurrence of] [the] [text|string|phrase|word <words>] "
         "{old:text} "
         "(by|with) {new:text} {tail}",
         "replace \"http://\" by \"https://\" in docs/**/*.md"},
        {"replace [all|every|each] [the] [text|string|phrase|word <words>] {old:text} {tail} (by|with) "
         "{new:text} {tail}",
         "replace colour in docs with color"},
        {"in {files} [,] replace [all|every|each] [the] [text|string|phrase|word <words>] {old:text} "
         "(by|with) {new:text} {tail}",
         "in all markdown files, replace \"e-mail\" with \"email\""},
        {"change [all|every|each] [the] [text|string|phrase|word <words>] {old:text} (to|into) {new:text} "
         "in {files} {tail}",
         "change \"2024\" to \"2025\" in LICENSE"},
        {"in {files} [,] change [all|every] [the] [text|string|phrase|word <words>] {old:text} (to|into) "
         "{new:text} {tail}",
         "in LICENSE, change \"2024\" to \"2025\""},
        {"substitute {new:text} for {old:text} {tail}", "substitute color for colour in docs"},
        {"substitute {old:text} (by|with) {new:text} {tail}", "substitute colour with color in docs"},
        {"replace [all|every] [the] (regex|regexp|regular expression|pattern) <regex> {old:text} (by|with) "
         "{new:text} {tail}",
         "replace the regex \"v(\\d+)\" by \"version $1\" in docs/*.md"},
        {"in {files} [,] replace [all|every] [the] (regex|regexp|regular expression|pattern) <regex> "
         "{old:text} (by|with) {new:text} {tail}",
         "in docs, replace the pattern /colou?r/i with hue"}},
       "[,] ([and] in {files}|everywhere|[as|matching|only] whole words <words> [only]|whole words "
       "only <words>|"
       "ignoring case <nocase>|case-insensitively <nocase>|case insensitively <nocase>)"},
      {"set_key",
       {{"set [the] [key|option|setting|field|property|value of] {key:key} (to|=) {new:text} [(in|of) "
         "{files}]",
         "set server.port to 8080 in config.yaml"},
        {"set [the] [key|option|setting|field|property|value of] {key:key} (in|of) {files} (to|=) {new:text}",
         "set version in package.json to \"2.0.0\""},
        {"set {assign} [in {files}]", "set debug=false in app.ini"},
        {"in {files} [,] set [the] [key|option|setting|field|property|value of] {key:key} (to|=) {new:text}",
         "in pyproject.toml, set project.version to \"2.0.0\""},
        {"(change|update) [the] [key|option|setting|field|property|value of] {key:key} in {files} to "
         "{new:text}",
         "change the value of server.port in config.yaml to 8080"},
        {"(change|update) [the] [key|option|setting|field|property|value of] {key:key} to {new:text} in "
         "{files}",
         "update server.port to 8080 in config.yaml"},
        {"(change|update) [the] [key|option|setting|field|property|value of] {key:key} from {from:text} to "
         "{new:text} [in {files}]",
         "change server.port from 80 to 8080 in config.yaml"},
        {"(change|update) [the] [key|option|setting|field|property|value of] {key:key} in {files} from "
         "{from:text} to {new:text}",
         "change server.port in config.yaml from 80 to 8080"},
        {"in {files} [,] (change|update) [the] [key|option|setting|field|property|value of] {key:key} "
         "[from {from:text}] to {new:text}",
         "in config.yaml, change server.port from 80 to 8080"}}},
      {"move_file",
       {{"move [the] [file|folder|directory] {old:word} (to|into <inside>) [the|a] [new] [(folder|directory) "
         "<into>] "
         "{new:word}",
         "move src/util.h to src/base/"},
        {"move [the] [file|folder|directory] {old:word} (to|into) the {new:word} (folder|directory) <into>",
         "move notes.md to the docs folder"},
        {"rename [the] (file|folder|directory) <file> {old:word} (to|into|as) {new:word}",
         "rename the file src/util.h to src/text.h"},
        {"change the name of [the] (file|folder|directory) <file> {old:word} (to|into) {new:word}",
         "change the name of the file a.md to b.md"},
        {"rename {old:word} (to|into|as|->|=>|→) {new:word}", "rename docs/old.md to docs/new.md"},
        {"[git] mv {old:word} {new:word}", "git mv docs/old.md docs/new.md"}}},
      {"insert_line",
       {{"(add|insert|put) [the|a|this] line {new:text} (at|to) the (top|start|beginning) <top> (of|in) "
         "{files}",
         "add the line \"#pragma once\" at the top of src/a.h"},
        {"(add|insert|put) [the|a|this] line {new:text} (at|to) the (end|bottom) <bottom> (of|in) {files}",
         "insert the line *.o at the end of .gitignore"},
        {"(add|insert|append) [the|a|this] line {new:text} to <bottom> {files}",
         "add the line *.o to .gitignore"},
        {"(add|insert|put) {new:quoted} (at|to) the (top|start|beginning) <top> (of|in) {files}",
         "insert \"#pragma once\" at the top of src/a.h"},
        {"(add|insert|put) {new:quoted} (at|to) the (end|bottom) <bottom> (of|in) {files}",
         "add \"*.o\" at the end of .gitignore"},
        {"append [the] [line] {new:text} (to|at) [the end of] <bottom> {files}", "append *.o to .gitignore"},
        {"prepend [the] [line] {new:text} (to|at) [the (top|start|beginning) of] <top> {files}",
         "prepend \"# Notes\" to notes.md"},
        {"(add|insert|put) [the|a|this] [line] {new:text} (before <before>|after <after>) line {line:number} "
         "(of|in) {files}",
         "insert \"int n = 0;\" after line 12 of src/a.cc"},
        {"(add|insert|put) [the|a|this] [line] {new:text} (before <before>|after <after>) the line "
         "[containing|with|that contains] <containing> {old:text} in {files}",
         "insert \"int n = 0;\" before the line containing \"return\" in src/a.cc"},
        {"in {files} [,] (add|insert|put) [the|a|this] [line] {new:text} (before <before>|after <after>) "
         "line "
         "{line:number}",
         "in src/a.cc, insert \"int n = 0;\" after line 12"},
        {"in {files} [,] (add|insert|put) [the|a|this] [line] {new:text} (before <before>|after <after>) the "
         "line [containing|with|that contains] <containing> {old:text}",
         "in src/a.cc, insert \"int n = 0;\" before the line containing \"return\""},
        {"add [the|a|this] [license|licence|copyright] header {new:quoted} <header> to {files}",
         "add the header \"// Copyright\" to src/**/*.cc"},
        {"add [the|a] [license|licence|copyright] header (from|in) [the] [file] {new:word} <header_file> to "
         "{files}",
         "add the header from LICENSE_HEADER to src/**/*.cc"}}},
      {"remove_line",
       {{"(remove|delete|drop) line {line:number} [(of|from|in) {files}]", "delete line 7 of notes.txt"},
        {"(remove|delete|drop) [the] lines {range} [(of|from|in) {files}]",
         "remove lines 3-7 from notes.txt"},
        {"(remove|delete|drop) [the] (line|lines) {lines} [(of|from|in) {files}]",
         "remove lines 2, 3 and 7-9 of notes.txt"},
        {"(remove|delete|drop) the (first <first>|last <last>) [{line_count:number}] (line|lines) "
         "[(of|from|in) "
         "{files}]",
         "remove the first 2 lines of notes.txt"},
        {"(remove|delete|drop) [all|every|each|any] [the] (blank <blank>|empty <empty>) (line|lines) "
         "[(of|from|in) {files}]",
         "remove blank lines from notes.txt"},
        {"(remove|delete|drop) [all|every|each|any] [the] (line|lines) (containing|with|that contain|that "
         "contains) <containing> {old:text} [(from|in|of) {files}]",
         "remove all lines containing \"TODO\" from src/**/*.cc"},
        {"(remove|delete|drop) [all|every|each|any] [the] (line|lines) (matching|that match|that matches) "
         "<regex> <containing> {old:text} [(from|in|of) {files}]",
         "delete every line matching /^#\\s*$/ in conf"},
        {"(remove|delete|drop) [all|every|each|any] [the] (line|lines) (starting with|beginning with|that "
         "start with|that starts with) <starting> {old:text} [(from|in|of) {files}]",
         "remove lines starting with \"#\" from hosts.txt"},
        {"(remove|delete|drop) [all|every|each|any] [the] (line|lines) (ending with|ending in|that end with|"
         "that ends with) <ending_with> {old:text} [(from|in|of) {files}]",
         "remove lines ending with \";\" from list.txt"},
        {"(remove|delete|drop) [the|every|all] (line|lines) {old:plain} [(from|in|of) {files}]",
         "remove the line \"#pragma once\" from src/a.h"},
        {"(remove|delete|drop) the header {old:quoted} <header> (from|in|of) {files}",
         "remove the header \"// Copyright\" from src/**/*.cc"}}},
      {"sort_lines",
       {{"sort [the|all] lines [{range}] {tail} [(of|in|from) {files}] {tail}",
         "sort the lines 3-9 of names.txt in reverse"},
        {"sort {files} {tail}", "sort names.txt ignoring case"}},
       "[,] (in reverse <reverse> [order]|reversed <reverse>|[in] descending <reverse> [order]|[in] "
       "ascending [order]|"
       "alphabetically|[and] numerically <numeric>|by number <numeric>|ignoring case "
       "<nocase>|case-insensitively "
       "<nocase>|and (remove|drop|delete) [the] duplicates <unique>|without duplicates <unique>|and "
       "deduplicate "
       "<unique>)"},
      {"dedupe_lines",
       {{"(remove|delete|drop) [the|all] (duplicate|duplicated|repeated) lines [{range}] {tail} "
         "[(from|in|of) "
         "{files}] {tail}",
         "remove duplicate lines from names.txt"},
        {"(remove|delete|drop) [the|all] duplicates {tail} [(from|in|of) {files}] {tail}",
         "remove duplicates from names.txt"},
        {"(deduplicate|dedupe) [the] lines [{range}] {tail} [(of|in|from) {files}] {tail}",
         "deduplicate the lines 3-9 in names.txt"},
        {"(deduplicate|dedupe) {files} {tail}", "deduplicate names.txt"}},
       "[,] (in reverse <reverse> [order]|reversed <reverse>|[in] descending <reverse> [order]|[in] "
       "ascending [order]|"
       "alphabetically|[and] numerically <numeric>|by number <numeric>|ignoring case "
       "<nocase>|case-insensitively "
       "<nocase>|and (remove|drop|delete) [the] duplicates <unique>|without duplicates <unique>|and "
       "deduplicate "
       "<unique>)"},
      {"trim_trailing",
       {{"(remove|delete|strip|trim|drop) [all] [the] trailing (blanks|blank|whitespace|spaces|space|white "
         "space) [(from|in|of) {files}|everywhere]",
         "strip trailing whitespace in src/**/*.cc"},
        {"in {files} [,] (remove|delete|strip|trim|drop) [all] [the] trailing "
         "(blanks|blank|whitespace|spaces|"
         "space|white space)",
         "in docs, remove trailing blanks"}}},
      {"line_endings",
       {{"(convert|normalise|normalize|change|set) [the|all] line endings [(of|in) {files}|everywhere] "
         "(to|into|as) "
         "{ending}",
         "convert the line endings of src/**/*.cc to LF"},
        {"(convert|normalise|normalize|change|set) [the|all] line endings (to|into|as) {ending} [(of|in) "
         "{files}|everywhere]",
         "normalise line endings to CRLF in scripts/*.bat"},
        {"(normalise|normalize|convert|change|fix|unify) [the|all] line endings [(of|in) {files}|everywhere]",
         "normalise line endings in docs"},
        {"(convert|change|replace) [all|the] {was:ending} [line endings|line ending|endings] "
         "(to|into|by|with) "
         "{ending} "
         "[line endings|line ending|endings] [(of|in) {files}|everywhere]",
         "convert CRLF to LF in src"},
        {"(convert|change) {files} (to|into) {ending} [line endings]",
         "convert *.bat to windows line endings"},
        {"use {ending} line endings [in {files}|everywhere]", "use LF line endings in all shell files"}}},
      {"final_newline",
       {{"(add|insert) [a|the|any] [missing] (final|trailing) (newline|newlines) [(to|in|at the end of) "
         "{files}|everywhere]",
         "add missing final newlines to src"},
        {"(add|insert) [a|the] (newline|newlines) (at|to) the end of {files}",
         "add a newline at the end of notes.txt"},
        {"end {files} with a [final] newline", "end all files with a newline"},
        {"(ensure|make sure) [that] {files} (end|ends) (with|in) a [final|trailing] newline",
         "ensure that all files end with a newline"}}},
  };
  return all;
}

std::string_view name_of(Kind kind) {
  return wordings()[static_cast<size_t>(kind)].name;
}

}  // namespace suit::mechanic
