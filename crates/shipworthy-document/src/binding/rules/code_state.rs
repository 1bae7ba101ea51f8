//! The state of the code, said in a few words that everybody uses: `Linter clean`, `All tests pass`, `Code compiles`.

use crate::binding::bound::check;
use crate::binding::rust::{command, limited, only_rust};
use crate::binding::{Binding, Example, ItemContext, Rule};
use crate::item::Form;

/// The rule for the state of the code in a few common words.
pub(super) static RULE: Rule = Rule {
    id: "code-state",
    summary: "`Linter clean`, `All tests passing`, `Code compiles`, `Zero warnings`, `fmt clean` and `Documentation builds`, \
              said of a workspace that is all Rust, become the kinds of cargo.",
    examples: &[
        Example {
            markdown: "- [x] Linter clean\n",
            files: &["a/Cargo.toml", "a/src/lib.rs"],
            becomes: r#"{ kind = "cargo-clippy", limit = 0 } partly { kind = "command", argv = ["cargo", "clippy", "--workspace", "--", "-D", "warnings"] }"#,
        },
        Example {
            markdown: "- [x] **All tests passing**\n",
            files: &["a/Cargo.toml", "a/src/lib.rs"],
            becomes: r#"{ kind = "cargo-test" } partly { kind = "command", argv = ["cargo", "test", "--workspace"] }"#,
        },
        Example {
            markdown: "- [ ] Code compiles without warnings\n",
            files: &["a/Cargo.toml", "a/src/lib.rs"],
            becomes: r#"{ kind = "cargo-build", warnings = 0 } partly { kind = "command", argv = ["cargo", "build", "--workspace"] }"#,
        },
        Example {
            markdown: "- [x] Code is formatted\n",
            files: &["a/Cargo.toml", "a/src/lib.rs"],
            becomes: r#"{ kind = "cargo-fmt" }"#,
        },
        Example {
            markdown: "- [x] Linter clean\n",
            files: &["a/Cargo.toml", "a/src/lib.rs", "package.json"],
            becomes: "not understood",
        },
        Example { markdown: "- [x] All tests passing\n", files: &[], becomes: "not understood" },
        Example {
            markdown: "- [x] All tests passing on Windows\n",
            files: &["a/Cargo.toml", "a/src/lib.rs"],
            becomes: "not understood",
        },
        Example {
            markdown: "- [x] Linter clean except for 3 warnings\n",
            files: &["a/Cargo.toml", "a/src/lib.rs"],
            becomes: "not understood",
        },
    ],
    bind,
};

/// What is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Builds,
    BuildsWithoutWarnings,
    Tests,
    Lints,
    Formatted,
    Documented,
}

/// The ways to say it, in lower case and without punctuation.
#[rustfmt::skip]
const WAYS: &[(State, &[&str])] = &[
    (State::Builds, &[
        "build passes", "build passing", "build succeeds", "builds successfully", "code builds", "code compiles",
        "compiles successfully", "project builds", "project compiles", "workspace builds", "workspace compiles",
    ]),
    (State::BuildsWithoutWarnings, &[
        "build without warnings", "builds without warnings", "code compiles without warnings", "compiles without warnings",
        "no build warnings", "no compiler warnings", "zero build warnings", "zero compiler warnings", "0 compiler warnings",
    ]),
    (State::Tests, &[
        "all tests green", "all tests pass", "all tests passed", "all tests passing", "all unit and integration tests pass",
        "every test passes", "test suite passes", "tests pass", "tests passing",
    ]),
    (State::Lints, &[
        "clippy clean", "clippy passes", "clippy warnings fixed", "lint clean", "linter clean", "linter passes", "linting clean",
        "linting passes", "lints clean", "no clippy warnings", "no linter warnings", "no warnings", "zero clippy warnings",
        "zero warnings", "0 clippy warnings", "0 warnings",
    ]),
    (State::Formatted, &[
        "code formatted", "code formatting clean", "code is formatted", "fmt clean", "formatting clean", "formatted with rustfmt",
        "rustfmt clean",
    ]),
    (State::Documented, &[
        "docs build", "docs build without warnings", "documentation builds", "documentation builds without warnings",
        "rustdoc builds", "rustdoc builds without warnings", "rustdoc clean",
    ]),
];

fn bind(context: &ItemContext<'_>) -> Option<Binding> {
    let item = context.item;
    if matches!(item.form, Form::Label | Form::Link | Form::Command | Form::NumberedHeading)
        || !item.codes.is_empty()
    {
        return None;
    }
    let said = said(&item.text);
    let (state, _) = WAYS.iter().find(|(_, ways)| ways.contains(&said.as_str()))?;
    if !only_rust(context) {
        return None;
    }
    let binding = |check| Binding::checked(RULE.id, check);
    Some(match state {
        State::Builds => {
            binding(check("cargo-build", [])).or_partly([command(&["cargo", "build", "--workspace"])])
        }
        State::BuildsWithoutWarnings => binding(limited("cargo-build", "warnings", 0))
            .or_partly([command(&["cargo", "build", "--workspace"])]),
        State::Tests => {
            binding(check("cargo-test", [])).or_partly([command(&["cargo", "test", "--workspace"])])
        }
        State::Lints => binding(limited("cargo-clippy", "limit", 0)).or_partly([command(&[
            "cargo",
            "clippy",
            "--workspace",
            "--",
            "-D",
            "warnings",
        ])]),
        State::Formatted => binding(check("cargo-fmt", [])),
        State::Documented => binding(check("cargo-doc", [])).or_partly([command(&[
            "cargo",
            "doc",
            "--workspace",
            "--no-deps",
        ])]),
    })
}

/// The words, in lower case, without what opens or ends a sentence.
fn said(text: &str) -> String {
    const LONGEST: usize = 80;
    if text.len() > LONGEST {
        return String::new();
    }
    let lower = text.to_lowercase();
    let words = lower.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let skipped = usize::from(words.first().is_some_and(|word| matches!(*word, "the" | "ensure" | "verify")));
    words.get(skipped..).unwrap_or_default().join(" ")
}
