#include "trust/bound.h"

#include <boost/math/special_functions/beta.hpp>
#include <cmath>

#include "base/result.h"

namespace suit {

double log_e_value(double clean, double failed, double p0) {
  CHECK(clean >= 0 && failed >= 0 && p0 > 0 && p0 < 1);
  using namespace boost::math::policies;
  // No exceptions: an underflow gives 0, whose logarithm is minus infinity, as intended.
  using Quiet = policy<domain_error<ignore_error>, pole_error<ignore_error>, overflow_error<ignore_error>,
                       underflow_error<ignore_error>, evaluation_error<ignore_error>>;
  double log_beta = std::lgamma(clean + 1) + std::lgamma(failed + 1) - std::lgamma(clean + failed + 2);
  double tail = boost::math::ibetac(clean + 1, failed + 1, p0, Quiet());
  return -std::log(1 - p0) - clean * std::log(p0) - failed * std::log(1 - p0) + log_beta + std::log(tail);
}

bool is_above_bar(double clean, double failed, const TrustBar& bar) {
  return log_e_value(clean, failed, bar.reliability) >= -std::log(bar.error_rate);
}

int clean_needed(double clean, double failed, const TrustBar& bar) {
  if (is_above_bar(clean, failed, bar)) return 0;
  int low = 0, high = 1;  // E grows with a large `clean`, so doubling finds an upper end
  while (!is_above_bar(clean + high, failed, bar) && high < (1 << 24)) {
    low = high;
    high *= 2;
  }
  while (high - low > 1) {
    int middle = (low + high) / 2;
    (is_above_bar(clean + middle, failed, bar) ? high : low) = middle;
  }
  return high;
}

int clean_after_failure(const TrustBar& bar) {
  return static_cast<int>(std::ceil(std::log(bar.error_rate) / std::log(bar.reliability)));
}

double reliability_shown(double clean, double failed, double error_rate) {
  int shown = 0;
  while (shown < 998 && log_e_value(clean, failed, (shown + 1) / 1000.0) >= -std::log(error_rate)) ++shown;
  return shown / 1000.0;
}

}  // namespace suit
