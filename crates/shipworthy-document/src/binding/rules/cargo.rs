//! Commands of cargo that a kind of its own decides better than their exit code. The command itself is the weaker check.

use shipworthy_model::checklist::Check;
use shipworthy_model::params::{Params, Value};

use super::command::run;
use crate::binding::bound::texts;
use crate::binding::expectation::Expectation;
use crate::binding::invocation::Invocation;
use crate::binding::{Binding, Example, ItemContext, Rule};
use crate::command::Cargo;

/// The rule for commands of cargo that a kind of its own decides.
pub(super) static RULE: Rule = Rule {
    id: "cargo",
    summary: "`cargo build`, `test`, `clippy`, `fmt --check` and `doc` become the kinds of those names, which also see what \
              exits 0 having looked at nothing. Where only the command itself passes, the item is partly so.",
    examples: &[
        Example {
            markdown: "- [ ] Run `cargo build --workspace` → verify success\n",
            files: &["a/Cargo.toml", "a/src/lib.rs"],
            becomes: r#"{ kind = "cargo-build" } partly { kind = "command", argv = ["cargo", "build", "--workspace"] }"#,
        },
        Example {
            markdown: "- [x] `cargo test -p a --all-features` passes (120+ tests)\n",
            files: &["a/Cargo.toml", "a/src/lib.rs"],
            becomes: r#"{ kind = "cargo-test", all-features = true, at-least = 120, packages = ["a"] } partly { kind = "command", argv = ["cargo", "test", "-p", "a", "--all-features"] }"#,
        },
        Example {
            markdown: "- [ ] `cargo clippy --workspace -- -D warnings` → verify zero warnings\n",
            files: &["a/Cargo.toml", "a/src/lib.rs"],
            becomes: r#"{ kind = "cargo-clippy", limit = 0 } partly { kind = "command", argv = ["cargo", "clippy", "--workspace", "--", "-D", "warnings"] }"#,
        },
        Example {
            markdown: "```sh\ncargo fmt --all -- --check\n```\n",
            files: &["a/Cargo.toml", "a/src/lib.rs"],
            becomes: r#"{ kind = "cargo-fmt" } partly { kind = "command", argv = ["cargo", "fmt", "--all", "--", "--check"] }"#,
        },
        Example {
            markdown: "- [ ] cargo build succeeds\n",
            files: &["a/Cargo.toml", "a/src/lib.rs"],
            becomes: r#"{ kind = "cargo-build" } partly { kind = "command", argv = ["cargo", "build"] }"#,
        },
        Example {
            markdown: "- [ ] Run `cargo test -- --ignored`\n",
            files: &["a/Cargo.toml", "a/src/lib.rs"],
            becomes: "not understood",
        },
        Example {
            markdown: "- [ ] `cargo build` should fail without the key\n",
            files: &["a/Cargo.toml", "a/src/lib.rs"],
            becomes: "not understood",
        },
        Example {
            markdown: "- [ ] Add `cargo test` to the workflow\n",
            files: &[],
            becomes: "not understood",
        },
    ],
    bind,
};

/// Flags that change nothing about what is looked at.
#[rustfmt::skip]
const SILENT: &[&str] = &[
    "--all", "--all-targets", "--color", "--keep-going", "--no-fail-fast", "--offline", "--quiet",
    "--verbose", "--workspace", "-q", "-v",
];

fn bind(context: &ItemContext<'_>) -> Option<Binding> {
    let invocation = Invocation::of(context)?;
    let expectation = invocation.expectation.as_ref()?;
    let call = invocation.line.runnable().ok()?;
    if invocation.line.dir.is_some() || invocation.ground.unsettled || !call.env.is_empty() {
        return None;
    }
    let cargo = Cargo::of(call, None)?;
    let check = kind(&cargo, expectation)?;
    let literal = run(&invocation.line, &Expectation::default())?;
    Some(Binding::checked(RULE.id, check).or_partly([literal]))
}

/// The check of the kind for a subcommand; `None` when the kind cannot say all that the command does.
fn kind(cargo: &Cargo<'_>, expectation: &Expectation) -> Option<Check> {
    if cargo.toolchain.is_some() || expectation.within.is_some() {
        return None;
    }
    let mut params = Params::default();
    let rest: Vec<&str> = cargo.rest.iter().map(|word| word.text.as_str()).collect();
    let kind = match (cargo.subcommand, rest.as_slice()) {
        ("build", []) => "cargo-build",
        ("test", []) => "cargo-test",
        ("test", ["--include-ignored"]) => {
            params.0.insert("include-ignored".to_owned(), Value::Flag(true));
            "cargo-test"
        }
        ("clippy", [] | ["-D" | "--deny", "warnings"] | ["-Dwarnings"]) => "cargo-clippy",
        ("fmt", [] | ["--check"]) => "cargo-fmt",
        ("doc", []) => "cargo-doc",
        _ => return None,
    };
    flags(cargo, kind, &mut params)?;
    counts(kind, expectation, &mut params)?;
    if kind == "cargo-clippy" {
        params.0.insert("limit".to_owned(), Value::Integer(0));
    }
    if kind == "cargo-build" && expectation.no_warnings {
        params.0.insert("warnings".to_owned(), Value::Integer(0));
    }
    match (kind, cargo.operands.as_slice()) {
        (_, []) => {}
        ("cargo-test", [filter]) => drop(params.0.insert("filter".to_owned(), texts([filter.text.as_str()]))),
        _ => return None,
    }
    Some(Check { kind: kind.to_owned(), params })
}

fn flags(cargo: &Cargo<'_>, kind: &str, params: &mut Params) -> Option<()> {
    let selects = |name: &str| name != "cargo-fmt";
    let mut packages = Vec::new();
    let mut features = Vec::new();
    for flag in &cargo.flags {
        let plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
        match (flag.name.as_str(), flag.value) {
            ("-p" | "--package", Some(name)) if name.chars().all(plain) => packages.push(name),
            ("-F" | "--features", Some(list)) if selects(kind) => {
                features.extend(list.split([',', ' ']).filter(|name| !name.is_empty()));
            }
            ("--release" | "-r", None) if kind == "cargo-build" => {
                params.0.insert("release".to_owned(), Value::Flag(true));
            }
            ("--all-features" | "--no-default-features" | "--locked", None) if selects(kind) => {
                params.0.insert(flag.name.trim_start_matches('-').to_owned(), Value::Flag(true));
            }
            ("--document-private-items", None) if kind == "cargo-doc" => {
                params.0.insert("private".to_owned(), Value::Flag(true));
            }
            ("--no-deps", None) if matches!(kind, "cargo-doc" | "cargo-clippy") => {}
            ("--check", None) if kind == "cargo-fmt" => {}
            (name, _) if SILENT.contains(&name) => {}
            _ => return None,
        }
    }
    for (name, list) in [("packages", packages), ("features", features)] {
        if !list.is_empty() {
            params.0.insert(name.to_owned(), texts(list));
        }
    }
    Some(())
}

/// `100+ tests` is a floor of the kind; no other count is.
fn counts(kind: &str, expectation: &Expectation, params: &mut Params) -> Option<()> {
    for (noun, least) in &expectation.counts {
        let name = match (kind, noun.as_str()) {
            ("cargo-test", "test") => "at-least",
            ("cargo-test", "doctest") => "doctests-at-least",
            _ => return None,
        };
        params.0.insert(name.to_owned(), Value::Integer(i64::try_from(*least).ok()?));
    }
    Some(())
}
