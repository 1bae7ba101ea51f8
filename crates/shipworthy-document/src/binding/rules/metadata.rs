//! What every package that is published must tell of itself. One package is not "all packages".

use crate::binding::bound::{check, texts};
use crate::binding::{Binding, Example, ItemContext, Rule};

/// The rule for what published packages must tell of themselves.
pub(super) static RULE: Rule = Rule {
    id: "metadata",
    summary: "Metadata that all packages have: those that may be published have these fields.",
    examples: &[
        Example {
            markdown: "- [ ] All packages have license\n",
            files: &[],
            becomes: r#"{ kind = "metadata", fields = ["license"] }"#,
        },
        Example {
            markdown: "- [ ] All packages have repository URL\n",
            files: &[],
            becomes: r#"{ kind = "metadata", fields = ["repository"] }"#,
        },
        Example {
            markdown: "- [x] README.md complete for each package\n",
            files: &[],
            becomes: r#"{ kind = "metadata", fields = ["readme"] }"#,
        },
        Example {
            markdown: "- [ ] Every crate has a description, keywords and categories\n",
            files: &[],
            becomes: r#"{ kind = "metadata", fields = ["description", "keywords", "categories"] }"#,
        },
        Example {
            markdown: "- [ ] Verify publication metadata\n",
            files: &[],
            becomes: r#"{ kind = "metadata" }"#,
        },
        Example {
            markdown: "- [x] Cargo.toml metadata complete for all 5 crates\n",
            files: &[],
            becomes: r#"{ kind = "metadata" }"#,
        },
        Example { markdown: "- [ ] All packages have examples\n", files: &[], becomes: "not understood" },
        Example { markdown: "- [ ] core has a license\n", files: &[], becomes: "not understood" },
        Example {
            markdown: "- [ ] All packages have license headers\n",
            files: &[],
            becomes: "not understood",
        },
        Example { markdown: "- [x] Tensor metadata system\n", files: &[], becomes: "not understood" },
    ],
    bind,
};

/// The words of a document, and the field of the manifest.
#[rustfmt::skip]
const FIELDS: &[(&str, &str)] = &[
    ("license", "license"), ("licence", "license"), ("license-file", "license"), ("licenses", "license"), ("description", "description"),
    ("descriptions", "description"), ("repository", "repository"), ("readme", "readme"), ("readme.md", "readme"),
    ("readmes", "readme"), ("keywords", "keywords"), ("categories", "categories"), ("homepage", "homepage"),
];
/// What may stand beside the fields without saying more than that they are there.
#[rustfmt::skip]
const AROUND: &[&str] = &[
    "all", "every", "each", "package", "packages", "crate", "crates", "member", "members", "have", "has", "a", "an", "the",
    "and", "with", "for", "in", "of", "url", "urls", "link", "field", "fields", "set", "complete", "present", "valid",
    "metadata", "publication", "crates.io", "cargo.toml", "verify", "check", "ensure", "add", "published", "publishable",
    "publish", "manifest", "or", "pointing", "to", "is", "are", "file", "text", "short", "ready", "workspace", "their", "its", "own", "filled",
];

fn is_number(word: &str) -> bool {
    word.chars().all(|letter| letter.is_ascii_digit())
}

fn bind(context: &ItemContext<'_>) -> Option<Binding> {
    if !context.is_statement() {
        return None;
    }
    let text = context.item.text.to_lowercase();
    let words: Vec<&str> = text
        .split_whitespace()
        .map(|word| word.trim_matches(|letter: char| !letter.is_alphanumeric()))
        .filter(|word| !word.is_empty())
        .collect();
    let field = |word: &&str| FIELDS.iter().find(|(name, _)| name == word).map(|(_, field)| *field);
    if !words.iter().all(|word| AROUND.contains(word) || field(word).is_some() || is_number(word)) {
        return None;
    }
    let any = |of: &[&str]| words.iter().any(|word| of.contains(word));
    let everyone = any(&["all", "every", "each"])
        && any(&["package", "packages", "crate", "crates", "member", "members"]);
    let metadata =
        any(&["metadata"]) && any(&["publication", "package", "crate", "crates.io", "cargo.toml", "publish"]);
    let mut fields: Vec<&str> = words.iter().filter_map(field).collect();
    fields.dedup();
    match (everyone || metadata, fields.is_empty()) {
        (true, false) => Some(Binding::checked(RULE.id, check("metadata", [("fields", texts(fields))]))),
        (true, true) if any(&["metadata"]) => Some(Binding::checked(RULE.id, check("metadata", []))),
        _ => None,
    }
}
