//! The packages have the version to be released.

use std::cmp::Ordering;

use shipworthy_model::claim::Mark;
use shipworthy_model::params::Value;

use crate::binding::bound::{check, text};
use crate::binding::{Binding, Example, ItemContext, Rule, version};

/// The rule for packages that are to have the version to be released.
pub(super) static RULE: Rule = Rule {
    id: "versions",
    summary: "The version is raised: every package that may be published has the version that the document names. Or all \
              versions are the same. A version that the packages are beyond by now is so when it is to come, and was so when the changelog \
              or a tag has it.",
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
            markdown: "- [x] Version bumped to 0.0.9 in Cargo.toml\n",
            files: &["a/Cargo.toml", "CHANGELOG.md"],
            becomes: r#"{ kind = "changelog", path = "CHANGELOG.md", version = "0.0.9" } partly { kind = "git", tag-exists = "v0.0.9" } partly { kind = "git", tag-exists = "0.0.9" }"#,
        },
        Example {
            markdown: "- [ ] Bump version to 0.0.9\n",
            files: &["a/Cargo.toml"],
            becomes: "decided: yes",
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

fn bind(context: &ItemContext<'_>) -> Option<Binding> {
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
    let exactly = || Binding::checked(RULE.id, check("versions", [("version", text(wanted))]));
    let Some(beyond) = beyond(context, wanted) else { return Some(exactly()) };
    match context.item.mark {
        Mark::Done => past(context, wanted, &beyond),
        _ => Some(Binding::decided(RULE.id, true, beyond)),
    }
}

/// Is the tree beyond a version by now? What shows it: no package that may be published has a lower one, and one has a
/// higher one.
fn beyond(context: &ItemContext<'_>, wanted: &str) -> Option<String> {
    let packages = context.surroundings.packages().iter().filter(|package| package.publishable);
    let mut higher = None;
    for package in packages {
        match version::compare(&package.version, wanted)? {
            Ordering::Less => return None,
            Ordering::Equal => {}
            Ordering::Greater => higher = Some(package),
        }
    }
    higher
        .map(|package| format!("{} has version {}, which is beyond {wanted}", package.name, package.version))
}

/// A version that was passed shows in the tags and the changelog, if at all; that it does not show refutes nothing.
fn past(context: &ItemContext<'_>, wanted: &str, beyond: &str) -> Option<Binding> {
    let tag = |name: String| check("git", [("tag-exists", text(name))]);
    let tags = [tag(format!("v{wanted}")), tag(wanted.to_owned())];
    if !context.files.exists("CHANGELOG.md") {
        let [first, second] = tags;
        return Some(Binding::checked(RULE.id, first).or_partly([second]).told(Some(beyond.to_owned())));
    }
    let entry = check("changelog", [("path", text("CHANGELOG.md")), ("version", text(wanted))]);
    Some(Binding::checked(RULE.id, entry).or_partly(tags).told(Some(beyond.to_owned())))
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
