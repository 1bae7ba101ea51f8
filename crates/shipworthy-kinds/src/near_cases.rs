//! Neighbours of cases that public reports brought up: each is one step away from one that is known, with what the plain tool
//! or the service makes of it. They were drawn before anybody had tried them.

use shipworthy_model::kind::Kind;
use shipworthy_model::params::{Params, Value};

use crate::KINDS;
use crate::testing::{judge, params, text, texts, workspace};

const PATH: &str = ".github/workflows/ci.yml";

fn kind(id: &str) -> &'static Kind {
    KINDS.iter().find(|kind| kind.schema.id == id).unwrap()
}

/// Jobs `test` that run the tests on pull requests, so that their failure counts.
fn gate(more: &[(&str, Value)]) -> Params {
    let mut gate = params([
        ("jobs", texts(&["test"])),
        ("runs", texts(&["cargo test"])),
        ("triggers", texts(&["pull_request"])),
        ("real", Value::Flag(true)),
    ]);
    gate.0.extend(more.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
    gate
}

#[track_caller]
fn workflow(more: &[(&str, Value)], files: &[(&str, &str)], want: &str) {
    let told = judge(kind("ci-workflow"), &gate(more), None, files);
    assert!(told.starts_with(want), "`{told}`, not `{want}`: {files:?}");
}

/// A job `test` on pull requests with these lines.
fn job(lines: &str) -> String {
    let body: String = lines.lines().map(|line| format!("    {line}\n")).collect();
    format!("on: [push, pull_request]\njobs:\n  test:\n{body}")
}

fn script(line: &str) -> String {
    job(&format!("runs-on: ubuntu-latest\nsteps:\n  - run: |\n      {line}"))
}

const PASS: &str = "pass";
const FAIL: &str = "fail";
const UNKNOWN: &str = "unknown";

/// ci-3: `!` turns the outcome around, and keeps `-e` from looking at it.
#[test]
fn an_outcome_that_is_turned_around() {
    workflow(&[], &[(PATH, &script("! cargo test"))], "fail swallowed-failure");
}

/// ci-5: known, because the matrix says it.
#[test]
fn tolerance_by_a_matrix() {
    let with = |value: &str| {
        job(&format!(
            "runs-on: ubuntu-latest\ncontinue-on-error: ${{{{ matrix.experimental }}}}\nstrategy:\n  matrix:\n    \
             experimental: {value}\nsteps:\n  - run: cargo test"
        ))
    };
    workflow(&[], &[(PATH, &with("[true]"))], "fail continue-on-error");
    workflow(&[], &[(PATH, &with("[true, false]"))], PASS);
}

/// ci-6: a filter that leaves nothing over.
#[test]
fn paths_that_are_all_ignored() {
    let file = "on:\n  pull_request:\n    branches-ignore: ['**']\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: cargo test\n";
    workflow(&[], &[(PATH, file)], FAIL);
    let file = file.replace("branches-ignore: ['**']", "paths-ignore: ['**']");
    let told = judge(kind("ci-workflow"), &gate(&[]), None, &[(PATH, &file)]);
    assert!(!told.starts_with(PASS), "{told}");
}

/// ci-7: the job that is called does not run, because nobody hands on what it waits for.
#[test]
fn a_called_job_that_waits_for_an_input() {
    let outer = "on: pull_request\njobs:\n  test:\n    uses: ./.github/workflows/inner.yml\n";
    let inner = "on:\n  workflow_call:\n    inputs:\n      run:\n        type: boolean\n        default: false\njobs:\n  test:\n    if: inputs.run\n    runs-on: ubuntu-latest\n    steps:\n      - run: cargo test\n";
    let inner_path = ".github/workflows/inner.yml";
    workflow(&[], &[(PATH, outer), (inner_path, inner)], FAIL);
    let handed = format!("{outer}    with:\n      run: true\n");
    workflow(&[], &[(PATH, &handed), (inner_path, inner)], PASS);
}

/// ci-9: the leg is there, and the step leaves it out.
#[test]
fn a_system_that_a_step_leaves_out() {
    let file = job(
        "runs-on: ${{ matrix.os }}\nstrategy:\n  matrix:\n    os: [ubuntu-latest, windows-latest]\nsteps:\n  - run: cargo test\n    if: runner.os != 'Windows'",
    );
    workflow(&[("platforms", texts(&["windows"]))], &[(PATH, &file)], FAIL);
    workflow(&[("platforms", texts(&["linux"]))], &[(PATH, &file)], PASS);
}

/// ci-10: a folder of the folder is not looked into by the service either.
#[test]
fn a_workflow_in_a_folder_below() {
    let path = ".github/workflows/nightly/ci.yml";
    let told = judge(kind("ci-workflow"), &gate(&[]), None, &[(path, &script("cargo test"))]);
    assert!(told.starts_with("fail no-workflow"), "{told}");
}

/// ci-11: GitHub knows anchors and aliases, and no merge keys.
#[test]
fn an_alias_and_a_merge_key() {
    let alias = job(
        "runs-on: ubuntu-latest\nenv:\n  A: &yes true\ncontinue-on-error: *yes\nsteps:\n  - run: cargo test",
    );
    workflow(&[], &[(PATH, &alias)], "fail continue-on-error");
    let merged = job(
        "runs-on: ubuntu-latest\nenv: &more\n  continue-on-error: true\n<<: *more\nsteps:\n  - run: cargo test",
    );
    let told = judge(kind("ci-workflow"), &gate(&[]), None, &[(PATH, &merged)]);
    assert!(!told.starts_with(PASS), "{told}");
}

/// ci-12: what is tidied up has the name of the tool in its path.
#[test]
fn tidying_up_what_is_called_like_the_tool() {
    let file = job(
        "runs-on: ubuntu-latest\nsteps:\n  - run: |\n      rm -rf target/nextest || true\n      cargo test",
    );
    workflow(&[], &[(PATH, &file)], PASS);
}

/// ci-13: `failure()` asks after the job, which a tolerated step has not failed.
#[test]
fn a_later_step_that_asks_after_the_job() {
    let file = job(
        "runs-on: ubuntu-latest\nsteps:\n  - id: t\n    continue-on-error: true\n    run: cargo test\n  - if: failure()\n    run: exit 1",
    );
    workflow(&[], &[(PATH, &file)], "fail continue-on-error");
}

/// ci-15: a group of runners names no system.
#[test]
fn a_group_of_runners() {
    let file = job("runs-on:\n  group: big\nsteps:\n  - run: cargo test");
    workflow(&[("platforms", texts(&["linux"]))], &[(PATH, &file)], UNKNOWN);
    let labels = job("runs-on: [self-hosted, linux, ARM64]\nsteps:\n  - run: cargo test");
    workflow(&[("platforms", texts(&["linux"]))], &[(PATH, &labels)], PASS);
}

/// log-1: a heading of the same level that is about the release and is not it. It may be what a project calls its sections: that
/// is not known, and no pass.
#[test]
fn a_heading_about_the_release() {
    let mut members = workspace(&[("a", "", &["src/lib.rs"])]);
    members.packages[0].version = "0.2.0".to_owned();
    for heading in ["## Upgrading to 0.2.0", "## Before 0.2.0", "## 0.2.0-rc.1"] {
        let log = format!("# Changelog\n\n{heading}\n\n- Do this.\n\n## [0.1.0]\n\n- Begun.\n");
        let told = judge(kind("changelog"), &params([]), Some(members.clone()), &[("CHANGELOG.md", &log)]);
        assert!(!told.starts_with(PASS), "{heading}: {told}");
    }
}

/// md-1: where a blank line ends the block of HTML, Markdown begins again.
#[test]
fn a_section_between_tags() {
    let asked = |text: &str| {
        let params = params([("path", self::text("README.md")), ("sections", texts(&["Usage"]))]);
        judge(kind("docs-sections"), &params, None, &[("README.md", text)])
    };
    let open = asked("# R\n\n<details>\n\n## Usage\n\nRun it.\n\n</details>\n");
    assert!(open.starts_with(PASS), "{open}");
    let comment = asked("# R\n\n<!--\n\n## Usage\n\nRun it.\n\n-->\n");
    assert!(comment.starts_with(FAIL), "{comment}");
}

/// md-3: no line that goes on in a quotation underlines what stands in it.
#[test]
fn a_rule_below_a_quotation() {
    let params = params([("path", text("README.md")), ("sections", texts(&["Usage"]))]);
    let told =
        judge(kind("docs-sections"), &params, None, &[("README.md", "# R\n\n> Usage\n---\n\nRun it.\n")]);
    assert!(told.starts_with(FAIL), "{told}");
}

/// todo-3: under another name out of a group, and by its whole path.
#[test]
fn a_macro_out_of_a_group() {
    let told = |lib: &str| {
        judge(
            kind("placeholders"),
            &params([]),
            Some(workspace(&[("a", "", &["src/lib.rs"])])),
            &[("src/lib.rs", lib)],
        )
    };
    for lib in [
        "use std::{fmt, todo as later};\nfn f() {\n    later!()\n}\n",
        "use core::{fmt::Debug, todo as later, vec};\nfn f() {\n    later!()\n}\n",
        "fn f() {\n    ::core::todo!()\n}\n",
    ] {
        assert!(told(lib).starts_with("fail placeholder-macro"), "{lib}: {}", told(lib));
    }
    assert!(told("use mine::{todo as later};\nfn f() {\n    later!()\n}\n").starts_with(PASS));
}

/// orphan-3: the folder of the cases is put together of the folder of the package.
#[test]
fn cases_in_a_folder_that_is_put_together() {
    let told = |test: &str| {
        let files = [("src/lib.rs", ""), ("tests/run.rs", test), ("cases/deep/a.rs", "#[test] fn t() {}")];
        judge(
            kind("orphan-files"),
            &params([]),
            Some(workspace(&[("a", "", &["src/lib.rs", "tests/run.rs"])])),
            &files,
        )
    };
    assert_eq!(
        told("const D: &str = concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/cases/deep\");"),
        "pass 3 files"
    );
    assert_eq!(told("fn d() { Path::new(env!(\"CARGO_MANIFEST_DIR\")).join(\"cases\"); }"), "pass 3 files");
    assert!(told("").starts_with("fail orphan-file"), "{}", told(""));
}
