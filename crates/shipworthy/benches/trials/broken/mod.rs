//! A machine on which something is missing, damaged, forbidden or too small, often several of these at once. Whatever it is:
//! the exit code is one of the table, there is one JSON document, nothing panics, nothing is left running, no gate passes
//! that does not hold, and none is accused of what the machine lacks.

mod case;
mod trouble;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use testkit::{BareRemote, Fixture, Output, Workspace, binary};

use crate::counts::Counts;
use crate::dice::Dice;
use crate::options::Options;
use crate::rows::Rows;
use crate::scene::{document, outcomes};
use case::{BrokenMachine, COPY, Met, Stdout};
use trouble::TROUBLES;

/// Nothing may take longer, on a machine that does other work as well.
const PATIENCE: Duration = Duration::from_secs(60);

/// What takes longer is told.
const NOTABLE: Duration = Duration::from_secs(10);

/// When a program must have begun to listen to signals: on a busy machine it takes a while until it runs at all.
const SOON: Duration = Duration::from_secs(1);

/// How many cases are tried at a time: the program waits for others most of the time.
const CALLERS: usize = 3;

const PLAIN: [&str; 7] = [
    "cases",
    "signals that found the program listening",
    "signals before it listened",
    "too little for the system to begin it",
    "answers without an error",
    "outcomes held against the truth",
    "of them neither pass nor fail",
];
const BAD: [&str; 8] = [
    "panics",
    "unexpected exit codes",
    "not one JSON document",
    "false passes",
    "false failures",
    "longer than 60 s",
    "processes left behind",
    "does not listen to signals",
];

/// The commands that are tried.
const COMMANDS: [&[&str]; 14] = [
    &["status"],
    &["phase1"],
    &["ready"],
    &["ready", "--rerun"],
    &["check", "*", "--rerun"],
    &["why", "quick"],
    &["why", "failing"],
    &["audit", "PLAN.md"],
    &["doctor"],
    &["release", "0.2.0"],
    &["release", "minor", "--dry-run"],
    &["release", "--resume"],
    &["release", "--abort"],
    &["sync", "PLAN.md", "--check"],
];

/// The gates that hold, so that nothing that is wrong with the machine may make them fail.
const HOLDING: [&str; 4] = ["quick", "prints", "build", "tidy"];

/// The gates that do not hold, and may never pass.
const FAILING: [&str; 2] = ["failing", "lost"];

/// The folder that the workspace is in. Each is one that somebody has somewhere.
const NAMES: [&[u8]; 11] = [
    b"plain",
    b"with space",
    "na\u{ef}ve-\u{65e5}\u{672c}".as_bytes(),
    b"line\nbreak",
    b"quote\"s'",
    b"-dash",
    b"no utf-8 \xff\xfe",
    b"a=b:c;d",
    b"[glob]*?{x}",
    b"$(touch x)`touch y`",
    &[b'l'; 200],
];

/// Runs the trial.
pub(crate) fn trial(options: &Options) -> Counts {
    let (seed, from) = (options.seed, options.from);
    let to = from + options.number.unwrap_or(500);
    let threads: Vec<_> = (0..CALLERS)
        .map(|part| thread::spawn(move || Bench::new().try_cases(seed, (from + part..to).step_by(CALLERS))))
        .collect();
    let (mut counts, mut troubles, mut commands) =
        (Counts::new(&PLAIN, &BAD), Rows::default(), Rows::default());
    for thread in threads {
        let told = thread.join().expect("a part of the trial comes to its end");
        counts.merge(told.counts);
        troubles.merge(told.troubles);
        commands.merge(told.commands);
    }
    troubles.print("what is wrong");
    commands.print("the command");
    counts
}

/// What came of some cases.
struct Told {
    counts: Counts,
    troubles: Rows,
    commands: Rows,
}

/// A workspace that every case is a copy of.
struct Bench {
    ws: Workspace,
}

impl Bench {
    fn new() -> Self {
        let ws = Fixture::named("sound")
            .package("alpha", |package| package)
            .file("README.md", "# Sound\n\n## Usage\n")
            .file("CHANGELOG.md", "# Changelog\n\n## [Unreleased]\n\n- New.\n")
            .file(
                "PLAN.md",
                "# Plan\n\n- [x] README.md exists\n- [x] docs/guide.md exists\n- [ ] `cargo build` passes\n",
            )
            .file("say.sh", "i=0; while [ $i -lt 30 ]; do echo \"line $i\"; i=$((i+1)); done\n")
            .gate("quick", r#"kind = "file", path = "README.md", contains = ["Usage"]"#)
            .gate("prints", r#"kind = "command", argv = ["sh", "say.sh"]"#)
            .gate("build", r#"kind = "cargo-build""#)
            .gate("tidy", r#"kind = "git", clean = true"#)
            .gate("failing", r#"kind = "command", argv = ["false"]"#)
            .gate("lost", r#"kind = "file", path = "README.md", contains = ["no such words"]"#)
            .gate("asked", r#"kind = "sign-off", question = "Does it look well?""#)
            .git()
            .build();
        BareRemote::new(&ws);
        ws.run(["ready"]).exit(1).stdout_any().stderr_any().done();
        // What is remembered of a tree is written by the looks that come after.
        for words in [["why", "quick"], ["release", "0.2.0"]] {
            ws.run(words).stdout_any().stderr_any().spawn().finish();
        }
        ws.run(["status"]).exit(1).stdout_any().stderr_any().done();
        ws.remove("target");
        // Not by this process: what it starts meanwhile would hold the file open, and nobody could run it.
        let copied = Command::new("cp").arg(binary()).arg(ws.scratch().join(COPY)).status();
        assert!(copied.is_ok_and(|status| status.success()), "the program can be copied");
        Self { ws }
    }

    fn try_cases(&self, seed: u64, numbers: impl Iterator<Item = usize>) -> Told {
        let mut told =
            Told { counts: Counts::default(), troubles: Rows::default(), commands: Rows::default() };
        for at in numbers {
            self.try_case(seed, at, &mut told);
        }
        told
    }

    fn try_case(&self, seed: u64, at: usize, told: &mut Told) {
        let mut dice = Dice::numbered(seed, at as u64);
        let words = *dice.of(&COMMANDS);
        let mut case = BrokenMachine::new(&self.ws, at, NAMES[dice.roll(NAMES.len())]);
        let mut names = Vec::new();
        for _ in 0..=dice.roll(3) {
            let (name, make) = *dice.of(&TROUBLES);
            if !names.contains(&name) {
                names.push(name);
                make(&mut case, &mut dice);
            }
        }
        let begin = Instant::now();
        let (output, left) = case.run(words, PATIENCE * 2);
        let took = begin.elapsed();
        let mut title = format!("number {at}, {}, {}", words.join(" "), names.join(" + "));
        let _ = write!(title, ", in {:?}", case.root().file_name().unwrap_or_default());
        let Told { counts, troubles, commands } = told;
        counts.one("cases");
        match case.met {
            Met::Nobody => {}
            Met::Listening => counts.one(PLAIN[1]),
            Met::Starting(since) => {
                counts.one(PLAIN[2]);
                if since > SOON {
                    counts.bad("does not listen to signals", format!("{title}: {since:?} after its start"));
                }
                // A signal that nobody hears ends it as any program.
                if output.code.is_none() {
                    return;
                }
            }
        }
        if never_began(&output, &case) {
            return counts.one(PLAIN[3]);
        }
        if took > NOTABLE {
            println!("{took:?}: {title}");
        }
        let code = output.code.unwrap_or(-1);
        for name in names {
            troubles.add(name, 0, took).end(&code.to_string());
        }
        commands.add(&words.join(" "), 0, took).end(&code.to_string());
        let told: String = output.told().chars().take(1800).collect();
        let mut bad = |what: &str, more: &str| counts.bad(what, format!("{title}: {more}\n{told}"));
        // Where memory ends, threads that are just being started may end so as well; the answer says that it did.
        let ended_with_memory = case.has_little_memory()
            && code == 3
            && output.told().contains("gave this process no more memory");
        if output.stderr.contains("panicked at ") && !ended_with_memory || code == 101 {
            bad("panics", "");
        }
        if !matches!(output.code, Some(0..=3)) {
            bad("unexpected exit codes", "");
        }
        if took > PATIENCE {
            bad("longer than 60 s", &format!("{took:?}"));
        }
        if !left.is_empty() {
            bad("processes left behind", &format!("{left:?}"));
        }
        if case.stdout != Stdout::Kept {
            return;
        }
        let Some(json) = document(&output.stdout) else { return bad("not one JSON document", "") };
        if json["error"].is_null() {
            counts.one("answers without an error");
        }
        if output.code == Some(0) && words[0] == "ready" {
            counts.bad("false passes", format!("{title}: GO\n{told}"));
        }
        for (gate, outcome) in outcomes(&json) {
            counts.one(PLAIN[5]);
            let holds = HOLDING.contains(&&*gate) && !(gate == "tidy" && case.spoilt_git);
            match &*outcome {
                "pass" if FAILING.contains(&&*gate) => {
                    counts.bad("false passes", format!("{title}: {gate}\n{told}"));
                }
                "fail" if holds => {
                    counts.bad("false failures", format!("{title}: {gate}: {:#}\n{told}", json.gate(&gate)));
                }
                "pass" | "fail" => {}
                _ => counts.one(PLAIN[6]),
            }
        }
    }
}

/// Could the system not load the program, Rust not begin, or the shell before it not start it? Then it had no say.
fn never_began(output: &Output, case: &BrokenMachine<'_>) -> bool {
    let said = |words: &str| output.stderr.contains(words);
    // The kernel ends what it cannot map. Where the output goes through a pipe a shell stands between, and tells it by 139.
    let ended = output.code.is_none() && output.stderr.is_empty()
        || output.code == Some(128 + 11) && output.stdout.is_empty();
    let unloaded = output.code == Some(127) || ended;
    said("bash: ")
        || said("error while loading shared libraries")
        || case.has_little_memory() && (unloaded || said("fatal runtime error: initialization"))
}

/// Removes what a case has left on the disk, whatever it was.
fn clear(folder: &Path) {
    let _ = fs::remove_dir_all(folder);
}
