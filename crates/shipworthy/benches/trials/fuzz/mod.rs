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

const BAD: [&str; 5] =
    ["panics", "crashes", "longer than 10 s", "not one JSON document", "unexpected exit codes"];

/// How many processes give inputs to the pure parts.
const WORKERS: u64 = 2;

/// How many calls of the program are made at a time.
const CALLERS: usize = 4;

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

    fn merge(&mut self, other: Self) {
        for (name, more) in other.0 {
            let row = self.0.entry(name).or_default();
            row.inputs += more.inputs;
            row.bytes += more.bytes;
            row.longest = row.longest.max(more.longest);
            for (code, times) in more.codes {
                *row.codes.entry(code).or_default() += times;
            }
        }
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
    let (seed, pure) = (options.seed, number - programs);
    // Side by side: the program waits for other programs most of the time.
    let parts: Vec<_> = (0..WORKERS)
        .map(|part| {
            thread::spawn(move || worker::watch(seed, pure * part / WORKERS, pure * (part + 1) / WORKERS))
        })
        .collect();
    let calls: Vec<_> = (0..CALLERS)
        .map(|part| {
            thread::spawn(move || {
                program::trial(&Corpus::read(), seed, (part as u64..programs).step_by(CALLERS))
            })
        })
        .collect();
    for (title, threads) in [("pure parts", parts), ("the program", calls)] {
        let mut rows = Rows::default();
        for thread in threads {
            let (more, told) = thread.join().expect("a part of the trial comes to its end");
            rows.merge(more);
            counts.merge(told);
        }
        rows.print(title);
    }
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
