//! A file that is to become shorter: from so many lines to so many. About a file that is there already.

use shipworthy_model::params::Value;

use crate::binding::bound::{check, text};
use crate::binding::line_count::LineCount;
use crate::binding::mention::PathMention;
use crate::binding::resolved_path::ResolvedPath;
use crate::binding::{Binding, Example, ItemContext, Rule};

/// The rule for a file that is to become shorter.
pub(super) static RULE: Rule = Rule {
    id: "file-shrunk",
    summary: "A file that is to become shorter (`from 351 to 150 lines`): it has no more than a tenth more lines than that, \
              and partly so when it has fewer than before.",
    examples: &[
        Example {
            markdown: "- [x] client.ex reduced by half (351 → ~150 lines)\n",
            files: &["lib/app/client.ex"],
            becomes: r#"{ kind = "file", max-lines = 165, path = "lib/app/client.ex" } partly { kind = "file", max-lines = 350, path = "lib/app/client.ex" }"#,
        },
        Example {
            markdown: "- [ ] Split `src/lib.rs` into modules, from 1,200 lines to 300 lines\n",
            files: &["src/lib.rs"],
            becomes: r#"{ kind = "file", max-lines = 330, path = "src/lib.rs" } partly { kind = "file", max-lines = 1199, path = "src/lib.rs" }"#,
        },
        Example {
            markdown: "- [x] client.ex reduced (351 → ~150 lines)\n",
            files: &["a/client.ex", "b/client.ex"],
            becomes: "not understood",
        },
        Example {
            markdown: "- [ ] Reduce noise from 351 to 150 lines\n",
            files: &[],
            becomes: "not understood",
        },
        Example { markdown: "- [x] `a.rs` (150 lines)\n", files: &["a.rs"], becomes: "not understood" },
        Example {
            markdown: "- [x] Modified `a.rs:334-416` (83 lines, down from 105)\n",
            files: &["a.rs"],
            becomes: "not understood",
        },
    ],
    bind,
};

fn bind(context: &ItemContext<'_>) -> Option<Binding> {
    if !context.is_statement() {
        return None;
    }
    let statement = context.statement;
    if LineCount::stated(&context.item.text).is_some() {
        let lines = LineCount::told(context)?;
        let paths: Vec<&PathMention> =
            statement.from(0).iter().filter_map(|word| word.path.as_ref()).collect();
        return shorter(context, &paths, lines);
    }
    // The steps of a task often stand as comments in its fence.
    context.fences().flat_map(|fence| fence.body.lines().take(40)).find_map(|line| {
        let lines = LineCount::stated(line).filter(|lines| lines.before.is_some())?;
        let paths: Vec<PathMention> = line.split_whitespace().filter_map(PathMention::in_text).collect();
        shorter(context, &paths.iter().collect::<Vec<_>>(), lines)
    })
}

fn shorter(context: &ItemContext<'_>, paths: &[&PathMention], lines: LineCount) -> Option<Binding> {
    let (before, most) = (lines.before?, lines.most?);
    let [mention] = paths else { return None };
    let place = ResolvedPath::of(mention, context).filter(|place| place.there && !place.folder)?;
    let at_most = |most: u64| {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        check("file", [("path", text(place.path.as_str())), ("max-lines", Value::Integer(most))])
    };
    let weaker = (before > most + 1).then(|| at_most(before - 1));
    Some(Binding::checked(RULE.id, at_most(most)).or_partly(weaker))
}
