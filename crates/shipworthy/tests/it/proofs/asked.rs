//! Asks the real binary about one gate and holds the answer, its JSON and its exit code, against what must come out.

use testkit::{Json, Run, Workspace};

/// A run of the gate `gate`: every fixture of a proof has this one.
pub(crate) fn gate(ws: &Workspace) -> Run<'_> {
    ws.run(["check", "gate", "--format", "json"]).progress()
}

/// The gate must fail, with exactly these rules among its findings; each finding must be of use to a reader.
#[track_caller]
pub(crate) fn fails(run: Run<'_>, rules: &[&str]) -> Json {
    let json = run.exit(1).json();
    assert_eq!(json.outcome("gate"), "fail", "{json:#?}");
    let mut found = json.finding_rules("gate");
    found.sort_unstable();
    found.dedup();
    assert_eq!(found, rules, "{json:#?}");
    for finding in json.findings("gate") {
        let said = |key: &str| finding[key].as_str().is_some_and(|text| !text.trim().is_empty());
        assert!(said("message"), "a finding without a message: {finding:#}");
        assert!(said("file") || said("remedy"), "a finding with neither place nor remedy: {finding:#}");
    }
    json
}

/// The gate must pass, having looked at something.
#[track_caller]
pub(crate) fn passes(run: Run<'_>) -> Json {
    let json = run.json();
    assert_eq!((json.outcome("gate"), json.findings("gate").len()), ("pass", 0), "{json:#?}");
    assert!(json.subjects("gate") > 0, "{json:#?}");
    json
}

/// The gate must be unknown, and say why: with the sort of reason that the model names.
#[track_caller]
pub(crate) fn unknown(run: Run<'_>, reason: &str) -> Json {
    let json = run.exit(3).json();
    assert_eq!(json.outcome("gate"), "unknown", "{json:#?}");
    let told = json.gate("gate")["reason"].as_str().unwrap_or_default();
    assert!(told.starts_with(reason), "the reason is `{told}`, not `{reason}`: {json:#?}");
    json
}
