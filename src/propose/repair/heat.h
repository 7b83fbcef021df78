// Where the fault may be: a suspicion between 0 and 1 for each line.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "change/proposal.h"
#include "propose/repair/source.h"
#include "verify/test_runs.h"

namespace suit::repair {

class Heat {
 public:
  // Ochiai's coefficient of each line (Abreu, Zoeteweij, van Gemund 2006): runs / sqrt(failing tests × all
  // tests that run it), half of it where it ran outside of tests; more where the output of the failure names
  // the line. `is_mine`: paths that may be changed.
  static Heat of(const std::vector<TestRun>& runs, const std::string& output,
                 const std::function<bool(const std::string& path)>& is_mine);

  double at(const std::string& path, size_t first_line, size_t last_line) const;
  const std::map<std::string, std::map<size_t, double>>& files() const { return files_; }
  bool empty() const { return files_.empty(); }
  // Where nothing is known of its lines, all of a file is as likely.
  void warm(const std::string& path, size_t lines, double suspicion);
  // What something else speaks for is more likely: `evidence` for a line is between 0 and 1. The order of
  // lines with as much stays.
  void weigh(const std::function<double(const std::string& path, size_t line)>& evidence);
  // Forgets the lines that `is_mine` does not take.
  void keep(const std::function<bool(const std::string& path, size_t line)>& is_mine);

 private:
  std::map<std::string, std::map<size_t, double>> files_;
};

// Of the files that are edited: the hottest lines, at most some thousands.
std::vector<SuspectLine> suspects_in(const Heat& heat, const std::vector<FileEdit>& edits);

// The hottest lines of the sources as they stand, by file, each with a bar for its suspicion against the
// hottest one's.
std::string heat_map(const Heat& heat, const std::vector<const Source*>& sources, size_t most);

}  // namespace suit::repair
