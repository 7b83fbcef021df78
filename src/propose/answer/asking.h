// One call of an answering program: its inputs in, JSON of a known form out.
#pragma once

#include "propose/answer/research.h"

namespace suit {

class Asking {
 public:
  Asking(Model& model, int64_t task, Watch& watch) : model_(model), task_(task), watch_(watch) {}

  // Asks once more where the answer is no JSON. `parts` and `left_out`: where the context comes from, for the
  // record. Errors: those of the model; kInvalid, kCancelled.
  Result<Json> call(std::string_view program, const Json& inputs, const Json& schema,
                    std::vector<ContextPart> parts = {}, std::vector<std::string> left_out = {});

  Model& model() { return model_; }
  void state(const std::string& line) { watch_.state(line); }
  int calls() const { return calls_; }
  const std::string& answered_by() const { return answered_by_; }

 private:
  Model& model_;
  int64_t task_;
  Watch& watch_;
  int calls_ = 0;
  std::string answered_by_;
};

// Those that a call reads, and the others, a line each.
struct ChosenSources {
  std::vector<Source> sources = {};
  std::vector<std::string> left_out = {};
};

// What a reading of some sources gives: claims that hold, those that do not, what is not there.
struct Reading {
  CheckedClaims checked;
  std::string not_found;
};
Result<Reading> read_sources(Asking& asking, const std::string& question, const ChosenSources& chosen,
                             const std::vector<std::string>& reasons);

// Asks the builder of contexts for what there is room for of what `find` found, best first.
Result<ChosenSources> choose_sources(Model& model, std::vector<Source> found, const std::string& question,
                                     const ResearchOptions& options);

// Schemas of JSON, as a model is held to them.
Json list_schema(Json items);
Json object_schema(std::initializer_list<std::pair<const char*, Json>> fields);

}  // namespace suit
