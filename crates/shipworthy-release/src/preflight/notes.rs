//! Do the release notes say anything? Reads nothing: they stand in the plan.

use super::check::{CheckOutcome, PreflightCheck, PreflightSubject};
use crate::plan::Plan;
use crate::planning::{CHANGELOG, without_comments};

/// Checks the notes of the release. Whoever keeps no changelog has none, and that is no mistake.
pub(super) fn check(plan: &Plan) -> PreflightCheck {
    let notes = without_comments(&plan.notes);
    let entries = notes.lines().filter(|line| says_something(line)).count();
    let kept = plan.edits.iter().any(|edit| edit.path.ends_with(CHANGELOG));
    if let Some(line) = notes.lines().find(|line| is_placeholder(line)) {
        return PreflightSubject::Changelog.check(CheckOutcome::refused(
            format!("a line of the release notes is still to be written: `{}`", line.trim()),
            "write in CHANGELOG.md what it stands for, or take it out, and commit that",
        ));
    }
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

/// Does a line stand for what somebody is to write? It begins with a word for that, behind the marks of a list, or holds the
/// shape of a day in place of one. What is code is spoken of, and stands for nothing.
fn is_placeholder(line: &str) -> bool {
    const WORDS: [&str; 7] = ["TBA", "TBC", "TBD", "TODO", "FIXME", "WIP", "XXX"];
    let first = line.trim_start_matches(|character: char| !character.is_alphanumeric() && character != '`');
    let first = first.split(|character: char| !character.is_alphanumeric()).next().unwrap_or_default();
    let mut prose = line.split('`').step_by(2);
    WORDS.contains(&first) || prose.any(|text| text.contains("YYYY-MM-DD"))
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
            // A template that nobody filled in, as it stands in a published changelog.
            ("### Added\n\n* TODO (or remove section if none)\n", false),
            ("Released YYYY-MM-DD.\n\n- A thing\n", false),
            ("- A thing\n- **TBD**\n", false),
            ("- Todo lists are sorted\n- The lint for `TODO` comments is off\n", true),
            ("- Whoever writes\n  `TODO` or `YYYY-MM-DD` is told\n", true),
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
            let unwritten = notes.lines().any(is_placeholder);
            assert_eq!(matches!(check(&plan).outcome, CheckOutcome::Fine(_)), !unwritten, "{notes:?}");
        }
    }
}
