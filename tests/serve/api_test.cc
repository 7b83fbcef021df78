// The JSON API matches its documentation, and a person's decisions through it take effect.
#include <sys/stat.h>

#include <filesystem>
#include <set>
#include <thread>

#include "http/api.h"
#include "support/json_schema.h"
#include "support/served.h"
#include "support/testing.h"

namespace suit {
namespace {

// A small C program with a Makefile as passing check.
void write_sample(TemporaryFolder& folder) {
  folder.write("src/record.h", "#pragma once\nint parse_line(const char* text);\n");
  folder.write("src/record.c",
               "#include \"record.h\"\n\nint parse_line(const char* text) { return *text; }\n");
  folder.write("Makefile", "test:\n\tgrep -q parse_ src/record.c && echo fine\n");
}

constexpr const char* kRename = "rename the function parse_line to parse_record";

class ApiTest : public testing::Test {
 protected:
  ApiTest() { write_sample(folder); }
  void serve() { served.emplace(folder.path()); }
  Sequence propose(const Json& task = {{"task", kRename}}) {
    return served->begin(task, {"reviewing", "ended"})["proposal"];
  }
  Json mark_all(Sequence proposal, const std::string& mark, int64_t revision = 0) {
    Json marks = Json::array();
    int64_t units = served->get("/api/proposals/" + std::to_string(proposal)).json()["units"];
    for (int64_t i = 0; i < units; ++i) marks.push_back({{"unit", i}, {"mark", mark}});
    return served
        ->post("/api/proposals/" + std::to_string(proposal) + "/marks",
               {{"revision", revision}, {"marks", marks}})
        .json();
  }
  Json apply(Sequence proposal, const Json& body = Json::object()) {
    Answer answer = served->post("/api/proposals/" + std::to_string(proposal) + "/apply", body);
    EXPECT_EQ(answer.status, 202) << answer.body;
    if (answer.status != 202) return answer.json();
    // Until the decision is processed, the run may still report reviewing this proposal.
    Json run = served->wait(answer.json()["run"], {"ended", "reviewing"});
    for (int i = 0; i < 500 && run["state"] != "ended" && run["proposal"] == proposal; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      run = served->get("/api/runs/" + std::to_string(run["run"].get<int64_t>())).json();
    }
    return run;
  }
  TemporaryFolder folder;
  std::optional<Served> served;
};

TEST(Shapes, EachIsWellFormedAndKnown) {
  Json openapi = Api::openapi();
  std::string all = to_text(openapi);
  for (size_t at = all.find("#/components/schemas/"); at != all.npos;
       at = all.find("#/components/schemas/", at + 1)) {
    std::string name = all.substr(at + 21, all.find('"', at) - at - 21);
    EXPECT_TRUE(openapi["components"]["schemas"].contains(name)) << name;
  }
}

// Calls every route with valid input; the answer must have the documented shape.
TEST_F(ApiTest, AnswersHaveTheShapesThatAreDocumented) {
  serve();
  std::map<std::string, int> asked;
  Json openapi = Api::openapi();
  auto check = [&](const std::string& method, const std::string& route_path, const std::string& target,
                   const Json& body = nullptr) {
    Answer answer = method == "GET" ? served->get(target) : served->post(target, body);
    EXPECT_LT(answer.status, 300) << method << " " << target << ": " << answer.body;
    std::string name = method == "GET" ? "get" : "post";
    EXPECT_TRUE(openapi["paths"].contains(route_path) && openapi["paths"][route_path].contains(name))
        << route_path;
    if (!openapi["paths"].contains(route_path)) return answer.json();
    ++asked[method + " " + route_path];
    const Json& schema =
        openapi["paths"][route_path][name]["responses"]["2XX"]["content"]["application/json"]["schema"];
    auto fits = check_schema(answer.json(), schema, openapi["components"]["schemas"], "the answer");
    EXPECT_TRUE(fits) << target << ": " << fits.error().message << "\n" << answer.body.substr(0, 600);
    return answer.json();
  };
  check("GET", "/api/status", "/api/status");
  check("GET", "/api/levels", "/api/levels?task=rename+f+to+g&path=src/record.c&path=Makefile");
  check("GET", "/api/levels", "/api/levels");
  check("GET", "/api/folder", "/api/folder?path=src");
  check("GET", "/api/files", "/api/files?match=rec");
  check("GET", "/api/file", "/api/file?path=src/record.c");
  Json run =
      check("POST", "/api/do", "/api/do", {{"task", kRename}, {"level", "chat"}, {"scope", {"src/**"}}});
  std::string number = std::to_string(run["run"].get<int64_t>());
  run = served->wait(run["run"], {"reviewing"});
  check("GET", "/api/runs", "/api/runs");
  check("GET", "/api/runs/{id}", "/api/runs/" + number);
  check("POST", "/api/runs/{id}/level", "/api/runs/" + number + "/level", {{"level", "agent"}});
  std::string proposal = "/api/proposals/" + std::to_string(run["proposal"].get<int64_t>());
  check("GET", "/api/proposals", "/api/proposals");
  check("GET", "/api/proposals/{id}", proposal);
  check("GET", "/api/proposals/{id}/units", proposal + "/units?first=0&count=10");
  check("GET", "/api/proposals/{id}/sides", proposal + "/sides?file=1");
  check("POST", "/api/proposals/{id}/marks", proposal + "/marks",
        {{"revision", 0}, {"marks", {{{"unit", 0}, {"mark", "accepted"}}}}});
  check("GET", "/api/proposals/{id}", proposal);
  check("POST", "/api/proposals/{id}/apply", proposal + "/apply", {{"undecided", "accept"}});
  run = served->wait(run["run"], {"ended"});
  EXPECT_EQ(run["answer"]["status"], "applied");
  check("GET", "/api/runs/{id}", "/api/runs/" + number);
  check("POST", "/api/runs/{id}/stop", "/api/runs/" + number + "/stop", Json::object());
  check("GET", "/api/proposals/{id}", proposal);
  check("GET", "/api/tasks", "/api/tasks");
  Json task = check("GET", "/api/tasks/{id}", "/api/tasks/" + std::to_string(run["task"].get<int64_t>()));
  for (const Json& stage : task["stages"])
    if (stage["stage"] == "check")
      check("GET", "/api/checks/{id}", "/api/checks/" + std::to_string(stage["event"].get<int64_t>()));
  check("GET", "/api/history", "/api/history");
  check("POST", "/api/undo", "/api/undo", {{"dry_run", true}});
  check("POST", "/api/undo", "/api/undo", Json::object());
  check("POST", "/api/redo", "/api/redo", {{"dry_run", true}});
  check("GET", "/api/history", "/api/history");
  check("GET", "/api/proposals/{id}/diff", proposal + "/diff");
  check("GET", "/api/show/{id}", "/api/show/" + std::to_string(run["task"].get<int64_t>()));
  check("GET", "/api/cost", "/api/cost?by=day");
  check("GET", "/api/trust", "/api/trust");
  check("GET", "/api/log", "/api/log?after=2&limit=3");
  Json found =
      check("GET", "/api/search", "/api/search?question=where+is+a+line+parsed&limit=3&scope=src/**");
  EXPECT_EQ(found["passages"][0]["path"].get<std::string>().substr(0, 10), "src/record") << to_text(found);
  EXPECT_EQ(check("GET", "/api/search", "/api/search?question=zebra")["passages"].size(), 0u);
  for (const auto& [path, body] :
       std::vector<std::pair<std::string, Json>>{{"/api/ask", {{"question", "where is a line parsed?"}}},
                                                 {"/api/pack", {{"path", "src"}}},
                                                 {"/api/map", Json::object()},
                                                 {"/api/read", {{"place", "Makefile"}}},
                                                 {"/api/verify", {{"patch", "no patch"}}},
                                                 {"/api/doctor", {{"no_checks", true}}},
                                                 {"/api/wiki", Json::object()}})
    EXPECT_TRUE(served->wait(check("POST", path, path, body)["run"], {"ended"}).contains("answer")) << path;
  folder.write("README.md", "# Records\n");
  check("GET", "/api/llms-txt", "/api/llms-txt");
  check("GET", "/api/models", "/api/models");
  Json wiki = check("GET", "/api/wiki", "/api/wiki");
  EXPECT_TRUE(has(to_text(wiki["pages"]), "src/record.h#L")) << to_text(wiki);
  check("GET", "/openapi.json", "/openapi.json");
  check("POST", "/api/session", "/api/session",
        {{"code", served->url().substr(served->url().find("#code=") + 6)}});
  // A question, and its answer.
  folder.write("src/other.c", "int parse_item;\nint parse_record_two;\n");
  Json asking = served->begin({{"task", "rename parse_item to parse_record_two"}}, {"asking", "ended"});
  ASSERT_EQ(asking["state"], "asking") << to_text(asking);
  check("POST", "/api/runs/{id}/answer",
        "/api/runs/" + std::to_string(asking["run"].get<int64_t>()) + "/answer", {{"choice", 0}});
  Sequence second = propose({{"task", "replace \"fine\" by \"well\" in Makefile"}});
  check("POST", "/api/proposals/{id}/reject", "/api/proposals/" + std::to_string(second) + "/reject",
        {{"reason", "no"}});
  // The others need a model or do not return JSON: model_test.cc and events_test.cc call them;
  // tests/functions calls the runs, tests/cli/gate_test.cc the gate, tests/cli/receipt_test.cc the receipts.
  for (const auto& [path, methods] : openapi["paths"].items())
    for (const auto& [method, route] : methods.items()) {
      std::string name = (method == "get" ? "GET " : "POST ") + path;
      static const std::set<std::string> others = {
          "/api/events",      "/api/calls/{id}",  "/api/runs/{id}/plan", "/api/fix",         "/api/review",
          "/api/resume",      "/api/models/test", "/api/models/bench",   "/api/models/find", "/api/gate/run",
          "/api/gate/status", "/api/receipt",     "/api/receipt/verify"};
      bool elsewhere = others.contains(path);
      EXPECT_EQ(asked.contains(name), !elsewhere) << name;
    }
}

TEST_F(ApiTest, WhatMakesNoSenseIsRefusedAndChangesNothing) {
  serve();
  auto before = folder.snapshot();
  for (const auto& [target, body] : std::vector<std::pair<std::string, Json>>{
           {"/api/do", Json::object()},
           {"/api/do", {{"task", "  "}}},
           {"/api/do", {{"task", 7}}},
           {"/api/do", {{"task", "x"}, {"levle", "chat"}}},
           {"/api/do", {{"task", "x"}, {"level", "god"}}},
           {"/api/do", {{"task", "x"}, {"scope", "src"}}},
           {"/api/do", {{"task", "x"}, {"scope", {"../x"}}}},
           {"/api/do", {{"task", "x"}, {"model", "nobody"}}},
           {"/api/do", Json::array()},
           {"/api/undo", {{"id", "1"}}},
           {"/api/undo", Json::object()},
           {"/api/undo", {{"id", 99}}},
           {"/api/runs/7/stop", Json::object()},
           {"/api/runs/7/level", {{"level", "chat"}}},
           {"/api/proposals/7/reject", {{"reason", "x"}}},
           {"/api/proposals/7/apply", Json::object()},
           {"/api/proposals/7/marks", {{"revision", 0}, {"marks", Json::array()}}}}) {
    Answer answer = served->post(target, body);
    EXPECT_EQ(answer.status / 100, 4) << target << " " << to_text(body) << " " << answer.status;
    EXPECT_TRUE(answer.json().contains("error")) << target;
  }
  for (const char* target :
       {"/api/nothing", "/api/runs/x", "/api/runs/-1", "/api/runs/99999999999999999999", "/api/log?after=x",
        "/api/log?limit=-1", "/api/status?x=1", "/api/proposals/1/units?count=100000", "/api/file",
        "/api/file?path=nothing", "/api/calls/1", "/api/tasks/1"}) {
    Answer answer = served->get(target);
    EXPECT_EQ(answer.status / 100, 4) << target << " " << answer.status;
  }
  Answer broken =
      served->ask("POST", "/api/do",
                  {{"Authorization", "Bearer " + served->token()}, {"Content-Type", "application/json"}},
                  "{\"text\": \"\xff\"");
  EXPECT_EQ(broken.status, 400);
  EXPECT_EQ(folder.snapshot(), before);
}

TEST_F(ApiTest, ChosenUnitsAreAppliedAndTheRestIsLeftOut) {
  folder.write("long.txt", "a\n1\n2\n3\n4\n5\n6\n7\n8\na\n");
  serve();
  Sequence id = propose({{"task", "replace \"a\" by \"b\" in long.txt"}, {"no_checks", true}});
  std::string proposal = "/api/proposals/" + std::to_string(id);
  EXPECT_EQ(served->get(proposal).json()["units"], 2);
  EXPECT_EQ(served->post(proposal + "/apply", Json::object()).status, 400);  // nothing is marked
  Json unit = served->get(proposal + "/units?first=1&count=1").json()["units"][0];
  std::string text = unit["text"];
  EXPECT_EQ(text, "@@ -7,4 +7,4 @@\n 6\n 7\n 8\n-a\n+b\n");
  text.replace(text.find("+b"), 2, "+c");
  Answer marked =
      served->post(proposal + "/marks", {{"revision", 0},
                                         {"marks",
                                          {{{"unit", 0}, {"mark", "rejected"}, {"reason", "not there"}},
                                           {{"unit", 1}, {"mark", "edited"}, {"text", text}}}}});
  EXPECT_EQ(marked.status, 200) << marked.body;
  Json run = apply(id);
  EXPECT_EQ(run["answer"]["status"], "applied") << to_text(run);
  EXPECT_EQ(folder.read("long.txt"), "a\n1\n2\n3\n4\n5\n6\n7\n8\nc\n");
  EXPECT_EQ(served->get(proposal).json()["state"], "replaced");
  // An edit that changes lines of the file itself is refused, and no mark is kept.
  Sequence other = propose({{"task", "replace \"c\" by \"d\" in long.txt"}, {"no_checks", true}});
  Answer wrong =
      served->post("/api/proposals/" + std::to_string(other) + "/marks",
                   {{"revision", 0},
                    {"marks", {{{"unit", 0}, {"mark", "edited"}, {"text", "@@ -1,1 +1,1 @@\n-zzz\n+d\n"}}}}});
  EXPECT_EQ(wrong.status, 400);
  EXPECT_EQ(served->get("/api/proposals/" + std::to_string(other)).json()["marks"].size(), 0u);
}

TEST_F(ApiTest, TwoPeopleOnOneUnit) {
  serve();
  Sequence id = propose();
  std::string marks = "/api/proposals/" + std::to_string(id) + "/marks";
  Json mine = served->post(marks, {{"revision", 0}, {"marks", {{{"unit", 0}, {"mark", "accepted"}}}}}).json();
  Answer theirs = served->post(
      marks, {{"revision", 0},
              {"marks", {{{"unit", 1}, {"mark", "rejected"}}, {{"unit", 0}, {"mark", "rejected"}}}}});
  EXPECT_EQ(theirs.status, 200);
  EXPECT_TRUE(theirs.json().contains("conflict"));
  EXPECT_EQ(theirs.json()["revision"], mine["revision"]);
  EXPECT_EQ(to_text(theirs.json()["marks"]), R"([{"unit":0,"mark":"accepted"}])");
  // Another unit does not matter, nor does the same one after it was seen.
  EXPECT_EQ(served->post(marks, {{"revision", 0}, {"marks", {{{"unit", 1}, {"mark", "rejected"}}}}}).status,
            200);
  EXPECT_EQ(
      served->post(marks, {{"revision", mine["revision"]}, {"marks", {{{"unit", 0}, {"mark", "undecided"}}}}})
          .status,
      200);
}

TEST_F(ApiTest, AFileChangedOutsideIsNeverOverwritten) {
  serve();
  Sequence id = propose();
  folder.write("src/record.c",
               "// mine\n#include \"record.h\"\n\nint parse_line(const char* text) { return *text; }\n");
  Json seen = served->get("/api/proposals/" + std::to_string(id)).json();
  EXPECT_TRUE(seen["files"][0].contains("outside")) << to_text(seen["files"]);
  mark_all(id, "accepted");
  Json run = apply(id);
  EXPECT_EQ(run["answer"]["status"], "conflict") << to_text(run);
  EXPECT_NE(folder.read("src/record.c").find("// mine"), std::string::npos);
  EXPECT_NE(folder.read("src/record.h").find("parse_line"), std::string::npos);
  // After a merge it is a new proposal, which is shown before it is applied.
  run = apply(id, {{"merge", true}});
  ASSERT_EQ(run["state"], "reviewing") << to_text(run);
  Sequence merged = run["proposal"];
  EXPECT_NE(merged, id);
  mark_all(merged, "accepted");
  run = apply(merged);
  EXPECT_EQ(run["answer"]["status"], "applied") << to_text(run);
  EXPECT_EQ(folder.read("src/record.c"),
            "// mine\n#include \"record.h\"\n\nint parse_record(const char* text) { return *text; }\n");
}

TEST_F(ApiTest, KilledInMidReviewNothingIsLost) {
  serve();
  Sequence id = propose();
  served->post("/api/proposals/" + std::to_string(id) + "/marks",
               {{"revision", 0}, {"marks", {{{"unit", 0}, {"mark", "rejected"}, {"reason", "style"}}}}});
  served->kill();
  serve();
  Json again = served->get("/api/proposals/" + std::to_string(id)).json();
  EXPECT_EQ(again["state"], "pending");
  EXPECT_EQ(to_text(again["marks"]), R"([{"unit":0,"mark":"rejected","reason":"style"}])");
  EXPECT_EQ(served->get("/api/proposals").json()["proposals"].size(), 1u);
  mark_all(id, "accepted", again["revision"]);
  Json applied = apply(id);
  EXPECT_EQ(applied["answer"]["status"], "applied") << to_text(applied);
  EXPECT_EQ(served->terminate(), 0);
}

TEST_F(ApiTest, TheCommandLineAndTheWorkbenchShareOneQueue) {
  serve();
  Ran ran = run_suit({"do", kRename}, folder.path());
  EXPECT_EQ(ran.code, 3) << ran.out;
  Json pending = served->get("/api/proposals").json()["proposals"];
  ASSERT_EQ(pending.size(), 1u);
  EXPECT_FALSE(pending[0].contains("run"));
  mark_all(pending[0]["id"], "accepted");
  Json applied = apply(pending[0]["id"]);
  EXPECT_EQ(applied["answer"]["status"], "applied") << to_text(applied);
  // The reverse: what waits here is decided there.
  Json run = served->begin({{"task", "rename the function parse_record to parse_it"}}, {"reviewing"});
  ran = run_suit({"review", std::to_string(run["proposal"].get<int64_t>()), "--reject", "no"}, folder.path());
  EXPECT_EQ(ran.code, 4) << ran.out << ran.err;
  run = served->wait(run["run"], {"ended"});
  EXPECT_EQ(served->get("/api/proposals/" + std::to_string(run["proposal"].get<int64_t>())).json()["state"],
            "rejected");
  EXPECT_EQ(served
                ->post("/api/proposals/" + std::to_string(run["proposal"].get<int64_t>()) + "/apply",
                       {{"undecided", "accept"}})
                .status,
            409);
}

TEST_F(ApiTest, ARunningCheckIsShownAndCanBeStopped) {
  folder.write("Makefile", "test:\n\techo begun; sleep 60\n");
  serve();
  Json run = served->begin({{"task", kRename}}, {"verifying"});
  for (int i = 0; i < 500 && !(run.contains("check") &&
                               run["check"]["output"].get<std::string>().find("begun") != std::string::npos);
       ++i) {
    ::usleep(20'000);
    run = served->get("/api/runs/" + std::to_string(run["run"].get<int64_t>())).json();
  }
  ASSERT_TRUE(run.contains("check")) << to_text(run);
  EXPECT_EQ(run["check"]["name"], "make");
  served->post("/api/runs/" + std::to_string(run["run"].get<int64_t>()) + "/stop", Json::object());
  run = served->wait(run["run"], {"ended"});
  EXPECT_EQ(run["error"]["code"], "cancelled") << to_text(run);
  EXPECT_EQ(served->get("/api/proposals").json()["proposals"].size(), 1u);
  EXPECT_NE(folder.read("src/record.c").find("parse_line"), std::string::npos);
}

TEST_F(ApiTest, AFailedCheckNamesItsPlaces) {
  folder.write("Makefile",
               "test:\n\t@echo 'src/record.c:3:5: error: no'; echo 'File \"src/record.h\", line 2'; echo "
               "'none.c:1'; grep -q parse_l src/record.c\n");
  serve();
  Json run = served->begin({{"task", kRename}}, {"ended"});
  EXPECT_EQ(run["answer"]["status"], "refused") << to_text(run);
  Json proposal = served->get("/api/proposals/" + std::to_string(run["proposal"].get<int64_t>())).json();
  EXPECT_EQ(proposal["state"], "rejected");
  Json check =
      served->get("/api/checks/" + std::to_string(proposal["checks"][0]["event"].get<int64_t>())).json();
  ASSERT_EQ(check["places"].size(), 3u) << to_text(check);
  EXPECT_EQ(check["places"][0]["path"], "src/record.c");
  EXPECT_EQ(check["places"][0]["line"], 3);
  EXPECT_EQ(check["places"][1]["path"], "src/record.h");
}

// Lowering the level of a run at autopilot makes it ask a person before it applies anything.
TEST_F(ApiTest, TheLevelOfARunningTaskCanBeLowered) {
  TemporaryFolder home;  // a bar that one clean verdict passes
  home.write("suit.toml", "[trust]\nreliability = 0.5\nerror_rate = 0.5\n");
  folder.write("Makefile", "test:\n\tsleep $$(cat pace.txt)\n");
  folder.write("pace.txt", "1\n");
  served.emplace(folder.path(),
                 std::map<std::string, std::string>{{"SUIT_CONFIG", home.path() + "/suit.toml"}});
  for (const char* text : {"replace \"1\" by \"2\" in pace.txt", "replace \"2\" by \"1\" in pace.txt"}) {
    Sequence id = propose({{"task", text}, {"no_checks", true}});
    mark_all(id, "accepted");
    Json applied = apply(id);
    EXPECT_EQ(applied["answer"]["status"], "applied") << to_text(applied);
  }
  Json levels = served->get("/api/levels?task=replace+%221%22+by+%222%22+in+pace.txt").json();
  ASSERT_EQ(levels["highest"], "autopilot") << to_text(levels);
  Json task = {{"task", "replace \"1\" by \"1.5\" in pace.txt"}, {"level", "autopilot"}};
  Json run = served->begin(task, {"verifying"});
  served->post("/api/runs/" + std::to_string(run["run"].get<int64_t>()) + "/level", {{"level", "chat"}});
  run = served->wait(run["run"], {"reviewing", "ended"});
  EXPECT_EQ(run["state"], "reviewing") << to_text(run);
  EXPECT_EQ(folder.read("pace.txt"), "1\n");
  served->post("/api/runs/" + std::to_string(run["run"].get<int64_t>()) + "/stop", Json::object());
  served->wait(run["run"], {"ended"});
  run = served->begin(task, {"ended"});  // without intervention, it is applied
  EXPECT_EQ(run["answer"]["status"], "applied") << to_text(run);
}

TEST_F(ApiTest, EveryProposerThatNeedsNoModelIsKnown) {
  serve();
  Json status = served->get("/api/status?full=true").json();
  for (const char* text : {"rename function parse_line to parse_record", "make the tests pass"})
    EXPECT_NE(std::find(status["examples"].begin(), status["examples"].end(), text), status["examples"].end())
        << text;
  EXPECT_EQ(served->get("/api/levels?task=set+a+to+1+in+a.ini").json()["kind"], "set_key");
  EXPECT_EQ(served->get("/api/levels?task=make+the+tests+pass").json()["kind"], "repair");
  EXPECT_FALSE(served->get("/api/levels?task=make+coffee").json().contains("kind"));
}

TEST_F(ApiTest, NamesAndTextsOfAnyBytes) {
  std::string name = "<img src=x onerror=alert(1)>\n\x1b[31m\xff.txt";
  folder.write(name, "old \xff \xe2\x80\xae bidi \x1b[2J\n");
  serve();
  Json entries = served->get("/api/folder").json()["entries"];
  EXPECT_TRUE(std::any_of(entries.begin(), entries.end(),
                          [](const Json& entry) { return entry["name"].contains("hex"); }));
  Sequence id = propose({{"task", "replace \"old\" by \"new\" in *.txt"}, {"no_checks", true}});
  Answer proposal = served->get("/api/proposals/" + std::to_string(id));
  EXPECT_EQ(proposal.fields["content-type"], "application/json");
  Json unit = served->get("/api/proposals/" + std::to_string(id) + "/units").json()["units"][0];
  EXPECT_EQ(unit["editable"], false);  // text that is not UTF-8 can't be typed
  mark_all(id, "accepted");
  Json applied = apply(id);
  EXPECT_EQ(applied["answer"]["status"], "applied") << to_text(applied);
  EXPECT_EQ(folder.read(name), "new \xff \xe2\x80\xae bidi \x1b[2J\n");
}

}  // namespace
}  // namespace suit
