//! Inputs that are nearly right, by the thousand: most go to the pure parts, in a process of their own that is watched, and
//! some to the program. Nothing panics, nothing takes ten seconds, and every answer is one document with a known exit code.

mod corpus;
mod mutation;
mod program;
#[allow(unreachable_pub, reason = "the targets of cargo-fuzz call them from outside")]
#[path = "../../../../../fuzz/src/properties.rs"]
mod properties;
mod worker;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

pub(crate) use worker::work;

use crate::counts::Counts;
use crate::options::Options;
use corpus::Corpus;

/// Nothing may take longer.
const PATIENCE: Duration = Duration::from_secs(10);

const BAD: [&str; 6] = [
    "panics",
    "crashes",
    "longer than 10 s",
    "not one JSON document",
    "unexpected exit codes",
    "processes left behind",
];

/// What came of the inputs of one sort.
#[derive(Debug, Default, Clone)]
struct Row {
    inputs: u64,
    bytes: u64,
    longest: Duration,
    codes: BTreeMap<i32, u64>,
}

/// The inputs by their sort, as a table.
#[derive(Debug, Default)]
struct Rows(BTreeMap<String, Row>);

impl Rows {
    fn add(&mut self, name: &str, bytes: usize, took: Duration) -> &mut Row {
        let row = self.0.entry(name.to_owned()).or_default();
        row.inputs += 1;
        row.bytes += bytes as u64;
        row.longest = row.longest.max(took);
        row
    }

    fn print(&self, title: &str) {
        println!("\n| {title} | inputs | KiB | longest | exit codes |\n| --- | --- | --- | --- | --- |");
        for (name, row) in &self.0 {
            let codes: Vec<String> =
                row.codes.iter().map(|(code, times)| format!("{code}: {times}")).collect();
            println!(
                "| {name} | {} | {} | {} ms | {} |",
                row.inputs,
                row.bytes / 1024,
                row.longest.as_millis(),
                codes.join(", ")
            );
        }
    }
}

/// Runs the trial: of N inputs, a tenth goes to the program.
pub(crate) fn trial(options: &Options) -> Counts {
    let number = options.number.unwrap_or(20_000) as u64;
    let programs = number / 10;
    let mut counts = Counts::new(&["inputs", "inputs to pure parts", "inputs to the program"], &BAD);
    counts.add("inputs", number);
    let seed = options.seed;
    // Both at once: the program waits for other programs most of the time.
    let program = thread::spawn(move || program::trial(&Corpus::read(), seed, programs));
    worker::watch(seed, number - programs, &mut counts);
    let (rows, told) = program.join().expect("the trial of the program comes to its end");
    rows.print("the program");
    counts.merge(told);
    counts
}

/// Keeps an input that something bad came of, and says where.
fn keep(name: &str, seed: u64, at: u64, input: &[u8]) -> String {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target/fuzz-program");
    let file = folder.join(format!("{name}-{seed}-{at}"));
    let kept = fs::create_dir_all(&folder).and_then(|()| fs::write(&file, input));
    match kept {
        Ok(()) => format!("kept as target/fuzz-program/{name}-{seed}-{at}"),
        Err(error) => format!("could not be kept: {error}"),
    }
}
