//! Files and folders that are to be created, or were. What is to be changed in them is another matter.

use shipworthy_model::claim::Mark;
use shipworthy_model::params::Value;

use crate::binding::existence::{all_there, there};
use crate::binding::line_count::LineCount;
use crate::binding::listing;
use crate::binding::mention::PathMention;
use crate::binding::resolved_path::ResolvedPath;
use crate::binding::statement::{Statement, StatementWord};
use crate::binding::{Binding, Example, ItemContext, Rule};
use crate::item::Form;

/// The rule for files and folders that are to be created, or were.
pub(super) static RULE: Rule = Rule {
    id: "file-created",
    summary: "A file or folder that is to be created, or was: it is there. A number of lines is held too; without it, the \
              statement is partly so.",
    examples: &[
        Example {
            markdown: "- [x] Create comprehensive user guide (USER_GUIDE.md)\n",
            files: &["docs/USER_GUIDE.md"],
            becomes: r#"{ kind = "file", path = "docs/USER_GUIDE.md" }"#,
        },
        Example {
            markdown: "- [x] Add retries to the client (src/client.rs)\n",
            files: &["src/client.rs"],
            becomes: "not understood",
        },
        Example {
            markdown: "- [x] Integration tests in `tests/store.rs` (14 tests)\n",
            files: &[],
            becomes: r#"{ kind = "file", path = "tests/store.rs" }"#,
        },
        Example {
            markdown: "- [ ] **Create `test/app/registry_test.exs`**\n",
            files: &[],
            becomes: r#"{ kind = "file", path = "test/app/registry_test.exs" }"#,
        },
        Example {
            markdown: "- [x] ADRs created in `docs/adrs/` (4 documents)\n",
            files: &[],
            becomes: r#"{ kind = "file", at-least = 4, folder = true, path = "docs/adrs" } partly { kind = "file", folder = true, path = "docs/adrs" }"#,
        },
        Example {
            markdown: "- [x] MultiTierCache Integration - Created cache_fixed.rs\n",
            files: &["src/cache_fixed.rs"],
            becomes: r#"{ kind = "file", path = "src/cache_fixed.rs" }"#,
        },
        Example {
            markdown: "- [ ] Create `a.rs` and `b.rs`\n",
            files: &["a.rs"],
            becomes: r#"{ kind = "file", path = "b.rs" } partly { kind = "file", path = "a.rs" }"#,
        },
        Example {
            markdown: "- [ ] Create `a.md` with a threat model\n",
            files: &[],
            becomes: r#"{ kind = "file", path = "a.md" }"#,
        },
        Example {
            markdown: "- [ ] Create `a.md` with a threat model\n",
            files: &["a.md"],
            becomes: "not understood",
        },
        Example {
            markdown: "- [ ] Add tests to `src/lib.rs`\n",
            files: &["src/lib.rs"],
            becomes: "not understood",
        },
        Example {
            markdown: "- [ ] Create `mod.rs`\n",
            files: &["a/mod.rs", "b/mod.rs"],
            becomes: "not understood",
        },
    ],
    bind,
};

const VERBS: &[&str] = &[
    "create",
    "created",
    "add",
    "added",
    "write",
    "written",
    "wrote",
    "introduce",
    "introduced",
    "implement",
    "generate",
];
#[rustfmt::skip]
const ADJECTIVES: &[&str] = &[
    "a", "an", "the", "new", "missing", "initial", "basic", "comprehensive", "file", "files", "script", "scripts", "test",
    "tests", "module", "document", "documents", "benchmark", "benchmarks", "example", "template", "integration", "unit",
    "workflow", "guide", "folder", "directory", "named", "called",
];

fn bind(context: &ItemContext<'_>) -> Option<Binding> {
    if !context.is_statement() {
        return None;
    }
    if let Some(mention) = noted(context) {
        return all_there(RULE.id, vec![ResolvedPath::of(&mention, context)?], LineCount::of(context));
    }
    let statement = context.statement;
    if let Some(binding) = folder_of(statement, context) {
        return Some(binding);
    }
    if let Some((mentions, certain)) = object(statement) {
        let places = ResolvedPath::of_all(mentions, context)?;
        // Of `Create a.rs with tests`, a file that is there proves nothing yet.
        let told = certain || places.iter().any(|place| !place.there);
        return all_there(RULE.id, places, LineCount::of(context)).filter(|_| told);
    }
    if let Some(mentions) = bracketed(statement).or_else(|| told_in(statement)) {
        let places = ResolvedPath::of_all(mentions, context)?;
        // That it is there does not make an open task a done one.
        let told = context.item.mark == Mark::Done || places.iter().any(|place| !place.there);
        return all_there(RULE.id, places, LineCount::of(context)).filter(|_| told);
    }
    // A criterion that stands above a fence is not what the fence makes.
    let heading = matches!(context.item.form, Form::NumberedHeading | Form::BoxHeading | Form::Label);
    if !heading && context.item.form == Form::Box && criterion(&context.item.text) {
        return None;
    }
    let mentions =
        context.fences().find_map(|fence| listing::files(fence, &context.item.text, context.files))?;
    all_there(RULE.id, ResolvedPath::of_all(&mentions, context)?, LineCount::of(context))
}

/// `Create a comprehensive user guide (GUIDE.md)`: what is in the brackets at the end is the thing.
fn bracketed<'a>(statement: &'a Statement<'_>) -> Option<Vec<&'a PathMention>> {
    const MOST: usize = 10;
    const MADE: &[&str] = &["create", "created", "write", "written", "wrote", "generate", "generated"];
    let words = statement.from(0);
    let opens = words.iter().position(|word| word.raw.starts_with('(') && word.path.is_some())?;
    let verb = MADE.contains(&statement.lower(0));
    let before = words.get(1..opens).unwrap_or_default();
    // Another path before the brackets is the thing, and this one says something of it.
    let plain =
        before.iter().all(|word| word.path.is_none() && !["in", "to", "into"].contains(&word.lower.as_str()));
    let (paths, end) = statement.paths_at(opens);
    let closes = words.get(end.checked_sub(1)?)?.raw.trim_end_matches(['.', ',']).ends_with(')');
    (verb && plain && opens <= MOST && closes && end == words.len()).then_some(paths)
}

/// `Tests in tests/a.rs`, `Benchmarks in benches/a.rs (12 cases)`: they are in a file of their own.
fn told_in<'a>(statement: &'a Statement<'_>) -> Option<Vec<&'a PathMention>> {
    const THINGS: &[&str] = &["test", "tests", "benchmark", "benchmarks", "examples"];
    const KINDS: &[&str] = &["unit", "integration", "property", "performance", "comprehensive", "regression"];
    let kinds = statement.run_of(0, KINDS);
    let thing = THINGS.contains(&statement.lower(kinds)) && statement.lower(kinds + 1) == "in";
    let (paths, end) = statement.paths_at(kinds + 2);
    let files = paths.iter().all(|path| !path.folder);
    (thing && !paths.is_empty() && files && statement.is_remark(end)).then_some(paths)
}

/// `Unit tests: 17 in all`, `Zero warnings`: what is to be so, and not what is to be made.
fn criterion(text: &str) -> bool {
    let first =
        text.split(|letter: char| !letter.is_alphanumeric()).next().unwrap_or_default().to_lowercase();
    let head = text.split(':').next().unwrap_or_default().to_lowercase();
    matches!(first.as_str(), "all" | "no" | "zero" | "compiles" | "clippy")
        || head.ends_with("tests") && text.contains(':')
}

/// `**Create:** a.rs` below the task.
fn noted(context: &ItemContext<'_>) -> Option<PathMention> {
    let note = context
        .item
        .notes
        .iter()
        .find(|note| matches!(note.key.as_str(), "create" | "creates" | "created"))?;
    let code = note.codes.first().map_or(note.value.as_str(), |code| code.text.as_str());
    PathMention::in_code(code, context.files)
}

/// `Create a.rs`, also behind a dash: `Integration - Created a.rs`. And whether that is all it says.
fn object<'a>(statement: &'a Statement<'_>) -> Option<(Vec<&'a PathMention>, bool)> {
    let dash =
        statement.from(0).iter().position(|word| matches!(word.raw, "-" | "–" | "—")).map(|dash| dash + 1);
    [Some(0), dash].into_iter().flatten().find_map(|start| {
        let verb = VERBS.contains(&statement.lower(start)).then_some(start + 1)?;
        let (paths, end) = statement.paths_at(verb + statement.run_of(verb, ADJECTIVES));
        let certain = statement.is_remark(end) || statement.lower(end) == "file";
        let goes_on =
            ["with", "for", "containing", "covering", "that", "which"].contains(&statement.lower(end));
        (!paths.is_empty() && (certain || goes_on)).then_some((paths, certain))
    })
}

/// `ADRs created in docs/adrs/ (4 documents)`: so many files in a folder.
fn folder_of(statement: &Statement<'_>, context: &ItemContext<'_>) -> Option<Binding> {
    let words = statement.from(0);
    let at = words.iter().position(|word| word.path.as_ref().is_some_and(|path| path.folder))?;
    let before = at.checked_sub(2)?;
    let made = ["created", "added", "written", "generated"].contains(&statement.lower(before));
    if !made || !["in", "under", "below", "into"].contains(&statement.lower(before + 1)) {
        return None;
    }
    let place = ResolvedPath::of(words.get(at)?.path.as_ref()?, context)?;
    let counted = |pair: &[StatementWord<'_>]| {
        let [number, noun] = pair else { return None };
        let noun =
            ["documents", "files", "scripts", "records", "adrs", "tests"].contains(&noun.lower.as_str());
        number.lower.parse::<i64>().ok().filter(|number| noun && *number > 0)
    };
    let number = statement.from(at + 1).windows(2).find_map(counted)?;
    let mut check = there(&place);
    check.params.0.insert("at-least".to_owned(), Value::Integer(number));
    Some(Binding::checked(RULE.id, check).or_partly([there(&place)]).near(place.near))
}
