//! Giving a release up for good: what would be yanked is shown with who needs it, nothing is yanked that nobody asked
//! for, and what was stopped goes on.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Command;
use std::thread;

use super::secrets::{BETWEEN_LOOKS, arguments_holding, holding};
use crate::json_schema::conforms;
use crate::reference::{fields, listed};
use testkit::{Fault, Output, ReleaseFixture, Run, Signal, TOKEN};

/// The last crate of the small sample.
const LAST: &str = "bakery";

const FLOUR: &str = "bakery-flour";
const GRAIN: &str = "bakery-grain";

fn yank(fixture: &ReleaseFixture) -> Run<'_> {
    fixture.run(&["release", "--abort", "--yank", "--yes"])
}

/// A release that has stopped with grain and flour in the registry, and the last crate not.
fn stopped() -> ReleaseFixture {
    let fixture = ReleaseFixture::small_proxied();
    stop_at(&fixture, LAST);
    fixture
}

fn stop_at(fixture: &ReleaseFixture, package: &str) {
    fixture.plan();
    fixture.proxy().fault(package, Fault::NameTaken);
    fixture.execute().exit(1).done();
}

/// These yanks were asked of the registry, in this order.
#[track_caller]
fn assert_tries(fixture: &ReleaseFixture, packages: &[&str]) {
    let tries = fixture.proxy().yank_tries();
    assert_eq!(tries, packages.iter().map(|name| format!("{name} 0.2.0")).collect::<Vec<_>>());
}

/// What a person types to take back what the remote has.
fn take_back(fixture: &ReleaseFixture) {
    fixture.ws.git(["revert", "--no-edit", "HEAD"]);
    fixture.ws.git(["push", "--quiet", "origin", "main"]);
    fixture.ws.git(["push", "--quiet", "--delete", "origin", "refs/tags/v0.2.0"]);
}

#[test]
fn without_a_person_it_is_only_shown_who_is_cut_off() {
    let fixture = ReleaseFixture::proxied();
    stop_at(&fixture, "bakery-water");
    let (journal, head) = (fixture.journal(), fixture.ws.git(["rev-parse", "HEAD"]));
    let told = fixture.run(&["release", "--abort", "--yank"]).text();
    for line in [
        "To be yanked, in this order",
        "cuts off bakery-flour which asks for bakery-grain ^0.2.0, which no other version there satisfies",
        "cuts off bakery which asks for bakery-grain ^0.2.0, which no other version there satisfies (it was not uploaded)",
        "cuts off bakery-bread which depends on bakery-dough (it was not uploaded)",
        "Who else needs them is not known",
        "nothing was yanked or taken back",
        "release 0.2.0 --abort --yank --yes",
    ] {
        assert!(told.contains(line), "`{line}` is not in\n{told}");
    }
    assert!(told.find("bakery-flour  0.2.0") < told.find("bakery-grain  0.2.0"), "{told}");
    let json = fixture.run(&["release", "--abort", "--yank", "--format", "json"]).json();
    assert_eq!((&json["done"], &json["yank"][0]["name"]), (&"shown".into(), &FLOUR.into()));
    let of_yanks =
        |all: BTreeSet<String>| all.into_iter().filter(|field| field.starts_with("yank")).collect::<Vec<_>>();
    assert_eq!(of_yanks(fields([&json.0])), of_yanks(listed("release")));
    conforms("release", [&json.0]);
    assert_tries(&fixture, &[]);
    assert_eq!((fixture.journal(), fixture.ws.git(["rev-parse", "HEAD"])), (journal, head));

    // And the same, by hand: nothing is yanked by an abort alone, which tells of it.
    let told = fixture.run(&["release", "--abort"]).exit(1).stdout_has("`shipworthy release --abort --yank`");
    told.stdout_lacks("cargo xtask").done();
    assert_tries(&fixture, &[]);
    for args in
        [&["release", "--yank"][..], &["release", "--resume", "--yank"], &["release", "--abort", "--yes"]]
    {
        fixture.run(args).exit(2).done();
    }
}

/// Runs it with a terminal at which somebody types this.
fn typed(fixture: &ReleaseFixture, words: &str) -> Output {
    let command = format!("{} release --abort --yank", testkit::binary().display());
    let run = fixture.program("script", &["-qec", &command, "/dev/null"]);
    fixture.on_its_day(run).stdin(words).spawn().finish()
}

#[test]
fn a_person_is_asked() {
    let version = Command::new("script").arg("--version").output();
    let version = version.expect("this needs script, of util-linux: apt-get install bsdutils");
    assert!(
        String::from_utf8_lossy(&version.stdout).contains("util-linux"),
        "script must be the one of util-linux"
    );
    let fixture = stopped();
    let output = typed(&fixture, "n\n");
    assert!(output.stdout.contains("Yank it? [y/N]"), "{}", output.told());
    assert!(output.stdout.contains("cuts off") && output.code == Some(0), "{}", output.told());
    assert_tries(&fixture, &[]);
    let output = typed(&fixture, "y\n");
    assert_eq!(output.code, Some(1), "the commit stays at the remote\n{}", output.told());
    assert_tries(&fixture, &[FLOUR, GRAIN]);
    assert_eq!(fixture.yanked(), [FLOUR, GRAIN]);
}

#[test]
fn a_whole_release_is_yanked_from_the_top_and_what_stays_is_told() {
    let fixture = ReleaseFixture::proxied();
    fixture.plan();
    fixture.execute().done();
    let shown = fixture.run(&["release", "--abort", "--yank"]).text();
    let outside = "cuts off bakery-tasting, outside the release, which asks for bakery-bread ^0.2.0, which no other \
                   version there satisfies; in this workspace it is built from its folder";
    assert!(shown.contains(outside), "{shown}");
    assert!(!shown.contains("not uploaded"), "{shown}");

    let (mut running, mut arguments) =
        (yank(&fixture).env("CARGO_REGISTRIES_LOCAL_TOKEN", TOKEN).spawn(), Vec::new());
    while !running.has_ended() {
        arguments.extend(arguments_holding(TOKEN));
        thread::sleep(BETWEEN_LOOKS);
    }
    let output = running.finish();
    let all = ["bakery-bread", "bakery", "bakery-dough", "bakery-water", FLOUR, GRAIN];
    assert_tries(&fixture, &all);
    assert_eq!(fixture.yanked().len(), 6);
    assert_eq!(output.code, Some(1), "{}", output.told());
    for line in [
        "stays   origin has the version commit",
        "git push --delete origin refs/tags/v0.2.0",
        "yanked  bakery 0.2.0",
    ] {
        assert!(output.stdout.contains(line), "`{line}` is not told\n{}", output.told());
    }
    assert_eq!(arguments, [""; 0]);
    assert_eq!(fixture.proxy().tokens(), [TOKEN], "it was used");
    assert!(!output.told().contains(TOKEN), "{}", output.told());
    assert_eq!(holding(fixture.ws.scratch(), TOKEN), Vec::<PathBuf>::new());

    // Whoever types what is told is done with it, and the next release is not kept waiting.
    take_back(&fixture);
    fixture.run(&["release", "--abort"]).stdout_has("the release was given up").done();
    assert_tries(&fixture, &all);
    assert_eq!(fixture.ws.git(["tag", "--list"]), "");
    let next = fixture.run(&["release", "0.2.1", "--dry-run"]).spawn().finish();
    assert!(!next.stdout.contains("was begun already"), "{}", next.told());
    fixture.run(&["release", "--abort"]).exit(2).stderr_has("nothing was begun").done();
}

#[test]
fn killed_between_two_yanks_it_goes_on() {
    let fixture = ReleaseFixture::small_proxied();
    fixture.plan();
    fixture.execute().done();
    // The registry makes the second yank, and nobody hears of it.
    fixture.proxy().fault_yank(FLOUR, Fault::Silence);
    let mut running = yank(&fixture).spawn();
    running.wait_until("the second yank was made", || fixture.proxy().yanked().len() == 2);
    running.signal_group(Signal::Kill);
    running.finish_with_orphans();
    assert_eq!(fixture.yanked(), [LAST, FLOUR]);
    // Going on with the release is no way out of that.
    let output =
        fixture.resume().exit(1).stdout_has("cargo yank --undo bakery-flour@0.2.0 --registry local").done();
    assert!(output.stdout.contains("was yanked"), "{}", output.told());

    let shown = fixture.run(&["release", "--abort", "--yank"]).text();
    assert_eq!(shown.matches("in local  yanked").count(), 2, "{shown}");
    yank(&fixture).exit(1).done();
    assert_tries(&fixture, &[LAST, FLOUR, GRAIN]);
    assert_eq!(fixture.yanked().len(), 3);
}

#[cfg(target_os = "linux")]
#[test]
fn killed_at_any_line_of_the_journal_nothing_is_yanked_twice() {
    let fixture = stopped();
    let journal = fixture.ws.path(".readiness/release/0.2.0/journal.jsonl");
    let mut kills = 0;
    loop {
        let before = fixture.journal().lines().count();
        // A yank that was announced is let through once, so that it is killed after each line that there can be.
        let announced = fixture.journal().lines().last().is_some_and(|line| line.contains("yanking"));
        let lines = if announced { 2 } else { 1 };
        let run = fixture.run(&["release", "--abort", "--yank", "--yes"]);
        let output = run.killed_at_sync(&journal, lines).spawn().finish();
        if output.code.is_some() {
            assert_eq!(output.code, Some(1), "{}", output.told());
            break;
        }
        assert_eq!(fixture.journal().lines().count(), before + lines, "{}", fixture.journal());
        kills += 1;
        assert!(kills < 9, "{}", fixture.journal());
    }
    // Announced and not made; made and noted; of two packages each.
    assert_eq!(kills, 4);
    assert_eq!(fixture.yanked(), [FLOUR, GRAIN]);
    assert_eq!(fixture.proxy().yanked().len(), 2);
}

#[test]
fn a_registry_that_refuses_stops_it_with_the_reason() {
    let fixture = stopped();
    for (fault, exit, reason, remedy) in [
        (Fault::TokenRefused, 1, "authentication failed", "cargo login --registry local"),
        (Fault::NameTaken, 1, "you don't seem to be an owner", "cargo owner --add LOGIN bakery-flour"),
        (Fault::Broken, 3, "500", "--abort --yank"),
        (Fault::Cut, 3, "bakery-flour", "--abort --yank"),
    ] {
        fixture.proxy().fault_yank(FLOUR, fault.clone());
        let output = yank(&fixture).exit(exit).stdout_has(reason).stdout_has(remedy).done();
        assert!(fixture.journal().contains(reason), "{fault:?}: {}", output.told());
        assert_eq!(fixture.yanked(), [""; 0], "{fault:?}: what it needs is not yanked before it");
    }
    let before = fixture.proxy().yank_tries().len();
    fixture.proxy().fault_yank(FLOUR, Fault::AnswerLost);
    yank(&fixture).exit(1).stdout_has("not given up as long as something stays").done();
    assert_eq!(fixture.yanked(), [FLOUR, GRAIN]);
    assert_eq!(
        fixture.proxy().yank_tries().len(),
        before + 2,
        "a lost answer is looked for, not asked for again"
    );
}

#[test]
fn what_somebody_yanked_by_hand_is_skipped_and_what_needs_it_still_found() {
    let fixture = stopped();
    fixture.program("cargo", &["yank", "bakery-grain@0.2.0", "--registry", "local"]).done();
    let shown = fixture.run(&["release", "--abort", "--yank"]).text();
    assert!(shown.contains("bakery-grain  0.2.0 in local  yanked") && !shown.contains("UNKNOWN"), "{shown}");
    yank(&fixture).exit(1).done();
    assert_tries(&fixture, &[GRAIN, FLOUR]);
    take_back(&fixture);
    yank(&fixture).stdout_has("the release was given up").done();
    assert_tries(&fixture, &[GRAIN, FLOUR]);
}

#[test]
fn whoever_another_version_satisfies_is_not_cut_off() {
    let loose =
        |text: &str| text.replace("bakery-grain\", version = \"0.1.0\"", "bakery-grain\", version = \"0\"");
    let fixture = ReleaseFixture::small_proxied();
    fixture.ws.write("Cargo.toml", loose(&fixture.ws.read("Cargo.toml")));
    fixture.ws.git(["commit", "--quiet", "--all", "--message", "Ask for less"]);
    fixture.ws.git(["push", "--quiet", "origin", "main"]);
    fixture.program("cargo", &["publish", "--no-verify", "--package", GRAIN]).done();
    stop_at(&fixture, LAST);
    let shown = fixture.run(&["release", "--abort", "--yank"]).text();
    let grain = &shown[shown.find("bakery-grain  0.2.0").expect("it is shown")..];
    assert!(!grain.contains("cuts off"), "0.1.0 satisfies them: {shown}");
    assert!(shown.contains("cuts off bakery which asks for bakery-flour"), "{shown}");
}

#[test]
fn what_is_only_here_is_taken_back_without_asking() {
    let fixture = ReleaseFixture::small_proxied();
    fixture.plan();
    let head = fixture.ws.git(["rev-parse", "HEAD"]);
    fixture.remote.reject("not on a Friday");
    fixture.execute().exit(3).done();
    fixture.run(&["release", "--abort", "--yank"]).stdout_has("the release was given up").done();
    fixture.assert_untouched(&head);
    assert_tries(&fixture, &[]);
}
