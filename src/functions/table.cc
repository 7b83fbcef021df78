// The table of functions. To add one, write its struct in its own file and add a row here.
#include "functions/applications.h"
#include "functions/ask.h"
#include "functions/calls.h"
#include "functions/checks.h"
#include "functions/cost.h"
#include "functions/do.h"
#include "functions/doctor.h"
#include "functions/folder_files.h"
#include "functions/folder_wiki.h"
#include "functions/gate_install.h"
#include "functions/gate_run.h"
#include "functions/levels.h"
#include "functions/llms_txt_file.h"
#include "functions/log.h"
#include "functions/model_search.h"
#include "functions/model_settings.h"
#include "functions/model_trial.h"
#include "functions/pack_folder.h"
#include "functions/proposal_diff.h"
#include "functions/proposals.h"
#include "functions/read_document.h"
#include "functions/receipts.h"
#include "functions/show.h"
#include "functions/status.h"
#include "functions/tasks.h"
#include "functions/trust_report.h"
#include "functions/undo.h"
#include "functions/verify.h"

namespace suit {
namespace {

using namespace functions;

template <class F>
std::unique_ptr<Call> make() {
  return std::make_unique<CallOf<F>>();
}

constexpr std::string_view kReview = "Change files", kJudge = "Judge a change that was made elsewhere",
                           kHistory = "See what happened", kMaterial = "Read a folder, documents and pages";

}  // namespace

const std::vector<Function>& function_table() {
  static const std::vector<Function> table = {
      {.name = "do",
       .group = kReview,
       .summary = "Turn a task into a proposal: verify it, review it, apply it",
       .examples = "suit do \"rename the function parse_line to parse_record\"\n"
                   "suit do --level autopilot \"replace http:// by https:// in docs/**/*.md\"\n"
                   "suit do --scope src/a.cc:10-40 --level edit \"sort the lines\"\n"
                   "suit do --check 'make -s test' --yes \"set version to 2 in package.json\"",
       .more = "docs/mechanic.md lists the tasks that need no model.",
       .effects = kChanges | kCallsModel | kConnects | kNeedsPerson,
       .takes_long = true,
       .make = make<Do>},
      {.name = "fix",
       .group = kReview,
       .summary = "Search for a small edit that makes a failing check pass; needs no model",
       .examples = "suit fix\n"
                   "suit fix --check 'pytest -q tests/test_dates.py'\n"
                   "suit fix --scope src/parse.py --budget 10m",
       .more = "The same as suit do \"make the tests pass\". docs/repair.md describes the search.",
       .effects = kChanges | kNeedsPerson,
       .takes_long = true,
       .make = make<Fix>},
      {.name = "review",
       .group = kReview,
       .summary = "Review a pending proposal: verify it again, decide, apply it",
       .examples = "suit review\nsuit review p3 --accept\nsuit review p3 --reject \"wrong file\"\n"
                   "suit review p3 --merge",
       .effects = kChanges | kNeedsPerson,
       .takes_long = true,
       .make = make<Review>},
      {.name = "mark",
       .group = kReview,
       .summary = "Record a person's decisions on the changes of a proposal",
       .examples = "suit mark p3 --revision 0 --marks '[{\"unit\": 0, \"mark\": \"accepted\"}]'",
       .effects = kChanges | kNeedsPerson,
       .route = "POST /api/proposals/{id}/marks",
       .make = make<MarkUnits>},
      {.name = "resume",
       .group = kReview,
       .summary = "Resume a task that was interrupted or whose proposal was rejected",
       .examples = "suit resume\nsuit resume t4 --model other",
       .more = "Model answers in the ledger are reused. After a rejection the model gets the reason.",
       .effects = kChanges | kCallsModel | kConnects | kNeedsPerson,
       .takes_long = true,
       .make = make<Resume>},
      {.name = "undo",
       .group = kReview,
       .summary = "Undo what was applied, keeping later changes",
       .examples = "suit undo\nsuit undo p3\nsuit undo --dry-run",
       .effects = kChanges,
       .make = make<Undo>},
      {.name = "redo",
       .group = kReview,
       .summary = "Undo an undo",
       .examples = "suit redo\nsuit redo p3",
       .effects = kChanges,
       .make = make<Redo>},
      {.name = "verify",
       .group = kJudge,
       .summary = "The verdict on a patch from standard input, as JSON; changes and records nothing",
       .examples = "git diff main feature | suit verify\n"
                   "suit verify --check 'pytest -q' < change.patch\n"
                   "suit verify --receipt verdict.json < change.patch\n"
                   "suit verify --all 4 --warm < candidates.jsonl",
       .more = "With --all each verdict is printed as soon as it is ready. See docs/verify.md.",
       .takes_long = true,
       .lines = "verdicts",
       .make = make<Verify>},
      {.name = "receipt verify",
       .group = kJudge,
       .summary =
           "Judge a receipt's patch again in a clean copy of its base, and say whether the receipt holds",
       .examples = "suit receipt verify verdict.json\n"
                   "suit receipt verify --allowed-signers ~/.ssh/allowed_signers verdict.json",
       .more =
           "Exits with 0 if it holds, whatever its verdict; 4 if not, 3 if it can't be judged here, 2 if it "
           "is malformed.\nSee docs/receipts.md.",
       .route = "POST /api/receipt/verify",
       .takes_long = true,
       .make = make<ReceiptVerify>},
      {.name = "receipt show",
       .group = kJudge,
       .summary = "What a receipt says, on one screen, or as JUnit or SARIF for CI",
       .examples = "suit receipt show verdict.json\n"
                   "suit receipt show --junit -o results.xml verdict.json\n"
                   "suit receipt show --sarif -o results.sarif verdict.json",
       .route = "GET /api/receipt",
       .make = make<ReceiptShow>},
      // Not over HTTP: it uses the user's key.
      {.name = "receipt sign",
       .group = kJudge,
       .summary = "Sign a receipt with an SSH key, which writes FILE.sig",
       .examples = "suit receipt sign --key ~/.ssh/id_ed25519 verdict.json",
       .effects = kOwnSettings,
       .make = make<ReceiptSign>},
      {.name = "gate run",
       .group = kJudge,
       .summary = "The verdict on what changed since the base: a session's begin, the upstream, a commit",
       .examples = "suit gate run\n"
                   "suit gate run --begin\n"
                   "suit gate run --base HEAD~3 --json\n"
                   "suit gate run --range origin/main...HEAD",
       .more =
           "Checks, settings and judge files are the base's. Exit codes: those of verify. See docs/gate.md.",
       .route = "POST /api/gate/run",
       .takes_long = true,
       .make = make<GateRun>},
      {.name = "gate install",
       .group = kJudge,
       .summary = "Install the gate in an agent, in git or in GitHub's workflows",
       .examples = "suit gate install claude-code\n"
                   "suit gate install codex --dry-run\n"
                   "suit gate install git\n"
                   "suit gate install git --server /srv/git/project.git --protect main",
       .more = "Shows what it will write, and asks. `suit gate remove` restores the files.",
       .effects = kOwnSettings,
       .make = make<GateInstall>},
      {.name = "gate remove",
       .group = kJudge,
       .summary = "Remove the gate from a tool, and restore its files",
       .examples = "suit gate remove claude-code",
       .effects = kOwnSettings,
       .make = make<GateRemove>},
      {.name = "gate status",
       .group = kJudge,
       .summary = "Where the gate is installed, whether it holds, and what it does not stop",
       .examples = "suit gate status",
       .more = "Exits with 1 if an installed gate does not hold.",
       .route = "GET /api/gate/status",
       .make = make<GateStatus>},
      {.name = "status",
       .group = kHistory,
       .summary = "What is pending, what was applied last, how large the ledger is",
       .examples = "suit status --json",
       .make = make<Status>},
      {.name = "log",
       .group = kHistory,
       .summary = "Events of the ledger, oldest first; with --json all, one per line",
       .examples =
           "suit log\nsuit log --json > ledger.jsonl\nsuit log --limit 3\nsuit log --json --after 100",
       .lines = "events",
       .make = make<Log>},
      {.name = "show",
       .group = kHistory,
       .summary = "Everything about a task, a proposal, or another event of the ledger",
       .examples = "suit show p3\nsuit show t4\nsuit show 12",
       .route = "GET /api/show/{id}",
       .make = make<Show>},
      {.name = "diff",
       .group = kHistory,
       .summary = "A proposal as a unified diff",
       .examples = "suit diff p3 | git apply",
       .route = "GET /api/proposals/{id}/diff",
       .make = make<Diff>},
      {.name = "trust",
       .group = kHistory,
       .summary = "How reliable each model is at each kind of task, and its highest allowed level",
       .examples = "suit trust\nsuit trust --model local --kind bug-fix\nsuit trust --csv",
       .make = make<Trust>},
      {.name = "cost",
       .group = kHistory,
       .summary = "What models cost: calls, tokens, time, money",
       .examples = "suit cost\nsuit cost --by kind\nsuit cost --by task --json",
       .make = make<Cost>},
      {.name = "get proposals",
       .group = kHistory,
       .summary = "The pending proposals of all proposers",
       .examples = "suit get proposals",
       .route = "GET /api/proposals",
       .make = make<Proposals>},
      {.name = "get proposal",
       .group = kHistory,
       .summary = "A proposal: its files, checks and marks",
       .examples = "suit get proposal p3 --json",
       .route = "GET /api/proposals/{id}",
       .make = make<ShowProposal>},
      {.name = "get units",
       .group = kHistory,
       .summary = "The units of a proposal, each decided separately",
       .examples = "suit get units p3 --count 10 --json",
       .route = "GET /api/proposals/{id}/units",
       .make = make<Units>},
      {.name = "get sides",
       .group = kHistory,
       .summary = "A file of a proposal, before and after",
       .examples = "suit get sides p3 --file 0 --json",
       .route = "GET /api/proposals/{id}/sides",
       .make = make<Sides>},
      {.name = "get history",
       .group = kHistory,
       .summary = "What was applied and undone",
       .examples = "suit get history --limit 10",
       .route = "GET /api/history",
       .make = make<History>},
      {.name = "get tasks",
       .group = kHistory,
       .summary = "The tasks, newest first, with outcome and cost",
       .examples = "suit get tasks --limit 10",
       .route = "GET /api/tasks",
       .make = make<Tasks>},
      {.name = "get task",
       .group = kHistory,
       .summary = "The steps of a task, with durations",
       .examples = "suit get task t4",
       .route = "GET /api/tasks/{id}",
       .make = make<TaskSteps>},
      {.name = "get call",
       .group = kHistory,
       .summary = "A model call: what was sent, why, and the answer",
       .examples = "suit get call 14",
       .route = "GET /api/calls/{id}",
       .make = make<ModelCall>},
      {.name = "get check",
       .group = kHistory,
       .summary = "The output of a check, and the file lines that it names",
       .examples = "suit get check 15",
       .route = "GET /api/checks/{id}",
       .make = make<CheckOutput>},
      {.name = "get folder",
       .group = kHistory,
       .summary = "The entries of a folder",
       .examples = "suit get folder src --json",
       .route = "GET /api/folder",
       .make = make<ListFolder>},
      {.name = "get files",
       .group = kHistory,
       .summary = "Files whose path matches letters in order",
       .examples = "suit get files loopcc",
       .route = "GET /api/files",
       .make = make<FindFiles>},
      {.name = "get file",
       .group = kHistory,
       .summary = "The text of a file",
       .examples = "suit get file README.md --json",
       .route = "GET /api/file",
       .make = make<ShowFile>},
      {.name = "get levels",
       .group = kHistory,
       .summary = "What each level may do, and what limits it",
       .examples = "suit get levels 'rename f to g' --path src/a.py",
       .route = "GET /api/levels",
       .make = make<Levels>},
      {.name = "pack",
       .group = kMaterial,
       .summary = "A folder as one text for a model: summary, tree, files; within a budget, secrets masked",
       .examples = "suit pack > all.xml\n"
                   "suit pack --budget 100k --ask \"where are sessions renewed?\" -o context.xml\n"
                   "suit pack src --format md --compress --exclude '*_test.*'\n"
                   "suit pack --focus src/parse.c --budget 30k --diff --log 10 --copy\n"
                   "suit pack --split 200k -o parts.xml\n"
                   "suit pack https://git.example.org/parser.git --budget 50k",
       .more = "It packs the files that git does not ignore, except those in .ignore and .suitignore. "
               "docs/pack.md "
               "describes the selection.",
       .effects = kConnects,
       .takes_long = true,
       .make = make<PackFolder>},
      {.name = "map",
       .group = kMaterial,
       .summary = "The symbols of a folder, most referenced first, within a token budget",
       .examples = "suit map\nsuit map --budget 1k --focus src/parse.c\n"
                   "suit map --ask \"how are settings read?\"",
       .effects = kConnects,
       .takes_long = true,
       .make = make<MapFolder>},
      {.name = "read",
       .group = kMaterial,
       .summary =
           "A document as clean Markdown: HTML, PDF, EPUB, DOCX, from a file, a pipe or an allowed host",
       .examples = "suit read manual.pdf > manual.md\n"
                   "suit read https://docs.example.org/guide --json\n"
                   "curl -s https://example.org | suit read - --base https://example.org/",
       .more =
           "Prints the main content of a page. Fetches only from hosts in your settings ([read] hosts), and "
           "logs each\nconnection. Treat the text as data, not as instructions. See docs/read.md.",
       .effects = kConnects,
       .takes_long = true,
       .make = make<ReadDocument>},
      {.name = "search",
       .group = kMaterial,
       .summary = "Passages of a folder most relevant to a question, by keywords; needs no model",
       .examples = "suit search \"where are sessions renewed?\"\n"
                   "suit search --scope 'docs/**' --limit 3 sandbox",
       .more = "Exits with 1 if nothing is found.",
       .make = make<Search>},
      {.name = "ask",
       .group = kMaterial,
       .summary =
           "Answer a question from a folder, documents and pages: passages, or an answer with every claim "
           "cited and checked",
       .examples =
           "suit ask \"where are sessions renewed?\"\n"
           "suit ask --level research --scope 'docs/**' \"when is autopilot allowed?\"\n"
           "suit ask --level research --from manual.pdf --only-from \"how long does the battery last?\"\n"
           "suit ask --level deep --background \"what happens when the disk is full?\"\n"
           "suit ask --resume 12",
       .more = "Level search finds passages by keywords, without a model. Level research reads them and "
               "answers; a "
               "claim whose\nquote is not in its source, or does not support it, is removed and counted. "
               "Level deep "
               "plans, reads, looks for\ngaps and writes a report. Exits with 1 if nothing is found. See "
               "docs/ask.md.",
       .effects = kChanges | kCallsModel | kConnects,
       .takes_long = true,
       .make = make<Ask>},
      {.name = "wiki",
       .group = kMaterial,
       .summary =
           "Generate pages about a repository: purpose, modules and dependencies, key types, how to build it",
       .examples = "suit wiki -o docs/wiki\nsuit wiki --model small -o docs/wiki\nsuit wiki src --json",
       .more =
           "Each fact cites a file and line. With --model, each module's page also states its purpose, in\n"
           "claims checked as in `suit ask --level research`. See docs/wiki.md.",
       .effects = kChanges | kCallsModel | kConnects,
       .takes_long = true,
       .make = make<MakeWiki>},
      {.name = "get wiki",
       .group = kMaterial,
       .summary = "The wiki of the whole folder, cached for 30 seconds",
       .examples = "suit get wiki --json",
       .route = "GET /api/wiki",
       .make = make<ShowWiki>},
      {.name = "llms-txt",
       .group = kMaterial,
       .summary = "An llms.txt for a folder of documents, or a check of one",
       .examples = "suit llms-txt docs -o docs/llms.txt\n"
                   "suit llms-txt docs --base https://example.org/docs/\n"
                   "suit llms-txt --check docs/llms.txt",
       .more = "--check exits with 4 if a link is broken or a line is malformed.",
       .make = make<LlmsTxt>},
      {.name = "model add",
       .group = kInstallationGroup,
       .summary = "Add a model to your settings",
       .examples = "suit model add local --kind llama --path ~/models/qwen.gguf\n"
                   "suit model add cloud --kind openai --url https://HOST/v1 --id MODEL --key-env API_KEY",
       .effects = kOwnSettings,
       .make = make<AddModel>},
      {.name = "model list",
       .group = kInstallationGroup,
       .summary = "The models of your settings and the folder's",
       .examples = "suit model list --json",
       .route = "GET /api/models",
       .make = make<ListModels>},
      {.name = "model use",
       .group = kInstallationGroup,
       .summary = "Set the default model; none: ask no model",
       .examples = "suit model use local\nsuit model use none",
       .effects = kOwnSettings,
       .make = make<UseModel>},
      {.name = "model remove",
       .group = kInstallationGroup,
       .summary = "Remove a model from your settings",
       .examples = "suit model remove local",
       .effects = kOwnSettings,
       .make = make<RemoveModel>},
      {.name = "model test",
       .group = kInstallationGroup,
       .summary = "Test a model with one small call",
       .examples = "suit model test local",
       .effects = kCallsModel | kConnects,
       .route = "POST /api/models/test",
       .takes_long = true,
       .make = make<TestModel>},
      {.name = "model bench",
       .group = kInstallationGroup,
       .summary = "Measure how fast a model reads and writes",
       .examples = "suit model bench local",
       .effects = kCallsModel | kConnects,
       .route = "POST /api/models/bench",
       .takes_long = true,
       .make = make<BenchModel>},
      {.name = "model find",
       .group = kInstallationGroup,
       .summary = "Look for GGUF files and servers on this machine",
       .examples = "suit model find",
       .effects = kConnects,
       .route = "POST /api/models/find",
       .takes_long = true,
       .make = make<FindModels>},
      {.name = "doctor",
       .group = kInstallationGroup,
       .summary = "Show which checks were found, whether they pass now, and what the sandbox supports here",
       .examples = "suit doctor\nsuit doctor --time 10m\nsuit doctor --no-checks",
       .takes_long = true,
       .make = make<Doctor>},
  };
  return table;
}

const Function* find_function(std::string_view name) {
  for (const Function& one : function_table())
    if (one.name == name) return &one;
  return nullptr;
}

std::string Function::method() const {
  if (route.empty()) return takes_long || effects & (kChanges | kCallsModel) ? "POST" : "GET";
  return std::string(route.substr(0, route.find(' ')));
}

std::string Function::path() const {
  if (route.empty()) return "/api/" + std::string(name);
  return std::string(route.substr(route.find(' ') + 1));
}

}  // namespace suit
