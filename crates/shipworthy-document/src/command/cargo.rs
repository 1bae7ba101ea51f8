//! A call of cargo: toolchain, subcommand, flags with their values, operands, and what is passed on behind `--`.

use shipworthy_model::facts::{Flags, Takes};

use super::call::Call;
use super::word::Word;

/// A call of cargo, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cargo<'a> {
    /// `nightly` in `cargo +nightly ...`.
    pub(crate) toolchain: Option<&'a str>,
    /// The subcommand by its full name: `build` for `b`.
    pub(crate) subcommand: &'a str,
    /// The flags, in order.
    pub(crate) flags: Vec<Flag<'a>>,
    /// What is neither a flag nor a value of one.
    pub(crate) operands: Vec<&'a Word>,
    /// What stands behind `--`.
    pub(crate) rest: &'a [Word],
}

/// One flag of a call of cargo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Flag<'a> {
    /// The name of the flag, as in `--package` or `-p`.
    pub(crate) name: String,
    /// The value of the flag, if it has one.
    pub(crate) value: Option<&'a str>,
    /// Is the value what it literally says?
    pub(crate) literal: bool,
}

/// Flags of cargo that take a value everywhere, for when its help is not at hand.
#[rustfmt::skip]
const VALUED: &[&str] = &[
    "--bench", "--bin", "--branch", "--color", "--config", "--example", "--exclude", "--features", "--git",
    "--index", "--jobs", "--manifest-path", "--message-format", "--package", "--partition", "--path",
    "--profile", "--registry", "--rev", "--root", "--tag", "--target", "--target-dir", "--test", "--token",
    "--version", "-C", "-E", "-F", "-Z", "-j", "-p",
];

/// Subcommands by their short names.
const SHORT: &[(&str, &str)] =
    &[("b", "build"), ("c", "check"), ("d", "doc"), ("r", "run"), ("rm", "remove"), ("t", "test")];

impl<'a> Cargo<'a> {
    /// Takes a call apart, with what the help of the subcommand says of its flags. `None` when it is no call of cargo, or
    /// one without a subcommand.
    pub(crate) fn of(call: &'a Call, help: Option<&Flags>) -> Option<Self> {
        if call.program() != "cargo" {
            return None;
        }
        let mut words = call.arguments();
        let mut toolchain = None;
        if let Some((first, rest)) = words.split_first()
            && let Some(name) = first.text.strip_prefix('+')
        {
            (toolchain, words) = (Some(name), rest);
        }
        let mut flags = Vec::new();
        let mut subcommand = None;
        let mut operands = Vec::new();
        let mut rest: &[Word] = &[];
        while let Some((word, behind)) = words.split_first() {
            words = behind;
            if word.text == "--" {
                rest = behind;
                break;
            } else if word.text.len() > 1 && word.text.starts_with('-') {
                take(word, &mut words, help, &mut flags);
            } else if subcommand.is_none() {
                subcommand = Some(word.text.as_str());
            } else {
                operands.push(word);
            }
        }
        let subcommand = subcommand?;
        let full = SHORT.iter().find(|(short, _)| *short == subcommand).map_or(subcommand, |(_, full)| full);
        Some(Self { toolchain, subcommand: full, flags, operands, rest })
    }

    /// The subcommand of a call, without its flags.
    pub(crate) fn subcommand(call: &'a Call) -> Option<&'a str> {
        Self::of(call, None).map(|cargo| cargo.subcommand)
    }

    /// The values of a flag under any of its names.
    pub(crate) fn values(&self, names: &[&str]) -> impl Iterator<Item = &Flag<'a>> {
        self.flags.iter().filter(move |flag| names.contains(&flag.name.as_str()))
    }

    /// Is a flag given under any of its names?
    pub(crate) fn has(&self, names: &[&str]) -> bool {
        self.flags.iter().any(|flag| names.contains(&flag.name.as_str()))
    }
}

fn takes(name: &str, help: Option<&Flags>) -> Takes {
    let builtin = || if VALUED.contains(&name) { Takes::Value } else { Takes::Nothing };
    help.and_then(|help| help.get(name)).copied().unwrap_or_else(builtin)
}

/// Takes a word with one or several flags, and the value behind it.
fn take<'a>(word: &'a Word, behind: &mut &'a [Word], help: Option<&Flags>, flags: &mut Vec<Flag<'a>>) {
    let literal = word.is_literal();
    let flag = |name: &str, value| Flag { name: name.to_owned(), value, literal };
    let mut next = |takes: Takes| -> Option<&'a Word> {
        let (value, rest) = behind.split_first()?;
        let is_value = match takes {
            Takes::Nothing => false,
            Takes::Value => value.text != "--",
            Takes::Perhaps => !value.text.starts_with('-'),
        };
        is_value.then(|| {
            *behind = rest;
            value
        })
    };
    if word.text.starts_with("--") {
        let taken = match word.text.split_once('=') {
            Some((name, value)) => flag(name, Some(value)),
            None => {
                let value = next(takes(&word.text, help));
                Flag {
                    name: word.text.clone(),
                    value: value.map(|value| value.text.as_str()),
                    literal: literal && value.is_none_or(Word::is_literal),
                }
            }
        };
        flags.push(taken);
        return;
    }
    for (at, letter) in word.text.char_indices().skip(1) {
        let name = format!("-{letter}");
        let wanted = takes(&name, help);
        if wanted == Takes::Nothing {
            flags.push(flag(&name, None));
            continue;
        }
        let attached = word.text.get(at + letter.len_utf8()..).filter(|text| !text.is_empty());
        let taken = match attached {
            Some(value) => flag(&name, Some(value.strip_prefix('=').unwrap_or(value))),
            None => {
                let value = next(wanted);
                Flag {
                    name,
                    value: value.map(|value| value.text.as_str()),
                    literal: literal && value.is_none_or(Word::is_literal),
                }
            }
        };
        flags.push(taken);
        return;
    }
}
