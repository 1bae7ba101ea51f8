//! Which gates a command runs, in which order, and what it says about those it does not run.

use testkit::{Fixture, Json, Run, Workspace};

use crate::run_counter::{counted, runs, runs_of};

fn asked<'w>(ws: &'w Workspace, words: &[&str]) -> Run<'w> {
    ws.run(words).args(["--format", "json"]).progress()
}

fn ids(json: &Json) -> Vec<&str> {
    let gates = json["gates"].as_array().expect("a list of gates");
    gates.iter().filter_map(|gate| gate["id"].as_str()).collect()
}

fn reason<'j>(json: &'j Json, gate: &str) -> &'j str {
    json.gate(gate)["reason"].as_str().unwrap_or_default()
}

/// Two phases: `blockers` with `a` and `b`, `docs` with `c`. A gate fails while `../broken-GATE` is there.
fn two_phases() -> Fixture {
    let gate = |id: &str| counted(id, &format!("test ! -e ../broken-{id}"));
    Fixture::new()
        .phase("blockers", "Fix blockers")
        .gate("a", &gate("a"))
        .gate("b", &gate("b"))
        .phase("docs", "Write the docs")
        .gate("c", &gate("c"))
}

fn break_gate(ws: &Workspace, id: &str) {
    ws.write(&format!("../broken-{id}"), "");
}

#[test]
fn a_phase_is_asked_for_by_its_place_or_its_id() {
    let ws = two_phases().build();
    for words in [&["phase1"] as &[_], &["phase", "1"], &["phase", "blockers"]] {
        let json = asked(&ws, words).json();
        assert_eq!((ids(&json), &json["verdict"]), (vec!["a", "b"], &"GO".into()), "{words:?}");
    }
    assert_eq!(runs_of(&ws, ["a", "b", "c"]), [1, 1, 0]);
    for words in [&["phase2"] as &[_], &["phase", "2"], &["phase", "docs"]] {
        assert_eq!(ids(&asked(&ws, words).json()), ["c"], "{words:?}");
    }
}

#[test]
fn an_unknown_phase_is_an_error_that_lists_the_phases() {
    let ws = two_phases().build();
    for words in [&["phase3"] as &[_], &["phase0"], &["phase99999999"], &["phase", "dosc"], &["phase", "0"]] {
        let run = ws.run(words).exit(2).stderr_has("there is no phase");
        run.stderr_has("phase1  blockers").stderr_has("phase2  docs").done();
        let json = ws.run(words).args(["--format", "json"]).exit(2).stderr_any().json();
        assert!(json["error"].as_str().is_some_and(|error| error.contains("there is no phase")), "{words:?}");
    }
    assert_eq!(runs_of(&ws, ["a", "b", "c"]), [0, 0, 0]);
}

#[test]
fn a_failure_in_an_earlier_phase_counts_against_a_later_one() {
    let ws = two_phases().build();
    break_gate(&ws, "b");
    let json = asked(&ws, &["phase2"]).json();
    assert_eq!((ids(&json), &json["verdict"]), (vec!["c"], &"GO".into()), "nothing is known of phase 1");
    asked(&ws, &["phase1"]).exit(1).json();
    let json = asked(&ws, &["phase2"]).exit(1).json();
    assert_eq!((ids(&json), &json["verdict"]), (vec!["b", "c"], &"NO-GO".into()));
    assert_eq!((json.outcome("b"), json.outcome("c")), ("fail", "pass"));
    assert_eq!(runs_of(&ws, ["a", "b", "c"]), [1, 1, 1], "it counts, and is not run again for that");
    assert_eq!(ids(&asked(&ws, &["phase1"]).exit(1).json()), ["a", "b"], "a later phase does not count");
}

#[test]
fn entry_criteria_hold_before_any_gate_of_the_phase_runs() {
    let mut text = two_phases().build().read("readiness.toml");
    text = text.replace("id = \"docs\"\n", "id = \"docs\"\nentry = [\"a\", \"b\"]\n");
    let ws = two_phases().checklist(&text).build();
    let json = asked(&ws, &["phase2"]).exit(3).json();
    assert_eq!(
        (json.outcome("c"), reason(&json, "c")),
        ("not-run", "its phase begins with `a`, which was not run")
    );
    break_gate(&ws, "b");
    let json = asked(&ws, &["ready"]).exit(1).json();
    assert_eq!(
        (json.outcome("c"), reason(&json, "c")),
        ("not-run", "its phase begins with `b`, which fails")
    );
    assert_eq!(runs_of(&ws, ["a", "b", "c"]), [1, 1, 0]);
    ws.remove("../broken-b");
    assert_eq!(asked(&ws, &["ready"]).json().outcome("c"), "pass");
    assert_eq!(runs_of(&ws, ["a", "b", "c"]), [1, 2, 1]);
}

/// What to type next must lead somewhere: typing the phase again would not.
#[test]
fn a_phase_that_may_not_begin_points_at_the_phase_before_it() {
    let mut text = two_phases().build().read("readiness.toml");
    text = text.replace("id = \"docs\"\n", "id = \"docs\"\nentry = [\"a\"]\n");
    let ws = two_phases().checklist(&text).build();
    let told = ws.run(["phase2"]).exit(3).progress().text();
    assert!(told.contains("next: shipworthy phase1\n"), "{told}");
}

#[test]
fn what_a_gate_needs_is_run_first_and_stops_it_when_it_fails() {
    let needy = |id: &str, needs: &str| (counted(id, "test -e ../done-base"), format!("needs = [{needs}]"));
    let (first, needs_base) = needy("first", "\"base\"");
    let (second, needs_first) = needy("second", "\"first\"");
    let ws = Fixture::new()
        .gate_with("second", &second, &needs_first)
        .gate_with("first", &first, &needs_base)
        .gate("other", &counted("other", "true"))
        .phase("later", "Later")
        .gate("base", &counted("base", "test ! -e ../broken && touch ../done-base"))
        .build();
    ws.write("../broken", "");
    let json = asked(&ws, &["phase1"]).exit(1).json();
    assert_eq!(reason(&json, "first"), "it needs `base`, which fails");
    assert_eq!(reason(&json, "second"), "it needs `first`, which was not run");
    assert_eq!((json.outcome("first"), json.outcome("second")), ("not-run", "not-run"));
    assert_eq!(json.outcome("other"), "pass");
    assert_eq!(runs_of(&ws, ["base", "first", "second", "other"]), [1, 0, 0, 1]);
    ws.remove("../broken");
    let json = asked(&ws, &["check", "second"]).json();
    assert_eq!(json.outcome("second"), "pass");
    assert_eq!(runs_of(&ws, ["base", "first", "second", "other"]), [2, 1, 1, 1]);
}

/// `executed` is how many gates ran now. A gate that ran because another needs it ran, too, and is shown.
#[test]
fn a_gate_that_ran_because_it_is_needed_is_counted_and_shown() {
    let ws = Fixture::new()
        .gate("base", &counted("base", "test ! -e ../broken"))
        .gate_with("top", &counted("top", "true"), "needs = [\"base\"]")
        .build();
    let json = asked(&ws, &["check", "top"]).json();
    assert_eq!((ids(&json), &json["executed"], &json["reused"]), (vec!["base", "top"], &2.into(), &0.into()));
    let json = asked(&ws, &["check", "top", "--rerun"]).json();
    assert_eq!(runs_of(&ws, ["base", "top"]), [1, 2], "only what was asked for is run again");
    assert_eq!((ids(&json), &json["executed"]), (vec!["top"], &1.into()));
    ws.write("../broken", "");
    ws.write("new", "");
    let json = asked(&ws, &["check", "top"]).exit(1).json();
    assert_eq!((json.outcome("base"), json.outcome("top")), ("fail", "stale"));
}

#[test]
fn ready_runs_everything_and_only_what_is_not_proven() {
    let ws = two_phases().build();
    asked(&ws, &["phase2"]).json();
    let json = asked(&ws, &["ready"]).json();
    assert_eq!((&json["executed"], &json["reused"]), (&2.into(), &1.into()));
    assert_eq!(ids(&json), ["a", "b", "c"]);
    assert_eq!(runs_of(&ws, ["a", "b", "c"]), [1, 1, 1]);
}

#[test]
fn gates_are_named_by_globs_and_a_wrong_name_gets_the_nearest() {
    let ws = Fixture::new()
        .gate("docs-a", &counted("docs-a", "true"))
        .gate("docs-b", &counted("docs-b", "true"))
        .gate("clippy", &counted("clippy", "true"))
        .build();
    let json = asked(&ws, &["check", "docs-*", "docs-a"]).json();
    assert_eq!(ids(&json), ["docs-a", "docs-b"]);
    assert_eq!(runs_of(&ws, ["docs-a", "docs-b", "clippy"]), [1, 1, 0]);
    ws.run(["check", "docs-a", "clipy"])
        .exit(2)
        .stderr_has("there is no gate `clipy`")
        .stderr_has("`clippy`")
        .done();
    ws.run(["check", "x*"]).exit(2).stderr_has("`x*`").done();
    ws.run(["check", "[a"]).exit(2).stderr_has("`[a` is not a glob").done();
    ws.run(["check"]).exit(2).stderr_has("<GATE>").done();
    assert_eq!(runs_of(&ws, ["docs-a", "docs-b", "clippy"]), [1, 1, 0], "a wrong word, and nothing is run");
}

#[test]
fn rerun_runs_what_was_asked_for_whatever_the_evidence_says() {
    let ws = two_phases().build();
    asked(&ws, &["ready"]).json();
    let json = asked(&ws, &["phase1", "--rerun"]).json();
    assert_eq!((&json["executed"], &json["reused"]), (&2.into(), &0.into()));
    asked(&ws, &["check", "b", "--rerun"]).json();
    assert_eq!(runs_of(&ws, ["a", "b", "c"]), [2, 3, 1]);
}

#[test]
fn after_a_required_failure_fail_fast_starts_nothing_more() {
    let fixture = || {
        Fixture::new()
            .gate_with("odd", &counted("odd", "false"), "priority = \"P2\"")
            .gate("a", &counted("a", "false"))
            .gate("b", &counted("b", "true"))
    };
    let ws = fixture().build();
    let json = asked(&ws, &["phase1", "--jobs", "1"]).exit(1).json();
    assert_eq!((json.outcome("b"), runs(&ws, "b")), ("pass", 1), "going on is the default");
    let ws = fixture().build();
    let json = asked(&ws, &["phase1", "--jobs", "1", "--fail-fast"]).exit(1).json();
    assert_eq!(runs_of(&ws, ["odd", "a", "b"]), [1, 1, 0], "a failure that no GO needs stops nothing");
    assert_eq!(
        (json.outcome("b"), reason(&json, "b")),
        ("not-run", "a required gate failed, and --fail-fast was given")
    );
    ws.run(["phase1", "--jobs", "0"]).exit(2).stderr_has("--jobs").done();
}

#[test]
fn what_no_go_needs_is_reported_and_does_not_stand_in_the_way() {
    let ws = Fixture::new()
        .gate("a", &counted("a", "true"))
        .gate_with("nice", &counted("nice", "false"), "priority = \"P2\"")
        .build();
    let json = asked(&ws, &["phase1"]).json();
    assert_eq!((json.outcome("nice"), &json.gate("nice")["required"]), ("fail", &false.into()));
    let told = ws.run(["phase1"]).progress().text();
    assert!(told.contains("GO       1 proven; not required: 1 fails\n"), "{told}");
    let json = asked(&ws, &["check", "nice"]).exit(1).json();
    assert_eq!(json.gate("nice")["required"], true, "whoever names a gate wants it to hold");
}

#[test]
fn a_gate_for_another_system_is_not_applicable() {
    let elsewhere = if cfg!(target_os = "linux") { "windows" } else { "linux" };
    let here = std::env::consts::OS;
    let ws = Fixture::new()
        .gate_with("there", &counted("there", "false"), &format!("platforms = [\"{elsewhere}\"]"))
        .gate_with("here", &counted("here", "true"), &format!("platforms = [\"{elsewhere}\", \"{here}\"]"))
        .gate_with("after", &counted("after", "true"), "needs = [\"there\"]")
        .build();
    let json = asked(&ws, &["phase1"]).json();
    assert_eq!(json.outcome("there"), "not-applicable");
    assert_eq!(reason(&json, "there"), format!("for {elsewhere} only; this is {here}"));
    assert_eq!(runs_of(&ws, ["there", "here", "after"]), [0, 1, 1]);
    let json = asked(&ws, &["check", "there"]).exit(3).json();
    assert_eq!(json["verdict"], "INCOMPLETE", "nothing was looked at");
}
