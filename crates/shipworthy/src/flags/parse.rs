//! The parser of the command line: from arguments to the command that was meant.

use std::collections::BTreeSet;
use std::ffi::OsString;

use clap::ArgMatches;
use clap::error::ErrorKind;
use shipworthy_model::checklist::Checklist;

use super::command::{ChecklistCommand, Command};
use super::global::GlobalFlags;
use super::run::RunFlags;
use super::table::COMMANDS;
use crate::Caller;

/// The place of the commands in the help: after the phases, which are what most people come for, and before clap's own
/// `help`.
const LATER: usize = 900;

/// Reads the arguments. The phases of the checklist are commands too: `phase1` is its first phase.
///
/// # Errors
///
/// clap's, which knows how to print itself and its exit code (help and version included).
pub(crate) fn parse(
    caller: Caller,
    arguments: &[OsString],
    checklist: Option<&Checklist>,
) -> Result<(GlobalFlags, Command), clap::Error> {
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
    Ok((GlobalFlags::typed(&typed), meant))
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
    GlobalFlags::taken_by(program).subcommands(commands)
}

fn phase(caller: Caller, name: String, title: &str) -> clap::Command {
    let example = example(caller, &name, "--jobs 4");
    RunFlags::taken_by(clap::Command::new(name).about(title.to_owned()).after_help(example))
}

fn example(caller: Caller, name: &str, words: &str) -> String {
    format!("Example: {} {name} {words}", caller.command).trim_end().to_owned()
}

/// The command that a name and what was typed after it stand for.
fn meaning(name: &str, typed: &ArgMatches) -> Option<Command> {
    if let Some(number) = phase_number(name) {
        let phase = ChecklistCommand::Phase { phase: number.to_owned(), run: RunFlags::typed(typed) };
        return Some(phase.into());
    }
    COMMANDS.iter().find(|row| row.name == name).map(|row| (row.means)(typed))
}

/// Will the command look at the tree? A guess from the bare words, made before the checklist is read.
pub(crate) fn looks(arguments: &[OsString]) -> bool {
    // What runs gates looks once it holds the lock.
    let is = |word: &str| matches!(word, "status" | "why" | "doctor" | "release" | "bench");
    let words = || arguments.iter().skip(1).filter_map(|word| word.to_str());
    words().any(is) && !words().any(|word| matches!(word, "-h" | "--help" | "help" | "explain"))
}

fn phase_number(word: &str) -> Option<&str> {
    let digits = |number: &&str| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    word.strip_prefix("phase").filter(digits)
}
