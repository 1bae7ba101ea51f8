//! How a release ends, in words and as an exit code.

use shipworthy_model::checklist::Checklist;
use shipworthy_model::exit::Exit;
use shipworthy_model::release::StepState;
use shipworthy_report::json::ReleaseDocument;
use shipworthy_report::release::{
    DependentRow, EffectKind, PlannedRelease, PlannedStep, PreflightOutcome, PreflightRow, ReleaseOutcome,
    ReleaseReport, YankRow, YankState, changed_lines, text,
};
use shipworthy_report::view::View;

use crate::fixture::{self, value};

fn json(report: &ReleaseReport) -> serde_json::Value {
    value(&ReleaseDocument::of(report))
}

fn view() -> View {
    fixture::view(&Checklist::default())
}

fn step(effect: &str, sort: EffectKind, state: Option<(StepState, String)>) -> PlannedStep {
    PlannedStep { effect: effect.to_owned(), of: None, words: effect.to_owned(), kind: sort, state }
}

fn told(done: ReleaseOutcome) -> ReleaseReport {
    let there = |seen: &str| Some((StepState::Equal, seen.to_owned()));
    let plan = PlannedRelease {
        version: "0.2.0".to_owned(),
        commit: "3f2c1ab9d0".to_owned(),
        branch: Some("main".to_owned()),
        message: "Release 0.2.0".to_owned(),
        steps: vec![
            step("version commit", EffectKind::Reversible, there("77aa")),
            step(
                "push",
                EffectKind::Lasting,
                Some((StepState::Different, "the branch is at 88bb".to_owned())),
            ),
            step("upload", EffectKind::Lasting, Some((StepState::Absent, String::new()))),
            step("docs", EffectKind::Verification, Some((StepState::Unknown, "no answer".to_owned()))),
        ],
        ..PlannedRelease::default()
    };
    ReleaseReport { request: "minor".to_owned(), plan: Some(plan), done, ..ReleaseReport::default() }
}

#[test]
fn each_ending_has_its_words_and_its_exit_code() {
    let stopped = |resumable| ReleaseOutcome::Stopped {
        why: "\u{1b}[2Jno".to_owned(),
        remedy: "wait".to_owned(),
        resumable,
    };
    let aborted = |left: &[&str]| ReleaseOutcome::Aborted {
        yanked: Vec::new(),
        undone: vec!["tag v0.2.0".to_owned()],
        left: left.iter().map(|&left| left.to_owned()).collect(),
    };
    for (done, exit, word, name) in [
        (ReleaseOutcome::Shown, Exit::Go, "no plan was written", "shown"),
        (
            ReleaseOutcome::Planned("p.json".to_owned()),
            Exit::Go,
            "next: cargo xtask release 0.2.0 --execute",
            "planned",
        ),
        (ReleaseOutcome::Complete, Exit::Go, "DONE  0.2.0 is released", "complete"),
        (ReleaseOutcome::Unseen, Exit::Incomplete, "UNSEEN  0.2.0 is released", "unseen"),
        (ReleaseOutcome::Flawed, Exit::NoGo, "next: cargo xtask release patch", "flawed"),
        (stopped(true), Exit::Incomplete, "STOPPED  \\u{1b}[2Jno", "stopped"),
        (stopped(false), Exit::NoGo, "next: cargo xtask release --resume", "stopped"),
        (aborted(&[]), Exit::Go, "nothing of it is left", "aborted"),
        (
            aborted(&["a 0.2.0 is in the registry"]),
            Exit::NoGo,
            "stays   a 0.2.0 is in the registry",
            "aborted",
        ),
    ] {
        let told = told(done);
        let said = text(&told, &view());
        assert!(said.contains(word), "`{word}` is not in\n{said}");
        assert_eq!((told.exit(), &json(&told)["done"]), (exit, &name.into()), "{word}");
    }
    let said = text(&told(ReleaseOutcome::Complete), &view());
    for line in [
        "version commit  done  77aa",
        "push            DIFFERENT",
        "upload          to do",
        "docs            UNKNOWN",
    ] {
        assert!(said.contains(line), "`{line}` is not in\n{said}");
    }
}

#[test]
fn a_yank_is_shown_before_and_told_after() {
    let cut = |name: &str, released| DependentRow {
        name: name.to_owned(),
        released,
        why: "asks for flour ^0.2.0".to_owned(),
    };
    let package = |name: &str, state, cuts| YankRow {
        name: name.to_owned(),
        version: "0.2.0".to_owned(),
        registry: Some("ours".to_owned()),
        state,
        why: None,
        cuts,
    };
    let packages = vec![
        package("flour", YankState::There, vec![cut("dough", true), cut("tasting", false)]),
        package("grain", YankState::Yanked, Vec::new()),
        package("water", YankState::There, Vec::new()),
    ];
    let shown = ReleaseReport { yank: Some(packages), ..told(ReleaseOutcome::Shown) };
    let said = text(&shown, &view());
    for line in [
        "  flour  0.2.0 in ours\n      cuts off dough which asks for flour ^0.2.0\n",
        "      cuts off tasting, outside the release, which asks for flour ^0.2.0\n",
        "  grain  0.2.0 in ours  yanked\n  water  0.2.0 in ours\n      nobody in this workspace needs this version",
        "Who else needs them is not known",
        "nothing was yanked or taken back\nnext: cargo xtask release 0.2.0 --abort --yank --yes\n",
    ] {
        assert!(said.contains(line), "`{line}` is not in\n{said}");
    }
    assert!(!said.contains("Steps"), "{said}");
    let script = json(&shown);
    assert_eq!((shown.exit(), &script["yank"][0]["cuts_off"][1]["released"]), (Exit::Go, &false.into()));
    assert_eq!(json(&told(ReleaseOutcome::Shown))["yank"], serde_json::Value::Null);

    let yanked = vec!["flour 0.2.0".to_owned()];
    for (left, exit, word) in [
        (Vec::new(), Exit::Go, "nothing else of it is left"),
        (vec!["the tag".to_owned()], Exit::NoGo, "not given up as long as something stays"),
    ] {
        let done = ReleaseOutcome::Aborted { yanked: yanked.clone(), undone: Vec::new(), left };
        let told = ReleaseReport { done, ..shown.clone() };
        let said = text(&told, &view());
        assert!(
            said.contains(word) && said.contains("  yanked  flour 0.2.0\n"),
            "`{word}` is not in\n{said}"
        );
        assert!(!said.contains("To be yanked"), "{said}");
        assert_eq!(told.exit(), exit);
    }
}

#[test]
fn what_is_in_the_way_is_counted_and_told_whole() {
    let look = |which: &str, sight, text: &str| PreflightRow {
        what: "version".to_owned(),
        which: which.to_owned(),
        outcome: sight,
        text: text.to_owned(),
        remedy: None,
    };
    let looks = vec![
        look("a", PreflightOutcome::Fine, "a 0.2.0 is free"),
        look("b", PreflightOutcome::Fine, "b 0.2.1 is free"),
        look("c", PreflightOutcome::Refused, "c 0.2.0 is taken"),
        look("d", PreflightOutcome::Refused, "d 0.2.0 is taken"),
        look("e", PreflightOutcome::Fine, "e comes after 0.1.0"),
    ];
    let told = ReleaseReport { looks, ..told(ReleaseOutcome::Planned("p.json".to_owned())) };
    assert_eq!((told.refusals(), told.exit()), (2, Exit::NoGo));
    let said = text(&told, &view());
    for line in [
        "fine       version    a 0.2.0 is free; 1 more likewise",
        "REFUSED    version c  c 0.2.0 is taken",
        "REFUSED    version d  d 0.2.0 is taken",
        "fine       version e  e comes after 0.1.0",
        "REFUSED  2 things in the way; nothing was changed\nnext: cargo xtask release minor\n",
    ] {
        assert!(said.contains(line), "`{line}` is not in\n{said}");
    }
}

#[test]
fn lines_are_new_as_often_as_they_are_there_more() {
    for (old, new, lines) in [
        ("a\nb\n", "a\nb\n", 0),
        ("a\n", "a\na\n", 1),
        ("", "a\nb", 2),
        ("a\nb\n", "b\n", 0),
        ("x\n", "y\n", 1),
    ] {
        assert_eq!(changed_lines(old, new), lines, "{old:?} {new:?}");
    }
}
