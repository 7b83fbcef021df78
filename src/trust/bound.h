// The anytime-valid test behind every licence.
#pragma once

namespace suit {

struct TrustBar {
  double reliability = 0.95;  // p0: the rate to exceed
  double error_rate =
      0.05;  // alpha: the maximum probability that a kind of task exactly at p0 is ever licensed
};

// The e-process against "reliability <= p0" with a uniform mixture over (p0, 1]:
//   E = (1-p0)^-1 * integral from p0 to 1 of (t/p0)^clean * ((1-t)/(1-p0))^failed dt
// in closed form by the incomplete beta function. Weights may be fractional: for verdicts in [0, 1] each
// betting factor is bounded by its chord, so E stays a supermartingale at p0. By Ville's inequality it ever
// reaches 1/alpha with probability at most alpha, at any number of looks. Source: Shafer and Vovk,
// "Game-Theoretic Foundations for Probability and Finance"; Robbins (1970), mixture martingales. Returns
// log(E). clean, failed >= 0; 0 < p0 < 1.
double log_e_value(double clean, double failed, double p0);

bool is_above_bar(double clean, double failed, const TrustBar& bar);

// The number of further clean verdicts, without a failure, that raise E to 1/alpha. 0 if it is reached.
int clean_needed(double clean, double failed, const TrustBar& bar);

// A run of this many clean verdicts alone rejects "reliability <= p0": ln(alpha) / ln(p0), 59 by default.
// After a failure as many are required again, whatever the earlier record.
int clean_after_failure(const TrustBar& bar);

// The highest rate that the record proves to be exceeded, anytime-valid, at this error rate: the lower end of
// all p that E does not reject, in steps of 0.001. 0 if nothing is proven.
double reliability_shown(double clean, double failed, double error_rate);

}  // namespace suit
