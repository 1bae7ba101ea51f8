//! The document of `bench`: what was measured, between which bounds, and what is said of it.

use super::document::{OneOf, Version, document, seconds, words};
use crate::bench::{BenchMachine, BenchReport, BenchRow, BenchSide, BenchWord, LoneBenchmark};

document! {
    /// Benchmarks of a head held against those of a base.
    pub struct BenchDocument {
        /// The version of this document.
        schema: Version,
        /// What is said of all benchmarks together: the worst, where `fail` is worse than `unknown`.
        ruling: OneOf<BenchWord>,
        /// Why nothing was compared; `null` when something was.
        why: Option<String>,
        /// What the head was compared with; `null` when none was found.
        base: Option<BenchSideJson>,
        /// What was measured.
        head: BenchSideJson,
        /// What the order of the runs was made of: the same seed gives the same order.
        seed: u64,
        /// The first limit, as a fraction: slower by more is `warn`.
        warn: f64,
        /// The second limit, as a fraction: slower by more is `fail`.
        fail: f64,
        /// The chance, for all benchmarks together, that one is called slower than a limit that it keeps.
        alarm: f64,
        /// The chance, for each benchmark, that it is missed though it is slower by what is `visible`.
        miss: f64,
        /// What the measurements depend on.
        machine: BenchMachineJson,
        /// The benchmarks that both sides have, by name.
        benchmarks: Vec<BenchmarkJson>,
        /// The benchmarks that cannot be compared.
        unpaired: Vec<UnpairedJson>,
        /// What could not be run or read.
        unread: Vec<String>,
        /// What a reader should know of how it was measured.
        remarks: Vec<String>,
        /// How long it took, in seconds, with the builds.
        duration_s: f64,
    }

    /// A side of the comparison.
    pub struct BenchSideJson {
        /// What the side is called: a branch, a tag, `HEAD`.
        name: String,
        /// The commit; `null` when there is none.
        commit: Option<String>,
        /// Whether files differ from the commit; `null` when that is not known.
        dirty: Option<bool>,
    }

    /// The machine, and the compiler.
    pub struct BenchMachineJson {
        /// The model of the processor; `null` when it is not known.
        processor: Option<String>,
        /// How many processors there were to use; `null` when it is not known.
        processors: Option<usize>,
        /// What decides how fast the processors run; `null` when it is not known.
        governor: Option<String>,
        /// Whether it is a virtual machine; `null` when that is not known.
        virtual_machine: Option<bool>,
        /// How many processes wanted a processor in the minute before; `null` when it is not known.
        load_before: Option<f64>,
        /// How many processes wanted a processor in the last minute; `null` when it is not known.
        load_after: Option<f64>,
        /// How many other processes wanted a processor at the beginning; `null` when it is not known.
        others: Option<u32>,
        /// The compiler of both sides; `null` when nothing was built.
        compiler: Option<String>,
    }

    /// A benchmark that both sides have. Ratios are of head to base, above 1 where the head is worse.
    pub struct BenchmarkJson {
        /// The name of the benchmark, after that of its program.
        name: String,
        /// The unit of `base` and `head`: `ns`, `bytes`, `count` or `per-second`.
        unit: &'static str,
        /// What is said of the benchmark.
        ruling: OneOf<BenchWord>,
        /// Why it could not be told; `null` when it could.
        why: Option<String>,
        /// How many pairs were taken.
        pairs: u32,
        /// The median of the samples of the base; `null` when there is none.
        base: Option<f64>,
        /// The median of the samples of the head; `null` when there is none.
        head: Option<f64>,
        /// The mean ratio; `null` when there is none.
        ratio: Option<f64>,
        /// The ratio is at least this, over all benchmarks; `null` without a bound.
        lower: Option<f64>,
        /// The ratio is at most this; `null` without a bound.
        upper: Option<f64>,
        /// A slowdown by this fraction or more would have been seen; `null` when nothing would.
        visible: Option<f64>,
        /// The mean ratio of the head to itself; `null` where that means nothing.
        control: Option<f64>,
    }

    /// A benchmark that cannot be compared.
    pub struct UnpairedJson {
        /// The name of the benchmark.
        name: String,
        /// Why the benchmark cannot be compared.
        why: String,
        /// What that comes to: `fail` of one that disappeared, `pass` of one that is new, `unknown` else.
        ruling: OneOf<BenchWord>,
    }
}

words! {
    BenchWord: Pass, Warn, Fail, Unknown => BenchWord::word;
}

impl BenchDocument {
    /// The document of a comparison.
    pub fn of(report: &BenchReport) -> Self {
        Self {
            schema: Version,
            ruling: OneOf(report.ruling),
            why: report.why.clone(),
            base: report.base.as_ref().map(BenchSideJson::of),
            head: BenchSideJson::of(&report.head),
            seed: report.seed,
            warn: report.warn,
            fail: report.fail,
            alarm: report.alarm,
            miss: report.miss,
            machine: BenchMachineJson::of(&report.machine),
            benchmarks: report.rows.iter().map(BenchmarkJson::of).collect(),
            unpaired: report.lone.iter().map(UnpairedJson::of).collect(),
            unread: report.unread.clone(),
            remarks: report.remarks.clone(),
            duration_s: seconds(report.duration_ms),
        }
    }
}

impl BenchSideJson {
    fn of(side: &BenchSide) -> Self {
        Self { name: side.name.clone(), commit: side.commit.clone(), dirty: side.dirty }
    }
}

impl BenchMachineJson {
    fn of(machine: &BenchMachine) -> Self {
        let machine = machine.clone();
        Self {
            processor: machine.processor,
            processors: machine.processors,
            governor: machine.governor,
            virtual_machine: machine.virtual_machine,
            load_before: machine.load_before,
            load_after: machine.load_after,
            others: machine.others,
            compiler: machine.compiler,
        }
    }
}

impl BenchmarkJson {
    fn of(row: &BenchRow) -> Self {
        Self {
            name: row.name.clone(),
            unit: row.unit,
            ruling: OneOf(row.ruling),
            why: row.why.clone(),
            pairs: row.pairs,
            base: row.base,
            head: row.head,
            ratio: row.ratio,
            lower: row.lower,
            upper: row.upper,
            visible: row.visible,
            control: row.control,
        }
    }
}

impl UnpairedJson {
    fn of(lone: &LoneBenchmark) -> Self {
        Self { name: lone.name.clone(), why: lone.why.clone(), ruling: OneOf(lone.ruling) }
    }
}
