//! The command line: what may be typed, and its help. Everything about one command stands in one row of a table.

mod document;
mod release;

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{Arg, ArgAction, ArgMatches, value_parser};
use shipworthy_model::checklist::Checklist;

use crate::Caller;
pub(crate) use document::{AuditFlags, DocumentCommand, ImportFlags, SyncFlags};
#[cfg(feature = "release")]
pub(crate) use release::Act;
pub(crate) use release::ReleaseFlags;

/// What every command takes.
#[derive(Debug)]
pub(crate) struct Common {
    pub(crate) format: Format,
}

/// What is written on stdout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Human,
    Json,
}

/// What to do.
#[derive(Debug)]
pub(crate) enum Command {
    Checklist(ChecklistCommand),
    Document(DocumentCommand),
    Schema,
    Explain { word: Option<String> },
}

/// What to do with the checklist of a workspace.
#[derive(Debug)]
pub(crate) enum ChecklistCommand {
    Doctor(DoctorFlags),
    Phase {
        /// Its id or its number.
        phase: String,
        run: RunFlags,
    },
    Check {
        /// Ids of gates, or globs over them.
        gates: Vec<String>,
        run: RunFlags,
    },
    Ready {
        run: RunFlags,
    },
    Status,
    Why {
        gate: String,
    },
    Release(ReleaseFlags),
}

impl From<ChecklistCommand> for Command {
    fn from(command: ChecklistCommand) -> Self {
        Self::Checklist(command)
    }
}

impl From<DocumentCommand> for Command {
    fn from(command: DocumentCommand) -> Self {
        Self::Document(command)
    }
}

/// How gates are run.
#[derive(Debug, Clone)]
pub(crate) struct RunFlags {
    pub(crate) jobs: Option<u16>,
    pub(crate) rerun: bool,
    pub(crate) fail_fast: bool,
}

/// What doctor is asked.
#[derive(Debug)]
pub(crate) struct DoctorFlags {
    pub(crate) fix: bool,
    pub(crate) yes: bool,
    pub(crate) dry_run: bool,
    pub(crate) list: bool,
    pub(crate) only: Vec<String>,
}

/// One command: what its help says, what may be typed after its name, and what was meant by it.
struct Row {
    name: &'static str,
    about: &'static str,
    /// What somebody might type after the name.
    example: &'static str,
    takes: fn(clap::Command) -> clap::Command,
    means: fn(&ArgMatches) -> Command,
}

/// The commands in the order of the help.
const COMMANDS: [Row; 12] = [
    Row {
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
    Row {
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
    Row {
        name: "ready",
        about: "Run every phase in order and give the verdict",
        example: "--format json",
        takes: RunFlags::taken_by,
        means: |typed| ChecklistCommand::Ready { run: RunFlags::typed(typed) }.into(),
    },
    Row {
        name: "status",
        about: "What is proven now, running nothing",
        example: "--format json",
        takes: |command| command,
        means: |_| ChecklistCommand::Status.into(),
    },
    Row {
        name: "why",
        about: "Why a gate stands as it does: its evidence, what changed since, which commit turned it",
        example: "clippy",
        takes: |command| {
            command.arg(Arg::new("gate").value_name("GATE").help("The id of the gate").required(true))
        },
        means: |typed| ChecklistCommand::Why { gate: word(typed, "gate").unwrap_or_default() }.into(),
    },
    Row {
        name: "doctor",
        about: "Is this machine able to run this checklist, and what to type if not",
        example: "--only cargo-nextest --fix",
        takes: DoctorFlags::taken_by,
        means: |typed| ChecklistCommand::Doctor(DoctorFlags::typed(typed)).into(),
    },
    Row {
        name: "audit",
        about: "Hold the claims of Markdown documents against the workspace",
        example: "docs/checklist.md --format json",
        takes: AuditFlags::taken_by,
        means: |typed| DocumentCommand::Audit(AuditFlags::typed(typed)).into(),
    },
    Row {
        name: "import",
        about: "Turn a Markdown checklist into gates of readiness.toml",
        example: "docs/checklist.md --dry-run",
        takes: ImportFlags::taken_by,
        means: |typed| DocumentCommand::Import(ImportFlags::typed(typed)).into(),
    },
    Row {
        name: "sync",
        about: "Write outcomes back into the boxes of a Markdown checklist, and not one byte more",
        example: "docs/checklist.md --check",
        takes: SyncFlags::taken_by,
        means: |typed| DocumentCommand::Sync(SyncFlags::typed(typed)).into(),
    },
    Row {
        name: "release",
        about: "Plan a release, and carry the plan out when it is proven that it may",
        example: "minor",
        takes: ReleaseFlags::taken_by,
        means: |typed| ChecklistCommand::Release(ReleaseFlags::typed(typed)).into(),
    },
    Row {
        name: "explain",
        about: "What a check kind, an outcome, a verdict or an exit code means",
        example: "cargo-test",
        takes: |command| {
            let word = Arg::new("word").value_name("WORD");
            command.arg(word.help("The word to explain; all words when none is given"))
        },
        means: |typed| Command::Explain { word: word(typed, "word") },
    },
    Row {
        name: "schema",
        about: "Print the JSON Schema of readiness.toml",
        example: "> readiness.schema.json",
        takes: |command| command,
        means: |_| Command::Schema,
    },
];

/// Where the commands begin in the help: after the phases, which are what most people come for, and before clap's own
/// `help`.
const LATER: usize = 900;

impl Common {
    fn taken_by(command: clap::Command) -> clap::Command {
        const HEADING: &str = "Options of every command";
        let format = option("format", "What to write on stdout: text for a person, or one JSON document")
            .value_name("FORMAT")
            .value_parser(["human", "json"])
            .default_value("human");
        let root = option(
            "root",
            "The workspace root [default: the nearest folder from here up that has a readiness.toml]",
        );
        let root = root.value_name("DIR").value_parser(value_parser!(PathBuf));
        command.args([format, root].map(|option| option.global(true).help_heading(HEADING)))
    }

    fn typed(typed: &ArgMatches) -> Self {
        let format =
            if word(typed, "format").as_deref() == Some("json") { Format::Json } else { Format::Human };
        Self { format }
    }
}

impl RunFlags {
    fn taken_by(command: clap::Command) -> clap::Command {
        let jobs = option("jobs", "The most gates at a time [default: the number of processors]")
            .short('j')
            .value_name("N")
            .value_parser(value_parser!(u16).range(1..));
        command.args([
            jobs,
            flag("rerun", "Run the gates that were asked for even when fresh evidence answers"),
            flag("keep-going", "Go on after a required gate has failed; this is the default")
                .overrides_with("fail-fast"),
            flag("fail-fast", "Start no further gate once a required one has failed")
                .overrides_with("keep-going"),
        ])
    }

    fn typed(typed: &ArgMatches) -> Self {
        Self {
            jobs: typed.get_one::<u16>("jobs").copied(),
            rerun: typed.get_flag("rerun"),
            fail_fast: typed.get_flag("fail-fast"),
        }
    }
}

impl DoctorFlags {
    fn taken_by(command: clap::Command) -> clap::Command {
        command.args([
            flag("fix", "Show what would be typed to mend what is missing, ask, and do it"),
            flag("yes", "With --fix: do not ask").requires("fix"),
            flag("dry-run", "With --fix: only show").requires("fix").conflicts_with("yes"),
            flag("list", "List what this checklist needs, with the ids for --only"),
            option("only", "Look only at this").value_name("ID").action(ArgAction::Append),
        ])
    }

    fn typed(typed: &ArgMatches) -> Self {
        Self {
            fix: typed.get_flag("fix"),
            yes: typed.get_flag("yes"),
            dry_run: typed.get_flag("dry-run"),
            list: typed.get_flag("list"),
            only: words(typed, "only"),
        }
    }
}

fn option(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).help(help)
}

fn flag(name: &'static str, help: &'static str) -> Arg {
    option(name, help).action(ArgAction::SetTrue)
}

fn word(typed: &ArgMatches, name: &str) -> Option<String> {
    typed.get_one::<String>(name).cloned()
}

fn words(typed: &ArgMatches, name: &str) -> Vec<String> {
    typed.get_many::<String>(name).unwrap_or_default().cloned().collect()
}

/// Reads the arguments. The phases of the checklist are commands too: `phase1` is its first phase.
///
/// # Errors
///
/// clap's, which knows how to print itself and its exit code (help and version included).
pub(crate) fn parse(
    caller: Caller,
    arguments: &[OsString],
    checklist: Option<&Checklist>,
) -> Result<(Common, Command), clap::Error> {
    let titles: Vec<&str> =
        checklist.iter().flat_map(|c| &c.phases).map(|phase| phase.title.as_str()).collect();
    let mut command = program(caller);
    for (title, number) in titles.iter().zip(1..) {
        command = command
            .subcommand(phase(caller, format!("phase{number}"), title).display_order(number.min(LATER)));
    }
    // A phase that is asked for but does not exist is an error of ours, with the checklist in hand.
    let asked: BTreeSet<&str> = arguments.iter().filter_map(|word| word.to_str()).collect();
    for word in asked.into_iter().filter(|word| phase_number(word).is_some()) {
        if command.find_subcommand(word).is_none() {
            command = command.subcommand(phase(caller, word.to_owned(), "").hide(true));
        }
    }
    let typed = command.try_get_matches_from_mut(arguments)?;
    let meant = typed.subcommand().and_then(|(name, typed)| meaning(name, typed));
    let meant = meant.ok_or_else(|| command.error(ErrorKind::MissingSubcommand, "no command was given"))?;
    Ok((Common::typed(&typed), meant))
}

/// The program with all commands but the phases.
fn program(caller: Caller) -> clap::Command {
    let program = clap::Command::new("shipworthy")
        .bin_name(caller.command)
        .version(env!("CARGO_PKG_VERSION"))
        .about("A production-readiness checklist that runs")
        .after_help(example(caller, "phase1", ""))
        .max_term_width(100)
        .subcommand_required(true)
        .arg_required_else_help(true);
    let commands = COMMANDS.iter().zip(LATER..).map(|(row, order)| {
        let command = clap::Command::new(row.name).about(row.about).display_order(order);
        (row.takes)(command.after_help(example(caller, row.name, row.example)))
    });
    Common::taken_by(program).subcommands(commands)
}

fn phase(caller: Caller, name: String, title: &str) -> clap::Command {
    let example = example(caller, &name, "--jobs 4");
    RunFlags::taken_by(clap::Command::new(name).about(title.to_owned()).after_help(example))
}

fn example(caller: Caller, name: &str, words: &str) -> String {
    format!("Example: {} {name} {words}", caller.command).trim_end().to_owned()
}

/// What was meant by a command and what was typed after its name.
fn meaning(name: &str, typed: &ArgMatches) -> Option<Command> {
    if let Some(number) = phase_number(name) {
        let phase = ChecklistCommand::Phase { phase: number.to_owned(), run: RunFlags::typed(typed) };
        return Some(phase.into());
    }
    COMMANDS.iter().find(|row| row.name == name).map(|row| (row.means)(typed))
}

/// Will this command look at the tree? A guess from the bare words, made before the checklist is read.
pub(crate) fn looks(arguments: &[OsString]) -> bool {
    let is = |word: &str| {
        matches!(word, "status" | "why" | "check" | "ready" | "doctor" | "release")
            || word.starts_with("phase")
    };
    let words = || arguments.iter().skip(1).filter_map(|word| word.to_str());
    words().any(is) && !words().any(|word| matches!(word, "-h" | "--help" | "help" | "explain"))
}

fn phase_number(word: &str) -> Option<&str> {
    let digits = |number: &&str| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    word.strip_prefix("phase").filter(digits)
}
