//! After a release: what is kept of it, and the gates that watch the days that follow.

use std::collections::BTreeMap;
use std::fs;

use serde_json::{Value, json};
use shipworthy_engine::evidence::Store;
use shipworthy_model::release::{Release, ReleaseStep, ReleasedPackage, StepState};
use shipworthy_model::time::Timestamp;
use testkit::{Fixture, Json, ReleaseFixture, TOKEN, Workspace, redact};

/// Puts the record of a release there, as a release does that ended then.
pub(crate) fn released(ws: &Workspace, version: &str, ended: &str) {
    let ended = Timestamp::try_from(ended.to_owned()).unwrap();
    let package = ReleasedPackage {
        name: "one".to_owned(),
        version: version.to_owned(),
        registry: None,
        sha256: None,
        no_verify: None,
    };
    let step = ReleaseStep {
        effect: "docs".to_owned(),
        of: Some("one".to_owned()),
        title: "docs of one".to_owned(),
        state: StepState::Unknown,
        seen: "they are being built".to_owned(),
    };
    let release = Release {
        schema: 0,
        sequence: 0,
        version: version.to_owned(),
        commit: "0".repeat(40),
        tags: vec![format!("v{version}")],
        packages: vec![package],
        ended,
        recorded: ended,
        plan: String::new(),
        steps: vec![step],
    };
    Store::open(ws.root()).keep_release(release).unwrap();
}

/// The files that are kept of releases, with what is in them.
fn kept(ws: &Workspace) -> Vec<Value> {
    let Ok(folder) = fs::read_dir(ws.path(".readiness/released")) else { return Vec::new() };
    let mut files: Vec<_> = folder.map(|file| file.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| serde_json::from_slice(&fs::read(file).unwrap()).unwrap()).collect()
}

const ALERTS: &str = "kind = \"command\", argv = [\"true\"]";

/// The sample workspace, with a gate for the week after a release that is due every day.
fn watched(fixture: Fixture) -> Fixture {
    fixture
        .phase("after", "After the release")
        .gate_with("alerts", ALERTS, "max-age = \"1d\"\nwatch = \"7d\"")
        .gate_with("errors", ALERTS, "watch = \"2d\"")
}

#[test]
fn a_release_leaves_its_record_and_is_watched() {
    let fixture = ReleaseFixture::small_with(watched);
    let before = fixture.run(&["ready", "--format", "json"]).json();
    assert_eq!((before.outcome("alerts"), before.outcome("errors")), ("not-applicable", "not-applicable"));
    assert_eq!((&before["verdict"], &before["released"]), (&json!("GO"), &Value::Null));
    fixture.plan();
    assert_eq!(kept(&fixture.ws), [Value::Null; 0]);
    fixture.execute().done();
    fixture.assert_released();

    let status = |now: &str, exit| fixture.run(&["status", "--format", "json"]).now(now).exit(exit).json();
    record_is_whole(&fixture);
    go_on(&fixture);
    fixture.run(&["ready"]).done();
    let text = fixture.run(&["status"]).now("2026-11-22T10:00:00Z").text();
    insta::assert_snapshot!(redact(&text, &fixture.ws), @r#"
    Phase 1  Fix blockers                    P0, 3 gates
      fresh    build             5 targets   proven [TIME] ago on [COMMIT]
      fresh    readme            1 file      proven [TIME] ago on [COMMIT]
      fresh    changelog         1 file      proven [TIME] ago on [COMMIT]
    Phase 2  After the release               P0, 2 gates
      fresh    alerts            1 process   proven [TIME] ago on [COMMIT]  (watched until 2026-11-28)
      fresh    errors            1 process   proven [TIME] ago on [COMMIT]  (watched until 2026-11-23)
    Released 0.2.0
      ended [TIME] ago on [COMMIT], at [AT]
      by hand: forge release v0.2.0: the remote is not at github.com, so it is not known how its forge makes releases; the notes are in .readiness/release/0.2.0/notes.md, and `gh release create v0.2.0 --verify-tag --title v0.2.0 --notes-file .readiness/release/0.2.0/notes.md` makes it
      watched until [AT]: alerts, proven until [AT], then due again
      watched until [AT]: errors, proven
    GO       5 proven (on [COMMIT])
      by checklist [DIGEST], policy [DIGEST] (P0 P1)
      weakest: oldest evidence: errors, [TIME]
      nothing was run: all 5 gates are proven by evidence
    "#);

    // The next day it is due again, and is proven again.
    assert_eq!(status("2026-11-22T10:00:00Z", 0).outcome("alerts"), "pass");
    let due = status("2026-11-22T10:00:01Z", 3);
    assert_eq!((due.outcome("alerts"), due.outcome("errors")), ("stale", "pass"));
    assert_eq!(due.gate("alerts")["watch"]["until"], "2026-11-28T10:00:00Z");
    let why = fixture.run(&["why", "alerts"]).now("2026-11-22T10:00:01Z").exit(3);
    why.stdout_has("since 2026-11-21T10:00:00Z, the release of 0.2.0, until 2026-11-28T10:00:00Z").done();
    let again = fixture.run(&["phase2", "--format", "json"]).now("2026-11-22T11:00:00Z").json();
    assert_eq!((&again["executed"], again.outcome("alerts")), (&json!(1), "pass"));

    // When its days are over, nobody looks any more.
    let over = status("2026-11-28T10:00:01Z", 0);
    assert_eq!((over.outcome("alerts"), &over.gate("alerts")["watch"]), ("not-applicable", &Value::Null));
    assert_eq!(over.gate("alerts")["reason"], "the watch of 0.2.0 ended on 2026-11-28");
    let run =
        fixture.run(&["phase2", "--rerun", "--format", "json"]).now("2026-12-28T10:00:00Z").exit(3).json();
    assert_eq!(run["executed"], 0, "what does not apply is not run");
}

/// The work goes on, towards the next release.
fn go_on(fixture: &ReleaseFixture) {
    fixture.ws.replace("CHANGELOG.md", "## [Unreleased]\n", "## [Unreleased]\n\n### Added\n\n- Cake.\n");
    fixture.ws.commit("Bake a cake");
}

/// What the registry, the remote and the plan have is what is written down.
#[track_caller]
fn record_is_whole(fixture: &ReleaseFixture) {
    let kept = kept(&fixture.ws);
    let [record] = kept.as_slice() else { panic!("{kept:#?}") };
    assert_eq!(record["version"], "0.2.0");
    assert_eq!(record["commit"], fixture.ws.git(["rev-parse", "v0.2.0^{commit}"]));
    assert_eq!((&record["tags"], &record["ended"]), (&json!(["v0.2.0"]), &json!("2026-11-21T10:00:00Z")));
    assert!(fixture.journal().contains(&format!("{{\"began\":{{\"plan\":{}", record["plan"])), "{record:#}");
    let uploads = fixture.registry.uploads().into_iter();
    let mut sums: BTreeMap<_, _> = uploads.map(|upload| (upload.name, upload.checksum)).collect();
    let packages = record["packages"].as_array().unwrap();
    for package in packages {
        let name = package["name"].as_str().unwrap();
        assert_eq!(sums.remove(name).as_deref(), package["sha256"].as_str(), "{name}");
    }
    assert!(sums.is_empty() && packages.len() == fixture.packages.len(), "{sums:?}");
    let steps = record["steps"].as_array().unwrap();
    assert_eq!(steps.len(), 17);
    assert!(!record.to_string().contains(TOKEN));

    let json = fixture.run(&["status", "--format", "json"]).exit(3).json();
    assert_eq!(json["released"]["commit"], record["commit"]);
    let open: Vec<_> = json["released"]["open"].as_array().unwrap().iter().map(|it| &it["effect"]).collect();
    assert_eq!(open, ["forge"], "the remote is at no forge that could be asked");
}

#[test]
fn looking_again_writes_a_newer_record_and_begins_no_new_watch() {
    let fixture = ReleaseFixture::small();
    fixture.plan();
    fixture.execute().done();
    go_on(&fixture);
    fixture.resume().now("2026-11-23T10:00:00Z").done();
    let both = kept(&fixture.ws);
    let times =
        |at: usize| [&both[at]["ended"], &both[at]["recorded"], &both[at]["sequence"]].map(Value::clone);
    assert_eq!(times(0), [json!("2026-11-21T10:00:00Z"), json!("2026-11-21T10:00:00Z"), json!(1)]);
    assert_eq!(times(1), [json!("2026-11-21T10:00:00Z"), json!("2026-11-23T10:00:00Z"), json!(2)]);

    // Killed before its record was written, it is written by whoever resumes.
    fs::remove_dir_all(fixture.ws.path(".readiness/released")).unwrap();
    fixture.resume().now("2026-11-25T10:00:00Z").done();
    let [record] = kept(&fixture.ws).try_into().unwrap();
    assert_eq!((&record["ended"], &record["sequence"]), (&json!("2026-11-21T10:00:00Z"), &json!(1)));

    // Where there is no room for it, that is said, and mended by resuming.
    fs::remove_dir_all(fixture.ws.path(".readiness/released")).unwrap();
    fixture.ws.write(".readiness/released", "in the way");
    fixture.resume().exit(3).stdout_has("the record of the release").stdout_has("release --resume").done();
    fixture.ws.remove(".readiness/released");
    fixture.resume().done();
    assert_eq!(kept(&fixture.ws).len(), 1);
}

fn one() -> Workspace {
    Fixture::new()
        .gate("here", "kind = \"file\", path = \"readiness.toml\"")
        .gate_with("alerts", ALERTS, "watch = \"7d\"")
        .git()
        .build()
}

fn asked(ws: &Workspace, words: &[&str], now: &str, exit: i32) -> Json {
    ws.run(words).args(["--format", "json"]).now(now).exit(exit).stderr_any().json()
}

#[test]
fn a_release_of_long_ago_is_not_watched() {
    let ws = one();
    released(&ws, "0.1.0", "2026-11-01T10:00:00Z");
    let long_after = asked(&ws, &["ready"], "2026-11-21T10:00:00Z", 0);
    assert_eq!((long_after.outcome("alerts"), &long_after["executed"]), ("not-applicable", &json!(1)));
    assert_eq!(long_after.gate("alerts")["reason"], "the watch of 0.1.0 ended on 2026-11-08");
    assert_eq!(long_after["released"]["version"], "0.1.0");
    // The next one is; what was seen before it does not count.
    released(&ws, "0.2.0", "2026-11-21T11:00:00Z");
    let due = asked(&ws, &["ready"], "2026-11-21T12:00:00Z", 0);
    assert_eq!((due.outcome("alerts"), &due["executed"]), ("pass", &json!(1)));
    released(&ws, "0.1.1", "2026-11-21T13:00:00Z");
    let stale = asked(&ws, &["status"], "2026-11-21T14:00:00Z", 3);
    assert_eq!(stale.gate("alerts")["reason"], "recorded before the release of 0.1.1");
    ws.run(["status"])
        .now("2026-11-21T14:00:00Z")
        .exit(3)
        .stdout_has("  open: docs of one is unknown: they are being built\n")
        .stdout_has("  look again: shipworthy release 0.1.1 --resume\n")
        .stdout_has("  watched until 2026-11-28T13:00:00Z: alerts, due now\n")
        .done();
}

#[test]
fn a_damaged_record_is_said_and_switches_no_watch_off() {
    let ws = one();
    released(&ws, "0.1.0", "2026-11-01T10:00:00Z");
    assert_eq!(asked(&ws, &["ready"], "2026-11-21T10:00:00Z", 0).outcome("alerts"), "not-applicable");
    let folder = fs::read_dir(ws.path(".readiness/released")).unwrap();
    let file = folder.map(|file| file.unwrap().path()).next().unwrap();
    let whole = fs::read(&file).unwrap();
    fs::write(&file, &whole[..whole.len() / 2]).unwrap();
    let told = "the record of the release of 0.1.0 cannot be read, so this may have to be watched";
    let status = ws.run(["status"]).now("2026-11-21T10:00:00Z").exit(3);
    status
        .stderr_has("note: release record 0.1.0.00000001.")
        .stderr_has("is damaged")
        .stdout_has(told)
        .done();
    let json = asked(&ws, &["status"], "2026-11-21T10:00:00Z", 3);
    assert_eq!((json.outcome("alerts"), &json["released"]), ("not-run", &Value::Null));
    assert_eq!(json.gate("alerts")["watch"], json!({ "release": null, "since": null, "until": null }));
    // It can be proven all the same.
    assert_eq!(asked(&ws, &["ready"], "2026-11-21T10:00:00Z", 0).outcome("alerts"), "pass");
    fs::write(&file, whole).unwrap();
    assert_eq!(asked(&ws, &["status"], "2026-11-21T10:00:00Z", 0).outcome("alerts"), "not-applicable");
}

/// Where a tag says that there was a release and its record is gone, or never was here, nobody can say what is to be
/// watched.
#[test]
fn a_release_without_a_record_is_not_known() {
    let watched = |check: &str| {
        Fixture::new()
            .file("README.md", "# R\n")
            .gate("readme", "kind = \"file\", path = \"README.md\"")
            .gate_with("alerts", check, "watch = \"7d\"")
            .git()
            .build()
    };
    let outcome = |ws: &Workspace, now: &str, exit: i32| {
        let run = ws.run(["ready", "--format", "json"]).now(now).exit(exit).progress();
        run.json().outcome("alerts").to_owned()
    };
    let now = "2026-11-21T10:00:00Z";
    for tag in ["v0.2.0", "0.2.0", "one-v0.2.0"] {
        let ws = watched(ALERTS);
        assert_eq!(outcome(&ws, now, 0), "not-applicable", "nothing was ever released");
        ws.git(["tag", tag]);
        assert_eq!(outcome(&ws, now, 3), "unknown", "{tag}");
        ws.run(["status"]).now(now).exit(3).stdout_has(&format!("the tag {tag} has no record")).done();
        released(&ws, "0.2.0", "2026-11-20T10:00:00Z");
        assert_eq!(outcome(&ws, now, 0), "pass", "the record says what to watch");
        ws.remove(".readiness/released");
        assert_eq!(outcome(&ws, now, 3), "unknown", "and without it nobody knows again");
    }
    let ws = watched("kind = \"command\", argv = [\"false\"]");
    ws.git(["tag", "v0.2.0"]);
    released(&ws, "0.2.0", "2026-11-20T10:00:00Z");
    assert_eq!(outcome(&ws, now, 1), "fail");
    ws.remove(".readiness/released");
    assert_eq!(outcome(&ws, now, 1), "fail");

    // What a tag says of its own day tells when the watch is over; a later release on record makes it one of the past.
    let ws = watched(ALERTS);
    ws.git(["tag", "--annotate", "--message", "x", "v0.1.0"]);
    assert_eq!(outcome(&ws, "2026-11-10T10:00:00Z", 3), "unknown");
    assert_eq!(outcome(&ws, "2026-11-16T10:00:00Z", 0), "not-applicable");
    let ws = watched(ALERTS);
    ws.git(["tag", "v0.1.0"]);
    ws.git(["tag", "not-a-release"]);
    released(&ws, "0.2.0", "2026-11-10T10:00:00Z");
    assert_eq!(outcome(&ws, now, 0), "not-applicable");
}
