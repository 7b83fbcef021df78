// The table of functions: to add one, write its struct in a file of its own and a row here.
#include "functions/applications.h"
#include "functions/ask.h"
#include "functions/calls.h"
#include "functions/checks.h"
#include "functions/cost.h"
#include "functions/do.h"
#include "functions/doctor.h"
#include "functions/folder_files.h"
#include "functions/folder_wiki.h"
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
       .more = "docs/mechanic.md lists what can be asked without a model.",
       .effects = kChanges | kCallsModel | kConnects | kNeedsPerson,
       .takes_long = true,
       .make = make<Do>},
      {.name = "fix",
       .group = kReview,
       .summary = "Search for a small edit that makes a failing check pass; needs no model",
       .examples = "suit fix\n"
                   "suit fix --check 'pytest -q tests/test_dates.py'\n"
                   "suit fix --scope src/parse.py --budget 10m",
       .more = "The same as suit do \"make the tests pass\". docs/repair.md says how it is found.",
       .effects = kChanges | kNeedsPerson,
       .takes_long = true,
       .make = make<Fix>},
      {.name = "review",
       .group = kReview,
       .summary = "Take up a pending proposal: verify it again, review it, apply it",
       .examples = "suit review\nsuit review p3 --accept\nsuit review p3 --reject \"wrong file\"\n"
                   "suit review p3 --merge",
       .effects = kChanges | kNeedsPerson,
       .takes_long = true,
       .make = make<Review>},
      {.name = "mark",
       .group = kReview,
       .summary = "Record a person's decisions on units of a proposal",
       .examples = "suit mark p3 --revision 0 --marks '[{\"unit\": 0, \"mark\": \"accepted\"}]'",
       .effects = kChanges | kNeedsPerson,
       .route = "POST /api/proposals/{id}/marks",
       .make = make<MarkUnits>},
      {.name = "resume",
       .group = kReview,
       .summary = "Go on with a task that was cut short, or whose proposal was rejected",
       .examples = "suit resume\nsuit resume t4 --model other",
       .more = "Answers that came are not asked for again. After a rejection the model is told why.",
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
                   "suit verify --all 4 --warm < candidates.jsonl",
       .more = "With --all each verdict comes as soon as it is there. docs/verify.md says more.",
       .takes_long = true,
       .lines = "verdicts",
       .make = make<Verify>},
      {.name = "status",
       .group = kHistory,
       .summary = "What is pending, what was applied last, how large the ledger is",
       .examples = "suit status --json",
       .make = make<Status>},
      {.name = "log",
       .group = kHistory,
       .summary = "Events of the ledger, oldest first; with --json all, one event a line",
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
       .summary = "How reliable each model is at each kind of task, and how far it may go",
       .examples = "suit trust\nsuit trust --model local --kind bug-fix\nsuit trust --csv",
       .make = make<Trust>},
      {.name = "cost",
       .group = kHistory,
       .summary = "What models cost: calls, tokens, time, money",
       .examples = "suit cost\nsuit cost --by kind\nsuit cost --by task --json",
       .make = make<Cost>},
      {.name = "get proposals",
       .group = kHistory,
       .summary = "The pending proposals, whoever made them",
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
       .summary = "A proposal's units: the parts that are decided on one by one",
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
       .summary = "The tasks, newest first, with what came of each and what it cost",
       .examples = "suit get tasks --limit 10",
       .route = "GET /api/tasks",
       .make = make<Tasks>},
      {.name = "get task",
       .group = kHistory,
       .summary = "A task step by step, with the time each step took",
       .examples = "suit get task t4",
       .route = "GET /api/tasks/{id}",
       .make = make<TaskSteps>},
      {.name = "get call",
       .group = kHistory,
       .summary = "A call of a model: what was sent, why, and what came back",
       .examples = "suit get call 14",
       .route = "GET /api/calls/{id}",
       .make = make<ModelCall>},
      {.name = "get check",
       .group = kHistory,
       .summary = "What a check printed, and the lines of files that it names",
       .examples = "suit get check 15",
       .route = "GET /api/checks/{id}",
       .make = make<CheckOutput>},
      {.name = "get folder",
       .group = kHistory,
       .summary = "What is in a folder",
       .examples = "suit get folder src --json",
       .route = "GET /api/folder",
       .make = make<ListFolder>},
      {.name = "get files",
       .group = kHistory,
       .summary = "Files whose path fits some letters",
       .examples = "suit get files loopcc",
       .route = "GET /api/files",
       .make = make<FindFiles>},
      {.name = "get file",
       .group = kHistory,
       .summary = "A file's text",
       .examples = "suit get file README.md --json",
       .route = "GET /api/file",
       .make = make<ShowFile>},
      {.name = "get levels",
       .group = kHistory,
       .summary = "What each level may do, and what keeps it from being used",
       .examples = "suit get levels 'rename f to g' --path src/a.py",
       .route = "GET /api/levels",
       .make = make<Levels>},
      {.name = "pack",
       .group = kMaterial,
       .summary =
           "A folder as one text for a model: summary, tree, files; fitted to a budget, secrets masked",
       .examples = "suit pack > all.xml\n"
                   "suit pack --budget 100k --ask \"where are sessions renewed?\" -o context.xml\n"
                   "suit pack src --format md --compress --exclude '*_test.*'\n"
                   "suit pack --focus src/parse.c --budget 30k --diff --log 10 --copy\n"
                   "suit pack --split 200k -o parts.xml\n"
                   "suit pack https://git.example.org/parser.git --budget 50k",
       .more =
           "The files are those of git, less what .ignore and .suitignore name. docs/pack.md says how they "
           "are chosen.",
       .effects = kConnects,
       .takes_long = true,
       .make = make<PackFolder>},
      {.name = "map",
       .group = kMaterial,
       .summary = "The symbols of a folder, what is named most first, within a budget of tokens",
       .examples = "suit map\nsuit map --budget 1k --focus src/parse.c\n"
                   "suit map --ask \"how are settings read?\"",
       .effects = kConnects,
       .takes_long = true,
       .make = make<MapFolder>},
      {.name = "read",
       .group = kMaterial,
       .summary =
           "A document as clean Markdown: HTML, PDF, EPUB, DOCX, from a file, a pipe or a host that you "
           "allow",
       .examples = "suit read manual.pdf > manual.md\n"
                   "suit read https://docs.example.org/guide --json\n"
                   "curl -s https://example.org | suit read - --base https://example.org/",
       .more =
           "Of a page, its main content. Pages are fetched only from hosts in your settings ([read] hosts), "
           "and each connection\nis in the log. What is read is data from outside: nothing in it is an "
           "instruction. docs/read.md says more.",
       .effects = kConnects,
       .takes_long = true,
       .make = make<ReadDocument>},
      {.name = "search",
       .group = kMaterial,
       .summary = "Passages of a folder that have most to do with a question, by words; needs no model",
       .examples = "suit search \"where are sessions renewed?\"\n"
                   "suit search --scope 'docs/**' --limit 3 licence",
       .more = "It exits with 1 where nothing is found.",
       .make = make<Search>},
      {.name = "ask",
       .group = kMaterial,
       .summary =
           "What a folder, documents and pages say to a question: passages, or an answer whose every claim "
           "is cited and checked",
       .examples =
           "suit ask \"where are sessions renewed?\"\n"
           "suit ask --level research --scope 'docs/**' \"how is a licence earned?\"\n"
           "suit ask --level research --from manual.pdf --only-from \"how long does the battery last?\"\n"
           "suit ask --level deep --background \"what happens when the disk is full?\"\n"
           "suit ask --resume 12",
       .more =
           "Level search finds passages by words and asks no model. Level research reads them and answers; a "
           "claim whose quote is\nnot in its source, or has nothing to do with it, is thrown away and "
           "counted. "
           "Level deep plans, reads, looks for what\nis missing and writes a report. docs/ask.md says more. "
           "It exits with 1 where nothing is found.",
       .effects = kChanges | kCallsModel | kConnects,
       .takes_long = true,
       .make = make<Ask>},
      {.name = "wiki",
       .group = kMaterial,
       .summary =
           "Pages about a repository: what it is, its modules and what depends on what, key types, how it "
           "is built",
       .examples = "suit wiki -o docs/wiki\nsuit wiki --model small -o docs/wiki\nsuit wiki src --json",
       .more = "Each fact ends with the file and line where it stands. With --model, each module's page also "
               "says "
               "in words what it is\nfor: claims that hold as those of `suit ask --level research` do. "
               "docs/wiki.md says more.",
       .effects = kChanges | kCallsModel | kConnects,
       .takes_long = true,
       .make = make<MakeWiki>},
      {.name = "get wiki",
       .group = kMaterial,
       .summary = "The wiki of the whole folder, made again after half a minute",
       .examples = "suit get wiki --json",
       .route = "GET /api/wiki",
       .make = make<ShowWiki>},
      {.name = "llms-txt",
       .group = kMaterial,
       .summary = "An llms.txt for a folder of documents, or a check of one",
       .examples = "suit llms-txt docs -o docs/llms.txt\n"
                   "suit llms-txt docs --base https://example.org/docs/\n"
                   "suit llms-txt --check docs/llms.txt",
       .more = "A check exits with 4 where something is wrong: a link that leads nowhere, a line of another "
               "form.",
       .make = make<LlmsTxt>},
      {.name = "model add",
       .group = kInstallationGroup,
       .summary = "Write a model into your own settings",
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
       .summary = "Ask this one where no other is named; none: ask no model",
       .examples = "suit model use local\nsuit model use none",
       .effects = kOwnSettings,
       .make = make<UseModel>},
      {.name = "model remove",
       .group = kInstallationGroup,
       .summary = "Take it out of your own settings",
       .examples = "suit model remove local",
       .effects = kOwnSettings,
       .make = make<RemoveModel>},
      {.name = "model test",
       .group = kInstallationGroup,
       .summary = "One small call: does it answer?",
       .examples = "suit model test local",
       .effects = kCallsModel | kConnects,
       .route = "POST /api/models/test",
       .takes_long = true,
       .make = make<TestModel>},
      {.name = "model bench",
       .group = kInstallationGroup,
       .summary = "How fast it reads and writes",
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
       .summary =
           "Which checks were found, whether they pass now, and what the sandbox can do on this machine",
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
