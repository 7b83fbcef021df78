// What a change weakens in configuration: runners, linters, builds. weakened.h for files with settings.
#pragma once

#include <span>

#include "verify/weakened.h"

namespace suit {

// When a change of a setting counts.
enum class SettingChange {
  kChanged,   // whenever it differs, also when it is new
  kReplaced,  // when the old value is gone
  kGrown,     // a list of exceptions has more entries, or is new
  kShrunk,    // a list of rules has fewer entries
  kLowered,   // a number that must be reached
  kRaised,    // a number that must not be passed
  kOff,       // a check is no longer on
  kOn,        // an exception is on
  kSeverity,  // error, warn, off
  kSource,    // a package that comes from somewhere else than the registry
  kNothing,   // never
};

struct SettingRow {
  std::string_view files;  // globs of names, separated by blanks, as in judge_files.cc
  std::string_view keys;   // globs of keys, separated by blanks; case and _ - are folded
  SettingChange change;
  std::string_view entries = {};  // of a list, the beginnings of entries that count; empty: all
};
std::span<const SettingRow> setting_rows();

// Lines about one file; nothing if it holds no settings. A file that only configures checks gets one line
// where no row fits.
std::vector<Weakening> weakened_settings(const FileEdit& edit);

}  // namespace suit
