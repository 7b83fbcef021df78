// A receipt for people and for CI.
#pragma once

#include <string>

#include "functions/receipt.h"

namespace suit::functions {

std::string summary_of(const Receipt& receipt);  // one screen
// JUnit's XML: a suite for each result, with a case for the check itself and one for each of its tests; and a
// suite of the reasons to ask.
std::string junit_of(const Receipt& receipt);
// SARIF 2.1.0: a result for each check or policy that refuses (error) and each reason to ask (warning).
std::string sarif_of(const Receipt& receipt);

}  // namespace suit::functions
