//! The `inputs` of gates, held against the tree: one that matches nothing is a slip, and would never make anything stale.

use shipworthy_checklist::{ChecklistPart, ChecklistPlaces};
use shipworthy_engine::run::session::Session;
use shipworthy_model::problem::Problem;

use crate::load::Loaded;

/// The inputs that match no file, each as an error at its place.
pub(crate) fn unmatched(loaded: &Loaded, session: &Session<'_>) -> Vec<Problem> {
    let mut found = Vec::new();
    for gate in session.checklist.gates() {
        for (at, input) in gate.inputs.iter().enumerate().filter(|(_, input)| !session.matches(input)) {
            found.push((gate, at, input));
        }
    }
    if found.is_empty() {
        return Vec::new();
    }
    let places = ChecklistPlaces::of(loaded.source());
    let problem = |(gate, at, input): (&shipworthy_model::checklist::Gate, usize, &String)| {
        let span =
            places.item(&ChecklistPart::Gate(gate.id.written().to_owned()), "inputs", at).unwrap_or(0..0);
        let message =
            format!("`{input}` matches no file, so the result of `{}` depends on nothing there", gate.id);
        Problem::error(span, message)
            .help("mend the path, or take it out; files that git ignores do not count")
    };
    found.into_iter().map(problem).collect()
}
