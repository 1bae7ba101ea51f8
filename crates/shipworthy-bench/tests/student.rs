//! Student's quantiles against tables, against a second way to compute them, and for any input.

use proptest::prelude::*;
use shipworthy_bench::student::{critical, upper_tail};

#[test]
fn quantiles_are_those_of_the_tables() {
    // Abramowitz and Stegun, table 26.10, and Fisher and Yates, table III.
    for (share, freedom, expected) in [
        (0.05, 1.0, 6.314),
        (0.05, 2.0, 2.920),
        (0.05, 4.0, 2.132),
        (0.05, 9.0, 1.833),
        (0.025, 1.0, 12.706),
        (0.025, 9.0, 2.262),
        (0.025, 29.0, 2.045),
        (0.025, 60.0, 2.000),
        (0.025, 120.0, 1.980),
        (0.005, 5.0, 4.032),
        (0.005, 30.0, 2.750),
        (0.0005, 10.0, 4.587),
        (0.0005, 120.0, 3.373),
        (0.025, 1e7, 1.960),
        (0.95, 9.0, -1.833),
    ] {
        let t = critical(share, freedom).unwrap();
        assert!((t - expected).abs() < 0.0006, "{share} {freedom}: {t}, not {expected}");
    }
}

/// The finite series of Abramowitz and Stegun, 26.7.3 and 26.7.4, for whole degrees of freedom.
fn by_series(t: f64, freedom: u32) -> f64 {
    let angle = (t / f64::from(freedom).sqrt()).atan();
    let cosine = angle.cos().powi(2);
    let odd = freedom % 2 == 1;
    let (mut term, mut sum) = (1.0, 0.0);
    let mut step = if odd { 3 } else { 2 };
    while step <= freedom {
        sum += term;
        term *= cosine * f64::from(step - 1) / f64::from(step);
        step += 2;
    }
    let within = match (odd, freedom) {
        (true, 1) => 2.0 * angle / std::f64::consts::PI,
        (true, _) => 2.0 / std::f64::consts::PI * (angle + angle.sin() * angle.cos() * sum),
        (false, _) => angle.sin() * sum,
    };
    (1.0 - within) / 2.0
}

proptest! {
    #[test]
    fn the_tail_is_that_of_the_finite_series(t in -50.0..50.0f64, freedom in 1u32..400) {
        let (ours, theirs) = (upper_tail(t, f64::from(freedom)), by_series(t, freedom));
        prop_assert!((ours - theirs).abs() < 1e-12, "{ours} {theirs}");
    }

    #[test]
    fn quantile_and_tail_undo_each_other(exponent in -12.0..-0.31f64, freedom in 1.0..5000.0f64) {
        let share = 10f64.powf(exponent);
        let back = upper_tail(critical(share, freedom).unwrap(), freedom);
        prop_assert!((back / share - 1.0).abs() < 1e-9, "{share} {back}");
    }

    #[test]
    fn any_numbers_are_answered(share: f64, t: f64, freedom: f64) {
        let tail = upper_tail(t, freedom);
        prop_assert!(tail.is_nan() || (0.0..=1.0).contains(&tail));
        prop_assert!(critical(share, freedom).is_none_or(|t| !t.is_nan()));
    }
}
