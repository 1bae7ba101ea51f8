//! A label that names a file or folder for the list below it: it is there. What the list says is not this rule's.

use crate::binding::existence::all_there;
use crate::binding::mention::Mention;
use crate::binding::place::Place;
use crate::binding::{Binding, Bound, Context, Example, Rule};
use crate::item::Form;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "file-label",
    summary: "A label that names a file or a folder for the list below it: it is there. Any other label is text.",
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
        Example { markdown: "- [ ] `tests/load/`\n", files: &[], becomes: "not understood" },
    ],
    bind,
};

fn bind(context: &Context<'_>) -> Option<Binding> {
    if context.item.form != Form::Label {
        return None;
    }
    let mentions = context.item.codes.iter().filter_map(|code| Mention::in_code(&code.text, context.files));
    let places: Vec<Place> = mentions.filter_map(|mention| Place::of(&mention, context)).collect();
    let nothing = Binding { rule: RULE.id, bound: Bound::Text, near: Vec::new() };
    Some(all_there(RULE.id, places, None).unwrap_or(nothing))
}
