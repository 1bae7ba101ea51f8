//! The JSON that scripts rely on: the fields, and `null` for what is unknown.

use serde_json::{Value, json};
use shipworthy_model::basis::AnswerGround;
use shipworthy_model::checklist::Priority::{P0, P1};
use shipworthy_model::verdict::{Known, Selection};
use shipworthy_report::json::StatusDocument;
use shipworthy_report::view::Checkout;

use crate::fixture::{ReportCase, checkout, pass, reused, run, value, warnings};

fn case() -> ReportCase {
    ReportCase::new(vec![(
        "blockers",
        "Fix blockers",
        vec![
            ("clippy", P1, run(warnings(1))),
            ("tests", P0, reused(pass(412, "tests"))),
            ("soak", P0, Known::Nothing(None)),
        ],
    )])
}

fn document() -> Value {
    value(&StatusDocument::of(&case().assess(&Selection::Everything), &checkout(), &AnswerGround::default()))
}

#[test]
fn the_document_has_every_promised_field() {
    let document = document();
    for field in
        ["schema", "verdict", "commit", "tree", "dirty", "executed", "reused", "gates", "missing", "waivers"]
    {
        assert!(document.get(field).is_some(), "{field}");
    }
    for gate in document["gates"].as_array().unwrap() {
        for field in [
            "id",
            "phase",
            "title",
            "priority",
            "required",
            "kind",
            "outcome",
            "fresh",
            "subjects",
            "duration_s",
            "findings",
            "measurements",
            "evidence",
        ] {
            assert!(gate.get(field).is_some(), "{field}");
        }
    }
    assert_eq!((&document["schema"], &document["verdict"]), (&json!(1), &json!("NO-GO")));
    assert_eq!((&document["executed"], &document["reused"]), (&json!(1), &json!(1)));
}

#[test]
fn a_failing_gate_carries_its_findings_and_measurements() {
    let gate = &document()["gates"][0];
    let finding = json!({
        "rule": "needless_return",
        "message": "needless `return`",
        "file": "crates/core/src/lib.rs",
        "line": 10,
        "column": 5,
        "remedy": "cargo xtask check clippy --fix",
    });
    let measured = json!({ "name": "warnings", "value": 1.0, "unit": "", "limit": 0.0, "bound": "at-most", "holds": false });
    assert_eq!(gate["findings"], json!([finding]));
    assert_eq!(gate["measurements"], json!([measured]));
    assert_eq!((&gate["subjects"], &gate["duration_s"]), (&json!(4), &json!(3.2)));
    assert_eq!(gate["evidence"], "feedfacecafebeef");
    assert_eq!((&gate["fresh"], &gate["proven_on"]), (&json!(true), &Value::Null));
}

#[test]
fn what_is_unknown_is_null() {
    let gate = &document()["gates"][2];
    for field in ["subjects", "duration_s", "evidence", "recorded", "proven_on", "owner", "why", "effort"] {
        assert_eq!(gate[field], Value::Null, "{field}");
    }
    assert_eq!((&gate["outcome"], &gate["fresh"]), (&json!("not-run"), &json!(false)));
    let bare = value(&StatusDocument::of(
        &case().assess(&Selection::Everything),
        &Checkout::default(),
        &AnswerGround::default(),
    ));
    for field in ["commit", "tree", "dirty"] {
        assert_eq!(bare[field], Value::Null, "{field}");
    }
}

#[test]
fn missing_results_and_waivers_are_told() {
    let mut case = case().waive("clippy", "2026-12-31");
    case.entries.pop();
    let document = value(&StatusDocument::of(
        &case.assess(&Selection::Everything),
        &checkout(),
        &AnswerGround::default(),
    ));
    assert_eq!(document["verdict"], "INCOMPLETE");
    assert_eq!(document["missing"], json!(["soak"]));
    assert_eq!(document["irregular"], json!(["no result for `soak`"]));
    let waiver = json!({
        "gate": "clippy", "reason": "tracked elsewhere", "owner": "ann", "approver": "bob",
        "expires": "2026-12-31", "used": true, "days_left": 40,
    });
    assert_eq!(document["waivers"], json!([waiver]));
    assert_eq!(document["weakest"]["waiver"], json!({ "gate": "clippy", "days_left": 40 }));
}

#[test]
fn the_same_assessment_gives_the_same_bytes() {
    assert_eq!(document().to_string(), document().to_string());
    assert_eq!(serde_json::from_str::<Value>(&document().to_string()).unwrap(), document());
}
