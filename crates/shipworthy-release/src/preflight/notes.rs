//! Do the release notes say anything? Reads nothing: they stand in the plan.

use super::check::{CheckOutcome, PreflightCheck, PreflightSubject};
use crate::plan::Plan;
use crate::planning::{CHANGELOG, without_comments};

/// Checks the notes of the release. Whoever keeps no changelog has none, and that is no mistake.
pub(super) fn check(plan: &Plan) -> PreflightCheck {
    let notes = without_comments(&plan.notes);
    let entries = notes.lines().filter(|line| says_something(line)).count();
    let kept = plan.edits.iter().any(|edit| edit.path.ends_with(CHANGELOG));
    PreflightSubject::Changelog.check(match entries {
        0 if kept => CheckOutcome::refused(
            "the changelog has no entry for this release",
            "write what changed below `## [Unreleased]` in CHANGELOG.md and commit that",
        ),
        0 => CheckOutcome::fine("no changelog is kept, so the release notes say nothing"),
        entries => CheckOutcome::fine(format!("lines of release notes: {entries}")),
    })
}

/// Headings, rules and link targets alone tell a reader nothing.
fn says_something(line: &str) -> bool {
    let line = line.trim();
    let target = line.starts_with('[') && line.contains("]: ");
    !line.starts_with('#') && !target && line.contains(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::FileEdit;
    use crate::preflight::testing::plan;

    #[test]
    fn headings_are_no_entry() {
        let cases = [
            ("", false),
            (" \n\n", false),
            ("### Added\n\n### Fixed\n", false),
            ("### Added\n\n-\n", false),
            ("<!-- nothing yet -->\n[0.2.0]: https://example.org/0.2.0\n---\n", false),
            ("<!--\nWrite here\nwhat is new\n-->\n", false),
            ("### Added\n\n- A thing\n", true),
            ("Ein Ding: ß\n", true),
            ("[A link](https://example.org) to all of it\n", true),
        ];
        let mut plan = plan(&["a"]);
        for (notes, fine) in cases {
            notes.clone_into(&mut plan.notes);
            plan.edits = vec![FileEdit {
                path: "a/CHANGELOG.md".to_owned(),
                before: String::new(),
                text: String::new(),
            }];
            assert_eq!(matches!(check(&plan).outcome, CheckOutcome::Fine(_)), fine, "{notes:?}");
            plan.edits.clear();
            assert!(matches!(check(&plan).outcome, CheckOutcome::Fine(_)), "{notes:?}");
        }
    }
}
