//! The forms of arguments, and what was typed for one of them.

use clap::{Arg, ArgAction, ArgMatches};

/// An option that takes a value.
pub(super) fn option(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).help(help)
}

/// An option that is given or not.
pub(super) fn flag(name: &'static str, help: &'static str) -> Arg {
    option(name, help).action(ArgAction::SetTrue)
}

/// The word that was typed for this argument.
pub(super) fn word(typed: &ArgMatches, name: &str) -> Option<String> {
    typed.get_one::<String>(name).cloned()
}

/// The words that were typed for this argument.
pub(super) fn words(typed: &ArgMatches, name: &str) -> Vec<String> {
    typed.get_many::<String>(name).unwrap_or_default().cloned().collect()
}
