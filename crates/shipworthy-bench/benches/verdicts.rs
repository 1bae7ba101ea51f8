//! Prints how often our rule and others alarm where nothing changed, and find what did: the table of
//! `docs/benchmarks.md`.

#![expect(clippy::print_stdout, reason = "its table is the output")]

use shipworthy_bench::plan::BenchPlan;
use shipworthy_bench::simulation::{Rates, Rival, of_course};

const NOISE: [f64; 6] = [0.01, 0.027, 0.05, 0.10, 0.15, 0.50];
const BENCHMARKS: usize = 50;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    if words.iter().any(|word| word == "--help") {
        println!(
            "usage: bench-verdicts [SUITES [SEED]]\nSimulates that many suites of {BENCHMARKS} benchmarks at each noise \
             (1000), and counts false alarms and what is found."
        );
        return;
    }
    let suites = words.first().and_then(|word| word.parse().ok()).unwrap_or(1000);
    let seed = words.get(1).and_then(|word| word.parse().ok()).unwrap_or(1);
    println!("{suites} suites of {BENCHMARKS} benchmarks, seed {seed}\n");
    println!(
        "| noise | rule | alarms where nothing changed | finds 15 % | passes 15 % | finds 30 % | passes 30 % | unknown where nothing changed | pairs |"
    );
    println!("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
    for noise in NOISE {
        let ours = |slowdowns: &[f64]| of_course(noise, suites, seed, &BenchPlan::default(), slowdowns);
        row(noise, "shipworthy", ours);
        for rival in Rival::ALL {
            row(noise, rival.name(), |slowdowns| rival.rates(noise, suites, seed, slowdowns));
        }
    }
}

/// The suites, and in each of them one benchmark that is slower.
fn row(noise: f64, rule: &str, rates: impl Fn(&[f64]) -> Rates) {
    let unchanged = [1.0; BENCHMARKS];
    let with = |slowdown| {
        let mut slowdowns = unchanged;
        slowdowns[BENCHMARKS / 3] = slowdown;
        rates(&slowdowns)
    };
    let (same, some, much) = (rates(&unchanged), with(1.15), with(1.30));
    let percent =
        |part: u32, whole: u32| format!("{:.1} %", 100.0 * f64::from(part) / f64::from(whole.max(1)));
    let taken = |rates: &Rates| match rates.pairs {
        0 => String::new(),
        pairs => format!("{:.0}", f64::from(pairs) / f64::from(rates.benchmarks)),
    };
    println!(
        "| {:.1} % | {rule} | {} | {} | {} | {} | {} | {} | {} |",
        noise * 100.0,
        percent(same.alarmed, same.suites),
        percent(some.found, some.slowed),
        percent(some.missed, some.slowed),
        percent(much.found, much.slowed),
        percent(much.missed, much.slowed),
        percent(same.unknown, same.benchmarks),
        taken(&same),
    );
}
