//! The commands: everything about one of them stands in one row.

use clap::{Arg, ArgMatches};

use super::arg::{flag, option, word, words};
use super::bench::BenchFlags;
use super::command::{ChecklistCommand, Command};
use super::doctor::DoctorFlags;
use super::document::{AuditFlags, DocumentCommand, ImportFlags, SyncFlags};
use super::release::ReleaseFlags;
use super::run::RunFlags;

/// A row of the table of commands: what the help says of one, what may be typed after its name, and what was meant by
/// it.
pub(super) struct CommandRow {
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    /// An example of what somebody might type after the name.
    pub(super) example: &'static str,
    pub(super) takes: fn(clap::Command) -> clap::Command,
    pub(super) means: fn(&ArgMatches) -> Command,
}

/// The commands in the order of the help.
pub(super) const COMMANDS: [CommandRow; 13] = [
    CommandRow {
        name: "phase",
        about: "Run the gates of a phase that have no fresh evidence",
        example: "blockers --fail-fast",
        takes: |command| {
            let phase = Arg::new("phase").value_name("ID").help("The id of the phase, or its number");
            RunFlags::taken_by(command.arg(phase.required(true)))
        },
        means: |typed| {
            ChecklistCommand::Phase {
                phase: word(typed, "phase").unwrap_or_default(),
                run: RunFlags::typed(typed),
            }
            .into()
        },
    },
    CommandRow {
        name: "check",
        about: "Run the gates with these ids",
        example: "clippy 'docs-*' --rerun",
        takes: |command| {
            let gates = Arg::new("gates").value_name("GATE").help("Ids of gates, or globs over them");
            RunFlags::taken_by(command.arg(gates.required(true).num_args(1..)))
        },
        means: |typed| {
            ChecklistCommand::Check { gates: words(typed, "gates"), run: RunFlags::typed(typed) }.into()
        },
    },
    CommandRow {
        name: "ready",
        about: "Run every phase in order and give the verdict",
        example: "--format json",
        takes: RunFlags::taken_by,
        means: |typed| ChecklistCommand::Ready { run: RunFlags::typed(typed) }.into(),
    },
    CommandRow {
        name: "status",
        about: "What is proven now, running nothing",
        example: "--format json",
        takes: |command| command,
        means: |_| ChecklistCommand::Status.into(),
    },
    CommandRow {
        name: "why",
        about: "Why a gate stands as it does: its evidence, what changed since, which commit turned it",
        example: "clippy --inputs",
        takes: |command| {
            let gate = Arg::new("gate").value_name("GATE").help("The id of the gate").required(true);
            command
                .args([gate, flag("inputs", "List all that the result is bound to, and how that is known")])
        },
        means: |typed| {
            let gate = word(typed, "gate").unwrap_or_default();
            ChecklistCommand::Why { gate, inputs: typed.get_flag("inputs") }.into()
        },
    },
    CommandRow {
        name: "doctor",
        about: "Is this machine able to run this checklist, and what to type if not",
        example: "--only cargo-nextest --fix",
        takes: DoctorFlags::taken_by,
        means: |typed| ChecklistCommand::Doctor(DoctorFlags::typed(typed)).into(),
    },
    CommandRow {
        name: "audit",
        about: "Hold the claims of Markdown documents against the workspace",
        example: "docs/checklist.md --format json",
        takes: AuditFlags::taken_by,
        means: |typed| DocumentCommand::Audit(AuditFlags::typed(typed)).into(),
    },
    CommandRow {
        name: "import",
        about: "Turn a Markdown checklist into gates of readiness.toml",
        example: "docs/checklist.md --dry-run",
        takes: ImportFlags::taken_by,
        means: |typed| DocumentCommand::Import(ImportFlags::typed(typed)).into(),
    },
    CommandRow {
        name: "sync",
        about: "Write outcomes back into the boxes of a Markdown checklist, and not one byte more",
        example: "docs/checklist.md --check",
        takes: SyncFlags::taken_by,
        means: |typed| DocumentCommand::Sync(SyncFlags::typed(typed)).into(),
    },
    CommandRow {
        name: "bench",
        about: "Hold the benchmarks of the working tree against those of a base, with bounds",
        example: "--base v1.2.0 --filter parse",
        takes: BenchFlags::taken_by,
        means: |typed| ChecklistCommand::Bench(BenchFlags::typed(typed)).into(),
    },
    CommandRow {
        name: "release",
        about: "Plan a release, and carry the plan out when it is proven that it may",
        example: "minor",
        takes: ReleaseFlags::taken_by,
        means: |typed| ChecklistCommand::Release(ReleaseFlags::typed(typed)).into(),
    },
    CommandRow {
        name: "explain",
        about: "What a check kind, an outcome, a verdict or an exit code means",
        example: "cargo-test",
        takes: |command| {
            let word = Arg::new("word").value_name("WORD");
            command.arg(word.help("The word to explain; all words when none is given"))
        },
        means: |typed| Command::Explain { word: word(typed, "word") },
    },
    CommandRow {
        name: "schema",
        about: "Print the JSON Schema of readiness.toml, or of the JSON that a command answers with",
        example: "--of status",
        takes: |command| {
            let of =
                option("of", "The command whose JSON is described; `error` for what an early end answers");
            command.arg(of.value_name("COMMAND"))
        },
        means: |typed| Command::Schema { of: word(typed, "of") },
    },
];
