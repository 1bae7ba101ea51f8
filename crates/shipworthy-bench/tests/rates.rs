//! The rates of error that are promised, counted on a machine of which everything is known. Seeded: each run counts the
//! same. The table beside other rules is made by `scripts/bench-verdicts`.

use shipworthy_bench::plan::BenchPlan;
use shipworthy_bench::simulation::of_course;

/// Noise from run to run, as a fraction.
const NOISE: [f64; 5] = [0.01, 0.027, 0.05, 0.10, 0.15];

#[test]
fn at_most_one_suite_in_a_hundred_fails_where_nothing_changed() {
    for noise in NOISE {
        let rates = of_course(noise, 1000, 11, &BenchPlan::default(), &[1.0; 50]);
        assert!(rates.alarmed <= 10, "{noise}: {rates:?}");
        assert!(rates.failed <= 10, "{noise}: {rates:?}");
    }
}

#[test]
fn fifteen_per_cent_at_a_limit_of_ten_are_found_at_five_per_cent_of_noise() {
    let mut slowdowns = [1.0; 50];
    slowdowns[17] = 1.15;
    let rates = of_course(0.05, 1000, 12, &BenchPlan::default(), &slowdowns);
    assert_eq!(rates.slowed, 1000);
    assert!(rates.found >= 950, "{rates:?}");
    assert!(rates.alarmed <= 10, "{rates:?}");
}

#[test]
fn what_is_slower_passes_at_no_noise() {
    let mut slowdowns = [1.0; 10];
    slowdowns[3] = 1.15;
    for noise in NOISE {
        let rates = of_course(noise, 400, 14, &BenchPlan::default(), &slowdowns);
        assert!(rates.missed <= 20, "{noise}: {rates:?}");
    }
}

/// As on a machine of two cores of which others use both.
#[test]
fn where_little_can_be_told_most_is_unknown() {
    let rates = of_course(0.5, 40, 15, &BenchPlan::default(), &[1.0; 10]);
    assert_eq!(rates.alarmed, 0);
    assert!(rates.unknown * 2 > rates.benchmarks, "{rates:?}");
}

#[test]
fn what_would_have_been_seen_is_seen() {
    for noise in [0.01, 0.05, 0.10] {
        for slowdown in [1.12, 1.15, 1.20] {
            let rates = of_course(noise, 500, 16, &BenchPlan::default(), &[slowdown]);
            // One in twenty is promised, 25 of 500; in more than 45 it would be found broken by chance once in 10,000.
            assert!(rates.overlooked <= 45, "{noise} {slowdown}: {rates:?}");
        }
    }
}

/// The worst that is still allowed: all benchmarks are slower by exactly the limit. A larger error is asked for, so that
/// it can be counted, and no benchmark is let go early.
#[test]
fn looking_again_and_again_does_not_find_what_is_not_there() {
    for (benchmarks, seed) in [(1, 13), (10, 17)] {
        let mut plan = BenchPlan::default();
        (plan.alarm, plan.miss) = (0.2, 1e-9);
        let (mut suites, mut alarmed) = (0, 0);
        for suite in 0..1000 {
            let rates = of_course(0.05, 1, seed + suite, &plan, &vec![1.10; benchmarks]);
            suites += 1;
            alarmed += u32::from(rates.found > 0);
        }
        // 200 are promised; in more than 250 it would be found broken by chance once in 20,000.
        assert!(alarmed <= 250, "{alarmed} of {suites} suites of {benchmarks}");
    }
}
