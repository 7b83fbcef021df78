// The manual, generated from the command-line definition.
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace suit {

// Prints the manual. `format` is markdown, man, bash, zsh or fish. Returns the exit code.
int print_manual(const CLI::App& app, const std::string& format);

}  // namespace suit
