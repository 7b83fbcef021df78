#pragma once
#include "model/config.h"
#include "model/model.h"
namespace suit {
inline Result<std::unique_ptr<Model>> make_llama_model(const ModelConfig&) { return Error{ErrorCode::kUnsupported, "not here yet"}; }
}
