//! One gate on the screen: its row, and below it what there is to know when it is not proven.

use shipworthy_model::humanize::{ago, count, duration, measurement};
use shipworthy_model::judgement::{Conclusion, Finding, Measurement};
use shipworthy_model::unknown::Reason;
use shipworthy_model::verdict::{Evidence, GateStatus, Outcome};
use shipworthy_model::watch::Watch;

use crate::text::{pad, plain, width, wrap};
use crate::view::{DIM, PLAIN, View, short, style};

/// Findings shown under one gate; `why` shows them all.
const MOST_FINDINGS: usize = 10;
/// The indentation of what stands under a row.
const UNDER: usize = 11;

/// The cells of one row.
#[derive(Debug)]
pub(crate) struct GateRow<'a> {
    status: &'a GateStatus,
    pub(crate) id: String,
    subjects: String,
    time: String,
}

/// The widths of the columns.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Columns {
    id: usize,
    subjects: usize,
}

impl Columns {
    /// Wide enough for all rows of all phases; a very long id or text only shifts its own row.
    pub(crate) fn of(phases: &[Vec<GateRow<'_>>]) -> Self {
        let widest = |cell: fn(&GateRow<'_>) -> usize, least: usize, most: usize| {
            let cells = phases.iter().flatten().map(cell);
            cells.filter(|width| *width <= most).max().unwrap_or(0).max(least)
        };
        Self {
            id: widest(|row| width(&row.id), 16, 36),
            subjects: widest(|row| width(&row.subjects), 10, 36),
        }
    }

    /// The column at which the times begin.
    pub(crate) fn time(self) -> usize {
        2 + WORD + 2 + self.id + 2 + self.subjects + 2
    }
}

/// The columns of the longest word, `UNKNOWN`.
const WORD: usize = 7;

/// The word that stands before a gate: what must not be overlooked is in capitals.
pub(crate) fn word(status: &GateStatus) -> &'static str {
    match status.outcome {
        Outcome::Pass if status.executed() => "pass",
        Outcome::Pass => "fresh",
        Outcome::Fail => "FAIL",
        Outcome::Unknown => "UNKNOWN",
        Outcome::NotApplicable => "n/a",
        Outcome::Stale | Outcome::NotRun | Outcome::Waived => status.outcome.word(),
    }
}

impl<'a> GateRow<'a> {
    pub(crate) fn of(status: &'a GateStatus, view: &View) -> Self {
        let evidence = status.evidence.as_ref();
        let time = evidence.map(|evidence| when(status.outcome, evidence, view)).unwrap_or_default();
        Self { status, id: status.gate.id.to_string(), subjects: subjects(status), time }
    }

    /// The rows of gates that follow each other: one for all that are proven of those that one gate for many stands for,
    /// before the others of these.
    pub(crate) fn all(statuses: &'a [GateStatus], view: &View) -> Vec<Self> {
        let mut rows = Vec::new();
        let of_one = |one: &GateStatus, next: &GateStatus| {
            one.gate.id.subject().is_some() && one.gate.id.written() == next.gate.id.written()
        };
        for many in statuses.chunk_by(of_one) {
            let (proven, open): (Vec<_>, Vec<_>) =
                many.iter().partition(|status| status.outcome == Outcome::Pass);
            match proven.as_slice() {
                [] => {}
                [one] => rows.push(Self::of(one, view)),
                [first, ..] => rows.push(Self::proven(first, &proven, many.len(), view)),
            }
            rows.extend(open.into_iter().map(|status| Self::of(status, view)));
        }
        rows
    }

    /// The row of several gates that are proven, of those that a gate for many stands for.
    fn proven(first: &'a GateStatus, proven: &[&'a GateStatus], many: usize, view: &View) -> Self {
        let evidence = || proven.iter().filter_map(|status| Some((*status, status.evidence.as_ref()?)));
        let ran = evidence().filter(|(_, evidence)| evidence.executed);
        let spent: u64 = ran.map(|(_, evidence)| evidence.duration_ms).sum();
        // Of those that were not run now, the one that was proven first says how old the answer is.
        let oldest = evidence()
            .filter(|(_, evidence)| !evidence.executed)
            .min_by_key(|(_, evidence)| evidence.recorded);
        let (status, time) = match oldest {
            Some((oldest, evidence)) => (oldest, when(Outcome::Pass, evidence, view)),
            None => (first, duration(spent)),
        };
        let all = if proven.len() == many { String::new() } else { format!(" of {many}") };
        let subjects = format!("{}{all}", count(proven.len() as u64, "gates"));
        Self { status, id: format!("{}[*]", first.gate.id.written()), subjects, time }
    }

    /// The trouble with a tool that stands under the row.
    pub(crate) fn trouble(&self) -> Option<&'a str> {
        self.status.reason.as_deref().filter(|_| tool_trouble(self.status))
    }

    /// Writes the row and all that stands under it; what stood under another row already is told by that one's id.
    pub(crate) fn write(&self, out: &mut String, columns: Columns, view: &View, as_under: Option<&str>) {
        let status = self.status;
        let gate = &status.gate;
        let mut row = format!("{:columns$}  {}", self.id, self.subjects, columns = columns.id);
        if !self.time.is_empty() {
            row = pad(&row, columns.id + 2 + columns.subjects) + "  " + &self.time;
        }
        if !status.required {
            row = format!("{}  ({}, not required)", row.trim_end(), gate.priority);
        }
        if let Some(Watch::On { until, .. }) = &status.watch {
            row = format!("{}  (watched until {})", row.trim_end(), until.date());
        }
        let word = word(status);
        let gap = WORD - word.len() + 2;
        // Painted after the line is broken: paint takes no columns.
        let lines = wrap(&format!("  {word}{:gap$}{}", "", row.trim_end()), view.width, UNDER).join("\n");
        out.push_str(&format!("  {}{}\n", view.paint(style(status.outcome), word), &lines[2 + word.len()..]));
        match as_under {
            Some(id) => view.say(out, UNDER, PLAIN, &format!("as `{}` above", plain(id))),
            None if status.outcome != Outcome::Pass => details(out, status, view),
            None => {}
        }
    }
}

/// The cell of the subjects: what was looked at; or, when a number is out of bounds, that number.
fn subjects(status: &GateStatus) -> String {
    let Some(evidence) = &status.evidence else { return String::new() };
    let judgement = &evidence.judgement;
    let refuted = matches!(status.outcome, Outcome::Fail | Outcome::Waived);
    let out_of_bounds = |measured: &&Measurement| refuted && !measured.holds();
    let text = match (status.measurements().iter().find(out_of_bounds), judgement.subjects) {
        (Some(measured), _) => measurement(measured),
        (None, Some(subjects)) => count(subjects, &judgement.unit),
        (None, None) => String::new(),
    };
    plain(&text).into_owned()
}

/// The cell of the time: how long the gate took, when it was run just now; else when and on what it was recorded.
fn when(outcome: Outcome, evidence: &Evidence, view: &View) -> String {
    if evidence.executed {
        return duration(evidence.duration_ms);
    }
    let verb = match outcome {
        Outcome::Pass => "proven",
        Outcome::Fail | Outcome::Waived => "found",
        Outcome::Unknown => "tried",
        Outcome::Stale | Outcome::NotRun | Outcome::NotApplicable => "recorded",
    };
    let age = ago(view.now.since(evidence.recorded));
    let commit = evidence.commit.as_ref().map(|commit| format!(" on {}", plain(short(commit))));
    let from = evidence.from.as_ref().map(|from| format!(", from {}", plain(from)));
    format!("{verb} {age}{}{}", commit.unwrap_or_default(), from.unwrap_or_default())
}

fn details(out: &mut String, status: &GateStatus, view: &View) {
    if let Some(reason) = &status.reason {
        view.say(out, UNDER, PLAIN, &plain(reason));
    }
    // What an older tree was found to have says nothing of this one.
    if status.outcome != Outcome::Stale {
        findings(out, status, view);
    }
    if tool_trouble(status) {
        view.say(out, UNDER, DIM, &format!("fix: {}", view.type_in("doctor")));
    }
}

fn findings(out: &mut String, status: &GateStatus, view: &View) {
    let all = status.findings();
    let shown = &all[..all.len().min(MOST_FINDINGS)];
    let mut remedies: Vec<&str> = Vec::new();
    for finding in shown {
        view.say(out, UNDER, PLAIN, &line(finding));
        if let Some(remedy) = finding.remedy.as_deref()
            && !remedies.contains(&remedy)
        {
            remedies.push(remedy);
        }
    }
    if all.len() > shown.len() {
        let more = all.len() - shown.len();
        let why = view.type_about("why", &status.gate.id);
        view.say(out, UNDER, DIM, &format!("... and {more} more: {why}"));
    }
    for remedy in remedies {
        view.say(out, UNDER, DIM, &format!("fix: {}", plain(remedy)));
    }
}

/// A finding on one line, its place first, as editors and terminals recognise it.
pub(crate) fn line(finding: &Finding) -> String {
    let message = plain(&finding.message);
    let Some(file) = &finding.file else { return message.into_owned() };
    let mut place = plain(file).into_owned();
    if let Some(line) = finding.line {
        place.push_str(&format!(":{line}"));
        if let Some(column) = finding.column {
            place.push_str(&format!(":{column}"));
        }
    }
    format!("{place}  {message}")
}

/// Is a tool the reason that nothing is known?
pub(crate) fn tool_trouble(status: &GateStatus) -> bool {
    let Some(evidence) = &status.evidence else { return false };
    status.outcome == Outcome::Unknown
        && matches!(&evidence.judgement.result, Conclusion::Unknown(unknown)
            if matches!(unknown.reason, Reason::ToolMissing | Reason::ToolTooOld))
}
