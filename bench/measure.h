// What the benchmarks share: running programs and code by turns, medians, a scratch folder, the report.
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

// A folder on a disk (TMPDIR, else /var/tmp: /tmp may be memory, where a flush costs nothing), removed at the
// end.
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
  double cpu_ms = 0;        // user and system, with the children it waited for
  uint64_t peak_bytes = 0;  // resident, of the largest process
};
// Runs a program in `folder`, output thrown away. Ends the benchmark where it exits with anything but 0.
Run run_program(const std::vector<std::string>& arguments, const std::string& folder = "/");
// The same without being measured, by `sh -c`.
void shell(const std::string& command, const std::string& folder = "/");

double now_ms();

// The value, or the end of the benchmark with the error on standard error.
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

// One thing that is measured. `prepare` and `finish` are not.
struct Case {
  std::string name;
  std::function<Run()> run;
  std::function<void()> prepare = {};
  std::function<void()> finish = {};
  size_t repetitions = 0;  // 0: as many as the others
};
// Runs the cases by turns, once unmeasured and then `repetitions` times, so that what else the machine does
// meets all.
struct Measured {
  std::string name;
  std::vector<double> wall_ms, cpu_ms;
  uint64_t peak_bytes = 0;
};
std::vector<Measured> measure(const std::vector<Case>& cases, size_t repetitions);

double median(std::vector<double> values);
double percentile(std::vector<double> values, double share);  // share in [0, 1], the nearest rank

// Prints a JSON line for each row as it comes, and the table at the end.
class Report {
 public:
  // `value` names what rows hold, with the unit last: "wall_ms".
  Report(std::string benchmark, std::string value);
  ~Report();
  Report(const Report&) = delete;
  // `peer` names the row that this one is compared with: the ratio of medians. `goal` says what was aimed at.
  void add(const std::string& group, const std::string& name, const std::vector<double>& values,
           std::optional<double> peer_median = {}, const std::string& goal = "", Json more = Json::object());

 private:
  std::string benchmark_, value_;
  std::vector<std::vector<std::string>> table_;
};

}  // namespace suit::bench
