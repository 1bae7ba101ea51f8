//! After the gates: the release that ended last, what is still open of it, and which gates watch the days that follow.

use shipworthy_model::humanize::ago;
use shipworthy_model::release::StepState;
use shipworthy_model::time::Timestamp;
use shipworthy_model::verdict::{Assessment, GateStatus, Outcome};
use shipworthy_model::watch::Watch;

use crate::text::plain;
use crate::view::{BOLD, DIM, OPEN, PLAIN, View, short};

pub(crate) fn write(out: &mut String, a: &Assessment, view: &View) {
    let Some(release) = &a.released else { return };
    let version = plain(&release.version);
    let age = ago(view.now.since(release.ended));
    let commit = plain(short(&release.commit));
    out.push_str(&view.paint(BOLD, &format!("Released {version}")));
    out.push('\n');
    let open: Vec<_> = release.open().collect();
    let seen = if open.is_empty() { ", and everything was seen" } else { "" };
    view.say(out, 2, PLAIN, &format!("ended {age} on {commit}, at {}{seen}", release.ended));
    for step in &open {
        let seen = if step.seen.is_empty() { String::new() } else { format!(": {}", plain(&step.seen)) };
        let title = plain(&step.title);
        let line = match step.state {
            StepState::ByHand => format!("by hand: {title}{seen}"),
            state => format!("open: {title} is {}{seen}", state.word()),
        };
        view.say(out, 2, OPEN, &line);
    }
    // Looking again sees nothing of what only a person can do.
    if open.iter().any(|step| step.state != StepState::ByHand) {
        let again = view.type_in(&format!("release {version} --resume"));
        view.say(out, 2, DIM, &format!("look again: {again}"));
    }
    watched(out, a, view);
}

/// The gates that are watched: until when, and the outcome of each.
fn watched(out: &mut String, a: &Assessment, view: &View) {
    for status in &a.statuses {
        let Some(Watch::On { until, .. }) = &status.watch else { continue };
        let state = match status.outcome {
            Outcome::Pass => match lasts(status, *until) {
                last if last == *until => "proven".to_owned(),
                last => format!("proven until {last}, then due again"),
            },
            Outcome::Stale | Outcome::NotRun => "due now".to_owned(),
            outcome @ (Outcome::Fail | Outcome::Unknown | Outcome::Waived | Outcome::NotApplicable) => {
                outcome.word().to_owned()
            }
        };
        view.say(out, 2, PLAIN, &format!("watched until {until}: {}, {state}", status.gate.id));
    }
}

/// The time until which the proof of a gate lasts, within the watch.
fn lasts(status: &GateStatus, until: Timestamp) -> Timestamp {
    let aged = status.evidence.as_ref().and_then(|evidence| Some(evidence.recorded.after(evidence.max_age?)));
    aged.map_or(until, |aged| aged.min(until))
}
