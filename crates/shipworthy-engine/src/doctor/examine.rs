//! Derives what is needed from the checklist, and looks whether it is there.

use std::collections::BTreeMap;

use shipworthy_kinds::kind::Need;
use shipworthy_model::checklist::Gate;
use shipworthy_model::diagnosis::{Diagnosis, DoctorOutcome, DoctorRow};
use shipworthy_model::id::GateId;
use shipworthy_model::judgement::Conclusion;
use shipworthy_model::observation::Observation;
use shipworthy_model::step::Step;

use super::remedy;
use super::unbound_reads::unbound_reads;
use crate::evidence::StoreError;
use crate::facts::machine;
use crate::facts::tools::version_at_least;
use crate::facts::tree::UNTRACK;
use crate::run::execute::judge;
use crate::run::session::Session;
use crate::sys::files::ask_folder;

/// Everything this checklist needs of this machine. With `only`, the rows with these ids.
pub fn examine(session: &Session<'_>, only: &[String]) -> Diagnosis {
    let mut rows = tools(session);
    rows.extend(toolchain(session));
    rows.push(repository(session));
    rows.push(store(session));
    rows.extend(environments(session));
    if !only.is_empty() {
        rows.retain(|row| only.contains(&row.id));
    }
    let unbound = if only.is_empty() { unbound_reads(session) } else { Vec::new() };
    Diagnosis { rows, unbound }
}

/// What the gates ask of one tool: its lowest version, and who needs it.
#[derive(Default)]
struct Wanted {
    needed_by: Vec<GateId>,
    optional: bool,
    least: Option<String>,
}

fn tools(session: &Session<'_>) -> Vec<DoctorRow> {
    let mut wanted: BTreeMap<String, Wanted> = BTreeMap::new();
    let mut want = |tool: &str, gate: &Gate, optional: bool, least: Option<&str>| {
        let entry = wanted.entry(tool.to_owned()).or_insert_with(|| Wanted { optional, ..Wanted::default() });
        entry.optional &= optional;
        // A kind may need a tool and the workspace, which needs the same tool.
        if entry.needed_by.last() != Some(&gate.id) {
            entry.needed_by.push(gate.id.clone());
        }
        if let Some(least) = least
            && entry.least.as_ref().is_none_or(|other| version_at_least(least, other))
        {
            entry.least = Some(least.to_owned());
        }
    };
    for gate in session.checklist.gates() {
        let Ok(kind) = session.kind(gate) else { continue };
        for need in kind.needs {
            match need {
                Need::Tool(name) => want(name, gate, false, None),
                Need::Optional(name) => want(name, gate, true, None),
                Need::FirstWord(param) => {
                    if let Some(program) = gate.check.params.texts(param).first() {
                        want(program, gate, false, None);
                    }
                }
                Need::Workspace => want("cargo", gate, false, None),
                Need::Git => want("git", gate, false, None),
                _ => {}
            }
        }
        // A gate about the machine may name tools and the versions they must have.
        let named = gate.check.params.table("tools");
        for name in named.iter().flat_map(|tools| tools.0.keys()) {
            let least = named.and_then(|tools| tools.text(name)).filter(|version| *version != "*");
            want(name, gate, false, least);
        }
    }
    wanted.into_iter().map(|(name, wanted)| tool(session, name, wanted)).collect()
}

fn tool(session: &Session<'_>, name: String, wanted: Wanted) -> DoctorRow {
    let known = remedy::of(&name);
    let required = wanted.least.or_else(|| known.and_then(|known| known.least).map(str::to_owned));
    let found = if name.contains('/') {
        session.root.join(&name).is_file().then_some(None)
    } else {
        session.tool(&name).map(|tool| tool.version)
    };
    let outcome = match (&found, &required) {
        (None, _) if wanted.optional => DoctorOutcome::Optional,
        (None, _) => DoctorOutcome::Missing,
        (Some(Some(version)), Some(least)) if !version_at_least(version, least) => DoctorOutcome::TooOld,
        (Some(None), Some(_)) => DoctorOutcome::Unknown,
        (Some(_), _) => DoctorOutcome::Ok,
    };
    let fix = known.and_then(|known| known.install.command(std::env::consts::OS));
    let fix = fix.filter(|_| outcome != DoctorOutcome::Ok);
    let by_hand = || format!("install `{name}` and put it on the PATH");
    let remedy = fix.as_ref().map(|fix| fix.join(" "));
    DoctorRow {
        summary: known.map_or("named by a gate", |known| known.summary).to_owned(),
        found: found.flatten(),
        required,
        outcome,
        needed_by: wanted.needed_by,
        remedy: remedy.or_else(|| (outcome != DoctorOutcome::Ok).then(by_hand)),
        fix,
        detail: None,
        id: name,
    }
}

/// The toolchain against the `rust-version` of the members.
fn toolchain(session: &Session<'_>) -> Option<DoctorRow> {
    let workspace = session.workspace.as_ref().ok()?;
    let mut required: Option<&String> = None;
    for version in workspace.packages.iter().filter_map(|package| package.rust_version.as_ref()) {
        if required.is_none_or(|required| version_at_least(version, required)) {
            required = Some(version);
        }
    }
    let found = session.tool("rustc").and_then(|tool| tool.version);
    let found =
        found.as_deref().map(|text| text.split_whitespace().find(|w| w.contains('.')).unwrap_or(text));
    let outcome = match (found, required) {
        (None, _) => DoctorOutcome::Missing,
        (Some(found), Some(required)) if !version_at_least(found, required) => DoctorOutcome::TooOld,
        (Some(_), _) => DoctorOutcome::Ok,
    };
    let fix = remedy::Install::Rustup.command(std::env::consts::OS).filter(|_| outcome != DoctorOutcome::Ok);
    Some(DoctorRow {
        id: "toolchain".to_owned(),
        summary: "the Rust toolchain of this workspace".to_owned(),
        found: found.map(str::to_owned),
        required: required.cloned(),
        outcome,
        needed_by: Vec::new(),
        remedy: fix.as_ref().map(|fix| fix.join(" ")),
        fix,
        detail: None,
    })
}

fn repository(session: &Session<'_>) -> DoctorRow {
    let head = session.tree.git.as_ref();
    let commit = head.and_then(|head| head.commit.clone());
    DoctorRow {
        id: "repository".to_owned(),
        summary: "evidence names the commit it is about".to_owned(),
        found: commit.or_else(|| head.map(|_| "no commit yet".to_owned())),
        required: None,
        outcome: if head.is_some() { DoctorOutcome::Ok } else { DoctorOutcome::Optional },
        needed_by: Vec::new(),
        remedy: head.is_none().then(|| "git init".to_owned()),
        fix: None,
        detail: head.is_none().then(|| session.tree.problems.join("; ")).filter(|text| !text.is_empty()),
    }
}

fn store(session: &Session<'_>) -> DoctorRow {
    let store = &session.store;
    let place = || match store.folder().is_there() {
        true => Ok(()),
        // It is made by a run.
        false => ask_folder(&session.root).map_err(|error| format!("cannot make .readiness: {error}")),
    };
    let tried = store.try_out();
    let (outcome, remedy, detail) = match (tried, &session.tree.distrust) {
        (Err(error @ StoreError::Foreign(_)), _) => {
            let remedy = "move away what does not belong into .readiness".to_owned();
            (DoctorOutcome::Missing, Some(remedy), Some(error.to_string()))
        }
        (Err(error), _) => {
            (DoctorOutcome::Missing, Some("make .readiness writable".to_owned()), Some(error.to_string()))
        }
        (Ok(()), Some(why)) => {
            let tracked = why.contains(UNTRACK);
            let remedy = if tracked { UNTRACK } else { "make git answer in this folder" };
            let outcome = if tracked { DoctorOutcome::Missing } else { DoctorOutcome::Unknown };
            (outcome, Some(remedy.to_owned()), Some(why.clone()))
        }
        (Ok(()), None) => match place() {
            Ok(()) => (DoctorOutcome::Ok, None, None),
            Err(why) => (DoctorOutcome::Missing, Some("make the workspace writable".to_owned()), Some(why)),
        },
    };
    DoctorRow {
        id: "evidence".to_owned(),
        summary: "evidence can be kept under .readiness".to_owned(),
        found: None,
        required: None,
        outcome,
        needed_by: Vec::new(),
        remedy,
        fix: None,
        detail,
    }
}

/// Gates about the machine itself are asked here and now: one row each.
fn environments(session: &Session<'_>) -> Vec<DoctorRow> {
    let mut rows = Vec::new();
    for gate in session.checklist.gates() {
        let Ok(kind) = session.kind(gate) else { continue };
        let steps = (kind.steps)(&gate.check.params, &session.facts(kind));
        let [Step::Machine(question)] = steps.as_slice() else { continue };
        let found = question.tools.iter().filter_map(|name| Some((name.clone(), session.tool(name)?)));
        let seen = machine::look(&session.root, question, found.collect());
        let judgement = judge(kind, gate, &[Observation::Machine(seen)]);
        let messages: Vec<&str> = judgement.findings.iter().map(|finding| finding.message.as_str()).collect();
        rows.push(DoctorRow {
            id: gate.id.to_string(),
            summary: gate.title.clone(),
            found: None,
            required: None,
            outcome: match &judgement.result {
                Conclusion::Pass => DoctorOutcome::Ok,
                Conclusion::Fail => DoctorOutcome::Missing,
                Conclusion::Unknown(_) => DoctorOutcome::Unknown,
            },
            needed_by: vec![gate.id.clone()],
            remedy: judgement.findings.iter().find_map(|finding| finding.remedy.clone()),
            fix: None,
            detail: match &judgement.result {
                Conclusion::Unknown(unknown) => Some(unknown.to_string()),
                Conclusion::Pass | Conclusion::Fail => (!messages.is_empty()).then(|| messages.join("; ")),
            },
        });
    }
    rows
}
