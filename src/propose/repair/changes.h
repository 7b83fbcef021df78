// The small edits that the search tries: they undo typical mistakes.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "propose/repair/source.h"

namespace suit::repair {

// One edit of a source: bytes [begin, end) become `text`.
struct Change {
  size_t begin = 0, end = 0;
  std::string text = {};
  size_t line = 0;        // the line that it affects, from 1
  double prior = 0;       // relative frequency of this kind of mistake
  std::string_view what;  // the kind: "operator", "off by one", …
};

// Called with the first and last line of a place; returns its suspicion, or 0 to skip it.
using SuspicionOf = std::function<double(size_t first_line, size_t last_line)>;

// All edits at suspicious places, in text order; at most `most`.
std::vector<Change> changes_of(const Source& source, const SuspicionOf& suspicion, size_t most);

// Generators, each for one place.
class ChangeSink {
 public:
  ChangeSink(const Source& source, std::vector<Change>& changes, size_t most)
      : source_(source), changes_(changes), most_(most) {}
  void replace(SyntaxNode node, std::string text, double prior, std::string_view what);
  void replace(size_t begin, size_t end, std::string text, size_t line, double prior, std::string_view what);
  bool is_full() const { return changes_.size() >= most_; }

 private:
  const Source& source_;
  std::vector<Change>& changes_;
  size_t most_;
};

// Replacement candidates at a place: the names in the function around it and how they are used.
struct Surroundings {
  std::map<std::string, unsigned> names = {};    // variables of the function
  std::map<std::string, unsigned> globals = {};  // of the whole file
  std::vector<std::string> numbers = {}, strings = {}, conditions = {}, returned = {}, expressions = {};
  std::vector<std::string> statements = {};  // simple statements of one line
  std::set<std::string> unbound = {};        // Python: read before the function or its surroundings assign it
  std::set<std::string> words = {};          // all of its names, of any kind
};
Surroundings surroundings_of(const Source& source, SyntaxNode function);

void change_expression(const Source& source, SyntaxNode node, const Surroundings& around, ChangeSink& sink);
void change_statement(const Source& source, SyntaxNode node, const Surroundings& around, ChangeSink& sink);

}  // namespace suit::repair
