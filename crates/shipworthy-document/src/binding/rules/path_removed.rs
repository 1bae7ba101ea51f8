//! A file or folder that is to go, or is gone. What is to be removed *from* a file is another matter.

use shipworthy_model::params::Value;

use crate::binding::bound::{check, text};
use crate::binding::mention::PathMention;
use crate::binding::resolved_path::ResolvedPath;
use crate::binding::statement::Statement;
use crate::binding::{Binding, Example, ItemContext, Rule};

/// The rule for files and folders that are to go, or are gone.
pub(super) static RULE: Rule = Rule {
    id: "path-removed",
    summary: "A file or folder that is to be removed, or was: it is not there.",
    examples: &[
        Example {
            markdown: "- [ ] Remove duplicate `core/src/buffer.rs`\n",
            files: &["core/src/buffer.rs", "core/src/buffer/mod.rs"],
            becomes: r#"{ kind = "file", absent = true, path = "core/src/buffer.rs" }"#,
        },
        Example {
            markdown: "- [x] Deleted the old `helpers.py` file (unused)\n",
            files: &["tools/helpers.py", "a.rs"],
            becomes: r#"{ kind = "file", absent = true, path = "tools/helpers.py" }"#,
        },
        Example {
            markdown: "- [x] `src/legacy/` removed\n",
            files: &[],
            becomes: r#"{ kind = "file", absent = true, path = "src/legacy" }"#,
        },
        Example {
            markdown: "- [ ] Clean up `a.rs` and `b.rs`\n",
            files: &["b.rs"],
            becomes: r#"{ kind = "file", absent = true, path = "b.rs" } partly { kind = "file", absent = true, path = "a.rs" }"#,
        },
        Example {
            markdown: "- [ ] Remove duplicate `mod.rs`\n",
            files: &["a/mod.rs", "b/mod.rs"],
            becomes: "not understood",
        },
        Example {
            markdown: "- [ ] Remove `foo` from `Cargo.toml`\n",
            files: &["Cargo.toml"],
            becomes: "not understood",
        },
        Example {
            markdown: "- [ ] Remove `src/a.rs` warnings\n",
            files: &["src/a.rs"],
            becomes: "not understood",
        },
        Example { markdown: "- [ ] Delete `../other/a.rs`\n", files: &[], becomes: "not understood" },
    ],
    bind,
};

const VERBS: &[&str] =
    &["remove", "removed", "delete", "deleted", "drop", "dropped", "eliminate", "eliminated", "cleanup"];
const PAIRS: &[(&str, &str)] = &[("clean", "up"), ("cleaned", "up"), ("rid", "of")];
#[rustfmt::skip]
const ADJECTIVES: &[&str] = &[
    "the", "a", "all", "both", "duplicate", "duplicated", "duplicates", "old", "obsolete", "stale", "unused", "legacy",
    "dead", "redundant", "orphan", "orphaned", "temporary", "temp", "empty", "deprecated", "backup", "conflicting",
    "unneeded", "unnecessary", "leftover", "file", "files", "module", "modules", "folder", "folders", "directory",
    "directories", "script", "scripts", "document", "documents", "and",
];
const NOUNS: &[&str] =
    &["file", "files", "module", "modules", "folder", "directory", "script", "altogether", "entirely"];
const GONE: &[&str] = &["removed", "deleted", "dropped", "gone"];
const BEEN: &[&str] =
    &["file", "folder", "module", "is", "are", "was", "were", "has", "have", "been", "successfully"];

fn bind(context: &ItemContext<'_>) -> Option<Binding> {
    if !context.is_statement() {
        return None;
    }
    let statement = context.statement;
    let mentions = object(statement).or_else(|| subject(statement))?;
    let mut places = ResolvedPath::of_all(mentions, context)?;
    // The one that is still there speaks for all of them.
    places.sort_by_key(|place| !place.there);
    let mut checks = places
        .iter()
        .map(|place| check("file", [("path", text(place.path.as_str())), ("absent", Value::Flag(true))]));
    Some(Binding::checked(RULE.id, checks.next()?).or_partly(checks))
}

/// `Remove old a.rs`
fn object<'a>(statement: &'a Statement<'_>) -> Option<Vec<&'a PathMention>> {
    let pair = |(first, second): &(&str, &str)| statement.lower(0) == *first && statement.lower(1) == *second;
    let verb = if PAIRS.iter().any(pair) {
        2
    } else if VERBS.contains(&statement.lower(0)) {
        1
    } else if statement.lower(0) == "get" && statement.lower(1) == "rid" && statement.lower(2) == "of" {
        3
    } else {
        return None;
    };
    let (paths, end) = statement.paths_at(verb + statement.run_of(verb, ADJECTIVES));
    let end = end + statement.run_of(end, NOUNS);
    (!paths.is_empty() && statement.is_remark(end)).then_some(paths)
}

/// `a.rs was removed`
fn subject<'a>(statement: &'a Statement<'_>) -> Option<Vec<&'a PathMention>> {
    let first = statement.run_of(0, ADJECTIVES);
    let (paths, end) = statement.paths_at(first);
    let end = end + statement.run_of(end, BEEN);
    let gone = GONE.contains(&statement.lower(end)) && statement.is_remark(end + 1);
    (!paths.is_empty() && gone).then_some(paths)
}
