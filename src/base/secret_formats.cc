#include "base/secret_formats.h"

namespace suit {
namespace {

using enum SecretAlphabet;

constexpr uint16_t kAny = 2'000;

// By issuer. Public identifiers (AC… of Twilio, pk_… of Stripe, client ids) are not included.
constexpr SecretFormat kFormats[] = {
    // Clouds and hosting
    {"AKIA", kUpper, 16, 16, "an AWS access key", "AWS IAM user guide, unique identifiers"},
    {"ASIA", kUpper, 16, 16, "an AWS session key", "AWS IAM user guide, unique identifiers"},
    {"ABIA", kUpper, 16, 16, "an AWS bearer token", "AWS IAM user guide, unique identifiers"},
    {"ABSK", kBase64, 100, 200, "an AWS Bedrock key", "Amazon Bedrock user guide, API keys"},
    {"bedrock-api-key-", kBase64, 40, kAny, "an AWS Bedrock key", "Amazon Bedrock user guide, API keys"},
    {"AIza", kDash, 35, 35, "a Google API key", "Google Cloud, authenticate with API keys"},
    {"ya29.", kDash, 20, kAny, "a Google token", "Google Cloud, token types"},
    {"GOCSPX-", kDash, 28, 28, "a Google client secret", "Google Cloud, manage OAuth clients"},
    {"1//0", kDash, 60, 120, "a Google refresh token", "Google Identity, using OAuth 2.0"},
    {"dop_v1_", kHex, 64, 64, "a DigitalOcean token", "DigitalOcean API, authentication"},
    {"doo_v1_", kHex, 64, 64, "a DigitalOcean token", "DigitalOcean API, authentication"},
    {"dor_v1_", kHex, 64, 64, "a DigitalOcean token", "DigitalOcean API, authentication"},
    {"HRKU-", kDash, 36, 70, "a Heroku key", "Heroku Dev Center, platform API"},
    {"fo1_", kDash, 43, 43, "a Fly.io token", "Fly.io docs, access tokens"},
    {"fm1r_", kBase64, 60, kAny, "a Fly.io token", "Fly.io docs, access tokens"},
    {"fm2_", kBase64, 60, kAny, "a Fly.io token", "Fly.io docs, access tokens"},
    {"rnd_", kMixed, 28, 40, "a Render key", "Render docs, API keys"},
    {"nfp_", kMixed, 36, 40, "a Netlify token", "Netlify docs, user settings"},
    {"vercel_blob_rw_", kWord, 30, 80, "a Vercel token", "Vercel docs, Blob"},
    {"vcp_", kMixed, 50, 70, "a Vercel token", "Vercel docs, tokens"},
    {"cfut_", kMixed, 40, 60, "a Cloudflare token", "Cloudflare docs, API tokens"},
    {"cfat_", kMixed, 40, 60, "a Cloudflare token", "Cloudflare docs, API tokens"},
    {"v1.0-", kDash, 170, 180, "a Cloudflare origin key", "Cloudflare docs, origin CA keys"},
    {"LTAI", kMixed, 17, 26, "an Alibaba Cloud key", "Alibaba Cloud, AccessKey pairs"},
    {"AKID", kMixed, 32, 32, "a Tencent Cloud key", "Tencent Cloud, access keys"},
    {"SCW", kUpper, 17, 17, "a Scaleway key", "Scaleway docs, API keys"},
    // Code and packages
    {"ghp_", kAlnum, 36, 255, "a GitHub token", "GitHub docs, about authentication"},
    {"gho_", kAlnum, 36, 255, "a GitHub token", "GitHub docs, about authentication"},
    {"ghu_", kAlnum, 36, 255, "a GitHub token", "GitHub docs, about authentication"},
    {"ghs_", kDot, 36, kAny, "a GitHub token", "GitHub docs, about authentication"},
    {"ghr_", kAlnum, 36, 255, "a GitHub token", "GitHub docs, about authentication"},
    {"github_pat_", kWord, 60, 255, "a GitHub token", "GitHub docs, about authentication"},
    {"glpat-", kDot, 20, 320, "a GitLab token", "GitLab docs, token overview"},
    {"gldt-", kDot, 20, 320, "a GitLab token", "GitLab docs, token overview"},
    {"glrt-", kDot, 20, 320, "a GitLab token", "GitLab docs, token overview"},
    {"glrtr-", kDot, 20, 320, "a GitLab token", "GitLab docs, token overview"},
    {"glptt-", kDot, 40, 320, "a GitLab token", "GitLab docs, token overview"},
    {"glft-", kDot, 20, 320, "a GitLab token", "GitLab docs, token overview"},
    {"glimt-", kDot, 20, 320, "a GitLab token", "GitLab docs, token overview"},
    {"glagent-", kDot, 40, 320, "a GitLab token", "GitLab docs, token overview"},
    {"gloas-", kDot, 40, 320, "a GitLab token", "GitLab docs, token overview"},
    {"glcbt-", kDot, 20, 320, "a GitLab token", "GitLab docs, token overview"},
    {"glsoat-", kDot, 20, 320, "a GitLab token", "GitLab docs, token overview"},
    {"glffct-", kDot, 20, 320, "a GitLab token", "GitLab docs, token overview"},
    {"glwt-", kDot, 20, 320, "a GitLab token", "GitLab docs, token overview"},
    {"GR1348941", kDash, 20, 20, "a GitLab token", "GitLab docs, token overview"},
    {"ATBB", kMixed, 28, 32, "a Bitbucket password", "Bitbucket support, app passwords"},
    {"ATCTT3xFfG", kBase64, 150, 260, "a Bitbucket token", "Bitbucket support, access tokens"},
    {"ATATT3xFfG", kToken, 150, 260, "an Atlassian token", "Atlassian support, API tokens"},
    {"ATTA", kHex, 72, 72, "a Trello token", "Atlassian developer, Trello authorization"},
    {"npm_", kAlnum, 36, 36, "an npm token", "npm docs, about access tokens"},
    {"pypi-", kDash, 50, kAny, "a PyPI token", "PyPI help, API tokens"},
    {"rubygems_", kHex, 48, 48, "a RubyGems key", "RubyGems guides, API keys"},
    {"cio", kMixed, 32, 32, "a Cargo token", "The Cargo Book, registry authentication"},
    {"oy2", kMixed, 43, 43, "a NuGet key", "NuGet docs, API keys"},
    {"dckr_pat_", kDash, 27, 27, "a Docker token", "Docker docs, access tokens"},
    {"dckr_oat_", kDash, 32, 32, "a Docker token", "Docker docs, organization tokens"},
    {"AKCp", kMixed, 60, 80, "an Artifactory key", "JFrog docs, API key"},
    {"CLOJARS_", kHex, 60, 60, "a Clojars token", "Clojars wiki, deploy tokens"},
    {"packagist_", kWord, 60, 90, "a Packagist token", "Packagist, API"},
    {"CCIPAT_", kWord, 40, 90, "a CircleCI token", "CircleCI docs, API tokens"},
    {"CCIPRJ_", kWord, 40, 90, "a CircleCI token", "CircleCI docs, API tokens"},
    {"bkua_", kHex, 40, 40, "a Buildkite token", "Buildkite docs, API tokens"},
    {"squ_", kHex, 40, 40, "a SonarQube token", "SonarQube docs, tokens"},
    {"sqp_", kHex, 40, 40, "a SonarQube token", "SonarQube docs, tokens"},
    {"sqa_", kHex, 40, 40, "a SonarQube token", "SonarQube docs, tokens"},
    {"sgp_", kWord, 40, 90, "a Sourcegraph token", "Sourcegraph docs, access tokens"},
    {"PMAK-", kDash, 59, 59, "a Postman key", "Postman docs, API keys"},
    {"pul-", kHex, 40, 40, "a Pulumi token", "Pulumi docs, access tokens"},
    {"hvs.", kDash, 24, kAny, "a Vault token", "Vault docs, tokens"},
    {"hvb.", kDash, 24, kAny, "a Vault token", "Vault docs, tokens"},
    {"hvr.", kDash, 24, kAny, "a Vault token", "Vault docs, tokens"},
    {"dp.pt.", kMixed, 40, 44, "a Doppler token", "Doppler docs, token formats"},
    {"dp.st.", kDot, 40, 80, "a Doppler token", "Doppler docs, token formats"},
    {"dp.ct.", kMixed, 40, 44, "a Doppler token", "Doppler docs, token formats"},
    {"dp.sa.", kMixed, 40, 44, "a Doppler token", "Doppler docs, token formats"},
    {"dp.scim.", kMixed, 40, 44, "a Doppler token", "Doppler docs, token formats"},
    {"dp.audit.", kMixed, 40, 44, "a Doppler token", "Doppler docs, token formats"},
    {"ops_eyJ", kDash, 100, kAny, "a 1Password token", "1Password docs, service accounts"},
    {"AGE-SECRET-KEY-1", kUpper, 50, 70, "an age key", "age, format of keys"},
    {"tskey-", kDash, 20, 90, "a Tailscale key", "Tailscale docs, key prefixes"},
    // Databases
    {"sbp_", kHex, 40, 40, "a Supabase token", "Supabase docs, management API"},
    {"sb_secret_", kDash, 22, 60, "a Supabase key", "Supabase docs, API keys"},
    {"pscale_tkn_", kDot, 32, 64, "a PlanetScale token", "PlanetScale docs, service tokens"},
    {"pscale_oauth_", kDot, 32, 64, "a PlanetScale token", "PlanetScale docs, OAuth"},
    {"pscale_pw_", kDot, 32, 64, "a PlanetScale password", "PlanetScale docs, passwords"},
    {"napi_", kMixed, 50, 80, "a Neon key", "Neon docs, API keys"},
    {"dapi", kHex, 32, 32, "a Databricks token", "Databricks docs, access tokens"},
    {"dbtc_", kBase64, 30, 60, "a dbt token", "dbt docs, service tokens"},
    {"dbtu_", kBase64, 30, 60, "a dbt token", "dbt docs, service tokens"},
    {"pcsk_", kWord, 50, 90, "a Pinecone key", "Pinecone docs, API keys"},
    // Chat and mail
    {"xoxb-", kDash, 20, 260, "a Slack token", "Slack docs, token types"},
    {"xoxp-", kDash, 20, 260, "a Slack token", "Slack docs, token types"},
    {"xoxa-", kDash, 20, 260, "a Slack token", "Slack docs, token types"},
    {"xoxr-", kDash, 20, 260, "a Slack token", "Slack docs, token types"},
    {"xoxs-", kDash, 20, 260, "a Slack token", "Slack docs, token types"},
    {"xoxo-", kDash, 20, 260, "a Slack token", "Slack docs, token types"},
    {"xoxc-", kDash, 20, 260, "a Slack token", "Slack docs, token types"},
    {"xoxd-", kToken, 20, 260, "a Slack token", "Slack docs, token types"},
    {"xoxe-", kDash, 20, 260, "a Slack token", "Slack docs, token rotation"},
    {"xoxe.xoxp-", kDash, 20, 260, "a Slack token", "Slack docs, token rotation"},
    {"xoxe.xoxb-", kDash, 20, 260, "a Slack token", "Slack docs, token rotation"},
    {"xapp-", kDash, 20, 260, "a Slack token", "Slack docs, token types"},
    {"SG.", kDot, 60, 72, "a SendGrid key", "SendGrid docs, API keys"},
    {"SK", kHex, 32, 32, "a Twilio key", "Twilio docs, API keys"},
    {"key-", kHex, 32, 32, "a Mailgun key", "Mailgun docs, API keys"},
    {"xkeysib-", kDash, 81, 81, "a Brevo key", "Brevo docs, API keys"},
    {"xsmtpsib-", kDash, 81, 81, "a Brevo key", "Brevo docs, SMTP keys"},
    {"re_", kMixedWord, 32, 36, "a Resend key", "Resend docs, API keys"},
    // Money
    {"sk_live_", kAlnum, 20, 250, "a Stripe key", "Stripe docs, API keys"},
    {"sk_test_", kAlnum, 20, 250, "a Stripe key", "Stripe docs, API keys"},
    {"rk_live_", kAlnum, 20, 250, "a Stripe key", "Stripe docs, restricted keys"},
    {"rk_test_", kAlnum, 20, 250, "a Stripe key", "Stripe docs, restricted keys"},
    {"sk_org_", kWord, 20, 250, "a Stripe key", "Stripe docs, organization keys"},
    {"whsec_", kBase64, 24, 80, "a webhook secret", "Stripe docs, webhook signatures"},
    {"sq0atp-", kDash, 22, 22, "a Square token", "Square docs, access tokens"},
    {"sq0csp-", kDash, 43, 43, "a Square secret", "Square docs, access tokens"},
    {"EAAA", kDash, 60, 60, "a Square token", "Square docs, access tokens"},
    {"shpat_", kHex, 32, 38, "a Shopify token", "Shopify changelog, token prefixes"},
    {"shpca_", kHex, 32, 38, "a Shopify token", "Shopify changelog, token prefixes"},
    {"shppa_", kHex, 32, 38, "a Shopify token", "Shopify changelog, token prefixes"},
    {"shpss_", kHex, 32, 38, "a Shopify secret", "Shopify changelog, token prefixes"},
    {"shpua_", kHex, 32, 38, "a Shopify token", "Shopify changelog, token prefixes"},
    {"access_token$production$", kWord, 40, 60, "a Braintree token", "PayPal docs, Braintree access tokens"},
    {"access-production-", kDash, 36, 36, "a Plaid token", "Plaid docs, tokens"},
    {"access-sandbox-", kDash, 36, 36, "a Plaid token", "Plaid docs, tokens"},
    {"FLWSECK-", kDash, 32, 40, "a Flutterwave key", "Flutterwave docs, API keys"},
    {"FLWSECK_TEST-", kDash, 32, 40, "a Flutterwave key", "Flutterwave docs, API keys"},
    {"shippo_live_", kHex, 40, 40, "a Shippo token", "Shippo docs, authentication"},
    {"shippo_test_", kHex, 40, 40, "a Shippo token", "Shippo docs, authentication"},
    {"EZAK", kMixed, 54, 54, "an EasyPost key", "EasyPost docs, authentication"},
    {"EZTK", kMixed, 54, 54, "an EasyPost key", "EasyPost docs, authentication"},
    {"duffel_live_", kDash, 43, 43, "a Duffel token", "Duffel docs, authentication"},
    {"duffel_test_", kDash, 43, 43, "a Duffel token", "Duffel docs, authentication"},
    // Monitoring
    {"glsa_", kWord, 41, 41, "a Grafana token", "Grafana docs, service accounts"},
    {"glc_", kBase64, 40, 400, "a Grafana token", "Grafana docs, access policies"},
    {"eyJrIjoi", kBase64, 60, 400, "a Grafana key", "Grafana docs, API keys"},
    {"NRAK-", kUpper, 27, 27, "a New Relic key", "New Relic docs, API keys"},
    {"NRII-", kDash, 32, 32, "a New Relic key", "New Relic docs, API keys"},
    {"NRIQ-", kDash, 32, 32, "a New Relic key", "New Relic docs, API keys"},
    {"sntrys_", kBase64, 60, 600, "a Sentry token", "Sentry docs, auth tokens"},
    {"sntryu_", kHex, 64, 64, "a Sentry token", "Sentry docs, auth tokens"},
    {"hcaik_", kAlnum, 58, 64, "a Honeycomb key", "Honeycomb docs, API keys"},
    {"hcbik_", kAlnum, 58, 64, "a Honeycomb key", "Honeycomb docs, API keys"},
    {"dt0c01.", kDot, 80, 100, "a Dynatrace token", "Dynatrace docs, token format"},
    {"dt0s01.", kDot, 80, 100, "a Dynatrace token", "Dynatrace docs, token format"},
    {"phx_", kMixed, 40, 50, "a PostHog key", "PostHog docs, API"},
    // Work
    {"lin_api_", kAlnum, 40, 48, "a Linear key", "Linear docs, authentication"},
    {"lin_oauth_", kHex, 64, 64, "a Linear token", "Linear docs, authentication"},
    {"secret_", kMixed, 43, 43, "a Notion token", "Notion docs, authorization"},
    {"ntn_", kMixed, 40, 50, "a Notion token", "Notion docs, authorization"},
    {"pat", kDot, 79, 79, "an Airtable token", "Airtable docs, personal access tokens"},
    {"figd_", kDash, 38, 48, "a Figma token", "Figma docs, access tokens"},
    {"CFPAT-", kDash, 43, 43, "a Contentful token", "Contentful docs, authentication"},
    {"tfp_", kDot, 40, 70, "a Typeform token", "Typeform docs, personal access token"},
    {"pat-na1-", kDash, 36, 36, "a HubSpot token", "HubSpot docs, private apps"},
    {"pat-eu1-", kDash, 36, 36, "a HubSpot token", "HubSpot docs, private apps"},
    {"rdme_", kMixed, 64, 72, "a ReadMe key", "ReadMe docs, authentication"},
    {"sl.", kDash, 130, kAny, "a Dropbox token", "Dropbox docs, OAuth guide"},
    {"sk.eyJ", kDot, 60, 300, "a Mapbox token", "Mapbox docs, access tokens"},
    {"p8e-", kMixed, 32, 36, "an Adobe secret", "Adobe developer, OAuth credentials"},
    {"APP_USR-", kDash, 60, 90, "a Mercado Pago token", "Mercado Pago docs, credentials"},
    // Models
    {"sk-ant-", kDash, 24, 140, "an Anthropic key", "Anthropic docs, API keys"},
    {"sk-proj-", kDash, 24, 220, "an OpenAI key", "OpenAI docs, API keys"},
    {"sk-svcacct-", kDash, 24, 220, "an OpenAI key", "OpenAI docs, service accounts"},
    {"sk-admin-", kDash, 24, 220, "an OpenAI key", "OpenAI docs, admin keys"},
    {"sk-None-", kDash, 24, 220, "an OpenAI key", "OpenAI docs, API keys"},
    {"sk-or-v1-", kHex, 64, 64, "an OpenRouter key", "OpenRouter docs, authentication"},
    {"sk-lf-", kDash, 36, 36, "a Langfuse key", "Langfuse docs, API keys"},
    {"sk-", kMixedWord, 32, 220, "an API key", "OpenAI docs, API keys; DeepSeek docs"},
    {"sk_", kHex, 48, 48, "an ElevenLabs key", "ElevenLabs docs, authentication"},
    {"hf_", kAlnum, 30, 40, "a Hugging Face token", "Hugging Face docs, user access tokens"},
    {"api_org_", kAlnum, 34, 34, "a Hugging Face token", "Hugging Face docs, organization tokens"},
    {"gsk_", kMixed, 50, 60, "a Groq key", "Groq docs, API keys"},
    {"xai-", kMixed, 70, 90, "an xAI key", "xAI docs, API keys"},
    {"pplx-", kMixed, 40, 60, "a Perplexity key", "Perplexity docs, API keys"},
    {"r8_", kMixed, 37, 40, "a Replicate token", "Replicate docs, API tokens"},
    {"nvapi-", kDash, 60, 80, "an NVIDIA key", "NVIDIA docs, NGC API keys"},
    {"lsv2_pt_", kWord, 40, 50, "a LangSmith key", "LangSmith docs, API keys"},
    {"lsv2_sk_", kWord, 40, 50, "a LangSmith key", "LangSmith docs, API keys"},
    {"fw_", kMixed, 22, 30, "a Fireworks key", "Fireworks docs, API keys"},
    {"pa-", kMixed, 40, 50, "a Voyage key", "Voyage docs, API keys"},
};

constexpr SecretAddress kAddresses[] = {
    {"hooks.slack.com", "/services/", kPath, 20, "a Slack webhook", "Slack docs, incoming webhooks"},
    {"hooks.slack.com", "/workflows/", kPath, 20, "a Slack webhook", "Slack docs, workflow webhooks"},
    {"hooks.slack.com", "/triggers/", kPath, 20, "a Slack webhook", "Slack docs, workflow webhooks"},
    {"hooks.slack-gov.com", "/services/", kPath, 20, "a Slack webhook", "Slack docs, GovSlack"},
    {"discord.com", "/api/webhooks/", kPath, 60, "a Discord webhook", "Discord docs, webhooks"},
    {"discordapp.com", "/api/webhooks/", kPath, 60, "a Discord webhook", "Discord docs, webhooks"},
    {"canary.discord.com", "/api/webhooks/", kPath, 60, "a Discord webhook", "Discord docs, webhooks"},
    {"ptb.discord.com", "/api/webhooks/", kPath, 60, "a Discord webhook", "Discord docs, webhooks"},
    {".webhook.office.com", "/", kPath, 60, "a Teams webhook", "Microsoft Learn, Teams webhooks"},
    {"outlook.office.com", "/webhook/", kPath, 60, "a Teams webhook", "Microsoft Learn, Teams webhooks"},
    {"outlook.office365.com", "/webhook/", kPath, 60, "a Teams webhook", "Microsoft Learn, Teams webhooks"},
    {".logic.azure.com", "/", kPath, 60, "a workflow's address", "Microsoft Learn, Logic Apps triggers"},
    {".logic.azure.com:443", "/", kPath, 60, "a workflow's address", "Microsoft Learn, Logic Apps triggers"},
    {".api.powerplatform.com", "/", kPath, 80, "a workflow's address", "Microsoft Learn, flow triggers"},
    {"chat.googleapis.com", "/v1/spaces/", kPath, 60, "a Google Chat webhook", "Google Chat docs, webhooks"},
    {"hooks.zapier.com", "/hooks/catch/", kPath, 10, "a Zapier webhook", "Zapier docs, webhooks"},
    {"hook.integromat.com", "/", kPath, 28, "a Make webhook", "Make docs, webhooks"},
    {"maker.ifttt.com", "/trigger/", kPath, 24, "an IFTTT webhook", "IFTTT help, webhooks"},
    {"oapi.dingtalk.com", "/robot/send", kPath, 40, "a DingTalk webhook", "DingTalk docs, custom robots"},
    {"open.feishu.cn", "/open-apis/bot/", kPath, 36, "a Feishu webhook", "Feishu docs, custom bots"},
    {"open.larksuite.com", "/open-apis/bot/", kPath, 36, "a Lark webhook", "Lark docs, custom bots"},
    {"", "/hooks/", kPath, 26, "a chat webhook", "Mattermost docs, Rocket.Chat docs, incoming webhooks"},
    {"qyapi.weixin.qq.com", "/cgi-bin/webhook/", kPath, 36, "a WeCom webhook", "WeCom docs, group robots"},
};

constexpr SecretName kNames[] = {
    {"password", "a password", 7, false},
    {"passwd", "a password", 7, false},
    {"passphrase", "a password", 7, false},
    {"passcode", "a password", 7, false},
    {"pass", "a password", 7, true},
    {"pwd", "a password", 7, true},
    {"dbpass", "a password", 7, false},
    {"dbpwd", "a password", 7, false},
    {"rootpass", "a password", 7, false},
    {"userpass", "a password", 7, false},
    {"pw", "a password", 7, true},
    {"secretaccesskey", "a secret key", 16, false},
    {"secretkey", "a secret key", 16, false},
    {"secretkeybase", "a secret key", 16, false},
    {"clientsecret", "a secret", 16, false},
    {"secret", "a secret", 10, false},
    {"apikey", "an API key", 16, false},
    {"accesskey", "an access key", 16, false},
    {"accountkey", "an access key", 40, false},
    {"sharedaccesskey", "an access key", 40, false},
    {"authkey", "a secret key", 16, false},
    {"appkey", "an API key", 16, false},
    {"privatekey", "a private key", 16, false},
    {"signingkey", "a secret key", 16, false},
    {"encryptionkey", "a secret key", 16, false},
    {"masterkey", "a secret key", 16, false},
    {"licensekey", "a license key", 16, false},
    {"authtoken", "a token", 16, false},
    {"accesstoken", "a token", 16, false},
    {"token", "a token", 16, false},
    {"credential", "a credential", 16, false},
    {"credentials", "a credential", 16, false},
    {"salt", "a secret", 32, true},
    {"sig", "a signature", 40, true},
    {"auth", "a credential", 12, true},
};

}  // namespace

bool in_alphabet(char c, SecretAlphabet alphabet) {
  bool upper = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  bool alnum = upper || (c >= 'a' && c <= 'z');
  switch (alphabet) {
    case kUpper:
      return upper;
    case kHex:
      return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    case kAlnum:
    case kMixed:
      return alnum;
    case kWord:
    case kMixedWord:
      return alnum || c == '_';
    case kDash:
      return alnum || c == '_' || c == '-';
    case kDot:
      return alnum || c == '_' || c == '-' || c == '.';
    case kBase64:
      return alnum || c == '+' || c == '/' || c == '=';
    case kToken:
      return alnum || std::string_view("_-+/=%").find(c) != std::string_view::npos;
    case kPath:
      return alnum || std::string_view("_-./+=%&?@:,~").find(c) != std::string_view::npos;
  }
  return false;
}

std::span<const SecretFormat> secret_formats() {
  return kFormats;
}
std::span<const SecretAddress> secret_addresses() {
  return kAddresses;
}
std::span<const SecretName> secret_names() {
  return kNames;
}

}  // namespace suit
