//! The oracle of freshness as a program: `scripts/freshness-oracle` builds and starts it. Reads its arguments, and prints.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for people says what it found")]

use std::env;
use std::path::PathBuf;
use std::process::ExitCode;
use std::thread;

use testkit::oracle::{Oracle, WorldId, table};

const USAGE: &str = "usage: scripts/freshness-oracle [N] [--seed S] [--observe] [--program PATH] [--jobs J] \
[--only WORLD] [--feature NAME]";

fn main() -> ExitCode {
    match asked() {
        Ok(oracle) => {
            let tally = oracle.run(&|line| println!("{line}"));
            println!("\n{}\n{} mutations in {} worlds", table(&tally), tally.tried(), tally.worlds());
            ExitCode::from(u8::from(!tally.is_sound()))
        }
        Err(why) => {
            eprintln!("{why}\n{USAGE}");
            ExitCode::from(2)
        }
    }
}

fn asked() -> Result<Oracle, String> {
    let (mut mutations, mut seed, mut observe, mut only, mut feature) = (2000, 1, false, None, None);
    let mut jobs = thread::available_parallelism().map_or(1, usize::from);
    let mut program = None;
    let mut words = env::args().skip(1);
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or_else(|| format!("{word} needs a value"));
        match word.as_str() {
            "--seed" => seed = number(&value()?)?,
            "--observe" => observe = true,
            "--program" => program = Some(PathBuf::from(value()?)),
            "--jobs" => jobs = number(&value()?)?,
            "--only" => only = Some(value()?.parse::<WorldId>()?),
            "--feature" => feature = Some(value()?),
            count => mutations = number(count)?,
        }
    }
    let program = program.ok_or("--program is missing: the shipworthy that is judged")?;
    let oracle =
        Oracle::new(&program, mutations).seed(seed).observe(observe).only(only).feature(feature).jobs(jobs);
    oracle.refused().map_or(Ok(oracle), Err)
}

fn number<T: std::str::FromStr>(text: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("`{text}` is no number"))
}
