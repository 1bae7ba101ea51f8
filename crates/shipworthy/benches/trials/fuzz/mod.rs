//! Inputs that are nearly right, by the thousand: most go to the pure parts, in a process of their own that is watched, and
//! some to the program. Nothing panics, nothing takes ten seconds, and every answer is one document with a known exit code.

mod corpus;
mod mutation;
mod program;
#[allow(unreachable_pub, reason = "the targets of cargo-fuzz call them from outside")]
#[path = "../../../../../fuzz/src/properties.rs"]
mod properties;
mod ways;
mod worker;

use std::fs;
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

pub(crate) use worker::work;

use crate::counts::Counts;
use crate::options::Options;
use crate::rows::Rows;
use corpus::Corpus;

/// Nothing may take longer.
const PATIENCE: Duration = Duration::from_secs(10);

const PLAIN: [&str; 5] = [
    "inputs",
    "inputs to pure parts",
    "inputs to the program",
    "seeds",
    "seeds that are read as what they are",
];
const BAD: [&str; 7] = [
    "panics",
    "crashes",
    "longer than 10 s",
    "not one JSON document",
    "unexpected exit codes",
    "false passes",
    "sorts without a seed that is one",
];

/// How many processes give inputs to the pure parts.
const WORKERS: u64 = 2;

/// How many calls of the program are made at a time.
const CALLERS: usize = 4;

/// Runs the trial: of N inputs, a tenth goes to the program.
pub(crate) fn trial(options: &Options) -> Counts {
    let number = options.number.unwrap_or(20_000) as u64;
    let (programs, from) = (number / 10, options.from as u64);
    let mut counts = Counts::new(&PLAIN, &BAD);
    counts.add("inputs", number);
    let corpus = Corpus::read();
    for input in properties::INPUTS {
        // A seed of an older form is turned away at the door, and so is all that is made from it.
        let (read, seeds) = corpus.read_as_such(input);
        counts.add("seeds", seeds as u64);
        counts.add("seeds that are read as what they are", read as u64);
        if read == 0 {
            counts.bad("sorts without a seed that is one", input.0);
        }
    }
    let (seed, pure) = (options.seed, number - programs);
    // A piece of a longer trial has the inputs that the whole one would have.
    let (first, first_call) = (from - from / 10, from / 10);
    // Side by side: the program waits for other programs most of the time.
    let parts: Vec<_> = (0..WORKERS)
        .map(|part| {
            thread::spawn(move || {
                worker::watch(seed, first + pure * part / WORKERS, first + pure * (part + 1) / WORKERS)
            })
        })
        .collect();
    let calls: Vec<_> = (0..CALLERS)
        .map(|part| {
            thread::spawn(move || {
                program::trial(
                    &Corpus::read(),
                    seed,
                    (first_call + part as u64..first_call + programs).step_by(CALLERS),
                )
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
