//! How often a rule alarms and finds, counted over suites.

use crate::course::Course;
use crate::plan::{BenchLimits, BenchPlan};
use crate::ruling::{Ruled, Ruling};
use crate::samples::BenchUnit;
use crate::simulation::machine::SimulatedMachine;

/// What was counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rates {
    /// Suites.
    pub suites: u32,
    /// Suites in which a benchmark that did not change was called slower, than either limit.
    pub alarmed: u32,
    /// Suites in which one was called slower than the second limit.
    pub failed: u32,
    /// Benchmarks that did change.
    pub slowed: u32,
    /// Of these, those that were called slower, than either limit.
    pub found: u32,
    /// Of these, those that passed.
    pub missed: u32,
    /// Of these, those that were not called slower though it was said that this would have been seen.
    pub overlooked: u32,
    /// Benchmarks of which nothing could be told.
    pub unknown: u32,
    /// Benchmarks at all.
    pub benchmarks: u32,
    /// Pairs that were taken for all of them.
    pub pairs: u32,
}

/// One suite by our rule, on this machine: each benchmark with its slowdown (1.15 is 15 % slower), and with a control.
pub fn suite(
    machine: &mut SimulatedMachine,
    plan: &BenchPlan,
    limits: BenchLimits,
    slowdowns: &[f64],
) -> Vec<Ruled> {
    let names = (0..slowdowns.len()).map(|index| (index.to_string(), BenchUnit::Nanoseconds));
    let mut course = Course::new(plan.clone(), limits, names);
    let mut taken = 0;
    while let Some((open, until)) = course.wanted() {
        for _ in taken..until {
            for &index in &open {
                // Base, head, and head again, in an order at random.
                let mut order = [0, 1, 2];
                machine.dice().shuffle(&mut order);
                let mut times = [0.0; 3];
                for place in order {
                    times[place] = machine.run();
                }
                let [base, head, again] = times;
                course.pair(index, base, head * slowdowns[index]);
                course.control(index, head, again);
            }
        }
        taken = until;
        course.look();
    }
    course.finish()
}

/// Our rule over many suites, each on a machine of its own.
pub fn of_course(noise: f64, suites: u32, seed: u64, plan: &BenchPlan, slowdowns: &[f64]) -> Rates {
    let mut rates = Rates::default();
    for number in 0..suites {
        let mut machine = SimulatedMachine::new(noise, seed.wrapping_add(u64::from(number) << 32));
        let ruled = suite(&mut machine, plan, BenchLimits::default(), slowdowns);
        rates.suites += 1;
        let (mut alarmed, mut failed) = (false, false);
        for (ruled, slowdown) in ruled.iter().zip(slowdowns) {
            let called = matches!(ruled.ruling, Ruling::Warn | Ruling::Fail);
            rates.benchmarks += 1;
            rates.pairs += ruled.pairs;
            rates.unknown += u32::from(matches!(ruled.ruling, Ruling::Unknown(_)));
            if *slowdown > 1.0 {
                rates.slowed += 1;
                rates.found += u32::from(called);
                rates.missed += u32::from(ruled.ruling == Ruling::Pass);
                let visible = ruled.visible.is_some_and(|visible| visible <= slowdown - 1.0);
                rates.overlooked += u32::from(visible && !called);
            } else {
                alarmed |= called;
                failed |= ruled.ruling == Ruling::Fail;
            }
        }
        rates.alarmed += u32::from(alarmed);
        rates.failed += u32::from(failed);
    }
    rates
}
