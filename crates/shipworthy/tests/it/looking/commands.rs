//! The commands that look, as they are typed over a foreign repository.

/// Every command that only looks, and the look before a run: the gate `readme` reads one file and starts nothing.
const COMMANDS: &[&[&str]] = &[
    &["audit", "CHECKLIST.md"],
    &["import", "CHECKLIST.md", "--dry-run"],
    &["sync", "CHECKLIST.md", "--check"],
    &["status"],
    &["why", "readme"],
    &["doctor"],
    &["explain", "file"],
    &["schema"],
    &["release", "minor"],
    &["check", "readme"],
];

/// The commands that an ordinary user is tried with when the tests are run by root, so that it does not take as long again.
const FEW: &[&[&str]] = &[&["audit", "CHECKLIST.md"], &["status"], &["check", "readme"]];

/// The variable that asks for those few.
pub(super) const FEW_ASKED: &str = "LOOKING_FEW_COMMANDS";

/// The commands of this run of the tests.
pub(super) fn commands() -> &'static [&'static [&'static str]] {
    if std::env::var_os(FEW_ASKED).is_some() { FEW } else { COMMANDS }
}
