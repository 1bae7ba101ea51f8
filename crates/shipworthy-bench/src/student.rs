//! Student's distribution: how likely a value beyond `t` is, and beyond which `t` lies a given share.

use crate::beta::{ln_gamma, regularised};

/// More degrees of freedom than this change nothing that a test could notice, and the sum below would become long.
const MOST_FREEDOM: f64 = 1e6;

/// The chance of a value above `t`, with this many degrees of freedom (DLMF 8.17, Abramowitz and Stegun 26.7.1).
/// `NaN` where there is no such distribution.
pub fn upper_tail(t: f64, freedom: f64) -> f64 {
    if t.is_nan() || !freedom.is_finite() || freedom < 1.0 {
        return f64::NAN;
    }
    if t.is_infinite() {
        return if t > 0.0 { 0.0 } else { 1.0 };
    }
    let freedom = freedom.min(MOST_FREEDOM);
    let square = t * t;
    let (x, y) = if square.is_infinite() {
        (0.0, 1.0)
    } else {
        (freedom / (freedom + square), square / (freedom + square))
    };
    let tail = 0.5 * regularised(freedom / 2.0, 0.5, x, y);
    if t >= 0.0 { tail } else { 1.0 - tail }
}

/// The `t` above which lies this share of the distribution. `None` unless the share is between 0 and 1 and there is at
/// least one degree of freedom.
pub fn critical(share: f64, freedom: f64) -> Option<f64> {
    // A NaN is in no range.
    if !(share > 0.0 && share < 1.0 && freedom >= 1.0 && freedom.is_finite()) {
        return None;
    }
    let freedom = freedom.min(MOST_FREEDOM);
    if share > 0.5 {
        return critical(1.0 - share, freedom).map(|t| -t);
    }
    let (mut low, mut high) = (0.0, 1.0);
    while upper_tail(high, freedom) > share && high < 1e150 {
        low = high;
        high *= 2.0;
    }
    // Newton's steps, and a halving wherever one would leave what is known to hold the root.
    let mut t = low;
    for _ in 0..200 {
        let above = upper_tail(t, freedom) - share;
        if above > 0.0 {
            low = t;
        } else {
            high = t;
        }
        let step = t + above / density(t, freedom);
        let next = if step > low && step < high { step } else { low.midpoint(high) };
        let moved = (next - t).abs();
        t = next;
        if moved <= 1e-14 * t {
            break;
        }
    }
    Some(t)
}

fn density(t: f64, freedom: f64) -> f64 {
    let half = f64::midpoint(freedom, 1.0);
    let front = ln_gamma(half) - ln_gamma(freedom / 2.0) - 0.5 * (freedom * std::f64::consts::PI).ln();
    (front - half * (t * t / freedom).ln_1p()).exp()
}
