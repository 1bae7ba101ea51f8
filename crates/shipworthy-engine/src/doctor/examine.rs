//! Derives what is needed from the checklist, and looks whether it is there.

use std::collections::BTreeMap;

use shipworthy_model::checklist::Gate;
use shipworthy_model::diagnosis::{Diagnosis, DoctorOutcome, DoctorRow};
use shipworthy_model::id::GateId;
use shipworthy_model::judgement::Conclusion;
use shipworthy_model::kind::Need;
use shipworthy_model::observation::Observation;
use shipworthy_model::unknown::{Reason, Unknown};

use super::remedy;
use super::unbound_reads::{FindOutwardPaths, unbound_reads};
use crate::evidence::StoreError;
use crate::facts::machine;
use crate::facts::rustup::{advised, no_rustup};
use crate::facts::tools::{release, version_at_least};
use crate::facts::tree::UNTRACK;
use crate::run::execute::judge;
use crate::run::session::Session;
use crate::sys::files::ask_folder;

/// Everything this checklist needs of this machine. With `only`, the rows with these ids. `outward` reads the sources of
/// members, of which the engine understands nothing.
pub fn examine(session: &Session<'_>, only: &[String], outward: FindOutwardPaths) -> Diagnosis {
    let mut rows = tools(session);
    rows.extend(toolchain(session));
    rows.push(repository(session));
    rows.push(store(session));
    rows.extend(environments(session));
    excuse(session, &mut rows);
    if !only.is_empty() {
        rows.retain(|row| only.contains(&row.id));
    }
    let unbound = if only.is_empty() { unbound_reads(session, outward) } else { Vec::new() };
    Diagnosis { rows, unbound }
}

/// What only gates need that GO does without is no reason not to begin.
fn excuse(session: &Session<'_>, rows: &mut [DoctorRow]) {
    let gates: Vec<&Gate> = session.checklist.gates().collect();
    let required = |id: &GateId| gates.iter().any(|gate| gate.id == *id && session.checklist.requires(gate));
    for row in rows {
        let ill =
            matches!(row.outcome, DoctorOutcome::Missing | DoctorOutcome::TooOld | DoctorOutcome::Unknown);
        if ill && !row.needed_by.is_empty() && !row.needed_by.iter().any(required) {
            row.outcome = DoctorOutcome::Optional;
        }
    }
}

/// What the gates ask of one tool: its lowest version, and who needs it.
#[derive(Default)]
struct ToolDemand {
    needed_by: Vec<GateId>,
    optional: bool,
    least: Option<String>,
}

impl ToolDemand {
    fn add(&mut self, gate: &GateId, optional: bool, least: Option<&str>) {
        self.optional &= optional;
        // A kind may need a tool and the workspace, which needs the same tool.
        if self.needed_by.last() != Some(gate) {
            self.needed_by.push(gate.clone());
        }
        if let Some(least) = least
            && self.least.as_ref().is_none_or(|other| version_at_least(least, other))
        {
            self.least = Some(least.to_owned());
        }
    }
}

/// A tool, and the toolchain of rustup's that a gate wants it from.
type ToolName = (String, Option<String>);

fn tools(session: &Session<'_>) -> Vec<DoctorRow> {
    let mut wanted: BTreeMap<ToolName, ToolDemand> = BTreeMap::new();
    let mut want = |tool: ToolName, gate: &Gate, optional: bool, least: Option<&str>| {
        let entry = wanted.entry(tool).or_insert_with(|| ToolDemand { optional, ..ToolDemand::default() });
        entry.add(&gate.id, optional, least);
    };
    for gate in session.checklist.gates() {
        let Ok(kind) = session.kind(gate) else { continue };
        for program in session.programs(gate, kind) {
            want((program.name, program.toolchain), gate, program.optional, None);
        }
        for need in kind.needs {
            match need {
                Need::Workspace => want(("cargo".to_owned(), None), gate, false, None),
                Need::Git => want(("git".to_owned(), None), gate, false, None),
                _ => {}
            }
        }
        // A gate about the machine may name tools and the versions they must have.
        let named = gate.check.params.table("tools");
        for name in named.iter().flat_map(|tools| tools.0.keys()) {
            let least = named.and_then(|tools| tools.text(name)).filter(|version| *version != "*");
            want((name.clone(), None), gate, false, least);
        }
    }
    wanted.into_iter().map(|(name, wanted)| tool(session, name, wanted)).collect()
}

fn tool(session: &Session<'_>, (name, toolchain): ToolName, wanted: ToolDemand) -> DoctorRow {
    let known = remedy::of(&name);
    let required = wanted.least.or_else(|| known.and_then(|known| known.least).map(str::to_owned));
    let found = if name.contains('/') {
        match session.root.join(&name).is_file() {
            true => Ok(None),
            false => Err(Unknown::new(Reason::ToolMissing, format!("there is no `{name}`"))),
        }
    } else {
        session.tool_of(&name, toolchain.as_deref()).map(|tool| tool.version)
    };
    let outcome = match (&found, &required) {
        (Err(_), _) if wanted.optional => DoctorOutcome::Optional,
        (Err(_), _) => DoctorOutcome::Missing,
        (Ok(Some(version)), Some(least)) if !version_at_least(version, least) => DoctorOutcome::TooOld,
        (Ok(None), Some(_)) => DoctorOutcome::Unknown,
        (Ok(_), _) => DoctorOutcome::Ok,
    };
    // A toolchain that is not there is what is to be installed, and not its programs one by one. That of the workspace has
    // a row of its own, which says more.
    let advised = found.as_ref().err().and_then(advised);
    let named = toolchain.is_some() && advised.is_some();
    let detail = found.as_ref().err().filter(|_| named).map(|why| why.detail.clone());
    // Without rustup there is nothing that a toolchain could be installed with.
    let no_rustup = toolchain.as_deref().is_some_and(|name| found.as_ref().err() == Some(&no_rustup(name)));
    let fix = advised.or_else(|| {
        let known = known.filter(|_| !no_rustup);
        let fix = known.and_then(|known| known.install.command(std::env::consts::OS));
        fix.map(|fix| of_toolchain(fix, toolchain.as_deref()))
    });
    let fix = fix.filter(|_| outcome != DoctorOutcome::Ok);
    let by_hand = || match no_rustup {
        true => "install rustup from https://rustup.rs".to_owned(),
        false => format!("install `{name}` and put it on the PATH"),
    };
    let remedy = fix.as_ref().map(|fix| fix.join(" "));
    let found = found.ok().flatten();
    DoctorRow {
        summary: known.map_or("named by a gate", |known| known.summary).to_owned(),
        found: found.map(|text| release(&text).map(str::to_owned).unwrap_or(text)),
        required,
        outcome,
        needed_by: wanted.needed_by,
        remedy: remedy.or_else(|| (outcome != DoctorOutcome::Ok).then(by_hand)),
        fix,
        detail,
        id: toolchain.map_or_else(|| name.clone(), |toolchain| format!("{name} +{toolchain}")),
    }
}

/// The command that installs a component, for the toolchain that a gate names.
fn of_toolchain(mut fix: Vec<String>, toolchain: Option<&str>) -> Vec<String> {
    if let (true, Some(toolchain)) = (fix.get(1).is_some_and(|word| word == "component"), toolchain) {
        fix.extend(["--toolchain".to_owned(), toolchain.to_owned()]);
    }
    fix
}

/// The toolchain against the `rust-version` of the members.
fn toolchain(session: &Session<'_>) -> Option<DoctorRow> {
    // Where there is no manifest, nobody needs one.
    let packages = match &session.workspace {
        Ok(workspace) => workspace.packages.as_slice(),
        Err(_) if session.root.join("Cargo.toml").is_file() => &[],
        Err(_) => return None,
    };
    let mut required: Option<&String> = None;
    for version in packages.iter().filter_map(|package| package.rust_version.as_ref()) {
        if required.is_none_or(|required| version_at_least(version, required)) {
            required = Some(version);
        }
    }
    let rustc = session.tool_of("rustc", None);
    let found = rustc.as_ref().ok().and_then(|tool| tool.version.as_deref());
    let found = found.map(|text| release(text).unwrap_or(text));
    let outcome = match (found, required) {
        (None, _) => DoctorOutcome::Missing,
        (Some(found), Some(required)) if !version_at_least(found, required) => DoctorOutcome::TooOld,
        (Some(_), _) => DoctorOutcome::Ok,
    };
    let missing = rustc.as_ref().err();
    let fix = missing.and_then(advised).or_else(|| remedy::Install::Rustup.command(std::env::consts::OS));
    let fix = fix.filter(|_| outcome != DoctorOutcome::Ok);
    Some(DoctorRow {
        id: "toolchain".to_owned(),
        summary: "the Rust toolchain of this workspace".to_owned(),
        found: found.map(str::to_owned),
        required: required.cloned(),
        outcome,
        needed_by: Vec::new(),
        remedy: fix.as_ref().map(|fix| fix.join(" ")),
        fix,
        detail: missing.map(|why| why.detail.clone()),
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
        let Some(question) = session.question(gate, kind) else { continue };
        let found = question.tools.iter().filter_map(|name| Some((name.clone(), session.tool(name)?)));
        let seen = machine::look(&session.root, &question, found.collect());
        let mut judgement = judge(kind, gate, &[Observation::Machine(seen)]);
        // Its tools have rows of their own.
        let all = judgement.findings.len();
        judgement
            .findings
            .retain(|finding| !matches!(finding.rule.as_str(), "tool-missing" | "tool-too-old"));
        if judgement.findings.is_empty() && all > 0 {
            continue;
        }
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
