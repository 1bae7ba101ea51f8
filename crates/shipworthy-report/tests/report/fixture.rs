//! Little checklists with what is known of their gates. The clock stands at 2026-11-21T12:00:00Z.

use shipworthy_model::as_of::AsOf;
use shipworthy_model::basis::{AnswerGround, Basis, ClockSource};
use shipworthy_model::checklist::{Check, Checklist, Gate, Phase, Policy, Priority, Waiver};
use shipworthy_model::judgement::{Finding, Judgement, Limit, Measurement};
use shipworthy_model::params::Params;
use shipworthy_model::release::Releases;
use shipworthy_model::time::{Date, Timestamp};
use shipworthy_model::verdict::{Assessment, Entry, Evidence, Known, Selection, assess};
use shipworthy_report::view::{Checkout, PhaseHeading, View};

pub(crate) fn now() -> Timestamp {
    Timestamp::try_from("2026-11-21T12:00:00Z".to_owned()).unwrap()
}

pub(crate) fn gate(id: &str, priority: Priority) -> Gate {
    Gate {
        title: format!("The claim of {id}"),
        priority,
        ..Gate::of(id.parse().unwrap(), Check { kind: "file".to_owned(), params: Params::default() })
    }
}

pub(crate) fn waiver(gate: &str, expires: &str) -> Waiver {
    Waiver {
        gate: gate.parse().unwrap(),
        reason: "tracked elsewhere".to_owned(),
        owner: "ann".to_owned(),
        approver: "bob".to_owned(),
        expires: Date::parse(expires).unwrap(),
    }
}

/// A document as a value.
pub(crate) fn value(document: &impl serde::Serialize) -> serde_json::Value {
    serde_json::to_value(document).unwrap()
}

/// The id of a gate, its priority, and what is known of it.
pub(crate) type GateCase<'a> = (&'a str, Priority, Known);

/// A checklist and what is known of its gates.
#[derive(Debug)]
pub(crate) struct ReportCase {
    pub(crate) checklist: Checklist,
    pub(crate) entries: Vec<Entry>,
    pub(crate) releases: Releases,
}

impl ReportCase {
    /// A case with these phases in order, each with its gates and what is known of them.
    pub(crate) fn new(phases: Vec<(&str, &str, Vec<GateCase<'_>>)>) -> Self {
        let mut entries = Vec::new();
        let mut all = Vec::new();
        for (id, title, gates) in phases {
            let mut phase = Phase {
                id: id.parse().unwrap(),
                title: title.to_owned(),
                entry: Vec::new(),
                gates: Vec::new(),
            };
            for (id, priority, known) in gates {
                entries.push(Entry { gate: id.parse().unwrap(), known });
                phase.gates.push(gate(id, priority));
            }
            all.push(phase);
        }
        let checklist = Checklist {
            digest: String::new(),
            title: "a fixture".to_owned(),
            policy: Policy::default(),
            phases: all,
            waivers: Vec::new(),
            sign_offs: Vec::new(),
            approvals: Vec::new(),
            ..Checklist::default()
        };
        Self { checklist, entries, releases: Releases::default() }
    }

    pub(crate) fn waive(mut self, gate: &str, expires: &str) -> Self {
        self.checklist.waivers.push(waiver(gate, expires));
        self
    }

    pub(crate) fn assess(&self, question: &Selection) -> Assessment {
        assess(
            &self.checklist,
            &self.entries,
            question,
            AsOf { now: now(), releases: &self.releases, doubts: &[] },
        )
    }

    pub(crate) fn text(&self, question: &Selection) -> String {
        shipworthy_report::human::assessment(&self.assess(question), &view(&self.checklist))
    }
}

pub(crate) fn checkout() -> Checkout {
    Checkout {
        commit: Some("3f2c1ab9d0e1f2a3b4c5d6e7f8091a2b3c4d5e6f".to_owned()),
        tree: Some("aaaa".to_owned()),
        dirty: Some(false),
    }
}

pub(crate) fn view(checklist: &Checklist) -> View {
    View {
        headings: PhaseHeading::all(checklist),
        checkout: checkout(),
        ground: None,
        now: now(),
        command: "cargo xtask".to_owned(),
        colour: false,
        width: None,
    }
}

pub(crate) fn evidence(judgement: Judgement) -> Evidence {
    Evidence {
        record: "feedfacecafebeef".to_owned(),
        recorded: now(),
        commit: checkout().commit,
        from: None,
        duration_ms: 3_200,
        judgement,
        executed: true,
        changed: Vec::new(),
        max_age: None,
        skipped: None,
    }
}

pub(crate) fn known(evidence: Evidence) -> Known {
    Known::Evidence(Box::new(evidence))
}

/// What is known of a gate that was run just now.
pub(crate) fn run(judgement: Judgement) -> Known {
    known(evidence(judgement))
}

/// What is known of a gate that was run two hours ago, on an older commit.
pub(crate) fn reused(judgement: Judgement) -> Known {
    let recorded = Timestamp::from_seconds(now().seconds() - 7_300);
    let commit = Some("0a1b2c3d4e5f".to_owned());
    known(Evidence { recorded, commit, executed: false, ..evidence(judgement) })
}

/// Run two hours ago, and something has changed since.
pub(crate) fn stale(judgement: Judgement) -> Known {
    let Known::Evidence(evidence) = reused(judgement) else { unreachable!() };
    known(Evidence { changed: vec!["files crates/core".to_owned(), "toolchain".to_owned()], ..*evidence })
}

pub(crate) fn pass(subjects: u64, unit: &str) -> Judgement {
    Judgement::of(subjects, unit, Vec::new())
}

/// A judgement as of clippy: so many warnings, none allowed.
pub(crate) fn warnings(number: u32) -> Judgement {
    let finding = |at: u32| {
        Finding::new("needless_return", "needless `return`")
            .at("crates/core/src/lib.rs", Some(at * 10), Some(5))
            .remedy("cargo xtask check clippy --fix")
    };
    let findings = (1..=number).map(finding).collect();
    let measured = Measurement::count("warnings", u64::from(number)).limit(Limit::AtMost(0.0));
    Judgement::of(4, "crates", findings).with(vec![measured])
}

pub(crate) fn ground() -> AnswerGround {
    let basis =
        Basis { checklist: "4be0912c".repeat(8), policy: "91ac0d3e".repeat(8), clock: ClockSource::System };
    AnswerGround { basis, required: vec![Priority::P0, Priority::P1], ..AnswerGround::default() }
}
