//! What a terminal shows.

use shipworthy_model::checklist::Priority::{P0, P1, P2};
use shipworthy_model::judgement::{Finding, Judgement, Limit, Measurement};
use shipworthy_model::unknown::Reason;
use shipworthy_model::verdict::{Known, Selection};
use shipworthy_report::human;

use crate::fixture::{GateCase, ReportCase, pass, reused, run, stale, view, warnings};

fn blockers(gates: Vec<GateCase<'_>>) -> ReportCase {
    ReportCase::new(vec![("blockers", "Fix blockers", gates)])
}

fn red() -> ReportCase {
    blockers(vec![
        ("build", P0, run(pass(4, "crates"))),
        ("no-duplicate-modules", P0, run(pass(57, "files"))),
        ("clippy", P1, run(warnings(2))),
        ("tests", P0, reused(pass(412, "tests"))),
        ("spelling", P2, run(Judgement::of(1, "files", vec![Finding::new("typo", "`teh`")]))),
    ])
}

#[test]
fn a_no_go_shows_the_failure_its_place_and_its_remedy() {
    insta::assert_snapshot!(red().text(&Selection::Phase(1)), @r#"
    Phase 1  Fix blockers                                 P0 P1 P2, 5 gates
      pass     build                 4 crates             3.2s
      pass     no-duplicate-modules  57 files             3.2s
      FAIL     clippy                2 warnings, limit 0  3.2s
               crates/core/src/lib.rs:10:5  needless `return`
               crates/core/src/lib.rs:20:5  needless `return`
               fix: cargo xtask check clippy --fix
      fresh    tests                 412 tests            proven 2 h ago on 0a1b2c3
      FAIL     spelling              1 file               3.2s  (P2, not required)
               `teh`
    NO-GO    1 fails, 3 proven; not required: 1 fails (on 3f2c1ab)
      fails: clippy
    next: cargo xtask why clippy
    "#);
}

#[test]
fn a_go_names_its_weakest_points() {
    let mut measured = Measurement::count("lines", 61);
    measured.unit = "%".to_owned();
    let case = blockers(vec![
        ("build", P0, run(pass(1, "crates"))),
        ("coverage", P1, reused(pass(900, "lines").with(vec![measured.limit(Limit::AtLeast(60.0))]))),
        ("clippy", P1, run(warnings(1))),
        ("windows-only", P1, Known::NotApplicable("only on windows".to_owned())),
    ]);
    let case = case.waive("clippy", "2026-12-03").waive("build", "2026-12-31");
    insta::assert_snapshot!(case.text(&Selection::Everything), @r#"
    Phase 1  Fix blockers                            P0 P1, 4 gates
      pass     build             1 crate             3.2s
      fresh    coverage          900 lines           proven 2 h ago on 0a1b2c3
      waived   clippy            1 warning, limit 0  3.2s
               crates/core/src/lib.rs:10:5  needless `return`
               fix: cargo xtask check clippy --fix
      n/a      windows-only
               only on windows
    GO       1 waived, 1 not applicable, 2 proven (on 3f2c1ab)
      waived: clippy until 2026-12-03 (12 days left): tracked elsewhere (owner ann, approved by bob)
      note: the waiver of build is not used: nothing fails there; remove it
      weakest: coverage: lines 61 %, at least 60 % (2 % from the limit); oldest evidence: coverage, 2 h; next waiver to end: clippy, 12 days left
    "#);
}

#[test]
fn an_incomplete_says_why_each_gate_is_not_proven() {
    let case = blockers(vec![
        ("build", P0, stale(pass(4, "crates"))),
        ("audit", P0, run(Judgement::unknown(Reason::ToolMissing, "cargo-audit is not on the PATH"))),
        ("filter", P1, run(pass(0, "tests"))),
        ("soak", P1, Known::Nothing(None)),
        ("docs", P1, Known::Nothing(Some("needs `build`, which is not proven".to_owned()))),
    ]);
    insta::assert_snapshot!(case.text(&Selection::Phase(1)), @r#"
    Phase 1  Fix blockers                    P0 P1, 5 gates
      stale    build             4 crates    recorded 2 h ago on 0a1b2c3
               changed since: files crates/core, toolchain
      UNKNOWN  audit                         3.2s
               tool missing: cargo-audit is not on the PATH
               fix: cargo xtask doctor
      UNKNOWN  filter            0 tests     3.2s
               nothing to look at: no tests were looked at
      not-run  soak
      not-run  docs
               needs `build`, which is not proven
    INCOMPLETE  2 unknown, 1 stale, 2 not run (on 3f2c1ab)
      not proven: audit (unknown), filter (unknown), build (stale), soak (not-run), docs (not-run)
    next: cargo xtask doctor
    "#);
}

#[test]
fn nothing_run_is_said() {
    let case =
        blockers(vec![("build", P0, reused(pass(4, "crates"))), ("tests", P0, reused(pass(1, "tests")))]);
    insta::assert_snapshot!(case.text(&Selection::Phase(1)), @r#"
    Phase 1  Fix blockers                    P0, 2 gates
      fresh    build             4 crates    proven 2 h ago on 0a1b2c3
      fresh    tests             1 test      proven 2 h ago on 0a1b2c3
    GO       2 proven (on 3f2c1ab)
      weakest: oldest evidence: tests, 2 h
      nothing was run: all 2 gates are proven by evidence
    "#);
    let one = blockers(vec![("build", P0, reused(pass(4, "crates")))]).text(&Selection::Phase(1));
    assert!(one.contains("nothing was run: the gate is proven by evidence\n"), "{one}");
    assert!(!red().text(&Selection::Phase(1)).contains("nothing was run"));
}

#[test]
fn a_waived_failure_stays_visible_and_an_expired_waiver_is_told() {
    let case = blockers(vec![("clippy", P1, reused(warnings(1))), ("docs", P1, run(warnings(1)))]);
    let case = case.waive("clippy", "2026-11-21").waive("docs", "2026-11-20");
    insta::assert_snapshot!(case.text(&Selection::Phase(1)), @r#"
    Phase 1  Fix blockers                            P1, 2 gates
      waived   clippy            1 warning, limit 0  found 2 h ago on 0a1b2c3
               crates/core/src/lib.rs:10:5  needless `return`
               fix: cargo xtask check clippy --fix
      FAIL     docs              1 warning, limit 0  3.2s
               crates/core/src/lib.rs:10:5  needless `return`
               fix: cargo xtask check clippy --fix
    NO-GO    1 fails, 1 waived (on 3f2c1ab)
      fails: docs
      waived: clippy until 2026-11-21 (its last day): tracked elsewhere (owner ann, approved by bob)
      note: the waiver of docs expired 1 day ago; renew or remove it
    next: cargo xtask why docs
    "#);
}

#[test]
fn many_findings_are_counted_and_the_rest_is_one_command_away() {
    let case = blockers(vec![("clippy", P1, run(warnings(22)))]);
    insta::assert_snapshot!(case.text(&Selection::Phase(1)), @r#"
    Phase 1  Fix blockers                              P1, 1 gate
      FAIL     clippy            22 warnings, limit 0  3.2s
               crates/core/src/lib.rs:10:5  needless `return`
               crates/core/src/lib.rs:20:5  needless `return`
               crates/core/src/lib.rs:30:5  needless `return`
               crates/core/src/lib.rs:40:5  needless `return`
               crates/core/src/lib.rs:50:5  needless `return`
               crates/core/src/lib.rs:60:5  needless `return`
               crates/core/src/lib.rs:70:5  needless `return`
               crates/core/src/lib.rs:80:5  needless `return`
               crates/core/src/lib.rs:90:5  needless `return`
               crates/core/src/lib.rs:100:5  needless `return`
               ... and 12 more: cargo xtask why clippy
               fix: cargo xtask check clippy --fix
    NO-GO    1 fails (on 3f2c1ab)
      fails: clippy
    next: cargo xtask why clippy
    "#);
}

#[test]
fn failures_of_earlier_phases_stand_under_their_own_heading() {
    let case = ReportCase::new(vec![
        (
            "blockers",
            "Fix blockers",
            vec![("build", P0, reused(pass(4, "crates"))), ("clippy", P1, reused(warnings(1)))],
        ),
        ("docs", "Documentation", vec![("readme", P0, run(pass(1, "files")))]),
    ]);
    insta::assert_snapshot!(case.text(&Selection::Phase(2)), @r#"
    Phase 1  Fix blockers                            P1, 1 of 2 gates
      FAIL     clippy            1 warning, limit 0  found 2 h ago on 0a1b2c3
               crates/core/src/lib.rs:10:5  needless `return`
               fix: cargo xtask check clippy --fix
    Phase 2  Documentation                           P0, 1 gate
      pass     readme            1 file              3.2s
    NO-GO    1 fails, 1 proven (on 3f2c1ab)
      fails: clippy
    next: cargo xtask why clippy
    "#);
}

#[test]
fn an_answer_that_is_out_of_order_is_incomplete_and_says_so() {
    let mut case =
        blockers(vec![("build", P0, run(pass(4, "crates"))), ("tests", P0, run(pass(4, "tests")))]);
    case.entries.swap(0, 1);
    case.entries[0].gate = "ghost".parse().unwrap();
    insta::assert_snapshot!(case.text(&Selection::Everything), @r#"
    Phase 1  Fix blockers                    P0, 2 gates
      pass     build             4 crates    3.2s
      not-run  tests
    INCOMPLETE  1 not run, 1 proven (on 3f2c1ab)
      not proven: tests (not-run)
      irregular: a result for `ghost`, which is not in the checklist
      irregular: no result for `tests`
    next: cargo xtask phase1
    "#);
}

#[test]
fn a_checklist_that_requires_nothing_proves_nothing() {
    let case = blockers(vec![("spelling", P2, run(pass(1, "files")))]);
    insta::assert_snapshot!(case.text(&Selection::Everything), @r#"
    Phase 1  Fix blockers                    P2, 1 gate
      pass     spelling          1 file      3.2s  (P2, not required)
    INCOMPLETE  nothing required; not required: 1 proven (on 3f2c1ab)
      nothing is proven: no gate that a GO needs was looked at
    next: make a gate required: give it a priority that `policy.required` names
    "#);
    let empty = ReportCase::new(vec![]);
    insta::assert_snapshot!(empty.text(&Selection::Everything), @r#"
    INCOMPLETE  nothing required (on 3f2c1ab)
      nothing is proven: no gate that a GO needs was looked at
    next: make a gate required: give it a priority that `policy.required` names
    "#);
}

#[test]
fn colours_are_added_only_when_asked_for_and_change_no_text() {
    let case = red();
    let assessment = case.assess(&Selection::Phase(1));
    let mut view = view(&case.checklist);
    let plain = human::assessment(&assessment, &view);
    view.colour = true;
    let coloured = human::assessment(&assessment, &view);
    insta::assert_snapshot!(coloured.replace('\x1b', "␛"), @r#"
    ␛[1mPhase 1  Fix blockers␛[0m                                 ␛[2mP0 P1 P2, 5 gates␛[0m
      ␛[32mpass␛[0m     build                 4 crates             3.2s
      ␛[32mpass␛[0m     no-duplicate-modules  57 files             3.2s
      ␛[1m␛[31mFAIL␛[0m     clippy                2 warnings, limit 0  3.2s
               crates/core/src/lib.rs:10:5  needless `return`
               crates/core/src/lib.rs:20:5  needless `return`
               ␛[2mfix: cargo xtask check clippy --fix␛[0m
      ␛[32mfresh␛[0m    tests                 412 tests            proven 2 h ago on 0a1b2c3
      ␛[1m␛[31mFAIL␛[0m     spelling              1 file               3.2s  (P2, not required)
               `teh`
    ␛[1m␛[31mNO-GO␛[0m    1 fails, 3 proven; not required: 1 fails (on 3f2c1ab)
      fails: clippy
    ␛[1mnext:␛[0m cargo xtask why clippy
    "#);
    assert!(!plain.contains('\x1b'));
    assert_eq!(without_colours(&coloured), plain);
}

/// The text without its SGR sequences.
fn without_colours(text: &str) -> String {
    let mut parts = text.split("\x1b[");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.split_once('m').unwrap().1)
}

#[test]
fn a_narrow_screen_breaks_lines_and_loses_nothing() {
    let case = red();
    let assessment = case.assess(&Selection::Phase(1));
    let mut view = view(&case.checklist);
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let wide = words(&human::assessment(&assessment, &view));
    for width in [0, 1, 20, 40, 80] {
        view.width = Some(width);
        assert_eq!(words(&human::assessment(&assessment, &view)), wide);
    }
}

#[test]
fn nothing_that_a_tool_or_a_user_wrote_reaches_the_terminal_as_a_command() {
    let evil = "\x1b]0;owned\x07\x1b[2J\u{202e}\r\n\u{9b}K";
    let finding = Finding::new(evil, evil).at(evil, Some(1), None).remedy(evil);
    let mut measured = Measurement::count("", 2);
    measured.name = evil.to_owned();
    measured.unit = evil.to_owned();
    let judgement = |findings| Judgement::of(2, evil, findings);
    let mut case = blockers(vec![
        ("fails", P0, run(judgement(vec![finding]).with(vec![measured.limit(Limit::AtMost(1.0))]))),
        ("passes", P0, run(judgement(vec![]))),
        ("crashed", P0, run(Judgement::unknown(Reason::Crashed, evil))),
        ("skipped", P0, Known::Nothing(Some(evil.to_owned()))),
        ("waived", P0, run(warnings(1))),
    ])
    .waive("waived", "2026-12-31");
    case.checklist.phases[0].title = evil.to_owned();
    case.checklist.waivers[0].reason = evil.to_owned();
    case.checklist.waivers[0].owner = evil.to_owned();
    case.checklist.waivers[0].approver = evil.to_owned();
    let text = case.text(&Selection::Everything);
    let obeyed = |c: &char| (c.is_control() && *c != '\n') || *c == '\u{202e}';
    assert_eq!(text.chars().find(obeyed), None, "{text:?}");
}
