//! What a report of benchmarks is made of: data only. What is said of each was decided elsewhere.

/// What is said of a benchmark, or of all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BenchWord {
    /// Not slower than the first limit.
    Pass,
    /// Slower than the first limit, proven.
    Warn,
    /// Slower than the second limit, proven; or a benchmark disappeared.
    Fail,
    /// Could not tell.
    Unknown,
}

impl BenchWord {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Pass, Self::Warn, Self::Fail, Self::Unknown];

    /// The word in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Warn => "warn",
            Self::Fail => "fail",
            Self::Unknown => "unknown",
        }
    }
}

/// One of the two sides.
#[derive(Debug, Clone, Default)]
pub struct BenchSide {
    /// What it is called: `origin/main`, `v1.2.0`, `HEAD`.
    pub name: String,
    /// The commit, where there is one.
    pub commit: Option<String>,
    /// Do files differ from the commit?
    pub dirty: Option<bool>,
}

/// What the measurements depend on.
#[derive(Debug, Clone, Default)]
pub struct BenchMachine {
    /// The model of the processor.
    pub processor: Option<String>,
    /// How many processors this program may use.
    pub processors: Option<usize>,
    /// What decides how fast they run.
    pub governor: Option<String>,
    /// Is it a machine that is simulated by another?
    pub virtual_machine: Option<bool>,
    /// How many processes wanted a processor in the minute before, on the mean.
    pub load_before: Option<f64>,
    /// The same, in the minute before the end.
    pub load_after: Option<f64>,
    /// How many processes beside this one wanted a processor when it began.
    pub others: Option<u32>,
    /// The compiler of both sides.
    pub compiler: Option<String>,
}

/// A benchmark that both sides have. Ratios are of head to base, above 1 where the head is worse.
#[derive(Debug, Clone)]
pub struct BenchRow {
    /// Its name, with the program that it is in.
    pub name: String,
    /// What is measured: `ns`, `bytes`, `count`, `per-second`.
    pub unit: &'static str,
    /// What is said of it.
    pub ruling: BenchWord,
    /// Why it could not be told.
    pub why: Option<String>,
    /// How many pairs were taken.
    pub pairs: u32,
    /// The median of the samples of the base.
    pub base: Option<f64>,
    /// The median of the samples of the head.
    pub head: Option<f64>,
    /// The mean ratio.
    pub ratio: Option<f64>,
    /// The ratio is at least this.
    pub lower: Option<f64>,
    /// The ratio is at most this.
    pub upper: Option<f64>,
    /// A slowdown by this fraction or more would have been seen.
    pub visible: Option<f64>,
    /// What could have been seen, in words.
    pub power: Option<String>,
    /// The mean ratio of the head to itself.
    pub control: Option<f64>,
}

/// A benchmark that cannot be compared.
#[derive(Debug, Clone)]
pub struct LoneBenchmark {
    /// Its name.
    pub name: String,
    /// Why it cannot be compared.
    pub why: String,
    /// What that comes to: `fail` of one that disappeared, `pass` of one that is new.
    pub ruling: BenchWord,
}

/// The whole report.
#[derive(Debug, Clone)]
pub struct BenchReport {
    /// What is said of all.
    pub ruling: BenchWord,
    /// Why nothing was compared, when nothing was.
    pub why: Option<String>,
    /// What the head is compared with; `None` where none was found.
    pub base: Option<BenchSide>,
    /// What is measured.
    pub head: BenchSide,
    /// What the order of the runs was made of.
    pub seed: u64,
    /// The first limit, as a fraction.
    pub warn: f64,
    /// The second limit, as a fraction.
    pub fail: f64,
    /// The chance that any benchmark of the suite is called slower than a limit that it keeps.
    pub alarm: f64,
    /// The chance that one is missed that is slower by what is visible.
    pub miss: f64,
    /// What the measurements depend on.
    pub machine: BenchMachine,
    /// The benchmarks of both sides.
    pub rows: Vec<BenchRow>,
    /// Those that cannot be compared.
    pub lone: Vec<LoneBenchmark>,
    /// What could not be run or read.
    pub unread: Vec<String>,
    /// What a reader should know of how it was measured.
    pub remarks: Vec<String>,
    /// How long it took, in milliseconds.
    pub duration_ms: u64,
}
