// Fault localization: a suspicion between 0 and 1 for each line.
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
  // tests that run it); half of it for lines that ran outside of tests, more if the failure's output names
  // the line. `is_mine`: paths that may be changed.
  static Heat of(const std::vector<TestRun>& runs, const std::string& output,
                 const std::function<bool(const std::string& path)>& is_mine);

  double at(const std::string& path, size_t first_line, size_t last_line) const;
  const std::map<std::string, std::map<size_t, double>>& files() const { return files_; }
  bool empty() const { return files_.empty(); }
  // Gives all lines of a file the same suspicion, if nothing is known about them.
  void warm(const std::string& path, size_t lines, double suspicion);
  // Raises the suspicion of lines with other evidence, between 0 and 1 per line. Keeps the order of lines
  // with equal evidence.
  void weigh(const std::function<double(const std::string& path, size_t line)>& evidence);
  // Drops the lines that `is_mine` rejects.
  void keep(const std::function<bool(const std::string& path, size_t line)>& is_mine);

 private:
  std::map<std::string, std::map<size_t, double>> files_;
};

// The most suspicious lines of the edited files, at most a few thousand.
std::vector<SuspectLine> suspects_in(const Heat& heat, const std::vector<FileEdit>& edits);

// The most suspicious lines of the unchanged sources, by file, each with a bar relative to the highest
// suspicion.
std::string heat_map(const Heat& heat, const std::vector<const Source*>& sources, size_t most);

}  // namespace suit::repair
