//! The tag of a release is there. Whether it was pushed, only the remote knows.

use crate::binding::bound::{check, text};
use crate::binding::{Binding, Example, ItemContext, Rule, version};

/// The rule for the tag of a release.
pub(super) static RULE: Rule = Rule {
    id: "tag",
    summary: "A tag that is to be created, or was: git has it. Its name is in the item, or it is the version that the \
              document is to release.",
    examples: &[
        Example {
            markdown: "- [ ] Create git tag `v0.1.0`\n",
            files: &[],
            becomes: r#"{ kind = "git", tag-exists = "v0.1.0" }"#,
        },
        Example {
            markdown: "- [ ] Tag release: `git tag v0.2.0`\n",
            files: &[],
            becomes: r#"{ kind = "git", tag-exists = "v0.2.0" }"#,
        },
        Example {
            markdown: "# Definition of done for v0.2.0\n\n- [ ] Git tag created\n",
            files: &[],
            becomes: r#"{ kind = "git", tag-exists = "v0.2.0" }"#,
        },
        Example { markdown: "- [ ] Git tag created\n", files: &[], becomes: "not understood" },
        Example {
            markdown: "# Release v0.2.0\n\n- [ ] Push tag to GitHub\n",
            files: &[],
            becomes: "not understood",
        },
        Example {
            markdown: "# Release v0.2.0\n\n- [ ] Tag the maintainers\n",
            files: &[],
            becomes: "not understood",
        },
    ],
    bind,
};

#[rustfmt::skip]
const AROUND: &[&str] = &[
    "create", "created", "creating", "git", "tag", "tagged", "release", "the", "a", "new", "version", "with", "as", "for",
    "commit", "annotated", "signed", "add", "added", "is", "was", "in", "and", "-a", "-s", "exists", "notes",
];

fn bind(context: &ItemContext<'_>) -> Option<Binding> {
    if !context.is_statement() {
        return None;
    }
    let lower = context.item.text.to_lowercase();
    let own = version::in_text(&context.item.text);
    let words: Vec<&str> = lower
        .split_whitespace()
        .map(|word| word.trim_matches(|letter: char| !letter.is_alphanumeric() && letter != '-'))
        .filter(|word| {
            !word.is_empty() && own.is_none_or(|own| version::number(word) != version::number(own))
        })
        .collect();
    let any = |of: &[&str]| words.iter().any(|word| of.contains(word));
    let tagged = any(&["tag", "tagged"])
        && any(&["create", "created", "creating", "git", "release", "version", "exists"]);
    // A tag without a version is that of the release, when the words are about nothing else.
    if !tagged || !words.iter().all(|word| AROUND.contains(word)) {
        return None;
    }
    let name = own.or(context.target)?;
    Some(Binding::checked(RULE.id, check("git", [("tag-exists", text(name))])))
}
