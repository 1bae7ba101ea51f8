//! The flags of `bench`: what may be typed, and what was.
#![cfg_attr(not(feature = "bench"), expect(dead_code, reason = "another build reads what was typed"))]

use std::time::Duration;

use clap::{Arg, ArgAction, ArgMatches, value_parser};

use super::arg::{flag, option, word, words};

/// The flags of `bench`.
#[derive(Debug)]
pub(crate) struct BenchFlags {
    /// The revision to compare with, as it was typed.
    pub(crate) base: Option<String>,
    /// What of the benchmarks is run, as their harness takes it.
    pub(crate) filter: Option<String>,
    /// The packages that were named.
    pub(crate) packages: Vec<String>,
    /// The most pairs that are taken.
    pub(crate) pairs: u32,
    /// When no further pair is begun.
    pub(crate) time: Duration,
    /// The limits, in per cent.
    pub(crate) warn: f64,
    pub(crate) fail: f64,
    pub(crate) seed: Option<u64>,
    /// Does the program print samples, instead of being timed?
    pub(crate) samples: bool,
    /// A program of the workspace and its arguments, to measure in place of the benchmarks.
    pub(crate) argv: Vec<String>,
}

impl BenchFlags {
    pub(super) fn taken_by(command: clap::Command) -> clap::Command {
        let number = |name: &'static str, value: &'static str, otherwise: &'static str, help| {
            option(name, help).value_name(value).default_value(otherwise)
        };
        let argv = Arg::new("argv").value_name("PROGRAM").last(true).num_args(1..);
        command.args([
            option("base", "What to compare with [default: where this branch began, or the last release]")
                .value_name("REV"),
            option("filter", "Run those benchmarks only whose names have this in them").value_name("NAME"),
            option("package", "Run the benchmarks of this package only, and of others that are named so")
                .short('p')
                .value_name("NAME")
                .action(ArgAction::Append),
            number("pairs", "N", "128", "The most pairs of runs that are taken")
                .value_parser(value_parser!(u32).range(6..)),
            number("minutes", "N", "10", "When no further pair is begun, after the builds")
                .value_parser(value_parser!(u32).range(1..)),
            number("warn", "PERCENT", "10", "Slower by more than this is a warning")
                .value_parser(value_parser!(f64)),
            number("fail", "PERCENT", "25", "Slower by more than this is a failure")
                .value_parser(value_parser!(f64)),
            option("seed", "What the order of the runs is made of [default: another one each time]")
                .value_name("N")
                .value_parser(value_parser!(u64)),
            flag("samples", "The program prints its samples as JSON, and is not timed").requires("argv"),
            argv.help("Time this program of the workspace instead, with these arguments"),
        ])
    }

    pub(super) fn typed(typed: &ArgMatches) -> Self {
        let minutes = typed.get_one::<u32>("minutes").copied().unwrap_or_default();
        Self {
            base: word(typed, "base"),
            filter: word(typed, "filter"),
            packages: words(typed, "package"),
            pairs: typed.get_one("pairs").copied().unwrap_or_default(),
            time: Duration::from_secs(60 * u64::from(minutes)),
            warn: typed.get_one("warn").copied().unwrap_or_default(),
            fail: typed.get_one("fail").copied().unwrap_or_default(),
            seed: typed.get_one("seed").copied(),
            samples: typed.get_flag("samples"),
            argv: words(typed, "argv"),
        }
    }
}
