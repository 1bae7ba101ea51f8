//! `import`: a Markdown checklist becomes gates of `readiness.toml`, and becomes them again without losing an edit.

use proptest::prelude::{ProptestConfig, Strategy, prop_oneof};
use shipworthy_document::binding::bind;
use shipworthy_document::import::import;
use shipworthy_document::reading::read;
use shipworthy_document::repair::Text;
use shipworthy_document::surroundings::Surroundings;
use shipworthy_kinds::KINDS;
use shipworthy_model::kind::KindSchema;
use shipworthy_model::time::Date;
use testkit::{Fixture, Workspace};

use crate::book::Page;
use crate::json_schema::conforms;
use crate::reference::{fields, listed};

const PLAN: &str = "\
# Release plan for Ship

## Phase 1: Fix Blockers (P0) - 2 Days

### 1.1 Clean up
**Effort**: 30 minutes
**Owner**: core team

- [x] Remove duplicate `src/old.rs`
- [ ] The error texts were read by a second person

## Phase 2: Write it down (P1) - 1 week

### 2.1 Documents
- [ ] Create `docs/guide.md`
- [x] The guide says \"how\" and C:\\why

## GO/NO-GO

### NO-GO Criteria
- [ ] Data loss possible
";

fn fixture() -> Workspace {
    Fixture::new().file("PLAN.md", PLAN).file("src/old.rs", "//! Old.\n").git().build()
}

#[test]
fn a_plan_becomes_a_checklist() {
    let ws = fixture();
    let told = ws.run(["import", "PLAN.md", "--yes"]).text();
    for said in [
        "5 gates in 3 phases",
        "2  decided by a check: 2 file",
        "3  for a person to answer",
        "2  ticked in the document: a tick is no evidence",
        "readiness.toml is written",
        "next: shipworthy status",
    ] {
        assert!(told.contains(said), "`{said}` is not in\n{told}");
    }
    insta::assert_snapshot!(ws.read("readiness.toml"), @r#"
    # Imported from PLAN.md. Each gate is one claim with one check.
    schema = 1
    title = "Release plan for Ship"

    [policy]
    required = ["P0", "P1"]

    [[phase]]
    id = "fix-blockers"
    title = "Fix Blockers"

    # 1.1 Clean up

    [[phase.gate]]
    id = "remove-duplicate-old-rs"
    title = "Remove duplicate src/old.rs"
    priority = "P0"
    owner = "core team"
    effort = "30 minutes (section 1.1)"
    source = "PLAN.md:9"
    check = { kind = "file", path = "src/old.rs", absent = true }

    [[phase.gate]]
    id = "error-texts-were-read-by-second-person"
    title = "The error texts were read by a second person"
    priority = "P0"
    owner = "core team"
    effort = "30 minutes (section 1.1)"
    source = "PLAN.md:10"
    check = { kind = "sign-off", question = "Is this done: The error texts were read by a second person (Clean up)?" }

    [[phase]]
    id = "write-it-down"
    title = "Write it down"

    # 2.1 Documents

    [[phase.gate]]
    id = "create-guide-md"
    title = "Create docs/guide.md"
    priority = "P1"
    source = "PLAN.md:15"
    check = { kind = "file", path = "docs/guide.md" }

    [[phase.gate]]
    id = "guide-says-how-and-c-why"
    title = 'The guide says "how" and C:\why'
    priority = "P1"
    source = "PLAN.md:16"
    check = { kind = "sign-off", question = 'Is this done: The guide says "how" and C:\why (Documents)?' }

    [[phase]]
    id = "go-no-go"
    title = "GO/NO-GO"

    # NO-GO Criteria

    [[phase.gate]]
    id = "not-data-loss-possible"
    title = "Not: Data loss possible"
    priority = "P1"
    source = "PLAN.md:21"
    check = { kind = "sign-off", question = "Is it certain that this is not so: Data loss possible?" }
    "#);
    // What was written runs: the file is still there, so its gate is red, ticked or not.
    let json = ws.run(["phase1", "--format", "json"]).exit(1).progress().json();
    assert_eq!(json.outcome("remove-duplicate-old-rs"), "fail");
    assert_eq!(json.outcome("error-texts-were-read-by-second-person"), "unknown");
}

/// The page shows a document and what becomes of it.
#[test]
fn the_page_shows_what_is_written() {
    let page = Page::open("docs/import.md").text;
    let (_, section) = page.split_once("## What import writes\n").expect("the page has the section");
    let mut fences = section.split("```").filter_map(|part| part.split_once('\n'));
    let mut block =
        |info: &str| fences.find(|(word, _)| *word == info).map(|(_, text)| text).expect("a block");
    let (document, checklist) = (block("markdown"), block("toml"));
    let ws = Fixture::new().file("docs/checklist.md", document).build();
    ws.run(["import", "docs/checklist.md", "--yes"]).text();
    assert_eq!(ws.read("readiness.toml"), checklist);
}

#[test]
fn nothing_is_written_before_it_is_told_to() {
    let ws = fixture();
    for words in [&["import", "PLAN.md"] as &[&str], &["import", "PLAN.md", "--dry-run"]] {
        let told = ws.run(words).text();
        assert!(told.contains("+++ readiness.toml\n") && told.contains("\n+[[phase]]\n"), "{told}");
        assert!(told.ends_with("nothing was written\nnext: shipworthy import PLAN.md --yes\n"), "{told}");
        assert!(!ws.exists("readiness.toml"));
    }
    let json = ws.run(["import", "PLAN.md", "--format", "json"]).json();
    assert_eq!(
        (&json["schema"], &json["written"], &json["file"]),
        (&1.into(), &false.into(), &"PLAN.md".into())
    );
    let first = &json["added"][0];
    assert_eq!(
        (&first["id"], &first["phase"], &first["kind"], &first["source"]),
        (&"remove-duplicate-old-rs".into(), &"fix-blockers".into(), &"file".into(), &"PLAN.md:9".into())
    );
    assert!(!ws.exists("readiness.toml"));
    assert_eq!(ws.run(["import", "PLAN.md", "--yes", "--format", "json"]).json()["written"], true);
    ws.run(["import", "PLAN.md", "--yes", "--dry-run"]).exit(2).stderr_has("cannot be used with").done();
}

/// The maintainer edits the file, the document goes on to change: every edit stays, every statement has its gate.
#[test]
fn importing_again_keeps_edits_and_loses_nothing() {
    let ws = fixture();
    ws.run(["import", "PLAN.md", "--yes"]).text();
    let written = ws.read("readiness.toml");
    assert!(ws.run(["import", "PLAN.md", "--yes"]).text().contains("readiness.toml has all of it already"));
    assert_eq!(ws.read("readiness.toml"), written);

    ws.replace("readiness.toml", "id = \"write-it-down\"", "# Ours: the second phase.\nid = \"docs\"");
    ws.replace("readiness.toml", "title = \"Create docs/guide.md\"", "title = \"There is a guide\"");
    ws.replace("readiness.toml", "path = \"docs/guide.md\"", "path = \"docs/guide.md\", min-lines = 20");
    ws.replace(
        "readiness.toml",
        "title = \"Remove duplicate src/old.rs\"\npriority = \"P0\"",
        "title = \"Remove duplicate src/old.rs\"\npriority = \"P1\" # not that urgent",
    );
    let edited = ws.read("readiness.toml");
    // Two lines more above everything, one statement gone, one new, one in other words.
    let plan = PLAN
        .replace("# Release plan for Ship\n", "# Release plan for Ship\n\nSee [the notes](notes.md).\n")
        .replace("- [ ] The error texts were read by a second person\n", "")
        .replace("- [x] The guide says", "- [x] The new guide says")
        .replace("### NO-GO Criteria\n", "### NO-GO Criteria\n- [ ] Keys in the repository\n");
    ws.write("PLAN.md", plan);

    insta::assert_snapshot!(ws.run(["import", "PLAN.md"]).text(), @r#"
    PLAN.md  5 gates in 3 phases
         1  for a person to answer: a sign-off each
         4  there already
         1  kept, though the document no longer states them
         2  carried as text

    TO LOOK AT
        3  the notes
            `notes.md` is not there

    KEPT  the document says otherwise, and the gates stay as they are
      remove-duplicate-old-rs  priority: P1
            in the document: P0
      create-guide-md  title: There is a guide
            in the document: Create docs/guide.md
      create-guide-md  check: { kind = "file", path = "docs/guide.md", min-lines = 20 }
            in the document: { kind = "file", path = "docs/guide.md" }
      guide-says-how-and-c-why  title: The guide says "how" and C:\why
            in the document: The new guide says "how" and C:\why

    VANISHED  no longer in the document, and kept
      error-texts-were-read-by-second-person  was PLAN.md:10

    --- readiness.toml
    +++ readiness.toml
    @@ -17,7 +17,7 @@
     priority = "P1" # not that urgent
     owner = "core team"
     effort = "30 minutes (section 1.1)"
    -source = "PLAN.md:9"
    +source = "PLAN.md:11"
     check = { kind = "file", path = "src/old.rs", absent = true }
     
     [[phase.gate]]
    @@ -40,14 +40,14 @@
     id = "create-guide-md"
     title = "There is a guide"
     priority = "P1"
    -source = "PLAN.md:15"
    +source = "PLAN.md:16"
     check = { kind = "file", path = "docs/guide.md", min-lines = 20 }
     
     [[phase.gate]]
     id = "guide-says-how-and-c-why"
     title = 'The guide says "how" and C:\why'
     priority = "P1"
    -source = "PLAN.md:16"
    +source = "PLAN.md:17"
     check = { kind = "sign-off", question = 'Is this done: The guide says "how" and C:\why (Documents)?' }
     
     [[phase]]
    @@ -60,5 +60,12 @@
     id = "not-data-loss-possible"
     title = "Not: Data loss possible"
     priority = "P1"
    -source = "PLAN.md:21"
    +source = "PLAN.md:23"
     check = { kind = "sign-off", question = "Is it certain that this is not so: Data loss possible?" }
    +
    +[[phase.gate]]
    +id = "not-keys-in-repository"
    +title = "Not: Keys in the repository"
    +priority = "P1"
    +source = "PLAN.md:22"
    +check = { kind = "sign-off", question = "Is it certain that this is not so: Keys in the repository?" }

    nothing was written
    next: shipworthy import PLAN.md --yes
    "#);
    let json = ws.run(["import", "PLAN.md", "--yes", "--format", "json"]).json();
    let again = ws.run(["import", "PLAN.md", "--format", "json"]).json();
    assert_eq!(fields([&json.0, &again.0]), listed("import"));
    conforms("import", [&json.0, &again.0]);
    let ids = |key: &str| {
        let all = json[key].as_array().expect("a list").iter();
        all.map(|gate| gate["id"].as_str().expect("an id").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(ids("added"), ["not-keys-in-repository"]);
    assert_eq!(ids("vanished"), ["error-texts-were-read-by-second-person"]);
    assert_eq!(ids("updated").len(), 4);
    let mut differing = Vec::new();
    for gate in json["updated"].as_array().expect("a list") {
        let keys = gate["differences"].as_array().expect("a list").iter();
        differing.extend(keys.map(|it| (gate["id"].as_str().unwrap(), it["key"].as_str().unwrap())));
    }
    let expected = [
        ("remove-duplicate-old-rs", "priority"),
        ("create-guide-md", "title"),
        ("create-guide-md", "check"),
        ("guide-says-how-and-c-why", "title"),
    ];
    assert_eq!(differing, expected);
    let after = ws.read("readiness.toml");
    let sourceless = |text: &str| {
        text.lines().filter(|line| !line.starts_with("source")).map(str::to_owned).collect::<Vec<_>>()
    };
    let mut lines = sourceless(&after).into_iter();
    for line in sourceless(&edited) {
        assert!(lines.any(|there| there == line), "`{line}` is gone from\n{after}");
    }
    assert!(after.contains("source = \"PLAN.md:11\""), "{after}");
    ws.run(["status"]).exit(3).stdout_any().done();
}

/// Somebody else's file is added to, byte for byte, whatever its line ends.
#[test]
fn a_checklist_that_is_there_is_added_to() {
    let own = "# Mine.\r\nschema = 1\r\n\r\n[[phase]]\r\nid = \"own\"   # the only one\r\n\r\n[[phase.gate]]\r\n\
               id = \"readme\"\r\ntitle = 'A \"readme\"'\r\npriority = \"P0\"\r\ncheck.kind = \"file\"\r\n\
               check.path = \"PLAN.md\" # the end";
    let ws = Fixture::new().file("PLAN.md", PLAN).checklist(own).build();
    ws.run(["import", "PLAN.md", "--yes"]).stdout_has("+[[phase]]").done();
    let after = ws.read("readiness.toml");
    assert!(after.starts_with(own), "{after}");
    assert_eq!(after.matches('\n').count(), after.matches("\r\n").count());
    let json = ws.run(["status", "--format", "json"]).exit(3).json();
    assert_eq!(json["gates"].as_array().map(Vec::len), Some(6));
}

#[test]
fn what_cannot_be_imported_is_told_and_nothing_is_touched() {
    let ws = Fixture::new()
        .file("PLAN.md", PLAN)
        .bytes("binary.md", b"# a\0b")
        .checklist("schema = 1\nphases = 2\n")
        .build();
    ws.run(["import", "missing.md", "--yes"]).exit(2).stderr_has("missing.md").done();
    ws.run(["import", "binary.md", "--yes"]).exit(2).stderr_has("NUL at byte 3").done();
    ws.run(["import", ".", "--yes"]).exit(2).stderr_has("it is a folder").done();
    ws.run(["import"]).exit(2).stderr_has("<FILE>").done();
    ws.run(["import", "PLAN.md", "--yes"]).exit(2).stderr_has("phases").done();
    assert_eq!(ws.read("readiness.toml"), "schema = 1\nphases = 2\n");
    let inline = "schema = 1\nphase = [{ id = \"a\", gate = [{ id = \"a\", title = \"a\", priority = \"P0\", \
                  check = { kind = \"file\", path = \"a\" } }] }]\n";
    ws.write("readiness.toml", inline);
    ws.run(["import", "PLAN.md", "--yes"]).exit(2).stderr_has("[[phase]]").done();
    assert_eq!(ws.read("readiness.toml"), inline);
    let prose = Fixture::new().file("PLAN.md", "# Nothing\n\nto see here\n").build();
    prose.run(["import", "PLAN.md", "--yes"]).stdout_has("there is nothing to import").done();
    assert!(!prose.exists("readiness.toml"));
}

#[test]
fn what_a_document_says_is_data() {
    let plan = "# Plan\n\n- [ ] \u{1b}[2Jred \u{202e}and\u{7f} `$(rm -rf x)` \"\"\" ''' \\u0000\n- [ ] Тесты проходят\n- [ ] 完了\n";
    let ws = Fixture::new().file("PLAN.md", plan).build();
    let told = ws.run(["import", "PLAN.md", "--yes"]).text();
    assert!(!told.contains(['\u{1b}', '\u{202e}', '\u{7f}']), "{told}");
    let json = ws.run(["status", "--format", "json"]).exit(3).json();
    let ids: Vec<&str> =
        json["gates"].as_array().expect("a list").iter().filter_map(|gate| gate["id"].as_str()).collect();
    assert_eq!(ids, ["red-and-rm-rf-x-u0000", "testy-prokhodyat", "claim-5"]);
}

/// Lines as they stand in checklists, and what nobody would write.
fn line() -> impl Strategy<Value = String> {
    let words = "(Tests|docs/a\\.md|`cargo test`|P0|80%|\"so\"|C:\\\\x|Тест|→ 0| ){1,5}";
    prop_oneof![
        4 => words.prop_map(|words| format!("- [x] {words}")),
        2 => words.prop_map(|words| format!("  - [ ] {words}")),
        2 => (1_usize..5, words).prop_map(|(level, words)| format!("{} {words}", "#".repeat(level))),
        1 => words.prop_map(|words| format!("**{words}** (`tests/`):")),
        1 => words.prop_map(|words| format!("**Owner**: {words}")),
        1 => words.prop_map(|words| format!("| {words} | ✅ |")),
        1 => words.prop_map(|words| format!("```bash\n{words}\n```")),
        1 => ".*",
    ]
}

proptest::proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Whatever stands in a document, what is made of it is a checklist without a mistake, and a second import of the
    /// same changes nothing.
    #[test]
    fn what_is_written_is_always_read(lines in proptest::collection::vec(line(), 0..25)) {
        let document = read("PLAN.md", Text::healthy(lines.join("\n")));
        let bindings = bind(&document, &Surroundings::default());
        let first = import(None, &document, &bindings).expect("a new file takes everything");
        let schemas: Vec<&KindSchema> = KINDS.iter().map(|kind| &kind.schema).collect();
        let today = Date::parse("2026-11-21").expect("a day");
        if !first.added.is_empty() {
            let (checklist, problems) = shipworthy_checklist::read(&first.text, &schemas, today);
            proptest::prop_assert!(problems.is_empty(), "{:?}\n{}", problems, first.text);
            proptest::prop_assert_eq!(checklist.gates().count(), first.added.len());
        }
        let again = import(Some(&first.text), &document, &bindings).expect("what was written can be added to");
        proptest::prop_assert_eq!(again.diff, "");
    }
}
