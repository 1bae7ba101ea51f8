//! Which gates of the checklist a person means: a phase by its id or number, gates by their ids or globs over them.

use std::collections::BTreeSet;

use glob::Pattern;
use shipworthy_model::checklist::{Checklist, Gate};
use shipworthy_model::id::GateId;
use shipworthy_model::verdict::Selection;

use crate::stop::Stop;

/// The phase with this id or number, counted from 1.
///
/// # Errors
///
/// A usage error that lists the phases, when there is no such one.
pub(crate) fn phase(checklist: &Checklist, word: &str) -> Result<Selection, Stop> {
    let number = checklist.phases.iter().position(|phase| phase.id.as_str() == word).map(|at| at + 1);
    let number =
        number.or_else(|| word.parse().ok().filter(|number| (1..=checklist.phases.len()).contains(number)));
    let Some(number) = number else {
        let phases =
            checklist.phases.iter().zip(1..).map(|(phase, at)| format!("\n  phase{at}  {}", phase.id));
        let list: String = phases.collect();
        return Err(Stop::usage(format!(
            "there is no phase `{word}` in this checklist; its phases are{list}"
        )));
    };
    Ok(Selection::Phase(number))
}

/// The gates that these ids or globs name. The id of a gate for many, as it is written, names all that it stands for.
///
/// # Errors
///
/// A usage error with the nearest id, when one of them names no gate.
pub(crate) fn gates(checklist: &Checklist, words: &[String]) -> Result<Selection, Stop> {
    let mut ids = BTreeSet::new();
    for word in words {
        let pattern =
            Pattern::new(word).map_err(|error| {
                Stop::usage(format!(
                    "`{word}` is not a glob: {error}; name gates by their ids (`status` lists them), or by a pattern such as 'docs-*'"
                ))
            })?;
        // The brackets of an id are those of a glob, too.
        let named = |id: &GateId| id.as_str() == word || id.written() == word || pattern.matches(id.as_str());
        let found: Vec<&GateId> = checklist.gates().map(|gate| &gate.id).filter(|id| named(id)).collect();
        if found.is_empty() {
            return Err(no_such_gate(checklist, word));
        }
        ids.extend(found.into_iter().cloned());
    }
    Ok(Selection::Gates(ids.into_iter().collect()))
}

/// The gate with the id that was typed.
///
/// # Errors
///
/// A usage error with the nearest id, when there is no such gate.
pub(crate) fn gate<'a>(checklist: &'a Checklist, word: &str) -> Result<&'a Gate, Stop> {
    let found = checklist.gates().find(|gate| gate.id.as_str() == word);
    found.ok_or_else(|| {
        let many: Vec<String> = checklist
            .gates()
            .filter(|gate| gate.id.written() == word)
            .map(|gate| format!("\n  {}", gate.id))
            .collect();
        match many.is_empty() {
            true => no_such_gate(checklist, word),
            false => Stop::usage(format!(
                "`{word}` stands for many gates; name the one that is meant:{}",
                many.concat()
            )),
        }
    })
}

/// The message for a gate that is not in the checklist.
fn no_such_gate(checklist: &Checklist, word: &str) -> Stop {
    let names = checklist.gates().map(|gate| gate.id.as_str());
    let advice = shipworthy_checklist::advice(word, names).unwrap_or_default();
    Stop::usage(format!("there is no gate `{word}` in this checklist; {advice}"))
}
