//! For tests: what cargo says of itself, in short.

use std::collections::{BTreeMap, BTreeSet};

use shipworthy_model::facts::{Flags, Takes};

use crate::surroundings::Surroundings;

const BUILD: &str = "--package= -p= --workspace --exclude= --all --lib --bins --bin? --examples --example? --tests --test? \
                     --benches --bench? --all-targets --features= -F= --all-features --no-default-features --release -r \
                     --profile= --jobs= -j= --target? --target-dir= --manifest-path= --locked --offline --frozen --quiet -q \
                     --verbose -v --keep-going --message-format=";

const CARGO: &[(&str, &str)] = &[
    ("build", ""),
    ("check", ""),
    ("test", "--no-run --no-fail-fast --doc"),
    ("bench", "--no-run"),
    ("run", ""),
    ("doc", "--no-deps --open --document-private-items"),
    ("publish", "--dry-run -n --no-verify --allow-dirty"),
];

const OTHERS: &[(&str, &str)] = &[
    ("clippy", "--no-deps --fix --explain?"),
    ("fmt", "--all --check --package= -p= --manifest-path= --quiet -q --verbose -v"),
    (
        "install",
        "--path= --git= --version= --root= --force -f --locked --bin? --features= -F= --debug --offline",
    ),
    ("update", "--dry-run --recursive"),
];

/// Surroundings in which cargo was asked for its subcommands and flags.
pub(crate) fn with_cargo(mut surroundings: Surroundings) -> Surroundings {
    let common = CARGO.iter().map(|(name, own)| (*name, format!("{BUILD} {own}")));
    let others = OTHERS.iter().map(|(name, own)| (*name, (*own).to_owned()));
    let all: BTreeMap<&str, String> = common.chain(others).collect();
    let names: BTreeSet<String> = all.keys().map(|name| (*name).to_owned()).collect();
    surroundings.subcommands.insert("cargo".to_owned(), names);
    surroundings.flags = all.iter().map(|(name, text)| (format!("cargo {name}"), flags(text))).collect();
    surroundings
}

fn flags(text: &str) -> Flags {
    let flag = |word: &str| match (word.strip_suffix('='), word.strip_suffix('?')) {
        (Some(name), _) => (name.to_owned(), Takes::Value),
        (_, Some(name)) => (name.to_owned(), Takes::Perhaps),
        _ => (word.to_owned(), Takes::Nothing),
    };
    text.split_whitespace().map(flag).collect()
}
