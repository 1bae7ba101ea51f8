//! `budget`: a program that was built keeps within its size, its time to run, its processor time and its memory.

use std::time::Duration;

use shipworthy_model::facts::Facts;
use shipworthy_model::humanize::{bytes, count};
use shipworthy_model::judgement::{Finding, Judgement, Limit, Measurement};
use shipworthy_model::kind::{Effect, Kind, Need, Param, ParamType, Scope};
use shipworthy_model::observation::{FileKind, Observation, Stat};
use shipworthy_model::params::Params;
use shipworthy_model::step::{Run, Step};
use shipworthy_model::unknown::Reason;

use crate::chance::{QuantileRuling, fewest, shown};
use crate::reading::timed_runs::timed_runs;

/// The check kind `budget`.
pub(super) static KIND: Kind = Kind::new(
    "budget",
    "a program that was built keeps within its size, time and memory",
    steps,
    judge,
)
.about(
    "Looks at a file that another gate has built (name that one in `needs`), never at what `cargo run` makes of it. With a limit \
     for a run, the program is run so often with the words of `argv`, and each run must end with exit code 0. The limit is \
     for the `percentile` of the runs, by default the median: it is kept or broken when that is proven with 97.5 %, by how many \
     runs kept it, whatever their distribution; else it is unknown. A P99 takes 368 runs. Processor time, in \
     steps of 10 ms, and memory are those that GNU `time` tells. A time is that of this machine: give it wide room where \
     others run it.",
)
.params(&[
    Param::required("path", ParamType::Path, "the program, such as `target/release/app`"),
    Param::optional("argv", ParamType::Texts, "the words that it is run with; default none"),
    Param::optional("max-size", ParamType::Size, "the file is at most so large").lower_is_stricter(),
    Param::optional("max-duration", ParamType::Span, "it runs no longer, from start to end").lower_is_stricter(),
    Param::optional("max-processor-time", ParamType::Span, "it takes no more processor time").lower_is_stricter(),
    Param::optional("max-memory", ParamType::Size, "it never has more memory in use").lower_is_stricter(),
    Param::optional("percentile", ParamType::Floor, "of the runs, so many in a hundred keep the limits; default 50"),
    Param::optional("runs", ParamType::Floor, "how often it is run; default 12"),
])
.one_of(&["max-size", "max-duration", "max-processor-time", "max-memory"])
.since("0.1")
.needs(&[Need::Optional("time")])
.effects(&[Effect::Alone, Effect::Machine])
.scope(Scope::Each(&[Scope::Tree, Scope::Named { by: &["path"], otherwise: &[] }]));

/// The limits of a run.
const OF_RUN: [&str; 3] = ["max-duration", "max-processor-time", "max-memory"];
/// What `time` writes before its numbers.
const MARK: &str = "shipworthy-budget";
/// The most that is run: more would be another tool's work.
const MOST_RUNS: u64 = 10_000;
/// How long one run may take, when the gate says nothing else.
const PATIENCE: Duration = Duration::from_secs(300);

fn steps(params: &Params, _: &Facts) -> Vec<Step> {
    let path = params.text("path").unwrap_or_default().to_owned();
    let mut steps = vec![Step::Stat(vec![path.clone()])];
    if !OF_RUN.iter().any(|limit| params.has(limit)) {
        return steps;
    }
    let timed = ["max-processor-time", "max-memory"].iter().any(|limit| params.has(limit));
    let time = ["time".to_owned(), "--format".to_owned(), format!("{MARK} %U %S %M")];
    let words = params.texts("argv").into_iter().map(str::to_owned);
    // With a slash, so that no program of that name on the PATH is meant.
    let argv = timed.then_some(time).into_iter().flatten().chain([format!("./{path}")]).chain(words);
    let argv: Vec<String> = argv.collect();
    let runs = params.count("runs").unwrap_or(12).min(MOST_RUNS);
    steps.extend((0..runs).map(|_| Step::Run(Run::new(argv.clone()).timeout(PATIENCE))));
    steps
}

fn judge(params: &Params, observations: &[Observation]) -> Judgement {
    let Some((Observation::Stat(stats), runs)) = observations.split_first() else {
        return Judgement::unknown(Reason::CouldNotLook, "the file was not looked at");
    };
    let [Stat { path, kind: FileKind::File { bytes: size, .. }, .. }] = stats.as_slice() else {
        let path = params.text("path").unwrap_or_default();
        let why = format!("{path} is no file: build it first, by a gate that stands in `needs`");
        return Judgement::unknown(Reason::NothingToLookAt, why);
    };
    let mut held = Held { findings: Vec::new(), measurements: Vec::new(), open: None };
    if let Some(most) = params.count("max-size") {
        held.size(path, *size, most);
    }
    let ran = match timed_runs(runs) {
        Ok(ran) => ran,
        Err(finding) => {
            held.findings.push(finding);
            return Judgement::of(1, "programs", held.findings).with(held.measurements);
        }
    };
    let share = params.count("percentile").unwrap_or(50) as f64 / 100.0;
    if !(share > 0.0 && share < 1.0) {
        return Judgement::unknown(Reason::NothingToLookAt, "`percentile` is between 1 and 99");
    }
    if let Some(most) = params.duration("max-duration") {
        let values: Vec<f64> = ran.iter().map(|ran| ran.duration_ms as f64 / 1000.0).collect();
        held.runs("max-duration", "duration", "s", &values, most.as_secs_f64(), share);
    }
    let told: Option<Vec<[f64; 3]>> = ran.iter().map(|ran| told(&ran.stderr.text)).collect();
    for (limit, name, unit, most) in [
        (
            "max-processor-time",
            "processor time",
            "s",
            params.duration("max-processor-time").map(|most| most.as_secs_f64()),
        ),
        ("max-memory", "memory", "bytes", params.count("max-memory").map(|most| most as f64)),
    ] {
        let Some(most) = most else { continue };
        let Some(told) = &told else {
            let why = "`time` did not say what a run took: it is not GNU time, or the program closed standard error";
            return Judgement::unknown(Reason::CouldNotLook, why);
        };
        let value = |[user, system, kibibytes]: &[f64; 3]| {
            if unit == "s" { user + system } else { kibibytes * 1024.0 }
        };
        let values: Vec<f64> = told.iter().map(value).collect();
        held.runs(limit, name, unit, &values, most, share);
    }
    match held.open {
        // What is broken stands, whatever else could not be told.
        Some(why) if held.findings.is_empty() => {
            Judgement::unknown(Reason::CouldNotLook, why).with(held.measurements)
        }
        _ => Judgement::of(
            ran.len().max(1) as u64,
            if ran.is_empty() { "files" } else { "runs" },
            held.findings,
        )
        .with(held.measurements),
    }
}

/// What the last line of `time` says: seconds of the program, of the system for it, and KiB of memory.
fn told(stderr: &str) -> Option<[f64; 3]> {
    let line = stderr.lines().rev().find_map(|line| line.strip_prefix(MARK))?;
    let numbers: Vec<f64> = line.split_whitespace().map(str::parse).collect::<Result<_, _>>().ok()?;
    numbers.try_into().ok()
}

/// What was held against its limit so far.
struct Held {
    findings: Vec<Finding>,
    measurements: Vec<Measurement>,
    open: Option<String>,
}

impl Held {
    fn size(&mut self, path: &str, size: u64, most: u64) {
        if size > most {
            let message = format!("{path} has {}, at most {} expected", bytes(size), bytes(most));
            let remedy = "find out what made it larger, or raise `max-size` on purpose";
            self.findings.push(Finding::new("max-size", message).at(path, None, None).remedy(remedy));
        }
        self.measurements
            .push(Measurement::new("size", size as f64, "bytes").limit(Limit::AtMost(most as f64)));
    }

    fn runs(&mut self, limit: &str, name: &str, unit: &str, values: &[f64], most: f64, share: f64) {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let place = ((share * sorted.len() as f64).ceil() as usize).clamp(1, sorted.len().max(1));
        let Some(&value) = sorted.get(place - 1) else { return };
        let kept = values.iter().filter(|value| **value <= most).count() as u64;
        let all = values.len() as u64;
        let percentile = if share == 0.5 { "median".to_owned() } else { format!("P{:.0}", share * 100.0) };
        let said = format!(
            "{kept} of {} took at most {most} {unit}, and the {percentile} is {value} {unit}",
            count(all, "runs")
        );
        let mut measured = Measurement::new(name, value, unit);
        match shown(kept, all, share) {
            QuantileRuling::Proven => measured = measured.limit(Limit::AtMost(most)),
            QuantileRuling::Refuted => {
                measured = measured.limit(Limit::AtMost(most));
                let remedy = format!("find out what made it grow, or raise `{limit}` on purpose");
                self.findings.push(Finding::new(limit, format!("{name}: {said}")).remedy(remedy));
            }
            QuantileRuling::Open => {
                let needed = fewest(share).filter(|needed| *needed > all);
                let more = needed.map_or_else(
                    || "that is too near: more `runs` decide, or another limit".to_owned(),
                    |needed| format!("it takes at least {needed} `runs` to prove it"),
                );
                self.open.get_or_insert(format!("{name}: {said}; {more}"));
            }
        }
        self.measurements.push(measured);
    }
}

#[cfg(test)]
mod tests {
    use shipworthy_model::observation::Ran;
    use shipworthy_model::params::Value;

    use super::*;
    use crate::reading::cargo::fixture::{facts, found, lines, params, word};

    fn stat(size: u64) -> Observation {
        let kind = FileKind::File { bytes: size, executable: Some(true) };
        Observation::Stat(vec![Stat::new("target/app", kind)])
    }

    fn ran(milliseconds: u64, told: &str) -> Observation {
        let mut ran = Ran::exited(["./target/app"], 0, "", told);
        ran.duration_ms = milliseconds;
        Observation::Ran(ran)
    }

    fn with(limit: &str, value: &str) -> Params {
        let text = |text: &str| Value::Text(text.to_owned());
        params(&[("path", text("target/app")), (limit, text(value))])
    }

    #[test]
    fn a_time_is_held_by_how_many_runs_kept_it() {
        let of = |times: &[u64]| {
            let runs = times.iter().map(|time| ran(*time, ""));
            judge(&with("max-duration", "100ms"), &[stat(1)].into_iter().chain(runs).collect::<Vec<_>>())
        };
        assert_eq!(word(&of(&[50, 60, 40, 50, 5000, 60, 50, 40, 50, 50])).0, "pass");
        assert_eq!(found(&of(&[150, 160, 140, 150, 150, 160])), ["max-duration -"]);
        assert_eq!(word(&of(&[50, 150, 60, 140, 90, 120])).0, "unknown");
        assert_eq!(word(&of(&[50, 50, 50])).0, "unknown");
    }

    #[test]
    fn what_time_does_not_tell_is_unknown() {
        let of = |told: &str| {
            let runs = (0..6).map(|_| ran(5, told));
            judge(
                &with("max-processor-time", "100ms"),
                &[stat(1)].into_iter().chain(runs).collect::<Vec<_>>(),
            )
        };
        assert_eq!(word(&of("note\nshipworthy-budget 0.03 0.02 2048\n")).0, "pass");
        assert_eq!(found(&of("shipworthy-budget 0.08 0.05 2048\n")), ["max-processor-time -"]);
        for told in ["", "real 0.03\n", "shipworthy-budget 0.03\n", "shipworthy-budget x y z\n"] {
            assert_eq!(word(&of(told)), ("unknown", Some(Reason::CouldNotLook)), "{told}");
        }
    }

    #[test]
    fn only_what_has_a_limit_is_run() {
        assert_eq!(lines(&steps(&with("max-size", "1MB"), &facts(&[]))).0.len(), 0);
        let (argv, _) = lines(&steps(&with("max-memory", "1MB"), &facts(&[])));
        assert_eq!(
            (argv.len(), argv[0].as_str()),
            (12, "time --format shipworthy-budget %U %S %M ./target/app")
        );
    }
}
