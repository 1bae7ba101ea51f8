//! What was added to a file. That the file is there does not show it; a name of the code in it does.

use shipworthy_model::claim::Mark;

use super::question;
use crate::binding::bound::texts;
use crate::binding::existence::there;
use crate::binding::resolved_path::ResolvedPath;
use crate::binding::statement::Statement;
use crate::binding::{Binding, Example, ItemContext, Rule};

/// The rule for what was added to a file.
pub(super) static RULE: Rule = Rule {
    id: "file-extended",
    summary: "What was added to a file that is there: the file has the one name of the code that is given in backticks. \
              The file alone makes it partly so, and without a name a person answers.",
    examples: &[
        Example {
            markdown: "- [x] `src/pool.rs` - Added method `resize()`\n",
            files: &["src/pool.rs"],
            becomes: r#"{ kind = "file", contains = ['\bresize\b'], path = "src/pool.rs" } partly { kind = "file", path = "src/pool.rs" }"#,
        },
        Example {
            markdown: "- [x] `src/pool.rs` - Added a way to grow\n",
            files: &["src/pool.rs"],
            becomes: "sign-off: Is this done: src/pool.rs - Added a way to grow?",
        },
        Example {
            markdown: "- [x] `src/pool.rs` - Added method `resize()`\n",
            files: &[],
            becomes: "not understood",
        },
        Example {
            markdown: "- [x] `src/pool.rs` - Added (200 lines)\n",
            files: &["src/pool.rs"],
            becomes: "not understood",
        },
    ],
    bind,
};

const ADDED: &[&str] = &["added", "implemented", "introduced", "integrated"];

fn bind(context: &ItemContext<'_>) -> Option<Binding> {
    if !context.is_statement() || !adds(context.statement) {
        return None;
    }
    let (paths, _) = context.statement.paths_at(0);
    let [mention] = paths.as_slice() else { return None };
    let place = ResolvedPath::of(mention, context).filter(|place| place.there && !place.folder)?;
    if let (Mark::Done, Some(name)) = (context.item.mark, name(context)) {
        let mut holds = there(&place);
        holds.params.0.insert("contains".to_owned(), texts([format!(r"\b{name}\b")]));
        return Some(Binding::checked(RULE.id, holds).or_partly([there(&place)]));
    }
    let told = format!("{} is there; what is to be in it was not looked at", place.path);
    Some((question::RULE.bind)(context)?.told(Some(told)))
}

/// `a.rs - Added the pool`, and not `a.rs - Added`.
fn adds(statement: &Statement<'_>) -> bool {
    let (_, end) = statement.paths_at(0);
    let said =
        |word: &&crate::binding::statement::StatementWord<'_>| word.raw.contains(char::is_alphanumeric);
    let mut words = statement.from(end).iter().filter(said);
    let verb =
        words.next().is_some_and(|word| ADDED.contains(&word.lower.as_str()) && !word.raw.ends_with(')'));
    let what = words.next().is_some_and(|word| word.path.is_none() && !word.raw.starts_with(['(', '[']));
    statement.is_remark(end) && verb && what
}

/// The one name in backticks behind the path: `` `Pool::resize()` `` is `resize`.
fn name<'a>(context: &ItemContext<'a>) -> Option<&'a str> {
    let [_, code] = context.item.codes.as_slice() else { return None };
    let plain = code.text.split('(').next()?.rsplit("::").next()?.rsplit('.').next()?;
    let word = plain.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
    (word && plain.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')).then_some(plain)
}
