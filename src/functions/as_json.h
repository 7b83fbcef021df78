// Errors and events as JSON: the same on the command line and over HTTP.
#pragma once

#include <string_view>

#include "change/apply.h"
#include "loop/loop.h"

namespace suit {

Json json_of(const Error& error);  // {"error": {…}}
Json json_of(const Event& event);

// "created", "removed", "moved", "changed".
std::string_view change_of(const FileEdit& edit);

}  // namespace suit
