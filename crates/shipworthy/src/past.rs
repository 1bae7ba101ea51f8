//! What older checklists of the workspace say: what gates asked when people answered them.

use std::collections::BTreeMap;
use std::path::Path;

use shipworthy_engine::facts::git;
use shipworthy_engine::run::session::AnsweredGate;
use shipworthy_engine::sys::clock;
use shipworthy_kinds::kind::Kind;
use shipworthy_model::checklist::{Checklist, SignOff};
use shipworthy_model::id::GateId;
use shipworthy_model::kind::{KindSchema, SIGN_OFF};

use crate::load::FILE;

/// A text of the past as a checklist. What is wrong with it now may have been right then, and is left out.
pub(crate) fn checklist(text: &str, kinds: &[&'static Kind]) -> Checklist {
    let schemas: Vec<&KindSchema> = kinds.iter().map(|kind| &kind.schema).collect();
    shipworthy_checklist::read(text, &schemas, clock::now().date()).0
}

/// What the gates that sign-offs answer asked for in the commits that those name. Nothing of a gate that was not there, or
/// where git cannot tell: then nobody knows what was answered.
pub(crate) fn answered(
    root: &Path,
    now: &Checklist,
    kinds: &[&'static Kind],
) -> BTreeMap<GateId, AnsweredGate> {
    let named = |sign_off: &SignOff| Some((sign_off.commit.clone()?, sign_off.gate.clone()));
    let mut wanted: BTreeMap<String, Vec<GateId>> = BTreeMap::new();
    for (commit, gate) in now.sign_offs.iter().filter_map(named) {
        wanted.entry(commit).or_default().push(gate);
    }
    if wanted.is_empty() {
        return BTreeMap::new();
    }
    let commits: Vec<String> = wanted.keys().cloned().collect();
    let Ok(texts) = git::texts(root, &commits, FILE) else { return BTreeMap::new() };
    let mut answered = BTreeMap::new();
    for (gates, text) in wanted.into_values().zip(texts) {
        let Some(then) = text.map(|text| checklist(&text, kinds)) else { continue };
        for id in gates {
            let gate = then.gate(&id).filter(|gate| gate.check.kind == SIGN_OFF);
            let asked = gate.map(|gate| AnsweredGate {
                question: gate.check.params.text("question").map(str::to_owned),
                inputs: gate.inputs.clone(),
            });
            answered.extend(asked.map(|asked| (id, asked)));
        }
    }
    answered
}
