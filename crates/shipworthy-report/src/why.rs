//! Everything about one gate: the claim, how it stands, what was done and seen, what its result depends on and what
//! of that has changed, and when it turned. Shown in full, as text and as JSON.

use serde_json::{Value, json};
use shipworthy_model::judgement::{Judged, Limit, Measurement};
use shipworthy_model::observation::{Observation, Ran};
use shipworthy_model::record::Record;
use shipworthy_model::time::Timestamp;
use shipworthy_model::verdict::{Outcome, Standing};

use crate::json::{SCHEMA, finding, measurement, seconds, standing};
use crate::quantity::{ago, count, duration, number};
use crate::row::{line, tool_trouble, word};
use crate::text::{cut, pad, plain};
use crate::view::{BAD, BOLD, DIM, OPEN, PLAIN, View, short, style};

/// Everything about one gate.
#[derive(Debug, Clone)]
pub struct Why {
    /// The gate, and how it stands.
    pub standing: Standing,
    /// The record of its last run.
    pub record: Option<Record>,
    /// The parts of the fingerprint that differ from that record.
    pub changes: Vec<PartChange>,
    /// The last run that passed.
    pub last_pass: Option<Past>,
    /// The last run that failed.
    pub last_fail: Option<Past>,
    /// Where the result last changed.
    pub turned: Option<Turned>,
}

/// A part of the fingerprint that has changed since the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartChange {
    /// What it is: `check`, `toolchain`, `files crates/core`, ...
    pub name: String,
    /// Its value in the record; `None` when it was not a part then.
    pub before: Option<String>,
    /// Its value now; `None` when it is a part no more.
    pub now: Option<String>,
    /// For a part made of files, those that changed.
    pub files: Vec<FileChange>,
}

/// A file that has changed since the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileChange {
    /// Its path, relative to the root.
    pub path: String,
    /// What happened to it.
    pub change: Change,
}

/// What happened to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It was not there.
    Added,
    /// It is not there any more.
    Removed,
    /// It has other content.
    Changed,
}

impl Change {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
        }
    }
}

/// An earlier run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past {
    /// When it was recorded.
    pub recorded: Timestamp,
    /// The commit it was recorded on.
    pub commit: Option<String>,
    /// Did files differ from that commit?
    pub dirty: bool,
    /// The digest that names the record.
    pub record: String,
}

/// Two runs in a row with different results: the later one is where the gate turned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turned {
    /// What the earlier run concluded.
    pub from: Judged,
    /// What the later run concluded.
    pub to: Judged,
    /// The earlier run.
    pub before: Past,
    /// The later run.
    pub after: Past,
}

fn judged(result: &Judged) -> &'static str {
    match result {
        Judged::Pass => "pass",
        Judged::Fail => "fail",
        Judged::Unknown(_) => "unknown",
    }
}

/// Where the store lies, as a reader would type it from the workspace root.
const STORE: &str = ".readiness/";
/// The columns of the labels on the left.
const LABEL: usize = 12;

/// All of it as text.
pub fn why(input: &Why, view: &View) -> String {
    let mut out = String::new();
    claim(&mut out, input, view);
    if let Some(record) = &input.record {
        run(&mut out, input, record, view);
        found(&mut out, record, view);
        depends(&mut out, input, record, view);
    }
    history(&mut out, input, view);
    if let Some(next) = next(&input.standing, view) {
        out.push_str(&format!("{} {next}\n", view.paint(BOLD, "next:")));
    }
    out
}

fn section(out: &mut String, title: &str, view: &View) {
    out.push_str(&view.paint(BOLD, title));
    out.push('\n');
}

fn field(out: &mut String, label: &str, text: &str, view: &View) {
    view.say_all(out, 2, PLAIN, &(pad(label, LABEL) + text));
}

fn claim(out: &mut String, input: &Why, view: &View) {
    let standing = &input.standing;
    let gate = &standing.gate;
    let title = format!("{}  {}", view.paint(BOLD, gate.id.as_str()), plain(&gate.title));
    let state = view.paint(style(standing.outcome), word(standing));
    out.push_str(&format!("{state}  {title}\n"));
    if let Some(reason) = &standing.reason {
        field(out, "reason", &plain(reason), view);
    }
    let required = if standing.required { "required" } else { "not required" };
    field(out, "priority", &format!("{}, {required}", gate.priority), view);
    field(out, "check", &plain(&gate.check.kind), view);
    for (label, text) in [("why", &gate.why), ("owner", &gate.owner), ("effort", &gate.effort)] {
        if let Some(text) = text {
            field(out, label, &plain(text), view);
        }
    }
}

fn place(commit: Option<&str>, dirty: bool) -> String {
    let dirty = if dirty { " with changes" } else { "" };
    commit.map(|commit| format!(" on {}{dirty}", plain(short(commit)))).unwrap_or_default()
}

fn run(out: &mut String, input: &Why, record: &Record, view: &View) {
    section(out, "Last run", view);
    let when = ago(view.now.since(record.recorded));
    let place = place(record.commit.as_deref(), record.dirty);
    field(out, "recorded", &format!("{when}{place}, at {}", record.recorded), view);
    let subjects = record.judgement.subjects.map(|number| count(number, &record.judgement.unit));
    let looked = subjects.map(|subjects| format!(", {}", plain(&subjects))).unwrap_or_default();
    field(out, "took", &format!("{}{looked}", duration(record.duration_ms)), view);
    if let Some(evidence) = &input.standing.evidence {
        field(out, "evidence", &plain(&evidence.record), view);
    }
    for observation in &record.observations {
        let (label, text) = step(observation);
        field(out, label, &text, view);
        if let Observation::Ran(ran) = observation {
            let logs = [&ran.stdout, &ran.stderr];
            for stream in logs.into_iter().filter(|stream| stream.bytes > 0 && !stream.log.is_empty()) {
                let bytes = count(stream.bytes, "bytes");
                field(out, "", &format!("{STORE}{} ({bytes})", plain(&stream.log)), view);
            }
        }
    }
}

fn step(observation: &Observation) -> (&'static str, String) {
    match observation {
        Observation::Ran(ran) => {
            let took = duration(ran.duration_ms);
            ("ran", format!("{}: {}, {took}", command_line(&ran.argv), ending(ran)))
        }
        Observation::Looked(looked) => {
            let unreadable = match looked.unreadable.len() {
                0 => String::new(),
                number => format!(", {number} could not be read"),
            };
            ("looked at", format!("{}{unreadable}", count(looked.files, "files")))
        }
        Observation::Workspace(workspace) => {
            ("looked at", count(workspace.packages.len() as u64, "members of the workspace"))
        }
        Observation::Git(_) => ("looked at", "the git repository".to_owned()),
        Observation::Machine(_) => ("looked at", "the machine".to_owned()),
        Observation::Refused(unknown) => ("refused", plain(&unknown.to_string()).into_owned()),
    }
}

fn ending(ran: &Ran) -> String {
    let mut text = ran.ending();
    let remarks = [
        (ran.timed_out, "its time was up"),
        (ran.interrupted, "interrupted"),
        (ran.overflowed, "it wrote more than may be kept"),
    ];
    for (_, remark) in remarks.iter().filter(|(applies, _)| *applies) {
        text.push_str(&format!(", {remark}"));
    }
    if ran.retried > 0 {
        text.push_str(&format!(", after {}", count(u64::from(ran.retried), "retries")));
    }
    text
}

/// An argument list that can be pasted into a shell.
fn command_line(argv: &[String]) -> String {
    let bare =
        |arg: &str| !arg.is_empty() && arg.chars().all(|c| c.is_alphanumeric() || "-_./=:,+@%^".contains(c));
    let quoted = |arg: &String| match bare(arg) {
        true => arg.clone(),
        false => format!("'{}'", arg.replace('\'', r"'\''")),
    };
    plain(&argv.iter().map(quoted).collect::<Vec<_>>().join(" ")).into_owned()
}

fn found(out: &mut String, record: &Record, view: &View) {
    let judgement = &record.judgement;
    if !judgement.findings.is_empty() {
        section(out, &format!("Found ({})", judgement.findings.len()), view);
    }
    let mut told: Vec<&str> = Vec::new();
    for finding in &judgement.findings {
        view.say_all(out, 2, PLAIN, &format!("{} [{}]", line(finding), plain(&finding.rule)));
        let remedy = finding.remedy.as_deref().filter(|remedy| told.last() != Some(remedy));
        if let Some(remedy) = remedy {
            view.say_all(out, 4, DIM, &format!("fix: {}", plain(remedy)));
            told.push(remedy);
        }
    }
    if !judgement.measurements.is_empty() {
        section(out, "Measured", view);
    }
    for measured in &judgement.measurements {
        let (style, text) = measured_line(measured);
        view.say_all(out, 2, style, &text);
    }
}

fn measured_line(measured: &Measurement) -> (anstyle::Style, String) {
    let text = plain(&crate::quantity::measurement(measured)).into_owned();
    let Some(margin) = measured.margin() else { return (PLAIN, text) };
    let percent = number((margin * 100.0).round());
    match measured.holds() {
        // Nothing is a share of a limit of zero.
        false if matches!(measured.limit, Some(Limit::AtMost(0.0) | Limit::AtLeast(0.0))) => (BAD, text),
        true => (PLAIN, format!("{text} ({percent} % from the limit)")),
        false => (BAD, format!("{text} ({percent} % beyond the limit)")),
    }
}

/// A value as it is, and a digest as its first digits.
fn value(value: Option<&str>) -> String {
    let Some(value) = value else { return "(none)".to_owned() };
    let digest = value.len() >= 40 && value.bytes().all(|byte| byte.is_ascii_hexdigit());
    if digest { value[..12].to_owned() } else { cut(&plain(value), 60).into_owned() }
}

fn depends(out: &mut String, input: &Why, record: &Record, view: &View) {
    section(out, "Depends on", view);
    let change = |name: &str| input.changes.iter().find(|change| change.name == name);
    let parts = &record.fingerprint.parts;
    let names = parts.iter().map(|part| part.name.as_str());
    let new = input.changes.iter().filter(|change| !parts.iter().any(|part| part.name == change.name));
    let all = || names.clone().chain(new.clone().map(|change| change.name.as_str()));
    let widest = all().map(|name| crate::text::width(&plain(name))).filter(|width| *width <= 40).max();
    for name in all() {
        let label = pad(&plain(name), widest.unwrap_or(0));
        let Some(change) = change(name) else {
            let part = parts.iter().find(|part| part.name == name);
            view.say(out, 2, DIM, &format!("{label}  {}", value(part.map(|part| part.value.as_str()))));
            continue;
        };
        let (before, now) = (value(change.before.as_deref()), value(change.now.as_deref()));
        view.say(out, 2, OPEN, &format!("{label}  {before} -> {now}"));
        for file in &change.files {
            view.say_all(out, 6, PLAIN, &format!("{} {}", pad(file.change.word(), 7), plain(&file.path)));
        }
    }
}

fn history(out: &mut String, input: &Why, view: &View) {
    section(out, "History", view);
    let past = |past: &Past| {
        let when = ago(view.now.since(past.recorded));
        format!("{when}{}, at {}", place(past.commit.as_deref(), past.dirty), past.recorded)
    };
    for (label, run) in [("last passed", &input.last_pass), ("last failed", &input.last_fail)] {
        let text = run.as_ref().map_or_else(|| "never, as far as evidence is kept".to_owned(), past);
        field(out, label, &text, view);
    }
    if let Some(turned) = &input.turned {
        let place = |past: &Past| match &past.commit {
            Some(commit) if past.dirty => format!("{} with changes", plain(short(commit))),
            Some(commit) => plain(short(commit)).into_owned(),
            None => past.recorded.to_string(),
        };
        let (from, to) = (judged(&turned.from), judged(&turned.to));
        let text = format!("from {from} ({}) to {to} ({})", place(&turned.before), place(&turned.after));
        field(out, "turned", &text, view);
    }
}

fn next(standing: &Standing, view: &View) -> Option<String> {
    match standing.outcome {
        Outcome::Pass | Outcome::NotApplicable => None,
        Outcome::Unknown if tool_trouble(standing) => Some(view.type_in("doctor")),
        _ => Some(view.type_in(&format!("check {}", standing.gate.id))),
    }
}

/// All of it as JSON.
pub fn json(input: &Why) -> Value {
    let past = |past: &Past| {
        json!({
            "recorded": past.recorded.to_string(),
            "commit": past.commit,
            "dirty": past.dirty,
            "record": past.record,
        })
    };
    let turned = input.turned.as_ref().map(|turned| {
        json!({
            "from": judged(&turned.from),
            "to": judged(&turned.to),
            "commit": turned.after.commit,
            "before": past(&turned.before),
            "after": past(&turned.after),
        })
    });
    json!({
        "schema": SCHEMA,
        "gate": standing(&input.standing),
        "record": input.record.as_ref().map(record),
        "changed": input.changes.iter().map(change).collect::<Vec<_>>(),
        "last_pass": input.last_pass.as_ref().map(past),
        "last_fail": input.last_fail.as_ref().map(past),
        "turned": turned,
    })
}

fn change(change: &PartChange) -> Value {
    let file = |file: &FileChange| json!({ "path": file.path, "change": file.change.word() });
    json!({
        "part": change.name,
        "before": change.before,
        "now": change.now,
        "files": change.files.iter().map(file).collect::<Vec<_>>(),
    })
}

fn record(record: &Record) -> Value {
    let parts: Vec<Value> = record
        .fingerprint
        .parts
        .iter()
        .map(|part| json!({ "name": part.name, "value": part.value }))
        .collect();
    let judgement = &record.judgement;
    json!({
        "sequence": record.sequence,
        "recorded": record.recorded.to_string(),
        "duration_s": seconds(record.duration_ms),
        "commit": record.commit,
        "tree": record.tree,
        "dirty": record.dirty,
        "fingerprint": { "key": record.fingerprint.key, "parts": parts },
        "steps": record.observations.iter().map(step_json).collect::<Vec<_>>(),
        "result": judged(&judgement.result),
        "findings": judgement.findings.iter().map(finding).collect::<Vec<_>>(),
        "measurements": judgement.measurements.iter().map(measurement).collect::<Vec<_>>(),
    })
}

fn step_json(observation: &Observation) -> Value {
    let log = |stream: &shipworthy_model::observation::Stream| json!({ "log": format!("{STORE}{}", stream.log), "bytes": stream.bytes, "sha256": stream.sha256 });
    match observation {
        Observation::Ran(ran) => json!({
            "step": "ran",
            "argv": ran.argv,
            "code": ran.code,
            "signal": ran.signal,
            "timed_out": ran.timed_out,
            "retried": ran.retried,
            "duration_s": seconds(ran.duration_ms),
            "stdout": log(&ran.stdout),
            "stderr": log(&ran.stderr),
        }),
        Observation::Looked(looked) => json!({
            "step": "looked",
            "files": looked.files,
            "unreadable": looked.unreadable.iter().map(|(path, why)| json!({ "file": path, "why": why })).collect::<Vec<_>>(),
        }),
        Observation::Workspace(workspace) => {
            json!({ "step": "workspace", "members": workspace.packages.len() })
        }
        Observation::Git(git) => json!({ "step": "git", "commit": git.commit, "branch": git.branch }),
        Observation::Machine(_) => json!({ "step": "machine" }),
        Observation::Refused(unknown) => {
            json!({ "step": "refused", "reason": unknown.reason.to_string(), "detail": unknown.detail })
        }
    }
}
