//! `bench` from end to end on this very machine: suites in which nothing changed, then suites in which one benchmark is 20 %
//! slower, while processes load it. Counts what was ruled; asserts nothing.

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

use serde_json::Value;
use testkit::{Fixture, Workspace};

const HELP: &str = "usage: bench-gate [SUITES [LOADS]]
Compares by `bench` as many suites (50) of 10 benchmarks in which nothing changed, and as many in which one is 20 % slower,
while LOADS processes (1) do nothing but compute.";

const BENCH: &str = "crates/alpha/benches/speed.rs";
const LOAD: &str = "--be-a-load";

/// A harness of its own: ten benchmarks of 0.1 to 0.2 ms, of each 101 runs, whose median is the sample. The last one does so many per cent more.
fn harness(more: u32, suite: usize) -> String {
    format!(
        r#"// Suite {suite}.
use std::hint::black_box;
use std::time::Instant;

fn main() {{
    let rows: Vec<String> = (0..10u64).map(|number| {{
        let rounds = 100_000 + 10_000 * number;
        let rounds = if number == 9 {{ rounds + rounds * {more} / 100 }} else {{ rounds }};
        let values: Vec<String> = (0..101).map(|_| {{
            let begin = Instant::now();
            let work = |sum: u64, round: u64| black_box(sum.rotate_left(5) ^ round.wrapping_mul(0x9e37_79b9));
            black_box((0..black_box(rounds)).fold(1, work));
            begin.elapsed().as_nanos().to_string()
        }}).collect();
        format!("{{{{\"name\":\"{{number}}\",\"unit\":\"ns\",\"values\":[{{}}]}}}}", values.join(","))
    }}).collect();
    println!("{{{{\"schema\":1,\"benchmarks\":[{{}}]}}}}", rows.join(","));
}}
"#
    )
}

fn main() {
    let words: Vec<String> = env::args().skip(1).filter(|word| word != "--bench").collect();
    if words.iter().any(|word| word == LOAD) {
        loop {
            black_box((0..1_000_000u64).fold(1u64, |sum, round| black_box(sum.rotate_left(5) ^ round)));
        }
    }
    if words.iter().any(|word| word == "--help") {
        println!("{HELP}");
        return;
    }
    let number =
        |place: usize, otherwise| words.get(place).and_then(|word| word.parse().ok()).unwrap_or(otherwise);
    let (suites, loads) = (number(0, 50), number(1, 1));
    let target = "\n[[bench]]\nname = \"speed\"\nharness = false\n";
    let ws = Fixture::new()
        .file("README.md", "# It\n")
        .package("alpha", |package| package.manifest_extra(target).file("benches/speed.rs", &harness(0, 0)))
        .gate("readme", "kind = \"file\", path = \"README.md\"")
        .git()
        .build();
    let own = env::current_exe().expect("this program has a path");
    let load = |_| Command::new(&own).arg(LOAD).spawn().expect("this program can be started");
    let loads = Loads((0..loads).map(load).collect());
    println!(
        "| {suites} suites, {} loads | pass | warn | fail | unknown | pairs | of the slower one | seconds each |",
        loads.0.len()
    );
    println!("| --- | --- | --- | --- | --- | --- | --- | --- |");
    for more in [0, 20] {
        let begin = Instant::now();
        let rows: Vec<Value> = (1..=suites).flat_map(|suite| compare(&ws, more, suite)).collect();
        row(more, &rows, begin.elapsed().as_secs_f64() / suites.max(1) as f64);
    }
}

/// Processes that compute until this value is gone, also when a measurement could not be made.
struct Loads(Vec<Child>);

impl Drop for Loads {
    fn drop(&mut self) {
        for load in &mut self.0 {
            let _ = load.kill();
            let _ = load.wait();
        }
    }
}

/// The rows of one suite.
fn compare(ws: &Workspace, more: u32, suite: usize) -> Vec<Value> {
    ws.write(BENCH, harness(more, suite));
    let seed = format!("--seed={suite}");
    let mut bench = Command::new(env!("CARGO_BIN_EXE_shipworthy"));
    let output = bench.args(["bench", "--format", "json", &seed]).current_dir(ws.root()).output();
    let output = output.expect("it can be started");
    let document: Value = serde_json::from_slice(&output.stdout).expect("it prints a document");
    let rows = document["benchmarks"].as_array().filter(|rows| rows.len() == 10);
    rows.expect("it compares all ten; call it by hand to see why not").clone()
}

fn row(more: u32, rows: &[Value], seconds: f64) {
    let is_slower = |row: &&Value| more > 0 && row["name"] == "speed/9";
    let count = |rows: &[&Value]| {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for row in rows {
            *counts.entry(row["ruling"].as_str().unwrap_or("?").to_owned()).or_default() += 1;
        }
        counts
    };
    let same: Vec<&Value> = rows.iter().filter(|row| !is_slower(row)).collect();
    let slower = count(&rows.iter().filter(is_slower).collect::<Vec<_>>());
    let slower: Vec<_> = slower.iter().map(|(word, number)| format!("{number} {word}")).collect();
    let counts = count(&same);
    let of = |word: &str| counts.get(word).copied().unwrap_or(0);
    let pairs = same.iter().filter_map(|row| row["pairs"].as_f64()).sum::<f64>() / same.len().max(1) as f64;
    println!(
        "| {} | {} | {} | {} | {} | {pairs:.0} | {} | {seconds:.0} |",
        if more == 0 { "nothing changed".to_owned() } else { format!("one is {more} % slower") },
        of("pass"),
        of("warn"),
        of("fail"),
        of("unknown"),
        slower.join(", "),
    );
}
