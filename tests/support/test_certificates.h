// Certificates generated for tests: an authority, and what it signs.
#pragma once

#include <memory>
#include <string>

namespace suit {

struct TestIdentity {
  std::string certificate;  // PEM
  std::string key;          // PEM
};

class TestAuthority {
 public:
  TestAuthority();
  ~TestAuthority();
  TestAuthority(const TestAuthority&) = delete;
  const std::string& certificate() const { return identity_.certificate; }  // PEM, to be trusted
  // `names` in OpenSSL's format: "DNS:localhost,IP:127.0.0.1". Valid from yesterday for `days` days: 0 is
  // expired.
  TestIdentity issue(const std::string& names, int days = 30);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
  TestIdentity identity_;
};

}  // namespace suit
