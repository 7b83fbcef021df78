// The seccomp filter of the sandbox.
#pragma once

#include <string>

#include "base/result.h"

namespace suit {

// The program, as the bytes of a struct sock_filter array. Errors: kUnsupported.
Result<std::string> make_seccomp_filter();

}  // namespace suit
