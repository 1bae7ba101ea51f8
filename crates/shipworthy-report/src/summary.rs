//! The end of a report: the verdict with the counts of all outcomes, what stands in the way of a GO, what a GO leans
//! on, and the one command to type next.

use shipworthy_model::humanize::{age, count, measurement, number};
use shipworthy_model::verdict::{Assessment, GateStatus, Outcome, Verdict, WaiverStatus, Weakest};

use crate::ground;
use crate::row::tool_trouble;
use crate::text::{plain, wrap};
use crate::view::{BAD, BOLD, DIM, GOOD, OPEN, PLAIN, View, short};

/// All outcomes in the order in which they are counted: the worst first.
const OUTCOMES: [Outcome; 7] = [
    Outcome::Fail,
    Outcome::Unknown,
    Outcome::Stale,
    Outcome::NotRun,
    Outcome::Waived,
    Outcome::NotApplicable,
    Outcome::Pass,
];

pub(crate) fn write(out: &mut String, a: &Assessment, view: &View) {
    verdict(out, a, view);
    ground::write(out, view);
    obstacles(out, a, view);
    waivers(out, a, view);
    sign_offs(out, a, view);
    if a.verdict == Verdict::Go {
        weakest(out, &a.weakest, view);
    }
    untouched(out, a, view);
    if a.verdict != Verdict::Go {
        let next = next(a, view);
        out.push_str(&format!("{} {next}\n", view.paint(BOLD, "next:")));
    }
}

/// Writes the line with the verdict: `NO-GO    1 fails, 4 proven`.
fn verdict(out: &mut String, a: &Assessment, view: &View) {
    let style = match a.verdict {
        Verdict::Go => GOOD.bold(),
        Verdict::NoGo => BAD,
        Verdict::Incomplete => OPEN,
    };
    let word = a.verdict.to_string();
    let gap = 7_usize.saturating_sub(word.len()) + 2;
    let mut counts = counted(a.statuses.iter().filter(|status| status.required));
    if counts.is_empty() {
        counts = "nothing required".to_owned();
    }
    let others = counted(a.statuses.iter().filter(|status| !status.required));
    if !others.is_empty() {
        counts.push_str(&format!("; not required: {others}"));
    }
    if let Some(commit) = &view.checkout.commit {
        let dirty = if view.checkout.dirty == Some(true) { " with changes" } else { "" };
        counts.push_str(&format!(" (on {}{dirty})", plain(short(commit))));
    }
    let text = format!("{word}{:gap$}{counts}\n", "");
    // Painted after the lines are broken: paint takes no columns.
    let lines = wrap(text.trim_end(), view.width, 4).join("\n");
    out.push_str(&view.paint(style, &word));
    out.push_str(&lines[word.len()..]);
    out.push('\n');
}

/// The count of each outcome that occurs.
fn counted<'a>(statuses: impl Iterator<Item = &'a GateStatus>) -> String {
    let mut numbers = [0_usize; OUTCOMES.len()];
    for status in statuses {
        for (number, outcome) in numbers.iter_mut().zip(OUTCOMES) {
            *number += usize::from(outcome == status.outcome);
        }
    }
    let counts = OUTCOMES.iter().zip(numbers).filter(|(_, number)| *number > 0);
    let counts: Vec<String> = counts.map(|(outcome, number)| say(*outcome, number)).collect();
    counts.join(", ")
}

fn say(outcome: Outcome, number: usize) -> String {
    let words = match outcome {
        Outcome::Fail if number == 1 => "fails",
        Outcome::Fail => "fail",
        Outcome::NotRun => "not run",
        Outcome::NotApplicable => "not applicable",
        Outcome::Pass => "proven",
        Outcome::Unknown | Outcome::Stale | Outcome::Waived => outcome.word(),
    };
    format!("{number} {words}")
}

/// Writes what stands between this tree and a GO: what is refuted, then what is not proven, then what is out of order.
fn obstacles(out: &mut String, a: &Assessment, view: &View) {
    let list = |outcomes: &[Outcome], named: bool| -> Vec<String> {
        let mut gates = Vec::new();
        for outcome in outcomes {
            let statuses = a.statuses.iter().filter(|s| s.required && s.outcome == *outcome);
            gates.extend(statuses.map(|status| match named {
                true => format!("{} ({})", status.gate.id, outcome.word()),
                false => status.gate.id.to_string(),
            }));
        }
        gates
    };
    let fails = list(&[Outcome::Fail], false);
    if !fails.is_empty() {
        view.say_all(out, 2, PLAIN, &format!("fails: {}", fails.join(", ")));
    }
    let open = list(&[Outcome::Unknown, Outcome::Stale, Outcome::NotRun], true);
    if !open.is_empty() {
        view.say_all(out, 2, PLAIN, &format!("not proven: {}", open.join(", ")));
    }
    for irregular in &a.irregular {
        view.say(out, 2, PLAIN, &format!("irregular: {}", plain(irregular)));
    }
    let required = || a.statuses.iter().filter(|status| status.required);
    if nothing_required(a) {
        view.say(out, 2, PLAIN, "nothing is proven: no gate that a GO needs was looked at");
    } else if required().all(|status| status.outcome.holds())
        && !required().any(|status| status.outcome == Outcome::Pass)
    {
        view.say(out, 2, PLAIN, "nothing is proven: every gate that a GO needs is waived");
    }
}

/// Is there no gate at all that a verdict could rest on?
fn nothing_required(a: &Assessment) -> bool {
    !a.statuses.iter().any(|status| status.required && status.outcome != Outcome::NotApplicable)
}

fn waivers(out: &mut String, a: &Assessment, view: &View) {
    for status in a.waivers.iter().filter(|waiver| waiver.used) {
        let waiver = &status.waiver;
        let text = format!(
            "waived: {} until {} ({}): {} (owner {}, approved by {})",
            waiver.gate,
            waiver.expires,
            days_left(status.days_left),
            plain(&waiver.reason),
            plain(&waiver.owner),
            plain(&waiver.approver),
        );
        view.say(out, 2, PLAIN, &text);
    }
    for status in a.waivers.iter().filter(|waiver| !waiver.used) {
        let Some(gate) = a.statuses.iter().find(|gate| gate.gate.id == status.waiver.gate) else {
            continue;
        };
        if let Some(note) = unused(status, gate.outcome) {
            view.say(out, 2, DIM, &format!("note: {note}"));
        }
    }
}

/// Writes whose word the verdict takes.
fn sign_offs(out: &mut String, a: &Assessment, view: &View) {
    for status in a.sign_offs.iter().filter(|sign_off| sign_off.used) {
        let sign_off = &status.sign_off;
        let mut text = format!(
            "signed off: {}: {}, by {} on {} until {} ({})",
            sign_off.gate,
            sign_off.answer,
            plain(&sign_off.by),
            sign_off.date,
            sign_off.until,
            days_left(status.days_left),
        );
        if let Some(note) = &sign_off.note {
            text.push_str(&format!(": {}", plain(note)));
        }
        view.say(out, 2, PLAIN, &text);
    }
}

fn days_left(days: i64) -> String {
    match days {
        0 => "its last day".to_owned(),
        days => format!("{} left", count(days.unsigned_abs(), "days")),
    }
}

/// The advice about a waiver that covers nothing, if there is any.
fn unused(status: &WaiverStatus, outcome: Outcome) -> Option<String> {
    let gate = &status.waiver.gate;
    if status.days_left < 0 {
        let days = count(status.days_left.unsigned_abs(), "days");
        return Some(format!("the waiver of {gate} expired {days} ago; renew or remove it"));
    }
    matches!(outcome, Outcome::Pass | Outcome::NotApplicable)
        .then(|| format!("the waiver of {gate} is not used: nothing fails there; remove it"))
}

fn weakest(out: &mut String, weakest: &Weakest, view: &View) {
    let mut points = Vec::new();
    if let Some((gate, measured, margin)) = &weakest.margin {
        let percent = number((margin * 100.0).round());
        points.push(format!("{gate}: {} ({percent} % from the limit)", plain(&measurement(measured))));
    }
    if let Some((gate, old)) = &weakest.oldest
        && old.as_secs() >= 60
    {
        points.push(format!("oldest evidence: {gate}, {}", age(*old)));
    }
    if let Some((gate, days)) = &weakest.waiver {
        points.push(format!("next waiver to end: {gate}, {}", days_left(*days)));
    }
    if let Some((gate, days)) = &weakest.sign_off {
        points.push(format!("next sign-off to end: {gate}, {}", days_left(*days)));
    }
    if !points.is_empty() {
        view.say(out, 2, PLAIN, &format!("weakest: {}", points.join("; ")));
    }
}

/// Says so when nothing was run, so that nobody takes an old answer for a new one.
fn untouched(out: &mut String, a: &Assessment, view: &View) {
    let asked = a.statuses.iter().filter(|status| status.outcome != Outcome::NotApplicable).count();
    if asked == 0 || a.statuses.iter().any(GateStatus::executed) {
        return;
    }
    let proven = a.statuses.iter().filter(|status| status.outcome == Outcome::Pass).count();
    let gates = count(asked as u64, "gates");
    let text = match (proven, asked) {
        (1, 1) => "nothing was run: the gate is proven by evidence".to_owned(),
        (proven, asked) if proven == asked => format!("nothing was run: all {gates} are proven by evidence"),
        (0, _) => "nothing was run, and nothing is proven by evidence".to_owned(),
        (1, _) => format!("nothing was run: 1 of {gates} is proven by evidence"),
        (proven, _) => format!("nothing was run: {proven} of {gates} are proven by evidence"),
    };
    view.say(out, 2, DIM, &text);
}

/// The command that leads nearer to a GO: about a known failure first.
fn next(a: &Assessment, view: &View) -> String {
    let first = |wanted: &dyn Fn(&GateStatus) -> bool| {
        a.statuses.iter().find(|status| status.required && wanted(status))
    };
    let open = |status: &GateStatus| matches!(status.outcome, Outcome::Stale | Outcome::NotRun);
    let refuted = first(&|status| status.outcome == Outcome::Fail);
    let unknown = || first(&|status| status.outcome == Outcome::Unknown);
    if refuted.is_none() && first(&tool_trouble).is_some() {
        return view.type_in("doctor");
    }
    if let Some(status) = refuted.or_else(unknown) {
        return view.type_about("why", &status.gate.id);
    }
    match first(&open).and_then(|status| view.heading(&status.phase)) {
        Some(heading) => view.type_in(&format!("phase{}", heading.number)),
        None if nothing_required(a) => {
            "make a gate required: give it a priority that `policy.required` names".to_owned()
        }
        None => view.type_in("ready"),
    }
}
