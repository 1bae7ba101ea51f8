//! A small workspace with one gate `g`, and what `check g` says of it.

use testkit::{Fixture, Json, Run, Workspace};

/// The gate most cases have: the tests of everything, by cargo itself.
pub(super) const TESTS: &str = r#"kind = "cargo-test", runner = "cargo", doctests = false"#;

/// A fixture with a repository and a gate `g` of this check.
pub(super) fn gate(check: &str) -> Fixture {
    gate_with(check, "")
}

/// The same with more lines in the gate.
pub(super) fn gate_with(check: &str, more: &str) -> Fixture {
    Fixture::new().file(".gitignore", "/target\n/.readiness\n").gate_with("g", check, more).git()
}

/// What `check g` answers, whatever that is.
pub(super) fn check(ws: &Workspace) -> Json {
    answer(ws.run(["check", "g", "--format", "json"]))
}

/// The same with these variables.
pub(super) fn check_in(ws: &Workspace, variables: &[(&str, &str)]) -> Json {
    let run = ws.run(["check", "g", "--format", "json"]);
    answer(variables.iter().fold(run, |run, (name, value)| run.env(name, value)))
}

pub(super) fn answer(run: Run<'_>) -> Json {
    let output = run.spawn().finish();
    Json(serde_json::from_str(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", output.told())))
}

/// The gate runs and passes, and is fresh right afterwards.
#[track_caller]
pub(super) fn passes(ws: &Workspace) {
    passes_in(ws, &[]);
}

/// The same with these variables.
#[track_caller]
pub(super) fn passes_in(ws: &Workspace, variables: &[(&str, &str)]) {
    let json = check_in(ws, variables);
    assert_eq!((json.outcome("g"), &json["executed"]), ("pass", &1.into()), "{:#}", json.gate("g"));
    let json = check_in(ws, variables);
    assert_eq!(
        (json.outcome("g"), &json["executed"]),
        ("pass", &0.into()),
        "it is fresh: {:#}",
        json.gate("g")
    );
}

/// `status` says that the gate is stale, and names this among what has changed.
#[track_caller]
pub(super) fn is_stale(ws: &Workspace, named: &str) {
    is_stale_in(ws, &[], named);
}

/// The same with these variables.
#[track_caller]
pub(super) fn is_stale_in(ws: &Workspace, variables: &[(&str, &str)], named: &str) {
    let run = ws.run(["status", "--format", "json"]);
    let json = answer(variables.iter().fold(run, |run, (name, value)| run.env(name, value)));
    assert_eq!(json.outcome("g"), "stale", "{:#}", json.gate("g"));
    let changed = json.gate("g")["changed"].as_array().cloned().unwrap_or_default();
    if changed.iter().any(|one| one.as_str().is_some_and(|one| one.contains(named))) {
        return;
    }
    // A file of a part that was predicted is named by `why`.
    let run = ws.run(["why", "g"]);
    let why = variables.iter().fold(run, |run, (name, value)| run.env(name, value)).spawn().finish();
    assert!(why.stdout.contains(named), "{named}: {changed:?}\n{}", why.told());
}

/// The gate runs again and fails.
#[track_caller]
pub(super) fn fails(ws: &Workspace) {
    fails_in(ws, &[]);
}

/// The same with these variables.
#[track_caller]
pub(super) fn fails_in(ws: &Workspace, variables: &[(&str, &str)]) {
    let json = check_in(ws, variables);
    assert_eq!((json.outcome("g"), &json["executed"]), ("fail", &1.into()), "{:#}", json.gate("g"));
}

/// Writes the lock file that cargo wants, once all packages are there.
pub(super) fn lock(ws: &Workspace) {
    ws.program("cargo", ["generate-lockfile", "--offline", "--quiet"]).done();
}
