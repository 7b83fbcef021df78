// Shared by the benchmarks: runs programs and code alternately; medians, a scratch folder, the report.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace suit::bench {

// A folder on a disk (TMPDIR, else /var/tmp: /tmp may be in memory, where flushing is free), removed in the
// destructor.
class ScratchFolder {
 public:
  ScratchFolder();
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

struct Run {
  double wall_ms = 0;
  double cpu_ms = 0;        // user and system, including waited-for children
  uint64_t peak_bytes = 0;  // resident, of the largest process
};
// Runs a program in `folder`, discarding its output. Ends the benchmark if its exit status is not 0.
Run run_program(const std::vector<std::string>& arguments, const std::string& folder = "/");
// Runs `sh -c`, unmeasured.
void shell(const std::string& command, const std::string& folder = "/");

double now_ms();

// Returns the value; on an error, prints it to standard error and ends the benchmark.
[[noreturn]] void give_up(const std::string& why);
template <class T>
T must(Result<T> result) {
  if (!result) give_up(result.error().message);
  return std::move(result).value();
}
inline void must(Result<void> result) {
  if (!result) give_up(result.error().message);
}

void write(const std::string& path, std::string_view content);

// A measured case, without `prepare` and `finish`.
struct Case {
  std::string name;
  std::function<Run()> run;
  std::function<void()> prepare = {};
  std::function<void()> finish = {};
  size_t repetitions = 0;  // 0: same as the others
};
// Runs the cases alternately, once unmeasured and then `repetitions` times, so that other load affects all of
// them.
// meets all.
struct Measured {
  std::string name;
  std::vector<double> wall_ms, cpu_ms;
  uint64_t peak_bytes = 0;
};
std::vector<Measured> measure(const std::vector<Case>& cases, size_t repetitions);

double median(std::vector<double> values);
double percentile(std::vector<double> values, double share);  // share in [0, 1], nearest rank

// Prints each row as a JSON line immediately, and the table at the end.
class Report {
 public:
  // `value` names the measured quantity, with its unit last: "wall_ms".
  Report(std::string benchmark, std::string value);
  ~Report();
  Report(const Report&) = delete;
  // `peer` is the row to compare with: prints the ratio of medians. `goal` is the target.
  void add(const std::string& group, const std::string& name, const std::vector<double>& values,
           std::optional<double> peer_median = {}, const std::string& goal = "", Json more = Json::object());

 private:
  std::string benchmark_, value_;
  std::vector<std::vector<std::string>> table_;
};

}  // namespace suit::bench
