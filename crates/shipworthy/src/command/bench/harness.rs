//! The harnesses of benchmarks: which one a program has, how it is asked to be short, and how what it leaves is read.

use std::fs;
use std::path::Path;

use shipworthy_bench::reading::{Readout, callgrind, criterion, divan, own};
use shipworthy_bench::samples::{BenchUnit, Samples};
use shipworthy_engine::evidence::Store;
use shipworthy_engine::sys::clock::Stopwatch;
use shipworthy_engine::sys::reading::read_text;
use shipworthy_engine::sys::scratch::ScratchFolder;

use super::bench_process::{call, ending, printed};
use super::benchmark_run::BenchmarkRun;
use super::program::BenchProgram;
use crate::flags::BenchFlags;

/// Of a program that is timed, how many runs make one sample: their median, which a burst does not move.
const RUNS: usize = 5;

/// Where criterion puts its files below the folder that it is given, at most so deep.
const DEEPEST: usize = 8;

/// Who prints what was measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Harness {
    Criterion,
    Divan,
    /// One that counts instructions, or one of their own that prints JSON: what it prints tells.
    Other,
    /// It is no harness: the program is timed.
    Timed,
    /// It is a program that prints samples as JSON.
    Samples,
}

impl Harness {
    /// The harness of a program: each says in its help by which words it is made shorter.
    pub(super) fn of(store: &Store, program: &BenchProgram, flags: &BenchFlags) -> Self {
        if !flags.argv.is_empty() {
            return if flags.samples { Self::Samples } else { Self::Timed };
        }
        let help =
            printed(call(store, &program.path, &program.folder).args(["--help"]), "it").unwrap_or_default();
        if help.contains("--measurement-time") {
            Self::Criterion
        } else if help.contains("--sample-count") {
            Self::Divan
        } else {
            Self::Other
        }
    }

    /// Can one benchmark of a program be run without the others?
    pub(super) fn picks(self) -> bool {
        // divan takes names in another form than it prints them.
        self == Self::Criterion
    }

    /// Runs a program once, or only one benchmark of it where that can be, and reads what was measured.
    pub(super) fn run(
        self,
        store: &Store,
        (program, only): (&BenchProgram, Option<&str>),
        root: &Path,
        flags: &BenchFlags,
    ) -> BenchmarkRun {
        let run = match self {
            Self::Criterion => of_criterion(store, program, only, flags),
            Self::Timed => timed(store, program, root, flags),
            Self::Samples => {
                let call = call(store, &program.path, root).args(&flags.argv[1..]);
                printed(call, "it").map(|text| BenchmarkRun::samples(own::read(&text)))
            }
            Self::Divan => {
                let words = ["--bench", "--color", "never", "--max-time", "0.5"];
                let call = in_package(store, program).args(words).args(flags.filter.as_slice());
                printed(call, "it").map(|text| BenchmarkRun::samples(divan::read(&text)))
            }
            Self::Other => {
                let call = in_package(store, program).args(["--bench"]).args(flags.filter.as_slice());
                printed(call, "it").map(|text| of_text(&text))
            }
        };
        run.unwrap_or_else(BenchmarkRun::failed).within(&program.target)
    }
}

/// A call as cargo would make it.
fn in_package(store: &Store, program: &BenchProgram) -> shipworthy_engine::sys::call::ShortCall {
    let folder = program.folder.to_string_lossy();
    call(store, &program.path, &program.folder).env("CARGO_MANIFEST_DIR", &folder)
}

/// What a harness printed that does not say who it is.
fn of_text(text: &str) -> BenchmarkRun {
    if text.trim_start().starts_with('{') {
        BenchmarkRun::samples(own::read(text))
    } else if text.contains("Instructions:") {
        BenchmarkRun::counts(callgrind::read(text))
    } else {
        let known =
            "it is none of criterion, divan, iai-callgrind and gungraun, and prints no JSON with samples";
        BenchmarkRun::failed(known.to_owned())
    }
}

/// Runs a program some times, and takes the time.
fn timed(
    store: &Store,
    program: &BenchProgram,
    root: &Path,
    flags: &BenchFlags,
) -> Result<BenchmarkRun, String> {
    let mut times = Vec::new();
    for _ in 0..RUNS {
        let call = call(store, &program.path, root).args(&flags.argv[1..]);
        let time = Stopwatch::start();
        let output = call.output().map_err(|error| error.to_string())?;
        times.push(time.elapsed().as_secs_f64() * 1e9);
        if !output.status.success() {
            return Err(format!("it {}", ending(&output)));
        }
    }
    let mut readout = Readout { found: Vec::new(), unread: Vec::new() };
    readout.found.extend(Samples::new(program.target.clone(), BenchUnit::Nanoseconds, times));
    Ok(BenchmarkRun::samples(readout))
}

/// Runs criterion with a folder of its own for its files. Its tables are for people, its files have what was measured.
fn of_criterion(
    store: &Store,
    program: &BenchProgram,
    only: Option<&str>,
    flags: &BenchFlags,
) -> Result<BenchmarkRun, String> {
    let folder =
        ScratchFolder::new("criterion").map_err(|error| format!("no folder can be made: {error}"))?;
    // In whole seconds: older versions take no others.
    let words =
        ["--bench", "--noplot", "--warm-up-time", "1", "--measurement-time", "1", "--sample-size", "10"];
    let home = folder.path().to_string_lossy().into_owned();
    let call = in_package(store, program).env("CRITERION_HOME", &home);
    // What is typed is a part of a name, and no pattern.
    let name = only.and_then(|only| only.strip_prefix(&program.target)?.strip_prefix('/'));
    let filter =
        name.map(|name| format!("^{}$", escaped(name))).or_else(|| flags.filter.as_deref().map(escaped));
    printed(call.args(words).args(filter.as_slice()), "it")?;
    let mut run = BenchmarkRun::default();
    collect(folder.path(), 0, &mut run);
    if run == BenchmarkRun::default() && flags.filter.is_none() {
        run.unread.push("criterion left no file with what it measured".to_owned());
    }
    Ok(run)
}

/// Reads the files below a folder of criterion's.
fn collect(folder: &Path, depth: usize, run: &mut BenchmarkRun) {
    let benchmark = folder.join("new").join("benchmark.json");
    if benchmark.is_file() {
        let read = || -> Result<Samples, String> {
            let name = criterion::name(&read_text(&benchmark)?).map_err(|unread| unread.to_string())?;
            let estimates = read_text(&folder.join("new").join("estimates.json"))?;
            criterion::estimate(&name, &estimates).map_err(|unread| format!("{name}: {unread}"))
        };
        match read() {
            Ok(samples) => {
                run.extend(BenchmarkRun::samples(Readout { found: vec![samples], unread: Vec::new() }));
            }
            Err(why) => run.unread.push(why),
        }
    }
    let entries = if depth < DEEPEST { fs::read_dir(folder).ok() } else { None };
    for entry in entries.into_iter().flatten().flatten() {
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) && entry.file_name() != "new" {
            collect(&entry.path(), depth + 1, run);
        }
    }
}

/// A text as a regular expression that matches it and nothing else. Older readers refuse an escape that is not needed.
fn escaped(text: &str) -> String {
    let mut pattern = String::new();
    for c in text.chars() {
        if r"\.+*?()|[]{}^$#&-~".contains(c) {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_tells_who_printed_it() {
        let own =
            of_text("{\"schema\":1,\"benchmarks\":[{\"name\":\"a\",\"unit\":\"ms\",\"values\":[3,1,2]}]}");
        assert_eq!(own.values["a"], (BenchUnit::Nanoseconds, 2e6));
        let counted = of_text("lib::group::one\n  Instructions:      120|N/A\n");
        assert_eq!(counted.counts["lib::group::one"], 120);
        assert!(of_text("running 0 tests\n").unread[0].starts_with("it is none of"));
        assert_eq!(escaped("a/b_1.c(2)"), "a/b_1\\.c\\(2\\)");
    }
}
