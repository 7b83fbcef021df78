#include "measure.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>

extern char** environ;

namespace suit::bench {

ScratchFolder::ScratchFolder() {
  const char* base = std::getenv("TMPDIR");
  path_ = std::string(base && *base ? base : "/var/tmp") + "/suit-bench-XXXXXX";
  if (!::mkdtemp(path_.data())) give_up("no scratch folder below " + path_);
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

void give_up(const std::string& why) {
  std::fprintf(stderr, "benchmark: %s\n", why.c_str());
  std::exit(1);
}

double now_ms() {
  timespec now;
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

Run run_program(const std::vector<std::string>& arguments, const std::string& folder) {
  std::vector<char*> argv;
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  ::posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  ::posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
  Run run;
  double start = now_ms();
  pid_t child = -1;
  int failed = ::posix_spawnp(&child, argv[0], &actions, nullptr, argv.data(), environ);
  if (failed) give_up("cannot run " + arguments[0] + ": " + std::strerror(failed));
  int status = 0;
  rusage usage;
  while (::wait4(child, &status, 0, &usage) < 0)
    if (errno != EINTR) give_up("cannot wait for " + arguments[0]);
  run.wall_ms = now_ms() - start;
  ::posix_spawn_file_actions_destroy(&actions);
  if (status != 0) {
    std::string line;
    for (const std::string& argument : arguments) line += argument + " ";
    give_up("failed with status " + std::to_string(status) + " in " + folder + ": " + line);
  }
  auto ms = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_usec) / 1e3;
  };
  run.cpu_ms = ms(usage.ru_utime) + ms(usage.ru_stime);
  run.peak_bytes = static_cast<uint64_t>(usage.ru_maxrss) * 1024;
  return run;
}

void shell(const std::string& command, const std::string& folder) {
  run_program({"sh", "-c", command}, folder);
}

void write(const std::string& path, std::string_view content) {
  std::ofstream file(path, std::ios::binary);
  file.write(content.data(), static_cast<std::streamsize>(content.size()));
  if (!file.good()) give_up("cannot write " + path);
}

std::vector<Measured> measure(const std::vector<Case>& cases, size_t repetitions) {
  std::vector<Measured> all;
  for (const Case& one : cases) all.push_back({one.name, {}, {}, 0});
  for (size_t turn = 0; turn <= repetitions; ++turn) {
    for (size_t i = 0; i < cases.size(); ++i) {
      const Case& one = cases[i];
      if (one.repetitions && turn > one.repetitions) continue;
      if (one.prepare) one.prepare();
      Run run = one.run();
      if (one.finish) one.finish();
      if (turn == 0) continue;
      all[i].wall_ms.push_back(run.wall_ms);
      all[i].cpu_ms.push_back(run.cpu_ms);
      all[i].peak_bytes = std::max(all[i].peak_bytes, run.peak_bytes);
    }
  }
  return all;
}

double percentile(std::vector<double> values, double share) {
  CHECK(!values.empty());
  std::sort(values.begin(), values.end());
  auto rank = static_cast<size_t>(std::ceil(share * static_cast<double>(values.size())));
  return values[std::clamp<size_t>(rank, 1, values.size()) - 1];
}

double median(std::vector<double> values) {
  CHECK(!values.empty());
  std::sort(values.begin(), values.end());
  size_t middle = values.size() / 2;
  return values.size() % 2 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

namespace {

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, value < 100 ? "%.2f" : "%.0f", value);
  return text;
}

}  // namespace

Report::Report(std::string benchmark, std::string value)
    : benchmark_(std::move(benchmark)), value_(std::move(value)) {
  table_.push_back({"", "what", value_ + " median", "min", "p90", "n", "ratio", "goal", "more"});
}

void Report::add(const std::string& group, const std::string& name, const std::vector<double>& values,
                 std::optional<double> peer_median, const std::string& goal, Json more) {
  double middle = median(values), least = percentile(values, 0), most = percentile(values, 0.9);
  auto rounded = [](double value) { return std::round(value * 1000) / 1000; };
  Json line = {{"benchmark", benchmark_},
               {"group", group},
               {"name", name},
               {value_ + "_median", rounded(middle)},
               {value_ + "_min", rounded(least)},
               {value_ + "_p90", rounded(most)},
               {"repetitions", values.size()}};
  if (peer_median) line["ratio"] = rounded(middle / *peer_median);
  if (!goal.empty()) line["goal"] = goal;
  std::string notes;
  for (auto& [key, value] : more.items()) {
    line[key] = value;
    notes += (notes.empty() ? "" : ", ") + key + " " + to_text(value);
  }
  std::printf("%s\n", to_text(line).c_str());
  std::fflush(stdout);
  table_.push_back({group, name, number(middle), number(least), number(most), std::to_string(values.size()),
                    peer_median ? number(middle / *peer_median) : "", goal, notes});
}

Report::~Report() {
  std::printf("\n%s\n", benchmark_.c_str());
  std::vector<size_t> widths(table_[0].size());
  for (const auto& row : table_)
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  for (const auto& row : table_) {
    std::string line;
    for (size_t i = 0; i < row.size(); ++i) {
      bool right = i >= 2 && i <= 6;
      std::string space(widths[i] - row[i].size(), ' ');
      line += (right ? space + row[i] : row[i] + space) + "  ";
    }
    line.erase(line.find_last_not_of(' ') + 1);
    std::printf("%s\n", line.c_str());
  }
  std::printf("\n");
  std::fflush(stdout);
}

}  // namespace suit::bench
