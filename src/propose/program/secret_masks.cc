#include "propose/program/secret_masks.h"

#include "base/secret.h"

namespace suit {

std::string SecretMasks::masked(std::string_view text) {
  std::string out;
  size_t at = 0;
  for (const SecretPlace& place : secrets_in(text)) {
    std::string secret(text.substr(place.begin, place.end - place.begin));
    auto [known, is_new] = by_secret_.emplace(secret, secrets_.size());
    if (is_new) secrets_.emplace_back("[secret " + std::to_string(secrets_.size() + 1) + ": " + std::string(place.what) + "]", std::move(secret));
    out.append(text.substr(at, place.begin - at)).append(secrets_[known->second].first);
    at = place.end;
  }
  return out.append(text.substr(at));
}

std::string SecretMasks::unmasked(std::string_view text) const {
  std::string out(text);
  for (auto& [mask, secret] : secrets_)
    for (size_t at = 0; (at = out.find(mask, at)) != out.npos; at += secret.size()) out.replace(at, mask.size(), secret);
  return out;
}

}  // namespace suit
