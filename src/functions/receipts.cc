#include "functions/receipts.h"

#include <sys/utsname.h>

#include <algorithm>
#include <filesystem>

#include "base/clock.h"
#include "base/output_file.h"
#include "base/text.h"
#include "base/vanishing_folder.h"
#include "change/edited_files.h"
#include "folder/judge_files.h"
#include "functions/receipt_reports.h"
#include "functions/ssh_signature.h"
#include "loop/typed_scope.h"
#include "sandbox/sandbox.h"
#include "sandbox/world.h"
#include "verify/executed.h"
#include "verify/mutants.h"

namespace suit::functions {
namespace {

namespace fs = std::filesystem;

std::vector<Receipt::JudgeFile> judge_files_of(const BaseFiles& base) {
  std::vector<Receipt::JudgeFile> found;
  for (const FileEdit& file : base.files)
    if (!why_judge_file(file.path).empty()) found.push_back({file.path, file.after.digest.hex()});
  return found;
}

Receipt::Isolation isolation_of(const SandboxOptions& options) {
  Receipt::Isolation isolation{.isolated = options.isolation == SandboxIsolation::kFull};
  if (utsname system; ::uname(&system) == 0)
    isolation.kernel = std::string(system.sysname) + " " + system.release + " " + system.machine;
  for (SandboxFact& fact : examine_sandbox(options))
    isolation.facts.push_back({fact.name, fact.good, fact.text});
  const SandboxLimits& limits = options.limits;
  isolation.limits = {limits.time_ms, static_cast<int64_t>(limits.memory_bytes), limits.processes,
                      static_cast<int64_t>(limits.output_bytes), static_cast<int64_t>(limits.scratch_bytes)};
  isolation.environment = bytes_of(options.environment);
  return isolation;
}

// Asked in the sandbox, where the checks run. A program that is missing there is left out.
std::vector<Receipt::Tool> tools_of(const std::vector<Check>& checks, SandboxOptions options) {
  std::set<std::string> names;
  for (const Check& check : checks)
    for (std::string& name : programs_of(check)) names.insert(std::move(name));
  std::vector<Receipt::Tool> tools;
  if (names.empty()) return tools;
  std::string words;
  for (const std::string& name : names) words += " " + shell_quote(name);
  options.limits.time_ms = std::min<int64_t>(options.limits.time_ms, 30'000);
  auto sandbox = Sandbox::create(std::move(options));
  if (!sandbox) return tools;
  auto run =
      sandbox->run("exec 2>/dev/null; for p in" + words +
                       "; do w=$(command -v \"$p\") && w=$(readlink -f \"$w\") && test -f \"$w\" || "
                       "continue; echo \"$p\"; echo \"$w\"; echo \"$(sha256sum <\"$w\" | cut -c 1-64)\"; "
                       "echo \"$(timeout 5 \"$p\" --version </dev/null | head -n 1)\"; done",
                   {});
  if (!run) return tools;
  std::vector<std::string_view> lines = split_lines(run->output);
  auto line = [&](size_t i) { return without_terminator(lines[i]); };
  for (size_t i = 0; i + 4 <= lines.size(); i += 4)
    tools.push_back({line(i), line(i + 1), std::string(line(i + 2)), line(i + 3)});
  return tools;
}

std::string rfc3339(int64_t time_us) {
  std::string text = utc_text(time_us);
  text[10] = 'T';
  return text + "Z";
}

template <class E>
std::string word_of(E value) {
  return std::string(EnumNames<E>::names[static_cast<size_t>(value)]);
}

// What only says when or how often is no difference: "1 failed in 0.03s".
std::string without_digits(std::string_view text) {
  std::string without;
  for (char c : text)
    if (!std::isdigit(static_cast<unsigned char>(c))) without += c;
  return without;
}

// Collects how the verdict here differs from the receipt's, a line each.
class Comparison {
 public:
  explicit Comparison(std::vector<Bytes>& lines) : lines_(lines) {}

  void add(const std::string& line) { lines_.emplace_back(printable(line)); }
  void compare(const std::string& what, const std::string& here, const std::string& receipt) {
    if (here != receipt) add(what + ": " + here + " here, " + receipt + " in the receipt");
  }

  // Everything but durations, details and outputs, and what is measured only where time allows.
  void compare_results(const std::vector<Receipt::Judged>& here, const std::vector<Receipt::Judged>& receipt,
                       const std::vector<Receipt::CheckCommand>& checks) {
    auto is_measured = [&](std::string_view name) {
      return (name == kExecutedLines || name == kMutants) &&
             std::none_of(checks.begin(), checks.end(),
                          [&](const auto& check) { return check.name == name; });
    };
    auto by_name = [&](const std::vector<Receipt::Judged>& results) {
      std::map<std::pair<std::string, size_t>, const Receipt::Judged*> named;
      for (const Receipt::Judged& one : results) {
        if (is_measured(one.name)) continue;
        for (size_t i = 0; !named.try_emplace({one.name, i}, &one).second;) ++i;
      }
      return named;
    };
    auto mine = by_name(here), theirs = by_name(receipt);
    for (const auto& [name, one] : theirs) {
      auto it = mine.find(name);
      compare("check " + name.first, it == mine.end() ? "did not run" : word_of(it->second->outcome),
              word_of(one->outcome));
      if (it != mine.end()) compare_tests(name.first, tests_of(*it->second), tests_of(*one));
    }
    for (const auto& [name, one] : mine)
      if (!theirs.contains(name))
        add("check " + name.first + ": " + word_of(one->outcome) + " here, not in the receipt");
  }

  void compare_asks(const std::vector<Bytes>& here, const std::vector<Bytes>& receipt) {
    std::multiset<std::string> mine, theirs;
    for (const Bytes& ask : here) mine.insert(without_digits(ask));
    for (const Bytes& ask : receipt) theirs.insert(without_digits(ask));
    for (const Bytes& ask : here)
      if (!theirs.contains(without_digits(ask))) add("asks here only: " + ask);
    for (const Bytes& ask : receipt)
      if (!mine.contains(without_digits(ask))) add("asks in the receipt only: " + ask);
    compare("reasons to ask", std::to_string(here.size()), std::to_string(receipt.size()));
  }

 private:
  using Tests = std::map<std::string, std::string>;
  static Tests tests_of(const Receipt::Judged& one) {
    Tests tests;
    for (const Receipt::Test& test : one.tests.value_or(std::vector<Receipt::Test>()))
      tests[test.name] = word_of(test.outcome);
    return tests;
  }

  void compare_tests(const std::string& check, const Tests& here, const Tests& receipt) {
    constexpr size_t kShown = 20;
    size_t differing = 0;
    auto differ = [&](const std::string& test, const std::string& mine, const std::string& theirs) {
      if (mine != theirs && ++differing <= kShown) compare("test " + test + " of " + check, mine, theirs);
    };
    auto outcome_in = [](const Tests& tests, const std::string& test) {
      auto it = tests.find(test);
      return it == tests.end() ? std::string("did not run") : it->second;
    };
    for (const auto& [test, outcome] : receipt) differ(test, outcome_in(here, test), outcome);
    for (const auto& [test, outcome] : here)
      if (!receipt.contains(test)) differ(test, outcome, "did not run");
    if (differing > kShown) add("and " + counted(differing - kShown, "other test") + " of " + check);
  }

  std::vector<Bytes>& lines_;
};

// Judges a receipt's patch again.
class Replayed {
 public:
  Replayed(const Receipt& receipt, const ReceiptVerify::Request& request, Session& session, Watch& watch,
           ReceiptVerify::Answer& answer)
      : receipt_(receipt),
        request_(request),
        session_(session),
        watch_(watch),
        answer_(answer),
        differences_(answer.differences) {}

  Result<void> run(const std::string& file) {
    std::string root = find_root(session_.start());
    watch_.state("looking for the base");
    auto found = find_base(receipt_, root, {request_.base, request_.base_edits}, receipt_files(file));
    if (!found && found.error().code == ErrorCode::kConflict) {
      differences_.add(found.error().message);
      return {};
    }
    if (!found) return found.error();
    answer_.base = found->commit.empty() ? "the folder as it is" : "the commit " + found->commit;
    if (!found->commit.empty() && !found->edits.empty())
      *answer_.base += ", and " + counted(found->edits.size(), "edit") + " on top of it";
    ASSIGN_OR_RETURN(VanishingFolder copy, VanishingFolder::make());
    ASSIGN_OR_RETURN(Workspace workspace, request_.here ? in_place(root, *found) : cleanly(copy, *found));
    compare_judge_files(*found);
    ASSIGN_OR_RETURN(std::vector<Check> checks, compare_settings(workspace));
    ASSIGN_OR_RETURN(std::vector<FileEdit> edits, edits_on(*found));
    if (!answer_.differences.empty()) return {};
    return judge(workspace, std::move(checks), std::move(edits));
  }

 private:
  static Result<Workspace> cleanly(const VanishingFolder& copy, const BaseFiles& base) {
    RETURN_IF_ERROR(lay_edits(copy.path(), base.files));
    return Workspace::of_version(copy.path(), {});
  }

  static Result<Workspace> in_place(const std::string& root, const BaseFiles& base) {
    ASSIGN_OR_RETURN(auto repository, GitRepository::find(root));
    if (!repository) return Workspace::of_version(root, {});
    ASSIGN_OR_RETURN(auto disk, open_files(root));
    ASSIGN_OR_RETURN(FolderDifference difference, difference_to_disk(*repository, base.version, *disk));
    return Workspace::of_version(root, reversed(std::move(difference.edits)));
  }

  void compare_judge_files(const BaseFiles& base) {
    std::map<std::string, std::string> here, receipt;
    for (const Receipt::JudgeFile& file : judge_files_of(base)) here[file.path] = file.digest;
    for (const Receipt::JudgeFile& file : receipt_.judge_files) receipt[file.path] = file.digest;
    if (here != receipt) differences_.add("judge files: the receipt lists others than the base has");
  }

  // The checks of this folder's base, or those named here, in the receipt's order.
  Result<std::vector<Check>> compare_settings(Workspace& workspace) {
    differences_.compare("policies", digest_of_rules(workspace.settings().rules), receipt_.policies);
    std::vector<Check> mine;
    if (!request_.check.empty()) {
      ASSIGN_OR_RETURN(Workspace * here, session_.open(WorkspaceMode::kLook, watch_));
      mine = checks_from_here(here->here(), request_.check);
    } else {
      mine = workspace.checks();
      if (receipt_.checks_from == ReceiptChecks::kNamed)
        differences_.add(
            "checks: those of the receipt were named on the command line, so they are not the "
            "base's; --check names those that you accept");
    }
    std::vector<Check> ordered;
    for (const Receipt::CheckCommand& check : receipt_.checks) {
      std::string digest =
          digest_of_check({check.name, check.command, {check.when.begin(), check.when.end()}});
      auto same = std::find_if(mine.begin(), mine.end(),
                               [&](const Check& one) { return digest_of_check(one) == digest; });
      if (digest != check.digest) differences_.add("check " + check.name + ": its digest is another one's");
      if (same == mine.end()) {
        differences_.add("check " + check.name + ": not here: " + check.command);
      } else {
        ordered.push_back(std::move(*same));
        mine.erase(same);
      }
    }
    for (const Check& check : mine)
      differences_.add("check " + check.name + ": not in the receipt: " + check.command);
    return ordered;
  }

  Result<std::vector<FileEdit>> edits_on(const BaseFiles& base) {
    std::vector<FileEdit> edits;
    if (digest_of_edits(receipt_.patch.edits) != receipt_.patch.digest)
      differences_.add("patch: it is not the one that its digest names");
    std::map<std::string_view, const FileVersion*> files;
    for (const FileEdit& file : base.files) files[file.path] = &file.after;
    for (const Receipt::Edit& edit : receipt_.patch.edits) {
      auto before = files.find(edit.path);
      auto made = edit_on_base(edit, before == files.end() ? FileVersion::absent() : *before->second);
      if (!made) {
        differences_.add("patch: " + made.error().message);
        break;
      }
      edits.push_back(std::move(*made));
    }
    return edits;
  }

  // A patch that never ends must not last as long as its receipt says.
  Result<int64_t> time_limit(int64_t longest_ms) {
    if (request_.limit) {
      ASSIGN_OR_RETURN(longest_ms, read_time(*request_.limit));
    }
    int64_t wanted_ms = receipt_.sandbox.limits.time_ms;
    if (wanted_ms > longest_ms)
      answer_.notes.emplace_back("the time limit is " + std::to_string(longest_ms / 1'000) + " s here, " +
                                 std::to_string(wanted_ms / 1'000) + " s in the receipt: --limit sets it");
    return std::min(wanted_ms, longest_ms);
  }

  Result<void> judge(Workspace& workspace, std::vector<Check> checks, std::vector<FileEdit> edits) {
    PatchEvidence evidence;
    PatchOptions options{.checks = std::move(checks),
                         .skip_checks = receipt_.checks.empty(),
                         .cancelled = watch_.cancelled(),
                         .evidence = &evidence};
    ASSIGN_OR_RETURN(options.check_ms, time_limit(workspace.settings().limits.time_ms));
    if (receipt_.fixes) options.fixes.assign(receipt_.fixes->begin(), receipt_.fixes->end());
    std::vector<std::string> items(receipt_.scope.begin(), receipt_.scope.end());
    ASSIGN_OR_RETURN(options.scope, Scope::parse(items));
    watch_.state("judging again");
    ASSIGN_OR_RETURN(auto judge, PatchJudge::create(workspace, std::move(options)));
    auto judged = judge->judge("-", std::move(edits));
    if (!judged && judged.error().code == ErrorCode::kUnsupported) {
      answer_.result = ReceiptVerify::Replay::kCannotJudge;
      answer_.notes.emplace_back(judged.error().message);
      return {};
    }
    if (!judged) return judged.error();
    answer_.judged = std::move(*judged);
    const PatchVerdict& verdict = *answer_.judged;
    differences_.compare("verdict", word_of(verdict.verdict), word_of(receipt_.verdict));
    differences_.compare_results(
        receipt_results(verdict.checks.value_or(std::vector<CheckAnswer>()), evidence), receipt_.results,
        receipt_.checks);
    differences_.compare_asks(verdict.asks.value_or(std::vector<Bytes>()), receipt_.asks);
    bool lacks = verdict.verdict == PatchVerdict::Kind::kCannotJudge && verdict.verdict != receipt_.verdict;
    if (lacks) answer_.result = ReceiptVerify::Replay::kCannotJudge;
    note_surroundings(evidence);
    return {};
  }

  void note_surroundings(const PatchEvidence& evidence) {
    Comparison notes(answer_.notes);
    notes.compare("suit", SUIT_VERSION, receipt_.suit);
    Receipt::Isolation here = isolation_of(evidence.sandbox);
    const Receipt::Isolation& there = receipt_.sandbox;
    notes.compare("kernel", here.kernel, there.kernel);
    notes.compare("environment", joined(here.environment, ", "), joined(there.environment, ", "));
    if (!there.isolated) notes.add("the receipt's checks ran without a sandbox");
    for (const Doctor::Fact& fact : there.facts)
      for (const Doctor::Fact& mine : here.facts)
        if (mine.name == fact.name) notes.compare("sandbox, " + fact.name, mine.text, fact.text);
    std::vector<Receipt::Tool> tools = tools_of(evidence.checks, evidence.sandbox);
    for (const Receipt::Tool& tool : receipt_.tools) {
      auto same = std::find_if(tools.begin(), tools.end(), [&](auto& one) { return one.name == tool.name; });
      if (same == tools.end())
        notes.add(tool.name + ": not here");
      else if (same->digest != tool.digest)
        notes.add(tool.name + ": another program here: " + same->path + ", " + same->version +
                  "; in the receipt " + tool.path + ", " + tool.version);
    }
  }

  const Receipt& receipt_;
  const ReceiptVerify::Request& request_;
  Session& session_;
  Watch& watch_;
  ReceiptVerify::Answer& answer_;
  Comparison differences_;
};

Result<std::string> receipt_bytes(const std::string& path) {
  auto text = read_file(path, kReceiptBytesMax);
  if (!text && text.error().code == ErrorCode::kLimit)
    return Error{ErrorCode::kInvalid,
                 printable(path) + " is larger than " + human_bytes(kReceiptBytesMax) + ": not a receipt"};
  return text;
}

}  // namespace

std::vector<std::string> receipt_files(const std::string& path) {
  std::error_code failed;
  std::string file = fs::weakly_canonical(fs::absolute(path, failed), failed).string();
  return {file, file + ".sig"};
}

Result<void> write_receipt(const std::string& path, const PatchVerdict& verdict,
                           const PatchEvidence& evidence, const BaseFiles& base, const PolicyRules& rules,
                           ReceiptChecks checks_from, const Scope& scope) {
  Receipt receipt{.verdict = verdict.verdict,
                  .time = rfc3339(now_us()),
                  .suit = SUIT_VERSION,
                  .base = base.shown(),
                  .patch = {},
                  .judge_files = judge_files_of(base),
                  .checks_from = checks_from,
                  .checks = receipt_checks(evidence.checks),
                  .results = receipt_results(verdict.checks.value_or(std::vector<CheckAnswer>()), evidence),
                  .asks = verdict.asks.value_or(std::vector<Bytes>()),
                  .policies = digest_of_rules(rules),
                  .scope = bytes_of(scope.texts()),
                  .sandbox = isolation_of(evidence.sandbox),
                  .tools = tools_of(evidence.checks, evidence.sandbox)};
  if (!evidence.fixes.empty()) receipt.fixes = bytes_of(evidence.fixes);
  for (const FileEdit& edit : evidence.edits) receipt.patch.edits.push_back(receipt_edit(edit));
  receipt.patch.digest = digest_of_edits(receipt.patch.edits);
  std::string text = receipt_text(receipt);
  if (text.size() > kReceiptBytesMax)
    return Error{ErrorCode::kLimit, "no receipt: it would be larger than " + human_bytes(kReceiptBytesMax),
                 "it holds the changed files, and what differs from the commit"};
  return write_output(path, text);
}

Fields ReceiptVerify::Request::fields() {
  return {
      Field("file", file, "The receipt").as("FILE").required().positional(),
      Field("base", base, "Its base must be this commit").as("COMMIT"),
      {"base_edits", base_edits, "Accept edits to its base's commit that only the receipt has"},
      Field("allowed_signers", allowed_signers,
            "Whose signatures count: a file as ssh-keygen(1) describes, ALLOWED SIGNERS")
          .as("FILE"),
      Field("signature", signature, "Its signature; default: FILE.sig, if there is one").as("FILE"),
      Field("check", check, "Accept this check of a receipt instead of the base's checks").as("COMMAND"),
      Field("limit", limit, "Time limit of one check, if the receipt's is longer than your settings'")
          .as("TIME"),
      {"here", here,
       "Not in a clean copy: on this folder's files, restored to the base; what git ignores stays visible"}};
}

Fields ReceiptVerify::Answer::fields() {
  return {
      {"result", result, "differs: the receipt does not hold; cannot_judge: a check lacks something here"},
      {"verdict", verdict, "The receipt's verdict"},
      {"signer", signer, "Who signed it, by the allowed signers"},
      {"key", key, "The key that signed it"},
      {"base", base, "What its base is; absent if it is not found here"},
      {"differences", differences, "Why it does not hold, a line each"},
      {"notes", notes, "Other differences, which do not count"},
      {"judged", judged, "The verdict here; absent if the difference was found before"}};
}

Result<ReceiptVerify::Answer> ReceiptVerify::run(Session& session, const Request& request, Watch& watch) {
  ASSIGN_OR_RETURN(std::string file, session.path_of(request.file));
  ASSIGN_OR_RETURN(std::string text, receipt_bytes(file));
  ASSIGN_OR_RETURN(Receipt receipt, read_receipt(text));
  Answer answer{.verdict = receipt.verdict};
  std::error_code failed;
  std::string signature = file + ".sig", allowed;
  if (request.allowed_signers) {
    ASSIGN_OR_RETURN(allowed, session.path_of(*request.allowed_signers));
  }
  if (request.signature) {
    ASSIGN_OR_RETURN(signature, session.path_of(*request.signature));
  }
  if (request.signature || fs::exists(signature, failed)) {
    auto signer = ssh_signer(text, signature, allowed, watch.cancelled());
    if (!signer && signer.error().code != ErrorCode::kDenied) return signer.error();
    if (signer) {
      answer.key = signer->key;
      if (!allowed.empty()) answer.signer = signer->name;
    } else {
      answer.differences.emplace_back(signer.error().message);
    }
  } else if (!allowed.empty()) {
    answer.differences.emplace_back("it is not signed: there is no " + printable(signature));
  }
  // Nothing of a receipt runs whose signature is bad.
  if (answer.differences.empty())
    RETURN_IF_ERROR(Replayed(receipt, request, session, watch, answer).run(file));
  if (!answer.differences.empty() && answer.result == Replay::kHolds) answer.result = Replay::kDiffers;
  return answer;
}

Fields ReceiptShow::Request::fields() {
  return {Field("file", file, "The receipt").as("FILE").required().positional(),
          {"junit", junit, "As JUnit's XML: a test suite for each check"},
          {"sarif", sarif, "As SARIF 2.1.0: a result for each reason to ask and each check that refuses"}};
}

Result<ReceiptShow::Answer> ReceiptShow::run(Session& session, const Request& request, Watch&) {
  if (request.junit && request.sarif)
    return Error{ErrorCode::kInvalid, "--junit and --sarif exclude each other", "give one of them"};
  ASSIGN_OR_RETURN(std::string file, session.path_of(request.file));
  ASSIGN_OR_RETURN(std::string text, receipt_bytes(file));
  Answer answer;
  ASSIGN_OR_RETURN(answer.receipt, read_receipt(text));
  answer.text = request.junit   ? junit_of(answer.receipt)
                : request.sarif ? sarif_of(answer.receipt)
                                : summary_of(answer.receipt);
  return answer;
}

Fields ReceiptSign::Request::fields() {
  return {Field("file", file, "The receipt").as("FILE").required().positional(),
          Field("key", key, "An SSH key without passphrase, or the public half of one that an agent holds")
              .as("KEY")
              .required()};
}

Result<ReceiptSign::Answer> ReceiptSign::run(Session& session, const Request& request, Watch& watch) {
  ASSIGN_OR_RETURN(std::string file, session.path_of(request.file));
  ASSIGN_OR_RETURN(std::string text, receipt_bytes(file));
  RETURN_IF_ERROR(read_receipt(text));
  ASSIGN_OR_RETURN(std::string signature, ssh_sign(text, request.key, watch.cancelled()));
  RETURN_IF_ERROR(write_output(file + ".sig", signature));
  return Answer{file + ".sig"};
}

}  // namespace suit::functions
