//! Holm's way of testing many hypotheses at once: whatever is true, the chance of even one false rejection stays below
//! the level (Holm 1979). It asks nothing about how the tests depend on each other.

/// For each chance, the level that it was held against: where the chance is at most that, its hypothesis is rejected.
/// What is no number is never rejected.
pub fn levels(chances: &[f64], level: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..chances.len()).collect();
    let key = |index: usize| if chances[index].is_nan() { f64::INFINITY } else { chances[index] };
    order.sort_by(|&a, &b| key(a).total_cmp(&key(b)));
    let mut held = vec![level; chances.len()];
    let mut left = chances.len();
    let mut stopped = false;
    for index in order {
        held[index] = level / left as f64;
        // The first that is not rejected ends it: all others are held against the same.
        stopped |= key(index) > held[index];
        if !stopped {
            left -= 1;
        }
    }
    held
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_example_of_the_paper_kind() {
        let chances = [0.01, 0.04, 0.03, 0.005];
        let held = levels(&chances, 0.05);
        let rejected: Vec<_> = chances.iter().zip(&held).map(|(p, level)| p <= level).collect();
        assert_eq!(rejected, [true, false, false, true]);
        assert_eq!(held, [0.05 / 3.0, 0.025, 0.025, 0.0125]);
        assert!(levels(&[], 0.05).is_empty());
    }

    proptest! {
        #[test]
        fn rejects_what_bonferroni_rejects_and_never_a_larger_chance_before_a_smaller(
            chances in prop::collection::vec(prop_oneof![0.0..1.0, 0.0..0.01, Just(f64::NAN)], 0..40),
        ) {
            let held = levels(&chances, 0.05);
            let rejected = |index: usize| chances[index] <= held[index];
            for (a, chance) in chances.iter().enumerate() {
                prop_assert!(chance.is_nan() || *chance > 0.05 / chances.len() as f64 || rejected(a));
                prop_assert!(!chance.is_nan() || !rejected(a));
                for (b, other) in chances.iter().enumerate() {
                    prop_assert!(!(rejected(a) && other < chance) || rejected(b));
                }
            }
        }
    }
}
