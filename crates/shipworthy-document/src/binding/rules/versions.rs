//! The packages have the version to be released.

use crate::binding::bound::{check, text};
use crate::binding::{Binding, Context, Example, Rule, version};

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "versions",
    summary: "The version is raised: every package that may be published has the version that the document names.",
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
        Example { markdown: "- [ ] Update version in Cargo.toml\n", files: &["Cargo.toml"], becomes: "not understood" },
        Example { markdown: "# Release v1.0.0\n\n- [ ] Update Rust version in Cargo.toml\n", files: &[], becomes: "not understood" },
        Example { markdown: "# Release v1.0.0\n\n- [ ] Version tagging\n", files: &[], becomes: "not understood" },
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
    let own = version::in_text(&context.item.text);
    let wanted = version::number(own.or(context.target)?);
    let text_of = context.item.text.to_lowercase();
    let words: Vec<&str> = text_of
        .split_whitespace()
        .map(|word| word.trim_matches(|letter: char| !letter.is_alphanumeric()))
        .filter(|word| !word.is_empty() && version::number(word) != wanted)
        .collect();
    let any = |of: &[&str]| words.iter().any(|word| of.contains(word));
    let raises = any(&["update", "updated", "bump", "bumped", "raise", "set", "increment"]) && any(&["version", "versions"]);
    if !raises || !words.iter().all(|word| AROUND.contains(word)) {
        return None;
    }
    Some(Binding::checked(RULE.id, check("versions", [("version", text(wanted))])))
}
