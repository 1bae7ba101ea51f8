//! Judges stored observations again. What a record concludes counts only as far as it follows from what was observed: the
//! store is input, and whoever wrote a conclusion into it may have invented it.

use std::mem::discriminant;

use shipworthy_model::checklist::Gate;
use shipworthy_model::judgement::{Conclusion, Finding, Judgement};
use shipworthy_model::kind::Kind;
use shipworthy_model::record::Record;

use crate::run::execute::judge;

/// The rule of findings that no check made, but the engine: the tree changed while the gate ran.
pub(crate) const TREE_CHANGED: &str = "tree-changed";

/// The judgement of the kind on the observations of a record, made anew, with what the engine itself had found. A record
/// that says it could not tell is taken at its word: nothing follows from that.
///
/// # Errors
///
/// When the record concludes something else.
pub(crate) fn rejudge(kind: &Kind, gate: &Gate, record: &Record) -> Result<Judgement, String> {
    let stored = &record.judgement;
    if matches!(stored.result, Conclusion::Unknown(_)) {
        return Ok(stored.clone());
    }
    let mut derived = judge(kind, gate, &record.observations);
    let found: Vec<Finding> =
        stored.findings.iter().filter(|finding| finding.rule == TREE_CHANGED).cloned().collect();
    if !found.is_empty() {
        derived.findings.extend(found);
        derived.result = Conclusion::Fail;
    }
    if discriminant(&derived.result) == discriminant(&stored.result) {
        return Ok(derived);
    }
    let name = record.sequence;
    Err(format!(
        "its record {name} concludes `{}`, and from what was observed follows `{}`: it is no evidence",
        word(&stored.result),
        word(&derived.result)
    ))
}

fn word(conclusion: &Conclusion) -> &'static str {
    match conclusion {
        Conclusion::Pass => "pass",
        Conclusion::Fail => "fail",
        Conclusion::Unknown(_) => "unknown",
    }
}
