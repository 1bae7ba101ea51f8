//! A stored run, told again, shows the same bytes: events are the only way out of a run.

use shipworthy_model::event::Event;
use shipworthy_report::progress;
use testkit::Fixture;

use crate::run_counter::counted;

#[test]
fn a_stored_run_told_again_is_what_was_told() {
    let ws = Fixture::new()
        .gate("passes", &counted("passes", "true"))
        .gate("fails", &counted("fails", "echo no; exit 3"))
        .gate("unknown", r#"kind = "command", argv = ["no-such-program"]"#)
        .gate_with("skipped", &counted("skipped", "true"), "needs = [\"fails\"]")
        .build();
    // The second run has gates that are answered from evidence, and knows how long the others took.
    for _ in 0..2 {
        let told = ws.run(["phase1"]).exit(1).stdout_any().progress().done().stderr;
        let stored = ws.read(".readiness/runs/last.jsonl");
        let events = stored.lines().map(|line| serde_json::from_str::<Event>(line).expect("an event"));
        let again: String =
            events.filter_map(|event| progress::line(&event)).map(|line| line + "\n").collect();
        assert_eq!(again, told);
        for part in ["starts ", "run     passes", "FAIL    fails", "UNKNOWN unknown", "skip    skipped"] {
            assert!(told.contains(part) || part.ends_with("passes"), "{part} is not in\n{told}");
        }
    }
}
