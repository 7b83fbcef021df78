// Stubs for Kerberos, which libgit2 can use when it fetches and Suit never allows. Debian has the library
// only as a shared one.
#include <cstdint>

extern "C" {

constexpr uint32_t kGssBadMechanism = 1u << 16;  // GSS_S_BAD_MECH of RFC 2744
extern void* const GSS_C_NT_HOSTBASED_SERVICE;
void* const GSS_C_NT_HOSTBASED_SERVICE = nullptr;

uint32_t gss_delete_sec_context();
uint32_t gss_display_status();
uint32_t gss_import_name();
uint32_t gss_indicate_mechs();
uint32_t gss_init_sec_context();
uint32_t gss_release_buffer();
uint32_t gss_release_name();
uint32_t gss_release_oid_set();

uint32_t gss_delete_sec_context() {
  return kGssBadMechanism;
}
uint32_t gss_display_status() {
  return kGssBadMechanism;
}
uint32_t gss_import_name() {
  return kGssBadMechanism;
}
uint32_t gss_indicate_mechs() {
  return kGssBadMechanism;
}
uint32_t gss_init_sec_context() {
  return kGssBadMechanism;
}
uint32_t gss_release_buffer() {
  return kGssBadMechanism;
}
uint32_t gss_release_name() {
  return kGssBadMechanism;
}
uint32_t gss_release_oid_set() {
  return kGssBadMechanism;
}
}
