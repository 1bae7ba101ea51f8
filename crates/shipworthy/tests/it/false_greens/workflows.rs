//! Workflows that run and cannot fail, or do not run: what the shell of a step makes of a failing command is tried with a real
//! shell; what GitHub makes of conditions and events cannot be.

use testkit::{Fixture, Workspace};

use super::answers::Answers;
use super::unrun_tests::{FAILING, fixture};
use crate::proofs::asked::{fails, gate, unknown};

const CHECK: &str = r#"kind = "ci-workflow", jobs = ["test"], runs = ["cargo test"], triggers = ["pull_request"], real = true"#;
const PATH: &str = ".github/workflows/ci.yml";

/// A repository whose tests fail, with this workflow.
fn failing(workflow: &str) -> Workspace {
    fixture(CHECK).file("crates/alpha/tests/failing.rs", FAILING).file(PATH, workflow).git().build()
}

/// A job `test` with these lines, on every pull request.
fn job(lines: &str) -> String {
    let body: String = lines.lines().map(|line| format!("    {line}\n")).collect();
    format!("on: [push, pull_request]\njobs:\n  test:\n    runs-on: ubuntu-latest\n{body}")
}

/// What GitHub's shell makes of this script where the tests fail, and what the gate says of it.
fn script(text: &str, says: &str, rules: &[&str]) -> Answers {
    let body: String = text.lines().map(|line| format!("      {line}\n")).collect();
    let ws = failing(&job(&format!("steps:\n  - run: |\n{body}")));
    ws.write("step.sh", format!("{text}\n"));
    let answers = Answers::default().given("the script of the step", text);
    let answers = answers.plain(&ws, "bash -e step.sh", 0, says);
    std::fs::remove_file(ws.path("step.sh")).expect("the script is there");
    answers.ours_fails(&ws, rules)
}

const UNTRIED: &str = "which have no GitHub; it runs the job, or does not, and is content";

/// What the gate says of a job with these lines.
fn fails_for(lines: &str, rules: &[&str]) -> Answers {
    let ws = failing(&job(lines));
    Answers::default().given(PATH, lines).not_run("GitHub", UNTRIED).ours_fails(&ws, rules)
}

fn unknown_for(lines: &str) -> Answers {
    let ws = failing(&job(lines));
    Answers::default().given(PATH, lines).not_run("GitHub", UNTRIED).ours_unknown(&ws, "could not look")
}

pub(super) fn two_jobs_that_fulfil_it_together() -> Answers {
    let ci = "on: pull_request\njobs:\n  test-docs:\n    runs-on: ubuntu-latest\n    steps:\n      - run: mdbook build\n";
    let nightly = "on:\n  schedule: [{ cron: '0 0 * * *' }]\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: cargo test\n";
    let ws = failing(ci);
    ws.write(".github/workflows/nightly.yml", nightly);
    ws.commit("Every night");
    Answers::default()
        .given(PATH, ci)
        .given(".github/workflows/nightly.yml", nightly)
        .not_run("GitHub", UNTRIED)
        .ours_fails(&ws, &["no-trigger"])
}

pub(super) fn a_line_that_goes_on_in_the_next() -> Answers {
    script("cargo test --workspace \\\n  || true", "test result: FAILED", &["swallowed-failure"])
}

pub(super) fn a_failure_that_the_shell_drops() -> Answers {
    script("cargo test || exit 0", "test result: FAILED", &["swallowed-failure"]);
    let text = "if ! cargo test; then echo \"some tests failed\"; fi";
    script(text, "some tests failed", &["swallowed-failure"])
}

pub(super) fn words_that_are_no_command() -> Answers {
    let text = "echo \"cargo test is disabled for now\"";
    script(text, "disabled for now", &["no-run"])
}

pub(super) fn tolerance_by_an_expression() -> Answers {
    fails_for(
        "continue-on-error: ${{ github.event_name == 'pull_request' }}\nsteps:\n  - run: cargo test",
        &["continue-on-error"],
    )
}

pub(super) fn a_job_that_does_not_run_on_the_event() -> Answers {
    fails_for("if: github.event_name == 'push'\nsteps:\n  - run: cargo test", &["disabled"])
}

/// A required job that is skipped counts as one that succeeded.
pub(super) fn a_job_that_is_skipped() -> Answers {
    let needs = "on: pull_request\njobs:\n  first:\n    runs-on: ubuntu-latest\n    if: github.event_name == 'push'\n    steps:\n      - run: 'true'\n  test:\n    needs: first\n    runs-on: ubuntu-latest\n    steps:\n      - run: cargo test\n";
    let ws = failing(needs);
    Answers::default()
        .given(PATH, needs)
        .not_run(
            "GitHub",
            "which have no GitHub; it skips both jobs, and a skipped check counts as a success",
        )
        .ours_fails(&ws, &["disabled"])
}

pub(super) fn a_failure_that_is_dropped_in_what_is_called() -> Answers {
    let caller = "on: pull_request\njobs:\n  test:\n    uses: ./.github/workflows/inner.yml\n";
    let inner = "on: workflow_call\njobs:\n  it:\n    runs-on: ubuntu-latest\n    steps:\n      - run: cargo test || true\n";
    let ws = failing(caller);
    ws.write(".github/workflows/inner.yml", inner);
    ws.write("step.sh", "cargo test || true\n");
    let answers = Answers::default().given(".github/workflows/inner.yml", inner).plain(
        &ws,
        "bash -e step.sh",
        0,
        "test result: FAILED",
    );
    std::fs::remove_file(ws.path("step.sh")).expect("the script is there");
    ws.commit("Call it");
    answers.ours_fails(&ws, &["swallowed-failure"])
}

pub(super) fn a_workflow_that_is_no_yaml() -> Answers {
    unknown_for("steps:\n\t- run: cargo test")
}

pub(super) fn a_system_that_the_matrix_leaves_out() -> Answers {
    let workflow = job(
        "strategy:\n  matrix:\n    os: [ubuntu-latest, windows-latest]\n    exclude:\n      - os: windows-latest\nsteps:\n  - run: cargo test",
    )
    .replace("runs-on: ubuntu-latest", "runs-on: ${{ matrix.os }}");
    let check = r#"kind = "ci-workflow", jobs = ["test"], runs = ["cargo test"], platforms = ["windows"]"#;
    let ws = Fixture::new().package("alpha", |p| p).gate("gate", check).file(PATH, &workflow).git().build();
    Answers::default().given(PATH, &workflow).not_run("GitHub", UNTRIED).ours_fails(&ws, &["no-platform"])
}

/// The workflows of a folder within a repository, and what an audit makes of open items about them.
pub(super) fn workflows_that_no_forge_reads() -> Answers {
    let ws = failing(&job("steps:\n  - run: cargo test"));
    for path in ["readiness.toml", PATH, "Cargo.toml"] {
        ws.write(&format!("sub/{path}"), ws.read(path));
    }
    ws.write("sub/TODO.md", "# To do\n\n- [ ] CI runs the tests on every pull request\n");
    ws.commit("A folder");
    let json = unknown(gate(&ws).dir("sub"), "could not look");
    let audit = ws.run(["audit", "TODO.md", "--format", "json"]).dir("sub").stdout_any().stderr_any();
    let told = audit.spawn().finish();
    assert!(!told.stdout.contains(r#""finding": "already-holds""#), "{}", told.told());
    let answers = Answers::default();
    answers
        .not_run(
            "GitHub",
            "which have no GitHub; it reads no workflow in `sub/.github/workflows`, and so nothing is red",
        )
        .ours(&ws, &json, 3)
}

pub(super) fn tolerance_behind_an_anchor() -> Answers {
    fails_for("continue-on-error: &yes true\nsteps:\n  - run: cargo test", &["continue-on-error"])
}

pub(super) fn a_text_over_two_lines() -> Answers {
    let lines = "steps:\n  - run: \"cargo test\n      || true\"";
    let ws = failing(&job(lines));
    ws.write("step.sh", "cargo test || true\n");
    let answers =
        Answers::default().given(PATH, lines).plain(&ws, "bash -e step.sh", 0, "test result: FAILED");
    std::fs::remove_file(ws.path("step.sh")).expect("the script is there");
    let json = fails(gate(&ws), &["swallowed-failure"]);
    answers.ours(&ws, &json, 1)
}
