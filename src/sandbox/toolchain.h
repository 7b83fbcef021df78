// Interpreters and tools of version managers below the user's home, which a check may need and a sandbox does
// not show: pyenv, uv, nvm, conda and the like.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/sandbox.h"

namespace suit {

// The folder of the installed version that contains a path, such as ~/.pyenv/versions/3.12.1; nullopt for any
// other place. Never a folder with more than that: no settings, no keys.
std::optional<std::string> toolchain_of(std::string_view path);

// Adds the versions that a path leads into by links, including links of its parent folders.
void add_toolchains_behind(const std::string& path, std::vector<std::string>& into);

// The versions that PATH leads into, and the interpreters of environments among them.
std::vector<std::string> toolchains_on_path();

// PATH for a check: a folder that links into a toolchain is replaced by its target.
std::string path_for_checks(std::string_view path);

// The path of the program outside the sandbox, links followed; "" if it is not found.
std::string find_program(const std::string& name);

// Is it a program for the processor, not a script? By its first bytes, links followed.
bool is_machine_program(const std::string& path);

// Why a command in the folder can't start a program, given by name or path: "python is a link to
// /x/bin/python3, which checks can't see: name /x in sandbox.read in your own settings". "" if unknown.
std::string why_not_started(const std::string& program, const SandboxOptions& options);

}  // namespace suit
