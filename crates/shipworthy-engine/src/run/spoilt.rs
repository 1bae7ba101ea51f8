//! What is told of a result that was spoilt: by a change while the gate ran, or because its evidence could not be kept.

use shipworthy_model::judgement::{Conclusion, Finding, Judgement};
use shipworthy_model::unknown::Reason;

use crate::run::rejudge::TREE_CHANGED;

/// Why a gate has seen no one state of the tree.
pub(super) fn void(path: &str) -> String {
    format!(
        "{path} was changed while the gate ran, so that what it saw is no one state of the tree; run it again"
    )
}

/// What is left of a judgement whose evidence could not be kept: a pass is none, but a defect that was seen is there.
pub(super) fn unkept(judgement: Judgement, why: &str) -> Judgement {
    let why = format!("the evidence could not be kept: {why}");
    match judgement.result {
        Conclusion::Pass => Judgement::unknown(Reason::CouldNotLook, why),
        Conclusion::Fail => {
            let mut judgement = judgement;
            judgement.findings.push(Finding::new("not-kept", why).remedy("mend that, and run it again"));
            judgement
        }
        Conclusion::Unknown(_) => judgement,
    }
}

/// The finding that a gate changed a file of the tree.
pub(super) fn tree_changed(path: String) -> Finding {
    Finding::new(TREE_CHANGED, "this file changed while the gate ran")
        .at(path, None, None)
        .remedy("a gate may not change the tree: make it write under `target/`; if you edited meanwhile, run it again")
}
