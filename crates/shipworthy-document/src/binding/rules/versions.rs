//! The packages have the version to be released.

use shipworthy_model::params::Value;

use crate::binding::bound::{check, text};
use crate::binding::{Binding, Context, Example, Rule, version};

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "versions",
    summary: "The version is raised: every package that may be published has the version that the document names. Or all \
              versions are the same.",
    examples: &[
        Example {
            markdown: "# Goal: ship v0.2.0\n\n- [ ] Update version in Cargo.toml\n",
            files: &["Cargo.toml"],
            becomes: r#"{ kind = "versions", version = "0.2.0" }"#,
        },
        Example {
            markdown: "- [ ] Bump version to 1.0.0\n",
            files: &[],
            becomes: r#"{ kind = "versions", version = "1.0.0" }"#,
        },
        Example {
            markdown: "# Release v0.2.0\n\n- [x] Cargo.toml versions updated\n",
            files: &["Cargo.toml"],
            becomes: r#"{ kind = "versions", version = "0.2.0" }"#,
        },
        Example {
            markdown: "- [ ] Verify all package versions match workspace version\n",
            files: &[],
            becomes: r#"{ kind = "versions", equal = true }"#,
        },
        Example {
            markdown: "- [ ] All versions match the changelog\n",
            files: &[],
            becomes: "not understood",
        },
        Example {
            markdown: "- [ ] Update version in Cargo.toml\n",
            files: &["Cargo.toml"],
            becomes: "not understood",
        },
        Example {
            markdown: "# Release v1.0.0\n\n- [ ] Update Rust version in Cargo.toml\n",
            files: &[],
            becomes: "not understood",
        },
        Example {
            markdown: "# Release v1.0.0\n\n- [ ] Version tagging\n",
            files: &[],
            becomes: "not understood",
        },
    ],
    bind,
};

#[rustfmt::skip]
const AROUND: &[&str] = &[
    "update", "updated", "bump", "bumped", "raise", "set", "increment", "the", "all", "version", "versions", "number",
    "numbers", "in", "of", "to", "cargo.toml", "cargo", "toml", "files", "manifests", "every", "each", "package", "packages",
    "crate", "crates", "workspace", "for", "release",
];

fn bind(context: &Context<'_>) -> Option<Binding> {
    if !context.is_statement() || context.is_container() {
        return None;
    }
    if all_equal(&context.item.text) {
        return Some(Binding::checked(RULE.id, check("versions", [("equal", Value::Flag(true))])));
    }
    let own = version::in_text(&context.item.text);
    let wanted = version::number(own.or(context.target)?);
    let text_of = context.item.text.split(" (").next().unwrap_or_default().to_lowercase();
    let words: Vec<&str> = text_of
        .split_whitespace()
        .map(|word| word.trim_matches(|letter: char| !letter.is_alphanumeric()))
        .filter(|word| !word.is_empty() && version::number(word) != wanted)
        .collect();
    let any = |of: &[&str]| words.iter().any(|word| of.contains(word));
    let raises = any(&["update", "updated", "bump", "bumped", "raise", "set", "increment"])
        && any(&["version", "versions"]);
    if !raises || !words.iter().all(|word| AROUND.contains(word)) {
        return None;
    }
    Some(Binding::checked(RULE.id, check("versions", [("version", text(wanted))])))
}

/// `All package versions match`
fn all_equal(said: &str) -> bool {
    #[rustfmt::skip]
    const AROUND: &[&str] = &[
        "verify", "check", "ensure", "that", "all", "every", "package", "packages", "crate", "crates", "version", "versions",
        "match", "matches", "are", "is", "the", "same", "equal", "consistent", "aligned", "workspace", "across", "in", "sync",
        "have", "share",
    ];
    let said = said.to_lowercase();
    let words: Vec<&str> =
        said.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let any = |of: &[&str]| words.iter().any(|word| of.contains(word));
    let about = any(&["version", "versions"]) && any(&["all", "every", "across"]);
    let equal = any(&["match", "matches", "same", "equal", "consistent", "aligned", "sync"]);
    about
        && equal
        && any(&["package", "packages", "crate", "crates"])
        && words.iter().all(|word| AROUND.contains(word))
}
