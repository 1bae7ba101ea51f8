//! A constant of the code and its value, as the document states it.

use crate::binding::bound::{check, text, texts};
use crate::binding::outline::constant;
use crate::binding::{Binding, Example, ItemContext, Rule};

/// The rule for constants of the code with the values that a document states.
pub(super) static RULE: Rule = Rule {
    id: "constants",
    summary: "A constant in capitals with a number: the code gives it the same value.",
    examples: &[
        Example {
            markdown: "- [x] MAX_LEN: 10,000 bytes\n",
            files: &[],
            becomes: r#"{ kind = "docs-constants", names = ["MAX_LEN"], path = "docs/checklist.md" }"#,
        },
        Example { markdown: "- [x] PORT_BASE=8000\n", files: &[], becomes: "not understood" },
        Example { markdown: "- [x] CPU: 4 cores\n", files: &[], becomes: "not understood" },
        Example { markdown: "- [ ] Test MAX_LEN + 1 fails\n", files: &[], becomes: "not understood" },
    ],
    bind,
};

fn bind(context: &ItemContext<'_>) -> Option<Binding> {
    // `PORT_BASE=80 ./run` sets a variable.
    if !context.is_statement() || context.item.text.contains("=") && !context.item.text.contains(" = ") {
        return None;
    }
    let name = constant(&context.item.text)?;
    let path = ("path", text(context.document.file.as_str()));
    Some(Binding::checked(RULE.id, check("docs-constants", [path, ("names", texts([name]))])))
}
