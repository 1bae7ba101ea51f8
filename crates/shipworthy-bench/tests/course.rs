//! Courses from end to end: what is ruled, and what bad input leads to.

use proptest::prelude::*;
use shipworthy_bench::course::Course;
use shipworthy_bench::generator::Generator;
use shipworthy_bench::plan::{BenchLimits, BenchPlan};
use shipworthy_bench::ruling::{Doubt, Ruled, Ruling};
use shipworthy_bench::samples::{BenchUnit, Refused};

/// One benchmark, with pairs until it wants no more.
fn ruled(mut pair: impl FnMut(&mut Generator) -> (f64, f64)) -> Ruled {
    let mut dice = Generator::new(3);
    let mut course = course(&["a"]);
    let mut taken = 0;
    while let Some((_, until)) = course.wanted() {
        for _ in taken..until {
            let (base, head) = pair(&mut dice);
            course.pair(0, base, head);
        }
        taken = until;
        course.look();
    }
    course.finish().remove(0)
}

fn course(names: &[&str]) -> Course {
    let names = names.iter().map(|name| ((*name).to_owned(), BenchUnit::Nanoseconds));
    Course::new(BenchPlan::default(), BenchLimits::default(), names)
}

fn noisy(dice: &mut Generator, noise: f64) -> f64 {
    (noise * dice.normal()).exp()
}

#[test]
fn what_is_clear_is_decided_with_few_pairs() {
    let same = ruled(|dice| (noisy(dice, 0.01), noisy(dice, 0.01)));
    assert_eq!((&same.ruling, same.pairs), (&Ruling::Pass, 8));
    let twice = ruled(|dice| (noisy(dice, 0.01), 2.0 * noisy(dice, 0.01)));
    assert_eq!((&twice.ruling, twice.pairs), (&Ruling::Fail, 8));
    assert!(twice.lower.unwrap() > 1.25 && twice.upper.unwrap() > 2.0, "{twice:?}");
    let warned = ruled(|dice| (noisy(dice, 0.01), 1.17 * noisy(dice, 0.01)));
    assert_eq!(warned.ruling, Ruling::Warn);
    assert!(warned.lower.unwrap() > 1.10 && warned.upper.unwrap() < 1.25, "{warned:?}");
    assert!(same.power(0.05).unwrap().starts_with("would have seen 1"), "{:?}", same.power(0.05));
}

#[test]
fn too_much_noise_is_unknown_and_says_what_could_hide() {
    let lost = ruled(|dice| (noisy(dice, 2.0), noisy(dice, 2.0)));
    let Ruling::Unknown(doubt @ Doubt::TooNoisy(visible)) = lost.ruling else { panic!("{lost:?}") };
    assert!(visible > 0.21, "{visible}");
    assert!(doubt.to_string().contains("could hide"), "{doubt}");
    assert_eq!(lost.pairs, BenchPlan::default().most_pairs());
}

#[test]
fn what_may_be_on_either_side_of_the_limit_does_not_pass_where_it_looks_slower() {
    let near = ruled(|dice| (noisy(dice, 0.08), 1.125 * noisy(dice, 0.08)));
    let Ruling::Unknown(doubt @ Doubt::Between(lower, upper)) = near.ruling else { panic!("{near:?}") };
    assert!(lower < 0.10 && upper > 0.10, "{doubt}");
}

#[test]
fn the_same_difference_each_time_is_no_measurement_of_noise() {
    let coarse = ruled(|_| (15.0, 16.0));
    assert_eq!(coarse.ruling, Ruling::Unknown(Doubt::NoSpread));
    assert_eq!((coarse.lower, coarse.upper, coarse.visible), (None, None, None));
    assert_eq!(ruled(|_| (15.0, 15.0)).ruling, Ruling::Unknown(Doubt::NoSpread));
}

#[test]
fn what_is_no_sample_is_unknown_and_no_number_is_given() {
    for (bad, refused) in [
        (f64::NAN, Refused::NotFinite),
        (f64::NEG_INFINITY, Refused::NotFinite),
        (-3.0, Refused::Negative),
        (0.0, Refused::Zero),
    ] {
        let mut number = 0;
        let answer = ruled(|dice| {
            number += 1;
            (noisy(dice, 0.01), if number == 7 { bad } else { noisy(dice, 0.01) })
        });
        assert_eq!(answer.ruling, Ruling::Unknown(Doubt::BadSample(refused)));
        assert_eq!((answer.ratio, answer.lower, answer.visible), (None, None, None));
    }
}

#[test]
fn a_course_that_ends_early_rules_on_what_it_has() {
    let mut dice = Generator::new(5);
    let mut short = course(&["none", "one", "seven"]);
    short.pair(1, 1.0, 9.0);
    for _ in 0..7 {
        short.pair(2, noisy(&mut dice, 0.01), 2.0 * noisy(&mut dice, 0.01));
    }
    let rulings: Vec<_> = short.finish().into_iter().map(|ruled| ruled.ruling).collect();
    let few = |pairs| Ruling::Unknown(Doubt::TooFewPairs(pairs, 6));
    assert_eq!(rulings, [few(0), few(1), Ruling::Fail]);
    assert_eq!(course(&[]).finish(), []);
}

#[test]
fn a_control_that_fires_makes_even_a_clear_answer_unknown() {
    let mut dice = Generator::new(5);
    let mut biased = course(&["a", "short"]);
    for _ in 0..8 {
        biased.pair(0, noisy(&mut dice, 0.01), 2.0 * noisy(&mut dice, 0.01));
        biased.control(0, noisy(&mut dice, 0.01), 1.3 * noisy(&mut dice, 0.01));
        biased.pair(1, noisy(&mut dice, 0.01), noisy(&mut dice, 0.01));
    }
    biased.control(1, 1.0, 1.0);
    let rulings: Vec<_> = biased.finish().into_iter().map(|ruled| ruled.ruling).collect();
    assert!(matches!(rulings[0], Ruling::Unknown(Doubt::ControlFired(bias)) if bias > 0.2), "{rulings:?}");
    assert_eq!(rulings[1], Ruling::Unknown(Doubt::ControlTooShort(1)));
}

proptest! {
    #[test]
    fn any_numbers_are_ruled_on_and_bounds_enclose_the_ratio(
        pairs in prop::collection::vec((any::<f64>(), any::<f64>(), 0usize..4), 0..60),
        tame: bool,
    ) {
        let mut any = course(&["a", "b", "c"]);
        for (base, head, index) in pairs {
            let value = |value: f64| if tame { (value.abs() % 7.0) + 0.1 } else { value };
            any.pair(index, value(base), value(head));
            any.control(index, value(head), value(base));
        }
        for ruled in any.finish() {
            for value in [ruled.ratio, ruled.lower, ruled.upper, ruled.visible].into_iter().flatten() {
                prop_assert!(value.is_finite() && value >= 0.0);
            }
            if let (Some(lower), Some(ratio), Some(upper)) = (ruled.lower, ruled.ratio, ruled.upper) {
                prop_assert!(lower <= ratio && ratio <= upper);
            }
        }
    }
}
