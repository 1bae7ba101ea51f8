//! Our rule on this very machine: suites in which nothing changed, then suites in which one benchmark is slower, while
//! processes load it. Prints what was ruled, and how noisy the machine was; asserts nothing.

#![allow(clippy::disallowed_methods, reason = "it measures, and loads the machine while it does")]
#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a measurement that cannot be made must stop; its table is the output"
)]

use std::collections::BTreeMap;
use std::env;
use std::hint::black_box;
use std::process::{Child, Command};
use std::time::Instant;

use shipworthy_bench::course::Course;
use shipworthy_bench::generator::Generator;
use shipworthy_bench::plan::{BenchLimits, BenchPlan};
use shipworthy_bench::ruling::{Ruled, Ruling};
use shipworthy_bench::samples::BenchUnit;

/// Of each suite. Each takes a little longer than the one before.
const BENCHMARKS: u64 = 10;
/// Of the shortest: some hundred microseconds.
const ROUNDS: u64 = 100_000;
const LOAD: &str = "--be-a-load";

fn main() {
    let words: Vec<String> = env::args().skip(1).filter(|word| word != "--bench").collect();
    if words.iter().any(|word| word == LOAD) {
        loop {
            black_box(work(ROUNDS));
        }
    }
    if words.iter().any(|word| word == "--help") {
        println!(
            "usage: bench-machine [SUITES [LOADS [SEED]]]\nMeasures that many suites (50) of {BENCHMARKS} benchmarks of which \
             none changed, and as many in which one is 20 % slower, while LOADS processes (1) do nothing but compute."
        );
        return;
    }
    let number =
        |place: usize, otherwise| words.get(place).and_then(|word| word.parse().ok()).unwrap_or(otherwise);
    let (suites, loads, seed) = (number(0, 50), number(1, 1), number(2, 1));
    let program = env::current_exe().expect("this program has a path");
    let load = |_| Command::new(&program).arg(LOAD).spawn().expect("this program can be started");
    let loads: Vec<Child> = (0..loads).map(load).collect();
    println!("{suites} suites of {BENCHMARKS} benchmarks each, {} loads, seed {seed}\n", loads.len());
    println!(
        "| suites | runs in a sample | pass | warn | fail | unknown | pairs | of the slower one | seconds |"
    );
    println!("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
    let mut dice = Generator::new(seed);
    for repeats in [1, 9] {
        for slower in [None, Some(20)] {
            let begin = Instant::now();
            let ruled: Vec<_> = (0..suites).map(|_| suite(&mut dice, slower, repeats)).collect();
            row(repeats, slower, &ruled, begin.elapsed().as_secs_f64());
        }
    }
    for mut load in loads {
        load.kill().expect("a process of ours can be ended");
        load.wait().expect("a process of ours ends");
    }
}

/// One suite, in which the last benchmark is slower by this many per cent.
fn suite(dice: &mut Generator, slower: Option<u64>, repeats: usize) -> Vec<Ruled> {
    let names = (1..=BENCHMARKS).map(|number| (number.to_string(), BenchUnit::Nanoseconds));
    let mut course = Course::new(BenchPlan::default(), BenchLimits::default(), names);
    let mut taken = 0;
    while let Some((open, until)) = course.wanted() {
        for _ in taken..until {
            for &index in &open {
                let base = ROUNDS + ROUNDS * index as u64 / BENCHMARKS;
                let more = slower.filter(|_| index as u64 + 1 == BENCHMARKS).unwrap_or(0);
                let rounds = [base, base + base * more / 100, base + base * more / 100];
                let mut order = [0, 1, 2];
                dice.shuffle(&mut order);
                let mut times = [0.0; 3];
                for place in order {
                    times[place] = measure(rounds[place], repeats);
                }
                course.pair(index, times[0], times[1]);
                course.control(index, times[1], times[2]);
            }
        }
        taken = until;
        course.look();
    }
    course.finish()
}

/// The median of so many runs, which is what divan prints, and near to what criterion estimates.
fn measure(rounds: u64, repeats: usize) -> f64 {
    let time = || {
        let begin = Instant::now();
        black_box(work(black_box(rounds)));
        begin.elapsed().as_nanos() as f64
    };
    let mut times: Vec<_> = (0..repeats).map(|_| time()).collect();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn work(rounds: u64) -> u64 {
    (0..rounds).fold(1, |sum: u64, round| black_box(sum.rotate_left(5) ^ round.wrapping_mul(0x9e37_79b9)))
}

fn word(ruling: &Ruling) -> &'static str {
    match ruling {
        Ruling::Pass => "pass",
        Ruling::Warn => "warn",
        Ruling::Fail => "fail",
        _ => "unknown",
    }
}

fn row(repeats: usize, slower: Option<u64>, suites: &[Vec<Ruled>], seconds: f64) {
    let unchanged = BENCHMARKS as usize - usize::from(slower.is_some());
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    let (mut pairs, mut of_slower) = (0, BTreeMap::<&str, u32>::new());
    for suite in suites {
        for ruled in &suite[..unchanged] {
            *counts.entry(word(&ruled.ruling)).or_default() += 1;
            pairs += ruled.pairs;
        }
        for ruled in &suite[unchanged..] {
            *of_slower.entry(word(&ruled.ruling)).or_default() += 1;
        }
    }
    let count = |word: &str| counts.get(word).copied().unwrap_or(0);
    let of_slower: Vec<_> = of_slower.iter().map(|(word, count)| format!("{count} {word}")).collect();
    println!(
        "| {} | {repeats} | {} | {} | {} | {} | {:.0} | {} | {seconds:.0} |",
        slower.map_or("nothing changed".to_owned(), |percent| format!("one is {percent} % slower")),
        count("pass"),
        count("warn"),
        count("fail"),
        count("unknown"),
        f64::from(pairs) / f64::from(counts.values().sum::<u32>().max(1)),
        of_slower.join(", "),
    );
}
