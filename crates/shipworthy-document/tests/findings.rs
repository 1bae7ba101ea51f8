//! What a reader is told of documents whose tree is known: each test is a finding that was wrong once.

use shipworthy_document::audit::{Reply, Witness, claims};
use shipworthy_document::binding::bind;
use shipworthy_document::reading::read;
use shipworthy_document::repair::Text;
use shipworthy_document::surroundings::Surroundings;
use shipworthy_model::checklist::Check;
use shipworthy_model::claim::{Attribution, Claim};
use shipworthy_model::facts::{Package, Takes, Workspace};
use shipworthy_model::judgement::{Finding, Judgement};
use shipworthy_model::unknown::Reason;

/// Knows which files are there, and that no document has a heading about anything.
struct Tree(Vec<String>);

impl Witness for Tree {
    fn ask(&mut self, check: &Check) -> Reply {
        let path = check.params.text("path").unwrap_or_default();
        let below = format!("{path}/");
        let there = self.0.iter().any(|file| file == path || file.starts_with(&below));
        let judgement = match check.kind.as_str() {
            "file" if there && check.params.has("contains") && !self.0.iter().any(|file| file == "names") => {
                Judgement::of(1, "files", vec![Finding::new("contains", "the name is not in it")])
            }
            "changelog" if !self.0.iter().any(|file| file == "released") => {
                Judgement::of(1, "files", vec![Finding::new("section", "no section of that version")])
            }
            "changelog" => Judgement::of(1, "files", Vec::new()),
            "git" => Judgement::of(1, "tags", vec![Finding::new("tag", "no tag")]),
            "versions" => Judgement::of(1, "packages", vec![Finding::new("version", "another one")]),
            "file" | "docs-sections" if !there => {
                Judgement::of(1, "files", vec![Finding::new("absent", format!("{path} is not there"))])
            }
            "docs-sections" => {
                Judgement::of(1, "files", vec![Finding::new("headings", "no heading matches")])
            }
            "file" => Judgement::of(1, "files", Vec::new()),
            _ => Judgement::unknown(Reason::CouldNotLook, "not asked here"),
        };
        Reply::Judged(judgement)
    }

    fn attribute(&mut self, _: &str, _: bool, _: bool) -> Option<Attribution> {
        None
    }

    fn is_ignored(&mut self, _: &str) -> bool {
        false
    }
}

/// The finding of each claim, with its line.
fn found(markdown: &str, files: &[&str]) -> Vec<String> {
    let files: Vec<String> = files.iter().map(|file| (*file).to_owned()).collect();
    let document = read("docs/plan.md", Text::healthy(markdown));
    let surroundings = Surroundings { files: files.clone(), ..Surroundings::default() };
    let bindings = bind(&document, &surroundings);
    let claims = claims(&document, &bindings, &mut Tree(files));
    claims.iter().map(|claim| format!("{} {} {}", claim.line, claim.mark, claim.finding)).collect()
}

#[test]
fn a_list_without_marks_accuses_nobody() {
    let markdown =
        "# Phase 1\n\n## Tasks\n\n**Deliverables**:\n- `src/id.rs` - Identifiers\n- `src/pool.rs` - Pool\n";
    assert_eq!(found(markdown, &["src/id.rs"]), ["6 none holds", "7 none unproven"]);
}

#[test]
fn what_is_said_to_be_created_is_there_or_refuted() {
    let markdown = "# Phase 1\n\n**Files created**:\n- `src/id.rs` - Identifiers\n- `src/pool.rs` - Pool\n";
    assert_eq!(found(markdown, &["src/id.rs"]), ["4 none holds", "5 none refuted"]);
}

#[test]
fn what_is_to_be_created_is_open() {
    let markdown = "# Phase 1\n\n## Tasks\n\n**Files to create**:\n- `src/id.rs` - Identifiers\n- `src/pool.rs` - Pool\n";
    assert_eq!(found(markdown, &["src/id.rs"]), ["6 none already-holds", "7 none holds"]);
}

#[test]
fn a_list_below_a_box_has_the_mark_of_the_box() {
    let markdown = "# Phase 1\n\n- [ ] Pool\n  - `src/id.rs`\n- [x] Store\n  - `src/store.rs`\n";
    let all = found(markdown, &[]);
    assert!(
        all.iter().filter(|claim| claim.starts_with("4 ")).all(|claim| claim.starts_with("4 open")),
        "{all:?}"
    );
    assert!(
        all.iter().filter(|claim| claim.starts_with("6 ")).all(|claim| claim.starts_with("6 done")),
        "{all:?}"
    );
}

#[test]
fn a_document_may_tell_something_without_a_heading() {
    let of = |statement: &str, files: &[&str]| found(&format!("# A\n\n- {statement}\n"), files);
    let readme = &["README.md"];
    assert_eq!(of("✅ README.md updated with usage instructions", readme), ["3 done unproven"]);
    assert_eq!(of("[x] README.md has clear user journey map", readme), ["3 done unproven"]);
    // A section that is named, and a document that is not there, are another matter.
    assert_eq!(of("[x] README.md has a troubleshooting section", readme), ["3 done refuted"]);
    assert_eq!(of("[x] GUIDE.md has clear user journey map", readme), ["3 done refuted"]);
}

#[test]
fn a_listed_folder_is_no_command() {
    let markdown = "# A\n\n```bash\nserver/     # Main service (keep)\n```\n";
    assert_eq!(found(markdown, &["server/src/main.rs"]), ["4 none unproven"]);
}

#[test]
fn the_file_of_a_finished_task_may_have_moved_on() {
    let of = |statement: &str, files: &[&str]| found(&format!("# A\n\n- {statement}\n"), files);
    let deeper = &["store/migrations/sqlite/V7__kv.sql"];
    assert_eq!(of("[x] Created `migrations/V7__kv.sql`", deeper), ["3 done partly"]);
    assert_eq!(of("[ ] Create `migrations/V7__kv.sql`", deeper), ["3 open holds"]);
    assert_eq!(of("[x] Created `model_info.lua`", &["examples/model-info.lua"]), ["3 done partly"]);
    let renamed = &["crates/config/src/types.rs", "crates/config/src/lib.rs"];
    assert_eq!(of("[x] `my-config/src/types.rs` with the entities", renamed), ["3 done partly"]);
    assert_eq!(of("[x] `my-config/src/merging.rs` with the strategy", renamed), ["3 done refuted"]);
    assert_eq!(of("[x] Created `docs/a_guide.md`", &["docs/archive/a_guide.md"]), ["3 done partly"]);
    assert_eq!(of("[x] Created `graph/src/mod.rs`", &["graph/src/a/mod.rs"]), ["3 done refuted"]);
}

#[test]
fn lines_of_a_function_are_not_those_of_its_file() {
    let of = |statement: &str| found(&format!("# A\n\n- {statement}\n"), &["src/a.rs"]);
    assert_eq!(of("[ ] `src/a.rs` - `execute` (120+ lines)"), ["3 open unproven"]);
    assert_eq!(of("[x] Modified: `src/a.rs:334-416` (83 lines, down from 105)"), ["3 done unproven"]);
}

#[test]
fn a_green_sign_before_bold_words_says_done() {
    let of = |line: &str| found(&format!("# A\n\n{line}\n"), &["README.md"]);
    for line in [
        "✅ Created: `docs/guide.md`",
        "**✅ Created**: `docs/guide.md`",
        "- **✅ Created**: `docs/guide.md`",
        "- ✅ **Created**: `docs/guide.md`",
        "✅ **Created** `docs/guide.md`",
    ] {
        assert_eq!(of(line), ["3 done refuted"], "{line}");
    }
    // What it only heads is no item, and what names nothing is no claim that was decided.
    assert_eq!(of("**✅ Updated**: text about it"), ["3 done unproven"]);
    assert_eq!(of("✅ Updated:\n- a\n- b"), Vec::<String>::new());
}

#[test]
fn a_name_that_many_folders_have_lies_beside_its_neighbours() {
    let markdown = "# A\n\n- [x] `01_hello.rs` - first\n- [x] `README.md` - the guide, created\n";
    let all = found(markdown, &["README.md", "examples/01_hello.rs"]);
    assert_eq!(all.last().map(String::as_str), Some("4 done unproven"), "{all:?}");
}

#[test]
fn tests_that_a_list_names_are_not_said_to_be_there() {
    let markdown =
        "# Phase 1\n\n## Tasks\n\n**Deliverables**:\n- Tests in `tests/id.rs`\n- Tests in `tests/pool.rs`\n";
    assert_eq!(found(markdown, &["tests/id.rs"]), ["6 none unproven", "7 none unproven"]);
}

/// The proof of each claim.
fn proofs(markdown: &str, files: &[&str]) -> Vec<String> {
    held(markdown, files, Surroundings::default()).into_iter().map(|claim| claim.proof).collect()
}

/// The finding of each claim in a workspace of one package, for which cargo knows these flags of `cargo test`.
fn found_in_package(markdown: &str, files: &[&str], version: &str) -> Vec<String> {
    let package = Package::new("a", "").version(version).publishable(true);
    let takes = |names: &[&str]| names.iter().map(|name| ((*name).to_owned(), Takes::Nothing)).collect();
    let surroundings = Surroundings {
        workspace: Some(Workspace::of([package])),
        flags: [("cargo test".to_owned(), takes(&["--lib", "--tests", "--all-features"]))].into(),
        subcommands: [("cargo".to_owned(), ["test".to_owned()].into())].into(),
        ..Surroundings::default()
    };
    held(markdown, files, surroundings).iter().map(|claim| claim.finding.to_string()).collect()
}

fn held(markdown: &str, files: &[&str], surroundings: Surroundings) -> Vec<Claim> {
    let files: Vec<String> = files.iter().map(|file| (*file).to_owned()).collect();
    let document = read("docs/plan.md", Text::healthy(markdown));
    let surroundings = Surroundings { files: files.clone(), ..surroundings };
    let bindings = bind(&document, &surroundings);
    claims(&document, &bindings, &mut Tree(files))
}

#[test]
fn a_colon_ends_a_bare_command() {
    let of = |line: &str| {
        found_in_package(&format!("# A\n\n- ✅ {line}\n"), &["Cargo.toml", "src/lib.rs"], "0.1.0")
    };
    for line in [
        "cargo test --lib: 16 tests PASSED",
        "cargo test --tests --all-features: 21 integration tests PASSED",
        "cargo test --lib, no failures",
        "cargo test --lib; clean",
        "cargo test --lib.",
    ] {
        assert_eq!(of(line), ["unproven"], "{line}");
    }
    assert_eq!(of("cargo test --libs: 16 tests PASSED"), ["refuted"]);
}

#[test]
fn one_of_two_files_that_end_alike_is_not_missing() {
    let of = |statement: &str, files: &[&str]| found(&format!("# A\n\n- {statement}\n"), files);
    let two = &["crates/store/src/traits.rs", "crates/monitor/src/traits.rs"];
    assert_eq!(of("[x] `my-config/src/traits.rs` with the trait", two), ["3 done unproven"]);
    assert_eq!(of("[x] Created `my-config/src/traits.rs`", two), ["3 done unproven"]);
    assert_eq!(of("[ ] Create `my-config/src/traits.rs`", two), ["3 open holds"]);
    // The folder has the last part of the name.
    let likely = &["crates/config/src/traits.rs", "crates/monitor/src/traits.rs"];
    assert_eq!(of("[x] `my-config/src/traits.rs` with the trait", likely), ["3 done partly"]);
    assert_eq!(
        proofs("# A\n\n- [x] `my-config/src/traits.rs` with the trait\n", likely),
        ["my-config/src/traits.rs is not there; but crates/config/src/traits.rs is there"]
    );
}

#[test]
fn a_file_to_be_changed_is_neither_proven_nor_refuted_by_being_there() {
    for change in ["(regenerate)", "(update)", "(refresh)", "(edit)", "(updated)", "- the guide (update)"] {
        for mark in ["[x]", "[ ]"] {
            let markdown = format!("# A\n\n**Deliverables**:\n- {mark} `docs/API.md` {change}\n");
            let all = found(&markdown, &["docs/API.md"]);
            assert!(all.last().is_some_and(|last| last.ends_with("unproven")), "{change} {all:?}");
        }
    }
}

#[test]
fn a_higher_version_does_not_refute_a_bump() {
    let of = |mark: &str, version: &str, files: &[&str]| {
        let markdown = format!("# A\n\n- {mark} Version bumped to 0.14.0 in Cargo.toml\n");
        found_in_package(&markdown, &[&["Cargo.toml"], files].concat(), version)
    };
    assert_eq!(of("[x]", "0.14.1", &[]), ["unproven"]);
    assert_eq!(of("[x]", "1.0.0", &["CHANGELOG.md"]), ["unproven"]);
    assert_eq!(of("[x]", "0.14.1", &["CHANGELOG.md", "released"]), ["holds"]);
    assert_eq!(of("[x]", "0.13.9", &["CHANGELOG.md", "released"]), ["refuted"]);
    assert_eq!(of("[x]", "0.14.0-rc.1", &[]), ["refuted"]);
    assert_eq!(of("[ ]", "0.14.1", &[]), ["already-holds"]);
    assert_eq!(of("[ ]", "0.13.0", &[]), ["holds"]);
}

#[test]
fn a_path_above_an_example_is_no_open_task() {
    let markdown = "# Specification\n\n## Tests\n\n**GitHub Actions** (`.github/workflows/test.yml`):\n\n```yaml\nname: Test\n```\n\nThen:\n\n- [ ] The app starts\n";
    let all = found(markdown, &[]);
    assert_eq!(all, ["5 none unproven", "13 open unproven"]);
    let alone = "# A\n\n- [x] The app starts\n\n## Automation\n\n**GitHub Actions** (`.github/workflows/test.yml`):\n\n```yaml\nname: Test\n```\n";
    assert_eq!(found(alone, &[]), ["3 done unproven", "7 none unproven"]);
    let tasks = "# A\n\n**Pool Tests** (`tests/pool.rs`):\n- [ ] It grows\n";
    assert_eq!(found(tasks, &[]), ["3 none holds", "4 open unproven"], "a label over open tasks is open");
}

#[test]
fn what_was_added_to_a_file_is_not_shown_by_the_file() {
    let of = |statement: &str, files: &[&str]| found(&format!("# A\n\n- {statement}\n"), files);
    assert_eq!(of("[x] `src/a.rs` - Added method x", &["src/a.rs"]), ["3 done unproven"]);
    assert_eq!(of("[ ] `src/a.rs` - Added method x", &["src/a.rs"]), ["3 open unproven"]);
    assert_eq!(of("[x] `src/a.rs` - Added method x", &[]), ["3 done refuted"]);
    assert_eq!(of("[x] `src/a.rs` - Added method `grow()`", &["src/a.rs"]), ["3 done partly"]);
    assert_eq!(of("[x] `src/a.rs` - Added method `Pool::grow()`", &["src/a.rs", "names"]), ["3 done holds"]);
    assert_eq!(
        proofs("# A\n\n- [x] `src/a.rs` - Added method x\n", &["src/a.rs"]),
        ["src/a.rs is there; what is to be in it was not looked at"]
    );
}
