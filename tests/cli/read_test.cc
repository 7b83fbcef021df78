// suit read through the binary: files, pipes, well-behaved and misbehaving servers on loopback.
#include <filesystem>
#include <fstream>

#include "base/json.h"
#include "support/faulty_upstream.h"
#include "support/testing.h"
#include "support/zip_of.h"

namespace suit {
namespace {

class ReadCommandTest : public testing::Test {
 protected:
  Ran read(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "read");
    return run_suit(arguments, folder_.path(), {{"SUIT_CONFIG", settings_.path() + "/suit.toml"}});
  }
  void allow(const FaultyUpstream& upstream, const std::string& more = "") {
    settings_.write("suit.toml",
                    "[read]\nhosts = [\"127.0.0.1:" + std::to_string(upstream.port()) + "\"]\n" + more);
  }
  std::string events() { return run_suit({"log", "--json", "--limit", "0"}, folder_.path()).out; }
  TemporaryFolder folder_, settings_;
};

TEST_F(ReadCommandTest, FilesAndPipes) {
  folder_.write("a.html",
                "<title>T</title><nav>menu</nav><main><h1>T</h1><p>text <a href=b.html>b</a></main>");
  EXPECT_EQ(read({"a.html"}).out, "# T\n\ntext [b](b.html)\n");
  EXPECT_EQ(read({"a.html", "--base", "https://x.org/d/"}).out, "# T\n\ntext [b](https://x.org/d/b.html)\n");
  EXPECT_TRUE(has(read({"a.html", "--all"}).out, "menu"));
  Ran piped = run_program({SUIT_BINARY, "read", "-"}, folder_.path(), "<p>piped");
  EXPECT_EQ(piped.out, "piped\n") << piped.err;
  Ran ran = read({"a.html", "--json"});
  auto json = parse_json(ran.out);
  ASSERT_TRUE(json) << ran.out << ran.err;
  EXPECT_EQ((*json)["form"], "html");
  EXPECT_EQ((*json)["title"], "T");
  EXPECT_EQ((*json)["untrusted"], true);
  EXPECT_GT((*json)["tokens"], 5);
  EXPECT_EQ(read({"a.html", "-o", "a.md"}).out, "");
  EXPECT_EQ(folder_.read("a.md"), "# T\n\ntext [b](b.html)\n");
  EXPECT_EQ(read({"missing.html"}).code, 1);
  EXPECT_FALSE(std::filesystem::exists(folder_.path() + "/.suit"));  // reading creates no files
}

TEST_F(ReadCommandTest, PdfIsReadInTheSandbox) {
  folder_.write("a.pdf", pdf_of({{24, 72, 700, "A title"},
                                 {12, 72, 660, "Some text in a paragraph that is long enough"},
                                 {12, 72, 646, "to be the body of it."}}));
  Ran ran = read({"a.pdf"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.out, "# A title\n\nSome text in a paragraph that is long enough to be the body of it.\n");
  folder_.write("empty.pdf", pdf_of({}));
  ran = read({"empty.pdf"});
  EXPECT_TRUE(has(ran.err, "has no text")) << ran.err;
  EXPECT_TRUE(has(ran.err, "OCR")) << ran.err;
  folder_.write("broken.pdf", "%PDF-1.7\nnothing of the kind");
  EXPECT_TRUE(has(read({"broken.pdf"}).err, "the PDF is broken"));
  // A cycle in the page tree.
  folder_.write("loop.pdf",
                "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages "
                "/Kids [2 0 R 2 0 R] /Count 9 >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n");
  EXPECT_NE(read({"loop.pdf"}).code, 0);
}

TEST_F(ReadCommandTest, FetchingIsOffUntilTheHostIsAllowed) {
  FaultyUpstream upstream([](const Received&, Peer& peer) {
    peer.send(answer_of(200, "<p>page", "Content-Type: text/html\r\n"));
  });
  Ran ran = read({upstream.url("/page")});
  EXPECT_EQ(ran.code, 4) << ran.err;
  EXPECT_TRUE(has(ran.err, "is not allowed")) << ran.err;
  EXPECT_TRUE(has(ran.err, "[read] hosts = [\"127.0.0.1:")) << ran.err;
  EXPECT_EQ(upstream.connections(), 0);
  // A folder can't allow it.
  folder_.write("suit.toml", "[read]\nhosts = [\"127.0.0.1:" + std::to_string(upstream.port()) + "\"]\n");
  EXPECT_TRUE(has(read({upstream.url("/page")}).err, "is allowed only in your own settings"));
  std::filesystem::remove(folder_.path() + "/suit.toml");
  allow(upstream);
  EXPECT_TRUE(has(read({upstream.url("/page"), "--offline"}).err, "offline"));
  EXPECT_EQ(upstream.connections(), 0);
  EXPECT_EQ(read({upstream.url("/page?a=1#part")}).out, "page\n");
  EXPECT_EQ(upstream.received()[0].target, "/page?a=1");
  EXPECT_TRUE(has(upstream.received()[0].fields.at("accept"), "text/markdown"));
  EXPECT_TRUE(has(events(), "\"kind\":\"egress_end\"")) << events();
}

TEST_F(ReadCommandTest, WhatIsMadeForModelsComesFirst) {
  FaultyUpstream upstream([](const Received& request, Peer& peer) {
    if (request.target == "/llms.txt")
      return (void)peer.send(answer_of(200, "# Site\n\n> For models\n", "Content-Type: text/plain\r\n"));
    if (request.target == "/md" && has(request.fields.at("accept"), "text/markdown"))
      return (void)peer.send(
          answer_of(200, "# As Markdown\n", "Content-Type: text/markdown; charset=utf-8\r\n"));
    if (request.target == "/linked")
      return (void)peer.send(answer_of(200,
                                       "<link rel=alternate type=\"text/markdown\" href=\"/md\"><p>as HTML",
                                       "Content-Type: text/html\r\n"));
    peer.send(answer_of(404, "no"));
  });
  allow(upstream);
  EXPECT_EQ(read({upstream.url("")}).out, "# Site\n\n> For models\n");
  EXPECT_EQ(read({upstream.url("/")}).out, "# Site\n\n> For models\n");
  EXPECT_EQ(read({upstream.url("/md")}).out, "# As Markdown\n");
  EXPECT_EQ(read({upstream.url("/linked")}).out, "# As Markdown\n");
}

TEST_F(ReadCommandTest, ServersThatMisbehave) {
  std::string elsewhere;
  FaultyUpstream upstream([&](const Received& request, Peer& peer) {
    if (request.target == "/moved")
      return (void)peer.send(answer_of(302, "", "Location: ../there/page?x=1\r\n"));
    if (request.target == "/there/page?x=1")
      return (void)peer.send(answer_of(200, "<a href=next>n</a>", "Content-Type: text/html\r\n"));
    if (request.target == "/loop") return (void)peer.send(answer_of(301, "", "Location: /loop\r\n"));
    if (request.target == "/away")
      return (void)peer.send(answer_of(301, "", "Location: " + elsewhere + "\r\n"));
    if (request.target == "/away-again")
      return (void)peer.send(answer_of(301, "", "Location: file:///etc/passwd\r\n"));
    if (request.target == "/broken") {
      peer.send(answer_head(200, "Content-Length: 100\r\n") + "only this");
      return peer.close();
    }
    if (request.target == "/huge")
      return (void)peer.send(answer_head(200, "Content-Length: 99999999999\r\n"));
    if (request.target == "/picture")
      return (void)peer.send(answer_of(200, std::string("\x89PNG\0\0\0", 7), "Content-Type: image/png\r\n"));
    peer.send(answer_of(request.target == "/500" ? 500 : 404, "<p>an error page"));
  });
  FaultyUpstream other([](const Received&, Peer& peer) { peer.send(answer_of(200, "secret")); });
  elsewhere = other.url("/x");
  allow(upstream);
  EXPECT_EQ(read({upstream.url("/moved")}).out, "[n](" + upstream.url("/there/next") + ")\n");
  EXPECT_TRUE(has(read({upstream.url("/loop")}).err, "redirects more than"));
  EXPECT_TRUE(has(read({upstream.url("/away")}).err, "is not allowed"));
  EXPECT_EQ(other.connections(), 0);
  EXPECT_EQ(read({upstream.url("/away-again")}).code, 2);
  EXPECT_EQ(read({upstream.url("/gone")}).code, 1);
  EXPECT_TRUE(has(read({upstream.url("/500")}).err, "the server answers 500"));
  EXPECT_NE(read({upstream.url("/broken")}).code, 0);
  EXPECT_NE(read({upstream.url("/huge")}).code, 0);
  EXPECT_TRUE(has(read({upstream.url("/picture")}).err, "is not text or a supported document"));
  allow(upstream, "nonsense = 1\n");
  EXPECT_TRUE(has(read({upstream.url("/moved")}).err, "nonsense"));
}

}  // namespace
}  // namespace suit
