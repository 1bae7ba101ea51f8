//! Every example of every rule is read and bound, and must become what it says.

use std::collections::BTreeMap;
use std::fmt::Write;

use proptest::prelude::{prop, prop_assert, prop_assert_eq, proptest};
use shipworthy_model::checklist::Check;
use shipworthy_model::facts::{Package, Target, Workspace};
use shipworthy_model::params::Value;

use super::{Binding, Bound, DocumentIndex, Example, RULES, Rule, bind};
use crate::command::fixture::with_cargo;
use crate::reading::read;
use crate::repair::{Text, repair};
use crate::surroundings::Surroundings;

#[test]
fn every_example_becomes_what_it_says() {
    let mut wrong = String::new();
    for rule in RULES {
        for example in rule.examples {
            let became = became(rule, example);
            if became != example.becomes {
                let (markdown, becomes) = (example.markdown, example.becomes);
                let _ =
                    write!(wrong, "\n{}: {markdown}\n  expected {becomes}\n  became   {became}\n", rule.id);
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

proptest::proptest! {
    #[test]
    fn any_item_is_bound_or_left_alone(
        words in proptest::collection::vec(
            "(cargo|test|-p|a|`|``|coverage|>|80%|30|clippy|warnings|Memory|2GB|RAM|: | - |→|cd|&&|./x.sh|é|<v>|\\*\\*|Rust|1.8\\+|[0-9.]{1,4}|\\PC)",
            0..12,
        ),
        open in "(- \\[ \\] |- \\[x\\] |# |\\| |```sh\n)",
    ) {
        let text = repair(format!("{open}{}\n", words.join(" ")).as_bytes());
        let document = text.map(|text| read("docs/a.md", text)).unwrap_or_default();
        let surroundings = surroundings(&["a/Cargo.toml", "a/src/main.rs", "x.sh"]);
        let bound = bind(&document, &surroundings);
        proptest::prop_assert_eq!(bound.len(), document.items.len());
    }
}

#[test]
fn every_rule_says_what_it_understands_and_what_not() {
    for rule in RULES {
        assert!(rule.examples.len() >= 3, "{}: too few examples", rule.id);
        assert!(
            rule.examples.iter().any(|e| e.becomes == "not understood"),
            "{}: when does it not apply?",
            rule.id
        );
        assert!(rule.summary.ends_with('.'), "{}", rule.id);
    }
    let ids: BTreeMap<&str, ()> = RULES.iter().map(|rule| (rule.id, ())).collect();
    assert_eq!(ids.len(), RULES.len(), "two rules with one id");
}

/// The pieces of which checklists are made, and what breaks readers of them.
const PIECES: &[&str] = &[
    "- [ ] ",
    "- [x] ",
    "  - [ ] ",
    "### 1. ",
    "# ",
    "**Label** (",
    "`src/a.rs`",
    "`tools/`",
    "`",
    "):\n",
    "\n",
    "\n\n",
    "Remove ",
    "Create ",
    "Add ",
    "README.md ",
    "All packages have ",
    "license",
    "CI ",
    "benchmark ",
    "10% ",
    "v1.2.3 ",
    "git tag ",
    "in ",
    "with ",
    "and ",
    "- ",
    "(200+ lines)",
    "```markdown\n",
    "```\n",
    "## Section\n",
    "MAX_LEN: 1\n",
    "**Create:** ",
    "é",
    "\u{1F4E6} ",
    "../",
    "/",
    ".",
    ":",
    "\u{0}",
    "|",
    "[a](b.md)",
    "99999999999999999999 lines ",
];

proptest! {
    /// Whatever is written, every item gets its answer, and nothing it is bound to leaves the tree.
    #[test]
    fn any_document_is_bound(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..60)) {
        let document = read("docs/checklist.md", Text::healthy(pieces.concat()));
        let surroundings = surroundings(&["src/a.rs", "core/Cargo.toml", "README.md"]);
        let bindings = bind(&document, &surroundings);
        prop_assert_eq!(bindings.len(), document.items.len());
        for binding in bindings.iter().flatten() {
            let Bound::Checked { check, weaker } = &binding.bound else { continue };
            for path in [check].into_iter().chain(weaker).filter_map(|check| check.params.text("path")) {
                let inside = !path.is_empty() && !path.starts_with(['/', '~']) && !path.split('/').any(|part| part == "..");
                prop_assert!(inside, "{path}");
            }
        }
    }
}

/// An example counts for the whole table: an earlier rule that takes its item away is told as a mistake.
fn became(rule: &Rule, example: &Example) -> String {
    let text = repair(example.markdown.as_bytes()).expect("an example is text");
    let document = read("docs/checklist.md", text);
    let surroundings = surroundings(example.files);
    let around = DocumentIndex::new(&document, &surroundings);
    let Some(item) = document.items.last() else { return "no item was read".to_owned() };
    let own = around.ask(item, rule.bind);
    let first = around.ask(item, |context| RULES.iter().find_map(|rule| (rule.bind)(context)));
    match (own, first) {
        (None, _) => "not understood".to_owned(),
        (Some(own), Some(first)) if first.rule != own.rule => format!("taken by the rule `{}`", first.rule),
        (Some(own), _) => shown(&own),
    }
}

fn surroundings(files: &[&str]) -> Surroundings {
    let workspace = Workspace::of(files.iter().filter_map(|path| package(path, files)));
    let workspace = (!workspace.packages.is_empty()).then_some(workspace);
    let mut files: Vec<String> = files.iter().map(|path| (*path).to_owned()).collect();
    files.sort();
    with_cargo(Surroundings { files, workspace, ..Surroundings::default() })
}

/// The package of a manifest, with the targets that cargo would find.
fn package(manifest: &str, files: &[&str]) -> Option<Package> {
    let dir = manifest.strip_suffix("/Cargo.toml")?;
    let name = dir.rsplit('/').next()?.to_owned();
    let target = |path: &&&str| {
        let inside = path.strip_prefix(dir)?.strip_prefix('/')?.strip_suffix(".rs")?;
        let (folder, stem) = inside.rsplit_once('/')?;
        let kind = match (folder, stem) {
            ("src", "lib") => "lib",
            ("src", "main") | ("src/bin", _) => "bin",
            ("tests", _) => "test",
            ("benches", _) => "bench",
            ("examples", _) => "example",
            _ => return None,
        };
        let target = if folder == "src" { name.clone() } else { stem.to_owned() };
        Some(Target::new(target, kind, **path))
    };
    let package = Package::new(&name, dir).version("0.1.0").publishable(true).default_member(true);
    Some(package.targets(files.iter().filter_map(|path| target(&path))))
}

fn shown(binding: &Binding) -> String {
    let mut shown = match &binding.bound {
        Bound::Checked { check, weaker } => {
            weaker.iter().fold(inline(check), |shown, weaker| format!("{shown} partly {}", inline(weaker)))
        }
        Bound::Decided { so: true, .. } => "decided: yes".to_owned(),
        Bound::Decided { so: false, .. } => "decided: no".to_owned(),
        Bound::Question(question) => format!("sign-off: {question}"),
        Bound::Text => "text".to_owned(),
    };
    for near in &binding.near {
        let _ = write!(shown, " near {near}");
    }
    shown
}

fn inline(check: &Check) -> String {
    let mut table = toml_edit::InlineTable::new();
    table.insert("kind", check.kind.as_str().into());
    for (name, value) in &check.params.0 {
        table.insert(name, toml(value));
    }
    table.fmt();
    table.to_string()
}

fn toml(value: &Value) -> toml_edit::Value {
    match value {
        Value::Text(text) => text.as_str().into(),
        Value::Integer(number) => (*number).into(),
        Value::Number(number) => (*number).into(),
        Value::Flag(flag) => (*flag).into(),
        Value::List(values) => values.iter().map(toml).collect::<toml_edit::Array>().into(),
        Value::Table(params) => {
            let entries = params.0.iter().map(|(name, value)| (name.as_str(), toml(value)));
            entries.collect::<toml_edit::InlineTable>().into()
        }
        other => panic!("how is {other:?} written?"),
    }
}
