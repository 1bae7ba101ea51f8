//! How large the program of the workspace may be.

use crate::binding::bound::{check, text};
use crate::binding::rust::one_program;
use crate::binding::size::Size;
use crate::binding::{Binding, Example, ItemContext, Rule};
use crate::item::Form;

/// The rule for limits on the size of the program of the workspace.
pub(super) static RULE: Rule = Rule {
    id: "budget",
    summary: "`Binary size: <16MB`, where the workspace builds one program, becomes a limit for `target/release/PROGRAM`. With a \
              `~` a tenth more is allowed. Times, memory and throughput need a benchmark, which a person names.",
    examples: &[
        Example {
            markdown: "- [ ] Binary size: < 16 MB\n",
            files: &["app/Cargo.toml", "app/src/main.rs"],
            becomes: r#"{ kind = "file", max-size = "16MB", path = "target/release/app" }"#,
        },
        Example {
            markdown: "- [x] **Binary Size**: ~16MB (target achieved)\n",
            files: &["app/Cargo.toml", "app/src/main.rs"],
            becomes: r#"{ kind = "file", max-size = "17600KB", path = "target/release/app" }"#,
        },
        Example {
            markdown: "- [ ] Binary size: < 16 MB\n",
            files: &["a/Cargo.toml", "a/src/main.rs", "b/Cargo.toml", "b/src/main.rs"],
            becomes: "not understood",
        },
        Example {
            markdown: "- [x] Reduced binary size by 4MB\n",
            files: &["app/Cargo.toml", "app/src/main.rs"],
            becomes: "not understood",
        },
        Example {
            markdown: "- [ ] Memory usage: <512MB baseline\n",
            files: &["app/Cargo.toml", "app/src/main.rs"],
            becomes: "not understood",
        },
    ],
    bind,
};

/// Words that may stand around the size of a program.
#[rustfmt::skip]
const PLAIN: &[&str] = &[
    "achieved", "at", "binary", "executable", "is", "less", "max", "maximum", "most", "no", "more", "of",
    "release", "size", "stripped", "stays", "target", "than", "the", "under", "below",
];

fn bind(context: &ItemContext<'_>) -> Option<Binding> {
    let item = context.item;
    if matches!(item.form, Form::Label | Form::Link | Form::Command | Form::NumberedHeading)
        || !item.codes.is_empty()
    {
        return None;
    }
    let lower = item.text.to_lowercase();
    if lower.len() > 100 || lower.contains('>') || !(lower.contains("binary") || lower.contains("executable"))
    {
        return None;
    }
    let (size, rest) = Size::find(&lower)?;
    let words = || rest.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let plain = words().all(|word| PLAIN.contains(&word));
    // `small binary (3MB)` is a fact of another sort; and two sizes are not one limit.
    if !plain || !words().any(|word| word == "size") || Size::find(&rest).is_some() {
        return None;
    }
    let size = if rest.contains('~') { size.and_a_tenth()? } else { size };
    let path = format!("target/release/{}", one_program(context)?);
    let params = [("max-size", text(size.to_string())), ("path", text(path))];
    Some(Binding::checked(RULE.id, check("file", params)))
}
