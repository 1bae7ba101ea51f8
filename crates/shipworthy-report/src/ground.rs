//! What an answer stands on, for a person: the digests of checklist and policy on one line, and below it what a reader must
//! know of them. Nothing is decided here.

use shipworthy_model::basis::AnswerGround;
use shipworthy_model::checklist::Priority;
use shipworthy_model::narrowing::Narrowing;
use shipworthy_model::weakening::{Direction, Weakening};

use crate::text::plain;
use crate::view::{DIM, PLAIN, View, short};

/// The most changes of the checklist that are told one by one.
const MOST: usize = 20;

pub(crate) fn write(out: &mut String, view: &View) {
    let Some(ground) = &view.ground else { return };
    view.say(out, 2, DIM, &line(ground));
    if !ground.left_out.is_empty() {
        let required =
            if ground.required.is_empty() { "nothing".to_owned() } else { listed(&ground.required) };
        let text = format!("policy: {} not required, only {required}", listed(&ground.left_out));
        view.say(out, 2, PLAIN, &text);
    }
    if !ground.excluded.is_empty() {
        let each =
            ground.excluded.iter().map(|(gate, platforms)| format!("{gate} ({})", platforms.join(", ")));
        let text = format!("required, but not on this system: {}", each.collect::<Vec<_>>().join(", "));
        view.say(out, 2, PLAIN, &text);
    }
    for narrowed in ground.narrowed.chunk_by(|one, next| one.gate == next.gate) {
        let globs: Vec<String> = narrowed.iter().map(narrowing).collect();
        let gate = narrowed.first().map_or("", |narrowing| narrowing.gate.as_str());
        view.say(out, 2, PLAIN, &format!("narrowed: gate {gate}: {}", globs.join(", ")));
    }
    for weakening in ground.weakened.iter().take(MOST) {
        view.say(out, 2, PLAIN, &told(weakening));
    }
    let more = ground.weakened.len().saturating_sub(MOST);
    if more > 0 {
        view.say(out, 2, PLAIN, &format!("and {more} more changes of the checklist; JSON has them all"));
    }
    for unused in &ground.unused_approvals {
        let text = format!("note: the approval of `{}` is not used; remove it", plain(unused));
        view.say(out, 2, DIM, &text);
    }
}

/// The line that names the rules: `by checklist 4be0912, policy 91ac0d3 (P0 P1)`.
pub(crate) fn line(ground: &AnswerGround) -> String {
    let basis = &ground.basis;
    let required: Vec<String> = ground.required.iter().map(ToString::to_string).collect();
    let (checklist, policy) = (short(&basis.checklist), short(&basis.policy));
    format!("by checklist {checklist}, policy {policy} ({})", required.join(" "))
}

/// What narrows a gate, with its place: `except docs/** (line 14)`.
pub(crate) fn narrowing(narrowing: &Narrowing) -> String {
    let line = narrowing.line.map(|line| format!(" (line {line})")).unwrap_or_default();
    format!("{}{line}", plain(&narrowing.to_string()))
}

fn listed(priorities: &[Priority]) -> String {
    let names: Vec<String> = priorities.iter().map(ToString::to_string).collect();
    names.join(", ")
}

/// One weakening: `weaker: gate tests: at-least 120 -> 100 (line 14, in 3f2c1ab; since origin/main)`.
fn told(weakening: &Weakening) -> String {
    let mut places = Vec::new();
    if let Some(line) = weakening.line {
        let gone = weakening.key.is_none() && weakening.to.is_none();
        places.push(if gone { format!("was on line {line}") } else { format!("line {line}") });
    }
    places.push(match &weakening.commit {
        Some(commit) => format!("in {}", plain(short(commit))),
        None => "not committed".to_owned(),
    });
    let since: Vec<String> = weakening.since.iter().map(|since| plain(since).into_owned()).collect();
    let approved =
        weakening.approver.as_ref().map(|by| format!("; approved by {}", plain(by))).unwrap_or_default();
    let word = match weakening.direction {
        Direction::Weaker => "weaker",
        Direction::Changed => "changed",
    };
    let told = weakening.to_string();
    let text = plain(&told);
    format!("{word}: {text} ({}; since {}{approved})", places.join(", "), since.join(" and "))
}
