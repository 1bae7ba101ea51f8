//! How a release ends, in words and as an exit code.

use shipworthy_model::checklist::Checklist;
use shipworthy_model::exit::Exit;
use shipworthy_report::release::{Done, Look, Planned, Sight, Sort, Step, Told, changed_lines, json, text};
use shipworthy_report::view::View;

use crate::fixture;

fn view() -> View {
    fixture::view(&Checklist::default())
}

fn step(effect: &str, sort: Sort, state: Option<(&'static str, String)>) -> Step {
    Step { effect: effect.to_owned(), of: None, words: effect.to_owned(), sort, state }
}

fn told(done: Done) -> Told {
    let there = |seen: &str| Some(("equal", seen.to_owned()));
    let plan = Planned {
        version: "0.2.0".to_owned(),
        commit: "3f2c1ab9d0".to_owned(),
        branch: "main".to_owned(),
        message: "Release 0.2.0".to_owned(),
        steps: vec![
            step("version commit", Sort::Reversible, there("77aa")),
            step("push", Sort::Lasting, Some(("different", "the branch is at 88bb".to_owned()))),
            step("upload", Sort::Lasting, Some(("absent", String::new()))),
            step("docs", Sort::Verification, Some(("unknown", "no answer".to_owned()))),
        ],
        ..Planned::default()
    };
    Told { wish: "minor".to_owned(), plan: Some(plan), done, ..Told::default() }
}

#[test]
fn each_ending_has_its_words_and_its_exit_code() {
    let stopped =
        |resumable| Done::Stopped { why: "\u{1b}[2Jno".to_owned(), remedy: "wait".to_owned(), resumable };
    let aborted = |left: &[&str]| Done::Aborted {
        undone: vec!["tag v0.2.0".to_owned()],
        left: left.iter().map(|&left| left.to_owned()).collect(),
    };
    for (done, exit, word, name) in [
        (Done::Shown, Exit::Go, "no plan was written", "shown"),
        (
            Done::Planned("p.json".to_owned()),
            Exit::Go,
            "next: cargo xtask release 0.2.0 --execute",
            "planned",
        ),
        (Done::Complete, Exit::Go, "DONE  0.2.0 is released", "complete"),
        (Done::Unseen, Exit::Incomplete, "UNSEEN  0.2.0 is released", "unseen"),
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
    let said = text(&told(Done::Complete), &view());
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
fn what_is_in_the_way_is_counted_and_told_whole() {
    let look = |which: &str, sight, text: &str| Look {
        what: "version".to_owned(),
        which: which.to_owned(),
        sight,
        text: text.to_owned(),
        remedy: None,
    };
    let looks = vec![
        look("a", Sight::Fine, "a 0.2.0 is free"),
        look("b", Sight::Fine, "b 0.2.1 is free"),
        look("c", Sight::Refused, "c 0.2.0 is taken"),
        look("d", Sight::Refused, "d 0.2.0 is taken"),
        look("e", Sight::Fine, "e comes after 0.1.0"),
    ];
    let told = Told { looks, ..told(Done::Planned("p.json".to_owned())) };
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
