//! Files and folders that are to be created, or are said to be there. What is to be changed in them is another matter.

use shipworthy_model::params::Value;

use crate::binding::existence::{all_there, there};
use crate::binding::lines::Lines;
use crate::binding::listing;
use crate::binding::mention::Mention;
use crate::binding::place::Place;
use crate::binding::statement::{Statement, Word};
use crate::binding::{Binding, Context, Example, Rule};
use shipworthy_model::claim::Mark;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "file-there",
    summary: "A file or folder that is to be created, or is said to be there: it is. A number of lines is held too; \
              without it, the statement is partly so.",
    examples: &[
        Example {
            markdown: "- [ ] **Create `test/app/registry_test.exs`**\n",
            files: &[],
            becomes: r#"{ kind = "file", path = "test/app/registry_test.exs" }"#,
        },
        Example {
            markdown: "**Scripts** (`scripts/`):\n- [ ] `backup.sh` - Backup the data\n",
            files: &["scripts/backup-all.sh", "a/b.sh"],
            becomes: r#"{ kind = "file", path = "scripts/backup.sh" } near scripts/backup-all.sh"#,
        },
        Example {
            markdown: "**Tools** (`tools/`):\n- [ ] `cache-stats` - Statistics of the cache\n",
            files: &["tools/cache-stats.py"],
            becomes: r#"{ kind = "file", path = "tools/cache-stats.py" }"#,
        },
        Example {
            markdown: "- [x] `lib/app/parser.ex` - **NEW** parser (200+ lines)\n",
            files: &["lib/app/parser.ex"],
            becomes: r#"{ kind = "file", min-lines = 200, path = "lib/app/parser.ex" } partly { kind = "file", path = "lib/app/parser.ex" }"#,
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
            markdown: "- [x] Database indexes: `20251127_indexes.exs` - Pre-existing\n",
            files: &["priv/migrations/20251127_indexes.exs"],
            becomes: r#"{ kind = "file", path = "priv/migrations/20251127_indexes.exs" }"#,
        },
        Example {
            markdown: "- [ ] Create `a.md` with a threat model\n",
            files: &[],
            becomes: r#"{ kind = "file", path = "a.md" }"#,
        },
        Example { markdown: "- [ ] Create `a.md` with a threat model\n", files: &["a.md"], becomes: "not understood" },
        Example {
            markdown: "- [x] Workflows configured (ci.yml, release.yml)\n",
            files: &[".github/workflows/ci.yml"],
            becomes: r#"{ kind = "file", path = "release.yml" } partly { kind = "file", path = ".github/workflows/ci.yml" }"#,
        },
        Example {
            markdown: "- [x] `hooks/check.sh` - Executable (755)\n",
            files: &["hooks/check.sh"],
            becomes: r#"{ kind = "file", executable = true, path = "hooks/check.sh" } partly { kind = "file", path = "hooks/check.sh" }"#,
        },
        Example { markdown: "- [ ] Fix: `src/lib.rs`\n", files: &["src/lib.rs"], becomes: "not understood" },
        Example { markdown: "- [ ] `src/lib.rs` - fix the unwraps\n", files: &["src/lib.rs"], becomes: "not understood" },
        Example {
            markdown: "**Files to update** (`src/`):\n- [ ] `lib.rs` - error types\n",
            files: &["src/lib.rs"],
            becomes: "not understood",
        },
        Example { markdown: "- [ ] Add tests to `src/lib.rs`\n", files: &["src/lib.rs"], becomes: "not understood" },
        Example { markdown: "- [ ] Create `mod.rs`\n", files: &["a/mod.rs", "b/mod.rs"], becomes: "not understood" },
        Example { markdown: "- [ ] Support Node.js and/or Deno\n", files: &[], becomes: "not understood" },
    ],
    bind,
};

const VERBS: &[&str] =
    &["create", "created", "add", "added", "write", "written", "wrote", "introduce", "introduced", "implement", "generate"];
#[rustfmt::skip]
const ADJECTIVES: &[&str] = &[
    "a", "an", "the", "new", "missing", "initial", "basic", "comprehensive", "file", "files", "script", "scripts", "test",
    "tests", "module", "document", "documents", "benchmark", "benchmarks", "example", "template", "integration", "unit",
    "workflow", "guide", "folder", "directory", "named", "called",
];
const THERE: &[&str] = &["exists", "exist", "created", "added", "present", "written", "there"];
const BEEN: &[&str] = &["file", "files", "folder", "is", "are", "was", "were", "has", "have", "been", "now", "already"];
/// Words that open a remark about a file that is there already and is to be changed.
#[rustfmt::skip]
const CHANGE: &[&str] = &[
    "fix", "fixed", "fixes", "remove", "removed", "delete", "refactor", "refactored", "refactoring", "update", "updated",
    "updates", "replace", "replaced", "handle", "improve", "improved", "rename", "renamed", "split", "extract", "reduce",
    "reduced", "convert", "move", "moved", "rewrite", "rewritten", "optimize", "optimise", "review", "reviewed", "audit",
    "audited", "simplify", "modify", "modified", "modification", "change", "changed", "changes", "edit", "extend",
    "add", "affected", "touch", "check", "verify", "document", "test", "cover",
];
/// Words that say so anywhere.
#[rustfmt::skip]
const STATE: &[&str] = &[
    "needs", "should", "must", "too", "not", "incomplete", "todo", "broken", "fails", "failing", "passes", "passing", "lacks",
    "unwraps", "unwrap", "bug", "bugs", "issue", "issues", "fix", "refactor", "modification", "changes",
];

fn bind(context: &Context<'_>) -> Option<Binding> {
    if !context.is_statement() {
        return None;
    }
    if let Some(note) = context.item.notes.iter().find(|note| matches!(note.key.as_str(), "create" | "creates" | "created")) {
        let code = note.codes.first().map_or(note.value.as_str(), |code| code.text.as_str());
        let mention = Mention::in_code(code, context.files)?;
        return all_there(RULE.id, vec![Place::of(&mention, context)?], lines(context));
    }
    let statement = Statement::of(context.item, context.files);
    if let Some(binding) = folder_of(&statement, context) {
        return Some(binding);
    }
    let done = context.item.mark == Mark::Done;
    let (mentions, certain) = match object(&statement) {
        Some((mentions, certain)) => (Some(mentions), certain),
        None => match subject(&statement, context) {
            Some(mentions) => (Some(mentions), true),
            None => (bracketed(&statement), done),
        },
    };
    if let Some(mentions) = mentions {
        let places: Vec<Place> = mentions.into_iter().map(|mention| Place::of(mention, context)).collect::<Option<Vec<Place>>>()?;
        if !certain && places.iter().all(|place| place.there) {
            return None;
        }
        if let [place] = places.as_slice()
            && context.item.text.to_lowercase().contains("executable")
            && !place.folder
        {
            let mut runs = there(place);
            runs.params.0.insert("executable".to_owned(), Value::Flag(true));
            return Some(Binding::checked(RULE.id, runs).or_partly([there(place)]).near(place.near.clone()));
        }
        return all_there(RULE.id, places, lines(context));
    }
    if let Some(place) = without_extension(&statement, context) {
        return all_there(RULE.id, vec![place], None);
    }
    let mentions = context.fences().find_map(|fence| listing::files(fence, &context.item.text, context.files))?;
    let places = mentions.iter().map(|mention| Place::of(mention, context)).collect::<Option<Vec<Place>>>()?;
    all_there(RULE.id, places, lines(context))
}

/// What is said of the length: in the statement, in its notes, in the comments of its fence.
fn lines(context: &Context<'_>) -> Option<Lines> {
    let notes = context.item.notes.iter().map(|note| note.value.as_str());
    let fences = context.fences().flat_map(|fence| fence.body.lines().take(40));
    let all = [context.item.text.as_str()].into_iter().chain(notes).chain(fences);
    all.filter_map(Lines::stated).find(|lines| lines.before.is_none())
}

/// `Create a.rs`, also behind a dash: `Integration - Created a.rs`. And whether that is all it says: of `Create a.rs with
/// tests`, a file that is there proves nothing yet.
fn object<'a>(statement: &'a Statement<'_>) -> Option<(Vec<&'a Mention>, bool)> {
    let dash = statement.from(0).iter().position(|word| matches!(word.raw, "-" | "–" | "—")).map(|dash| dash + 1);
    [Some(0), dash].into_iter().flatten().find_map(|start| {
        let verb = VERBS.contains(&statement.lower(start)).then_some(start + 1)?;
        let (paths, end) = statement.paths_at(verb + statement.run_of(verb, ADJECTIVES));
        let certain = statement.is_remark(end) || statement.lower(end) == "file";
        let goes_on = ["with", "for", "containing", "covering", "that", "which"].contains(&statement.lower(end));
        (!paths.is_empty() && (certain || goes_on)).then_some((paths, certain))
    })
}

/// `Workflows configured (a.yml, b.yml)`: what was done is shown by these.
fn bracketed<'a>(statement: &'a Statement<'_>) -> Option<Vec<&'a Mention>> {
    let words = statement.from(0);
    let opens = words.iter().position(|word| word.raw.starts_with('(') && word.path.is_some())?;
    let made = ["created", "added", "written", "configured", "documented", "implemented", "established"];
    let verb = words.get(opens.checked_sub(1)?)?;
    let (paths, end) = statement.paths_at(opens);
    let closes = words.get(end.checked_sub(1)?)?.raw.trim_end_matches(['.', ',']).ends_with(')');
    (made.contains(&verb.lower.as_str()) && closes && end == words.len()).then_some(paths)
}

/// `a.rs exists`, or `a.rs - what it is for` where nothing speaks of changing it.
fn subject<'a>(statement: &'a Statement<'_>, context: &Context<'_>) -> Option<Vec<&'a Mention>> {
    let start = heading_words(statement);
    let (paths, end) = statement.paths_at(start + statement.run_of(start, &["the", "new", "file", "files"]));
    if paths.is_empty() {
        return None;
    }
    let state = end + statement.run_of(end, BEEN);
    if THERE.contains(&statement.lower(state)) && statement.is_remark(state + 1) {
        return Some(paths);
    }
    (statement.is_remark(end) && is_about_being(statement, end, context)).then_some(paths)
}

/// How many words stand before a colon that says what the path is: `Database indexes: a.exs`.
fn heading_words(statement: &Statement<'_>) -> usize {
    let words = statement.from(0).get(..4).unwrap_or_else(|| statement.from(0));
    let colon = words.iter().position(|word| word.raw.ends_with(':')).map_or(0, |colon| colon + 1);
    let plain = |word: &Word<'_>| {
        word.path.is_none() && !CHANGE.contains(&word.lower.as_str()) && !STATE.contains(&word.lower.as_str())
    };
    if words.iter().take(colon).all(plain) { colon } else { 0 }
}

/// Does neither the remark nor the heading above speak of changing what is there?
fn is_about_being(statement: &Statement<'_>, end: usize, context: &Context<'_>) -> bool {
    let changes = |text: &str| {
        text.split(|letter: char| !letter.is_alphanumeric()).any(|word| CHANGE.contains(&word.to_lowercase().as_str()))
    };
    let above = context.parent().or_else(|| context.label()).map(|item| item.text.as_str());
    let above = above.or_else(|| context.sections().next().map(|section| section.title.as_str()));
    let above = above.is_none_or(|above| !changes(above));
    let remark = statement.from(end).iter().filter(|word| word.raw.contains(char::is_alphanumeric));
    let opens = remark.clone().next().is_some_and(|word| CHANGE.contains(&word.lower.as_str()));
    above && !opens && !remark.into_iter().any(|word| STATE.contains(&word.lower.as_str()))
}

/// `ADRs created in docs/adrs/ (4 documents)`: so many files in a folder.
fn folder_of(statement: &Statement<'_>, context: &Context<'_>) -> Option<Binding> {
    let words = statement.from(0);
    let at = words.iter().position(|word| word.path.as_ref().is_some_and(|path| path.folder))?;
    let before = at.checked_sub(2)?;
    let made = ["created", "added", "written", "generated"].contains(&statement.lower(before));
    if !made || !["in", "under", "below", "into"].contains(&statement.lower(before + 1)) {
        return None;
    }
    let place = Place::of(words.get(at)?.path.as_ref()?, context)?;
    let counted = |pair: &[Word<'_>]| {
        let [number, noun] = pair else { return None };
        let noun = ["documents", "files", "scripts", "records", "adrs", "tests"].contains(&noun.lower.as_str());
        number.lower.parse::<i64>().ok().filter(|number| noun && *number > 0)
    };
    let number = statement.from(at + 1).windows(2).find_map(counted)?;
    let mut check = there(&place);
    check.params.0.insert("at-least".to_owned(), Value::Integer(number));
    Some(Binding::checked(RULE.id, check).or_partly([there(&place)]).near(place.near))
}

/// `viewer - what it shows`, below a label that names the folder: a file of any extension, or a folder.
fn without_extension(statement: &Statement<'_>, context: &Context<'_>) -> Option<Place> {
    let first = statement.from(0).first()?;
    let name = context.item.codes.first().map(|code| code.text.as_str()).filter(|code| first.lower == code.to_lowercase())?;
    let plain = name.len() > 2 && name.chars().all(|letter| letter.is_ascii_alphanumeric() || "_-".contains(letter));
    let folder = context.folder().filter(|_| plain && statement.is_remark(1))?;
    if !is_about_being(statement, 1, context) {
        return None;
    }
    let path = format!("{folder}/{name}");
    if context.files.is_folder(&path) {
        return Some(Place { path, folder: true, there: true, near: Vec::new() });
    }
    match context.files.with_any_extension(&path) {
        [only] => Some(Place { path: (*only).to_owned(), folder: false, there: true, near: Vec::new() }),
        // A name that is no file's may be anything; only a task to create it is about a file for certain.
        [] if context.item.mark != Mark::Done => {
            let near = context.files.near(&path).into_iter().map(str::to_owned).collect();
            Some(Place { path, folder: false, there: false, near })
        }
        _ => None,
    }
}
