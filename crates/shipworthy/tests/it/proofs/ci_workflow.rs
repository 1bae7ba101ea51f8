//! The proofs of `ci-workflow`.

use testkit::{Fixture, Workspace};

use super::asked::{fails, gate, passes, unknown};

const CI: &str = "\
name: CI
on:
  push:
    branches: [main]
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - run: cargo test --workspace
  bench:
    name: Benchmarks
    runs-on: ubuntu-latest
    steps:
      - run: |
          if ! cargo bench > bench.txt; then
            ./fake_bench_results.sh > bench.txt
          fi
      - uses: some/benchmark-action@v1
        with:
          fail-on-alert: false
  lint:
    runs-on: ubuntu-latest
    continue-on-error: true
    if: false
    steps:
      - run: cargo clippy || true
";

fn fixture(check: &str) -> Workspace {
    let check = format!("kind = \"ci-workflow\"{check}");
    Fixture::new().file(".github/workflows/ci.yml", CI).gate("gate", &check).git().build()
}

#[test]
pub(super) fn fires() {
    let table: [(&str, &[&str]); 7] = [
        (r#", jobs = "fuzz""#, &["no-job"]),
        (r#", jobs = "bench", runs = "cargo test""#, &["no-run"]),
        (r#", triggers = "schedule""#, &["no-trigger"]),
        (r#", platforms = "windows""#, &["no-platform"]),
        (r#", jobs = "benchmarks", real = true"#, &["made-up-results", "no-alert"]),
        (r#", jobs = "lint", real = true"#, &["continue-on-error", "disabled", "swallowed-failure"]),
        (r#", files = ".github/workflows/release*.yml""#, &["no-workflow"]),
    ];
    for (check, rules) in table {
        fails(gate(&fixture(check)), rules);
    }
    let json = fails(gate(&fixture(r#", jobs = "bench", real = true"#)), &["made-up-results", "no-alert"]);
    let lines: Vec<_> =
        json.findings("gate").iter().map(|finding| finding["line"].as_u64().unwrap()).collect();
    assert_eq!(lines, [16, 20]);
    let ws = fixture("");
    ws.write("crates/alpha/.github/workflows/ci.yml", CI);
    ws.remove(".github");
    fails(gate(&ws), &["never-runs"]);
}

#[test]
pub(super) fn stays_silent() {
    let table = [
        "",
        r#", jobs = ["test", "Benchmarks"], triggers = "push", platforms = "linux""#,
        r#", jobs = "test", runs = "cargo (test|nextest)", real = true"#,
    ];
    for check in table {
        passes(gate(&fixture(check)));
    }
}

/// A workflow without a job; or workflows that another service runs.
#[test]
pub(super) fn vacuous_is_unknown() {
    let ws = fixture("");
    ws.write(".github/workflows/ci.yml", "name: CI\non: push\n");
    unknown(gate(&ws), "nothing to look at");
    ws.remove(".github");
    ws.write(".circleci/config.yml", "jobs: {}\n");
    unknown(gate(&ws), "could not look");
}

/// The workflows of a folder within a repository: no forge reads them.
#[test]
fn a_folder_below_the_top_of_its_repository_is_unknown() {
    let ws = fixture(r#", jobs = "test", real = true"#);
    passes(gate(&ws));
    for path in ["readiness.toml", ".github/workflows/ci.yml", "Cargo.toml"] {
        ws.write(&format!("sub/{path}"), ws.read(path));
    }
    unknown(gate(&ws).dir("sub"), "could not look");
}

/// No tool is needed; what can be missing is the means to read the file.
#[test]
pub(super) fn tool_missing_is_unknown() {
    let ws = fixture("");
    ws.write(".github/workflows/ci.yml", b"name: \xe4\n");
    unknown(gate(&ws), "could not look");
}
