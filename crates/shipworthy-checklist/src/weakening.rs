//! Holds a checklist against an older one: what is gone, what asks for less, and what changed in a way of which nobody can
//! tell. What asks for more is no news here.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::time::Duration;

use shipworthy_model::checklist::{Check, Checklist, Gate, Policy, Waiver};
use shipworthy_model::each::Each;
use shipworthy_model::humanize;
use shipworthy_model::kind::{KindSchema, SIGN_OFF};
use shipworthy_model::problem::LineIndex;
use shipworthy_model::release_settings::{RELEASE_PACKAGE_PARAMS, RELEASE_PARAMS, ReleaseSettings};
use shipworthy_model::weakening::{Direction, OnWeakening, Weakening};

use crate::param_change;
use crate::places::{ChecklistPart, ChecklistPlaces};

/// A checklist with the text that it was read from.
pub type WrittenChecklist<'a> = (&'a Checklist, &'a str);

/// What is weaker in a checklist than in an older one, or changed. Which commit did it, and who approved, is not known here.
pub fn weakenings(
    older: WrittenChecklist<'_>,
    now: WrittenChecklist<'_>,
    kinds: &[&KindSchema],
) -> Vec<Weakening> {
    let mut found = ChecklistDiff { found: Vec::new() };
    found.policy(&older.0.policy, &now.0.policy);
    found.phases(older.0, now.0);
    for gate in older.0.gates() {
        match now.0.gate(&gate.id) {
            Some(same) => {
                found.gate(gate, same);
                found.observing((gate, &older.0.policy), (same, &now.0.policy));
                found.check(gate, &gate.check, &same.check, kinds);
                let phase = |checklist: &Checklist| {
                    checklist.phase_of(&gate.id).map(|(_, phase)| phase.id.to_string()).unwrap_or_default()
                };
                let (old, new) = (phase(older.0), phase(now.0));
                let subject = ChecklistPart::Gate(gate.id.to_string());
                found.add(
                    subject,
                    "phase",
                    (old != new).then_some(Direction::Changed),
                    (Some(old), Some(new)),
                );
            }
            None => found.push(ChecklistPart::Gate(gate.id.to_string()), None, None, None, Direction::Weaker),
        }
    }
    found.waivers(&older.0.waivers, &now.0.waivers);
    found.release(&older.0.release, &now.0.release);
    found.placed(older.1, now.1)
}

struct ChecklistDiff {
    found: Vec<(ChecklistPart, Weakening)>,
}

/// How certain it is that the runs of a gate are observed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Observing {
    Never,
    /// A policy asks for it only where the machine can.
    WherePossible,
    /// Where the machine cannot, the gate is unknown.
    Always,
}

impl Observing {
    fn of(gate: &Gate, policy: &Policy) -> Self {
        match (gate.observe, policy.observe) {
            (Some(true), _) => Self::Always,
            (None, true) => Self::WherePossible,
            (Some(false), _) | (None, false) => Self::Never,
        }
    }
}

/// A text that may be none.
type ShownValue = Option<String>;

impl ChecklistDiff {
    fn push(
        &mut self,
        subject: ChecklistPart,
        key: Option<&str>,
        from: ShownValue,
        to: ShownValue,
        direction: Direction,
    ) {
        let of = match &subject {
            ChecklistPart::Policy => "policy".to_owned(),
            ChecklistPart::Phase(id) => format!("phase {id}"),
            ChecklistPart::Gate(id) | ChecklistPart::Check(id) => format!("gate {id}"),
            ChecklistPart::Waiver(id) => format!("waiver of {id}"),
            ChecklistPart::Approval(text) => format!("approval of {text}"),
            ChecklistPart::Release => "release".to_owned(),
            ChecklistPart::ReleasedPackage(name) => format!("release of {name}"),
        };
        let weakening = Weakening {
            of,
            key: key.map(str::to_owned),
            from,
            to,
            direction,
            line: None,
            commit: None,
            since: Vec::new(),
            approver: None,
        };
        self.found.push((subject, weakening));
    }

    fn add(
        &mut self,
        subject: ChecklistPart,
        key: &str,
        direction: Option<Direction>,
        (from, to): (ShownValue, ShownValue),
    ) {
        if let Some(direction) = direction {
            self.push(subject, Some(key), from, to, direction);
        }
    }

    fn policy(&mut self, old: &Policy, new: &Policy) {
        let weaker = |weaker: bool| weaker.then_some(Direction::Weaker);
        let fewer = old.required.iter().any(|priority| !new.required.contains(priority));
        let values = (listed(&old.required), listed(&new.required));
        self.add(ChecklistPart::Policy, "required", weaker(fewer), values);
        for name in crate::policy::AGES {
            let ages = (old.max_age.get(name).copied(), new.max_age.get(name).copied());
            self.age(ChecklistPart::Policy, &format!("max-age.{name}"), ages);
        }
        let terms = (Some(span(old.longest_waiver)), Some(span(new.longest_waiver)));
        let longer = new.longest_waiver > old.longest_waiver;
        self.add(ChecklistPart::Policy, "longest-waiver", weaker(longer), terms);
        let more = new.approvers.is_empty() || new.approvers.iter().any(|name| !old.approvers.contains(name));
        let more = !old.approvers.is_empty() && more;
        self.add(
            ChecklistPart::Policy,
            "approvers",
            weaker(more),
            (listed(&old.approvers), listed(&new.approvers)),
        );
        let milder = new.weakening == OnWeakening::Report && old.weakening == OnWeakening::Refuse;
        let words = (Some(old.weakening.to_string()), Some(new.weakening.to_string()));
        self.add(ChecklistPart::Policy, "weakening", weaker(milder), words);
        let words = (Some(old.share.to_string()), Some(new.share.to_string()));
        self.add(ChecklistPart::Policy, "share", weaker(new.share > old.share), words);
        let words = (Some(old.observe.to_string()), Some(new.observe.to_string()));
        self.add(ChecklistPart::Policy, "observe", weaker(old.observe && !new.observe), words);
    }

    fn phases(&mut self, older: &Checklist, now: &Checklist) {
        for old in &older.phases {
            let new = now.phases.iter().find(|phase| phase.id == old.id);
            let entry = new.map_or(&[][..], |phase| phase.entry.as_slice());
            let fewer = old.entry.iter().any(|id| !entry.contains(id));
            let values = (listed(&old.entry), listed(entry));
            let subject = ChecklistPart::Phase(old.id.to_string());
            self.add(subject, "entry", fewer.then_some(Direction::Weaker), values);
        }
    }

    fn gate(&mut self, old: &Gate, new: &Gate) {
        let subject = || ChecklistPart::Gate(old.id.to_string());
        let weaker = |weaker: bool| weaker.then_some(Direction::Weaker);
        let values = (Some(old.priority.to_string()), Some(new.priority.to_string()));
        self.add(subject(), "priority", weaker(new.priority > old.priority), values);
        let everywhere = old.platforms.is_empty();
        let kept = |one: &String| new.platforms.is_empty() || new.platforms.contains(one);
        let fewer = if everywhere { !new.platforms.is_empty() } else { !old.platforms.iter().all(kept) };
        self.add(subject(), "platforms", weaker(fewer), (listed(&old.platforms), listed(&new.platforms)));
        let gone = gone_from(&old.inputs, &new.inputs);
        // To people and to whoever has no inputs, the whole tree counts.
        let narrowed = old.inputs.is_empty() && !new.inputs.is_empty();
        let direction = match (gone || (narrowed && new.check.kind == SIGN_OFF), narrowed) {
            (true, _) => Some(Direction::Weaker),
            (false, true) => Some(Direction::Changed),
            (false, false) => None,
        };
        self.add(subject(), "inputs", direction, (listed(&old.inputs), listed(&new.inputs)));
        // Where nothing stands under `only`, everything counts.
        let fewer = !new.only.is_empty() && (old.only.is_empty() || gone_from(&old.only, &new.only));
        self.add(subject(), "only", weaker(fewer), (listed(&old.only), listed(&new.only)));
        let more = gone_from(&new.except, &old.except);
        self.add(subject(), "except", weaker(more), (listed(&old.except), listed(&new.except)));
        let set = |gate: &Gate| {
            listed(&gate.env.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>())
        };
        let other = (old.env != new.env).then_some(Direction::Changed);
        self.add(subject(), "env", other, (set(old), set(new)));
        let gone = gone_from(&old.env_inputs, &new.env_inputs);
        self.add(subject(), "env-inputs", weaker(gone), (listed(&old.env_inputs), listed(&new.env_inputs)));
        let fewer = old.needs.iter().any(|id| !new.needs.contains(id));
        let direction = fewer.then_some(Direction::Changed);
        self.add(subject(), "needs", direction, (listed(&old.needs), listed(&new.needs)));
        let direction = match (old.each, new.each) {
            (old, new) if old == new => None,
            // All members together or one by one: the same is looked at.
            (None, Some(Each::Member)) | (Some(Each::Member | Each::Publishable), None) => None,
            (Some(Each::Publishable), Some(Each::Member)) => None,
            (Some(Each::Member) | None, Some(Each::Publishable)) => Some(Direction::Weaker),
            _ => Some(Direction::Changed),
        };
        let shown = |gate: &Gate| gate.each.map(|each| each.to_string());
        self.add(subject(), "each", direction, (shown(old), shown(new)));
        self.age(subject(), "max-age", (old.max_age, new.max_age));
        let longer = match (old.timeout, new.timeout) {
            (Some(old), Some(new)) => new > old,
            (old, new) => old != new,
        };
        let values = (old.timeout.map(span), new.timeout.map(span));
        self.add(subject(), "timeout", longer.then_some(Direction::Changed), values);
        let less = match (old.watch, new.watch) {
            (None, Some(_)) => true,
            (Some(old), Some(new)) => new < old,
            (_, None) => false,
        };
        self.add(subject(), "watch", weaker(less), (old.watch.map(span), new.watch.map(span)));
    }

    /// Compares whether the runs of a gate are observed. What follows from the policy alone is told of the policy.
    fn observing(&mut self, (old, then): (&Gate, &Policy), (new, now): (&Gate, &Policy)) {
        let less = old.observe != new.observe && Observing::of(new, now) < Observing::of(old, then);
        let words =
            (old.observe.map(|observe| observe.to_string()), new.observe.map(|observe| observe.to_string()));
        let subject = ChecklistPart::Gate(old.id.to_string());
        self.add(subject, "observe", less.then_some(Direction::Weaker), words);
    }

    /// Compares how long evidence lives: one that lives longer is asked for less often.
    fn age(&mut self, subject: ChecklistPart, key: &str, (old, new): (Option<Duration>, Option<Duration>)) {
        let direction = match (old, new) {
            (Some(old), Some(new)) => (new > old).then_some(Direction::Weaker),
            (Some(_), None) => Some(Direction::Weaker),
            // A shorter one may have held, which is set elsewhere.
            (None, Some(_)) => Some(Direction::Changed),
            (None, None) => None,
        };
        self.add(subject, key, direction, (old.map(span), new.map(span)));
    }

    fn check(&mut self, gate: &Gate, old: &Check, new: &Check, kinds: &[&KindSchema]) {
        let subject = || ChecklistPart::Check(gate.id.to_string());
        if old.kind != new.kind {
            let values = (Some(old.kind.clone()), Some(new.kind.clone()));
            return self.add(subject(), "kind", Some(Direction::Changed), values);
        }
        let Some(kind) = kinds.iter().find(|kind| kind.id == old.kind) else { return };
        for change in param_change::changes(kind.params, &old.params, &new.params) {
            self.push(subject(), Some(&change.name), change.from, change.to, change.direction);
        }
    }

    fn waivers(&mut self, older: &[Waiver], now: &[Waiver]) {
        let older: BTreeMap<&str, &Waiver> =
            older.iter().map(|waiver| (waiver.gate.as_str(), waiver)).collect();
        for new in now {
            let subject = || ChecklistPart::Waiver(new.gate.to_string());
            let Some(old) = older.get(new.gate.as_str()) else {
                let until = format!("new, until {}, approved by {}", new.expires, new.approver);
                self.push(subject(), None, None, Some(until), Direction::Weaker);
                continue;
            };
            let days = (Some(old.expires.to_string()), Some(new.expires.to_string()));
            self.add(subject(), "expires", (new.expires > old.expires).then_some(Direction::Weaker), days);
            let texts = [
                ("reason", &old.reason, &new.reason),
                ("owner", &old.owner, &new.owner),
                ("approver", &old.approver, &new.approver),
            ];
            for (key, old, new) in texts {
                let direction = (old != new).then_some(Direction::Changed);
                self.add(subject(), key, direction, (Some(old.clone()), Some(new.clone())));
            }
        }
    }

    /// Compares how releases are proven: what is built of the packed crates, what is run before, and where versions must stand.
    /// How things are named proves nothing.
    fn release(&mut self, old: &ReleaseSettings, new: &ReleaseSettings) {
        const PROVING: [&str; 6] =
            ["no-verify", "features", "all-features", "target", "version-files", "pre-release-hook"];
        let names: BTreeSet<&String> = old.packages.keys().chain(new.packages.keys()).collect();
        let of = |settings: &'_ ReleaseSettings, name: &str| settings.of(name).cloned().unwrap_or_default();
        let mut parts = vec![(ChecklistPart::Release, &RELEASE_PARAMS[..], old.all.clone(), new.all.clone())];
        for name in names {
            let part = ChecklistPart::ReleasedPackage(name.clone());
            parts.push((part, &RELEASE_PACKAGE_PARAMS[..], of(old, name), of(new, name)));
        }
        for (part, params, old, new) in parts {
            let changes = param_change::changes(params, &old, &new).into_iter();
            for change in changes.filter(|change| PROVING.iter().any(|key| begins(&change.name, key))) {
                // Without it, more is built.
                let direction = match change.name.as_str() {
                    "no-verify" if change.to.is_none() => continue,
                    "no-verify" if change.from.is_none() => Direction::Weaker,
                    _ => change.direction,
                };
                self.push(part.clone(), Some(&change.name), change.from, change.to, direction);
            }
        }
    }

    /// All that was found, each with its line: the certain ones first.
    fn placed(self, older: &str, now: &str) -> Vec<Weakening> {
        if self.found.is_empty() {
            return Vec::new();
        }
        let (then, here) = (ChecklistPlaces::of(older), ChecklistPlaces::of(now));
        let (then_lines, here_lines) = (LineIndex::of(older), LineIndex::of(now));
        let mut placed: Vec<Weakening> = Vec::new();
        for (subject, mut weakening) in self.found {
            let key = weakening.key.as_deref().map(|key| key.split('.').next().unwrap_or(key));
            weakening.line = match here.find(&subject, key) {
                Some(span) => Some(here_lines.place(span.start).0),
                None => then.find(&subject, key).map(|span| then_lines.place(span.start).0),
            };
            placed.push(weakening);
        }
        placed.sort_by_key(|weakening| (weakening.direction, weakening.line));
        placed
    }
}

/// Is it this key, or one below it?
fn begins(name: &str, key: &str) -> bool {
    name.strip_prefix(key).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Is one of the old items not among the new ones?
fn gone_from(old: &[String], new: &[String]) -> bool {
    old.iter().any(|item| !new.contains(item))
}

fn listed(items: &[impl Display]) -> ShownValue {
    let items: Vec<String> = items.iter().map(ToString::to_string).collect();
    Some(items.join(", ")).filter(|text| !text.is_empty())
}

fn span(span: Duration) -> String {
    humanize::span(span)
}
