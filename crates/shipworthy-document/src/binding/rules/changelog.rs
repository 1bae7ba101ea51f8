//! The change log has a section for the version to be released.

use crate::binding::bound::{check, text};
use crate::binding::{Binding, Example, ItemContext, Rule, version};

/// The rule for a change log that is to have a section for the version.
pub(super) static RULE: Rule = Rule {
    id: "changelog",
    summary: "The change log is up to date: it has a section, with something in it, for the version that the document names \
              or else for that of the packages.",
    examples: &[
        Example {
            markdown: "# Ship v0.2.0\n\n- [ ] Update CHANGELOG.md\n",
            files: &["CHANGELOG.md"],
            becomes: r#"{ kind = "changelog", path = "CHANGELOG.md", version = "0.2.0" }"#,
        },
        Example {
            markdown: "- [x] `CHANGELOG.md` updated\n",
            files: &["CHANGELOG.md", "core/Cargo.toml"],
            becomes: r#"{ kind = "changelog", path = "CHANGELOG.md" }"#,
        },
        Example {
            markdown: "- [ ] Update changelog for 1.2.3\n",
            files: &[],
            becomes: r#"{ kind = "changelog", path = "CHANGELOG.md", version = "1.2.3" }"#,
        },
        Example {
            markdown: "- [ ] Update CHANGELOG.md\n",
            files: &["a/CHANGELOG.md", "b/CHANGELOG.md", "a/Cargo.toml"],
            becomes: "not understood",
        },
        Example {
            markdown: "- [ ] Create GitHub Release with changelog\n",
            files: &[],
            becomes: "not understood",
        },
        Example {
            markdown: "- [ ] /changelog\n",
            files: &["CHANGELOG.md", "core/Cargo.toml"],
            becomes: "not understood",
        },
        Example { markdown: "- [ ] Update CHANGELOG.md\n", files: &[], becomes: "not understood" },
    ],
    bind,
};

#[rustfmt::skip]
const AROUND: &[&str] = &[
    "update", "updated", "write", "written", "the", "changelog", "changelog.md", "change", "log", "is", "up", "to", "date",
    "up-to-date", "current", "complete", "completed", "finalize", "finalized", "finalise", "add", "added", "entry", "entries",
    "for", "with", "in", "of", "all", "changes", "release", "version", "new", "this", "notes", "reviewed", "has", "been", "section",
];

fn bind(context: &ItemContext<'_>) -> Option<Binding> {
    if !context.is_statement() {
        return None;
    }
    let lower = context.item.text.to_lowercase();
    let own = version::in_text(&context.item.text);
    let strip = |word: &'_ str| word.trim_matches(|letter: char| !letter.is_alphanumeric()).to_owned();
    let mut words: Vec<String> =
        lower.split_whitespace().map(strip).filter(|word| !word.is_empty()).collect();
    words.retain(|word| own.is_none_or(|own| version::number(word) != version::number(own)));
    let named = words.iter().any(|word| word.starts_with("changelog")) || lower.contains("change log");
    let says_more = words.iter().any(|word| !word.starts_with("changelog"));
    if !named
        || !says_more
        || lower.starts_with('/')
        || !words.iter().all(|word| AROUND.contains(&word.as_str()))
    {
        return None;
    }
    let path = match context.files.named("CHANGELOG.md") {
        _ if context.files.exists("CHANGELOG.md") => "CHANGELOG.md",
        [only] => only,
        [] => "CHANGELOG.md",
        _ => return None,
    };
    let version = own.or(context.target).map(version::number);
    if version.is_none() && context.surroundings.packages().is_empty() {
        return None;
    }
    let mut check = check("changelog", [("path", text(path))]);
    if let Some(version) = version {
        check.params.0.insert("version".to_owned(), text(version));
    }
    Some(Binding::checked(RULE.id, check))
}
