//! What a check makes of its observations: pass, fail or unknown, with the findings and the count of subjects.
//!
//! The rules that hold for every check are here and nowhere else: a timeout fails, a crash is unknown, and a check
//! that looked at nothing does not pass.

use serde::{Deserialize, Serialize};

use crate::observation::{Looked, Observation, Ran, Sighting};
use crate::step::command_line;
use crate::unknown::{Reason, Unknown};

/// The judgement of a check: its conclusion, with all that it rests on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Judgement {
    /// The conclusion: does the claim hold?
    pub result: Conclusion,
    /// How many things were looked at; `None` when the check could not look.
    pub subjects: Option<u64>,
    /// What the subjects are, in the plural: `tests`, `files`.
    pub unit: String,
    /// The findings of the check, the worst first.
    pub findings: Vec<Finding>,
    /// The measurements of the check.
    pub measurements: Vec<Measurement>,
}

/// The three answers a check can give.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Conclusion {
    /// The claim holds.
    Pass,
    /// The claim does not hold.
    Fail,
    /// Whether the claim holds could not be told.
    Unknown(Unknown),
}

/// One thing a check found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Finding {
    /// The rule that was broken, stable and in kebab-case: `orphan-file`, or the name of a lint.
    pub rule: String,
    /// What is wrong, on one line.
    pub message: String,
    /// The file, relative to the root.
    pub file: Option<String>,
    /// The line, from 1.
    pub line: Option<u32>,
    /// The column, from 1.
    pub column: Option<u32>,
    /// What to do about the finding.
    pub remedy: Option<String>,
}

impl Finding {
    /// A finding without a place.
    pub fn new(rule: impl Into<String>, message: impl Into<String>) -> Self {
        Self { rule: rule.into(), message: message.into(), ..Self::default() }
    }

    /// The finding with its place: a file, and where in it.
    #[must_use]
    pub fn at(mut self, file: impl Into<String>, line: Option<u32>, column: Option<u32>) -> Self {
        (self.file, self.line, self.column) = (Some(file.into()), line, column);
        self
    }

    /// The finding placed where something was seen.
    #[must_use]
    pub fn seen(self, sighting: &Sighting) -> Self {
        self.at(&sighting.path, sighting.line, sighting.column)
    }

    /// The finding with what to do about it.
    #[must_use]
    pub fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }
}

/// One number that was measured, and the limit it was held against.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Measurement {
    /// What was measured, in words: `lines`.
    pub name: String,
    /// The value that was measured.
    pub value: f64,
    /// The unit of the value; empty for a count.
    pub unit: String,
    /// The limit of the value, when there is one.
    pub limit: Option<Limit>,
}

/// A bound on a measurement.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Limit {
    /// The value must be this or more.
    AtLeast(f64),
    /// The value must be this or less.
    AtMost(f64),
}

impl Measurement {
    /// A value in some unit, without a limit. The unit is empty for a count.
    pub fn new(name: impl Into<String>, value: f64, unit: impl Into<String>) -> Self {
        Self { name: name.into(), value, unit: unit.into(), limit: None }
    }

    /// A count of something, without a limit.
    pub fn count(name: impl Into<String>, value: u64) -> Self {
        Self::new(name, value as f64, "")
    }

    /// The measurement held against a limit.
    #[must_use]
    pub fn limit(mut self, limit: Limit) -> Self {
        self.limit = Some(limit);
        self
    }

    /// Is the value within its limit? One that is not a number never is.
    pub fn holds(&self) -> bool {
        match self.limit {
            None => true,
            Some(Limit::AtLeast(bound)) => self.value >= bound,
            Some(Limit::AtMost(bound)) => self.value <= bound,
        }
    }

    /// How far the value is from its limit, as a share of the limit (or of the value, for a limit of zero).
    pub fn margin(&self) -> Option<f64> {
        let bound = match self.limit? {
            Limit::AtLeast(bound) | Limit::AtMost(bound) => bound,
        };
        let scale = if bound == 0.0 { self.value.abs().max(1.0) } else { bound.abs() };
        Some((self.value - bound).abs() / scale)
    }
}

impl Judgement {
    /// Concludes from what was found: anything found is a fail; nothing found among no subjects is unknown.
    ///
    /// `unit` names the subjects in the plural. Measurements outside their limits must have a finding of their own.
    pub fn of(subjects: u64, unit: &str, findings: Vec<Finding>) -> Self {
        let result = match (findings.is_empty(), subjects) {
            (false, _) => Conclusion::Fail,
            (true, 0) => Conclusion::Unknown(Unknown::new(
                Reason::NothingToLookAt,
                format!("no {unit} were looked at"),
            )),
            (true, _) => Conclusion::Pass,
        };
        Self { result, subjects: Some(subjects), unit: unit.to_owned(), findings, measurements: Vec::new() }
    }

    /// The judgement of a check that could not tell, and why.
    pub fn unknown(reason: Reason, detail: impl Into<String>) -> Self {
        Self {
            result: Conclusion::Unknown(Unknown::new(reason, detail)),
            subjects: None,
            unit: String::new(),
            findings: Vec::new(),
            measurements: Vec::new(),
        }
    }

    /// The judgement with what was measured.
    #[must_use]
    pub fn with(mut self, measurements: Vec<Measurement>) -> Self {
        self.measurements = measurements;
        self
    }

    /// The judgement, which is no pass when some file could not be read: what that holds is not known.
    #[must_use]
    pub fn having_read(mut self, looked: &Looked) -> Self {
        if self.result != Conclusion::Fail
            && let Some((path, why)) = looked.unreadable.first()
        {
            let more = match looked.unreadable.len() - 1 {
                0 => String::new(),
                more => format!(", and {more} more"),
            };
            self.result =
                Conclusion::Unknown(Unknown::new(Reason::CouldNotLook, format!("{path}: {why}{more}")));
        }
        self
    }

    /// Fails when fewer than `floor` subjects were looked at and nothing else was wrong.
    #[must_use]
    pub fn at_least(mut self, floor: Option<u64>) -> Self {
        if let (Some(floor), Some(seen), Conclusion::Pass) = (floor, self.subjects, &self.result)
            && seen < floor
        {
            let unit = &self.unit;
            self.findings.push(
                Finding::new("too-few-subjects", format!("{seen} {unit}, at least {floor} expected"))
                    .remedy("find out where the others went, or lower `at-least` on purpose"),
            );
            self.result = Conclusion::Fail;
        }
        self
    }

    /// What holds for every check before it is asked: a step that was refused is unknown, one that a signal ended
    /// has crashed, and one whose time was up fails and says so. `None` when the check itself must decide.
    pub fn from_failed_steps(observations: &[Observation]) -> Option<Self> {
        observations.iter().find_map(|observation| match observation {
            Observation::Refused(unknown) => Some(Self::unknown(unknown.reason, unknown.detail.clone())),
            Observation::Ran(ran) => Self::from_failed_process(ran),
            Observation::Looked(looked) => looked.timed_out_ms.map(Self::from_late_scan),
            _ => None,
        })
    }

    fn from_late_scan(after_ms: u64) -> Self {
        let seconds = after_ms as f64 / 1000.0;
        let finding = Finding::new("timeout", format!("looking at the files did not end within {seconds} s"))
            .remedy("write patterns that are found faster, or raise the gate's `timeout`");
        Self::of(1, "scans", vec![finding])
    }

    fn from_failed_process(ran: &Ran) -> Option<Self> {
        let what = command_line(&ran.argv);
        let seconds = ran.duration_ms as f64 / 1000.0;
        let digits = if seconds < 10.0 { 1 } else { 0 };
        if ran.timed_out {
            let finding =
                Finding::new("timeout", format!("`{what}` did not end within {seconds:.digits$} s"))
                    .remedy("make it faster, or raise the gate's `timeout`");
            return Some(Self::of(1, "processes", vec![finding]));
        }
        if ran.overflowed {
            let detail = format!("`{what}` wrote more than may be kept ({} bytes)", ran.stdout.bytes);
            return Some(Self::unknown(Reason::CouldNotLook, detail));
        }
        let signal = ran.signal?;
        Some(Self::unknown(Reason::Crashed, format!("`{what}` was killed by signal {signal}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_looked_at_is_never_a_pass() {
        assert!(matches!(Judgement::of(0, "tests", vec![]).result, Conclusion::Unknown(_)));
        assert!(matches!(Judgement::of(0, "tests", vec![]).at_least(Some(1)).result, Conclusion::Unknown(_)));
        assert_eq!(Judgement::of(1, "tests", vec![]).result, Conclusion::Pass);
        assert_eq!(Judgement::of(1, "tests", vec![]).at_least(Some(2)).result, Conclusion::Fail);
    }

    #[test]
    fn what_could_not_be_read_is_no_pass() {
        let looked = Looked { unreadable: vec![("a".to_owned(), "denied".to_owned())], ..Looked::default() };
        let pass = Judgement::of(1, "files", vec![]);
        assert!(matches!(pass.clone().having_read(&looked).result, Conclusion::Unknown(_)));
        assert_eq!(pass.having_read(&Looked::default()).result, Conclusion::Pass);
        let fail = Judgement::of(1, "files", vec![Finding::new("x", "y")]);
        assert_eq!(fail.having_read(&looked).result, Conclusion::Fail);
    }

    #[test]
    fn a_timeout_fails_and_a_crash_is_unknown() {
        let slow = Ran { timed_out: true, signal: Some(15), ..Ran::default() };
        assert_eq!(Judgement::from_failed_steps(&[Observation::Ran(slow)]).unwrap().result, Conclusion::Fail);
        let crashed = Ran { signal: Some(11), ..Ran::default() };
        let judged = Judgement::from_failed_steps(&[Observation::Ran(crashed)]).unwrap().result;
        assert!(matches!(judged, Conclusion::Unknown(Unknown { reason: Reason::Crashed, .. })));
    }

    #[test]
    fn a_measurement_that_is_not_a_number_holds_no_limit() {
        let mut measured = Measurement::count("x", 0).limit(Limit::AtMost(1.0));
        measured.value = f64::NAN;
        assert!(!measured.holds());
    }
}
