//! States of a repository and of a machine: what git is told not to see, answers that no longer hold, tools that are not there
//! and numbers of which there are none. Programs that no Rust machine has are not played; what the gate says to the same is.

use testkit::{Fixture, ReleaseFixture, Workspace};

use super::answers::Answers;
use crate::proofs::asked::{gate, passes, unknown};

pub(super) fn an_edit_that_git_is_told_not_to_see() -> Answers {
    let mut answers = Answers::default();
    for flag in ["--skip-worktree", "--assume-unchanged"] {
        let ws = Fixture::new()
            .file("a.txt", "good\n")
            .gate("gate", r#"kind = "git", clean = true"#)
            .git()
            .build();
        ws.git(["update-index", flag, "a.txt"]);
        ws.append("a.txt", "evil\n");
        answers = Answers::default().plain(&ws, "git status --porcelain", 0, "").ours_fails(&ws, &["dirty"]);
    }
    answers
}

const NOW: &str = "2026-11-20T10:00:00Z";

/// A workspace whose gate was answered by a person, for the commit that is checked out.
fn answered(with: impl FnOnce(&Workspace)) -> Workspace {
    let ws = Fixture::new()
        .file("a.txt", "good\n")
        .gate("gate", r#"kind = "sign-off", question = "May we?""#)
        .git()
        .build();
    with(&ws);
    let commit = ws.git(["rev-parse", "HEAD"]);
    ws.append(
        "readiness.toml",
        &format!(
            "\n[[sign-off]]\ngate = \"gate\"\nanswer = \"yes\"\nby = \"ann\"\ndate = 2026-11-01\nuntil = 2026-11-21\ncommit = \"{commit}\"\n"
        ),
    );
    ws.commit("Answer");
    passes(gate(&ws).now(NOW));
    ws
}

pub(super) fn an_answer_for_another_state() -> Answers {
    let ws = answered(|_| ());
    ws.git(["update-index", "--assume-unchanged", "a.txt"]);
    ws.append("a.txt", "evil\n");
    let json = unknown(gate(&ws).now(NOW), "nothing to look at");
    Answers::default().plain(&ws, "git diff --exit-code HEAD", 0, "").ours(&ws, &json, 3)
}

/// A submodule of which the committed settings say that its changes are to be ignored.
fn with_submodule(ws: &Workspace) -> String {
    let origin = ws.scratch().join("origin").to_string_lossy().into_owned();
    ws.git(["clone", "--quiet", ".", &origin]);
    ws.git(["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", &origin, "sub"]);
    ws.git(["config", "-f", ".gitmodules", "submodule.sub.ignore", "all"]);
    ws.commit("A submodule");
    origin
}

pub(super) fn a_submodule_at_another_commit() -> Answers {
    let ws = answered(|ws| {
        with_submodule(ws);
    });
    ws.append("sub/a.txt", "more\n");
    ws.git([
        "-C",
        "sub",
        "-c",
        "user.name=a",
        "-c",
        "user.email=a@b",
        "commit",
        "--quiet",
        "--all",
        "--message",
        "On",
    ]);
    let json = unknown(gate(&ws).now(NOW), "nothing to look at");
    Answers::default()
        .given(
            ".gitmodules",
            &ws.read(".gitmodules").replace(&*ws.scratch().to_string_lossy(), "[ELSEWHERE]"),
        )
        .plain(&ws, "git status --porcelain", 0, "")
        .ours(&ws, &json, 3)
}

/// A command reads what a submodule ignores.
pub(super) fn an_ignored_file_of_a_submodule() -> Answers {
    let check = r#"kind = "command", argv = ["grep", "good", "sub/gen"]"#;
    let ws = Fixture::new()
        .file("a.txt", "good\n")
        .file(".gitignore", "gen\n/target\n")
        .gate("gate", check)
        .git()
        .build();
    with_submodule(&ws);
    ws.write("sub/gen", "good\n");
    passes(gate(&ws));
    ws.write("sub/gen", "evil\n");
    let answers = Answers::default().plain(&ws, "git status --porcelain --ignore-submodules=none", 0, "");
    answers.ours_fails(&ws, &["exit"])
}

/// A merge that is not concluded, with nothing that differs from the commit.
pub(super) fn a_merge_that_is_not_done() -> Answers {
    let ws = Fixture::new().file("a.txt", "a\n").gate("gate", r#"kind = "git", clean = true"#).git().build();
    ws.git(["checkout", "--quiet", "-b", "side"]);
    ws.git([
        "-c",
        "user.name=a",
        "-c",
        "user.email=a@b",
        "commit",
        "--quiet",
        "--allow-empty",
        "--message",
        "Side",
    ]);
    ws.git(["checkout", "--quiet", "-"]);
    ws.git(["merge", "--quiet", "--no-commit", "--no-ff", "side"]);
    Answers::default().plain(&ws, "git status --porcelain", 0, "").ours_fails(&ws, &["in-progress"])
}

/// The file beside the package is found from within the repository, and is not in what was packed.
pub(super) fn a_package_that_builds_only_here() -> Answers {
    let fixture = ReleaseFixture::small();
    let ws = &fixture.ws;
    let library = "crates/bakery-grain/src/lib.rs";
    // The path leads to the same words from the sources, and from below `target/package`.
    std::fs::write(ws.scratch().join("words.txt"), "words\n").expect("a file beside the repository");
    let beside = ws.root().parent().expect("a folder").join("words.txt");
    std::fs::write(beside, "words\n").expect("a file beside the repository");
    ws.write("words.txt", "words\n");
    ws.append(library, "\n/// Words.\npub const WORDS: &str = include_str!(\"../../../../words.txt\");\n");
    ws.commit("Words");
    ws.git(["push", "--quiet", "origin", "main"]);
    let plain = "CARGO_HOME=$CARGO_HOME cargo package -p bakery-grain";
    let home = fixture.cargo_home();
    let packed = ws.program("sh", ["-c", "cargo package -p bakery-grain"]).env("CARGO_HOME", home);
    let packed = packed.stdout_any().stderr_any().done();
    assert!(packed.stderr.contains("Verifying"), "{plain}: {}", packed.told());
    fixture.run(&["ready"]).spawn().finish();
    fixture.run(&["release", "minor"]).stdout_any().stderr_any().done();
    let output = fixture.run(&["release", "minor", "--execute"]).exit(1).stdout_any().stderr_any().done();
    let told = format!("{}{}", output.stdout, output.stderr);
    Answers::default()
        .given(library, "pub const WORDS: &str = include_str!(\"../../../../words.txt\");")
        .plain_told(ws, "cargo package -p bakery-grain", &packed.stderr, "Verifying")
        .command_told(ws, &["release", "minor", "--execute"], &told, 1, "words.txt")
}

/// The gate of a program that counts, and what it prints.
fn counting(printed: &str, check: &str) -> Workspace {
    let script = format!("#!/bin/sh\n{printed}\n");
    let check = format!("kind = \"command\", argv = [\"sh\", \"count.sh\"], {check}");
    Fixture::new().file("count.sh", &script).gate("gate", &check).git().build()
}

const FOREIGN: &str = "which have nothing but Rust, git and a shell";

pub(super) fn thresholds_over_no_samples() -> Answers {
    let numbers = r#"numbers = [{ name = "p95", pattern = "p95=([0-9.]+)ms", at-most = 200 }]"#;
    let ws = counting("echo 'thresholds: ok, 0 samples'", numbers);
    Answers::default()
        .not_run("k6", FOREIGN)
        .plain(&ws, "sh count.sh", 0, "0 samples")
        .ours_unknown(&ws, "nothing to look at")
}

pub(super) fn cases_that_nobody_found() -> Answers {
    let numbers = r#"numbers = [{ name = "cases", pattern = "([0-9]+) cases", at-least = 1 }]"#;
    let ws = counting("echo 'ok: 0 cases'", numbers);
    Answers::default()
        .not_run("trycmd", FOREIGN)
        .plain(&ws, "sh count.sh", 0, "0 cases")
        .ours_fails(&ws, &["number"])
}

pub(super) fn an_expectation_of_nothing() -> Answers {
    let ws = counting("echo fine", "stdout = []");
    Answers::default()
        .not_run("goss, Lighthouse CI and pre-commit", FOREIGN)
        .plain(&ws, "sh count.sh", 0, "fine")
        .command(&ws, &["phase1"], 2, "error")
}

pub(super) fn good_words_and_a_bad_exit_code() -> Answers {
    let ws = counting("echo '12 passed'\nexit 3", r#"stdout = ["12 passed"]"#);
    Answers::default()
        .not_run("Sonobuoy", FOREIGN)
        .plain(&ws, "sh count.sh | grep passed", 0, "12 passed")
        .ours_fails(&ws, &["exit"])
}

pub(super) fn checks_that_could_not_run() -> Answers {
    let check = r#"kind = "command", argv = ["cargo", "no-such-thing", "check"]"#;
    let ws = Fixture::new().package("alpha", |p| p).gate("gate", check).git().build();
    Answers::default()
        .not_run("expo-doctor", FOREIGN)
        .plain(&ws, "cargo no-such-thing check || echo 'check skipped'", 0, "no such command")
        .ours_unknown(&ws, "tool missing")
        .command(&ws, &["doctor"], 1, "cargo-no-such-thing")
}

pub(super) fn too_few_samples_to_compare() -> Answers {
    let numbers = r#"numbers = [{ name = "samples", pattern = "([0-9]+) samples", at-least = 10 }]"#;
    let ws = counting("echo 'no alert, 2 samples'", numbers);
    Answers::default()
        .not_run("Bencher", FOREIGN)
        .plain(&ws, "sh count.sh", 0, "no alert")
        .ours_fails(&ws, &["number"])
}

/// What passed before says nothing of a run that could not look.
pub(super) fn a_pass_of_before() -> Answers {
    let ws = Fixture::new()
        .gate("gate", r#"kind = "command", argv = ["counter"]"#)
        .file("a.txt", "a\n")
        .git()
        .build();
    let counter = "#!/bin/sh\necho counted\n";
    passes(gate(&ws).with_tool("counter", counter));
    ws.write("a.txt", "b\n");
    let json = unknown(gate(&ws), "tool missing");
    Answers::default()
        .not_run(
            "the release gate that this was met in",
            "which do not have it; it took over its last exit code, 0",
        )
        .ours(&ws, &json, 3)
}

/// An exception without an end.
pub(super) fn an_exception_that_outlived_its_reason() -> Answers {
    let waiver = "[[waiver]]\ngate = \"gate\"\nreason = \"RUSTSEC-0000-0000\"\nowner = \"ann\"\napprover = \"bob\"\nexpires = 2026-01-31";
    let ws = Fixture::new()
        .gate("gate", r#"kind = "file", path = "ADVISORIES.md""#)
        .readiness(waiver)
        .git()
        .build();
    Answers::default()
        .given("readiness.toml", waiver)
        .not_run(
            "cargo-deny",
            "which do not install it; an `ignore` that nothing matches is a warning, and ends never",
        )
        .command(&ws, &["phase1"], 2, "expire")
}

/// No version was compared with any other.
pub(super) fn a_comparison_that_compared_nothing() -> Answers {
    let numbers =
        r#"numbers = [{ name = "checked", pattern = "Checked \\[.*\\] ([0-9]+) checks", at-least = 1 }]"#;
    let ws = counting("echo 'Skipping alpha: no library'", numbers);
    Answers::default()
        .not_run(
            "cargo-semver-checks",
            "unless it is installed; it ends with exit code 0 when each crate is skipped",
        )
        .ours_unknown(&ws, "nothing to look at")
}
