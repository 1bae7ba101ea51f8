//! The flags of `doctor`: what may be typed, and what was.

use clap::{ArgAction, ArgMatches};

use super::arg::{flag, option, words};

/// The flags of `doctor`.
#[derive(Debug)]
pub(crate) struct DoctorFlags {
    pub(crate) fix: bool,
    pub(crate) yes: bool,
    pub(crate) dry_run: bool,
    pub(crate) list: bool,
    pub(crate) only: Vec<String>,
}

impl DoctorFlags {
    pub(super) fn taken_by(command: clap::Command) -> clap::Command {
        command.args([
            flag("fix", "Show what would be typed to mend what is missing, ask, and do it"),
            flag("yes", "With --fix: do not ask").requires("fix"),
            flag("dry-run", "With --fix: only show").requires("fix").conflicts_with("yes"),
            flag("list", "List what this checklist needs, with the ids for --only"),
            option("only", "Look only at this").value_name("ID").action(ArgAction::Append),
        ])
    }

    pub(super) fn typed(typed: &ArgMatches) -> Self {
        Self {
            fix: typed.get_flag("fix"),
            yes: typed.get_flag("yes"),
            dry_run: typed.get_flag("dry-run"),
            list: typed.get_flag("list"),
            only: words(typed, "only"),
        }
    }
}
