// One call of an answering program: takes its inputs, returns JSON in a known form.
#pragma once

#include "propose/answer/research.h"

namespace suit {

class Asking {
 public:
  Asking(Model& model, int64_t task, Watch& watch) : model_(model), task_(task), watch_(watch) {}

  // Asks again if the answer is not JSON. `parts` and `left_out`: the origin of the context, for the record.
  // Errors: those of the model; kInvalid, kCancelled.
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

// The sources that a call reads, and one line for each of the others.
struct ChosenSources {
  std::vector<Source> sources = {};
  std::vector<std::string> left_out = {};
};

// The result of reading some sources: claims that hold, claims that do not, and what is missing.
struct Reading {
  CheckedClaims checked;
  std::string not_found;
};
Result<Reading> read_sources(Asking& asking, const std::string& question, const ChosenSources& chosen,
                             const std::vector<std::string>& reasons);

// Lets the context builder choose among the results of `find`, best first, within the budget.
Result<ChosenSources> choose_sources(Model& model, std::vector<Source> found, const std::string& question,
                                     const ResearchOptions& options);

// JSON schemas that constrain a model's output.
Json list_schema(Json items);
Json object_schema(std::initializer_list<std::pair<const char*, Json>> fields);

}  // namespace suit
