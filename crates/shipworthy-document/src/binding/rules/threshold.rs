//! A number of warnings that the code has, or may have at the most.

use shipworthy_model::claim::Mark;

use crate::binding::gist::gist;
use crate::binding::rust::{limited, only_rust};
use crate::binding::{Binding, Example, ItemContext, Rule};
use crate::item::Form;

/// The rule for a number of warnings.
pub(super) static RULE: Rule = Rule {
    id: "threshold",
    summary: "`30 clippy warnings` among the known limits, or `at most 30 clippy warnings`, becomes a limit of the linter; as \
              a task, with a box, it is done when there are none.",
    examples: &[
        Example {
            markdown: "- [ ] At most 30 clippy warnings\n",
            files: &["a/Cargo.toml", "a/src/lib.rs"],
            becomes: r#"{ kind = "cargo-clippy", limit = 30 }"#,
        },
        Example {
            markdown: "- [ ] **30 clippy warnings** - only `format!` and style\n",
            files: &["a/Cargo.toml", "a/src/lib.rs"],
            becomes: r#"{ kind = "cargo-clippy", limit = 0 }"#,
        },
        Example {
            markdown: "- [x] Compiler warnings <= 5\n",
            files: &["a/Cargo.toml", "a/src/lib.rs"],
            becomes: r#"{ kind = "cargo-build", warnings = 5 }"#,
        },
        Example { markdown: "- [ ] 30 clippy warnings\n", files: &["go.mod"], becomes: "not understood" },
        Example {
            markdown: "- [x] 30 of 40 clippy warnings fixed\n",
            files: &["a/Cargo.toml", "a/src/lib.rs"],
            becomes: "not understood",
        },
    ],
    bind,
};

/// Words for an upper limit.
const MOST: &[&str] =
    &["<", "at", "below", "fewer", "less", "max", "maximum", "most", "no", "more", "than", "to", "up"];

fn bind(context: &ItemContext<'_>) -> Option<Binding> {
    let item = context.item;
    if matches!(item.form, Form::Label | Form::Link | Form::Command | Form::NumberedHeading) {
        return None;
    }
    let said = gist(item, |lead| lead.contains(|c: char| c.is_ascii_digit()));
    let (kind, name, number, most) = read(said)?;
    if !only_rust(context) {
        return None;
    }
    let limit = if most || item.mark == Mark::None { number } else { 0 };
    Some(Binding::checked(RULE.id, limited(kind, name, limit)))
}

/// The kind, its parameter, the number, and whether that is an upper limit.
fn read(text: &str) -> Option<(&'static str, &'static str, i64, bool)> {
    const LONGEST: usize = 80;
    if text.len() > LONGEST {
        return None;
    }
    let lower = text.to_lowercase().replace('\u{2264}', "<").replace("<=", "<").replace('<', " < ");
    let words = lower.split_whitespace().map(|word| word.trim_matches([',', '.', ':', '(', ')', '~']));
    let (mut number, mut source, mut warnings, mut most) = (None, None, false, false);
    for word in words.filter(|word| word.contains(|c: char| c.is_alphanumeric() || c == '<')) {
        match word {
            "clippy" | "lint" | "linter" if source.is_none() => source = Some(("cargo-clippy", "limit")),
            "compiler" | "build" | "rustc" if source.is_none() => source = Some(("cargo-build", "warnings")),
            "warning" | "warnings" if !warnings => warnings = true,
            word if MOST.contains(&word) => most = true,
            // `< 5` is four at the most, and who writes it rarely means that: the limit is what stands there.
            word if number.is_none() => number = Some(word.parse::<u32>().ok()?),
            _ => return None,
        }
    }
    let (kind, name) = source.filter(|_| warnings)?;
    Some((kind, name, i64::from(number?), most))
}
