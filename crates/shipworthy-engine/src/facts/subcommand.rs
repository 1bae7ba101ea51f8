//! Which program `cargo X` runs: one of cargo's own, what an alias stands for, or a program called `cargo-X`. It reads
//! command lines and settings, and starts nothing.

use std::collections::BTreeSet;
use std::env;

use shipworthy_model::params::Value;

use crate::facts::rustup::stands_in_for;
use crate::freshness::cargo_settings::CargoSettings;

/// How many aliases may stand behind each other.
const MOST_ALIASES: usize = 8;

/// A command line of cargo, or of another program that a toolchain of rustup's brings.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct CargoCall<'a> {
    /// The toolchain that the call chooses: `nightly` of `cargo +nightly`.
    pub(crate) toolchain: Option<&'a str>,
    /// The subcommand of cargo, when the call is one of cargo.
    pub(crate) subcommand: Option<&'a str>,
}

impl<'a> CargoCall<'a> {
    /// Reads a command line.
    pub(crate) fn of(argv: &[&'a str]) -> Self {
        let [program, words @ ..] = argv else { return Self::default() };
        if !stands_in_for(program) {
            return Self::default();
        }
        let toolchain = words.first().and_then(|word| word.strip_prefix('+'));
        let words = if toolchain.is_some() { &words[1..] } else { words };
        Self { toolchain, subcommand: subcommand(words).filter(|_| *program == "cargo") }
    }
}

/// The first word that is no option of cargo's, and no value of one.
fn subcommand<'a>(words: &[&'a str]) -> Option<&'a str> {
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match *word {
            "-C" | "-Z" | "--color" | "--config" => drop(words.next()),
            "--explain" => return None,
            option if option.starts_with('-') => {}
            word => return Some(word),
        }
    }
    None
}

/// The name of the program that a subcommand of cargo is, when it is one: not one of `own`, the subcommands that cargo has
/// by itself, nor an alias of such a one.
pub(crate) fn program(subcommand: &str, own: &BTreeSet<String>, settings: &CargoSettings) -> Option<String> {
    let mut name = subcommand.to_owned();
    for _ in 0..MOST_ALIASES {
        if own.contains(&name) && !stands_in_for(&format!("cargo-{name}")) {
            return None;
        }
        let Some(words) = alias(&name, settings) else { break };
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        name = self::subcommand(&words)?.to_owned();
    }
    Some(format!("cargo-{name}"))
}

/// The words that an alias of cargo's settings stands for.
fn alias(name: &str, settings: &CargoSettings) -> Option<Vec<String>> {
    let variable = format!("CARGO_ALIAS_{}", name.to_uppercase().replace('-', "_"));
    let split = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    if let Ok(text) = env::var(variable) {
        return Some(split(&text));
    }
    settings.alias(name).map(|value| match value {
        Value::Text(text) => split(text),
        Value::List(words) => words
            .iter()
            .filter_map(|word| match word {
                Value::Text(text) => Some(text.clone()),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_subcommand_is_the_first_word_that_is_no_option() {
        let call = |line: &'static str| CargoCall::of(&line.split(' ').collect::<Vec<_>>());
        for (line, toolchain, subcommand) in [
            ("cargo deny check", None, Some("deny")),
            ("cargo +nightly -v --config k=1 miri test", Some("nightly"), Some("miri")),
            ("cargo --color=never -Z unstable deny", None, Some("deny")),
            ("cargo --version", None, None),
            ("cargo --explain E0308", None, None),
            ("rustc +1.80 -V", Some("1.80"), None),
            ("cargo-deny check", None, None),
            ("make +nightly", None, None),
            ("cargo", None, None),
        ] {
            assert_eq!(call(line), CargoCall { toolchain, subcommand }, "{line}");
        }
        assert_eq!(CargoCall::of(&[]), CargoCall::default());
    }

    #[test]
    fn what_cargo_brings_is_no_program() {
        let own: BTreeSet<String> = ["build", "clippy"].map(str::to_owned).into();
        let settings = CargoSettings::default();
        assert_eq!(program("build", &own, &settings), None);
        assert_eq!(program("deny", &own, &settings).as_deref(), Some("cargo-deny"));
        // Cargo lists it as its own where it is installed.
        assert_eq!(program("clippy", &own, &settings).as_deref(), Some("cargo-clippy"));
    }
}
