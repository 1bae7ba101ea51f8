//! The reference pages are made from the tables of the program, and every other list of kinds, fields, invariants and
//! words agrees with them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde_json::Value;
use shipworthy_kinds::KINDS;
use shipworthy_model::kind::KindSchema;
use shipworthy_model::unknown::Reason;
use shipworthy_model::verdict::Outcome;
use shipworthy_report::json::json_page;
use shipworthy_report::reference::{kinds_page, release_page, words, words_page};
use testkit::Fixture;

use crate::book::{Page, holds, keys};
use crate::house::{none, root};
use crate::json_schema::conforms;
use crate::release::after::released;

fn schemas() -> Vec<&'static KindSchema> {
    KINDS.iter().map(|kind| &kind.schema).collect()
}

fn ids() -> Vec<&'static str> {
    schemas().iter().map(|kind| kind.id).collect()
}

#[test]
fn the_pages_are_those_of_the_tables() {
    holds("docs/reference/kinds.md", &kinds_page(&schemas()), str::to_owned);
    holds("docs/reference/release.md", &release_page(), str::to_owned);
    holds("docs/reference/words.md", &words_page(), str::to_owned);
    holds("docs/reference/json.md", &json_page(), str::to_owned);
}

#[test]
fn table_folder_pages_and_schema_list_the_same_kinds() {
    let ids = ids();
    assert!(ids.is_sorted(), "{ids:?}");
    let set: BTreeSet<String> = ids.iter().map(|id| (*id).to_owned()).collect();
    assert_eq!(set.len(), ids.len(), "a kind stands in the table twice");

    let folder = root().join("crates/shipworthy-kinds/src/kinds");
    let files = fs::read_dir(folder).expect("the kinds are there").flatten();
    let names = files.filter_map(|file| file.file_name().to_str()?.strip_suffix(".rs").map(str::to_owned));
    let names = names.filter(|name| name != "mod").map(|name| name.replace('_', "-"));
    assert_eq!(names.collect::<BTreeSet<_>>(), set);

    let page = Page::open("docs/reference/kinds.md").text;
    let headings = page.lines().filter_map(|line| line.strip_prefix("## ")).map(str::to_owned);
    assert_eq!(headings.collect::<BTreeSet<_>>(), set);

    let ws = Fixture::new().build();
    let schema = ws.run(["schema"]).json();
    let kinds = schema["$defs"]["check"]["oneOf"].as_array().expect("the schema lists the kinds");
    let titles =
        kinds.iter().filter_map(|kind| kind["properties"]["kind"]["const"].as_str()).map(str::to_owned);
    assert_eq!(titles.collect::<BTreeSet<_>>(), set);

    let changes = Page::open("CHANGELOG.md").spans();
    none(
        &ids.iter()
            .filter(|id| !changes.iter().any(|span| span == *id))
            .map(|id| format!("CHANGELOG.md: no `{id}`"))
            .collect::<Vec<_>>(),
    );
}

#[test]
fn every_kind_says_what_it_is() {
    for kind in schemas() {
        let id = kind.id;
        assert!(
            !kind.summary.ends_with('.') && !kind.summary.contains('\n'),
            "{id}: its summary is a phrase"
        );
        assert!(kind.about.ends_with('.') && kind.about.len() > 40, "{id}: `about` is a paragraph");
        let known = |name: &str| kind.params.iter().any(|param| param.name == name);
        assert!(kind.one_of.iter().all(|name| known(name)), "{id}: `one_of` names no parameter");
    }
}

#[test]
fn every_word_is_explained() {
    let known: BTreeSet<_> = words().map(|word| word.word).collect();
    let outcomes = [
        Outcome::Fail,
        Outcome::Unknown,
        Outcome::Stale,
        Outcome::NotRun,
        Outcome::Waived,
        Outcome::NotApplicable,
        Outcome::Pass,
    ];
    assert!(outcomes.iter().all(|outcome| known.contains(outcome.word())), "{known:?}");
    let ws = Fixture::new().build();
    for word in ids().into_iter().chain(known) {
        ws.run(["explain", word]).stdout_has(word).done();
    }
    ws.run(["explain", "tool-missing"]).stdout_has("tool missing: unknown").done();
    ws.run(["explain", "cargo-tset"]).exit(2).stderr_has("`cargo-test`").done();
}

#[test]
fn every_reason_is_explained() {
    let known: BTreeSet<_> = words().map(|word| word.word.to_owned()).collect();
    // The compiler asks for a new one here, too.
    let next = |reason: Reason| match reason {
        Reason::ToolMissing => Some(Reason::ToolTooOld),
        Reason::ToolTooOld => Some(Reason::Crashed),
        Reason::Crashed => Some(Reason::CouldNotLook),
        Reason::CouldNotLook => Some(Reason::NothingToLookAt),
        Reason::NothingToLookAt => Some(Reason::TimedOutWhileLooking),
        Reason::TimedOutWhileLooking => Some(Reason::Network),
        Reason::Network => None,
    };
    let all: Vec<_> = std::iter::successors(Some(Reason::ToolMissing), |reason| next(*reason)).collect();
    assert_eq!(all.len(), 7);
    none(&all.iter().map(ToString::to_string).filter(|reason| !known.contains(reason)).collect::<Vec<_>>());
}

/// The fields that a section of `docs/reference/json.md` lists.
pub(super) fn listed(section: &str) -> BTreeSet<String> {
    let page = Page::open("docs/reference/json.md").text;
    let lines = page.lines().skip_while(|line| *line != format!("## {section}")).skip(1);
    let rows = lines.take_while(|line| !line.starts_with("## ")).filter_map(|line| line.strip_prefix("| `"));
    rows.filter_map(|row| row.split('`').next()).map(str::to_owned).collect()
}

pub(super) fn fields<'v>(documents: impl IntoIterator<Item = &'v Value>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    documents.into_iter().for_each(|document| keys(document, "", &mut found));
    found
}

#[test]
fn the_page_about_json_lists_every_field_and_no_other() {
    let ws = Fixture::new()
        .package("one", |package| package.lib("//! One.\n\n/// One.\npub fn one() -> u8 {\n    return 1;\n}\n"))
        .gate("lints", r#"kind = "cargo-clippy", limit = 0"#)
        .gate("files", r#"kind = "file", path = "Cargo.toml", min-lines = 2"#)
        .gate_with("program", r#"kind = "command", argv = ["true"]"#, "only = [\"crates/**\"]")
        .gate("repository", r#"kind = "git", clean = true"#)
        .gate("machine", r#"kind = "environment", disk = "1MB""#)
        .gate("slow", r#"kind = "command", argv = ["./no-such-program"]"#)
        .gate("flips", r#"kind = "file", path = "NOTES.md", min-lines = 1"#)
        .gate("unreadable", r#"kind = "file", path = "latin.txt", min-lines = 1"#)
        .gate("person", r#"kind = "sign-off", question = "Is it?""#)
        .gate_with("alerts", r#"kind = "file", path = "Cargo.toml", min-lines = 2"#, "watch = \"7d\"")
        .bytes("latin.txt", b"\xe4\n")
        .gate_with("elsewhere", r#"kind = "file", path = "Cargo.toml""#, "platforms = [\"illumos\"]")
        .readiness(
            "[[waiver]]\ngate = \"lints\"\nreason = \"r\"\nowner = \"a\"\napprover = \"b\"\nexpires = 2026-12-31",
        )
        .git()
        .build();
    let now = "2026-11-21T08:00:00Z";
    let run = |words: &[&str]| ws.run(words).args(["--format", "json"]).now(now).stderr_any();
    let commit = ws.git(["rev-parse", "HEAD"]);
    ws.append(
        "readiness.toml",
        &format!(
            "\n[[sign-off]]\ngate = \"person\"\nanswer = \"yes\"\nby = \"a\"\ndate = 2026-11-01\nuntil = 2026-12-01\n\
             commit = \"{commit}\"\n"
        ),
    );
    ws.replace("readiness.toml", "path = \"NOTES.md\", min-lines = 1", "path = \"NOTES.md\"");
    released(&ws, "0.1.0", "2026-11-20T08:00:00Z");
    let first = run(&["phase1"]).exit(1).json();
    ws.append("crates/one/src/lib.rs", "\n/// Two.\npub const TWO: u8 = 2;\n");
    let weak = run(&["check", "files", "lints"]).json();
    assert_eq!(fields([&first.0, &weak.0]), listed("phase1, phase, check, ready, status"));
    conforms("status", [&first.0, &weak.0]);

    ws.write("NOTES.md", "Now.\n");
    run(&["check", "flips"]).json();
    ws.append("crates/one/src/lib.rs", "\n/// Three.\npub const THREE: u8 = 3;\n");
    let whys =
        ["lints", "files", "program", "repository", "machine", "slow", "flips", "unreadable", "person"];
    let whys = whys.map(|gate| {
        let output = run(&["why", gate, "--inputs"]).spawn().finish();
        serde_json::from_str::<Value>(&output.stdout).expect("one document")
    });
    // What a gate is in there was all seen above; not every gate has all of it.
    let of_gate = |field: &String| field.starts_with("gate.");
    let why: BTreeSet<_> = fields(&whys);
    let listed_of_why = listed("why");
    assert!(why.is_subset(&listed_of_why), "{:?}", why.difference(&listed_of_why));
    let missing: Vec<_> = listed_of_why.difference(&why).filter(|field| !of_gate(field)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    conforms("why", &whys);

    // Tests that climb out of the workspace; they are not run here.
    ws.write("crates/one/tests/climbs.rs", "fn t() { std::fs::read_dir(\"../../..\").unwrap(); }\n");
    let tests = "[[phase.gate]]\nid = \"tests\"\ntitle = \"T\"\npriority = \"P3\"\ncheck = { kind = \"cargo-test\" }\n\n[[waiver]]";
    ws.replace("readiness.toml", "[[waiver]]", tests);
    assert_eq!(fields([&run(&["doctor"]).exit(1).json().0]), listed("doctor"));
    assert_eq!(fields([&run(&["explain"]).json().0, &run(&["explain", "fail"]).json().0]), listed("explain"));
    ws.write("readiness.toml", "schema = 1\ntitel = \"a\"\n");
    assert_eq!(fields([&run(&["status"]).exit(2).json().0]), listed("error"));
}

/// The numbered paragraphs of the section about invariants.
fn invariants() -> Vec<String> {
    let page = Page::open("docs/architecture.md").text;
    let section = page.lines().skip_while(|line| *line != "## Invariants").skip(1);
    let section = section.take_while(|line| !line.starts_with("## "));
    let mut found: Vec<String> = Vec::new();
    for line in section {
        let numbered = line.split_once(". ").is_some_and(|(number, _)| number.parse::<u8>().is_ok());
        match found.last_mut() {
            _ if numbered => found.push(line.to_owned()),
            Some(last) => *last += &format!(" {}", line.trim()),
            None => {}
        }
    }
    found
}

#[test]
fn every_invariant_names_the_tests_that_hold_it() {
    let all = invariants();
    assert_eq!(all.len(), 17, "{all:#?}");
    let mut complaints = Vec::new();
    for invariant in all {
        let (_, held) = invariant.rsplit_once(" *Held by* ").unwrap_or_default();
        // `file`: `test`, `test`; `file`: `test`
        let files: Vec<_> = held.trim_end_matches('.').split("; ").filter(|part| !part.is_empty()).collect();
        if files.is_empty() {
            complaints.push(format!("held by nothing: {invariant}"));
        }
        for part in files {
            let mut spans = part.split('`').skip(1).step_by(2);
            let file = spans.next().unwrap_or_default();
            let text = fs::read_to_string(root().join(file)).unwrap_or_default();
            let tests: Vec<_> = spans.collect();
            let there = |test: &&&str| text.contains(&format!("fn {test}("));
            if text.is_empty() || tests.is_empty() || !tests.iter().all(|test| there(&test)) {
                complaints.push(format!("`{file}` does not have {tests:?}"));
            }
        }
    }
    none(&complaints);
}

#[test]
fn every_word_of_the_code_is_defined_where_the_page_says() {
    let page = Page::open("docs/architecture.md").text;
    let section = page.lines().skip_while(|line| *line != "## The words of the code").skip(1);
    let section = section.take_while(|line| !line.starts_with("## "));
    let rows: Vec<&str> = section.filter(|line| line.starts_with("| ")).skip(2).collect();
    assert!(rows.len() > 30, "only {} words: does this test still see them?", rows.len());
    let defined = |row: &str| {
        // | word | what it is | `Type` in `file` |
        let mut spans = row.rsplit(" | ").next().unwrap_or_default().split('`').skip(1).step_by(2);
        let (Some(name), Some(file)) = (spans.next(), spans.next()) else { return false };
        let text = fs::read_to_string(root().join(file)).unwrap_or_default();
        ["struct", "enum", "trait"].iter().any(|keyword| {
            ["pub", "pub(crate)", "pub(super)"].iter().any(|seen| {
                let definition = format!("{seen} {keyword} {name}");
                let mut definitions = text.split(&definition).skip(1);
                definitions.any(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
            })
        })
    };
    none(
        &rows.into_iter().filter(|row| !defined(row)).map(|row| format!("not so: {row}")).collect::<Vec<_>>(),
    );
}

/// The rooms that the page names for each crate, by the folder of its sources.
fn rooms() -> BTreeMap<String, BTreeSet<String>> {
    let page = Page::open("docs/architecture.md").text;
    let section = page.lines().skip_while(|line| *line != "## The rooms of the large crates").skip(1);
    let mut rooms: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut source = String::new();
    for line in section.take_while(|line| !line.starts_with("## ")) {
        let mut spans = line.split('`').skip(1).step_by(2);
        if line.starts_with("`crates/") {
            source = spans.next().unwrap_or_default().to_owned();
        } else if line.starts_with("| `") {
            // | `room`, `room` | what is in them |
            let cell = line.split('|').nth(1).unwrap_or_default();
            let named = cell.split('`').skip(1).step_by(2).map(str::to_owned);
            rooms.entry(source.clone()).or_default().extend(named);
        }
    }
    rooms
}

#[test]
fn the_page_names_every_room_of_a_crate_and_no_other() {
    let rooms = rooms();
    assert!(rooms.len() > 5, "only {rooms:?}: does this test still see them?");
    let mut complaints = Vec::new();
    for (source, named) in rooms {
        let entries =
            fs::read_dir(root().join(&source)).expect("the page names a folder of sources").flatten();
        let mut there: BTreeSet<String> =
            entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        // The ways into a crate, and what only its tests see, are no rooms.
        there.retain(|name| !["lib.rs", "main.rs", "testing.rs"].contains(&name.as_str()));
        complaints.extend(there.difference(&named).map(|name| format!("not on the page: {source}/{name}")));
        complaints.extend(named.difference(&there).map(|name| format!("not there: {source}/{name}")));
    }
    none(&complaints);
}
