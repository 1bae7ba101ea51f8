//! Everything about one gate as text, in full.

use anstyle::Style;
use shipworthy_model::humanize::{ago, count, duration, measurement, number};
use shipworthy_model::judgement::{Limit, Measurement};
use shipworthy_model::observation::{Observation, Ran};
use shipworthy_model::record::Record;
use shipworthy_model::step::command_line;
use shipworthy_model::text::is_hex;
use shipworthy_model::verdict::{GateStatus, Outcome};
use shipworthy_model::watch::Watch;

use super::model::{ConclusionWord, PastRun, STORE, Why};
use crate::ground;
use crate::row::{line, tool_trouble, word};
use crate::text::{cut, pad, plain, width, wrap};
use crate::view::{BAD, BOLD, DIM, OPEN, PLAIN, View, short, style};

/// The columns of the labels on the left.
const LABEL: usize = 12;

/// The report about one gate as text for a person.
pub fn why(input: &Why, view: &View) -> String {
    let mut out = String::new();
    claim(&mut out, input, view);
    if let Some(record) = &input.record {
        run(&mut out, input, record, view);
        found(&mut out, record, view);
        depends(&mut out, input, record, view);
        bound(&mut out, input, view);
    }
    history(&mut out, input, view);
    if let Some(next) = next(&input.status, view) {
        out.push_str(&format!("{} {next}\n", view.paint(BOLD, "next:")));
    }
    out
}

fn section(out: &mut String, title: &str, view: &View) {
    out.push_str(&view.paint(BOLD, title));
    out.push('\n');
}

fn field(out: &mut String, label: &str, text: &str, view: &View) {
    for line in wrap(&format!("  {}{text}", pad(label, LABEL)), view.width, 2 + LABEL) {
        out.push_str(line.trim_end());
        out.push('\n');
    }
}

fn claim(out: &mut String, input: &Why, view: &View) {
    let status = &input.status;
    let gate = &status.gate;
    let title = format!("{}  {}", view.paint(BOLD, gate.id.as_str()), plain(&gate.title));
    let state = view.paint(style(status.outcome), word(status));
    out.push_str(&format!("{state}  {title}\n"));
    if let Some(reason) = &status.reason {
        field(out, "reason", &plain(reason), view);
    }
    let required = if status.required { "required" } else { "not required" };
    field(out, "priority", &format!("{}, {required}", gate.priority), view);
    field(out, "check", &plain(&gate.check.kind), view);
    field(out, "judged", &ground::line(&input.ground), view);
    let own = input.ground.narrowed.iter().filter(|narrowing| narrowing.gate == gate.id);
    let narrowed: Vec<String> = own.map(ground::narrowing).collect();
    if !narrowed.is_empty() {
        let text = format!(
            "{}: of what it is presumed to read, not of what it was seen to read",
            narrowed.join(", ")
        );
        field(out, "narrowed", &text, view);
    }
    if let Some(doubt) = input.ground.basis.clock.doubt() {
        field(out, "doubtful", &doubt, view);
    }
    match &status.watch {
        Some(Watch::On { release, since, until }) => {
            let text = format!("since {since}, the release of {}, until {until}", plain(release));
            field(out, "watched", &text, view);
        }
        Some(Watch::Unclear(why) | Watch::Unrecorded(why)) => field(out, "watched", &plain(why), view),
        // The reason says it.
        Some(Watch::Idle(_)) | None => {}
    }
    for (label, text) in
        [("why", &gate.why), ("owner", &gate.owner), ("effort", &gate.effort), ("source", &gate.source)]
    {
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
    let evidence = input.status.evidence.as_ref();
    if let Some(evidence) = evidence {
        field(out, "evidence", &plain(&evidence.record), view);
    }
    let from = evidence.and_then(|evidence| evidence.from.as_deref());
    if let Some(from) = from {
        field(out, "from", &format!("{}, which is the same in all that this depends on", plain(from)), view);
    }
    let store = from.map_or_else(|| STORE.to_owned(), |from| format!("{}/{STORE}", plain(from)));
    if !record.rebuilt.is_empty() {
        let text = format!(
            "{}: cargo called it fresh, and nobody knew that it was built from what is there",
            plain(&record.rebuilt.join(", "))
        );
        field(out, "rebuilt", &text, view);
    }
    for observation in &record.observations {
        let (label, text) = step(observation);
        field(out, label, &text, view);
        if let Observation::Ran(ran) = observation {
            let logs = [&ran.stdout, &ran.stderr];
            for stream in logs.into_iter().filter(|stream| stream.bytes > 0 && !stream.log.is_empty()) {
                let bytes = count(stream.bytes, "bytes");
                field(out, "", &format!("{store}{} ({bytes})", plain(&stream.log)), view);
            }
        }
    }
}

fn step(observation: &Observation) -> (&'static str, String) {
    match observation {
        Observation::Ran(ran) => {
            let took = duration(ran.duration_ms);
            ("ran", format!("{}: {}, {took}", plain(&command_line(&ran.argv)), ending(ran)))
        }
        Observation::Looked(looked) => {
            let unreadable = match looked.unreadable.len() {
                0 => String::new(),
                number => format!(", {number} could not be read"),
            };
            ("looked at", format!("{}{unreadable}", count(looked.files, "files")))
        }
        Observation::Stat(stats) => match stats.as_slice() {
            [stat] => ("looked at", plain(&stat.path).into_owned()),
            stats => ("looked at", count(stats.len() as u64, "paths")),
        },
        Observation::Workspace(workspace) => {
            ("looked at", count(workspace.packages.len() as u64, "members of the workspace"))
        }
        Observation::Git(_) => ("looked at", "the git repository".to_owned()),
        Observation::Machine(_) => ("looked at", "the machine".to_owned()),
        Observation::SignOff(signed) => match &signed.sign_off {
            Some(sign_off) => {
                let commit = sign_off.commit.as_ref().map(|commit| format!(", at {}", plain(commit)));
                let by = plain(&sign_off.by);
                let commit = commit.unwrap_or_default();
                ("answered", format!("{}, by {by} on {}{commit}", sign_off.answer, sign_off.date))
            }
            None => ("answered", "by nobody".to_owned()),
        },
        Observation::Refused(unknown) => ("refused", plain(&unknown.to_string()).into_owned()),
        _ => ("looked at", "something that this release does not know".to_owned()),
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

fn measured_line(measured: &Measurement) -> (Style, String) {
    let text = plain(&measurement(measured)).into_owned();
    let Some(margin) = measured.margin() else { return (PLAIN, text) };
    let percent = number((margin * 100.0).round());
    match measured.holds() {
        // Nothing is a share of a limit of zero.
        false if matches!(measured.limit, Some(Limit::AtMost(0.0) | Limit::AtLeast(0.0))) => (BAD, text),
        true => (PLAIN, format!("{text} ({percent} % from the limit)")),
        false => (BAD, format!("{text} ({percent} % beyond the limit)")),
    }
}

/// The first line of a value, with digests as their first digits.
fn value(value: Option<&str>) -> String {
    let Some(value) = value else { return "(none)".to_owned() };
    let short = |word: &str| {
        let digest = word.strip_prefix("sha256:").unwrap_or(word);
        let is_digest = digest.len() >= 40 && is_hex(digest);
        if is_digest { digest[..12].to_owned() } else { word.to_owned() }
    };
    let line = value.lines().next().unwrap_or_default();
    let words: Vec<String> = line.split(' ').map(short).collect();
    cut(&plain(&words.join(" ")), 60).into_owned()
}

fn depends(out: &mut String, input: &Why, record: &Record, view: &View) {
    section(out, "Depends on", view);
    let change = |name: &str| input.changes.iter().find(|change| change.name == name);
    let parts = &record.fingerprint.parts;
    let names = parts.iter().map(|part| part.name.as_str());
    let new = input.changes.iter().filter(|change| !parts.iter().any(|part| part.name == change.name));
    let all = || names.clone().chain(new.clone().map(|change| change.name.as_str()));
    let widest = all().map(|name| width(&plain(name))).filter(|width| *width <= 40).max();
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
    if !record.observed.is_empty() {
        let beside = count(record.observed.len() as u64, "inputs");
        view.say(out, 2, DIM, &format!("and {beside} that the run was seen to use: `--inputs` lists them"));
    }
}

/// All that the record is bound to, each with how it is known.
fn bound(out: &mut String, input: &Why, view: &View) {
    let Some(inputs) = &input.inputs else { return };
    section(out, &format!("Bound to ({})", inputs.len()), view);
    for input in inputs {
        let value = value(Some(input.value.as_deref().unwrap_or("absent")));
        view.say(out, 2, PLAIN, &format!("{}  {value}  ({})", plain(&input.name), plain(&input.how)));
    }
}

fn history(out: &mut String, input: &Why, view: &View) {
    section(out, "History", view);
    let past = |past: &PastRun| {
        let when = ago(view.now.since(past.recorded));
        format!("{when}{}, at {}", place(past.commit.as_deref(), past.dirty), past.recorded)
    };
    for (label, run) in [("last passed", &input.last_pass), ("last failed", &input.last_fail)] {
        let text = run.as_ref().map_or_else(|| "never, as far as evidence is kept".to_owned(), past);
        field(out, label, &text, view);
    }
    if let Some(turned) = &input.turned {
        let place = |past: &PastRun| match &past.commit {
            Some(commit) if past.dirty => format!("{} with changes", plain(short(commit))),
            Some(commit) => plain(short(commit)).into_owned(),
            None => past.recorded.to_string(),
        };
        let (from, to) = (ConclusionWord::of(&turned.from).word(), ConclusionWord::of(&turned.to).word());
        let text = format!("from {from} ({}) to {to} ({})", place(&turned.before), place(&turned.after));
        field(out, "turned", &text, view);
    }
}

fn next(status: &GateStatus, view: &View) -> Option<String> {
    match status.outcome {
        Outcome::Pass | Outcome::NotApplicable => None,
        Outcome::Unknown if tool_trouble(status) => Some(view.type_in("doctor")),
        _ => Some(view.type_about("check", &status.gate.id)),
    }
}
