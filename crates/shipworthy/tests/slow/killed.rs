//! `kill -9` at every boundary of every effect of a release, for real; it is resumed each time, and ends as if nothing
//! had happened.
#![cfg(target_os = "linux")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use testkit::ReleaseFixture;

/// Everything outside the workspace that a release changes.
type Outside = (BTreeMap<String, Vec<u8>>, String);

fn outside(fixture: &ReleaseFixture) -> Outside {
    (fixture.registry.bytes(), fixture.remote.refs(&fixture.ws))
}

/// The folders that a release changes, kept so that it can be made again from the same beginning.
const CHANGED: [&str; 2] = ["bakery", "remote.git"];

fn copy(from: &Path, to: &Path) {
    let _ = fs::remove_dir_all(to);
    let copied = Command::new("cp").arg("-a").arg(from).arg(to).status().expect("cp can be run");
    assert!(copied.success(), "{} cannot be copied", from.display());
}

fn keep(fixture: &ReleaseFixture) {
    let scratch = fixture.ws.scratch();
    fs::create_dir_all(scratch.join("kept")).expect("a new folder can be made");
    for name in CHANGED {
        copy(&scratch.join(name), &scratch.join("kept").join(name));
    }
}

/// Back to the beginning.
fn restore(fixture: &mut ReleaseFixture) {
    let scratch = fixture.ws.scratch();
    for name in CHANGED {
        copy(&scratch.join("kept").join(name), &scratch.join(name));
    }
    fixture.registry.reset();
    for cache in ["registry", "git"] {
        let _ = fs::remove_dir_all(fixture.cargo_home().join(cache));
    }
}

/// Kills the run when it brings the nth line of the journal to disk. Was there one?
fn killed(fixture: &ReleaseFixture, args: &[&str], n: usize) -> bool {
    let journal = fixture.ws.path(".readiness/release/0.2.0/journal.jsonl");
    let output = fixture.run(args).killed_at_sync(&journal, n).spawn().finish();
    assert!(matches!(output.code, None | Some(0)), "{}", output.told());
    output.code.is_none()
}

/// The lines of the journal, without their times: each is a boundary at which it can be killed.
fn boundaries(fixture: &ReleaseFixture) -> Vec<String> {
    let timeless = |line: &str| {
        let mut line: Value = serde_json::from_str(line).expect("a line is JSON");
        let fields = line.as_object_mut().and_then(|line| line.values_mut().next());
        fields.and_then(Value::as_object_mut).expect("a line has fields").remove("at");
        line.to_string()
    };
    fixture.journal().lines().map(timeless).collect()
}

/// The effects of the plan, as the journal writes them.
fn effects(fixture: &ReleaseFixture) -> Vec<Value> {
    let plan = fixture.ws.read(".readiness/release/0.2.0/plan.json");
    let plan: Value = serde_json::from_str(&plan).expect("a plan is JSON");
    plan["effects"].as_array().expect("a plan has effects").clone()
}

/// Nothing twice, at any moment.
fn assert_nothing_twice(fixture: &ReleaseFixture, case: &str) {
    let uploaded = fixture.uploaded("0.2.0");
    let once: BTreeSet<_> = uploaded.iter().collect();
    assert_eq!(uploaded.len(), once.len(), "{case}: {uploaded:?}");
}

#[test]
fn killed_before_and_after_every_effect() {
    let mut fixture = ReleaseFixture::small();
    fixture.plan();
    keep(&fixture);
    fixture.execute().done();
    fixture.assert_released();
    let expected = outside(&fixture);

    restore(&mut fixture);
    let (mut met, mut kills, mut n) = (BTreeSet::new(), 0, 1);
    while killed(
        &fixture,
        if kills == 0 { &["release", "0.2.0", "--execute"] } else { &["release", "--resume"] },
        n,
    ) {
        kills += 1;
        let lines = boundaries(&fixture);
        // This run has written n of them. Those at its beginning only tell again what was met before.
        let own = lines.get(lines.len().saturating_sub(n)..).unwrap_or_default();
        let known = own.iter().take_while(|line| line.contains("\"equal\"") && met.contains(*line)).count();
        let here = own.last().expect("it was killed at a line").clone();
        assert_nothing_twice(&fixture, &here);
        let harmless = here.contains("\"absent\"") || here.contains("\"doing\"");
        let new = met.insert(here);
        // After a change, the next run may see it at once: no boundary is passed over when it is killed early.
        n = if new && !harmless { known + 1 } else { n + 1 };
    }
    fixture.assert_released();
    assert_eq!(outside(&fixture), expected, "it ends as a release that nobody has killed");
    assert!(met.iter().any(|line| line.starts_with("{\"ended\"")), "not killed before the record: {met:#?}");
    let status = fixture.run(&["status", "--format", "json"]).exit(3).json();
    assert_eq!(status["released"]["version"], "0.2.0", "{:#}", status.0);
    let effects = effects(&fixture);
    let changes = effects.iter().filter(|effect| {
        let words = effect.to_string();
        ["commit", "tag", "push", "upload"].iter().any(|change| words.contains(&format!("\"{change}\"")))
    });
    for effect in changes {
        assert!(
            met.contains(&format!("{{\"doing\":{{\"effect\":{effect}}}}}")),
            "not killed before {effect}: {met:#?}"
        );
    }
    for effect in &effects {
        // What it is: with `absent` there is no brace.
        let saw = format!("{{\"saw\":{{\"effect\":{effect},\"state\":{{");
        assert!(met.iter().any(|line| line.starts_with(&saw)), "not killed after {effect}: {met:#?}");
    }
    let told = format!("killed {kills} times at {} boundaries of {} effects\n", met.len(), effects.len());
    io::stderr().write_all(told.as_bytes()).expect("it can be told");
}
