//! The commands that look, as they are typed over a foreign repository.

/// Every command that only looks, and the look before a run: the gate `readme` reads one file and starts nothing.
pub(super) const COMMANDS: &[&[&str]] = &[
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
