// For any value that is set, the format's real readers return it and leave other keys unchanged, or the task
// is refused. Random values with a fixed seed; each reader starts once for all of them.
#include <cstdlib>
#include <random>

#include "base/json.h"
#include "base/text.h"
#include "propose/mechanic/folder_test.h"
#include "support/testing.h"

namespace suit::mechanic {
namespace {

constexpr std::string_view kFragments[] = {
    "a",
    "Zz",
    "0",
    "7",
    " ",
    "  ",
    "\t",
    "\n",
    "'",
    "\"",
    "`",
    "\\",
    "\\n",
    "\\\"",
    "#",
    " #",
    ";",
    " ;",
    "=",
    ":",
    ": ",
    "$HOME",
    "${HOME}",
    "$(echo x)",
    "$",
    "%",
    "%%",
    "%(first)s",
    "%d",
    "~",
    "~/x",
    "!",
    "&",
    "&a",
    "*",
    "*a",
    "- ",
    "? ",
    "{",
    "}",
    "[",
    "]",
    ",",
    "|",
    ">",
    "<",
    "@",
    "/",
    "//",
    "/*",
    "(",
    ")",
    "é",
    "ü",
    "日本",
    "😀",
    "\u00a0",
    "\u0085",
    "\u2028",
    "\ufeff",
    "\u200b",
    "\ue000",
    "yes",
    "No",
    "on",
    "y",
    "true",
    "null",
    "~",
    "<<",
    ".5",
    "+1",
    "-0",
    "1e5",
    "0x1F",
    "0o17",
    "017",
    "1_000",
    "12:30",
    "1:30:00",
    "2024-01-05",
    "2024-1-5",
    "2024-13-45",
    "2001-12-14 21:59:43",
    ".inf",
    "nan",
    "...",
    "---",
    "C:\\dir\\",
    "\\\\host",
    "it's",
    "say \"hi\"",
    "export A=1",
    "LAST=2",
    "[s]",
    "http://h/#a?b=c&d",
    "postgres://u:p@h/d",
};

// Each fragment alone, then mixtures.
std::vector<std::string> random_values(size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<std::string> values(std::begin(kFragments), std::end(kFragments));
  values.emplace_back();
  while (values.size() < count) {
    std::string value;
    for (size_t n = 1 + random() % 5; n > 0; --n) value += kFragments[random() % std::size(kFragments)];
    values.push_back(std::move(value));
  }
  return values;
}

std::string in_quotes(std::string_view value) {
  std::string out = "\"";
  for (char c : value) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n' || c == '\t') {
      out.append(1, '\\').append(1, c == '\n' ? 'n' : 't');
    } else {
      out += c;
    }
  }
  return out + '"';
}

class Readers : public FolderTest {
 protected:
  struct Case {
    std::string name, value;
    std::string around;  // the reader's form of the old value's quotes, if it keeps them
  };

  // Sets each value in each file and keeps the results in the folder "out". `old`: the files' texts.
  void set_all(const std::string& path, const std::vector<std::string>& old, size_t count,
               const std::string& keeps = "") {
    size_t asked = 0;
    for (size_t t = 0; t < old.size(); ++t) {
      for (const std::string& value : random_values(count, 7 + static_cast<unsigned>(t))) {
        put(path, old[t]);
        ++asked;
        auto reply = propose("set k to " + in_quotes(value) + " in " + path);
        if (!reply) {
          if (reply.error().message.find("nothing to change") == std::string::npos)
            refused_[t].push_back(value);
          continue;
        }
        auto* proposal = std::get_if<Proposal>(&*reply);
        ASSERT_TRUE(proposal) << "the task was not carried out: " << printable(value);
        std::string name = std::to_string(cases_.size());
        out_.write(name, proposal->edits.at(0).after.content);
        cases_.push_back({name, value, t < keeps.size() && keeps[t] != ' ' ? keeps.substr(t, 1) : ""});
      }
      std::filesystem::remove(root_ + "/" + path);
    }
    asked_ = asked;
  }

  // The reader's [k, first, last], one for each file in order; null if it could not read the file.
  void compare(const std::string& reader, const Json& read) {
    ASSERT_EQ(read.size(), cases_.size()) << reader;
    for (size_t i = 0; i < cases_.size(); ++i) {
      const Case& one = cases_[i];
      std::string file = out_.read(one.name);
      EXPECT_EQ(read[i].dump(), Json::array({one.around + one.value + one.around, "1", "z z"}).dump())
          << reader << " reads another value than " << printable(one.value) << " in\n"
          << printable_lines(file);
    }
  }

  void expect_none_refused() {
    for (const auto& [text, values] : refused_)
      for (const std::string& value : values)
        ADD_FAILURE() << "refused in text " << text << ": " << printable(value);
  }

  void compare_with(const std::string& reader, const std::vector<std::string>& program) {
    std::vector<std::string> all = program;
    all.push_back(std::to_string(cases_.size()));
    Ran ran = run_program(all, out_.path());
    ASSERT_EQ(ran.code, 0) << reader << ": " << ran.err;
    auto json = parse_json(ran.out);
    ASSERT_TRUE(json) << reader << ": " << ran.out.substr(0, 400);
    compare(reader, *json);
  }

  TemporaryFolder out_;
  std::vector<Case> cases_;
  std::map<size_t, std::vector<std::string>> refused_;  // by index of the old text
  size_t asked_ = 0;
};

std::string python(const std::string& read_one) {
  return "import sys, json\ndef read(name):\n" + read_one +
         "\nout = []\nfor i in range(int(sys.argv[1])):\n  try: out.append(read(str(i)))\n  except "
         "Exception: out.append(None)\n"
         "print(json.dumps(out))\n";
}

TEST_F(Readers, Env) {
  set_all(".env",
          {"first=1\nk=old\nlast='z z'\n", "first=1\nexport k=\"old x\" # note\nlast='z z'\n",
           "first=1\nk='old'\nlast='z z'", "# k\n\nfirst=1\nk= old # note\nlast='z z'\n"},
          240);
  EXPECT_LT(refused_[0].size(), 130u);  // of 240; the rest has no common form
  const char* sh =
      "i=0; while [ $i -lt $1 ]; do (unset k first last; set -a; . ./$i; printf '%s\\001%s\\001%s' \"$k\" "
      "\"$first\" \"$last\") "
      "2>/dev/null; printf '\\002'; i=$((i+1)); done";
  Ran ran = run_program({"sh", "-c", sh, "sh", std::to_string(cases_.size())}, out_.path());
  Json read = Json::array();
  for (std::string_view one : split(ran.out, '\002')) {
    Json fields = Json::array();
    for (std::string_view field : split(one, '\001')) fields.push_back(std::string(field));
    read.push_back(std::move(fields));
  }
  read.erase(read.size() - 1);  // after the last mark
  compare("sh", read);
  const char* node =
      "const u=require('util'),f=require('fs');if(!u.parseEnv){console.log('null');process.exit()}"
      "console.log(JSON.stringify([...Array(+process.argv[1]).keys()].map(i=>{const "
      "e=u.parseEnv(f.readFileSync(''+i,'utf8'));"
      "return [e.k,e.first,e.last]})))";
  if (run_program({"node", "-p", "typeof require('util').parseEnv"}, root_).out ==
      "function\n")  // from 20.12 on
    compare_with("node", {"node", "-e", node});
}

TEST_F(Readers, Ini) {
  set_all("a.ini",
          {"[s]\nfirst = 1\nk = old\nlast = z z\n", "[s]\nfirst: 1\nk:\nlast: z z\n",
           "[s]\nfirst=1\nk=\"old\"\nlast=z z\n"},
          240, "  \"");
  EXPECT_LT(refused_[0].size(), 130u);
  compare_with(
      "configparser",
      {"python3", "-c",
       python("  import configparser\n  c = configparser.ConfigParser()\n  c.read(name, encoding='utf-8')\n"
              "  return [c['s']['k'], c['s']['first'], c['s']['last']]")});
}

TEST_F(Readers, Toml) {
  set_all("a.toml",
          {"first = \"1\"\nk = \"old\" # note\nlast = 'z z'\n", "first = '1'\nk = 'old'\nlast = \"z z\"\n"},
          240);
  expect_none_refused();
  compare_with("tomllib", {"python3", "-c",
                           python("  import tomllib\n  d = tomllib.load(open(name, 'rb'))\n  return [d['k'], "
                                  "d['first'], d['last']]")});
}

TEST_F(Readers, Json) {
  set_all("a.json", {"{\"first\": \"1\", \"k\": \"old\", \"last\": \"z z\"}"}, 300);
  expect_none_refused();
  compare_with(
      "json",
      {"python3", "-c",
       python("  d = json.load(open(name, encoding='utf-8'))\n  return [d['k'], d['first'], d['last']]")});
  compare_with(
      "node",
      {"node", "-e",
       "const f=require('fs');console.log(JSON.stringify([...Array(+process.argv[1]).keys()].map(i=>{const d="
       "JSON.parse(f.readFileSync(''+i,'utf8'));return [d.k,d.first,d.last]})))"});
}

TEST_F(Readers, Yaml) {
  set_all("a.yaml",
          {"first: \"1\"\nk: old # note\nlast: z z\n", "first: '1'\nk: 'old'\nlast: z z\n",
           "first: \"1\"\nk: \"old\"\nlast: z z\n", "{first: \"1\", k: old, last: z z}\n"},
          200);
  expect_none_refused();
  compare_with("PyYAML", {"python3", "-c",
                          python("  import yaml\n  d = yaml.safe_load(open(name, encoding='utf-8'))\n  "
                                 "return [d['k'], d['first'], d['last']]")});
}

TEST_F(Readers, YamlListsOfNamesAndValues) {
  set_all("a.yaml",
          {"e:\n- name: first\n  value: \"1\"\n- name: k\n  value: old\n- name: last\n  value: z z\n",
           "e:\n- first=1\n- k=old # note\n- \"last=z z\"\n"},
          200);
  expect_none_refused();
  compare_with(
      "PyYAML",
      {"python3", "-c",
       python("  import yaml\n  e = yaml.safe_load(open(name, encoding='utf-8'))['e']\n"
              "  d = dict((i['name'], i['value']) if isinstance(i, dict) else i.split('=', 1) for i in e)\n"
              "  return [d['k'], d['first'], d['last']]")});
}

TEST_F(Readers, GitConfig) {
  set_all(".gitconfig",
          {"[s]\n\tfirst = 1\n\tk = old ; note\n\tlast = z z\n",
           "[s]\n\tfirst = 1\n\tk = \"old\"\n\tlast = \"z z\"\n"},
          150);
  expect_none_refused();
  std::string script =
      "i=0; while [ $i -lt $1 ]; do for key in k first last; do git config -f $i --get s.$key; printf "
      "'\\001'; done; printf '\\002'; "
      "i=$((i+1)); done";
  Ran ran = run_program({"sh", "-c", script, "sh", std::to_string(cases_.size())}, out_.path());
  Json read = Json::array();
  for (std::string_view one : split(ran.out, '\002')) {
    Json fields = Json::array();
    for (std::string_view field : split(one, '\001'))
      fields.push_back(std::string(field.substr(0, field.empty() ? 0 : field.size() - 1)));
    fields.erase(fields.size() - 1);
    read.push_back(std::move(fields));
  }
  read.erase(read.size() - 1);
  compare("git", read);
}

// The rules of java.util.Properties.load in Python, and the class itself if a Java is installed that runs
// source files.
constexpr const char* kProperties = R"(
  import re
  text = open(name, encoding='latin-1').read()
  lines, held = [], ''
  for line in re.split(r'\r\n|\n|\r', text):
    line = line.lstrip(' \t\f')
    if not held and (not line or line[0] in '#!'): continue
    held += line
    if (len(held) - len(held.rstrip('\\'))) % 2: held = held[:-1]; continue
    lines.append(held); held = ''
  def decode(s):
    s = re.sub(r'\\(u[0-9a-fA-F]{4}|.)', lambda m: chr(int(m[1][1:], 16)) if m[1][0] == 'u' and len(m[1]) == 5 else {'n': '\n', 't': '\t', 'r': '\r', 'f': '\f'}.get(m[1], m[1]), s)
    return s.encode('utf-16', 'surrogatepass').decode('utf-16')
  d = {}
  for line in lines:
    m = re.match(r'((?:\\.|[^\\=: \t\f])*)[ \t\f]*[=:]?[ \t\f]*(.*)$', line, re.S)
    d[decode(m[1])] = decode(m[2])
  return [d['k'], d['first'], d['last']])";

constexpr const char* kJava = R"(import java.nio.file.*; import java.util.*;
public class Read { public static void main(String[] a) throws Exception {
  StringBuilder out = new StringBuilder("[");
  for (int i = 0; i < Integer.parseInt(a[0]); ++i) {
    Properties p = new Properties(); p.load(Files.newInputStream(Path.of("" + i)));
    out.append(i > 0 ? ",[" : "[");
    for (String k : new String[]{"k", "first", "last"}) {
      out.append(k.equals("k") ? "\"" : ",\"");
      for (char c : p.getProperty(k).toCharArray()) out.append(String.format("\\u%04x", (int) c));
      out.append("\"");
    }
    out.append("]");
  }
  System.out.println(out.append("]")); } })";

TEST_F(Readers, Properties) {
  set_all("a.properties",
          {"first=1\nk=old\nlast=z z\n", "! c\nfirst : 1\n  k old\nlast:z z",
           "first 1\r\nk = a # no comment\r\nlast z z\r\n"},
          240);
  expect_none_refused();
  compare_with("the rules of Java's Properties", {"python3", "-c", python(kProperties)});
  put("Read.java", kJava);
  if (run_program({"java", "--version"}, root_).code == 0)
    compare_with("Java", {"java", root_ + "/Read.java"});
}

}  // namespace
}  // namespace suit::mechanic
