#include "model/config.h"

#include "base/text.h"

namespace suit {

std::string_view name_of(ModelKind kind) {
  switch (kind) {
    case ModelKind::kLlama:
      return "llama";
    case ModelKind::kOpenAi:
      return "openai";
    case ModelKind::kAnthropic:
      return "anthropic";
  }
  return "";
}

}  // namespace suit
