//! The long trials of the promises: `kill -9` at any moment, many at once, a full disk at every write, any input.
//!
//! `scripts/soak-kill`, `soak-together`, `soak-full-disk`, `soak-broken` and `fuzz-program` there run them, and
//! `docs/proofs.md` has the figures. Each says its seed and ends with a table of counts; a count that is bad ends it with 1.
//! It measures no speed: it is among the benchmarks because those are compiled with the tests and run only when asked for.

#![allow(clippy::disallowed_methods, reason = "a trial sets up what it tries, and damages it")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a trial that cannot be made must stop; its table is the output"
)]

mod broken;
mod counts;
mod dice;
mod disk;
mod fuzz;
mod kill;
mod options;
mod rows;
mod scene;
mod together;

use std::process::ExitCode;

use options::Options;

const USAGE: &str = "\
usage: soak-kill      [N] [--seed S]             N runs, each killed at a random moment or let to its end (500)
       soak-together  [N] [--seed S]             N runs and N looks at once, in ten rounds (10)
       soak-full-disk [N] [--from K]             a run for each number of free blocks and files, until it needs no more:
                                                 twelve sweeps, of which N from the one with number K (12 from 0)
       soak-broken    [N] [--seed S] [--from K]  N calls on a machine on which something is wrong (500)
       fuzz-program   [N] [--seed S] [--from K]  N inputs that are nearly right, a tenth for the whole program (20000)

Exit codes: 0 nothing bad was counted, 1 something was, 2 the call was not understood, 4 it cannot be tried here.
Example: scripts/soak-kill 50 --seed 7";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let Some((trial, rest)) = words.split_first() else {
        // So `cargo bench` runs the benchmarks of speed, and no hour of this.
        return ExitCode::SUCCESS;
    };
    if words.iter().any(|word| word == "--help") {
        println!("{USAGE}");
        return ExitCode::SUCCESS;
    }
    if trial == "fuzz-worker" {
        fuzz::work(rest);
        return ExitCode::SUCCESS;
    }
    let options = match Options::read(rest) {
        Ok(options) => options,
        Err(why) => {
            println!("{why}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    println!("{trial}: seed {}", options.seed);
    let counts = match trial.as_str() {
        "soak-kill" => kill::trial(&options),
        "soak-together" => together::trial(&options),
        "soak-broken" => broken::trial(&options),
        "fuzz-program" => fuzz::trial(&options),
        "soak-full-disk" => match disk::trial(&options) {
            Ok(counts) => counts,
            Err(why) => {
                println!("not tried: {why}");
                return ExitCode::from(4);
            }
        },
        _ => {
            println!("there is no trial `{trial}`\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    println!("{counts}");
    ExitCode::from(u8::from(counts.is_bad()))
}
