#include "propose/repair/repair.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <deque>
#include <filesystem>
#include <mutex>
#include <numeric>
#include <set>

#include "base/clock.h"
#include "base/parallel.h"
#include "base/text.h"
#include "folder/path_kind.h"
#include "model/config.h"
#include "propose/repair/behaviour.h"
#include "propose/repair/search.h"
#include "propose/repair/unfinished.h"
#include "propose/repair/where.h"
#include "verify/trials.h"

namespace suit {
namespace repair {
namespace {

constexpr std::string_view kName = "repair";    // of the proposer, and of the kind of task
constexpr int64_t kTestFirst_ms = 5'000;        // limit of a test without a measured duration
constexpr int64_t kHanging_ms = 3'000;          // assumed duration of a check that hangs as a whole
constexpr uint64_t kLearnedBytesMax = 3 << 20;  // of the folder's code for the n-gram model: about a second
constexpr uint64_t kMemoryBytesMax = uint64_t{2}
                                     << 30;  // of one candidate: a runaway one would use much more
constexpr size_t kLinesShown = 12;           // of the heat map
constexpr int64_t kComparing_ms = 10'000;    // minimum, regardless of the remaining budget
constexpr int kQuestionsMax = 3;             // to the person, about results that no test defines
constexpr size_t kChoicesMax = 8;            // one key each, and one for "it does not matter"
constexpr size_t kSourcesMax = 40;           // with suspicious lines
constexpr uint64_t kSourceBytesMax = 2 << 20;

// Converts paths to the folder's: absolute or indirect paths from a compiler become relative to the folder.
std::map<std::string, std::vector<size_t>> inner_paths(std::map<std::string, std::vector<size_t>> lines,
                                                       const std::string& folder) {
  std::map<std::string, std::vector<size_t>> inner;
  for (auto& [path, numbers] : lines) {
    std::string plain = std::filesystem::path(path).lexically_normal().string();
    if (plain.starts_with(folder + "/")) plain.erase(0, folder.size() + 1);
    auto& all = inner[plain];
    all.insert(all.end(), numbers.begin(), numbers.end());
  }
  return inner;
}

class Repair {
 public:
  explicit Repair(const Request& request)
      : request_(request), trying_(*request.trying), watch_(request.watch), started_us_(monotonic_us()) {}

  Result<Reply> run() {
    int cores = suit::cores();
    SandboxOptions sandbox = trying_.sandbox;
    sandbox.parallel = cores;
    sandbox.limits.memory_bytes = std::min(sandbox.limits.memory_bytes, kMemoryBytesMax);
    Trials trials(std::move(sandbox));
    ASSIGN_OR_RETURN(bool something_fails, look(trials));
    if (!something_fails && !unknown_.empty())
      return Reply(
          Declined{"it is unknown whether it fails: " + unknown_, "more time: suit fix --budget 10m"});
    if (!something_fails)
      return Reply(Declined{"the checks pass already: " + names_of(passing_),
                            "name one that fails: suit fix --check \"pytest -q tests/x.py\""});
    ASSIGN_OR_RETURN(Heat heat, locate(trials));
    RETURN_IF_ERROR(read_sources(heat));
    if (sources_.empty())
      return Reply(Declined{
          "no file that may be changed is related to the failure of " + names_of_measures() + obstacles_,
          "a file that the check reads, in " + listed(code::parsed_languages(), "or") +
              ", within the scope"});
    std::vector<const Source*> sources;
    for (const Source& source : sources_) sources.push_back(&source);
    SearchOptions options{.parallel = cores,
                          .budget_ms = std::max<int64_t>(1000, trying_.budget_ms - elapsed_ms()),
                          .most = trying_.most,
                          .cancelled = watch_.cancelled(),
                          .state = [this](const std::string& line) { watch_.state(line); }};
    auto judge = [&](const Candidate& candidate) { return passes(trials, candidate); };
    ASSIGN_OR_RETURN(SearchOutcome outcome, search(sources, heat, naturalness_, judge, options));
    if (outcome.plausible.empty()) {
      if (watch_.is_cancelled())
        return Error{ErrorCode::kCancelled, "stopped before a repair was found: nothing was changed",
                     "`suit fix --budget 10m` gives it more time"};
      return Reply(Declined{
          "no small edit makes " + names_of_measures() + " pass: " + counted(outcome.judged, "candidate") +
              " judged in " + with_one_decimal(static_cast<double>(outcome.duration_ms) / 1000) + " s" +
              (outcome.left ? ", " + std::to_string(outcome.left) + " not judged when the time ran out"
                            : "") +
              obstacles_,
          "suit fix --budget 10m, or a model: suit do \"make the tests pass\" --model …"});
    }
    size_t plausible = outcome.plausible.size();
    RETURN_IF_ERROR(settle(trials, outcome.plausible));
    return Reply(propose(outcome, plausible, heat, sources));
  }

 private:
  int64_t elapsed_ms() const { return (monotonic_us() - started_us_) / 1000; }
  static std::string names_of(const std::vector<Measure>& measures) {
    std::string names;
    for (const Measure& measure : measures) names += (names.empty() ? "" : ", ") + measure.check.name;
    return names;
  }
  std::string names_of_measures() const { return names_of(failing_); }

  // Runs cut-off checks again with more time. Returns false if it stays unknown whether the check fails.
  Result<bool> know_more(const Trials& trials, Measure& measure, Observation& seen) {
    if (!was_cut(seen, measure)) return true;
    watch_.state(measure.check.name + ": exceeded its time limit; running it again with more time");
    ASSIGN_OR_RETURN(LongerLook longer,
                     look_longer(trials, measure, std::max<int64_t>(1'000, trying_.budget_ms - elapsed_ms()),
                                 watch_.cancelled()));
    seen = std::move(longer.seen);
    measure.sandbox = longer.sandbox;
    measure.check_ms = longer.check_ms;
    measure.skip = longer.left_out;
    if (!longer.is_known) unknown_ += (unknown_.empty() ? "" : "; ") + longer.what;
    if (longer.is_known && !longer.what.empty())
      notes_.push_back(longer.what + ": left out; --budget gives more time");
    if (!longer.what.empty()) watch_.step(longer.is_known ? notes_.back() : longer.what);
    return longer.is_known;
  }

  // Runs each check on the unchanged folder. Returns whether some fail.
  Result<bool> look(const Trials& trials) {
    for (const Check& check : trying_.checks) {
      watch_.state(check.name + ": running on the unchanged folder");
      ASSIGN_OR_RETURN(Measure measure, trials.measure(check));
      measure.check_ms = std::max<int64_t>(1000, trying_.budget_ms / 3);
      measure.test_ms = std::min(kTestFirst_ms, measure.check_ms / 3);
      ASSIGN_OR_RETURN(Observation seen,
                       trials.observe(measure, Trials::Watching::kOutcomes, watch_.cancelled()));
      ASSIGN_OR_RETURN(bool is_known, know_more(trials, measure, seen));
      if (!is_known) continue;
      int64_t slowest_ms = 0, hanging_ms = 0;
      size_t passed = 0;
      for (const TestRun& test : seen.tests) {
        if (test.name.empty()) continue;
        if (!test.failed) slowest_ms = std::max(slowest_ms, test.duration_ms), ++passed;
        if (test.failed && test.duration_ms >= 1000) hanging_ms += test.duration_ms;
      }
      bool per_test =
          !seen.tests.empty() && std::any_of(seen.tests.begin(), seen.tests.end(),
                                             [](const TestRun& test) { return !test.name.empty(); });
      measure.test_cpu_ms = per_test ? std::max<int64_t>(150, slowest_ms * 6) : 0;
      measure.test_ms = per_test ? std::max<int64_t>(1000, slowest_ms * 4) : 0;
      // If each test has a limit, the overall limit only catches hangs outside of tests. The duration of a
      // check that hangs now is unknown.
      bool hangs = !per_test && seen.duration_ms >= measure.check_ms;
      int64_t usual_ms = hangs ? kHanging_ms : std::max<int64_t>(0, seen.duration_ms - hanging_ms);
      measure.check_ms = std::max<int64_t>(per_test ? 10'000 : 5'000, usual_ms * 3 + 2 * measure.test_ms);
      measure.check_cpu_s = 2 + usual_ms * 3 / 1000;
      if (seen.passed) {
        passing_.push_back(std::move(measure));
        continue;
      }
      auto names = failing(seen);
      measure.first.assign(names.begin(), names.end());
      measure.knows_python = !seen.starts.empty();
      measure.narrow = !names.empty() && passed > 0;
      watch_.state(check.name + ": finding work that candidates can reuse");
      RETURN_IF_ERROR(trials.prepare(measure, seen, watch_.cancelled()));
      if (!measure.fork.empty())
        watch_.step(check.name +
                    ": candidates run as forks of a Python that has loaded what its tests import");
      watch_.step(check.name + " fails" +
                  (names.empty() ? ""
                                 : ": " + counted(names.size(), "test") + " of " +
                                       std::to_string(names.size() + passed)));
      if (std::string why = obstacle_of(seen); !why.empty()) {
        obstacles_ += ". Of " + check.name + ": " + why;
        notes_.push_back(check.name + ": " + why);
        watch_.step(notes_.back());
      }
      failing_.push_back(std::move(measure));
      outputs_ += seen.output + "\n";
    }
    return !failing_.empty();
  }

  // Runs the failing checks again with line tracing; tests with a different result are flaky.
  Result<Heat> locate(const Trials& trials) {
    std::vector<TestRun> runs;
    bool is_flat = false;  // tests can't be separated: all lines that ran are equally suspicious
    for (Measure& measure : failing_) {
      watch_.state(measure.check.name + ": tracing the lines that its tests run");
      Measure traced = measure;
      traced.test_ms = measure.test_ms ? measure.test_ms * 3 : 0;
      traced.test_cpu_ms = 0;
      traced.check_ms = std::min(measure.check_ms * 10, std::max<int64_t>(10'000, trying_.budget_ms / 3));
      ASSIGN_OR_RETURN(Observation seen,
                       trials.observe(traced, Trials::Watching::kLines, watch_.cancelled()));
      // A test that is late only now is late because of the tracing.
      for (TestRun& test : seen.tests)
        if (test.late &&
            std::find(measure.first.begin(), measure.first.end(), test.name) == measure.first.end())
          test.failed = false;
      auto again = failing(seen);
      if (!again.empty()) {
        std::set<std::string> flaky, ran;  // a cut-off test proves nothing
        for (const TestRun& test : seen.tests) ran.insert(test.name);
        for (const std::string& name : measure.first)
          if (!again.contains(name) && ran.contains(name)) flaky.insert(name);
        for (const std::string& name : again)
          if (std::find(measure.first.begin(), measure.first.end(), name) == measure.first.end())
            flaky.insert(name);
        // If all of them differ, the tracing is the cause.
        if (flaky.size() < again.size() || flaky.size() < measure.first.size()) {
          for (const std::string& name : flaky) {
            measure.skip.push_back(name);
            std::erase(measure.first, name);
            notes_.push_back(
                name + " is flaky: it failed once and passed once on the same code, so it was left out");
          }
        }
      }
      for (TestRun& run : seen.tests) {
        run.lines = inner_paths(std::move(run.lines), trying_.sandbox.folder);
        runs.push_back(std::move(run));
      }
      is_flat |= again.empty();
      if (again.empty())
        for (TestRun& run : runs) run.name = run.name.empty() ? "all of it" : run.name, run.failed = true;
      outputs_ += seen.output + "\n";
    }
    auto is_mine = [&](const std::string& path) { return may_change(path); };
    Heat heat = Heat::of(runs, outputs_, is_mine);
    leave_checking_programs(heat);
    if (heat.empty()) RETURN_IF_ERROR(warm_by_name(heat));
    if (is_flat) weigh_by_calls(heat, outputs_, request_.folder);
    weigh_by_history(heat, trying_.sandbox.folder);
    heat.keep([&](const std::string& path, size_t line) { return may_change_lines(path, line, line); });
    if (!heat.empty()) watch_.step("the fault may be in " + hottest(heat, 3));
    return heat;
  }

  // A program that a check starts and that contains expectations is a test, whatever its name, if there is
  // other code to fix.
  void leave_checking_programs(Heat& heat) const {
    if (!request_.task.scope.is_whole_folder()) return;
    std::set<std::string> programs;
    for (auto& [path, lines] : heat.files()) {
      auto is_named = [&, &file = path](const Measure& measure) {
        return measure.check.command.find(file) != std::string::npos;
      };
      auto text = std::any_of(failing_.begin(), failing_.end(), is_named) ? request_.folder.read(path)
                                                                          : Result<std::string>(Error{});
      if (text && (text->find("assert") != text->npos || text->find("expect") != text->npos ||
                   text->find("test(") != text->npos))
        programs.insert(path);
    }
    if (programs.size() < heat.files().size())
      heat.keep([&](const std::string& path, size_t) { return !programs.contains(path); });
  }

  bool may_change(const std::string& path) const {
    if (!grammar_of(path) || !is_inner_path(path) || !request_.task.scope.contains(path)) return false;
    return !is_test(path) || !request_.task.scope.is_whole_folder();
  }

  bool may_change_lines(const std::string& path, size_t first, size_t last) const {
    auto ranges = request_.task.scope.lines_in(path);
    return !ranges || std::any_of(ranges->begin(), ranges->end(), [&](const LineRange& range) {
      return range.first <= first && last <= range.last;
    });
  }

  // Without traces: the files that the output names, else those small enough to try.
  Result<void> warm_by_name(Heat& heat) {
    ASSIGN_OR_RETURN(const std::vector<FolderFile>* files, request_.folder.list());
    for (bool named : {true, false}) {
      size_t warmed = 0;
      for (const FolderFile& file : *files) {
        if (file.type != FileType::kFile || !may_change(file.path)) continue;
        if (named && outputs_.find(name_in(file.path)) == std::string::npos) continue;
        auto text = request_.folder.read(file.path);
        if (!text || text->size() > 100'000) continue;
        heat.warm(file.path, split_lines(*text).size(), named ? .4 : .2);
        if (++warmed == kSourcesMax) break;
      }
      if (warmed) return {};
    }
    return {};
  }

  std::string hottest(const Heat& heat, size_t most) const {
    std::vector<std::pair<double, std::string>> places;
    for (auto& [path, lines] : heat.files())
      for (auto& [line, suspicion] : lines) places.push_back({suspicion, path + ":" + std::to_string(line)});
    std::stable_sort(places.begin(), places.end(), [](auto& a, auto& b) { return a.first > b.first; });
    std::string text;
    for (size_t i = 0; i < std::min(most, places.size()); ++i) text += (i ? ", " : "") + places[i].second;
    return text + (places.size() > most ? " or " + counted(places.size() - most, "other line") : "");
  }

  // Reads the suspicious sources, most suspicious first, and trains the model on the folder's code.
  Result<void> read_sources(const Heat& heat) {
    std::vector<std::pair<double, std::string>> order;
    for (auto& [path, lines] : heat.files()) {
      double most = 0;
      for (auto& [line, suspicion] : lines) most = std::max(most, suspicion);
      order.push_back({-most, path});
    }
    std::sort(order.begin(), order.end());
    std::set<Grammar> grammars;
    for (auto& [negative, path] : order) {
      if (sources_.size() == kSourcesMax) break;
      ASSIGN_OR_RETURN(FileVersion version, read_version(request_.folder.files(), path, kSourceBytesMax));
      if (version.type != FileType::kFile || suit::is_binary(version.content)) continue;
      auto source = Source::parse(path, std::move(version), *grammar_of(path));
      if (!source) {
        notes_.push_back(source.error().message + ": left alone");
        continue;
      }
      grammars.insert(source->grammar());
      sources_.push_back(std::move(*source));
    }
    ASSIGN_OR_RETURN(const std::vector<FolderFile>* files, request_.folder.list());
    uint64_t learned = 0;
    for (const FolderFile& file : *files) {
      auto grammar = grammar_of(file.path);
      if (file.type != FileType::kFile || !grammar || !grammars.contains(*grammar) ||
          learned > kLearnedBytesMax)
        continue;
      auto text = request_.folder.read(file.path);
      if (!text) continue;
      naturalness_.learn(*text);
      learned += text->size();
    }
    return {};
  }

  // Runs the failing checks first, then those that must continue to pass.
  Result<bool> passes(const Trials& trials, const Candidate& candidate) const {
    const Source& source = *candidate.source;
    for (const Change& change : candidate.changes)
      if (!may_change_lines(source.path(), source.line_at(change.begin),
                            source.line_at(change.end > change.begin ? change.end - 1 : change.begin)))
        return false;
    std::vector<FileEdit> edits{candidate.edit()};
    for (const std::vector<Measure>* measures : {&failing_, &passing_})
      for (const Measure& measure : *measures) {
        if (measures == &passing_ && !is_called_for(measure.check, {candidate.source->path()})) continue;
        Measure limited = measure;
        limited.check_ms = std::clamp<int64_t>(trying_.budget_ms - elapsed_ms(), 1'000, measure.check_ms);
        ASSIGN_OR_RETURN(bool passed, trials.passes(limited, edits, watch_.cancelled()));
        if (!passed) return false;
      }
    return true;
  }

  // Chooses among several that pass. If they differ on a call that no test makes, the person may state its
  // right result; the first candidate then gives that result.
  Result<void> settle(const Trials& trials, std::vector<Candidate>& plausible) {
    auto watched = std::find_if(failing_.begin(), failing_.end(),
                                [](const Measure& measure) { return measure.knows_python; });
    if (plausible.size() < 2 || watched == failing_.end()) return {};
    watch_.state("how the " + std::to_string(plausible.size()) +
                 " that pass behave on calls that no test makes");
    auto compared =
        behaviours_of(trials, *watched, plausible, std::max(kComparing_ms, trying_.budget_ms - elapsed_ms()),
                      watch_.cancelled());
    if (!compared) {
      // The repairs found so far remain valid.
      if (compared.error().code != ErrorCode::kCancelled)
        notes_.push_back("behavior outside the tests was not compared: " + compared.error().message);
      return {};
    }
    if (compared->calls().empty()) return {};
    std::vector<size_t> left(std::min(plausible.size(), kComparedMax));
    std::iota(left.begin(), left.end(), size_t{0});
    // Edits at different places with the same effect support each other; at one place they may be variants of
    // the same idea.
    auto weight = [&](size_t i) {
      std::map<std::pair<const Source*, size_t>, double> places;
      for (size_t j = 0; j < left.size(); ++j) {
        double& most = places[{plausible[j].source, plausible[j].changes.front().line}];
        if (compared->alike(i, j)) most = std::max(most, plausible[j].promise);
      }
      double sum = 0;
      for (auto& [place, promise] : places) sum += promise;
      return sum;
    };
    std::vector<double> weights;
    for (size_t i : left) weights.push_back(weight(i));
    std::stable_sort(left.begin(), left.end(), [&](size_t a, size_t b) { return weights[a] > weights[b]; });
    if (left.front() != 0) why_ = "chosen because edits of different lines have the same effect";
    size_t compared_count = left.size();
    for (int asked = 0; watch_.can_be_asked() && asked < kQuestionsMax; ++asked) {
      const TriedCall* call = compared->parting(left);
      if (!call) break;
      Question question{
          "no test defines the result of " + call->said + ", and the repairs that pass differ there", {}};
      for (size_t i : left)
        if (question.choices.size() < kChoicesMax &&
            std::find(question.choices.begin(), question.choices.end(), call->came[i]) ==
                question.choices.end())
          question.choices.push_back(call->came[i]);
      question.choices.push_back("it does not matter");
      auto answer = watch_.answer(question);
      if (!answer) return Error{ErrorCode::kCancelled, "stopped at a question: nothing was changed"};
      if (*answer + 1 >= question.choices.size()) break;
      const std::string& wanted = question.choices[*answer];
      std::erase_if(left, [&](size_t i) { return call->came[i] != wanted; });
      why_ = "chosen by your answer about " + call->said;
      notes_.push_back("asked: " + call->said + " must give " + wanted);
    }
    size_t chosen = left.front();
    if (const TriedCall* call = compared->parting(left)) {
      auto other = std::find_if(left.begin(), left.end(),
                                [&](size_t i) { return call->came[i] != call->came[chosen]; });
      notes_.push_back("no test decides between them: " + call->said + " gives " + call->came[chosen] +
                       " with this one, " + call->came[*other] + " with " + plausible[*other].in_words());
    } else if (left.size() == compared_count) {
      notes_.push_back("those that pass" +
                       (plausible.size() > compared_count
                            ? ", the first " + std::to_string(compared_count) + " of them,"
                            : std::string()) +
                       " behave alike in " + counted(compared->calls().size(), "tried call"));
    }
    // Puts the chosen one first and drops those that an answer excluded.
    std::vector<Candidate> kept;
    for (size_t i : left) kept.push_back(std::move(plausible[i]));
    std::move(plausible.begin() + static_cast<ptrdiff_t>(compared_count), plausible.end(),
              std::back_inserter(kept));
    plausible = std::move(kept);
    return {};
  }

  Proposal propose(const SearchOutcome& outcome, size_t plausible, const Heat& heat,
                   const std::vector<const Source*>& sources) {
    const Candidate& best = outcome.plausible.front();
    Proposal proposal{.proposer = std::string(kName),
                      .proposer_version = std::string(kRepairVersion),
                      .kind = std::string(kName)};
    proposal.summary = "fix " + best.in_words();
    double seconds = static_cast<double>(outcome.duration_ms) / 1000;
    proposal.notes.push_back(counted(outcome.judged, "candidate") + " judged in " +
                             with_one_decimal(seconds) + " s (" +
                             with_one_decimal(static_cast<double>(outcome.judged) / std::max(seconds, .001)) +
                             " a second), " + std::to_string(plausible) + " plausible, the first after " +
                             with_one_decimal(static_cast<double>(outcome.first_ms) / 1000) + " s");
    std::string map = heat_map(heat, sources, kLinesShown);
    if (!map.empty()) proposal.notes.push_back("where the fault may be, hotter is more likely:\n" + map);
    std::string others;
    for (size_t i = 1; i < std::min<size_t>(outcome.plausible.size(), 6); ++i)
      others += (i > 1 ? "; " : "") + outcome.plausible[i].in_words();
    if (!others.empty()) proposal.notes.push_back(why_ + "; these would pass too: " + others);
    for (const std::string& note : notes_) proposal.notes.push_back(note);
    proposal.edits.push_back(best.edit());
    proposal.suspects = suspects_in(heat, proposal.edits);
    return proposal;
  }

  const Request& request_;
  const Trying& trying_;
  Watch& watch_;
  int64_t started_us_;
  std::vector<Measure> failing_, passing_;
  std::string outputs_, obstacles_;
  std::string unknown_;  // checks with an unknown result because of a time limit
  std::string why_ = "ranked by location, edit kind and naturalness";  // how the best was chosen
  std::vector<std::string> notes_;
  std::deque<Source> sources_;
  Naturalness naturalness_;
};

const mechanic::Wording kWording = {
    kName,
    {{"(make|get) [all|all of] [the] [failing] (test|tests|check|checks|build) [to] (pass|green|work)",
      "make the tests pass"},
     {"(fix|mend|repair) [all|all of] [the] [failing|broken] (test|tests|check|checks|build)",
      "fix the failing tests"}}};

class RepairProposer final : public Proposer {
 public:
  explicit RepairProposer(RepairTexts texts) : texts_(texts) {}
  std::string_view name() const override { return kName; }
  std::string_view version() const override { return kRepairVersion; }

  Result<Reply> propose(const Request& request) override {
    try {
      if (texts_ == RepairTexts::kPhrasings) {
        ASSIGN_OR_RETURN(auto read, phrasebook().read(request.task.text));
        if (read.readings.empty()) return Reply(std::move(read.declined));
      }
      return repair_once(request);
    } catch (const std::exception& exception) {
      return Error{ErrorCode::kLimit, std::string("the search for a repair gave up: ") + exception.what()};
    }
  }

  std::string kind_of(std::string_view text) const override { return phrasebook().kind_of(text); }
  std::vector<std::string> examples() const override { return phrasebook().examples(); }

 private:
  // After a refusal, returns the earlier reply instead of searching again.
  Result<Reply> repair_once(const Request& request) {
    if (!request.trying || request.trying->checks.empty())
      return Reply(Declined{"make a failing check pass, but there is none to run here",
                            "name it: suit fix --check \"pytest -q\""});
    {
      std::lock_guard lock(mutex_);
      if (!request.reasons.empty() && repaired_ && repaired_->first == request.task.id)
        return repaired_->second;
    }
    auto reply = Repair(request).run();
    std::lock_guard lock(mutex_);
    if (reply) repaired_.emplace(request.task.id, *reply);
    return reply;
  }

  RepairTexts texts_;
  std::mutex mutex_;  // the workbench runs tasks concurrently
  std::optional<std::pair<int64_t, Reply>> repaired_;
};

}  // namespace

const mechanic::Phrasebook& phrasebook() {
  static const mechanic::Phrasebook book("repair", {&kWording});
  return book;
}

}  // namespace repair

std::unique_ptr<Proposer> make_repair(RepairTexts texts) {
  return std::make_unique<repair::RepairProposer>(texts);
}

}  // namespace suit
