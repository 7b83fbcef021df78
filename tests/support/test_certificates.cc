#include "support/test_certificates.h"

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <stdexcept>

namespace suit {

namespace {

constexpr long kDaySeconds = 24 * 3600;

template <class Write>
std::string pem_of(Write write) {
  BIO* memory = BIO_new(BIO_s_mem());
  write(memory);
  char* data = nullptr;
  long size = BIO_get_mem_data(memory, &data);
  std::string text(data, static_cast<size_t>(size));
  BIO_free(memory);
  return text;
}

void extend(X509* certificate, X509* issuer, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
  if (!extension) throw std::runtime_error("no such extension: " + value);
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

X509* made(EVP_PKEY* key, const char* name, int days) {
  static long serial = 1;
  X509* certificate = X509_new();
  X509_set_version(certificate, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial++);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -2 * kDaySeconds);
  X509_gmtime_adj(X509_getm_notAfter(certificate), (days - 1) * kDaySeconds);
  X509_set_pubkey(certificate, key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(name), -1, -1, 0);
  return certificate;
}

TestIdentity identity_of(X509* certificate, EVP_PKEY* key) {
  return {pem_of([&](BIO* to) { PEM_write_bio_X509(to, certificate); }),
          pem_of([&](BIO* to) { PEM_write_bio_PrivateKey(to, key, nullptr, nullptr, 0, nullptr, nullptr); })};
}

}  // namespace

struct TestAuthority::Parts {
  EVP_PKEY* key = EVP_EC_gen("P-256");
  X509* certificate = made(key, "Suit test authority", 30);
  ~Parts() {
    X509_free(certificate);
    EVP_PKEY_free(key);
  }
};

TestAuthority::TestAuthority() : parts_(std::make_unique<Parts>()) {
  X509* own = parts_->certificate;
  X509_set_issuer_name(own, X509_get_subject_name(own));
  extend(own, own, NID_basic_constraints, "critical,CA:TRUE");
  extend(own, own, NID_key_usage, "critical,keyCertSign");
  X509_sign(own, parts_->key, EVP_sha256());
  identity_ = identity_of(own, parts_->key);
}

TestAuthority::~TestAuthority() = default;

TestIdentity TestAuthority::issue(const std::string& names, int days) {
  EVP_PKEY* key = EVP_EC_gen("P-256");
  X509* certificate = made(key, "Suit test server", days);
  X509_set_issuer_name(certificate, X509_get_subject_name(parts_->certificate));
  extend(certificate, parts_->certificate, NID_subject_alt_name, names);
  X509_sign(certificate, parts_->key, EVP_sha256());
  TestIdentity identity = identity_of(certificate, key);
  X509_free(certificate);
  EVP_PKEY_free(key);
  return identity;
}

}  // namespace suit
