//! Modules with two files, when no file is named.

use crate::binding::bound::check;
use crate::binding::{Binding, Example, ItemContext, Rule};

/// The rule for modules with two files, when no file is named.
pub(super) static RULE: Rule = Rule {
    id: "duplicate-modules",
    summary: "Duplicate modules, when no file is named: no module of the workspace has two files.",
    examples: &[
        Example {
            markdown: "- [ ] Fix duplicate modules\n",
            files: &[],
            becomes: r#"{ kind = "duplicate-modules" }"#,
        },
        Example {
            markdown: "- [x] No duplicate module files\n",
            files: &[],
            becomes: r#"{ kind = "duplicate-modules" }"#,
        },
        Example {
            markdown: "- [ ] Fix duplicated code in the modules\n",
            files: &[],
            becomes: "not understood",
        },
        Example {
            markdown: "- [ ] Detect duplicate modules in plugins\n",
            files: &[],
            becomes: "not understood",
        },
    ],
    bind,
};

fn bind(context: &ItemContext<'_>) -> Option<Binding> {
    if !context.is_statement() {
        return None;
    }
    let text = context.item.text.to_lowercase();
    let text = text.trim_end_matches(['.', ' ']);
    let rest = ["remove ", "fix ", "resolve ", "eliminate ", "no ", "fixed ", "resolved ", "removed "]
        .iter()
        .find_map(|verb| text.strip_prefix(verb))?;
    let rest = rest.strip_prefix("all ").unwrap_or(rest);
    let whole =
        ["duplicate modules", "duplicate module files", "duplicate module definitions", "module duplicates"];
    whole.contains(&rest).then(|| Binding::checked(RULE.id, check("duplicate-modules", [])))
}
