// A llama.cpp RPC server on this machine's CPU, for tests: rpc_server HOST:PORT. Runs until killed.
#include <ggml-backend.h>
#include <ggml-rpc.h>

#include <cstdio>

int main(int argc, char** argv) {
  if (argc != 2) return std::fputs("usage: rpc_server HOST:PORT\n", stderr), 2;
  ggml_backend_dev_t device = ggml_backend_dev_by_type(GGML_BACKEND_DEVICE_TYPE_CPU);
  ggml_backend_rpc_start_server(argv[1], nullptr, 1, 1, &device);
  return 1;
}
