//! A label that names a file or folder for the list below it: it is there. What the list says is not this rule's.

use crate::binding::existence::all_there;
use crate::binding::mention::PathMention;
use crate::binding::resolved_path::ResolvedPath;
use crate::binding::{Binding, Example, ItemContext, Rule};
use crate::item::Form;

/// The rule for a label that names a file or folder for the list below it.
pub(super) static RULE: Rule = Rule {
    id: "file-label",
    summary: "A label that names a file or a folder for the list below it: it is there. A label with a folder that is \
              there, or without a path, is text.",
    examples: &[
        Example {
            markdown: "**Pool Tests** (`store/tests/pool_integration.rs`):\n",
            files: &["store/tests/pool_integration_test.rs"],
            becomes: r#"{ kind = "file", path = "store/tests/pool_integration.rs" } near store/tests/pool_integration_test.rs"#,
        },
        Example {
            markdown: "**Load Tests** (`tests/load/`):\n",
            files: &[],
            becomes: r#"{ kind = "file", folder = true, path = "tests/load" }"#,
        },
        Example {
            markdown: "**Missing Benchmarks** (`core-benches/benches/`):\n",
            files: &["benches/core-benches/Cargo.toml"],
            becomes: r#"{ kind = "file", folder = true, path = "core-benches/benches" } near benches/"#,
        },
        Example { markdown: "**Scripts** (`scripts/`):\n", files: &["scripts/a.sh"], becomes: "text" },
        Example {
            markdown: "Add this to your `Cargo.toml`:\n\n```toml\na = 1\n```\n\n**Settings** (`deny.toml`):\n",
            files: &["Cargo.toml", "deny.toml"],
            becomes: "text",
        },
        Example { markdown: "**Fixes** (`src/a.rs`):\n", files: &["src/a.rs"], becomes: "text" },
        Example { markdown: "- [ ] `tests/load/`\n", files: &[], becomes: "not understood" },
    ],
    bind,
};

const CHANGE: &[&str] = &[
    "update",
    "updates",
    "fix",
    "fixes",
    "refactor",
    "change",
    "changes",
    "modify",
    "review",
    "in",
    "edit",
    "updated",
    "fixed",
    "refactored",
    "changed",
    "modified",
    "reviewed",
    "edited",
    "enhanced",
    "improved",
    "extended",
    "affected",
];

fn bind(context: &ItemContext<'_>) -> Option<Binding> {
    if context.item.form != Form::Label {
        return None;
    }
    // `Scripts (`scripts/`)` or the path alone; a path in a sentence is only mentioned.
    let said = context.item.text.as_str();
    let alone =
        |code: &str| said.trim_end_matches([':', ' ']).ends_with(&format!("({code})")) || said.trim() == code;
    let codes = context.item.codes.iter().map(|code| code.text.as_str()).filter(|code| alone(code));
    let mentions = codes.filter_map(|code| PathMention::in_code(code, context.files));
    let changes = context.item.text.split(|letter: char| !letter.is_alphanumeric());
    let changes = changes.map(str::to_lowercase).any(|word| CHANGE.contains(&word.as_str()));
    // That a folder is there, or a file that is to be changed or only told of, says nothing of work to be done.
    let told =
        |place: &ResolvedPath| !place.there || !(place.folder || changes || !context.heads_open_tasks());
    let places = mentions.filter_map(|mention| ResolvedPath::of(&mention, context)).filter(told).collect();
    let nothing = Binding::text(RULE.id);
    Some(all_there(RULE.id, places, None).unwrap_or(nothing))
}
