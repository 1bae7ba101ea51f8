//! The command line: what may be typed, and its help.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::PathBuf;

use clap::{ArgMatches, Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use shipworthy_model::checklist::Checklist;

use crate::Caller;

/// A production-readiness checklist that runs.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100, subcommand_required = true, arg_required_else_help = true)]
struct Typed {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

/// What every command takes.
#[derive(Debug, Args)]
#[command(next_help_heading = "Options of every command")]
pub(crate) struct Common {
    /// What to write on stdout: text for a person, or one JSON document
    #[arg(long, global = true, value_enum, default_value_t = Format::Human)]
    pub(crate) format: Format,
    /// The workspace root [default: the nearest folder from here up that has a readiness.toml]
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) root: Option<PathBuf>,
}

/// What is written on stdout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Human,
    Json,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Is this machine able to run this checklist, and what to type if not
    Doctor(DoctorFlags),
    /// Run the gates of a phase that have no fresh evidence
    Phase {
        /// The id of the phase, or its number
        #[arg(value_name = "ID")]
        phase: String,
        #[command(flatten)]
        run: RunFlags,
    },
    /// Run the gates with these ids
    Check {
        /// Ids of gates, or globs over them
        #[arg(value_name = "GATE", required = true)]
        gates: Vec<String>,
        #[command(flatten)]
        run: RunFlags,
    },
    /// Run every phase in order and give the verdict
    Ready {
        #[command(flatten)]
        run: RunFlags,
    },
    /// What is proven now, running nothing
    Status,
    /// Why a gate stands as it does: its evidence, what changed since, which commit turned it
    Why {
        /// The id of the gate
        gate: String,
    },
    /// Hold the claims of Markdown documents against the workspace
    Audit(AuditFlags),
    /// Turn a Markdown checklist into gates of readiness.toml
    Import(ImportFlags),
    /// Print the JSON Schema of readiness.toml
    Schema,
    /// What a check kind, an outcome, a verdict or an exit code means
    Explain {
        /// The word to explain; all words when none is given
        word: Option<String>,
    },
}

/// How gates are run.
#[derive(Debug, Clone, Args)]
pub(crate) struct RunFlags {
    /// The most gates at a time [default: the number of processors]
    #[arg(long, short, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) jobs: Option<u16>,
    /// Run the gates that were asked for even when fresh evidence answers
    #[arg(long)]
    pub(crate) rerun: bool,
    /// Go on after a required gate has failed; this is the default
    #[arg(long, overrides_with = "fail_fast")]
    keep_going: bool,
    /// Start no further gate once a required one has failed
    #[arg(long, overrides_with = "keep_going")]
    pub(crate) fail_fast: bool,
}

/// What audit is asked.
#[derive(Debug, Args)]
pub(crate) struct AuditFlags {
    /// Markdown documents, in the tree or not
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// Run the commands that the claims are bound to, too, after showing them
    #[arg(long)]
    pub(crate) run: bool,
    /// List what is undecided, too
    #[arg(long)]
    pub(crate) all: bool,
}

/// What import is asked.
#[derive(Debug, Args)]
pub(crate) struct ImportFlags {
    /// The Markdown checklist
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Write readiness.toml without asking
    #[arg(long)]
    pub(crate) yes: bool,
    /// Only show what would be written
    #[arg(long, conflicts_with = "yes")]
    pub(crate) dry_run: bool,
}

/// What doctor is asked.
#[derive(Debug, Args)]
pub(crate) struct DoctorFlags {
    /// Show what would be typed to mend what is missing, ask, and do it
    #[arg(long)]
    pub(crate) fix: bool,
    /// With --fix: do not ask
    #[arg(long, requires = "fix")]
    pub(crate) yes: bool,
    /// With --fix: only show
    #[arg(long, requires = "fix", conflicts_with = "yes")]
    pub(crate) dry_run: bool,
    /// List what this checklist needs, with the ids for --only
    #[arg(long)]
    pub(crate) list: bool,
    /// Look only at this
    #[arg(long, value_name = "ID")]
    pub(crate) only: Vec<String>,
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
    let mut command = Typed::command().bin_name(caller.command);
    for (at, (name, words)) in EXAMPLES.iter().enumerate() {
        let finish = |subcommand: clap::Command| {
            // After the phases, which are what most people come for.
            subcommand.after_help(example(caller, name, words)).display_order(LATER + at)
        };
        command = command.mut_subcommand(name, finish);
    }
    command = command.after_help(example(caller, "phase1", ""));
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
    let matches = command.try_get_matches_from(arguments)?;
    match matches.subcommand() {
        Some((name, inner)) if let Some(number) = phase_number(name) => numbered(&matches, number, inner),
        _ => Typed::from_arg_matches(&matches).map(|typed| (typed.common, typed.command)),
    }
}

fn phase(caller: Caller, name: String, title: &str) -> clap::Command {
    let example = example(caller, &name, "--jobs 4");
    // Said last: the flags bring the words of their own documentation along.
    RunFlags::augment_args(clap::Command::new(name))
        .about(title.to_owned())
        .long_about(None)
        .after_help(example)
}

/// Where the other commands begin in the help: after the phases, and before clap's own `help`.
const LATER: usize = 900;

/// The commands in the order of the help, and what somebody might type after the name of each.
const EXAMPLES: [(&str, &str); 10] = [
    ("phase", "blockers --fail-fast"),
    ("check", "clippy 'docs-*' --rerun"),
    ("ready", "--format json"),
    ("status", "--format json"),
    ("why", "clippy"),
    ("doctor", "--only cargo-nextest --fix"),
    ("audit", "docs/checklist.md --format json"),
    ("import", "docs/checklist.md --dry-run"),
    ("explain", "cargo-test"),
    ("schema", "> readiness.schema.json"),
];

fn example(caller: Caller, name: &str, words: &str) -> String {
    format!("Example: {} {name} {words}", caller.command).trim_end().to_owned()
}

fn numbered(
    matches: &ArgMatches,
    number: &str,
    inner: &ArgMatches,
) -> Result<(Common, Command), clap::Error> {
    let common = Common::from_arg_matches(matches)?;
    let run = RunFlags::from_arg_matches(inner)?;
    Ok((common, Command::Phase { phase: number.to_owned(), run }))
}

/// Will this command look at the tree? A guess from the bare words, made before the checklist is read.
pub(crate) fn looks(arguments: &[OsString]) -> bool {
    let is = |word: &str| {
        matches!(word, "status" | "why" | "check" | "ready" | "doctor") || word.starts_with("phase")
    };
    let words = || arguments.iter().skip(1).filter_map(|word| word.to_str());
    words().any(is) && !words().any(|word| matches!(word, "-h" | "--help" | "help" | "explain"))
}

fn phase_number(word: &str) -> Option<&str> {
    let digits = |number: &&str| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    word.strip_prefix("phase").filter(digits)
}
