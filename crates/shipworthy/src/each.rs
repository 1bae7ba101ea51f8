//! Gates for many, in this workspace: those that each stands for take its place before anything is asked about gates.

use std::borrow::Cow;
use std::collections::BTreeSet;

use shipworthy_checklist::{ChecklistPart, ChecklistPlaces, advice};
use shipworthy_engine::run::session::Session;
use shipworthy_model::checklist::Checklist;
use shipworthy_model::id::GateId;
use shipworthy_model::kind::KindSchema;
use shipworthy_model::problem::Problem;

use crate::context::Context;
use crate::load::Loaded;
use crate::stop::Stop;

/// The checklist with the gates of this workspace in place of each gate for many.
///
/// # Errors
///
/// When the tree cannot be looked at, or something is said about a gate of which there is none here.
pub(crate) fn in_place<'c>(
    context: &Context<'_>,
    loaded: &Loaded,
    written: &'c Checklist,
) -> Result<Cow<'c, Checklist>, Stop> {
    if !written.has_gates_for_many() {
        return Ok(Cow::Borrowed(written));
    }
    let mut look = loaded.look()?;
    let checklist = match look.workspace() {
        Ok(workspace) => {
            let checklist = written.with_each(workspace, &schemas(context));
            loaded.refuse(context.terminal.colour_stderr, &dangling(loaded, written, &checklist))?;
            Cow::Owned(checklist)
        }
        // Then nobody knows what there is, and each gate says so.
        Err(_) => Cow::Borrowed(written),
    };
    loaded.keep(look);
    Ok(checklist)
}

/// What is said when the gates are not those of the tree that is looked at now.
pub(crate) const MOVED: &str =
    "the members of the workspace changed meanwhile, and with them the gates; run it again";

/// Are the gates of a session, which were put in place before it looked at its tree, those of that tree?
pub(crate) fn is_in_place(context: &Context<'_>, loaded: &Loaded, session: &Session<'_>) -> bool {
    let written = &loaded.checklist;
    if !written.has_gates_for_many() {
        return true;
    }
    match &session.workspace {
        Ok(workspace) => written.with_each(workspace, &schemas(context)).phases == session.checklist.phases,
        Err(_) => written.phases == session.checklist.phases,
    }
}

fn schemas<'k>(context: &Context<'k>) -> Vec<&'k KindSchema> {
    context.kinds.iter().map(|kind| &kind.schema).collect()
}

/// What is said about gates that this workspace does not have, each as an error at its place.
fn dangling(loaded: &Loaded, written: &Checklist, checklist: &Checklist) -> Vec<Problem> {
    let there: BTreeSet<&GateId> = checklist.gates().map(|gate| &gate.id).collect();
    let many: BTreeSet<&GateId> =
        written.gates().filter(|gate| gate.each.is_some()).map(|gate| &gate.id).collect();
    let places = ChecklistPlaces::of(loaded.source());
    let mut found = Vec::new();
    let mut look = |id: &GateId, part: ChecklistPart, key: &str, at: Option<usize>| {
        if there.contains(id) {
            return;
        }
        let span = match at {
            Some(at) => places.item(&part, key, at),
            None => places.find(&part, Some(key)),
        };
        let names = || there.iter().map(|id| id.as_str()).filter(|name| name.contains('['));
        let (message, help) = if many.contains(id) {
            let first = names().find(|name| name.starts_with(&format!("{id}["))).unwrap_or_default();
            (
                format!("gate `{id}` stands for many"),
                Some(format!("name the one that is meant, such as `{first}`")),
            )
        } else {
            (format!("there is no gate `{id}` in this workspace"), advice(id.as_str(), names()))
        };
        found.push(Problem { help, ..Problem::error(span.unwrap_or(0..0), message) });
    };
    for waiver in &written.waivers {
        look(&waiver.gate, ChecklistPart::Waiver(waiver.gate.to_string()), "gate", None);
    }
    // To wait for a gate for many is to wait for all of them.
    let one = |ids: &[GateId]| {
        let ids = ids.iter().cloned().enumerate().filter(|(_, id)| id.subject().is_some());
        ids.collect::<Vec<(usize, GateId)>>()
    };
    for phase in &written.phases {
        for (at, id) in one(&phase.entry) {
            look(&id, ChecklistPart::Phase(phase.id.to_string()), "entry", Some(at));
        }
        for gate in &phase.gates {
            for (at, id) in one(&gate.needs) {
                look(&id, ChecklistPart::Gate(gate.id.to_string()), "needs", Some(at));
            }
        }
    }
    found
}
