//! The flags of every command: what may be typed, and what was.

use std::path::PathBuf;

use clap::{ArgMatches, value_parser};

use super::arg::{option, word};

/// The flags that every command takes.
#[derive(Debug)]
pub(crate) struct GlobalFlags {
    pub(crate) format: Format,
}

/// The format of what is written to stdout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Human,
    Json,
}

impl Format {
    /// The formats by the words that are typed for them, the one that is meant without a word first.
    const WORDS: [(&str, Self); 2] = [("human", Self::Human), ("json", Self::Json)];
}

impl GlobalFlags {
    pub(super) fn taken_by(command: clap::Command) -> clap::Command {
        const HEADING: &str = "Options of every command";
        let format = option("format", "What to write on stdout: text for a person, or one JSON document")
            .value_name("FORMAT")
            .value_parser(Format::WORDS.map(|(word, _)| word))
            .default_value(Format::WORDS[0].0);
        let root = option(
            "root",
            "The workspace root [default: the nearest folder from here up that has a readiness.toml]",
        );
        let root = root.value_name("DIR").value_parser(value_parser!(PathBuf));
        command.args([format, root].map(|option| option.global(true).help_heading(HEADING)))
    }

    pub(super) fn typed(typed: &ArgMatches) -> Self {
        let typed = word(typed, "format").unwrap_or_default();
        let known = Format::WORDS.into_iter().find(|(word, _)| *word == typed);
        Self { format: known.map_or(Format::Human, |(_, format)| format) }
    }
}
