//! The taking of samples: base, head and head again in turns, in an order at random, until all is decided or the time is
//! used up.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Duration;

use shipworthy_bench::course::Course;
use shipworthy_bench::generator::Generator;
use shipworthy_bench::plan::{BenchLimits, BenchPlan};
use shipworthy_bench::ruling::Ruled;
use shipworthy_bench::samples::BenchUnit;
use shipworthy_engine::evidence::Store;
use shipworthy_engine::sys::clock::Stopwatch;
use shipworthy_engine::sys::interrupt::Interrupt;
use shipworthy_model::humanize::count;

use super::benchmark_run::{BenchmarkRun, median};
use super::harness::Harness;
use super::program::BenchProgram;
use crate::flags::BenchFlags;
use crate::terminal::Terminal;

/// The sides of the three runs of a turn: the base, the head, and the head once more.
const SIDES: [usize; 3] = [0, 1, 1];

/// A program on both sides, or on one.
#[derive(Debug)]
pub(super) struct ProgramPair {
    /// Of the base and of the head.
    pub(super) sides: [Option<(BenchProgram, Harness)>; 2],
}

/// All that it takes to run a program.
#[derive(Clone, Copy)]
pub(super) struct BenchSetting<'a> {
    pub(super) store: &'a Store,
    /// The workspace of the base and that of the head.
    pub(super) roots: [&'a Path; 2],
    pub(super) flags: &'a BenchFlags,
}

impl BenchSetting<'_> {
    /// Runs the program of one side once, or only one benchmark of it; nothing where that side has no such program.
    pub(super) fn run(&self, pair: &ProgramPair, side: usize, only: Option<&str>) -> BenchmarkRun {
        let of = |(program, harness): &(BenchProgram, Harness)| {
            harness.run(self.store, (program, only), self.roots[side], self.flags)
        };
        pair.sides[side].as_ref().map(of).unwrap_or_default()
    }
}

/// A benchmark that both sides have, with the program that it is in.
#[derive(Debug, Clone)]
pub(super) struct PairedBenchmark {
    pub(super) name: String,
    pub(super) unit: BenchUnit,
    pub(super) program: usize,
}

/// A benchmark with what is said of it, and the medians of its samples on both sides.
#[derive(Debug)]
pub(super) struct SampledBenchmark {
    pub(super) ruled: Ruled,
    pub(super) unit: BenchUnit,
    pub(super) medians: [Option<f64>; 2],
}

/// How samples are taken.
#[derive(Debug, Clone)]
pub(super) struct Sampling {
    pub(super) plan: BenchPlan,
    pub(super) limits: BenchLimits,
    pub(super) seed: u64,
    pub(super) time: Duration,
}

impl Sampling {
    /// Takes the samples of these benchmarks, and rules. `None` when the user wants to stop.
    pub(super) fn take(
        &self,
        setting: BenchSetting<'_>,
        programs: &[ProgramPair],
        benchmarks: &[PairedBenchmark],
        failures: &mut BTreeSet<String>,
    ) -> Option<Vec<SampledBenchmark>> {
        let named = benchmarks.iter().map(|benchmark| (benchmark.name.clone(), benchmark.unit));
        let mut course = Course::new(self.plan.clone(), self.limits, named);
        let mut dice = Generator::new(self.seed);
        let mut taken = vec![[Vec::new(), Vec::new()]; benchmarks.len()];
        let (time, mut pairs) = (Stopwatch::start(), 0);
        'looks: while let Some((open, until)) = course.wanted() {
            let told = count(open.len() as u64, "benchmarks");
            Terminal::tell(&format!("{told} to decide, until {until} pairs"));
            let turns = turns(programs, benchmarks, &open);
            while pairs < until {
                for turn in &turns {
                    // When it ends depends on the clock alone, and on nothing that was measured.
                    if time.elapsed() >= self.time {
                        break 'looks;
                    }
                    let mut order = [0, 1, 2];
                    dice.shuffle(&mut order);
                    let mut runs: [BenchmarkRun; 3] = Default::default();
                    for place in order {
                        if Interrupt::installed().is_some_and(|interrupt| interrupt.requested()) {
                            return None;
                        }
                        let only = turn.only.map(|index| benchmarks[index].name.as_str());
                        runs[place] = setting.run(&programs[turn.program], SIDES[place], only);
                    }
                    failures.extend(runs.iter_mut().flat_map(|run| std::mem::take(&mut run.unread)));
                    for &index in &turn.benchmarks {
                        let benchmark = &benchmarks[index];
                        // What is missing is no sample, which makes the benchmark unknown.
                        let of = |run: &BenchmarkRun| match run.values.get(&benchmark.name) {
                            Some((unit, value)) if *unit == benchmark.unit => *value,
                            _ => f64::NAN,
                        };
                        let [base, head, again] = [0, 1, 2].map(|place| of(&runs[place]));
                        course.pair(index, base, head);
                        course.control(index, head, again);
                        taken[index][0].push(base);
                        taken[index][1].push(head);
                    }
                }
                pairs += 1;
            }
            course.look();
        }
        let sampled = course.finish().into_iter().zip(benchmarks).zip(taken);
        Some(
            sampled
                .map(|((ruled, benchmark), taken)| SampledBenchmark {
                    ruled,
                    unit: benchmark.unit,
                    medians: taken.map(|values| Some(median(&values)).filter(|median| median.is_finite())),
                })
                .collect(),
        )
    }
}

/// What is run at a time, three times: a program, or one benchmark of it.
struct Turn {
    program: usize,
    only: Option<usize>,
    benchmarks: Vec<usize>,
}

/// The turns in which these benchmarks are run: as small as can be, so that what slows the machine hits all three runs.
fn turns(programs: &[ProgramPair], benchmarks: &[PairedBenchmark], open: &[usize]) -> Vec<Turn> {
    let mut turns: Vec<Turn> = Vec::new();
    for &index in open {
        let program = benchmarks[index].program;
        let picks = programs[program].sides.iter().flatten().all(|(_, harness)| harness.picks());
        match turns.iter_mut().find(|turn| !picks && turn.program == program) {
            Some(turn) => turn.benchmarks.push(index),
            None => turns.push(Turn { program, only: picks.then_some(index), benchmarks: vec![index] }),
        }
    }
    turns
}

/// The programs of both sides, by package and target.
pub(super) fn pair_up(
    base: Vec<(BenchProgram, Harness)>,
    head: Vec<(BenchProgram, Harness)>,
) -> Vec<ProgramPair> {
    let mut pairs: BTreeMap<(String, String), ProgramPair> = BTreeMap::new();
    for (side, programs) in [base, head].into_iter().enumerate() {
        for (program, harness) in programs {
            let key = (program.package.clone(), program.target.clone());
            let pair = pairs.entry(key).or_insert_with(|| ProgramPair { sides: [None, None] });
            pair.sides[side] = Some((program, harness));
        }
    }
    pairs.into_values().collect()
}
