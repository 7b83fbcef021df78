// Setting keys in configuration files.
#include "propose/mechanic/keys.h"
#include "propose/mechanic/folder_test.h"

namespace suit::mechanic {
namespace {

class Keys : public FolderTest {
 protected:
  // The file's new content.
  std::string set(const std::string& path, const std::string& content, const std::string& what,
                  std::vector<size_t> answers = {}) {
    put(path, content);
    return changes(what + " in " + path, {}, std::move(answers))[path];
  }
};

TEST_F(Keys, Json) {
  EXPECT_EQ(set("a.json", "{ \"a\" : {\"b\": [1, {\"c\":2}]},\r\n  \"s\": \"x\" }", "set a.b[1].c to 3"),
            "{ \"a\" : {\"b\": [1, {\"c\":3}]},\r\n  \"s\": \"x\" }");
  EXPECT_EQ(set("a.json", "{\"s\": \"x\"}\n", "set s to \"q\\\"\\\\é\""), "{\"s\": \"q\\\"\\\\é\"}\n");
  EXPECT_EQ(set("a.json", "{\"s\": \"1.0\"}", "set s to 2"), "{\"s\": \"2\"}");
  EXPECT_EQ(set("a.json", "// c\n{\"t\": true, /* \"t\": 1 */ \"n\": null,}\n", "set t to false"),
            "// c\n{\"t\": false, /* \"t\": 1 */ \"n\": null,}\n");
  EXPECT_EQ(set("a.json", "{\"n\": null}", "set n to 5"), "{\"n\": 5}");
  EXPECT_EQ(set("a.json", "{\"a.b\": {\"c d\": 1}}", "set \"a.b\".\"c d\" to 2"), "{\"a.b\": {\"c d\": 2}}");
  EXPECT_EQ(set("a.json", "{\"x\": 1}", "set x = 2"), "{\"x\": 2}");
  EXPECT_EQ(set("a.json", "\xef\xbb\xbf{\"x\": -1.5e3}", "set x to 2"), "\xef\xbb\xbf{\"x\": 2}");
}

TEST_F(Keys, JsonRefuses) {
  put("a.json", "{\"a\": {\"port\": 80}, \"b\": {\"port\": 81}, \"host\": \"h\", \"list\": [1]}");
  EXPECT_EQ(error("set prt to 1 in a.json").code, ErrorCode::kNotFound);
  EXPECT_EQ(error("set hots to 1 in a.json").hint, "did you mean host?");
  EXPECT_EQ(question("set port to 1 in a.json").choices,
            (std::vector<std::string>{"a.port (80)", "b.port (81)", "stop"}));
  EXPECT_EQ(changes("set port to 1 in a.json", {}, {1})["a.json"],
            "{\"a\": {\"port\": 80}, \"b\": {\"port\": 1}, \"host\": \"h\", \"list\": [1]}");
  EXPECT_EQ(error("set list to 1 in a.json").code, ErrorCode::kInvalid);
  EXPECT_EQ(error("set host to h in a.json").code, ErrorCode::kInvalid);
  EXPECT_EQ(error("change host from x to y in a.json").code, ErrorCode::kConflict);
  EXPECT_EQ(changes("change host from h to y in a.json").size(), 1u);
  EXPECT_EQ(error("set host to y in a.json", {"a.json:2"}).code, ErrorCode::kDenied);
  EXPECT_EQ(question("set a.port to abc in a.json").choices.size(), 2u);
  EXPECT_NE(changes("set a.port to abc in a.json", {}, {0})["a.json"].find("\"port\": \"abc\""),
            std::string::npos);
  declined("set a.port to abc in a.json", {}, {1});
  declined("set host to y");
  put("bad.json", "{\"a\": }");
  EXPECT_EQ(error("set a to 1 in bad.json").code, ErrorCode::kInvalid);
  put("two.json", "{\"a\": 1, \"a\": 2}");
  EXPECT_EQ(error("set a to 1 in two.json").code, ErrorCode::kInvalid);
  put("x.cc", "a = 1;");
  EXPECT_EQ(error("set a to 2 in x.cc").code, ErrorCode::kUnsupported);
  put("deep.json", std::string(100'000, '[') + std::string(100'000, ']'));
  EXPECT_EQ(error("set a to 1 in deep.json").code, ErrorCode::kLimit);
}

TEST_F(Keys, Yaml) {
  EXPECT_EQ(set("a.yaml", "# c\nserver:\n  port: 80  # web\n  name: 'a''b'\n", "set server.port to 8080"),
            "# c\nserver:\n  port: 8080  # web\n  name: 'a''b'\n");
  EXPECT_EQ(set("a.yaml", "server:\r\n  name: 'ab' # x\r\n", "set server.name to \"it's\""),
            "server:\r\n  name: 'it''s' # x\r\n");
  EXPECT_EQ(set("a.yaml", "n: abc\n", "set n to yes"), "n: \"yes\"\n");
  EXPECT_EQ(set("a.yaml", "n: abc\n", "set n to \"a: b\""), "n: \"a: b\"\n");
  EXPECT_EQ(set("a.yaml", "n: abc\n", "set n to def"), "n: def\n");
  EXPECT_EQ(set("a.yaml", "n:\nm: 1\n", "set n to def"), "n: def\nm: 1\n");
  EXPECT_EQ(set("a.yaml", "n: \"é\"\nl:\n- a: 1\n- a: {b: x, c: y}\n", "set l[1].a.c to z"),
            "n: \"é\"\nl:\n- a: 1\n- a: {b: x, c: z}\n");
  EXPECT_EQ(set("a.yaml", "b: true\n", "set b to false"), "b: false\n");
  EXPECT_EQ(set("a.yaml",
                "\xef\xbb\xbf"
                "b: 1\n",
                "set b to 2"),
            "\xef\xbb\xbf"
            "b: 2\n");
  EXPECT_EQ(set("a.yaml", "---\nb: x\n", "set b to \"l1\\nl2\""), "---\nb: \"l1\\nl2\"\n");
}

TEST_F(Keys, YamlRefuses) {
  put("a.yaml", "a: &x 1\nb: *x\nc: |\n  t\n  u\nd: x\n  y\nbase: &base\n  k: 1\nother: *base\n");
  for (const char* key : {"a", "b", "c", "d", "base.k"})
    EXPECT_EQ(error(std::string("set ") + key + " to 5 in a.yaml").code, ErrorCode::kInvalid) << key;
  put("m.yaml", "a: 1\n---\na: 2\n");
  EXPECT_EQ(error("set a to 5 in m.yaml").code, ErrorCode::kUnsupported);
  put("hang.yaml", "[a],ob");
  EXPECT_EQ(error("set a to 5 in hang.yaml").code, ErrorCode::kNotFound);
  put("bad.yaml", "a: [1\n");
  EXPECT_EQ(error("set a to 5 in bad.yaml").code, ErrorCode::kInvalid);
}

TEST_F(Keys, Toml) {
  EXPECT_EQ(set("a.toml", "# c\n[p]\nv = '1.0' # x\n", "set p.v to 2.0"), "# c\n[p]\nv = '2.0' # x\n");
  EXPECT_EQ(set("a.toml", "\"é\" = \"ü\"\r\n[[t]]\r\na.b = { \"é\" = 1, d = \"x\" }\r\n",
                "set t.0.a.b.d to \"y\\\"\""),
            "\"é\" = \"ü\"\r\n[[t]]\r\na.b = { \"é\" = 1, d = \"y\\\"\" }\r\n");
  EXPECT_EQ(set("a.toml", "d = 1979-05-27 07:32:00 # x\n", "set d to 2020-01-02"), "d = 2020-01-02 # x\n");
  EXPECT_EQ(set("a.toml", "n = 1_000\nf = [true, false]\n", "set f[1] to true"),
            "n = 1_000\nf = [true, true]\n");
  put("odd.toml", "a = 1\n\x80 = 2\n");
  EXPECT_EQ(error("set a to 5 in odd.toml").code, ErrorCode::kInvalid);
  put("b.toml", "m = \"\"\"\nx\"\"\"\nn = 1\n");
  EXPECT_EQ(error("set m to x in b.toml").code, ErrorCode::kInvalid);
  EXPECT_EQ(question("set n to x in b.toml").choices.size(), 2u);
}

TEST_F(Keys, Ini) {
  EXPECT_EQ(set("a.ini", "; c\n[s]\nk = v ; x\nk2=\"q\"\r\n", "set s.k to w"),
            "; c\n[s]\nk = w ; x\nk2=\"q\"\r\n");
  EXPECT_EQ(set("a.ini", "[s]\nk2=\"q\"\r\n", "set k2 to \"a b\""), "[s]\nk2=\"a b\"\r\n");
  EXPECT_TRUE(noted("is read as s.k2"));
  EXPECT_EQ(set(".env", "export A=1\nB=", "set B to x"), "export A=1\nB=x");
  EXPECT_EQ(set("a.properties", "server.port=80\n", "set server.port to 81"), "server.port=81\n");
  EXPECT_EQ(set(".editorconfig", "[*.py]\nindent_size = 4\n", "set \"*.py\".indent_size to 2"),
            "[*.py]\nindent_size = 2\n");
  put("t.ini", "a=1\na=2\n");
  EXPECT_EQ(error("set a to 3 in t.ini").code, ErrorCode::kConflict);
  put("m.properties", "a=1\\\n 2\n");
  EXPECT_EQ(error("set a to 3 in m.properties").code, ErrorCode::kInvalid);
  put("c.ini", "a=1\n");
  EXPECT_EQ(error("set a to \"x ; y\" in c.ini").code, ErrorCode::kInvalid);
}

TEST_F(Keys, SeveralFiles) {
  put("a/p.json", "{\"v\": \"1\"}");
  put("b/p.json", "{\"v\": \"1\"}");
  put("c/p.json", "{}");
  EXPECT_EQ(changes("set v to 2 in **/p.json").size(), 2u);
  EXPECT_TRUE(noted("no such key in 1 file (first c/p.json)"));
}

TEST_F(Keys, TextOrKeyIsAQuestion) {
  put("a.yaml", "port: 80\n");
  EXPECT_EQ(question("change port to 81 in a.yaml").choices.size(), 2u);
  EXPECT_EQ(changes("change port to 81 in a.yaml", {}, {1})["a.yaml"], "port: 81\n");
}

TEST_F(Keys, EnvIsQuotedForAllItsReaders) {
  const std::string before = "A=1\nB=\"x y\" # note\nC='q'\nD=\n";
  auto after = [&](const std::string& what) { return set(".env", before, what).substr(4); };
  EXPECT_EQ(after("set B to 'say \"hi\" $HOME'"), "B='say \"hi\" $HOME' # note\nC='q'\nD=\n");
  EXPECT_EQ(after("set C to \"it's\""), "B=\"x y\" # note\nC=\"it's\"\nD=\n");
  EXPECT_EQ(after("set D to \"a b\""), "B=\"x y\" # note\nC='q'\nD=\"a b\"\n");
  EXPECT_EQ(after("set D to \"a#b\""), "B=\"x y\" # note\nC='q'\nD=\"a#b\"\n");
  EXPECT_EQ(after("set D to http://h:80/a?b=c"), "B=\"x y\" # note\nC='q'\nD=\"http://h:80/a?b=c\"\n");
  EXPECT_EQ(after("set D to 8080"), "B=\"x y\" # note\nC='q'\nD=8080\n");
  EXPECT_EQ(after("set B to ''"), "B=\"\" # note\nC='q'\nD=\n");
  put(".env", before);
  for (const char* value : {"\"it's $HOME\"", "\"a\\nb\"", "'${X}'", "\"'\\\"\"", "\"it's \\\\x\""})
    EXPECT_EQ(error(std::string("set D to ") + value + " in .env").code, ErrorCode::kInvalid) << value;
  EXPECT_EQ(set(".env.local", "A = b # c\nexport B= c\n", "set A to d"), "A = d # c\nexport B= c\n");
  EXPECT_EQ(set("prod.env", "A = b # c\nexport B= c\n", "set B to \"d e\""), "A = b # c\nexport B=\"d e\"\n");
  // Multi-line values hold no keys and stay.
  EXPECT_EQ(set(".env", "K=\"-----BEGIN\nA=b\nB=\n-----END\"\nB=1\n", "set B to 2"),
            "K=\"-----BEGIN\nA=b\nB=\n-----END\"\nB=2\n");
  put(".env", "A=\"x\"y\nB='x\ny'\nC=\"x\nD=`x\n");
  for (const char* key : {"A", "B", "C"})
    EXPECT_EQ(error(std::string("set ") + key + " to z in .env").code, ErrorCode::kInvalid) << key;
}

TEST_F(Keys, IniValuesThatReadersTakeDifferently) {
  const std::string before = "[s]\na = 1\nb = \"q\"\nc = %(x)s\nd =\n";
  put("a.ini", before);
  for (const char* what : {"set b to 'q \"r\"'", "set a to \"x ; y\"", "set a to \"# x\"", "set a to ' x'",
                           "set a to \"x\\ny\"", "set a to 50%", "set a to '\"x\"'", "set a to 'x\\'"})
    EXPECT_EQ(error(std::string(what) + " in a.ini").code, ErrorCode::kInvalid) << what;
  EXPECT_EQ(set("a.ini", before, "set c to \"%(x)s/y\""), "[s]\na = 1\nb = \"q\"\nc = %(x)s/y\nd =\n");
  EXPECT_EQ(set("a.ini", before, "set d to 'say \"hi\"; a#b'"),
            "[s]\na = 1\nb = \"q\"\nc = %(x)s\nd =say \"hi\"; a#b\n");
  put("b.ini", "[s]\na = 1\n  b = 2\nc = 3\n");
  EXPECT_EQ(error("set a to 2 in b.ini").code, ErrorCode::kInvalid);
  EXPECT_EQ(error("set b to 3 in b.ini").code, ErrorCode::kInvalid);
  EXPECT_EQ(changes("set c to 4 in b.ini")["b.ini"], "[s]\na = 1\n  b = 2\nc = 4\n");
}

TEST_F(Keys, PropertiesAndGitConfig) {
  EXPECT_EQ(set("a.properties", "k=\"q\" # all of it\n", "set k to \"C:\\\\dir é # x \""),
            "k=C:\\\\dir \\u00E9 # x\\u0020\n");
  EXPECT_EQ(set("a.properties", "k v\n", "set k to =x"), "k \\=x\n");
  EXPECT_EQ(set(".gitconfig", "[user]\n\tname = A ; note\n[alias]\n\tl = log\n", "set name to 'A \"B\" #1'"),
            "[user]\n\tname = \"A \\\"B\\\" #1\" ; note\n[alias]\n\tl = log\n");
  EXPECT_EQ(set(".gitconfig", "[remote \"o\"]\n\tfetch = a\n\tfetch = b\n", "change fetch from b to c"),
            "[remote \"o\"]\n\tfetch = a\n\tfetch = c\n");
}

TEST_F(Keys, YamlValuesThatVersionsTakeDifferently) {
  put("a.yaml", "n: 1\nb: true\no: yes\nd: 2020-01-01\n");
  for (const char* what :
       {"set n to 012", "set n to 1e5", "set n to 0o7", "set b to on", "set d to 2024-02-30"})
    EXPECT_EQ(error(std::string(what) + " in a.yaml").code, ErrorCode::kInvalid) << what;
  for (const char* what : {"set n to 12", "set n to -1.5", "set n to 1.0e+5", "set n to 0x1F",
                           "set b to false", "set o to no", "set d to 2024-02-29"})
    EXPECT_EQ(changes(std::string(what) + " in a.yaml").size(), 1u) << what;
  for (const char* text :
       {"017", "1_000", "12:30", "1e5", "y", "No", "2024-1-5", "2024-01-05", "0b1", "~", "<<", "..."})
    EXPECT_EQ(set("t.yaml", "s: text\n", std::string("set s to ") + text),
              "s: \"" + std::string(text) + "\"\n");
  for (const char* text : {"1.2.3", "v1", "postgres:16", "a/b", "it's"})
    EXPECT_EQ(set("t.yaml", "s: text\n", std::string("set s to \"") + text + "\""),
              "s: " + std::string(text) + "\n");
}

TEST_F(Keys, FromSaysWhichOneIsMeant) {
  const std::string before = "a:\n- containerPort: 8080\n- containerPort: 9901\n- containerPort: 9901\n";
  EXPECT_EQ(set("a.yaml", before, "change containerPort from 8080 to 9090"),
            "a:\n- containerPort: 9090\n- containerPort: 9901\n- containerPort: 9901\n");
  put("a.yaml", before);
  EXPECT_EQ(question("change containerPort from 9901 to 1 in a.yaml").choices.size(), 3u);
  Error none = error("change containerPort from 70 to 1 in a.yaml");
  EXPECT_EQ(none.code, ErrorCode::kConflict);
  EXPECT_EQ(none.message, "containerPort in a.yaml is “8080”, “9901” and “9901”, not “70”");
  EXPECT_EQ(set("a.json", "{\"port\": 1, \"x\": {\"port\": 2}}", "change port from 2 to 3"),
            "{\"port\": 1, \"x\": {\"port\": 3}}");
  EXPECT_EQ(set("a.toml", "[a]\np = 1_000\n[b]\np = 2\n", "change p from 1_000 to 5"),
            "[a]\np = 5\n[b]\np = 2\n");
  EXPECT_EQ(set("a.ini", "[a]\np = x y\n[b]\np = z\n", "change p from \"x y\" to w"),
            "[a]\np = w\n[b]\np = z\n");
  EXPECT_EQ(set(".env", "A=\"x y\"\n", "change A from \"x y\" to \"x z\""), "A=\"x z\"\n");
}

TEST_F(Keys, NamesAndValuesInLists) {
  const std::string k8s =
      "spec:\n  containers:\n  - name: app\n    args: [\"--level=info\"]\n    env:\n    - name: LOG_LEVEL\n  "
      "    value: info\n"
      "    - name: PORT\n      value: \"80\"\n    - name: KEY\n      valueFrom: {secretKeyRef: {name: s, "
      "key: k}}\n";
  auto with = [&](std::string_view old, std::string_view now) {
    std::string text = k8s;
    return text.replace(text.find(old), old.size(), now);
  };
  EXPECT_EQ(set("a.yaml", k8s, "change LOG_LEVEL to debug"), with("value: info", "value: debug"));
  EXPECT_EQ(set("a.yaml", k8s, "set LOG_LEVEL to debug"), with("value: info", "value: debug"));
  EXPECT_EQ(set("a.yaml", k8s, "change LOG_LEVEL from info to debug"), with("value: info", "value: debug"));
  EXPECT_EQ(set("a.yaml", k8s, "change PORT to 8080"), with("\"80\"", "\"8080\""));
  EXPECT_EQ(set("a.yaml", k8s, "change --level to debug"), with("--level=info", "--level=debug"));
  put("a.yaml", k8s);
  EXPECT_EQ(error("change KEY to x in a.yaml").code, ErrorCode::kInvalid);
  EXPECT_EQ(error("change LOG_LEVEL from warn to x in a.yaml").code, ErrorCode::kConflict);
  EXPECT_EQ(question("change \"LOG_LEVEL\" to debug in a.yaml").choices.size(), 2u)
      << "a text in quotes may be anything";
  put("two.yaml", k8s + "    initContainers:\n    - env:\n      - {name: LOG_LEVEL, value: warn}\n");
  EXPECT_EQ(question("change LOG_LEVEL to debug in two.yaml").choices.size(), 3u);
  put("docs.yaml", "a: 1\n---\n" + k8s);
  EXPECT_EQ(error("change LOG_LEVEL to debug in docs.yaml").code, ErrorCode::kUnsupported);
  EXPECT_EQ(set("compose.yaml",
                "services:\n  a:\n    environment:\n      - A=b\n      - LEVEL=info # x\n      - PASSED\n",
                "change LEVEL to \"a: b\""),
            "services:\n  a:\n    environment:\n      - A=b\n      - \"LEVEL=a: b\" # x\n      - PASSED\n");
  EXPECT_EQ(set("task.json", "{\"environment\": [{\"name\": \"LEVEL\", \"value\": \"info\"}]}",
                "change LEVEL to debug"),
            "{\"environment\": [{\"name\": \"LEVEL\", \"value\": \"debug\"}]}");
  // A name with other entries next to it is not a pair.
  EXPECT_EQ(error("set app to x in a.yaml").code, ErrorCode::kNotFound);
}

TEST(ParseKey, Parts) {
  using Parts = std::vector<std::string>;
  EXPECT_EQ(parse_key("a.b"), (Parts{"a", "b"}));
  EXPECT_EQ(parse_key("a[0].b"), (Parts{"a", "0", "b"}));
  EXPECT_EQ(parse_key("\"a.b\".c"), (Parts{"a.b", "c"}));
  EXPECT_EQ(parse_key("a[\"x.y\"]"), (Parts{"a", "x.y"}));
  EXPECT_EQ(parse_key(""), Parts{});
}

}  // namespace
}  // namespace suit::mechanic
