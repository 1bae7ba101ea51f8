//! A name of the code that is said to stand in a file.

use crate::binding::bound::{check, text, texts};
use crate::binding::existence::there;
use crate::binding::mention::PathMention;
use crate::binding::resolved_path::ResolvedPath;
use crate::binding::statement::Statement;
use crate::binding::{Binding, Example, ItemContext, Rule};

/// The rule for a name of the code that is to stand in a file.
pub(super) static RULE: Rule = Rule {
    id: "file-holds",
    summary: "A name of the code that is said to be in a file: the file has it. The file alone makes it partly so.",
    examples: &[
        Example {
            markdown: "- [x] ResourceMonitor in `lib/app/monitor.ex` - Pre-existing\n",
            files: &["lib/app/monitor.ex"],
            becomes: r#"{ kind = "file", contains = ['\bResourceMonitor\b'], path = "lib/app/monitor.ex" } partly { kind = "file", path = "lib/app/monitor.ex" }"#,
        },
        Example {
            markdown: "- [x] `retry_with` implemented in `src/retry.rs`\n",
            files: &[],
            becomes: r#"{ kind = "file", contains = ['\bretry_with\b'], path = "src/retry.rs" } partly { kind = "file", path = "src/retry.rs" }"#,
        },
        Example {
            markdown: "- [x] Add QuotaExceeded error variant to error.rs\n",
            files: &["core/src/error.rs"],
            becomes: r#"{ kind = "file", contains = ['\bQuotaExceeded\b'], path = "core/src/error.rs" } partly { kind = "file", path = "core/src/error.rs" }"#,
        },
        Example {
            markdown: "- [ ] Add QuotaExceeded tests to `tests/quota.rs`\n",
            files: &["tests/quota.rs"],
            becomes: "not understood",
        },
        Example {
            markdown: "- [x] Bugs in `src/retry.rs`\n",
            files: &["src/retry.rs"],
            becomes: "not understood",
        },
        Example {
            markdown: "- [ ] Fix `retry_with` in `src/retry.rs`\n",
            files: &["src/retry.rs"],
            becomes: "not understood",
        },
        Example {
            markdown: "- [ ] `retry_with` in `src/retry.rs` - handle errors\n",
            files: &["src/retry.rs"],
            becomes: "not understood",
        },
    ],
    bind,
};

/// What a name of the code can be of.
#[rustfmt::skip]
const THINGS: &[&str] = &[
    "error", "variant", "field", "struct", "enum", "constant", "constants", "function", "method", "trait", "type", "const",
    "module", "and", "related", "dependency",
];

fn bind(context: &ItemContext<'_>) -> Option<Binding> {
    if !context.is_statement() {
        return None;
    }
    let statement = context.statement;
    if let Some((name, mention)) = added(statement) {
        return held(name, ResolvedPath::of(mention, context)?);
    }
    let name =
        statement.from(0).first().filter(|word| word.path.is_none())?.raw.trim_matches([',', '`', ':']);
    let verb = ["defined", "implemented", "lives", "added", "is"].contains(&statement.lower(1));
    let place_word = 1 + usize::from(verb);
    if !is_name(name) || statement.lower(place_word) != "in" {
        return None;
    }
    let (paths, end) = statement.paths_at(place_word + 1);
    let [mention] = paths.as_slice() else { return None };
    let remark =
        |word: &str| ["pre-existing", "existing", "new", "done", "completed", "already", ""].contains(&word);
    let said = statement.from(end).iter().map(|word| word.lower.as_str()).find(|word| !word.is_empty());
    // Without a verb, a remark may say what is to be done there.
    if !statement.is_remark(end) || !(verb || remark(said.unwrap_or_default())) {
        return None;
    }
    held(name, ResolvedPath::of(mention, context)?)
}

/// `Add QuotaExceeded error variant to src/error.rs`
fn added<'a>(statement: &'a Statement<'_>) -> Option<(&'a str, &'a PathMention)> {
    if !["add", "added"].contains(&statement.lower(0)) {
        return None;
    }
    let name = statement.from(1).first().filter(|word| word.path.is_none())?.raw.trim_matches([',', '`']);
    let to = 2 + statement.run_of(2, THINGS);
    let (paths, end) = statement.paths_at(to + 1);
    let [mention] = paths.as_slice() else { return None };
    (is_name(name) && statement.lower(to) == "to" && statement.is_remark(end)).then_some((name, mention))
}

/// The file has the name, as a whole word.
fn held(name: &str, place: ResolvedPath) -> Option<Binding> {
    if place.folder {
        return None;
    }
    let pattern = texts([format!(r"\b{name}\b")]);
    let holds = check("file", [("path", text(place.path.as_str())), ("contains", pattern)]);
    Some(Binding::checked(RULE.id, holds).or_partly([there(&place)]).near(place.near))
}

/// `ResourceMonitor`, `retry_with`: a name of the code, and no word of the language.
fn is_name(word: &str) -> bool {
    let plain = word.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
    let inner = word.chars().skip(1).any(|letter| letter.is_ascii_uppercase())
        && word.chars().any(|c| c.is_ascii_lowercase());
    plain && word.starts_with(|c: char| c.is_ascii_alphabetic()) && (word.contains('_') || inner)
}
