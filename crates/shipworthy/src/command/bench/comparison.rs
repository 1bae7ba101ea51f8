//! The comparison from end to end: the base is found, checked out and built, both sides are measured, and it is said what
//! came of it. What cannot be compared is unknown, with the reason.

use std::collections::BTreeSet;

use shipworthy_bench::census::{self, Unpaired};
use shipworthy_bench::count;
use shipworthy_bench::plan::{BenchLimits, BenchPlan};
use shipworthy_bench::ruling::{Ruled, Ruling};
use shipworthy_bench::samples::Samples;
use shipworthy_engine::run::session::Session;
use shipworthy_engine::sys::clock::{Stopwatch, moment};
use shipworthy_engine::sys::interrupt::Interrupt;
use shipworthy_model::checklist::Checklist;
use shipworthy_model::exit::Exit;
use shipworthy_report::bench::{self as report, BenchReport, BenchRow, BenchSide, BenchWord, LoneBenchmark};
use shipworthy_report::json::BenchDocument;

use super::super::view;
use super::base_tree::BaseTree;
use super::benchmark_run::BenchmarkRun;
use super::harness::Harness;
use super::program::{self, BenchProgram};
use super::sampling::{BenchSetting, PairedBenchmark, ProgramPair, SampledBenchmark, Sampling, pair_up};
use super::{base, host};
use crate::answer::Answer;
use crate::context::Context;
use crate::flags::BenchFlags;
use crate::load::Loaded;
use crate::stop::Stop;
use crate::terminal::Terminal;

/// Compares the benchmarks of the working tree with those of a base.
pub(crate) fn bench(
    context: &Context<'_>,
    loaded: &Loaded,
    checklist: &Checklist,
    flags: &BenchFlags,
) -> Result<Answer, Stop> {
    let limits = BenchLimits::new(flags.warn / 100.0, flags.fail / 100.0).ok_or_else(|| {
        Stop::usage("--warn and --fail are per cent above zero, and the second is no smaller than the first")
    })?;
    context.last_word.act()?;
    let session = context.open(loaded, checklist)?;
    let time = Stopwatch::start();
    let mut comparison = BenchComparison::new(&session, flags, limits);
    let compared = comparison.compare();
    if let Some(interrupt) = Interrupt::installed().filter(Interrupt::requested) {
        return Err(Stop::interrupted(&interrupt));
    }
    let mut report = comparison.report;
    report.why = compared.err();
    report.machine.load_after = host::load_now();
    report.duration_ms = time.millis();
    report.ruling = worst(&report);
    let view = view::view(context, &session, checklist);
    let exit = match report.ruling {
        BenchWord::Pass | BenchWord::Warn => Exit::Go,
        BenchWord::Fail => Exit::NoGo,
        BenchWord::Unknown => Exit::Incomplete,
    };
    Ok(context.answer(exit, || report::text(&report, &view), || BenchDocument::of(&report)))
}

/// The worst that is said of anything: a slowdown that is proven outranks what could not be told.
fn worst(report: &BenchReport) -> BenchWord {
    let said = report.rows.iter().map(|row| row.ruling).chain(report.lone.iter().map(|lone| lone.ruling));
    let said: Vec<_> = said.collect();
    let unread = report.why.is_some() || !report.unread.is_empty() || report.rows.is_empty();
    if said.contains(&BenchWord::Fail) {
        BenchWord::Fail
    } else if unread || said.contains(&BenchWord::Unknown) {
        BenchWord::Unknown
    } else if said.contains(&BenchWord::Warn) {
        BenchWord::Warn
    } else {
        BenchWord::Pass
    }
}

/// A comparison under way, with what is known of it so far.
struct BenchComparison<'a> {
    session: &'a Session<'a>,
    flags: &'a BenchFlags,
    sampling: Sampling,
    report: BenchReport,
}

impl<'a> BenchComparison<'a> {
    fn new(session: &'a Session<'a>, flags: &'a BenchFlags, limits: BenchLimits) -> Self {
        let plan = BenchPlan::doubling(8, flags.pairs);
        // Short enough that a person types it again.
        let since = moment().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        let seed = flags.seed.unwrap_or(u64::from(since.subsec_nanos()));
        let report = BenchReport {
            ruling: BenchWord::Unknown,
            why: None,
            base: None,
            head: base::head(session),
            seed,
            warn: flags.warn / 100.0,
            fail: flags.fail / 100.0,
            alarm: plan.alarm,
            miss: plan.miss,
            machine: host::look(),
            rows: Vec::new(),
            lone: Vec::new(),
            unread: Vec::new(),
            remarks: Vec::new(),
            duration_ms: 0,
        };
        Self { session, flags, sampling: Sampling { plan, limits, seed, time: flags.time }, report }
    }

    /// Compares, or says why it cannot.
    fn compare(&mut self) -> Result<(), String> {
        let (store, root) = (&self.session.store, self.session.root.as_path());
        let (name, commit) = base::base(self.session, self.flags.base.as_deref())?;
        self.report.base =
            Some(BenchSide { name: name.clone(), commit: Some(commit.clone()), dirty: Some(false) });
        let tree = BaseTree::check_out(store, root, &commit)
            .map_err(|why| format!("the base cannot be checked out: {why}"))?;
        let compiler = program::compiler(store, root)?;
        let theirs = program::compiler(store, tree.root())?;
        if compiler != theirs {
            return Err(format!(
                "the base chooses another compiler ({theirs}) than the head ({compiler})\n\
                 let both use one: RUSTUP_TOOLCHAIN=TOOLCHAIN"
            ));
        }
        self.report.machine.compiler = Some(compiler);
        self.report.remarks.extend(program::lend_lock_file(root, tree.root()));
        self.report.remarks.extend(program::differing_settings(root, tree.root()));
        let folder = program::target_folder(store, root)?.join("shipworthy-bench");
        let roots = [tree.root(), root];
        let mut built: [Vec<(BenchProgram, Harness)>; 2] = Default::default();
        for (side, (word, name)) in
            [("base", format!("the base, {name}")), ("head", "the head".to_owned())].into_iter().enumerate()
        {
            Terminal::tell(&format!("building {name}"));
            let programs = program::build(store, roots[side], &folder.join(word), self.flags)
                .map_err(|why| format!("{name} does not build: {why}"))?;
            let with_harness = |program: BenchProgram| {
                let harness = Harness::of(store, &program, self.flags);
                (program, harness)
            };
            built[side] = programs.into_iter().map(with_harness).collect();
        }
        let [of_base, of_head] = built;
        if of_head.is_empty() && of_base.is_empty() {
            return Err(match self.flags.argv.first() {
                Some(wanted) => format!("the workspace has no program `{wanted}`"),
                None => "the workspace has no bench target".to_owned(),
            });
        }
        let programs = pair_up(of_base, of_head);
        let setting = BenchSetting { store, roots, flags: self.flags };
        let benchmarks = self.take_census(setting, &programs);
        let mut failures = BTreeSet::new();
        let sampled = self.sampling.take(setting, &programs, &benchmarks, &mut failures);
        self.report.unread.extend(failures);
        let rows = sampled.unwrap_or_default().iter().map(|sampled| self.row(sampled)).collect::<Vec<_>>();
        self.report.rows.extend(rows);
        self.report.rows.sort_by(|one, other| one.name.cmp(&other.name));
        if self.report.rows.is_empty() {
            let why = "no benchmark is on both sides";
            return if self.report.unread.is_empty() { Err(why.to_owned()) } else { Ok(()) };
        }
        Ok(())
    }

    /// Runs each program once on each side: which benchmarks there are, and all that counts say. Those that are to be sampled
    /// come back.
    fn take_census(&mut self, setting: BenchSetting<'_>, programs: &[ProgramPair]) -> Vec<PairedBenchmark> {
        let mut benchmarks = Vec::new();
        for (index, pair) in programs.iter().enumerate() {
            let mut runs = [0, 1].map(|side| setting.run(pair, side, None));
            // What was not seen in a run that failed may be there all the same.
            let blind = runs.iter().any(|run| !run.unread.is_empty());
            let unread: BTreeSet<String> =
                runs.iter_mut().flat_map(|run| std::mem::take(&mut run.unread)).collect();
            self.report.unread.extend(unread);
            if runs.iter().any(|run| !run.counts.is_empty()) {
                self.count(setting, pair, &runs, blind);
            }
            let [base, head] = runs.map(|run| {
                let one = |(name, (unit, value)): (String, _)| Samples::new(name, unit, vec![value]).ok();
                run.values.into_iter().filter_map(one).collect::<Vec<_>>()
            });
            let (paired, unpaired) = census::pair(&base, &head);
            benchmarks.extend(paired.into_iter().map(|(_, head)| PairedBenchmark {
                name: head.name().to_owned(),
                unit: head.unit(),
                program: index,
            }));
            self.report
                .lone
                .extend(unpaired.iter().map(lone).filter(|lone| !blind || lone.ruling == BenchWord::Unknown));
        }
        benchmarks
    }

    /// Holds counts against each other: one run says all, unless the head counts otherwise the second time.
    fn count(
        &mut self,
        setting: BenchSetting<'_>,
        pair: &ProgramPair,
        runs: &[BenchmarkRun; 2],
        blind: bool,
    ) {
        let again = setting.run(pair, 1, None);
        let [base, head] = runs;
        for (name, &now) in &head.counts {
            let Some(&then) = base.counts.get(name) else {
                let new = (!blind).then(|| lone(&Unpaired::New(name.clone())));
                self.report.lone.extend(new);
                continue;
            };
            let steady = again.counts.get(name) == Some(&now);
            let ruled = count::ruled(name, then, now, self.sampling.limits).filter(|_| steady);
            let mut row = match &ruled {
                Some(ruled) => row(ruled, self.sampling.plan.miss),
                None => row(
                    &Ruled {
                        name: name.clone(),
                        ruling: Ruling::Pass,
                        pairs: 1,
                        ratio: None,
                        lower: None,
                        upper: None,
                        visible: None,
                        control: None,
                    },
                    0.0,
                ),
            };
            if ruled.is_none() {
                row.ruling = BenchWord::Unknown;
                row.why = Some(if steady {
                    "the base counted nothing".to_owned()
                } else {
                    "the head counts otherwise each time".to_owned()
                });
            }
            row.power = None;
            row.unit = "count";
            (row.base, row.head) = (Some(then as f64), Some(now as f64));
            self.report.rows.push(row);
        }
        let gone = base.counts.keys().filter(|name| !blind && !head.counts.contains_key(*name));
        self.report.lone.extend(gone.map(|name| lone(&Unpaired::Disappeared(name.clone()))));
    }

    fn row(&self, sampled: &SampledBenchmark) -> BenchRow {
        let [base, head] = sampled.medians;
        BenchRow { unit: sampled.unit.word(), base, head, ..row(&sampled.ruled, self.sampling.plan.miss) }
    }
}

fn row(ruled: &Ruled, miss: f64) -> BenchRow {
    let (ruling, why) = match &ruled.ruling {
        Ruling::Pass => (BenchWord::Pass, None),
        Ruling::Warn => (BenchWord::Warn, None),
        Ruling::Fail => (BenchWord::Fail, None),
        Ruling::Unknown(doubt) => (BenchWord::Unknown, Some(doubt.to_string())),
        other => (BenchWord::Unknown, Some(format!("{other:?}"))),
    };
    BenchRow {
        name: ruled.name.clone(),
        unit: "ns",
        ruling,
        why,
        pairs: ruled.pairs,
        base: None,
        head: None,
        ratio: ruled.ratio,
        lower: ruled.lower,
        upper: ruled.upper,
        visible: ruled.visible,
        power: ruled.power(miss),
        control: ruled.control,
    }
}

fn lone(unpaired: &Unpaired) -> LoneBenchmark {
    let (name, ruling) = match unpaired {
        Unpaired::Disappeared(name) => (name, BenchWord::Fail),
        Unpaired::New(name) => (name, BenchWord::Pass),
        Unpaired::Twice(name) | Unpaired::Units(name, ..) => (name, BenchWord::Unknown),
        other => {
            return LoneBenchmark { name: String::new(), why: other.to_string(), ruling: BenchWord::Unknown };
        }
    };
    LoneBenchmark { name: name.clone(), why: unpaired.to_string(), ruling }
}
