// Attacks on the workbench's server by those who must not get in.
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <regex>
#include <thread>

#include "base/text.h"
#include "http/api.h"
#include "http/workbench.h"
#include "http/workbench_page.h"
#include "propose/mechanic/mechanic.h"
#include "support/served.h"
#include "support/testing.h"

namespace suit {
namespace {

class Attacks : public testing::Test {
 protected:
  Attacks() {
    folder.write("a.txt", "one\n");
    served.emplace(folder.path());
  }
  std::string bearer() const { return "Bearer " + served->token(); }
  // As the person's own page sends it.
  HeaderFields page_fields_of(const std::string& its) const {
    return {{"Authorization", "Bearer " + its},
            {"Origin", "http://" + served->host()},
            {"Sec-Fetch-Site", "same-origin"},
            {"Content-Type", "application/json"}};
  }
  HeaderFields page_fields() {
    if (session.empty()) session = served->session();
    HeaderFields fields = page_fields_of(session);
    fields.pop_back();
    return fields;
  }
  Answer exchange(const std::string& code, const std::string& origin = "") {
    HeaderFields fields = {{"Content-Type", "application/json"}};
    if (!origin.empty()) fields.emplace_back("Origin", origin);
    return served->ask("POST", "/api/session", fields, to_text({{"code", code}}));
  }
  std::string code() const { return served->url().substr(served->url().find("#code=") + 6); }
  std::string session;
  TemporaryFolder folder;
  std::optional<Served> served;
};

std::string route_with_numbers(std::string_view path) {
  return std::regex_replace(std::string(path), std::regex("\\{id\\}"), "1");
}

TEST_F(Attacks, NothingIsAnsweredWithoutAToken) {
  for (const Route& route : Api::routes()) {
    std::string path = route_with_numbers(route.path), method(route.method);
    if (path == kSessionPath) continue;
    EXPECT_EQ(served->ask(method, path, {{"Content-Type", "application/json"}}, method == "POST" ? "{}" : "")
                  .status,
              401)
        << path;
  }
  for (const char* path :
       {"/nothing", "/api", "/api/", "/api/session", "/page/app.js", "/app.js/", "//app.js", "/index.html/x"})
    EXPECT_EQ(served->ask("GET", path, {}).status, 401) << path;
  EXPECT_EQ(exchange("").status, 401);
}

// A browser opening the URL can't send a header yet; the page it gets is the same in every copy of Suit.
TEST_F(Attacks, ThePageItselfHoldsNothingOfTheFolder) {
  std::string secrets[] = {served->token(), code(), folder.path()};
  for (const PageFile& file : page_files())
    for (const std::string& query : {std::string(), "?token=" + served->token(), "?code=" + code()}) {
      Answer answer = served->ask("GET", "/" + std::string(file.name) + query, {});
      EXPECT_EQ(answer.status, 200) << file.name;
      EXPECT_FALSE(answer.fields.contains("set-cookie"));
      for (const std::string& secret : secrets)
        EXPECT_EQ(answer.body.find(secret), answer.body.npos) << file.name;
      EXPECT_EQ(
          served->ask("POST", "/" + std::string(file.name), {{"Content-Type", "application/json"}}, "{}")
              .status,
          401);
    }
}

TEST_F(Attacks, AWrongTokenIsNone) {
  std::string token = served->token();
  std::string other = token;
  other[0] = other[0] == '0' ? '1' : '0';
  for (const std::string& wrong :
       {other, token.substr(1), token + "0", token.substr(0, 1), std::string(), std::string(48, '0')}) {
    EXPECT_EQ(served->ask("GET", "/api/status", {{"Authorization", "Bearer " + wrong}}).status, 401);
    EXPECT_EQ(exchange(wrong).status, 401);
  }
  EXPECT_EQ(served->ask("GET", "/api/status", {{"Authorization", "Basic " + token}}).status, 401);
  // Neither in a URL nor in a cookie; and it is not the code.
  EXPECT_EQ(exchange(token).status, 401);
  EXPECT_EQ(served->ask("GET", "/api/status?token=" + token, {}).status, 401);
  EXPECT_EQ(
      served->ask("GET", "/api/status", {{"Cookie", "suit_" + std::to_string(served->port()) + "=" + token}})
          .status,
      401);
}

TEST_F(Attacks, TheAddressWorksOnce) {
  EXPECT_EQ(served->url(),
            "http://" + served->host() + "/#code=" + code());  // a fragment: browsers do not send it
  EXPECT_EQ(served->url().find(served->token()), std::string::npos);
  for (const char* origin : {"http://evil.example", "null"}) EXPECT_EQ(exchange(code(), origin).status, 403);
  for (const char* body : {"", "{}", "[]", "{\"code\": 1}", "{\"code\": \"\", \"x\": 1}", "null"})
    EXPECT_GE(served->ask("POST", "/api/session", {{"Content-Type", "application/json"}}, body).status, 400)
        << body;
  EXPECT_EQ(
      served->ask("POST", "/api/session", {{"Content-Type", "application/json"}}, std::string(2000, 'x'))
          .status,
      413);
  Answer first = exchange(code(), "http://" + served->host());
  EXPECT_EQ(first.status, 200);
  EXPECT_EQ(exchange(code(), "http://" + served->host()).status, 401);
  std::string mine = string_or(first.json(), "token", "");
  // The same URL in another tab of an authenticated person.
  Answer again = served->ask("POST", "/api/session", page_fields_of(mine), to_text({{"code", code()}}));
  EXPECT_EQ(string_or(again.json(), "token", ""), mine);
  EXPECT_NE(mine, served->token());
  EXPECT_NE(mine, code());
  EXPECT_EQ(served->ask("GET", "/api/status", {{"Authorization", "Bearer " + mine}}).status, 200);
  EXPECT_EQ(served->ask("GET", "/api/status", {{"Authorization", "Bearer " + code()}}).status, 401);
  // From another server on the same machine.
  Served other(folder.path());
  EXPECT_EQ(other.ask("GET", "/api/status", {{"Authorization", "Bearer " + mine}}).status, 401);
}

// Browsers send a machine's cookies to all its ports, so every listener would receive them.
TEST_F(Attacks, NoCookieIsSetAndNoneLetsIn) {
  std::string page = page_fields()[0].second.substr(7);
  for (const char* path : {"/", "/app.js", "/api/status", "/api/nothing"})
    for (const Answer& answer :
         {served->ask("GET", path, page_fields()), served->ask("GET", path, {}), served->get(path)})
      EXPECT_FALSE(answer.fields.contains("set-cookie")) << path;
  for (const std::string& secret : {page, served->token(), code()})
    for (const std::string& name :
         {std::string("suit"), "suit_" + std::to_string(served->port()), std::string("token")})
      EXPECT_EQ(served
                    ->ask("GET", "/api/status",
                          {{"Cookie", name + "=" + secret}, {"Origin", "http://" + served->host()}})
                    .status,
                401);
}

// Readable by any local user: command lines of all processes, and the folder of those that open a browser.
TEST_F(Attacks, NoSecretIsOnACommandLineAndTheBrowsersPageIsPrivate) {
  TemporaryFolder bin, runtime;
  std::filesystem::permissions(runtime.path(), std::filesystem::perms::owner_all);
  std::string seen = bin.path() + "/seen";
  bin.write("xdg-open", "#!/bin/sh\ncat /proc/$$/cmdline > " + seen + ".new\necho \"$1\" > " + seen +
                            ".page\nmv " + seen + ".new " + seen + "\n");
  std::filesystem::permissions(bin.path() + "/xdg-open", std::filesystem::perms::owner_all);
  Served shown(folder.path(),
               {{"PATH", bin.path() + ":" + std::getenv("PATH")},
                {"DISPLAY", ":0"},
                {"XDG_RUNTIME_DIR", runtime.path()}},
               {"--open"});
  for (int i = 0; i < 1000 && !std::filesystem::exists(seen); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  std::string page = runtime.path() + "/suit/workbench-" + std::to_string(shown.port()) + ".html";
  std::string text = must(read_file(page, 1 << 16)), line = must(read_file(seen, 1 << 16));
  EXPECT_EQ(must(read_file(seen + ".page", 1 << 16)), page + "\n");
  std::string code = text.substr(text.find("#code=") + 6, 48);
  for (const std::string& secret : {code, shown.token(), shown.url().substr(shown.url().size() - 48)}) {
    EXPECT_EQ(line.find(secret), line.npos);
    EXPECT_EQ(must(read_file("/proc/" + std::to_string(shown.process()) + "/cmdline", 1 << 16)).find(secret),
              std::string::npos);
  }
  auto mode = [](const std::string& path) { return std::filesystem::status(path).permissions(); };
  EXPECT_EQ(mode(page), std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  EXPECT_EQ(mode(runtime.path() + "/suit"), std::filesystem::perms::owner_all);
  // Its code differs from the printed one and works once; the page is then removed.
  EXPECT_EQ(shown.url().find(code), std::string::npos);
  HeaderFields fields = {{"Content-Type", "application/json"}};
  EXPECT_EQ(shown.ask("POST", "/api/session", fields, to_text({{"code", code}})).status, 200);
  EXPECT_EQ(shown.ask("POST", "/api/session", fields, to_text({{"code", code}})).status, 401);
  EXPECT_FALSE(std::filesystem::exists(page));
  EXPECT_FALSE(shown.session().empty());
}

// If another user's folder or a link is at the place of ours, no page is written.
TEST_F(Attacks, ThePageOfTheBrowserGoesIntoNobodyElsesFolder) {
  TemporaryFolder runtime, elsewhere;
  std::filesystem::create_directory_symlink(elsewhere.path(), runtime.path() + "/suit");
  TemporaryFolder open;
  std::filesystem::create_directory(open.path() + "/suit");
  std::filesystem::permissions(open.path() + "/suit", std::filesystem::perms::all);
  for (const std::string& top : {runtime.path(), open.path()}) {
    Served shown(folder.path(), {{"DISPLAY", ":0"}, {"XDG_RUNTIME_DIR", top}}, {"--open"});
    EXPECT_TRUE(std::filesystem::is_empty(top + "/suit"));
    EXPECT_FALSE(shown.session().empty());
  }
}

TEST_F(Attacks, ACodeExpires) {
  Gate gate(1, random_token(24));
  bool was_used = false;
  std::string late = gate.make_code(1, [&] { was_used = true; }), kept = gate.make_code();
  std::this_thread::sleep_for(std::chrono::milliseconds(5));
  auto ask = [&](const std::string& code) {
    return gate.exchange({.method = "POST", .path = kSessionPath, .body = to_text({{"code", code}})}).status;
  };
  EXPECT_EQ(ask(late), 401);
  EXPECT_FALSE(was_used);
  EXPECT_EQ(ask(kept), 200);
}

TEST_F(Attacks, AnotherHostsNameIsRefused) {  // DNS rebinding
  std::string port = ":" + std::to_string(served->port());
  for (const std::string& host : {"evil.example" + port, std::string("127.0.0.1"), std::string("127.0.0.1:1"),
                                  "127.0.0.1.evil.example" + port, "[::1]" + port, "0.0.0.0" + port,
                                  std::string("localhost"), std::string()})
    EXPECT_EQ(served->ask("GET", "/api/status", {{"Host", host}, {"Authorization", bearer()}}).status, 421)
        << host;
  EXPECT_EQ(
      served->ask("GET", "/api/status", {{"Host", "localhost" + port}, {"Authorization", bearer()}}).status,
      200);
  // Two Host fields.
  EXPECT_NE(served
                ->ask("GET", "/api/status",
                      {{"Host", served->host()}, {"Host", "evil.example"}, {"Authorization", bearer()}})
                .status,
            200);
}

TEST_F(Attacks, OtherSitesAreRefused) {
  HeaderFields page = page_fields();
  for (const std::string& origin :
       {std::string("http://evil.example"), std::string("null"), "https://" + served->host(),
        "http://" + served->host() + ".evil.example", std::string("http://127.0.0.1:1")}) {
    EXPECT_EQ(served->ask("GET", "/api/status", {page[0], {"Origin", origin}}).status, 403) << origin;
    EXPECT_EQ(served
                  ->ask("POST", "/api/undo",
                        {page[0], {"Origin", origin}, {"Content-Type", "application/json"}}, "{}")
                  .status,
              403)
        << origin;
  }
  for (const char* site : {"cross-site", "same-site"})
    EXPECT_EQ(served->ask("GET", "/api/events", {page[0], {"Sec-Fetch-Site", site}}).status, 403);
}

TEST_F(Attacks, AForgedFormIsRefused) {  // CSRF
  std::string body = R"({"task": "remove the first line of a.txt"})";
  // A form can't send custom headers, so it is refused whatever else it sends.
  for (const std::string& origin : {std::string(), "http://" + served->host()}) {
    HeaderFields fields = {{"Content-Type", "application/json"}};
    if (!origin.empty()) fields.emplace_back("Origin", origin);
    EXPECT_EQ(served->ask("POST", "/api/do", fields, body).status, 401);
  }
  // What a form can send without a preflight.
  for (const char* type : {"text/plain", "application/x-www-form-urlencoded",
                           "multipart/form-data; boundary=x", "", "application/jsonp"}) {
    HeaderFields fields = page_fields();
    fields.emplace_back("Content-Type", type);
    EXPECT_EQ(served->ask("POST", "/api/do", fields, body).status, 415) << type;
  }
  // No answer allows another site to send or read.
  Answer preflight =
      served->ask("OPTIONS", "/api/tasks",
                  {{"Origin", "http://evil.example"}, {"Access-Control-Request-Method", "POST"}});
  EXPECT_EQ(preflight.status, 403);
  for (const Answer& answer : {preflight, served->get("/api/status")})
    for (const auto& [name, value] : answer.fields) EXPECT_FALSE(name.starts_with("access-control")) << name;
  EXPECT_EQ(served->get("/api/runs").json()["runs"].size(), 0u);
}

TEST_F(Attacks, OtherMethodsAreRefused) {
  for (const char* method : {"PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "HEAD"})
    EXPECT_EQ(served->ask(method, "/api/status", {{"Authorization", bearer()}}).status, 405) << method;
  EXPECT_EQ(served->get("/api/undo").status, 405);
  EXPECT_EQ(served->post("/api/status", Json::object()).status, 405);
}

TEST_F(Attacks, ThePageRunsNoScriptButItsOwn) {
  Answer page = served->get("/");
  ASSERT_EQ(page.status, 200);
  std::string policy = page.fields["content-security-policy"];
  EXPECT_NE(policy.find("default-src 'none'"), policy.npos);
  EXPECT_NE(policy.find("script-src 'self';"), policy.npos);
  EXPECT_NE(policy.find("frame-ancestors 'none'"), policy.npos);
  EXPECT_EQ(policy.find("unsafe"), policy.npos);
  EXPECT_EQ(page.body.find("__NONCE__"), page.body.npos);
  EXPECT_NE(served->get("/").fields["content-security-policy"],
            policy);  // the nonce for its styles is used once
  for (const char* pattern :
       {"<script(?![^>]*\\bsrc=)", "<style", "\\son[a-z]+\\s*=", "\\sstyle\\s*=", "https?://", "javascript:"})
    EXPECT_FALSE(std::regex_search(page.body, std::regex(pattern))) << pattern;
  for (const char* path : {"/", "/app.js", "/api/status", "/api/nothing"}) {
    Answer answer = served->get(path);
    EXPECT_EQ(answer.fields["x-content-type-options"], "nosniff") << path;
    EXPECT_EQ(answer.fields["referrer-policy"], "no-referrer") << path;
    EXPECT_EQ(answer.fields["cache-control"], "no-store") << path;
    EXPECT_NE(answer.fields["content-security-policy"], "") << path;
  }
}

TEST_F(Attacks, NoPathLeavesTheFolder) {
  std::string outside = folder.path() + "/../outside-" + std::to_string(::getpid());
  std::ofstream(outside) << "secret";
  std::string name = std::filesystem::path(outside).filename();
  folder.write("sub/b.txt", "b\n");
  for (const std::string& path : std::vector<std::string>{
           "../" + name, "sub/../../" + name, "..%2f" + name, "%2e%2e/" + name, outside, "./a.txt", "a.txt/",
           "sub//b.txt", std::string("a.txt%00"), std::string("/etc/passwd"), std::string("..")}) {
    Answer answer = served->get("/api/file?path=" + path);
    EXPECT_GE(answer.status, 400) << path;
    EXPECT_EQ(answer.body.find("secret"), answer.body.npos) << path;
    EXPECT_GE(served->get("/api/folder?path=" + path).status, 400) << path;
  }
  for (const char* path : {"/../a.txt", "/app.js/../../a.txt", "/%2e%2e/a.txt", "/a.txt", "//a.txt",
                           "/.suit/ledger.db", "/page/app.js"})
    EXPECT_GE(served->get(path).status, 400) << path;
  for (const char* path : {".suit/ledger.db", ".suit", ".git/config", ".suit/"}) {
    EXPECT_EQ(served->get("/api/file?path=" + std::string(path)).status == 200, false) << path;
    EXPECT_GE(served->get("/api/folder?path=" + std::string(path)).status, 400) << path;
  }
  EXPECT_EQ(served->get("/api/file?path=sub/b.txt").json()["text"], "b\n");
  std::filesystem::remove(outside);
}

TEST_F(Attacks, NoLinkLeadsOut) {
  std::filesystem::create_symlink("/etc/passwd", folder.path() + "/link");
  std::filesystem::create_directory_symlink("/etc", folder.path() + "/etc");
  for (const char* path : {"link", "etc/passwd", "etc"}) {
    Answer answer = served->get("/api/file?path=" + std::string(path));
    EXPECT_GE(answer.status, 400) << path;
    EXPECT_EQ(answer.body.find("root:"), answer.body.npos);
  }
  EXPECT_GE(served->get("/api/folder?path=etc").status, 400);
}

TEST_F(Attacks, WhatIsTooLargeIsNotRead) {
  Client large(served->port());
  std::string head = "POST /api/do HTTP/1.1\r\nHost: " + served->host() + "\r\nAuthorization: " + bearer() +
                     "\r\nContent-Type: application/json\r\n";
  large.send(head + "Content-Length: 100000000000\r\n\r\n{");
  EXPECT_EQ(large.read().value_or(Answer{}).status, 413);
  Client chunked(served->port());
  chunked.send(head + "Transfer-Encoding: chunked\r\n\r\n");
  std::string chunk = "100000\r\n" + std::string(1u << 20, 'x') + "\r\n";
  for (int i = 0; i < 8 && chunked.send(chunk); ++i) {
  }
  auto answer = chunked.read();
  EXPECT_TRUE(!answer || answer->status == 413);
  EXPECT_EQ(
      served->ask("GET", "/api/status", {{"X-Long", std::string(40'000, 'x')}, {"Authorization", bearer()}})
          .status,
      413);
  EXPECT_EQ(served->post("/api/do", {{"task", std::string(5u << 20, 'x')}}).status, 413);
  // Nesting so deep that a recursive parser would overflow the stack.
  std::string deep = R"({"task": )" + std::string(500'000, '[') + "}";
  EXPECT_EQ(served->ask("POST", "/api/do",
                        {{"Authorization", bearer()}, {"Content-Type", "application/json"}}, deep)
                    .status /
                100,
            4);
  EXPECT_EQ(served->get("/api/status").status, 200);
}

TEST_F(Attacks, MalformedRequestsEndTheConnectionAlone) {
  std::string host =
      "Host: " + served->host() + "\r\nAuthorization: " + bearer() + "\r\nContent-Type: application/json\r\n";
  for (const std::string& bytes : std::vector<std::string>{
           std::string("\r\n\r\n\r\n"), std::string("GET\r\n\r\n"), std::string("GET / HTTP/9.9\r\n\r\n"),
           "GET /%zz HTTP/1.1\r\n" + host + "\r\n", "GET http://evil.example/ HTTP/1.1\r\n" + host + "\r\n",
           "GET / HTTP/1.1\r\nHost : x\r\n\r\n", std::string("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
           std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11) + std::string(200, '\0'),
           "POST /api/undo HTTP/1.1\r\n" + host + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}x",
           "POST /api/undo HTTP/1.1\r\n" + host +
               "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
           "POST /api/undo HTTP/1.1\r\n" + host + "Content-Length: -1\r\n\r\n", std::string(100'000, '\n'),
           std::string(100'000, '\xff')}) {
    Client client(served->port());
    client.send(bytes);
    auto answer = client.read();
    EXPECT_TRUE(!answer || answer->status >= 400) << printable(bytes.substr(0, 60)) << " " << answer->status;
  }
  EXPECT_EQ(served->get("/api/status").status, 200);
}

TEST_F(Attacks, OnlyThisMachineIsListenedTo) {
  std::ifstream table("/proc/" + std::to_string(served->process()) + "/net/tcp");
  char hex[16];
  std::snprintf(hex, sizeof hex, ":%04X", served->port());
  std::string line;
  int listening = 0;
  while (std::getline(table, line)) {
    if (line.find(hex) == line.npos || line.find(" 0A ") == line.npos) continue;
    ++listening;
    EXPECT_NE(line.find(std::string("0100007F") + hex), line.npos) << line;
  }
  EXPECT_EQ(listening, 1);
}

}  // namespace
}  // namespace suit
