// Interpreters and tools that version managers keep below the user's home, which a check may need and a
// sandbox does not show: pyenv, uv, nvm, conda and the like.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/sandbox.h"

namespace suit {

// The folder of the one installed version that a path lies in, such as ~/.pyenv/versions/3.12.1; nullopt for
// any other place. Never a folder that holds more than that: no settings, no keys.
std::optional<std::string> toolchain_of(std::string_view path);

// Adds those that a path leads into by links, of the path's own folders too.
void add_toolchains_behind(const std::string& path, std::vector<std::string>& into);

// Those that the folders of PATH lie in, and the interpreters of environments among them.
std::vector<std::string> toolchains_on_path();

// PATH as a check needs it: where a folder of it is a link into a toolchain, what it links to.
std::string path_for_checks(std::string_view path);

// Where a program of that name is, outside the sandbox, links followed; "" where it is nowhere.
std::string find_program(const std::string& name);

// Why a command in the folder can't start a program, by a name or a path: "python is a link to
// /x/bin/python3, which checks can't see: name /x in sandbox.read in your own settings". "" where nothing is
// known.
std::string why_not_started(const std::string& program, const SandboxOptions& options);

}  // namespace suit
