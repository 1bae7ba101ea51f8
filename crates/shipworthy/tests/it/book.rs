//! What stands in the README and in the book is so: links lead somewhere, checklists load, commands can be typed, and
//! what is shown as output is output. Reads pages; what each command does is tested elsewhere.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use shipworthy_kinds::KINDS;
use shipworthy_model::kind::KindSchema;
use shipworthy_model::time::Date;
use testkit::Fixture;

use crate::house::{none, root};

/// A page, with its path relative to the root.
pub(super) struct Page {
    pub(super) path: String,
    pub(super) text: String,
}

/// A fenced block of a page.
pub(super) struct Block {
    /// The page and first line of the block, for messages.
    pub(super) place: String,
    /// The info text behind the fence of the block.
    pub(super) info: String,
    pub(super) text: String,
}

impl Page {
    pub(super) fn open(path: &str) -> Self {
        let text = fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
        Self { path: path.to_owned(), text }
    }

    pub(super) fn blocks(&self) -> Vec<Block> {
        self.parts().1
    }

    /// The page without its blocks, and the blocks.
    fn parts(&self) -> (String, Vec<Block>) {
        let (mut prose, mut blocks) = (String::new(), Vec::new());
        let mut open: Option<(&str, Block)> = None;
        for (line, number) in self.text.lines().zip(1..) {
            let (fence, info) = line.split_at(line.len() - line.trim_start_matches('`').len());
            match open.take() {
                None if fence.len() >= 3 => {
                    let place = format!("{}:{number}", self.path);
                    open = Some((fence, Block { place, info: info.to_owned(), text: String::new() }));
                }
                None => prose += &format!("{line}\n"),
                // A block holds others that have fewer marks.
                Some((begin, block)) if fence.len() >= begin.len() && info.is_empty() => blocks.push(block),
                Some((begin, mut block)) => {
                    block.text += &format!("{line}\n");
                    open = Some((begin, block));
                }
            }
        }
        assert!(open.is_none(), "{}: a block without an end", self.path);
        (prose, blocks)
    }

    /// The blocks of this language.
    pub(super) fn blocks_of(&self, info: &str) -> Vec<Block> {
        self.blocks().into_iter().filter(|block| block.info == info).collect()
    }

    /// The targets of the page's links and pictures.
    fn links(&self) -> Vec<String> {
        let prose = self.parts().0;
        let between = |open: &str, close: char| {
            let parts = prose.split(open).skip(1).filter_map(|rest| rest.split(close).next());
            parts.map(str::to_owned).collect::<Vec<_>>()
        };
        [between("](", ')'), between("src=\"", '"'), between("href=\"", '"')].concat()
    }

    /// The texts between backticks outside of blocks.
    pub(super) fn spans(&self) -> Vec<String> {
        self.parts().0.split('`').skip(1).step_by(2).map(str::to_owned).collect()
    }

    /// The commands it tells people to type, with their place.
    fn commands(&self) -> Vec<(String, String)> {
        let blocks = self.blocks_of("console");
        let shown = blocks.iter().flat_map(|block| {
            let typed = block.text.lines().filter_map(|line| line.strip_prefix("$ "));
            typed.map(|line| (block.place.clone(), line.to_owned()))
        });
        let said = self.spans().into_iter().map(|span| (self.path.clone(), span));
        shown.chain(said).collect()
    }

    /// The anchors of its headings, as GitHub and mdBook make them.
    fn anchors(&self) -> BTreeSet<String> {
        let prose = self.parts().0;
        let headings = prose.lines().filter(|line| line.starts_with('#'));
        let keep = |c: &char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_');
        headings
            .map(|line| line.trim_start_matches('#').trim().to_lowercase())
            .map(|heading| heading.chars().filter(keep).collect::<String>().replace(' ', "-"))
            .collect()
    }
}

/// The README, the other pages at the top, and every page of the book.
pub(super) fn pages() -> Vec<Page> {
    let mut found = Vec::new();
    let mut open = vec!["docs".to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(root().join(&folder)).expect("a folder of ours can be read").flatten() {
            let path = format!("{folder}/{}", entry.file_name().to_str().expect("a name of ours is UTF-8"));
            if entry.path().is_dir() {
                open.push(path);
            } else if path.ends_with(".md") {
                found.push(Page::open(&path));
            }
        }
    }
    found.extend(["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"].map(Page::open));
    assert!(found.len() > 15, "only {} pages: is this looking at the right place?", found.len());
    found
}

#[test]
fn every_link_leads_somewhere() {
    let mut complaints = Vec::new();
    for page in pages() {
        let here = root().join(&page.path);
        for link in page.links() {
            if link.starts_with("https://") {
                continue;
            }
            let (file, anchor) = link.split_once('#').unwrap_or((&link, ""));
            let target = if file.is_empty() { here.clone() } else { here.with_file_name(file) };
            let anchored = || {
                let text = fs::read_to_string(&target).unwrap_or_default();
                Page { path: file.to_owned(), text }.anchors().contains(anchor)
            };
            if !target.exists() || (!anchor.is_empty() && !anchored()) {
                complaints.push(format!("{}: `{link}` leads nowhere", page.path));
            }
        }
    }
    none(&complaints);
}

#[test]
fn the_summary_lists_every_page_of_the_book() {
    let listed: BTreeSet<_> = Page::open("docs/SUMMARY.md").links().into_iter().collect();
    let all = pages().into_iter().filter_map(|page| page.path.strip_prefix("docs/").map(str::to_owned));
    assert_eq!(listed, all.filter(|path| path != "SUMMARY.md").collect());
}

#[test]
fn every_path_that_a_page_names_is_there() {
    let mut complaints = Vec::new();
    // The one tells of the past; the files in the examples of the other are not ours.
    let others = ["CHANGELOG.md", "docs/import.md"];
    for page in pages().iter().filter(|page| !others.contains(&page.path.as_str())) {
        let ours = |span: &&String| {
            ["crates/", "docs/", "xtask/", "scripts/"].iter().any(|dir| span.starts_with(dir))
        };
        for span in page
            .spans()
            .iter()
            .filter(ours)
            .filter(|span| !span.contains([' ', '*']) && !span.contains("NAME"))
        {
            if !root().join(span).exists() {
                complaints.push(format!("{}: there is no `{span}`", page.path));
            }
        }
    }
    none(&complaints);
}

/// A gate to put a `check` into, and a gate that a waiver may name.
const PHASE: &str = "schema = 1\ntitle = \"a\"\n[[phase]]\nid = \"phase\"\ntitle = \"Phase\"\n";

fn gate(id: &str) -> String {
    format!("[[phase.gate]]\nid = \"{id}\"\ntitle = \"A gate\"\npriority = \"P0\"\n")
}

/// The checklist with the gate that a waiver or sign-off names.
fn named(text: &str, check: &str) -> String {
    let id = text.lines().find_map(|line| line.strip_prefix("gate = \"")?.split('"').next());
    let gate = gate(id.expect("it names its gate"));
    format!("{PHASE}{gate}check = {{ {check} }}\n{text}")
}

/// The checklist that a block of TOML is, or is a part of; nothing when it is a file of Cargo's.
fn checklist(block: &Block) -> Option<String> {
    let text = &block.text;
    match block.info.as_str() {
        "toml" => Some(text.clone()),
        "toml,gate" => Some(format!("{PHASE}{text}")),
        "toml,check" => Some(format!("{PHASE}{}{text}", gate("gate"))),
        "toml,policy" | "toml,weakening" | "toml,release" => {
            Some(format!("{PHASE}{}check = {{ kind = \"cargo-fmt\" }}\n{text}", gate("gate")))
        }
        "toml,waiver" => Some(named(text, "kind = \"cargo-fmt\"")),
        "toml,sign-off" => Some(named(text, "kind = \"sign-off\", question = \"Is it?\"")),
        // `adopt.rs` uses these as they stand.
        "toml,cargo" => None,
        other => panic!("{}: nobody knows what a block `{other}` is", block.place),
    }
}

fn schemas() -> Vec<&'static KindSchema> {
    KINDS.iter().map(|kind| &kind.schema).collect()
}

#[test]
fn every_checklist_in_the_book_loads_without_a_word() {
    let today = Date::parse("2026-11-01").expect("a day");
    let mut complaints = Vec::new();
    let mut read = 0;
    for block in pages().iter().flat_map(Page::blocks).filter(|block| block.info.starts_with("toml")) {
        let Some(text) = checklist(&block) else { continue };
        read += 1;
        let (_, problems) = shipworthy_checklist::read(&text, &schemas(), today);
        complaints.extend(problems.iter().map(|problem| format!("{}: {}", block.place, problem.message)));
    }
    assert!(read > 3, "only {read} checklists: does this test still see them?");
    none(&complaints);
}

#[test]
fn the_book_shows_a_gate_of_every_kind() {
    let page = Page::open("docs/guide/examples.md");
    let shown = page.blocks().into_iter().filter_map(|block| checklist(&block)).collect::<String>();
    let missing = schemas().into_iter().filter(|kind| !shown.contains(&format!("kind = \"{}\"", kind.id)));
    none(
        &missing.map(|kind| format!("docs/guide/examples.md: no gate of `{}`", kind.id)).collect::<Vec<_>>(),
    );
}

#[test]
fn every_command_in_the_book_can_be_typed() {
    let ws = Fixture::new().phase("a", "A").gate("gate", r#"kind = "git", clean = true"#).build();
    let mut complaints = Vec::new();
    let mut seen = BTreeSet::new();
    for (place, line) in pages().iter().flat_map(Page::commands) {
        let words = line.split(" > ").next().unwrap_or_default().split(" # ").next().unwrap_or_default();
        let ours = ["cargo xtask ", "cargo shipworthy ", "shipworthy "];
        let Some(words) = ours.iter().find_map(|program| words.strip_prefix(program)) else { continue };
        // Of what follows `--help` nothing is read; before it, every word must be known.
        let args: Vec<&str> =
            words.split_whitespace().filter(|word| *word != "...").chain(["--help"]).collect();
        if !seen.insert(args.join(" ")) {
            continue;
        }
        let output = ws.run(&args).stdout_any().stderr_any().spawn().finish();
        if output.code != Some(0) {
            complaints.push(format!("{place}: `{line}` cannot be typed\n{}", output.stderr));
        }
    }
    assert!(seen.len() > 6, "only {seen:?}: does this test still see the commands?");
    none(&complaints);
}

#[test]
fn the_readme_lists_the_commands_that_there_are() {
    let ws = Fixture::new().build();
    let help = ws.run(["--help"]).text();
    let listed =
        help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let listed: BTreeSet<_> = listed.filter_map(|line| line.split_whitespace().next()).collect();
    let page = Page::open("README.md");
    let rows =
        page.text.lines().skip_while(|line| *line != "## Commands").filter(|line| line.starts_with("| `"));
    let cells: Vec<&str> = rows.filter_map(|row| row.split('|').nth(1)).collect();
    let spans = cells.iter().flat_map(|cell| cell.split('`').skip(1).step_by(2));
    let told: BTreeSet<_> = spans.filter_map(|span| span.split(' ').next()).collect();
    let known = |word: &&str| listed.contains(word) || word.starts_with("phase");
    assert!(told.iter().all(known), "{told:?} against {listed:?}");
    let missing: Vec<_> = listed.difference(&told).filter(|word| **word != "help").collect();
    assert!(missing.is_empty(), "README.md does not list {missing:?}");
}

#[test]
fn the_two_commands_of_the_readme_are_those_of_ci() {
    let page = Page::open("README.md");
    let commands = page.blocks_of("console").into_iter().find(|block| block.text.contains("check tests"));
    let commands = commands.expect("the README shows how to run the tests").text;
    let commands: Vec<_> = commands.lines().map(|line| line.trim_start_matches("$ ")).collect();
    assert_eq!(commands.len(), 2, "{commands:?}");
    let ci = fs::read_to_string(root().join(".ci/run")).expect(".ci/run is there");
    none(
        &commands
            .iter()
            .filter(|command| !ci.lines().any(|line| line.trim() == **command))
            .map(|command| format!(".ci/run does not run `{command}`"))
            .collect::<Vec<_>>(),
    );
}

#[test]
fn the_mistake_that_the_guide_shows_is_told_like_that() {
    let page = Page::open("docs/guide/checklist.md");
    let shown = page.blocks_of("text").into_iter().find(|block| block.text.starts_with("error: "));
    let shown = shown.expect("the guide shows a mistake").text;
    let line = shown.lines().find_map(|line| line.strip_prefix("14 | ")).expect("the mistake is on line 14");
    let text = format!("{PHASE}{}\n\n\n\n{line}\n", gate("gate"));
    assert_eq!(text.lines().nth(13), Some(line));
    let ws = Fixture::new().checklist(&text).build();
    let told = ws.run(["status"]).exit(2).stderr_has("nothing was run").done().stderr;
    assert!(told.starts_with(&shown), "the guide shows\n{shown}\nbut it is\n{told}");
}

/// The keys of a document, nested ones with their path: `gates[].findings[].rule`.
pub(super) fn keys(value: &serde_json::Value, within: &str, found: &mut BTreeSet<String>) {
    match value {
        serde_json::Value::Object(map) => {
            for (key, value) in map {
                let path = if within.is_empty() { key.clone() } else { format!("{within}.{key}") };
                found.insert(path.clone());
                keys(value, &path, found);
            }
        }
        serde_json::Value::Array(list) => {
            list.iter().for_each(|value| keys(value, &format!("{within}[]"), found));
        }
        _ => {}
    }
}

#[test]
fn the_folders_of_the_book_have_no_stray_files() {
    let strange = |path: &Path| {
        let known = path.extension().is_some_and(|extension| extension == "md" || extension == "svg");
        path.is_file() && !known
    };
    for folder in ["docs", "docs/guide", "docs/reference", "docs/decisions"] {
        for entry in fs::read_dir(root().join(folder)).expect("it is there").flatten() {
            assert!(!strange(&entry.path()), "{} is no page", entry.path().display());
        }
    }
}

/// Compares a file of this repository with what was made for it, both as `seen`; with `SHIPWORTHY_BLESS=1`, writes it.
#[track_caller]
pub(super) fn holds(path: &str, made: &str, seen: impl Fn(&str) -> String) {
    let is = fs::read_to_string(root().join(path)).unwrap_or_default();
    let (is, should) = (seen(&is), seen(made));
    if is == should {
        return;
    }
    // The first line that differs; a page that is shorter lacks one.
    let (is, should) = (is.lines().map(Some).chain([None]), should.lines().map(Some).chain([None]));
    let differs = is.zip(should).find(|(is, should)| is != should).unwrap_or_default();
    assert!(
        std::env::var_os("SHIPWORTHY_BLESS").is_some(),
        "{path} is out of date: `SHIPWORTHY_BLESS=1 cargo test --package shipworthy` writes it anew.\n\
         It says     {:?}\nand should  {:?}",
        differs.0.unwrap_or_default(),
        differs.1.unwrap_or_default(),
    );
    fs::write(root().join(path), made).expect("a page of ours can be written");
}
