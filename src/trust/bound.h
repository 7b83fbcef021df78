// The anytime-valid test behind every licence.
#pragma once

namespace suit {

struct TrustBar {
  double reliability = 0.95;  // p0: what must be exceeded
  double error_rate = 0.05;   // alpha: how often, at most, a kind of task exactly at the bar is ever licensed
};

// The e-process against "reliability <= p0" with a uniform mixture over (p0, 1]:
//   E = (1-p0)^-1 * integral from p0 to 1 of (t/p0)^clean * ((1-t)/(1-p0))^failed dt
// in closed form by the incomplete beta function. Weights may be fractional: each verdict is a number in [0,
// 1], and for such the betting factor is bounded by its chord, so E stays a supermartingale at the bar. By
// Ville's inequality it ever reaches 1/alpha with probability at most alpha, however often one looks. Source:
// Shafer and Vovk, "Game-Theoretic Foundations for Probability and Finance"; Robbins (1970), mixture
// martingales. Returns log(E). clean, failed >= 0; 0 < p0 < 1.
double log_e_value(double clean, double failed, double p0);

bool is_above_bar(double clean, double failed, const TrustBar& bar);

// How many more clean verdicts, with no failure among them, lift E to 1/alpha. 0 where it is there.
int clean_needed(double clean, double failed, const TrustBar& bar);

// A run of this many clean ones rejects "reliability <= p0" by itself: ln(alpha) / ln(p0), 59 by default.
// After a failure as many are asked for again, whatever the record before it.
int clean_after_failure(const TrustBar& bar);

// The highest rate that the record shows to be exceeded, however often one looks, at this rate of error: the
// lower end of all p that E does not reject, in steps of 0.001. 0 where nothing is shown.
double reliability_shown(double clean, double failed, double error_rate);

}  // namespace suit
