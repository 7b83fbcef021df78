#include "base/secret.h"

#include <gtest/gtest.h>

#include <random>

#include "base/secret_formats.h"
#include "base/secret_masks.h"
#include "base/text.h"

namespace suit {
namespace {

// Generated at run time, so that no file contains what looks like a credential: "<a36>" is 36 letters and
// digits, h hexadecimal, u capitals and digits, d digits, w letters, digits, '_' and '-', b base64.
class Maker {
 public:
  std::string make(std::string_view pattern) {
    std::string text;
    for (size_t at = 0; at < pattern.size();) {
      size_t close = pattern.find('>', at);
      if (pattern[at] != '<' || close == pattern.npos || close - at < 3) {
        text += pattern[at++];
        continue;
      }
      std::string_view alphabet = alphabet_of(pattern[at + 1]);
      size_t count = std::stoul(std::string(pattern.substr(at + 2, close - at - 2)));
      for (size_t i = 0; i < count; ++i) text += alphabet[random_() % alphabet.size()];
      at = close + 1;
    }
    return text;
  }

 private:
  static std::string_view alphabet_of(char kind) {
    switch (kind) {
      case 'a':
        return "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
      case 'h':
        return "0123456789abcdef";
      case 'u':
        return "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
      case 'd':
        return "123456789";
      case 'w':
        return "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
      default:
        return "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    }
  }
  std::mt19937 random_{20240817};
};

std::string masked_text(const std::string& text) {
  return without_secrets(text);
}

// The text between the braces is the secret; nothing else may be masked.
void expect_masked(const std::string& line, const std::string& what = "") {
  size_t open = line.find("\x01"), close = line.find("\x02");
  ASSERT_NE(close, std::string::npos) << line;
  std::string before = line.substr(0, open), secret = line.substr(open + 1, close - open - 1),
              after = line.substr(close + 1);
  std::string text = before + secret + after, masked = masked_text(text);
  EXPECT_TRUE(masked.starts_with(before + "[masked: " + what) && masked.ends_with("]" + after) &&
              masked.find(secret) == std::string::npos &&
              masked.find('[', before.size() + 1) == std::string::npos)
      << text << "\n  became " << masked;
}

TEST(Secrets, OfPublishedFormats) {
  Maker maker;
  const std::pair<const char*, const char*> formats[] = {{"AKIA<u16>", "an AWS access key"},
                                                         {"ASIA<u16>", "an AWS session key"},
                                                         {"ghp_<a36>", "a GitHub token"},
                                                         {"ghs_<a36>", "a GitHub token"},
                                                         {"github_pat_<a22>_<a59>", "a GitHub token"},
                                                         {"glpat-<a20>", "a GitLab token"},
                                                         {"glpat-<a27>.01.<a9>", "a GitLab token"},
                                                         {"gldt-<a20>", "a GitLab token"},
                                                         {"glrt-<a20>", "a GitLab token"},
                                                         {"glptt-<h40>", "a GitLab token"},
                                                         {"glcbt-<h2>_<a20>", "a GitLab token"},
                                                         {"xoxb-<d12>-<d13>-<a24>", "a Slack token"},
                                                         {"xapp-1-A<u10>-<d13>-<h64>", "a Slack token"},
                                                         {"xoxe.xoxp-1-<a146>", "a Slack token"},
                                                         {"sk_live_<a24>", "a Stripe key"},
                                                         {"rk_live_<a24>", "a Stripe key"},
                                                         {"whsec_<a32>", "a webhook secret"},
                                                         {"SK<h32>", "a Twilio key"},
                                                         {"SG.<w22>.<w42>a", "a SendGrid key"},
                                                         {"key-<h32>", "a Mailgun key"},
                                                         {"npm_<a36>", "an npm token"},
                                                         {"pypi-AgEIcHlwaS5vcmc<a80>", "a PyPI token"},
                                                         {"dckr_pat_<a27>", "a Docker token"},
                                                         {"dop_v1_<h64>", "a DigitalOcean token"},
                                                         {"HRKU-AA<a58>", "a Heroku key"},
                                                         {"shpat_<h32>", "a Shopify token"},
                                                         {"sq0atp-<a22>", "a Square token"},
                                                         {"<d9>:AA<a33>", "a Telegram token"},
                                                         {"dapi<h32>", "a Databricks token"},
                                                         {"hvs.<a90>", "a Vault token"},
                                                         {"<a14>.atlasv1.<a66>", "a Terraform token"},
                                                         {"glsa_<a32>_<h8>", "a Grafana token"},
                                                         {"NRAK-<u27>", "a New Relic key"},
                                                         {"sntrys_<a120>", "a Sentry token"},
                                                         {"lin_api_<a40>", "a Linear key"},
                                                         {"ntn_<d11><a35>", "a Notion token"},
                                                         {"pat<a14>.<h64>", "an Airtable token"},
                                                         {"sk-ant-api03-<a93>AA", "an Anthropic key"},
                                                         {"sk-proj-<a74>T3BlbkFJ<a74>", "an OpenAI key"},
                                                         {"sk-<a20>T3BlbkFJ<a20>", "an API key"},
                                                         {"sk-svcacct-<a74>T3BlbkFJ<a74>", "an OpenAI key"},
                                                         {"hf_<a34>", "a Hugging Face token"},
                                                         {"AGE-SECRET-KEY-1<u58>", "an age key"},
                                                         {"dp.pt.<a43>", "a Doppler token"},
                                                         {"fm2_<a100>", "a Fly.io token"},
                                                         {"sbp_<h40>", "a Supabase token"},
                                                         {"sb_secret_<a22>_<a8>", "a Supabase key"},
                                                         {"pscale_tkn_<a43>", "a PlanetScale token"},
                                                         {"AIza<a35>", "a Google API key"},
                                                         {"GOCSPX-<a28>", "a Google client secret"},
                                                         {"<a3>8Q~<a34>", "an Azure client secret"},
                                                         {"MTE4<a22>.G<a5>.<a38>", "a Discord token"},
                                                         {"<h32>-us21", "a Mailchimp key"},
                                                         {"eyJ<a33>.eyJ<a80>.<a43>", "a JSON Web Token"}};
  for (auto [pattern, what] : formats)
    for (const char* around : {"<>", "token = '<>'", "  \"k\": \"<>\",", "run --with <> now", "x=<>&next=1",
                               "see (<>)", "\\n<>\\n"}) {
      std::string line = around, token = "\x01" + maker.make(pattern) + "\x02";
      expect_masked(line.replace(line.find("<>"), 2, token), what);
    }
}

TEST(Secrets, OfEveryFormatInTheTable) {
  // A shorter prefix does not take precedence.
  for (const SecretFormat& format : secret_formats()) {
    std::string body;
    std::mt19937 random(7);
    for (size_t i = 0; body.size() < format.least; ++i) {
      char c = static_cast<char>('0' + random() % 75);
      if (in_alphabet(c, format.alphabet) && in_alphabet(c, SecretAlphabet::kAlnum)) body += c;
    }
    expect_masked("use \x01" + std::string(format.prefix) + body + "\x02 here", std::string(format.what));
    EXPECT_FALSE(format.source.empty());
  }
}

TEST(Secrets, OfAddresses) {
  for (const char* line :
       {"postgres://app:\x01S3cr3tPw\x02@db.internal:5432/app", "redis://:\x01p4ssw0rd1\x02@cache:6379/0",
        "mongodb+srv://u:\x01hunter\x02@cluster0.mongodb.net/x?w=1",
        "amqps://svc:\x01q9Wz\x02@mq.example.com/v",
        "git clone https://bob:\x01tok3nvalue\x02@github.com/x/y.git",
        "url = \"mysql://root:\x01p@ss@word\x02@localhost\"", "'smtp://me%40x.org:\x01pa%2Fss\x02@mail:587',",
        "postgres://u:\x01pa/ss?w\x02@host/db",
        "https://\x01"
        "0123456789abcdef0123456789abcdef\x02@git.example.com/x"})
    expect_masked(line);
  Maker maker;
  for (const char* pattern :
       {"https://hooks.slack.com/services/\x01T<u8>/B<u8>/<a24>\x02",
        "https://discord.com/api/webhooks/\x01<d18>/<w68>\x02\")",
        "https://x.webhook.office.com/\x01webhookb2/<h32>@<h32>/IncomingWebhook/<h32>/<h32>\x02",
        "https://open.feishu.cn/open-apis/bot/\x01v2/hook/<h36>\x02",
        "https://chat.googleapis.com/v1/spaces/\x01<a11>/messages?key=<a39>&token=<a43>\x02"})
    expect_masked(maker.make(pattern));
  for (const char* line :
       {"http://user:pass@host/", "postgres://postgres:password@localhost/db", "https://user:${PASS}@host",
        "mongodb://<user>:<password>@host", "http://host:8080/a@b", "git@github.com:x/y.git",
        "https://example.com/@scope/name",
        "https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX", "https://u:%s@host",
        "https://u:***@host"})
    EXPECT_EQ(masked_text(line), line);
}

TEST(Secrets, BehindNames) {
  for (const char* line : {"DB_PASS=\x01hunter2\x02",
                           "export DB_PASS=\"\x01p@ss,word&1\x02\"",
                           "MYSQL_PWD='\x01h4rdp4ss\x02'",
                           "POSTGRES_PASSWORD=\x01"
                           "correcthorsebattery\x02",
                           "dbPass: \x01hunter22\x02",
                           "\"secret=123&password=\x01p@55w0rd\x02\",",
                           "f(\"password=\x01p4ssword1\x02&secret=1\")",
                           "  \"Password\": \"\x01S3cr3t!Pass\x02\",",
                           "\"Jwt:Secret\" : \"\x01S3cr3tS3cr3t\x02\"",
                           "\"Server=db;User Id=sa;Password=\x01P@$$w0rd1\x02;Encrypt=true\"",
                           "host=db password=\x01s3cr3t_x.y\x02 dbname=app",
                           "spring.datasource.password=\x01Sup3r.S3cret_x\x02",
                           "<password>\x01s3cr3tXml\x02</password>",
                           "<a:Password enc=\"no\">\x01s3cr3tXml\x02</a:Password>",
                           "<add key=\"DbPassword\" value=\"\x01s3cr3tXml\x02\"/>",
                           "- name: DB_PASSWORD\n  value: \x01s3cretK8s\x02\n",
                           "Authorization: Bearer \x01"
                           "abcdef0123456789abcdef\x02",
                           "-H \"Authorization: Basic \x01"
                           "dXNlcjpodW50ZXIy\x02\"",
                           "h[\"Authorization\"] = \"Bearer \x01"
                           "abcdef0123456789abcdef\x02\";",
                           "machine api.example.com login bob password \x01letters\x02",
                           "machine x\n  login bob\n  password \x01letters\x02\n",
                           "localhost:5432:mydb:app:\x01Tr0ub4dor\x02\n",
                           "*:*:*:app:\x01wordonly\x02\n",
                           "curl -u admin:\x01s3cr3tpw\x02 https://x",
                           "https://x.y/cb?token=\x01"
                           "abcdef0123456789abcd\x02&next=/home",
                           "define('DB_PASSWORD', '\x01wpS3cret!\x02');",
                           "'password' => '\x01hunter22\x02',",
                           "\\\"password\\\": \\\"\x01hunter2hunter2\x02\\\", \\\"x\\\"",
                           "<entry key=\"password\">\x01s3cr3t!\x02</entry>",
                           "<property name=\"password\"><value>\x01s3cr3t99\x02</value></property>",
                           "<property name=\"password\">\n  <value>\x01s3cr3t99\x02</value>\n</property>",
                           "<Setting Name=\"ApiKey\" Value=\"\x01"
                           "0123456789abcdef0123\x02\" />",
                           "connectionString=\"Server=s;Uid=u;Pwd=\x01MyP4ss\x02;\"",
                           "MAIL_PASSWORD=\"\x01"
                           "abcd efgh ijkl mnop\x02\"",
                           "ALTER USER x WITH PASSWORD '\x01"
                           "abc12345\x02';",
                           "run --password \x01"
                           "abc12345\x02 --x",
                           "sshpass -p \x01"
                           "abc12345\x02 ssh x",
                           "auth_token: str = \"\x01"
                           "a8f5f167f44f4964e6c998de\x02\"",
                           "AccountKey=\x01"
                           "Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MGFiY2RlZmdoaWprbG1ubw==\x02;EndpointSuffix=core",
                           "//registry.example.com/:_authToken=\x01"
                           "0f6c1a2b-3d4e-5f60-7182-93a4b5c6d7e8\x02"})
    expect_masked(line);
}

TEST(Secrets, OrdinaryTextHasNone) {
  for (const char* line :
       {"password = getpass2()",
        "token = parser.next_token()",
        "\"password\": \"Enter your password\"",
        "password: str = \"\"",
        "PASSWORD=$(cat file)",
        "bypass = \"mode2mode\"",
        "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c1fa2ba",
        "id: 0f6c1a2b-3d4e-5f60-7182-93a4b5c6d7e8",
        "Authorization: Bearer $TOKEN",
        "Authorization: Bearer <token>",
        "<password>${env.PASS}</password>",
        "if (token == kind12345678) {",
        "password: \"changeme123\"",
        "see src/a.c:12:5: error: x",
        "machine learning password reset page",
        "token: [masked: a token]",
        "postgres://u:[masked: a password]@h",
        "ghp_short",
        "npm_config_registry_something_with_words_in_it",
        "sk-learn",
        "hf_model",
        "    parser3: 'parser3',",
        "std::map<std::string, std::string> password;",
        "-----BEGIN "
        "CERTIFICATE-----\nMIIEpAIBAAKCAQEAMIIEpAIBAAKCAQEAMIIEpAIBAAKCAQEAMIIEpAIBAAKCAQEA\n-----END "
        "CERTIFICATE-----"})
    EXPECT_EQ(masked_text(line), line);
}

std::string key_text(std::string_view kind, const std::string& begin, const std::string& end, int lines = 3) {
  std::string text = begin + "-----BEGIN " + std::string(kind) + "-----" + end;
  Maker maker;
  for (int i = 0; i < lines; ++i) text += begin + maker.make(i + 1 == lines ? "<b20>" : "<b64>") + end;
  return text + begin + "-----END " + std::string(kind) + "-----" + end;
}

TEST(Secrets, PrivateKeysKeepTheirLines) {
  for (const char* kind : {"RSA PRIVATE"
                           " KEY",
                           "PRIVATE"
                           " KEY",
                           "OPENSSH PRIVATE"
                           " KEY",
                           "EC PRIVATE"
                           " KEY",
                           "ENCRYPTED PRIVATE"
                           " KEY"})
    for (auto [begin, end] : std::vector<std::pair<const char*, const char*>>{{"", "\n"},
                                                                              {"    ", "\r\n"},
                                                                              {"  \"", "\\n\"\n"},
                                                                              {"+", "\n"},
                                                                              {"# ", "\n"},
                                                                              {"  '", "\\n' +\n"}}) {
      std::string text = "first\n" + key_text(kind, begin, end) + "last\n", masked = masked_text(text);
      std::string line = std::string(begin) + "[masked]" + end;
      EXPECT_EQ(masked, "first\n" + std::string(begin) + "[masked: a private key]" + end + line + line +
                            line + line + "last\n")
          << text;
    }
  std::string one_line = "{\"private_key\": \"" +
                         key_text(
                             "PRIVATE"
                             " KEY",
                             "", "\\n") +
                         "\", \"x\": 1}\n";
  EXPECT_EQ(masked_text(one_line), "{\"private_key\": \"[masked: a private key]\\n\", \"x\": 1}\n");
  // A truncated key is masked to its end.
  std::string cut = key_text(
      "RSA PRIVATE"
      " KEY",
      "", "\n");
  cut.resize(cut.find("-----END"));
  EXPECT_EQ(masked_text(cut + "int x;\n"), "[masked: a private key]\n[masked]\n[masked]\n[masked]\nint x;\n");
}

TEST(Secrets, StringsOfMarkersAreCode) {
  std::string begin =
                  "-----BEGIN PRIVATE"
                  " KEY-----",
              end =
                  "-----END PRIVATE"
                  " KEY-----";
  for (const std::string& code :
       {"if s.startswith(\"" + begin + "\"):\n  def other():\n    return 1\n  x = s.endswith(\"" + end +
            "\")\n",
        "B = \"" + begin + "\"\nE = \"" + end + "\"\n", "text = \"" + begin + "\" + body + \"" + end + "\"\n",
        "const M = [\n  \"" + begin + "\",\n  \"" + end + "\",\n];\n", begin + "\n...\n" + end + "\n",
        begin + "\nYOUR KEY HERE\n" + end + "\n"})
    EXPECT_EQ(masked_text(code), code);
}

TEST(Secrets, MaskedTextIsLeftAlone) {
  Maker maker;
  std::string text = "DB_PASS=hunter2\nredis://:p4ssw0rd1@h\n" + maker.make("T=ghp_<a36>\n") +
                     key_text(
                         "RSA PRIVATE"
                         " KEY",
                         "", "\n") +
                     "Authorization: Basic dXNlcjpodW50ZXIy\n";
  std::string once = masked_text(text);
  EXPECT_EQ(masked_text(once), once);
  SecretMasks masks;
  std::string first = masks.masked(text);
  EXPECT_EQ(masks.masked(first), first);
  EXPECT_EQ(masks.count(), 5u);
  EXPECT_EQ(split_lines(first).size(), split_lines(text).size());
}

}  // namespace
}  // namespace suit
