//! The flags of the commands that run gates: what may be typed, and what was.

use clap::{ArgMatches, value_parser};

use super::arg::{flag, option};

/// The flags of commands that run gates.
#[derive(Debug, Clone)]
pub(crate) struct RunFlags {
    pub(crate) jobs: Option<u16>,
    pub(crate) rerun: bool,
    pub(crate) fail_fast: bool,
    pub(crate) observe: bool,
}

impl RunFlags {
    pub(super) fn taken_by(command: clap::Command) -> clap::Command {
        let jobs = option("jobs", "The most gates at a time [default: the number of processors]")
            .short('j')
            .value_name("N")
            .value_parser(value_parser!(u16).range(1..));
        command.args([
            jobs,
            flag("rerun", "Run the gates that were asked for even when fresh evidence answers"),
            flag(
                "observe",
                "Watch which files the processes of gates open, and bind the evidence to exactly those",
            ),
            flag("keep-going", "Go on after a required gate has failed; this is the default")
                .overrides_with("fail-fast"),
            flag("fail-fast", "Start no further gate once a required one has failed")
                .overrides_with("keep-going"),
        ])
    }

    pub(super) fn typed(typed: &ArgMatches) -> Self {
        Self {
            jobs: typed.get_one::<u16>("jobs").copied(),
            rerun: typed.get_flag("rerun"),
            fail_fast: typed.get_flag("fail-fast"),
            observe: typed.get_flag("observe"),
        }
    }
}
