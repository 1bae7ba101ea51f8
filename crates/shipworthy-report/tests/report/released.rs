//! After a release: what was released, what is open of it, and what is watched.

use std::time::Duration;

use serde_json::{Value, json};
use shipworthy_model::basis::AnswerGround;
use shipworthy_model::checklist::Priority::{P0, P2};
use shipworthy_model::release::{Release, ReleaseStep, ReleasedPackage, StepState};
use shipworthy_model::time::Timestamp;
use shipworthy_model::verdict::{Known, Selection};
use shipworthy_report::human;
use shipworthy_report::json::StatusDocument;
use shipworthy_report::why::{Why, why};

use crate::fixture::{ReportCase, checkout, known, now, pass, reused, value, view};

const DAY: u64 = 86_400;

fn release(hours_ago: u64, steps: Vec<ReleaseStep>) -> Release {
    let ended = Timestamp::from_seconds(now().seconds() - hours_ago * 3_600);
    let package = ReleasedPackage {
        name: "bread".to_owned(),
        version: "0.2.0".to_owned(),
        registry: None,
        sha256: None,
        no_verify: None,
    };
    Release {
        schema: 1,
        sequence: 1,
        version: "0.2.0".to_owned(),
        commit: "0a1b2c3d4e5f".to_owned(),
        tags: vec!["v0.2.0".to_owned()],
        packages: vec![package],
        ended,
        recorded: now(),
        plan: "p".to_owned(),
        steps,
    }
}

fn docs() -> ReleaseStep {
    ReleaseStep {
        effect: "docs".to_owned(),
        of: Some("bread".to_owned()),
        title: "docs of bread".to_owned(),
        state: StepState::Unknown,
        seen: "not built\x1b[2J yet".to_owned(),
    }
}

fn case(released: Option<Release>) -> ReportCase {
    let Known::Evidence(aged) = reused(pass(1, "alerts")) else { unreachable!() };
    let aged = shipworthy_model::verdict::Evidence { max_age: Some(Duration::from_secs(DAY)), ..*aged };
    let gates = vec![
        ("build", P0, reused(pass(4, "crates"))),
        ("alerts", P0, known(aged)),
        ("errors", P0, reused(pass(1, "logs"))),
        ("latency", P2, Known::Nothing(None)),
    ];
    let mut case = ReportCase::new(vec![("after", "After the release", gates)]);
    for gate in &mut case.checklist.phases[0].gates[1..] {
        gate.watch = Some(Duration::from_secs(7 * DAY));
    }
    case.releases.all.extend(released);
    case
}

fn status(case: &ReportCase) -> String {
    human::status(&case.assess(&Selection::Everything), &view(&case.checklist))
}

#[test]
fn what_is_watched_is_told_after_the_gates() {
    let everything = ReleaseStep { state: StepState::Equal, ..docs() };
    insta::assert_snapshot!(status(&case(Some(release(5, vec![everything])))), @r#"
    Phase 1  After the release               P0 P2, 4 gates
      fresh    build             4 crates    proven 2 h ago on 0a1b2c3
      fresh    alerts            1 alert     proven 2 h ago on 0a1b2c3  (watched until 2026-11-28)
      fresh    errors            1 log       proven 2 h ago on 0a1b2c3  (watched until 2026-11-28)
      not-run  latency  (P2, not required)  (watched until 2026-11-28)
    Released 0.2.0
      ended 5 h ago on 0a1b2c3, at 2026-11-21T07:00:00Z, and everything was seen
      watched until 2026-11-28T07:00:00Z: alerts, proven until 2026-11-22T09:58:20Z, then due again
      watched until 2026-11-28T07:00:00Z: errors, proven
      watched until 2026-11-28T07:00:00Z: latency, due now
    GO       3 proven; not required: 1 not run (on 3f2c1ab)
      weakest: oldest evidence: errors, 2 h
      nothing was run: 3 of 4 gates are proven by evidence
    "#);
}

#[test]
fn what_is_open_is_told_with_what_to_type() {
    // What was seen two hours ago is from before this one.
    insta::assert_snapshot!(status(&case(Some(release(1, vec![docs()])))), @r#"
    Phase 1  After the release               P0 P2, 4 gates
      fresh    build             4 crates    proven 2 h ago on 0a1b2c3
      stale    alerts            1 alert     recorded 2 h ago on 0a1b2c3  (watched until 2026-11-28)
               recorded before the release of 0.2.0
      stale    errors            1 log       recorded 2 h ago on 0a1b2c3  (watched until 2026-11-28)
               recorded before the release of 0.2.0
      not-run  latency  (P2, not required)  (watched until 2026-11-28)
    Released 0.2.0
      ended 1 h ago on 0a1b2c3, at 2026-11-21T11:00:00Z
      open: docs of bread is unknown: not built\u{1b}[2J yet
      look again: cargo xtask release 0.2.0 --resume
      watched until 2026-11-28T11:00:00Z: alerts, due now
      watched until 2026-11-28T11:00:00Z: errors, due now
      watched until 2026-11-28T11:00:00Z: latency, due now
    INCOMPLETE  2 stale, 1 proven; not required: 1 not run (on 3f2c1ab)
      not proven: alerts (stale), errors (stale)
      nothing was run: 1 of 4 gates is proven by evidence
    next: cargo xtask phase1
    "#);
}

#[test]
fn at_other_times_a_watch_gate_only_says_why_not() {
    insta::assert_snapshot!(status(&case(None)), @r#"
    Phase 1  After the release               P0 P2, 4 gates
      fresh    build             4 crates    proven 2 h ago on 0a1b2c3
      n/a      alerts
               watched for 7 days after a release; none so far
      n/a      errors
               watched for 7 days after a release; none so far
      n/a      latency  (P2, not required)
               watched for 7 days after a release; none so far
    GO       2 not applicable, 1 proven; not required: 1 not applicable (on 3f2c1ab)
      weakest: oldest evidence: build, 2 h
      nothing was run: the gate is proven by evidence
    "#);
    insta::assert_snapshot!(status(&case(Some(release(24 * 30, Vec::new())))), @r#"
    Phase 1  After the release               P0 P2, 4 gates
      fresh    build             4 crates    proven 2 h ago on 0a1b2c3
      n/a      alerts
               the watch of 0.2.0 ended on 2026-10-29
      n/a      errors
               the watch of 0.2.0 ended on 2026-10-29
      n/a      latency  (P2, not required)
               the watch of 0.2.0 ended on 2026-10-29
    Released 0.2.0
      ended 30 days ago on 0a1b2c3, at 2026-10-22T12:00:00Z, and everything was seen
    GO       2 not applicable, 1 proven; not required: 1 not applicable (on 3f2c1ab)
      weakest: oldest evidence: build, 2 h
      nothing was run: the gate is proven by evidence
    "#);
}

#[test]
fn scripts_see_the_same() {
    let document = |case: &ReportCase| {
        value(&StatusDocument::of(
            &case.assess(&Selection::Everything),
            &checkout(),
            &AnswerGround::default(),
        ))
    };
    let seen = document(&case(Some(release(5, vec![docs()]))));
    assert_eq!(
        seen["released"],
        json!({
            "version": "0.2.0",
            "commit": "0a1b2c3d4e5f",
            "ended": "2026-11-21T07:00:00Z",
            "recorded": "2026-11-21T12:00:00Z",
            "tags": ["v0.2.0"],
            "packages": [{ "name": "bread", "version": "0.2.0", "registry": null, "sha256": null }],
            "open": [{ "effect": "docs", "of": "bread", "state": "unknown", "seen": "not built\u{1b}[2J yet" }],
        })
    );
    let watch =
        json!({ "release": "0.2.0", "since": "2026-11-21T07:00:00Z", "until": "2026-11-28T07:00:00Z" });
    let gates = |document: &Value| document["gates"].as_array().unwrap().clone();
    let watches: Vec<Value> = gates(&seen).iter().map(|gate| gate["watch"].clone()).collect();
    assert_eq!(watches, [Value::Null, watch.clone(), watch.clone(), watch]);

    let before = document(&case(None));
    assert_eq!(before["released"], Value::Null);
    assert!(gates(&before).iter().all(|gate| gate["watch"].is_null()), "{before}");
    let mut unread = case(None);
    unread.releases.unread.push("0.2.0".to_owned());
    let unread = document(&unread);
    assert_eq!(unread["gates"][1]["watch"], json!({ "release": null, "since": null, "until": null }));
}

#[test]
fn why_says_since_when_and_until_when() {
    let told = |case: &ReportCase, gate: usize| {
        let status = case.assess(&Selection::Everything).statuses.remove(gate);
        let input = Why {
            ground: AnswerGround::default(),
            status,
            record: None,
            changes: Vec::new(),
            inputs: None,
            last_pass: None,
            last_fail: None,
            turned: None,
        };
        why(&input, &view(&case.checklist))
    };
    let on = told(&case(Some(release(5, Vec::new()))), 1);
    let words =
        "  watched     since 2026-11-21T07:00:00Z, the release of 0.2.0, until 2026-11-28T07:00:00Z\n";
    assert!(on.contains(words), "{on}");
    let idle = told(&case(None), 1);
    assert!(idle.contains("  reason      watched for 7 days after a release; none so far\n"), "{idle}");
    assert!(!idle.contains("\n  watched "), "{idle}");
    let mut unread = case(None);
    unread.releases.unread.push("0.2.0".to_owned());
    let unread = told(&unread, 3);
    assert!(unread.contains("  watched     the record of the release of 0.2.0 cannot be read"), "{unread}");
}
