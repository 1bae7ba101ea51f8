//! Where a gate says something else than the document. It is told, never mended: the gate belongs to whoever edits it.

use shipworthy_model::import::Difference;
use shipworthy_model::kind::SIGN_OFF;

use super::draft::{Draft, normal};
use super::existing::ExistingGate;
use super::toml;

/// What the document says otherwise.
pub(super) fn differences(draft: &Draft, gate: &ExistingGate) -> Vec<Difference> {
    let text = |key: &'static str, gate: Option<&str>, document: Option<&str>| {
        let document =
            document.filter(|document| gate.is_none_or(|gate| normal(gate) != normal(document)))?;
        Some(Difference { key, gate: gate.map(str::to_owned), document: document.to_owned() })
    };
    let priority = draft.priority.to_string();
    let all = [
        text("title", Some(&gate.title), Some(&draft.title)),
        text("priority", Some(&gate.priority), Some(&priority)),
        text("why", gate.why.as_deref(), draft.why.as_deref()),
        text("owner", gate.owner.as_deref(), draft.owner.as_deref()),
        text("effort", gate.effort.as_deref(), draft.effort.as_deref()),
        check(draft, gate),
    ];
    all.into_iter().flatten().collect()
}

/// A check that somebody wrote for what import can only ask a person is no difference worth a word.
fn check(draft: &Draft, gate: &ExistingGate) -> Option<Difference> {
    let differs = draft.check.kind != SIGN_OFF && draft.check != gate.check;
    differs.then(|| Difference {
        key: "check",
        gate: Some(toml::check(&gate.check)),
        document: toml::check(&draft.check),
    })
}
