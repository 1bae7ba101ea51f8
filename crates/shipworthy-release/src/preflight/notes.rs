//! Do the release notes say anything? Reads nothing: they stand in the plan.

use super::look::{Look, Outcome, Subject};

/// The notes of the release.
pub(super) fn look(notes: &str) -> Look {
    let entries = notes.lines().filter(|line| says_something(line)).count();
    Subject::Changelog.look(if entries == 0 {
        Outcome::refused(
            "the changelog has no entry for this release",
            "write what changed below `## [Unreleased]` in CHANGELOG.md and commit that",
        )
    } else {
        Outcome::fine(format!("{entries} lines of release notes"))
    })
}

/// Headings, rules, comments on one line and link targets alone tell a reader nothing.
fn says_something(line: &str) -> bool {
    let line = line.trim();
    let target = line.starts_with('[') && line.contains("]: ");
    let comment = line.starts_with("<!--") && line.ends_with("-->");
    !line.starts_with('#') && !target && !comment && line.contains(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_no_entry() {
        let cases = [
            ("", false),
            (" \n\n", false),
            ("### Added\n\n### Fixed\n", false),
            ("### Added\n\n-\n", false),
            ("<!-- nothing yet -->\n[0.2.0]: https://example.org/0.2.0\n---\n", false),
            ("### Added\n\n- A thing\n", true),
            ("Ein Ding: ß\n", true),
            ("[A link](https://example.org) to all of it\n", true),
        ];
        for (notes, fine) in cases {
            assert_eq!(matches!(look(notes).outcome, Outcome::Fine(_)), fine, "{notes:?}");
        }
    }
}
