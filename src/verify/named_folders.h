// Data in a folder that only tests read: golden files outside of the tests' own folders.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "folder/folder.h"
#include "verify/tells.h"

namespace suit {

// "tests/test_report.py reads samples" if a test names a folder of `path` as a place ("samples/",
// "samples/*.txt", Path("samples"), root / "samples") and no code outside of tests names it; else "".
std::string why_in_named_folder(std::string_view path, std::span<const TestText> tests, Folder& folder);

}  // namespace suit
