//! The flags of the commands about Markdown checklists: what may be typed, and what was.
#![cfg_attr(not(feature = "documents"), expect(dead_code, reason = "another build reads what was typed"))]

use std::path::PathBuf;

use clap::{Arg, ArgMatches, value_parser};

use super::arg::flag;

/// A command about a Markdown checklist.
#[derive(Debug)]
pub(crate) enum DocumentCommand {
    Audit(AuditFlags),
    Import(ImportFlags),
    Sync(SyncFlags),
}

/// The flags of `audit`.
#[derive(Debug)]
pub(crate) struct AuditFlags {
    pub(crate) files: Vec<PathBuf>,
    pub(crate) run: bool,
    pub(crate) all: bool,
}

/// The flags of `import`.
#[derive(Debug)]
pub(crate) struct ImportFlags {
    pub(crate) file: PathBuf,
    pub(crate) yes: bool,
    pub(crate) dry_run: bool,
}

/// The flags of `sync`.
#[derive(Debug)]
pub(crate) struct SyncFlags {
    pub(crate) file: PathBuf,
    pub(crate) check: bool,
    pub(crate) yes: bool,
    pub(crate) dry_run: bool,
}

impl AuditFlags {
    pub(super) fn taken_by(command: clap::Command) -> clap::Command {
        let files = Arg::new("files").value_name("FILE").help("Markdown documents, in the tree or not");
        command.args([
            files.required(true).num_args(1..).value_parser(value_parser!(PathBuf)),
            flag("run", "Run the commands that the claims are bound to, too, after showing them"),
            flag("all", "List what is undecided, too"),
        ])
    }

    pub(super) fn typed(typed: &ArgMatches) -> Self {
        Self {
            files: typed.get_many::<PathBuf>("files").unwrap_or_default().cloned().collect(),
            run: typed.get_flag("run"),
            all: typed.get_flag("all"),
        }
    }
}

impl ImportFlags {
    pub(super) fn taken_by(command: clap::Command) -> clap::Command {
        command.args([
            checklist(),
            flag("yes", "Write readiness.toml without asking"),
            flag("dry-run", "Only show what would be written").conflicts_with("yes"),
        ])
    }

    pub(super) fn typed(typed: &ArgMatches) -> Self {
        Self { file: path(typed, "file"), yes: typed.get_flag("yes"), dry_run: typed.get_flag("dry-run") }
    }
}

impl SyncFlags {
    pub(super) fn taken_by(command: clap::Command) -> clap::Command {
        command.args([
            checklist(),
            flag("check", "Write nothing; exit 1 when the document does not tell the truth")
                .conflicts_with("yes"),
            flag("yes", "Write the document without asking"),
            flag("dry-run", "Only show what would be written").conflicts_with("yes"),
        ])
    }

    pub(super) fn typed(typed: &ArgMatches) -> Self {
        Self {
            file: path(typed, "file"),
            check: typed.get_flag("check"),
            yes: typed.get_flag("yes"),
            dry_run: typed.get_flag("dry-run"),
        }
    }
}

/// The document that a command is about.
fn checklist() -> Arg {
    let file = Arg::new("file").value_name("FILE").help("The Markdown checklist");
    file.required(true).value_parser(value_parser!(PathBuf))
}

fn path(typed: &ArgMatches, name: &str) -> PathBuf {
    typed.get_one::<PathBuf>(name).cloned().unwrap_or_default()
}
