//! Files and folders that are said to be there. What is to be changed in them is another matter.

use shipworthy_model::claim::Mark;
use shipworthy_model::params::Value;
use shipworthy_model::path::split;

use crate::binding::existence::{all_there, there};
use crate::binding::line_count::LineCount;
use crate::binding::mention::PathMention;
use crate::binding::resolved_path::ResolvedPath;
use crate::binding::statement::{Statement, StatementWord};
use crate::binding::{Binding, Example, ItemContext, Rule};
use crate::item::Form;

/// The rule for files and folders that are said to be there.
pub(super) static RULE: Rule = Rule {
    id: "file-there",
    summary: "A file or folder that opens a statement, with a remark about what it is for, or that is said to be there: it \
              is. A number of lines is held too; without it, the statement is partly so.",
    examples: &[
        Example {
            markdown: "- [x] Workflows configured (ci.yml, release.yml)\n",
            files: &[".github/workflows/ci.yml"],
            becomes: r#"{ kind = "file", path = "release.yml" } partly { kind = "file", path = ".github/workflows/ci.yml" }"#,
        },
        Example {
            markdown: "**Outside** (`../outside/`):\n- [x] `backup.sh` - Backup the data\n",
            files: &[],
            becomes: "not understood",
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
            markdown: "- [x] Database indexes: `20251127_indexes.exs` - Pre-existing\n",
            files: &["priv/migrations/20251127_indexes.exs"],
            becomes: r#"{ kind = "file", path = "priv/migrations/20251127_indexes.exs" }"#,
        },
        Example {
            markdown: "- [x] `hooks/check.sh` - Executable (755)\n",
            files: &["hooks/check.sh"],
            becomes: r#"{ kind = "file", executable = true, path = "hooks/check.sh" } partly { kind = "file", path = "hooks/check.sh" }"#,
        },
        Example { markdown: "- [ ] Fix: `src/lib.rs`\n", files: &["src/lib.rs"], becomes: "not understood" },
        Example {
            markdown: "- [ ] `src/lib.rs` - fix the unwraps\n",
            files: &["src/lib.rs"],
            becomes: "not understood",
        },
        Example {
            markdown: "**Files to update** (`src/`):\n- [ ] `lib.rs` - error types\n",
            files: &["src/lib.rs"],
            becomes: "not understood",
        },
        Example {
            markdown: "- [ ] `src/parser.rs` - the new grammar\n",
            files: &["src/parser.rs"],
            becomes: r#"{ kind = "file", path = "src/parser.rs" }"#,
        },
        Example {
            markdown: "- [ ] `src/parser.rs` - the grammar\n",
            files: &["src/parser.rs"],
            becomes: "not understood",
        },
        Example { markdown: "- [x] `src/parser.rs`\n", files: &[], becomes: "not understood" },
        Example {
            markdown: "- [x] `core/src/builder.rs` with fluent builder implementation\n",
            files: &["core/src/lib.rs"],
            becomes: r#"{ kind = "file", path = "core/src/builder.rs" }"#,
        },
        Example {
            markdown: "- [ ] `core/src/builder.rs` with fluent builder implementation\n",
            files: &["core/src/builder.rs"],
            becomes: "not understood",
        },
        Example {
            markdown: "**Deliverables**:\n- [ ] `src/pool.rs` - Enhanced existing pool\n",
            files: &["src/pool.rs"],
            becomes: "not understood",
        },
        Example {
            markdown: "**Deliverables**:\n- [ ] `src/pool.rs` - `resize` (85+ lines)\n",
            files: &["src/pool.rs"],
            becomes: r#"{ kind = "file", path = "src/pool.rs" }"#,
        },
        Example {
            markdown: "- [x] Files changed: `src/pool.rs:334-416` (83 lines, down from 105)\n",
            files: &["src/pool.rs"],
            becomes: "not understood",
        },
        Example {
            markdown: "- [x] `SECURITY.md`\n",
            files: &[],
            becomes: r#"{ kind = "file", path = "SECURITY.md" }"#,
        },
        Example {
            markdown: "- [x] `docs/API.md` - the interface (regenerate)\n",
            files: &["docs/API.md"],
            becomes: "not understood",
        },
        Example {
            markdown: "- [x] Cargo.toml: strict lints\n",
            files: &["Cargo.toml"],
            becomes: "not understood",
        },
        Example { markdown: "- [x] `a.yml` - v1 → v2\n", files: &["a.yml"], becomes: "not understood" },
        Example { markdown: "- [x] `a.rs` → `b.rs`\n", files: &["b.rs"], becomes: "not understood" },
        Example {
            markdown: "- [x] `src/query/mod.rs` - the query module\n",
            files: &["src/query.rs"],
            becomes: r#"{ kind = "file", path = "src/query/mod.rs" } partly { kind = "file", path = "src/query.rs" } near src/query.rs"#,
        },
        Example { markdown: "- [ ] Support Node.js and/or Deno\n", files: &[], becomes: "not understood" },
    ],
    bind,
};

const THERE: &[&str] = &["exists", "exist", "created", "added", "present", "written", "there"];
const BEEN: &[&str] =
    &["file", "files", "folder", "is", "are", "was", "were", "has", "have", "been", "now", "already"];
/// Words that open a remark about a file that is there already and is to be changed.
#[rustfmt::skip]
const CHANGE: &[&str] = &[
    "fix", "fixed", "fixes", "remove", "removed", "delete", "refactor", "refactored", "refactoring", "update", "updated",
    "updates", "replace", "replaced", "handle", "improve", "improved", "rename", "renamed", "split", "extract", "reduce",
    "reduced", "convert", "move", "moved", "rewrite", "rewritten", "optimize", "optimise", "review", "reviewed", "audit",
    "audited", "simplify", "modify", "modified", "modification", "change", "changed", "changes", "edit", "extend",
    "regenerate", "regenerated", "refresh", "refreshed", "edited", "extended",
    "add", "affected", "enhance", "enhanced", "enhances", "existing", "expand", "expanded", "instrument", "migrate", "migrated", "touch", "check", "verify", "document", "test", "cover", "mentions",
];
/// Of these, the ones that are also the sort of a file: `a.rs - the pool (test)`.
const ASIDE: &[&str] = &["document", "test", "check", "audit", "review", "existing"];
/// Words before a colon that say what to do with the file behind it.
const READS: &[&str] = &["follow", "import", "open", "read", "run", "see", "study", "use"];
/// Words that say so anywhere.
#[rustfmt::skip]
const STATE: &[&str] = &[
    "needs", "should", "must", "too", "not", "incomplete", "todo", "broken", "fails", "failing", "passes", "passing", "lacks",
    "unwraps", "unwrap", "bug", "bugs", "issue", "issues", "fix", "refactor", "modification", "changes", "corrected",
    "corrects", "crash", "crashes", "crashed", "deleted", "deprecated", "dropped", "error", "errors", "exceeds", "fixed",
    "incorrect", "merged", "migrated", "moved", "obsolete", "panics", "ported", "reduced", "refactored", "removed", "removes",
    "renamed", "replaced", "rewritten", "skip", "skipped", "deferred", "split", "stale", "updated", "warnings",
];
/// Words of a heading, a label or a remark that say of files that they are, or are to be, brought about.
#[rustfmt::skip]
const BRINGS: &[&str] = &[
    "added", "artifacts", "created", "creation", "deliverable", "deliverables", "delivered", "generated", "new",
    "pre-existing", "structure", "written",
];
/// Headings that list files and say no more.
#[rustfmt::skip]
const LISTS: &[&str] = &[
    "documentation", "documentation files", "docs", "documents", "examples", "files", "required files", "scripts",
    "source files", "test files", "tests", "workflows",
];
/// Files that nearly every tree has: a remark about one is about what is in it.
#[rustfmt::skip]
const USUAL: &[&str] = &[
    ".gitignore", "CHANGELOG.md", "Cargo.lock", "Cargo.toml", "README.md", "__init__.py", "build.rs", "go.mod", "lib.rs",
    "main.rs", "mod.rs", "package.json", "pyproject.toml", "rust-toolchain.toml", "tsconfig.json",
];

fn bind(context: &ItemContext<'_>) -> Option<Binding> {
    if !context.is_statement() {
        return None;
    }
    let statement = context.statement;
    if let Some(mentions) = subject(statement, context) {
        let places = ResolvedPath::of_all(mentions, context)?;
        if !tells(statement, &places, context) {
            return None;
        }
        return match places.as_slice() {
            [place] if !place.folder && runs(context) => Some(runnable(place)),
            _ => all_there(RULE.id, places, LineCount::of(context)),
        };
    }
    if let Some(mentions) = bracketed(statement) {
        let places = ResolvedPath::of_all(mentions, context)?;
        // That they are there does not make an open task a done one.
        let told = context.item.mark == Mark::Done || places.iter().any(|place| !place.there);
        return all_there(RULE.id, places, None).filter(|_| told);
    }
    all_there(RULE.id, vec![without_extension(statement, context)?], None)
}

/// Is it about the files being there, and about nothing else? Where nothing says so, only what a finished item says of
/// a file that few trees have is clear enough.
fn tells(statement: &Statement<'_>, places: &[ResolvedPath], context: &ItemContext<'_>) -> bool {
    let item = context.item;
    // `a.rs:3-9 - the loop` tells what stands there.
    if LineCount::of_a_part(&item.text) && places.iter().all(|place| place.there) {
        return false;
    }
    if brings(context) || statement.from(0).iter().any(|word| is_bringing(&word.lower)) {
        return true;
    }
    // The status of a row is that of its matter, and not of its file.
    if item.form == Form::StatusRow {
        return false;
    }
    let there = places.iter().all(|place| place.there || place.instead.is_some());
    let usual = places.iter().any(|place| place.there && USUAL.contains(&split(&place.path).1));
    // Behind a colon stands what is in the file; a script in a language we do not read may say anything.
    let colon = statement.from(0).iter().any(|word| word.path.is_some() && word.raw.ends_with(':'));
    let readable = item.text.chars().all(|letter| !letter.is_alphabetic() || letter < '\u{250}');
    let alone =
        statement.from(0).iter().all(|word| word.path.is_some() || !word.raw.contains(char::is_alphanumeric));
    let named = places.iter().all(|place| is_paper(split(&place.path).1));
    match item.mark {
        _ if runs(context) || LineCount::of(context).is_some() => true,
        _ if context.folder().is_some() => readable && !colon,
        Mark::Done if alone => named,
        Mark::Done => readable && !colon && !usual,
        Mark::Open if alone => named,
        // An open task about a file that is there may be to change it.
        Mark::Open => readable && !colon && !there,
        Mark::None => false,
    }
}

/// `LICENSE`, `SECURITY.md`, `Dockerfile`: a paper that a project is to have.
fn is_paper(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name);
    let upper =
        !stem.is_empty() && stem.chars().all(|letter| letter.is_ascii_uppercase() || "_-".contains(letter));
    (upper && (!name.contains('.') || name.ends_with(".md")))
        || matches!(name, "Dockerfile" | "Makefile" | "justfile")
}

fn is_bringing(word: &str) -> bool {
    BRINGS.contains(&word)
}

/// Does what stands above the item say that it lists files that are brought about?
fn brings(context: &ItemContext<'_>) -> bool {
    let bringing = |text: &str| {
        let lower = text.to_lowercase();
        let lower = lower.trim_matches(|letter: char| !letter.is_alphanumeric());
        LISTS.contains(&lower)
            || lower.contains("to create")
            || lower.split(|letter: char| !letter.is_alphanumeric() && letter != '-').any(is_bringing)
    };
    let above = [context.parent(), context.label()];
    let section = context.sections().next().map(|section| section.title.as_str());
    above.into_iter().flatten().map(|item| item.text.as_str()).chain(section).any(bringing)
}

/// Is the file said to be executable?
fn runs(context: &ItemContext<'_>) -> bool {
    context.item.text.to_lowercase().contains("executable")
}

fn runnable(place: &ResolvedPath) -> Binding {
    let mut check = there(place);
    check.params.0.insert("executable".to_owned(), Value::Flag(true));
    Binding::checked(RULE.id, check).or_partly([there(place)]).near(place.near.clone())
}

/// `Workflows configured (a.yml, b.yml)`: what was done is shown by these.
fn bracketed<'a>(statement: &'a Statement<'_>) -> Option<Vec<&'a PathMention>> {
    let words = statement.from(0);
    let opens = words.iter().position(|word| word.raw.starts_with('(') && word.path.is_some())?;
    let made = ["created", "added", "written", "configured", "documented", "implemented", "established"];
    let verb = words.get(opens.checked_sub(1)?)?;
    let (paths, end) = statement.paths_at(opens);
    let closes = words.get(end.checked_sub(1)?)?.raw.trim_end_matches(['.', ',']).ends_with(')');
    (made.contains(&verb.lower.as_str()) && closes && end == words.len()).then_some(paths)
}

/// `a.rs exists`, or `a.rs - what it is for` where nothing speaks of changing it.
fn subject<'a>(statement: &'a Statement<'_>, context: &ItemContext<'_>) -> Option<Vec<&'a PathMention>> {
    let start = heading_words(statement);
    let (paths, end) = statement.paths_at(start + statement.run_of(start, &["the", "new", "file", "files"]));
    // `./check.sh` is to be run, and `a.rs → b.rs` to be moved.
    let called = context.item.codes.iter().any(|code| code.text.starts_with("./"))
        || context.item.text.starts_with("./");
    let moved = statement.from(end).first().is_some_and(|word| matches!(word.raw, "→" | "->" | "=>"));
    if paths.is_empty() || called || moved {
        return None;
    }
    let state = end + statement.run_of(end, BEEN);
    if THERE.contains(&statement.lower(state)) && statement.is_remark(state + 1) {
        return Some(paths);
    }
    // `a.rs with the parser`, said to be done, is there at least.
    let missing = |path: &&PathMention| {
        !context.files.exists(&path.path) && ResolvedPath::of(path, context).is_some_and(|place| !place.there)
    };
    let listed = context.item.codes.first().is_some_and(|code| context.item.text.starts_with(&code.text));
    let with = statement.lower(end) == "with"
        && listed
        && (context.item.mark == Mark::Done || paths.iter().any(missing));
    ((statement.is_remark(end) || with) && is_about_being(statement, end, context)).then_some(paths)
}

/// How many words stand before a colon that says what the path is: `Database indexes: a.exs`.
fn heading_words(statement: &Statement<'_>) -> usize {
    let words = statement.from(0).get(..4).unwrap_or_else(|| statement.from(0));
    let colon = words.iter().position(|word| word.raw.ends_with(':')).map_or(0, |colon| colon + 1);
    let plain = |word: &StatementWord<'_>| {
        let lower = word.lower.as_str();
        word.path.is_none() && !CHANGE.contains(&lower) && !READS.contains(&lower) && !STATE.contains(&lower)
    };
    if words.iter().take(colon).all(plain) { colon } else { 0 }
}

/// Does neither the remark nor the heading above speak of changing what is there?
fn is_about_being(statement: &Statement<'_>, end: usize, context: &ItemContext<'_>) -> bool {
    let changes = |text: &str| {
        text.split(|letter: char| !letter.is_alphanumeric())
            .any(|word| CHANGE.contains(&word.to_lowercase().as_str()))
    };
    let above = context.parent().or_else(|| context.label()).map(|item| item.text.as_str());
    let above = above.or_else(|| context.sections().next().map(|section| section.title.as_str()));
    let above = above.is_none_or(|above| !changes(above));
    let remark = statement.from(end).iter().filter(|word| word.raw.contains(char::is_alphanumeric));
    let opens = remark.clone().next().is_some_and(|word| CHANGE.contains(&word.lower.as_str()));
    // `a.md - the guide (update)` is about a file that is there already.
    let bracketed = remark.clone().any(|word| {
        let alone = word.raw.starts_with('(') && word.raw.trim_end_matches(['.', ',', ';']).ends_with(')');
        alone && !ASIDE.contains(&word.lower.as_str()) && CHANGE.contains(&word.lower.as_str())
    });
    // `a.yml - x@master → @stable` tells of a change.
    let arrow = statement.from(end).iter().skip(1).any(|word| matches!(word.raw, "→" | "->" | "=>"));
    above
        && !opens
        && !bracketed
        && !arrow
        && !remark.into_iter().any(|word| STATE.contains(&word.lower.as_str()))
}

/// `viewer - what it shows`, below a label that names the folder: a file of any extension, or a folder.
fn without_extension(statement: &Statement<'_>, context: &ItemContext<'_>) -> Option<ResolvedPath> {
    let first = statement.from(0).first()?;
    let name = context
        .item
        .codes
        .first()
        .map(|code| code.text.as_str())
        .filter(|code| first.lower == code.to_lowercase())?;
    let plain =
        name.len() > 2 && name.chars().all(|letter| letter.is_ascii_alphanumeric() || "_-".contains(letter));
    let folder = context.folder().filter(|_| plain && statement.is_remark(1))?;
    if !is_about_being(statement, 1, context) {
        return None;
    }
    let path = format!("{folder}/{name}");
    if context.files.is_folder(&path) {
        return Some(ResolvedPath { path, folder: true, there: true, near: Vec::new(), instead: None });
    }
    match context.files.with_any_extension(&path) {
        [only] => Some(ResolvedPath {
            path: (*only).to_owned(),
            folder: false,
            there: true,
            near: Vec::new(),
            instead: None,
        }),
        // A name that is no file's may be anything; only a task to create it is about a file for certain.
        [] if context.item.mark != Mark::Done => {
            let near = context.files.near(&path).into_iter().map(str::to_owned).collect();
            Some(ResolvedPath { path, folder: false, there: false, near, instead: None })
        }
        _ => None,
    }
}
