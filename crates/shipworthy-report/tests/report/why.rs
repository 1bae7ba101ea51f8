//! Everything about one gate.

use serde_json::json;
use shipworthy_model::checklist::{Check, Priority};
use shipworthy_model::fingerprint::{Fingerprint, Part};
use shipworthy_model::judgement::{Conclusion, Judgement};
use shipworthy_model::observation::{Looked, Observation, Ran, Stream};
use shipworthy_model::params::Params;
use shipworthy_model::record::{RECORD_SCHEMA, Record};
use shipworthy_model::time::Timestamp;
use shipworthy_model::verdict::{Known, Selection};
use shipworthy_report::json::WhyDocument;
use shipworthy_report::why::{FileChange, FileChangeKind, PartChange, PastRun, Turned, Why, why};

use crate::fixture::{ReportCase, checkout, ground, now, pass, reused, stale, value, view, warnings};

fn past(hours: u64, commit: &str, dirty: bool) -> PastRun {
    let recorded = Timestamp::from_seconds(now().seconds() - hours * 3600);
    PastRun { recorded, commit: Some(commit.to_owned()), dirty, record: "0123456789abcdef".to_owned() }
}

fn part(name: &str, value: &str) -> Part {
    Part { name: name.to_owned(), value: value.to_owned() }
}

fn record(judgement: Judgement) -> Record {
    let argv = ["cargo", "clippy", "--workspace", "--", "-W", "a b"].map(str::to_owned).to_vec();
    let mut stdout = Stream::default();
    stdout.bytes = 2_048;
    stdout.log = "logs/clippy.1.out".to_owned();
    let mut ran = Ran::default();
    ran.argv = argv;
    ran.code = Some(101);
    ran.duration_ms = 3_100;
    ran.retried = 1;
    ran.stdout = stdout;
    let mut looked = Looked::default();
    looked.files = 1;
    Record {
        schema: RECORD_SCHEMA,
        sequence: 7,
        gate: "clippy".parse().unwrap(),
        check: Check { kind: "cargo-clippy".to_owned(), params: Params::default() },
        recorded: Timestamp::from_seconds(now().seconds() - 7_300),
        duration_ms: 3_200,
        commit: checkout().commit,
        tree: None,
        dirty: true,
        fingerprint: Fingerprint {
            key: "k".to_owned(),
            parts: vec![
                part("files crates/core", &"ab".repeat(32)),
                part("toolchain", "1.95.0"),
                part("variable", "x\x1b[2J"),
            ],
        },
        basis: None,
        observed: Vec::new(),
        rebuilt: Vec::new(),
        observations: vec![Observation::Ran(ran), Observation::Looked(looked)],
        judgement,
    }
}

fn input(known: Known, judgement: Option<Judgement>) -> (ReportCase, Why) {
    let mut case = ReportCase::new(vec![("blockers", "Fix blockers", vec![("clippy", Priority::P1, known)])]);
    let gate = &mut case.checklist.phases[0].gates[0];
    gate.why = Some("warnings hide warnings".to_owned());
    gate.owner = Some("core".to_owned());
    gate.effort = Some("2h".to_owned());
    let status = case.assess(&Selection::Everything).statuses.remove(0);
    let record = judgement.map(record);
    (
        case,
        Why {
            ground: ground(),
            status,
            record,
            changes: vec![],
            inputs: None,
            last_pass: None,
            last_fail: None,
            turned: None,
        },
    )
}

fn failing() -> (ReportCase, Why) {
    let (case, mut why) = input(stale(warnings(2)), Some(warnings(2)));
    let file = |path: &str, change| FileChange { path: path.to_owned(), change };
    why.changes = vec![
        PartChange {
            name: "files crates/core".to_owned(),
            before: Some("ab".repeat(32)),
            now: Some("cd".repeat(32)),
            files: vec![
                file("crates/core/src/lib.rs", FileChangeKind::Changed),
                file("crates/core/src/new.rs", FileChangeKind::Added),
                file("crates/core/src/old.rs", FileChangeKind::Removed),
            ],
        },
        PartChange { name: "env CI".to_owned(), before: None, now: Some("1".to_owned()), files: vec![] },
    ];
    why.last_pass = Some(past(72, "1111111aaaaaaa", false));
    why.last_fail = Some(past(2, "2222222bbbbbbb", true));
    why.turned = Some(Turned {
        from: Conclusion::Pass,
        to: Conclusion::Fail,
        before: past(72, "1111111aaaaaaa", false),
        after: past(30, "2222222bbbbbbb", true),
    });
    (case, why)
}

#[test]
fn all_there_is_to_know_is_shown() {
    let (case, input) = failing();
    insta::assert_snapshot!(why(&input, &view(&case.checklist)), @r#"
    stale  clippy  The claim of clippy
      reason      changed since: files crates/core, toolchain
      priority    P1, required
      check       file
      judged      by checklist 4be0912, policy 91ac0d3 (P0 P1)
      why         warnings hide warnings
      owner       core
      effort      2h
    Last run
      recorded    2 h ago on 3f2c1ab with changes, at 2026-11-21T09:58:20Z
      took        3.2s, 4 crates
      evidence    feedfacecafebeef
      ran         cargo clippy --workspace -- -W 'a b': exit code 101, after 1 retry, 3.1s
                  .readiness/logs/clippy.1.out (2048 bytes)
      looked at   1 file
    Found (2)
      crates/core/src/lib.rs:10:5  needless `return` [needless_return]
        fix: cargo xtask check clippy --fix
      crates/core/src/lib.rs:20:5  needless `return` [needless_return]
    Measured
      2 warnings, limit 0
    Depends on
      files crates/core  abababababab -> cdcdcdcdcdcd
          changed crates/core/src/lib.rs
          added   crates/core/src/new.rs
          removed crates/core/src/old.rs
      toolchain          1.95.0
      variable           x\u{1b}[2J
      env CI             (none) -> 1
    History
      last passed 3 days ago on 1111111, at 2026-11-18T12:00:00Z
      last failed 2 h ago on 2222222 with changes, at 2026-11-21T10:00:00Z
      turned      from pass (1111111) to fail (2222222 with changes)
    next: cargo xtask check clippy
    "#);
}

#[test]
fn a_gate_without_a_record_says_so_and_what_to_type() {
    let (case, input) = input(Known::Nothing(None), None);
    insta::assert_snapshot!(why(&input, &view(&case.checklist)), @r#"
    not-run  clippy  The claim of clippy
      priority    P1, required
      check       file
      judged      by checklist 4be0912, policy 91ac0d3 (P0 P1)
      why         warnings hide warnings
      owner       core
      effort      2h
    History
      last passed never, as far as evidence is kept
      last failed never, as far as evidence is kept
    next: cargo xtask check clippy
    "#);
}

#[test]
fn every_finding_is_shown_and_a_pass_needs_no_next_step() {
    let (case, many) = input(reused(warnings(40)), Some(warnings(40)));
    let text = why(&many, &view(&case.checklist));
    assert_eq!(text.matches("[needless_return]").count(), 40);
    let (case, proven) = input(reused(pass(4, "crates")), Some(pass(4, "crates")));
    let text = why(&proven, &view(&case.checklist));
    assert!(!text.contains("next:") && !text.contains('\x1b'), "{text}");
}

#[test]
fn json_carries_the_parts_what_changed_and_where_it_turned() {
    let document = value(&WhyDocument::of(&failing().1));
    assert_eq!(document["schema"], 1);
    assert_eq!(document["gate"]["id"], "clippy");
    assert_eq!(
        document["record"]["fingerprint"]["parts"][1],
        json!({ "name": "toolchain", "value": "1.95.0" })
    );
    assert_eq!(document["record"]["steps"][0]["code"], 101);
    assert_eq!(
        document["changed"][0]["files"][0],
        json!({ "path": "crates/core/src/lib.rs", "change": "changed" })
    );
    assert_eq!(document["turned"]["commit"], "2222222bbbbbbb");
    assert_eq!(document["last_fail"]["dirty"], true);
    let bare = value(&WhyDocument::of(&input(Known::Nothing(None), None).1));
    for field in ["record", "last_pass", "last_fail", "turned"] {
        assert!(bare[field].is_null(), "{field}");
    }
}
