// Shared by tests of remote models: an egress log in memory, a model for each API on an upstream.
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "model/egress.h"
#include "model/provider.h"
#include "support/provider_faults.h"
#include "support/testing.h"

namespace suit {

class MemoryEgress final : public Egress {
 public:
  Result<void> permit(const std::string& host, int) override {
    std::lock_guard lock(mutex_);
    if (offline) return Error{ErrorCode::kDenied, "offline: nothing may be sent to " + host};
    ++permitted;
    return {};
  }
  void record(const EgressEntry& entry) override {
    std::lock_guard lock(mutex_);
    entries.push_back(entry);
  }
  bool offline = false;
  int permitted = 0;
  std::vector<EgressEntry> entries;

 private:
  std::mutex mutex_;
};

struct RemoteApi {
  std::string name;
  ModelKind kind;
  std::string api;
  ProviderAnswer answer;
};

inline std::vector<RemoteApi> remote_apis() {
  return {{"chat", ModelKind::kOpenAi, "chat", chat_answer()},
          {"responses", ModelKind::kOpenAi, "responses", responses_answer()},
          {"messages", ModelKind::kAnthropic, "", anthropic_answer()}};
}

inline constexpr const char* kKeyVariable = "SUIT_TEST_MODEL_KEY";

inline ModelConfig remote_config(const RemoteApi& api, const std::string& url) {
  ::setenv(kKeyVariable, kTestKey, 1);
  ModelConfig config{.name = "far", .kind = api.kind, .id = "m-1", .url = url};
  if (!api.api.empty()) config.api = api.api;
  config.key = {KeySource::kEnvironment, kKeyVariable};
  config.timeouts = {60'000, 60'000, 60'000, 60'000};  // for calls that must not time out
  return config;
}

inline std::unique_ptr<Model> remote_model(const ModelConfig& config, Egress& egress) {
  return must(make_provider_model(config, egress));
}

inline Context hello() {
  return {.messages = {{Role::kSystem, "Be brief."}, {Role::kUser, "Say hello."}}, .tokens_out_max = 100};
}

}  // namespace suit
