// Calls every function on the command line and over HTTP with the same requests, one that succeeds and one
// that fails. Both must give the same answer, field by field.
#include <unistd.h>

#include <algorithm>

#include "base/text.h"
#include "change/task_events.h"
#include "functions/function.h"
#include "ledger/ledger.h"
#include "support/faulty_upstream.h"
#include "support/served.h"
#include "support/testing.h"

namespace suit {
namespace {

// The request for one row, and an answer field that must then not be empty.
struct Asked {
  Json works, fails;
  const char* full;
};

// Placeholders for the numbers of a Record.
constexpr int64_t kCall = -1, kCheck = -2, kPending = -3, kCutShort = -4;
const std::string kPatch = "--- a/sub/b.txt\n+++ b/sub/b.txt\n@@ -2 +2 @@\n-two\n+2\n";

// By function name. Numbers are those of the events that make_record() writes.
const std::map<std::string, Asked>& requests() {
  static const std::map<std::string, Asked> all = {
      {"do",
       {{{"task", "replace two by 2 in sub/e.txt"}, {"no_checks", true}, {"yes", true}},
        {{"task", " "}},
        "proposal"}},
      {"fix",
       {{{"check", {"sh double.sh"}}, {"scope", {"double.py"}}, {"dry_run", true}, {"candidates", 200}},
        {{"budget", "soon"}},
        "proposal"}},
      {"review", {{{"id", kPending}, {"yes", true}}, {{"id", 99}}, "proposal"}},
      {"resume", {{{"id", kCutShort}, {"yes", true}}, {{"id", 99}}, "proposal"}},
      {"diff", {{{"id", 2}}, {{"id", 99}}, "files"}},
      {"get proposals", {Json::object(), {{"x", 1}}, "proposals"}},
      {"get proposal", {{{"id", 2}}, {{"id", 99}}, "files"}},
      {"get units", {{{"id", 2}, {"count", 1}}, {{"id", 2}, {"count", 100000}}, "units"}},
      {"get sides", {{{"id", 2}, {"file", 0}}, {{"id", 2}, {"file", 7}}, "before"}},
      {"mark",
       {{{"id", 2}, {"revision", 0}, {"marks", {{{"unit", 0}, {"mark", "accepted"}}}}},
        {{"id", 2}, {"revision", 0}, {"marks", {{{"unit", 99}, {"mark", "accepted"}}}}},
        "marks"}},
      {"undo", {{{"dry_run", true}}, {{"id", 99}}, "files"}},
      {"redo", {{{"dry_run", true}}, {{"id", 99}}, "files"}},
      {"status", {{{"full", true}}, {{"x", 1}}, "pending"}},
      {"log", {{{"after", 1}, {"limit", 3}}, {{"limit", -1}}, "events"}},
      {"show", {{{"id", 2}}, {{"id", 99}}, "events"}},
      {"get history", {{{"limit", 2}}, {{"limit", 0}}, "applications"}},
      {"get tasks", {{{"limit", 2}}, {{"limit", 0}}, "tasks"}},
      {"get task", {{{"id", 1}}, {{"id", 2}}, "stages"}},
      {"get call", {{{"id", kCall}}, {{"id", 1}}, "messages"}},
      {"get check", {{{"id", kCheck}}, {{"id", 1}}, "places"}},
      {"get folder", {{{"path", "sub"}}, {{"path", "../x"}}, "entries"}},
      {"get files", {{{"match", "sb"}, {"limit", 1}}, {{"match", "sb"}, {"limit", 0}}, "files"}},
      {"get file", {{{"path", "sub/b.txt"}}, {{"path", "nothing"}}, "text"}},
      {"trust", {{{"kind", "documentation"}}, {{"kind", "nonsense"}}, "records"}},
      {"cost", {{{"by", "program"}}, {{"by", "nonsense"}}, "groups"}},
      {"verify",
       {{{"patch", kPatch}, {"no_checks", true}}, {{"patch", kPatch}, {"limit", "soon"}}, "verdicts"}},
      {"receipt show", {{{"file", "receipt.json"}}, {{"file", "a.txt"}}, "receipt"}},
      {"model list", {Json::object(), {{"x", 1}}, "models"}},
      {"model test", {{{"name", "up"}}, {{"name", "nobody"}}, "text"}},
      {"model bench", {{{"name", "up"}}, {{"name", "up"}, {"offline", true}}, "first_token_ms"}},
      {"model find", {Json::object(), {{"x", 1}}, "ports"}},
      {"doctor", {{{"no_checks", true}}, {{"time", "soon"}}, "sandbox"}},
      {"get levels", {{{"task", "rename f to g"}, {"path", {"a.txt"}}}, {{"x", 1}}, "levels"}},
      {"pack", {{{"path", "sub"}, {"format", "md"}, {"no_cache", true}}, {{"budget", "lots"}}, "parts"}},
      {"map", {{{"include", {"double.py"}}, {"no_cache", true}}, {{"include", {"a.txt"}}}, "text"}},
      {"read", {{{"place", "sub/page.html"}}, {{"place", "nothing.html"}}, "markdown"}},
      {"search", {{{"question", "double"}, {"no_cache", true}}, {{"question", " "}}, "passages"}},
      {"ask",
       {{{"question", "double"}, {"scope", {"*.py"}}, {"no_cache", true}},
        {{"question", "double"}, {"level", "research"}},
        "passages"}},
      {"wiki", {{{"no_cache", true}}, {{"path", "nothing"}}, "pages"}},
      {"get wiki", {Json::object(), {{"x", 1}}, "pages"}},
      {"llms-txt", {{{"path", "sub"}}, {{"check", "nothing"}}, "text"}},
  };
  return all;
}

// The others change the user's own settings, which no page may do, or need a repository with a history, which
// tests/cli/gate_test.cc has. A receipt holds as long as the folder stays the same:
// tests/cli/receipt_test.cc.
bool is_asked(const Function& function) {
  return !(function.effects & kOwnSettings) && !function.name.starts_with("gate ") &&
         function.name != "receipt verify";
}

struct Record {
  Sequence call = 0, check = 0, pending = 0, cut_short = 0;
  Json filled(Json request) const {
    if (!request.contains("id")) return request;
    const std::map<int64_t, Sequence> numbers = {
        {kCall, call}, {kCheck, check}, {kPending, pending}, {kCutShort, cut_short}};
    if (auto it = numbers.find(request["id"]); it != numbers.end()) request["id"] = it->second;
    return request;
  }
};

// The same tasks in sequence: pending, applied with a check, applied and undone, pending, interrupted; and a
// model call.
Record make_record(TemporaryFolder& folder) {
  folder.write("a.txt", "one\n");
  folder.write("sub/b.txt", "one\ntwo\n");
  folder.write("sub/c.txt", "one\ntwo\n");
  folder.write("sub/d.txt", "one\n");
  folder.write("sub/e.txt", "two\n");
  folder.write("sub/page.html", "<title>Tea</title><main><p>How tea is made.</main>");
  folder.write("README.md", "# Sample\n\nFor tests.\n");
  folder.write("sub/guide.md", "# Guide\n\nHow to begin.\n");
  folder.write("double.py", "def double(n):\n    return n + 3\n");
  folder.write("double.sh",
               "python3 -c 'from double import double; assert double(3) == 6 and double(5) == 10'\n");
  auto suit = [&](std::vector<std::string> arguments, int code) {
    Ran ran = run_suit(std::move(arguments), folder.path());
    EXPECT_EQ(ran.code, code) << ran.out << ran.err;
  };
  Ran receipt = run_program({SUIT_BINARY, "verify", "--receipt", "receipt.json", "--check", "true"},
                            folder.path(), kPatch, {{"SUIT_CLOCK_US", "1769850000000000"}});
  EXPECT_EQ(receipt.code, 0) << receipt.out;
  suit({"do", "--no-checks", "replace one by 1 in sub/b.txt"}, 3);
  suit({"do", "--yes", "--check", "echo sub/b.txt:2: seen", "replace one by 1 in a.txt"}, 0);
  suit({"do", "--yes", "--no-checks", "replace 1 by one in a.txt"}, 0);
  suit({"undo"}, 0);
  suit({"do", "--no-checks", "replace one by 1 in sub/c.txt"}, 3);
  Record record;
  auto ledger = must(Ledger::open(folder.path() + "/.suit/ledger.db", LedgerMode::kReadWrite));
  for (const Event& check : must(ledger->events({.kinds = {"check"}}))) record.check = check.sequence;
  for (const Event& proposal : must(ledger->events({.kinds = {"proposal"}})))
    record.pending = proposal.sequence;
  record.cut_short =
      must(ledger->append(TaskEvent{.text = "replace one by 1 in sub/d.txt", .no_checks = true}));
  Digest context = Digest::of(R"({"messages":[{"role":"user","text":"a question"}]})");
  must(ledger->keep(context, R"({"messages":[{"role":"user","text":"a question"}]})"));
  record.call =
      must(ledger->append({.kind = "call",
                           .about = 1,
                           .body = {{"model", "m"},
                                    {"program", "chat"},
                                    {"tokens_in", 10},
                                    {"tokens_out", 2},
                                    {"total_us", 1000},
                                    {"money", 0.5},
                                    {"finish", "stop"},
                                    {"context", context.hex()},
                                    {"parts", {{{"name", "a.txt"}, {"kind", "file"}, {"tokens", 4}}}}}}));
  return record;
}

std::string option_of(const Json& value) {
  return value.is_string() ? value.get<std::string>() : to_text(value);
}

// As a person would type it.
std::vector<std::string> command_line(const Function& function, const Json& request) {
  std::vector<std::string> words;
  for (std::string_view word : split(function.name, ' ')) words.emplace_back(word);
  auto call = function.make();
  Fields fields = call->request();
  for (const auto& [key, value] : request.items()) {
    std::string name = key;
    auto field =
        std::find_if(fields.begin(), fields.end(), [&](const Field& one) { return one.name == name; });
    if (field != fields.end() && field->is_input) continue;
    if (field != fields.end() && field->is_positional) {
      words.push_back(option_of(value));
      continue;
    }
    std::replace(name.begin(), name.end(), '_', '-');
    bool is_flag = value.is_boolean();
    bool is_texts = value.is_array() && !value.empty() && value[0].is_string();
    for (const Json& one : is_texts ? value : Json::array({value}))
      words.push_back("--" + name + (is_flag ? "" : "=" + option_of(one)));
  }
  words.push_back("--json");
  return words;
}

// Runs the command line, with its standard input.
Ran typed_in(const Function& function, const Json& request, const std::string& folder,
             const std::map<std::string, std::string>& environment) {
  std::vector<std::string> words = command_line(function, request);
  words.insert(words.begin(), SUIT_BINARY);
  return run_program(words, folder, string_or(request, "patch", ""), environment);
}

Answer over_http(const Served& served, const Function& function, const Json& request) {
  std::string path = function.path();
  Json body = request;
  if (size_t at = path.find("{id}"); at != path.npos) {
    path.replace(at, 4, option_of(request["id"]));
    body.erase("id");
  }
  if (function.method() == "POST") return served.post(path, body);
  for (const auto& [key, value] : body.items())
    for (const Json& one : value.is_array() ? value : Json::array({value})) {
      std::string text;
      for (char c : option_of(one)) text += c == ' ' ? "+" : c == '/' ? "%2F" : std::string(1, c);
      path += (path.find('?') == path.npos ? "?" : "&") + key + "=" + text;
    }
  return served.get(path);
}

// The final answer: for a long run, starts it, follows its events and fetches the result.
Json answer_over_http(const Served& served, const Function& function, const Json& request) {
  Answer sent = over_http(served, function, request);
  Json json = sent.json();
  bool is_refused = json.contains("error") && !json.contains("run");  // a run may have failed already
  EXPECT_EQ(is_refused, sent.status >= 400) << sent.body;
  if (!function.takes_long || is_refused) return json;
  EXPECT_EQ(sent.status, 202) << sent.body;
  Json run = served.wait(json["run"], {"ended"});
  EXPECT_EQ(run["function"], function.name);
  EXPECT_EQ(run["request"], json["request"]);
  auto call = function.make();
  for (const Field& field : call->request()) {
    std::string name(field.name);
    EXPECT_EQ(run["request"].contains(name) && field.is_input, false) << name << " is not sent back";
    if (request.contains(name) && !field.is_input) {
      EXPECT_EQ(run["request"][name], request[name]) << name;
    }
  }
  if (run.contains("error")) return {{"error", run["error"]}};
  return run["answer"];
}

// Normalizes what differs between folders with the same history: times, paths, the database's size.
void settle(Json& json, const std::string& folder) {
  if (json.is_string()) {
    std::string text = json;
    for (size_t at; (at = text.find(folder)) != text.npos;) text.replace(at, folder.size(), "FOLDER");
    // Their number is that of a moment, as is the duration.
    json = text.find(" candidates judged in ") == text.npos ? text : "candidates judged";
  }
  if (!json.is_structured()) return;
  for (const auto& item : json.items()) {
    static const std::vector<std::string> varying = {"at",
                                                     "at_us",
                                                     "us",
                                                     "duration_ms",
                                                     "total_us",
                                                     "token",
                                                     "file_bytes",
                                                     "kept_bytes",
                                                     "total_ms",
                                                     "first_token_ms",
                                                     "read_tokens_per_second",
                                                     "write_tokens_per_second"};
    bool varies = json.is_object() && std::find(varying.begin(), varying.end(), item.key()) != varying.end();
    if (varies)
      item.value() = 0;
    else
      settle(item.value(), folder);
  }
}

TEST(FunctionTable, EveryRowIsAsked) {
  for (const Function& function : function_table())
    EXPECT_EQ(requests().contains(std::string(function.name)), is_asked(function)) << function.name;
  for (const auto& [name, asked] : requests()) EXPECT_TRUE(find_function(name)) << name;
}

TEST(FunctionTable, BothFrontEndsAnswerTheSame) {
  TemporaryFolder mine, served_folder;
  Record record = make_record(mine), other = make_record(served_folder);
  ASSERT_EQ(record.call, other.call);
  FaultyUpstream upstream([](const Received&, Peer& peer) { say_chat(peer, "ready"); });
  TemporaryFolder home;
  home.write("suit.toml",
             "[[model]]\nname = \"up\"\nkind = \"openai\"\nid = \"m\"\nurl = \"" + upstream.url() + "\"\n");
  std::map<std::string, std::string> environment = {{"SUIT_CONFIG", home.path() + "/suit.toml"}};
  Served served(served_folder.path(), environment);
  for (const Function& function : function_table()) {
    if (!is_asked(function)) continue;
    SCOPED_TRACE(std::string(function.name));
    const auto& asked = requests().at(std::string(function.name));
    Json works = record.filled(asked.works);
    Ran typed = typed_in(function, works, mine.path(), environment);
    EXPECT_EQ(typed.code, 0) << typed.out << typed.err;
    Json from_command, from_http = answer_over_http(served, function, works);
    EXPECT_FALSE(from_http.contains("error")) << to_text(from_http);
    if (typed.code != 0 || from_http.contains("error")) continue;
    if (function.lines.empty()) {
      from_command = must(parse_json(typed.out));
    } else {
      Json list = Json::array();
      for (std::string_view line : split_lines(typed.out)) list.push_back(must(parse_json(line)));
      from_command[std::string(function.lines)] = std::move(list);
    }
    settle(from_command, mine.path());
    settle(from_http, served_folder.path());
    EXPECT_EQ(to_text(from_command), to_text(from_http));
    EXPECT_FALSE(from_http[asked.full].empty()) << asked.full;

    typed = typed_in(function, asked.fails, mine.path(), environment);
    EXPECT_NE(typed.code, 0) << typed.out;
    Json said = must(parse_json(typed.out)), answered = answer_over_http(served, function, asked.fails);
    ASSERT_TRUE(answered.contains("error")) << to_text(answered);
    EXPECT_EQ(said["error"]["code"], answered["error"]["code"]) << typed.out << to_text(answered);
  }
}

// Paths in HTTP requests must be inside the folder, also through links; a person at a terminal may name any
// path.
TEST(FunctionTable, OverHttpNothingOutsideOfTheFolderIsRead) {
  TemporaryFolder folder, outside;
  outside.write("page.html", "<p>outside");
  folder.write("page.html", "<p>inside");
  ASSERT_EQ(::symlink(outside.path().c_str(), (folder.path() + "/link").c_str()), 0);
  Served served(folder.path());
  auto ask = [&](const char* name, const Json& request) {
    return answer_over_http(served, *find_function(name), request);
  };
  EXPECT_EQ(ask("read", {{"place", "page.html"}})["markdown"], "inside\n");
  for (const std::string& place :
       {outside.path() + "/page.html", std::string("link/page.html"),
        "../" + outside.path().substr(outside.path().rfind('/') + 1) + "/page.html"}) {
    EXPECT_EQ(ask("read", {{"place", place}})["error"]["code"], "denied") << place;
    EXPECT_EQ(ask("ask", {{"question", "outside"}, {"from", {place}}})["error"]["code"], "denied") << place;
    EXPECT_EQ(ask("pack", {{"path", place}})["error"]["code"], "denied") << place;
  }
  EXPECT_EQ(ask("wiki", {{"output", outside.path() + "/wiki"}})["error"]["code"], "denied");
  EXPECT_EQ(ask("llms-txt", {{"check", outside.path() + "/page.html"}})["error"]["code"], "denied");
  EXPECT_EQ(ask("read", {{"place", "-"}, {"input", "<p>sent"}})["markdown"], "sent\n");
  EXPECT_EQ(run_suit({"read", outside.path() + "/page.html"}, folder.path()).out, "outside\n");
}

TEST(FunctionTable, SeveralPatchesAreJudgedInOneRun) {
  TemporaryFolder folder;
  folder.write("sub/b.txt", "one\ntwo\n");
  Served served(folder.path());
  Json patches = {{{"id", 7}, {"patch", kPatch}},
                  {{"id", "same"}, {"patch", kPatch}},
                  {{"id", "bad"}, {"patch", "no patch"}},
                  {{"id", nullptr}, {"patch", kPatch}}};
  Json body = {{"patches", patches}, {"all", 1}, {"check", {"grep -q 2 sub/b.txt"}}};
  Json begun = served.post("/api/verify", body).json();
  EXPECT_FALSE(begun["request"].contains("patches")) << "it is not sent back with each of its states";
  Json verdicts = served.wait(begun["run"], {"ended"})["answer"]["verdicts"];
  ASSERT_EQ(verdicts.size(), 4u) << to_text(verdicts);
  EXPECT_EQ(verdicts[0]["id"], 7);
  EXPECT_EQ(verdicts[0]["verdict"], "accepted");
  EXPECT_EQ(verdicts[1]["same_as"], 7);
  EXPECT_EQ(verdicts[2]["verdict"], "invalid");
  EXPECT_EQ(verdicts[3]["line"], 4) << "an id is a string or an integer";
  EXPECT_EQ(folder.read("sub/b.txt"), "one\ntwo\n");
}

// These settings name commands that Suit runs: no page and no program with the token may write them.
TEST(FunctionTable, TheUsersOwnSettingsAreNotReachedOverHttp) {
  TemporaryFolder folder;
  Served served(folder.path(), {{"SUIT_CONFIG", folder.path() + "/own.toml"}});
  std::string routes = served.get("/openapi.json").body;
  for (const Function& function : function_table()) {
    if (!(function.effects & kOwnSettings)) continue;
    EXPECT_FALSE(has(routes, "\"" + std::string(function.name) + "\"")) << function.name;
    std::string path = "/api/" + std::string(function.name);
    for (const char* blank : {"%20", "/", "s/"}) {
      std::string target = path;
      target.replace(target.find(' '), 1, blank);
      EXPECT_GE(
          served.post(target, {{"name", "x"}, {"kind", "openai"}, {"url", "http://x"}, {"id", "x"}}).status,
          400);
    }
  }
  EXPECT_TRUE(has(routes, "\"model list\""));
  EXPECT_FALSE(folder.exists("own.toml"));
}

}  // namespace
}  // namespace suit
